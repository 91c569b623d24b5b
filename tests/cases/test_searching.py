"""Cases by their text: what of a case is found, by whom, and how the index follows the journal."""

import random
from datetime import date, timedelta

import pytest

from tests.cases.conftest import FILING, REPLY, City
from yihaotong.accounts.rules import Actor, Held, Role, citizen
from yihaotong.cases import access, indexing, representations
from yihaotong.cases.lists import searching
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel, RequestType, Stage, Urgency
from yihaotong.cases.rules.filters import Filters
from yihaotong.cases.rules.moves import MOVES
from yihaotong.journal import consuming, sealing
from yihaotong.journal.models import Cursor, Line
from yihaotong.search.models import Indexed
from yihaotong.search.rules.query import parse
from yihaotong.search.rules.text import joined, plain

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def read_journal(city: City) -> None:
    """What the worker does: seal what was written, and let the index read it."""
    while sealing.seal_batch():
        pass
    while consuming.run_all(city.at):
        pass


def found(city: City, who: str | Actor, typed: str, **more) -> list[str]:
    read_journal(city)
    actor = city.acting(who) if isinstance(who, str) else who
    return [case.order_no for case in searching.find(actor, typed=typed, at=city.at, **more).cases]


# --- what of a case is found ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["停水", "四十户", "一栋楼四十户都没水", "小区 停水", "示例小区3号楼", "3号楼", "东区", "水"]
)
def test_a_case_is_found_by_its_words_and_its_place(city, typed):
    case = city.file(title="停水")
    other = city.file(title="供暖", body="室温只有十五度", address="", place="6401")
    assert found(city, "operator", typed) == [case.order_no]
    assert found(city, "operator", "十五度") == [other.order_no]


def test_a_case_is_found_by_any_end_of_its_number(city):
    first, second = city.file(), city.file()
    assert found(city, "operator", first.order_no) == [first.order_no]
    assert found(city, "operator", first.order_no[-6:]) == [first.order_no]
    assert found(city, "operator", first.order_no[:10]) == [second.order_no, first.order_no]


@pytest.mark.parametrize("typed", ["王䶮", "䶮", "13951000001", "1395100", "0001", "139 5100 0001"])
def test_the_requester_is_not_in_the_index(city, typed):
    city.file()
    read_journal(city)
    assert found(city, "operator", typed) == ([] if typed != "0001" else found(city, "operator", "000001"))
    stored = " ".join(Indexed.objects.values_list("open_text", flat=True))
    assert "䶮" not in stored
    assert "1395100" not in stored


def test_a_name_in_the_body_follows_the_body(city):
    case = city.file(body="我叫王䶮，小区停水。")
    assert found(city, "operator", "王䶮") == [case.order_no]
    assert found(city, "handler", "王䶮") == []


# --- by whom ---------------------------------------------------------------------------------------------------


def test_a_unit_finds_what_was_sent_to_it(city):
    case = city.file()
    assert found(city, "handler", "停水") == []
    city.move(case, "dispatch", "dispatcher", {"unit": "WATER"})
    assert found(city, "handler", "停水") == [case.order_no]
    assert found(city, "street_handler", "停水") == []
    assert found(city, "system_admin", "停水") == []


def test_a_unit_finds_what_was_sent_below_it(city):
    case = city.file()
    city.move(case, "dispatch", "dispatcher", {"unit": "NORTH"})
    assert found(city, "district_handler", "停水") == [case.order_no]
    assert found(city, "handler", "停水") == []


def test_a_reply_is_found_by_the_requester_once_it_has_passed_review(city):
    case = city.to("replied")
    mine = citizen(case.order_no)
    assert found(city, "reviewer", "抢修完毕") == [case.order_no]
    assert found(city, "handler", "抢修完毕") == [case.order_no]
    assert found(city, mine, "抢修完毕") == []
    assert found(city, mine, "停水") == [case.order_no]
    city.move(case, "approve", "reviewer")
    assert found(city, mine, "抢修完毕") == [case.order_no]
    assert found(city, citizen("YC20200101000001"), "停水") == []


