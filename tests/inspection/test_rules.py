"""The rules of 自查 by worked examples: limits, kinds of columns, countdowns, the score."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from yihaotong.catalogue.rules.timing import Timing
from yihaotong.inspection.rules import indicators, thresholds
from yihaotong.inspection.rules.codes import Cadence, Light, Sort, Weight
from yihaotong.inspection.rules.columns import cadence
from yihaotong.inspection.rules.indicators import Behind
from yihaotong.journal.refusal import Refused

AT = datetime(2026, 3, 10, 4, tzinfo=UTC)


def due(days: float, key: str = "article:1") -> Behind:
    return Behind(key, "一条", AT + timedelta(days=days))


def test_every_threshold_that_ships_can_be_read_and_says_on_what_it_rests() -> None:
    found = thresholds.shipped()
    assert len(found) == 28
    for each in found.values():
        assert each.basis
        assert each.chinese
        assert (each.points > 0) == (each.weight is Weight.DEDUCT), each.code
        assert each.most >= each.points
    assert ("未核实" in found["errors"].says, "未核实" in found["home"].says) == (True, False)
    assert [found[code].limit for code in ("home", "columns_stale", "columns_overdue", "columns_empty")] == [
        "14d",
        "5",
        "10",
        "5",
    ]
    assert [found[code].limit for code in ("messages_unanswered", "unreachable", "slow")] == ["3mo", "5", "15"]


@pytest.mark.parametrize(
    ("code", "limit", "wrong"),
    [
        ("home", "7d", ""),
        ("home", "5wd", ""),
        ("home", "14d", "not-stricter"),
        ("home", "1mo", "not-stricter"),
        ("home", "soon", "bad-limit"),
        ("home", "0d", "bad-limit"),
        ("columns_stale", "3", ""),
        ("columns_stale", "５", "not-stricter"),
        ("columns_stale", "0", "bad-limit"),
        ("columns_stale", "-1", "bad-limit"),
        ("annual_report", "01-20", "by-law"),
        ("documents_late", "10wd", "set-elsewhere"),
        ("nothing", "1", "no-such-threshold"),
    ],
)
def test_a_city_may_be_stricter_and_never_looser(code: str, limit: str, wrong: str) -> None:
    if not wrong:
        assert thresholds.check_stricter(code, limit) == limit
        held = thresholds.in_force({code: (limit, "市政府办要求")})[code]
        assert held.limit == limit
        assert "本单位从严：市政府办要求" in held.says
        return
    with pytest.raises(Refused) as told:
        thresholds.check_stricter(code, limit)
    assert told.value.code == wrong


@pytest.mark.parametrize(
    ("timing", "article", "kind"),
    [
        ("实时", "", Cadence.LIVELY),
        ("自形成或变更之日起20个工作日内", "20-1", Cadence.NOTICE),
        ("自形成或变更之日起20个工作日内", "20-3", Cadence.NOTICE),
        ("自形成或变更之日起20个工作日内", "20-2", Cadence.OWN),
        ("每月结束后20个工作日内", "20-1", Cadence.OWN),
        ("长期公开", "", Cadence.OWN),
    ],
)
def test_the_catalogue_tells_what_kind_of_column_a_row_is(timing: str, article: str, kind: Cadence) -> None:
    assert cadence(str(Timing.parse(timing)), article) is kind


@pytest.mark.parametrize(
    ("code", "days", "light", "count", "breaks"),
    [
        ("home", [], Light.CALM, 0, None),
        ("home", [9], Light.CALM, 0, 9),
        ("home", [4], Light.NEAR, 0, 4),
        ("home", [-1], Light.BROKEN, 1, -1),
        ("columns_stale", [-1, -2, -3, -4], Light.CALM, 4, None),
        ("columns_stale", [-1, -2, -3, -4, 20], Light.CALM, 4, 20),
        ("columns_stale", [30, -1, -2, -3, -4, 5], Light.NEAR, 4, 5),
        ("columns_stale", [-1, -2, -3, -4, -5, 9], Light.BROKEN, 5, -1),
    ],
)
def test_it_breaks_with_the_last_that_the_limit_allows(
    code: str, days: list[float], light: Light, count: int, breaks: float | None
) -> None:
    limit = thresholds.shipped()[code]
    found = indicators.of_dates(limit, [due(each, f"row:{each}") for each in days], AT)
    assert (found.light, found.count) == (light, count)
    assert found.breach_on == (None if breaks is None else AT + timedelta(days=breaks))
    assert [row.due for row in found.rows] == sorted(AT + timedelta(days=each) for each in days)


def test_the_last_second_of_the_last_day_still_holds() -> None:
    limit = thresholds.shipped()["home"]
    assert indicators.of_dates(limit, [due(0)], AT).light is Light.NEAR
    later = AT + timedelta(seconds=1)
    assert indicators.of_dates(limit, [due(0)], later).light is Light.BROKEN


@pytest.mark.parametrize(
    ("tried", "failed", "light", "noted"),
    [
        (0, 0, Light.UNKNOWN, False),
        (336, 0, Light.CALM, False),
        (336, 16, Light.NEAR, False),
        (336, 17, Light.BROKEN, False),
        (100, 5, Light.BROKEN, True),
    ],
)
def test_a_site_that_opens_not_in_five_of_a_hundred_is_unreachable(
    tried: int, failed: int, light: Light, noted: bool
) -> None:
    found = indicators.of_probes(thresholds.shipped()["unreachable"], tried, failed, 140)
    assert (found.light, bool(found.note)) == (light, noted)


def test_points_are_lost_for_each_piece_up_to_a_limit_and_a_veto_fails_the_site() -> None:
    limits = thresholds.shipped()
    links = indicators.of_count(limits["dead_links"], [], 3)
    many = indicators.of_count(limits["errors"], [], 100)
    calm = indicators.of_count(limits["leaks"], [], 0)
    assert (links.deduction, many.deduction, calm.deduction) == (Decimal("0.3"), Decimal(5), Decimal(0))
    score = indicators.score([links, many, calm, indicators.unknown(limits["weibo"], "没有")])
    assert (score.points, score.vetoes, len(score.unknown), score.passes) == (Decimal("94.7"), (), 1, True)
    leak = indicators.of_count(limits["leaks"], [due(0)], 1)
    apart = indicators.score([links, many, calm], services=False)
    assert apart.points == Decimal("92.9"), "out of 75, times 4/3: 5.3 lost weigh 7.1"
    failed = indicators.score([links, leak])
    assert (failed.outcome, failed.passes) == ("单项否决，整站不合格", False)
    near = indicators.of_dates(limits["wechat"], [due(3)], AT)
    order = [each.code for each in indicators.pressing_first([calm, links, near, leak])]
    assert order == ["leaks", "dead_links", "wechat", "leaks"]


def test_days_left_are_whole_days() -> None:
    limit = thresholds.shipped()["home"]
    found = [indicators.of_dates(limit, [due(each)], AT).days_left(AT) for each in (0.5, 3.9, -0.5)]
    assert found == [0, 3, -1]
    assert {each.sort for each in thresholds.shipped().values()} == set(Sort)


def test_points_are_written_as_people_write_them() -> None:
    assert [indicators.plain(Decimal(each)) for each in ("100", "94.70", "0.3")] == ["100", "94.7", "0.3"]
