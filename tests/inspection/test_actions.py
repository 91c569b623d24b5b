"""自查 over records: what is measured, the monthly list from its making to the signature, limits, columns, probes."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import override_settings
from django.utils.timezone import localtime

from tests.catalogue.conftest import Office
from yihaotong.accounts.rules import Actor
from yihaotong.inspection import access, actions, verifying
from yihaotong.inspection.actions.probing import visit
from yihaotong.inspection.models import Column, Item, Monthly, Probe, Stricter
from yihaotong.inspection.rules.codes import Light, Progress
from yihaotong.inspection.rules.indicators import Indicator
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder


def seen(at: Any) -> dict[str, Indicator]:
    return {each.code: each for each in access.today(at)}


def refusal(act: Any) -> str:
    before = Line.objects.count()
    with pytest.raises(Refused) as told:
        act()
    assert Line.objects.count() == before
    return told.value.code


def test_without_records_nothing_is_claimed(office: Office) -> None:
    found = seen(office.at)
    assert len(found) == 28
    for code in ("home", "columns_stale", "columns_empty", "weibo", "wechat", "guide_old", "unreachable", "dead_links"):
        assert found[code].light is Light.UNKNOWN, code
    assert found["unreachable"].measured == "没有探测数据"
    assert found["messages_unanswered"].light is Light.CALM


def test_columns_are_stale_overdue_or_empty(running: Office) -> None:
    office, at = running, running.at
    rows = {each.row.name: each.row for each in access.columns_of(at)}
    found = seen(at)
    assert found["columns_empty"].count == len(rows) == 4
    assert found["columns_empty"].light is Light.NEAR, "four of five"
    officer = office.city.acting("officer")
    duties = rows["机构职能"]
    actions.set_column(duties.key, {"cadence": "news"}, actor=officer, at=at)
    office.note(duties, "article:1", at - timedelta(days=1))
    later = seen(at + timedelta(days=9))
    assert later["column_news"].light is Light.CALM
    assert later["column_news"].breach_on is not None
    assert localtime(later["column_news"].breach_on).date() == localtime(at).date() + timedelta(days=13)
    late = seen(at + timedelta(days=14))
    assert (late["column_news"].light, late["column_news"].deducted) == (Light.BROKEN, "5")
    assert (late["columns_stale"].light, late["columns_stale"].count) == (Light.CALM, 1)
    row = late["column_news"].rows[0]
    assert (row.key, row.unit) == (f"catalogue_row:{duties.key}", office.study.pk)
    assert refusal(lambda: actions.set_column("nothing", {"cadence": "own"}, actor=officer, at=at)) == "no-such-row"
    again = refusal(lambda: actions.set_column(duties.key, {"cadence": "news"}, actor=officer, at=at))
    assert again == "nothing-changed"
    drafter = office.city.acting("drafter")
    assert refusal(lambda: actions.set_column(duties.key, {"cadence": "own"}, actor=drafter, at=at)) == "wrong-role"
    assert Column.objects.count() == 1


def test_an_item_released_before_it_was_formed_is_found_and_one_of_the_same_day_is_not(running: Office) -> None:
    at, row = running.at, next(each.row for each in access.columns_of(running.at))
    today = localtime(at).date()
    running.note(row, "article:1", at, today)
    assert seen(at)["forged_dates"].light is Light.CALM
    running.note(row, "article:2", at, today + timedelta(days=3), title="早发的")
    found = seen(at)["forged_dates"]
    assert (found.light, [each.key for each in found.rows]) == (Light.BROKEN, ["article:2"])
    assert access.score([found]).outcome == "单项否决，整站不合格"


def test_the_annual_report_counts_down_to_its_day_and_then_to_the_next(running: Office) -> None:
    row = next(each.row for each in access.columns_of(running.at) if each.row.name == "年度报告")
    year = localtime(running.at).year

    def told(at: datetime) -> tuple[Light, date]:
        found = seen(at)["annual_report"]
        assert found.breach_on is not None
        return found.light, localtime(found.breach_on).date()

    assert told(running.at) == (Light.CALM, date(year + 1, 1, 31)), "what fell due before the catalogue is not asked"
    late = running.at.replace(year=year + 1, month=2, day=2)
    assert told(late) == (Light.BROKEN, date(year + 1, 1, 31))
    running.note(row, "article:1", late, title=f"{year}年政府信息公开工作年度报告")
    assert told(late) == (Light.CALM, date(year + 2, 1, 31))


def test_a_stricter_limit_holds_from_then_on(running: Office) -> None:
    office, at = running, running.at
    officer = office.city.acting("officer")
    said = {"limit": "4", "reason": "市政府办要求空白栏目不超过 3 个"}
    actions.set_limit("columns_empty", said, actor=officer, at=at)
    found = seen(at)["columns_empty"]
    assert (found.light, found.limit) == (Light.BROKEN, "达到 4 项")
    assert "从严" in found.basis
    assert refusal(lambda: actions.set_limit("columns_empty", said, actor=officer, at=at)) == "nothing-changed"
    drafter = office.city.acting("drafter")
    assert refusal(lambda: actions.set_limit("home", said, actor=drafter, at=at)) == "wrong-role"
    actions.loosen("columns_empty", actor=officer, at=at)
    assert refusal(lambda: actions.loosen("columns_empty", actor=officer, at=at)) == "nothing-changed"
    assert not Stricter.objects.exists()
    kinds = Line.objects.filter(subject="threshold:columns_empty").values_list("kind", flat=True)
    assert list(kinds) == ["inspection.set_limit", "inspection.loosen"]


def test_the_monthly_list_is_made_once_worked_off_and_signed(running: Office) -> None:
    office, at = running, running.at
    monthly = actions.make_list(at)
    assert monthly is not None
    assert actions.make_list(at + timedelta(minutes=1)) is None, "once a month"
    assert monthly.month == localtime(at).date().replace(day=1)
    items = access.items_of(monthly)
    empty = [each for each in items if each.indicator == "columns_empty"]
    assert {each.unit_id for each in empty} <= {office.study.pk, office.affairs.pk}
    subjects = [each.subject for each in items if each.subject]
    assert len(subjects) == len(set(subjects)), "one record once"
    assert monthly.standing["columns_empty"]["light"] == "near"
    assert Reminder.objects.filter(subject=monthly.key).exists()
    officer, chief, second = (office.city.acting(who) for who in ("officer", "chief", "second"))
    mine = next(each for each in items if each.unit_id == office.study.pk)
    done = {"evidence": "已补充，见公开目录"}
    assert refusal(lambda: actions.settle(mine, Progress.DONE, done, actor=second, at=at)) == "wrong-role"
    assert refusal(lambda: actions.settle(mine, Progress.DONE, {}, actor=officer, at=at)) == "missing"
    assert refusal(lambda: actions.settle(mine, Progress.OPEN, {}, actor=officer, at=at)) == "not-a-choice"
    actions.settle(mine, Progress.DONE, done, actor=office.city.acting("drafter"), at=at)
    assert refusal(lambda: actions.settle(mine, Progress.DONE, done, actor=officer, at=at)) == "settled-already"
    far = {"evidence": "等编办", "until": str(localtime(at).date() + timedelta(days=200))}
    rest = [each for each in items if each.pk != mine.pk]
    assert refusal(lambda: actions.settle(rest[0], Progress.PUT_OFF, far, actor=officer, at=at)) == "out-of-range"
    open_still = Monthly.objects.get(pk=monthly.pk)

    def sign(expect: int, actor: Actor = chief, **said: str) -> Monthly:
        return actions.sign(monthly, said, actor=actor, at=at, expect=expect)

    assert refusal(lambda: sign(open_still.version)) == "items-open"
    assert not access.to_sign()
    off = {"evidence": "等编办批复", "until": str(localtime(at).date() + timedelta(days=20))}
    for each in rest:
        actions.settle(each, Progress.PUT_OFF, off, actor=officer, at=at)
    assert [each.pk for each in access.to_sign()] == [monthly.pk]
    assert refusal(lambda: sign(1)) == "stale"
    version = Monthly.objects.get(pk=monthly.pk).version
    assert refusal(lambda: sign(version, officer)) == "wrong-role"
    signed = sign(version, said="抓紧")
    assert refusal(lambda: sign(signed.version)) == "signed-already"
    assert list(verifying.check()) == []
    Item.objects.filter(pk=mine.pk).update(evidence="改过的")
    assert [problem.kind for problem in verifying.check()] == ["record-changed"]


def test_what_an_earlier_list_has_open_does_not_stand_on_the_next(running: Office) -> None:
    first = actions.make_list(running.at)
    assert first is not None
    later = actions.make_list(running.at + timedelta(days=32))
    assert later is not None
    known = {each.subject for each in access.items_of(first) if each.subject}
    assert known
    assert not known & {each.subject for each in access.items_of(later)}
    assert [each.month for each in access.trend(running.at + timedelta(days=40))] == [first.month, later.month]


def test_without_an_officer_there_is_no_list(city: Any) -> None:
    assert actions.make_list(city.at) is None
    assert actions.remind_before_breach(city.at) == 0


def test_the_office_is_told_once_before_a_veto(running: Office) -> None:
    at = running.at
    assert actions.remind_before_breach(at) == 0, "four empty columns are near, and no date runs"
    row = next(each.row for each in access.columns_of(at))
    running.note(row, "article:1", at, localtime(at).date() + timedelta(days=3))
    assert actions.remind_before_breach(at) == 2
    assert actions.remind_before_breach(at) == 0
    told = Reminder.objects.filter(subject="indicator:forged_dates").first()
    assert told is not None
    assert "发稿日期" in told.words


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response({"/": 200, "/moved": 302}.get(self.path, 503))
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_our_own_address_is_visited_where_the_city_names_one(db: None, at: Any, site: str) -> None:
    assert actions.probe(at) is None
    assert not Probe.objects.exists()
    told = [visit(f"{site}{path}", 5) for path in ("/", "/moved", "/broken")]
    assert told == ["", "", "答 503"]
    assert visit("file:///etc/hostname", 5) == "不是网址"
    for path in ("/", "/broken"):
        with override_settings(CITY={"inspection": {"address": f"{site}{path}"}}):
            actions.probe(at)
    assert list(Probe.objects.order_by("pk").values_list("answered", "said")) == [(True, ""), (False, "答 503")]
    found = access.probes(at - timedelta(days=1), at)
    assert found.count() == 2
    Probe.objects.create(at=at - timedelta(days=401), answered=True, milliseconds=12)
    assert actions.forget_probes(at) == 1