def test_a_client_finds_what_it_filed_and_no_reply_before_review(city):
    case = city.to("replied")
    Case.objects.filter(pk=case.pk).update(filed_by="client:7")
    client = Actor("client:7", "平台", (Held(Role.CLIENT, city.water.pk), Held(Role.HANDLER, city.water.pk)))
    assert found(city, client, "停水") == [case.order_no]
    assert found(city, client, "抢修完毕") == []
    assert found(city, Actor("client:8", "别的平台", (Held(Role.CLIENT, city.street.pk),)), "停水") == []


@pytest.mark.parametrize("stage", [stage.value for stage in Stage if stage != Stage.ARCHIVED])
def test_the_open_text_holds_the_answer_that_the_requester_reads(city, stage):
    case = city.to(stage)
    (document,) = indexing.documents([case.pk])
    answer = representations.answer(case)
    assert (REPLY["text"] in document.open) == (answer == REPLY["text"])
    assert (REPLY["text"] in document.inner) == (answer is None and case.replies.exists())


def test_nobody_finds_what_he_may_not_see(city):
    """For everybody and any piece of any text: what is found is what he may see and what contains the piece."""
    bodies = [
        "小区停水三天了，物业不管。",
        "夜间施工噪声，影响小区休息。",
        "停水停电，供暖不热。",
        "路灯不亮，井盖缺失。",
    ]
    for _ in range(12):
        case = city.file(body=random.choice(bodies) + random.choice(bodies), title="诉求", address="")
        if unit := random.choice(["WATER", "NORTH", ""]):
            city.move(case, "dispatch", "dispatcher", {"unit": unit})
    read_journal(city)
    everything = [
        (case, joined(document.open + document.inner))
        for case in Case.objects.order_by("-pk")
        for document in indexing.documents([case.pk])
    ]
    for _ in range(40):
        body = plain(random.choice(bodies)).replace(" ", "")
        start = random.randrange(len(body) - 1)
        typed = body[start : start + random.randrange(1, 5)]
        who = random.choice(["operator", "handler", "street_leader", "district_handler", "system_admin"])
        may_see = set(access.visible_to(city.acting(who)).values_list("pk", flat=True))
        expected = [
            case.order_no
            for case, text in everything
            if case.pk in may_see and all(needle in text for needle in parse(typed).needles)
        ]
        assert found(city, who, typed, most=50) == expected, (who, typed)


# --- filters ----------------------------------------------------------------------------------------------------------


def day(city: City, offset: int) -> date:
    return (city.at + timedelta(days=offset)).date()


@pytest.mark.parametrize(
    ("passes", "stops"),
    [
        (
            lambda city: Filters(stages=frozenset({Stage.DISPATCHED})),
            lambda city: Filters(stages=frozenset({Stage.FILED})),
        ),
        (lambda city: Filters(stages=frozenset(Stage)), lambda city: Filters(stages=frozenset({Stage.CLOSED}))),
        (
            lambda city: Filters(units=frozenset({city.water.code})),
            lambda city: Filters(units=frozenset({city.street.code})),
        ),
        (lambda city: Filters(categories=frozenset({"0101"})), lambda city: Filters(categories=frozenset({"0102"}))),
        (
            lambda city: Filters(categories=frozenset({"0101", "NONE"})),
            lambda city: Filters(categories=frozenset({"NONE"})),
        ),
        (
            lambda city: Filters(channels=frozenset({Channel.PHONE})),
            lambda city: Filters(channels=frozenset({Channel.API})),
        ),
        (
            lambda city: Filters(request_types=frozenset({RequestType.HELP})),
            lambda city: Filters(request_types=frozenset({RequestType.PRAISE})),
        ),
        (
            lambda city: Filters(urgencies=frozenset({Urgency.NORMAL})),
            lambda city: Filters(urgencies=frozenset({Urgency.URGENT})),
        ),
        (lambda city: Filters(place="640104"), lambda city: Filters(place="640105")),
        (lambda city: Filters(place="6401"), lambda city: Filters(place="6402")),
        (lambda city: Filters(place="64010"), lambda city: Filters(place="64011")),
        (lambda city: Filters(since=day(city, 0)), lambda city: Filters(since=day(city, 1))),
        (lambda city: Filters(until=day(city, 0)), lambda city: Filters(until=day(city, -1))),
        (
            lambda city: Filters(since=day(city, -300), until=day(city, 0)),
            lambda city: Filters(since=day(city, -300), until=day(city, -1)),
        ),
        (
            lambda city: Filters(since=day(city, -20_000), until=date(2199, 12, 31)),
            lambda city: Filters(since=day(city, 1), until=day(city, -1)),
        ),
    ],
)
def test_a_filter_lets_pass_and_stops(city, passes, stops):
    case = city.to("dispatched")
    assert found(city, "operator", "停水", filters=passes(city)) == [case.order_no]
    assert found(city, "operator", "停水", filters=stops(city)) == []
    assert found(city, "operator", "没有的词", filters=passes(city)) == []


def test_overdue_is_reckoned_at_the_moment_of_asking(city):
    case = city.file()
    overdue = Filters(overdue=True)
    assert found(city, "operator", "停水", filters=overdue) == []
    case.refresh_from_db()
    actor = city.acting("operator")
    at_the_end = searching.find(actor, typed="停水", at=case.due_at, filters=overdue)
    just_after = searching.find(actor, typed="停水", at=case.due_at + timedelta(seconds=1), filters=overdue)
    assert (at_the_end.cases, [each.pk for each in just_after.cases]) == ([], [case.pk])


def test_a_stage_that_has_just_changed_is_the_one_that_counts(city):
    """The index is a moment behind, but stages are not in it."""
    case = city.file()
    read_journal(city)
    city.move(case, "dispatch", "dispatcher", {"unit": "WATER"})
    actor = city.acting("operator")
    filed, dispatched = (Filters(stages=frozenset({stage})) for stage in (Stage.FILED, Stage.DISPATCHED))
    assert searching.find(actor, typed="停水", at=city.at, filters=filed).cases == []
    assert [each.pk for each in searching.find(actor, typed="停水", at=city.at, filters=dispatched).cases] == [case.pk]


def test_pages_and_count(city):
    numbers = [city.file().order_no for _ in range(5)][::-1]
    first = searching.find(city.acting("operator"), typed="停水", at=city.at, most=2)
    assert first.cases == [], "nothing before the index has read the journal"
    read_journal(city)
    first = searching.find(city.acting("operator"), typed="停水", at=city.at, most=2)
    assert ([case.order_no for case in first.cases], first.count, first.more) == (numbers[:2], 5, False)
    second = searching.find(city.acting("operator"), typed="停水", at=city.at, most=2, after=first.after)
    last = searching.find(city.acting("operator"), typed="停水", at=city.at, most=2, after=second.after)
    assert [case.order_no for case in (*second.cases, *last.cases)] == numbers[2:]
    assert last.after == ""


def test_as_many_queries_for_a_long_page_as_for_a_short_one(city, queries):
    for number in range(20):
        city.file(body="停水" if number else "停水停电")
    read_journal(city)
    actor = city.acting("operator")
    with queries() as one:
        page = searching.find(actor, typed="停电", at=city.at)
        assert len(searching.shown(actor, page.cases, "停电")) == 1
    with queries() as twenty:
        page = searching.find(actor, typed="停水", at=city.at)
        assert len(searching.shown(actor, page.cases, "停水")) == 20
    assert len(one) == len(twenty) <= 6


# --- how the index follows the journal ------------------------------------------------------------------------


def test_reading_the_same_lines_twice_changes_nothing(city, queries):
    case = city.to("closed")
    read_journal(city)
    before = list(Indexed.objects.values())
    lines = list(Line.objects.order_by("pk"))
    with queries() as seen:
        indexing.follow(lines, city.at)
    assert list(Indexed.objects.values()) == before
    assert not [each for each in seen.captured_queries if "INSERT" in each["sql"] and "grams" in each["sql"]]
    assert found(city, "operator", "停水") == [case.order_no]


def test_a_batch_of_lines_takes_as_many_queries_as_one(city, queries):
    city.file()
    read_journal(city)
    seen = []
    for count in (1, 15):
        last = Line.objects.latest("pk").pk
        for _ in range(count):
            city.file()
        lines = list(Line.objects.filter(pk__gt=last).order_by("pk"))
        with queries() as each:
            indexing.follow(lines, city.at)
        seen.append(len(each))
    assert seen[0] == seen[1] <= 12


def test_lines_that_change_no_text_are_not_followed(city, queries):
    city.to("in_hand")
    lines = [
        line for line in Line.objects.all() if line.kind in indexing._SAME_TEXT or not line.kind.startswith("case.")
    ]
    assert lines
    with queries() as seen:
        indexing.follow(lines, city.at)
    assert len(seen) == 0


def test_the_moves_that_change_no_text_are_moves():
    moves = {kind.removeprefix("case.") for kind in indexing._SAME_TEXT} - {"recompute", "remove_attachment"}
    assert moves <= set(MOVES)


def test_what_is_erased_leaves_the_index(city):
    """The body of a case, as a redaction would take it: by a line of its own, of whatever kind."""
    case = city.file(body="我叫王䶮，小区停水。", title="停水")
    assert found(city, "operator", "王䶮") == [case.order_no]
    Case.objects.filter(pk=case.pk).update(body="（已依法删除）")
    indexing.follow([Line(kind="case.redact", subject=case.key, at=city.at)], city.at)
    assert found(city, "operator", "王䶮") == []
    assert found(city, "operator", "依法删除") == [case.order_no]
    assert "䶮" not in Indexed.objects.get().open_text


@pytest.mark.parametrize("subject", ["import:7", "case:", "case:-1", "case:x", "case:1 OR 1=1", f"case:{'9' * 40}"])
def test_a_line_about_something_else_is_passed_over(city, subject, queries):
    with queries() as seen:
        indexing.follow([Line(kind="case.file", subject=subject, at=city.at)], city.at)
    assert len(seen) == 0


def test_a_city_from_before_the_index_is_read_from_its_first_line(city):
    """As after an upgrade: cases and lines are there, and nothing in the index."""
    case = city.to("in_hand")
    read_journal(city)
    Indexed.objects.all().delete()
    Cursor.objects.filter(consumer=indexing.CONSUMER).delete()
    assert found(city, "operator", "停水") == [case.order_no]
    assert indexing.unread(0) == set()


def test_what_the_index_has_not_read_is_known(city):
    read_journal(city)
    first, second = city.file(), city.file()
    assert indexing.unread(10) == {first.pk, second.pk}
    assert indexing.unread(1) is None
    while sealing.seal_batch():
        pass
    assert indexing.unread(10) == {first.pk, second.pk}
    read_journal(city)
    assert indexing.unread(0) == set()
    first = city.move(first, "dispatch", "dispatcher", {"unit": "WATER"})
    assert indexing.unread(10) == {first.pk}
    read_journal(city)
    city.move(first, "sign", "handler")
    assert indexing.unread(10) == set(), "this move changes neither texts nor tags"


def test_a_line_about_a_case_that_never_was_does_no_harm(city):
    indexing.follow([Line(kind="case.file", subject="case:999999", at=city.at)], city.at)
    assert not Indexed.objects.exists()


def test_cases_are_given_in_order_for_a_rebuilding(city):
    numbers = [city.file().pk for _ in range(3)]
    assert indexing.numbers_after(0, 2) == numbers[:2]
    assert indexing.numbers_after(numbers[1], 9) == numbers[2:]
    assert [document.number for document in indexing.documents([numbers[2], numbers[0], 999_999])] == [
        numbers[0],
        numbers[2],
    ]


# --- shown ------------------------------------------------------------------------------------------------------------


def marked(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


def test_the_passage_that_was_found_is_shown(city):
    case = city.to("replied", title="<b>停水</b>", body=FILING["body"])
    reader = city.acting("reviewer")
    (shown,) = searching.shown(reader, [case], "停水")
    assert (marked(shown.title), marked(shown.passage)) == (
        "<b>[停水]</b>",
        "小区从昨天晚上开始[停水]，一栋楼四十户都没水。",
    )
    assert marked(searching.shown(reader, [case], "示例小区")[0].passage) == "[示例小区] 3 号楼"
    assert marked(searching.shown(reader, [case], "抢修")[0].passage) == "已[抢修]完毕，恢复供水。"
    assert marked(searching.shown(reader, [case], case.order_no)[0].passage) == FILING["body"]


def test_a_reply_before_review_is_not_shown_to_the_requester(city):
    case = city.to("replied")
    mine = citizen(case.order_no)
    assert marked(searching.shown(mine, [case], "抢修")[0].passage) == FILING["body"]
    case = city.move(case, "approve", "reviewer")
    assert marked(searching.shown(mine, [case], "抢修")[0].passage) == "已[抢修]完毕，恢复供水。"
