"""The pages of the knowledge base: finding, writing, releasing, settling; whose they are; how often they ask."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.conftest import words
from tests.knowledge.conftest import Shelf
from tests.knowledge.conftest import shelf as shelf  # noqa: PLC0414 — the fixture
from yihaotong.knowledge import access, actions
from yihaotong.knowledge.models import Bulletin, Entry, Template, WrongAnswer


def page(name: str, *args: str) -> str:
    return reverse(f"desk:knowledge:{name}", args=args)


def test_an_answer_is_found_as_it_is_typed(shelf: Shelf, sit: Callable[[str], Client]):
    entry = shelf.in_force(answer="请看小区公告。<b>")
    shelf.announce()
    operator = sit("operator")
    whole = operator.get(page("home"), {"q": "停水"})
    assert "请看小区公告。<b>" in words(whole)
    assert "示例街一带停水" in words(whole)
    part = operator.get(page("home"), {"q": "家里没水"}, headers={"HX-Request": "true"})
    assert page("entry", entry.code) in part.content.decode()
    assert "<html" not in part.content.decode()
    nothing = operator.get(page("home"), {"q": "火星"}, headers={"HX-Request": "true"})
    assert "没有找到相近的答案" in words(nothing)


def test_an_entry_is_written_by_one_and_released_by_another(shelf: Shelf, sit: Callable[[str], Client]):
    handler, leader = sit("handler"), sit("leader")
    data = shelf.entry(unit="WATER", question="水表坏了找谁")
    sent = handler.post(page("new_entry"), data)
    entry = Entry.objects.get()
    assert sent.headers["Location"] == page("entry", entry.code)
    seen = handler.get(page("entry", entry.code))
    assert "由本单位负责人，或中心的班长、督办员发布" in words(seen)
    assert sit("operator").get(page("entry", entry.code)).status_code == 404
    release = page("entry_act", entry.code, "release")
    assert handler.post(release, {"version": 1}).status_code == 403
    assert leader.post(release, {"version": 1}).status_code == 302
    assert "水表坏了找谁" in words(sit("operator").get(page("entry", entry.code)))


def test_what_is_wrong_with_a_form_is_said_and_nothing_typed_is_lost(shelf: Shelf, sit: Callable[[str], Client]):
    handler = sit("handler")
    data = shelf.entry(unit="WATER", answer="", links="www.example.org", places=["640104"])
    seen = handler.post(page("new_entry"), data)
    assert seen.status_code == 422
    assert "请填写“答复口径”" in words(seen)
    assert "www.example.org" in seen.content.decode()
    assert 'value="640104" checked' in seen.content.decode()
    assert handler.post(page("new_entry"), data | {"answer": "好", "unit": "NORTH"}).status_code in (403, 422)
    assert not Entry.objects.exists()


def test_versions_are_shown_with_what_changed(shelf: Shelf, sit: Callable[[str], Client]):
    entry = shelf.in_force(answer="旧的说法")
    revised = shelf.revise(entry, answer="新的说法")
    leader, operator = sit("leader"), sit("operator")
    waiting = leader.get(page("entry", entry.code)).content.decode()
    assert "旧的说法</del>" in waiting
    assert "新的说法</ins>" in waiting
    assert "新的说法" not in words(operator.get(page("entry", entry.code)))
    assert "新的说法" not in words(operator.get(page("entry_versions", entry.code)))
    shelf.release(revised)
    assert "新的说法" in words(operator.get(page("entry_versions", entry.code)))


def test_a_draft_of_a_unit_below_shows_none_of_its_versions(shelf: Shelf, sit: Callable[[str], Client]):
    draft = shelf.draft(by="street_handler", unit=shelf.city.street, answer="还没定的说法")
    seen = sit("district_handler").get(page("entry_versions", draft.code))
    assert "还没有发布过的版本" in words(seen)
    assert "还没定的说法" not in words(seen)


def test_a_stale_form_is_refused_and_keeps_its_text(shelf: Shelf, sit: Callable[[str], Client]):
    entry = shelf.in_force()
    handler = sit("handler")
    edit = page("edit_entry", entry.code)
    assert handler.post(edit, shelf.entry(answer="甲的说法", version=1)).status_code == 302
    late = handler.post(edit, shelf.entry(answer="乙的说法", version=1))
    assert late.status_code == 409
    assert "乙的说法" in late.content.decode()


def test_the_owner_settles_a_wrong_answer(shelf: Shelf, sit: Callable[[str], Client]):
    entry = shelf.in_force()
    operator, handler = sit("operator"), sit("handler")
    report = page("entry_act", entry.code, "report")
    assert operator.post(report, {"reason": ""}).status_code == 422
    assert operator.post(report, {"reason": "电话打不通"}).status_code == 302
    assert "电话打不通" in words(handler.get(page("to_do")))
    assert "有人报告这条答案有误" in words(operator.get(page("entry", entry.code)))
    found = WrongAnswer.objects.get()
    settle = page("settle", str(found.pk))
    assert operator.post(settle, {"how": "not_wrong", "words": "无误"}).status_code == 404
    assert sit("street_handler").post(settle, {"how": "not_wrong", "words": "无误"}).status_code == 404
    assert handler.post(settle, {"how": "not_wrong", "words": ""}).status_code == 422
    assert handler.post(settle, {"how": "not_wrong", "words": "拨打无误"}).status_code == 302
    assert "电话打不通" not in words(handler.get(page("to_do")))
    home = words(operator.get(page("home")))
    assert "100.00%" in home
    assert "1 ÷ 1" in home


def test_a_bulletin_is_entered_extended_and_ended(shelf: Shelf, sit: Callable[[str], Client]):
    leader, operator = sit("shift_leader"), sit("operator")
    leader.post(page("new_bulletin"), shelf.bulletin(unit="WATER"))
    bulletin = Bulletin.objects.get()
    fragment = operator.get(page("in_force"))
    assert "示例街一带停水" in words(fragment)
    assert "已答复 0 次" in words(fragment)
    assert "data-answer" not in fragment.content.decode()
    assert "data-answer" in operator.get(page("in_force"), {"answers": "1"}).content.decode()
    extend = page("bulletin_act", bulletin.code, "extend")
    assert operator.post(extend, {"version": 1, "until": "2099-01-01T00:00"}).status_code == 403
    assert leader.post(extend, {"version": 1, "until": "昨天"}).status_code == 422
    too_long = leader.post(extend, {"version": 1, "until": "2099-01-01T00:00"}, follow=True)
    assert "最远在一年以内" in words(too_long)
    ahead = (shelf.city.at + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    assert leader.post(extend, {"version": 1, "until": ahead}).status_code == 302
    assert leader.post(page("bulletin_act", bulletin.code, "end")).status_code == 302
    assert words(operator.get(page("in_force"))) == ""
    assert "改预计结束" in words(operator.get(page("bulletin", bulletin.code)))


def test_a_template_with_an_unknown_placeholder_is_refused_by_its_name(shelf: Shelf, sit: Callable[[str], Client]):
    handler = sit("handler")
    data = {"unit": "WATER", "title": "已受理", "purpose": "reply", "text": "您好{姓名}"}
    refused = handler.post(page("new_template"), data)
    assert refused.status_code == 422
    assert "没有“{姓名}”这个占位" in words(refused)
    assert handler.post(page("new_template"), data | {"unit": "*", "text": "好"}).status_code in (403, 422)
    assert handler.post(page("new_template"), data | {"text": "{工单编号}已受理"}).status_code == 302
    template = Template.objects.get()
    assert "已受理" in words(handler.get(page("templates")))
    assert sit("street_handler").get(page("template", template.code)).status_code == 404
    handler.post(page("template", template.code), {"do": "withdraw", "version": 1})
    assert access.templates_for(shelf.city.acting("handler")) == []


def test_an_export_is_a_table_that_the_import_reads(shelf: Shelf, sit: Callable[[str], Client]):
    shelf.in_force(answer="=1+1")
    body = b"".join(sit("handler").get(page("export")).streaming_content).decode("utf-8-sig")
    assert "责任单位代码" in body.splitlines()[0]
    assert "WATER,停水了怎么办" in body
    assert "'=1+1" in body
    assert sit("operator").get(page("export")).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["home", "to_do", "entries", "export", "new_entry", "bulletins", "in_force", "new_bulletin", "templates"],
)
def test_who_works_on_no_case_has_no_knowledge_base(shelf: Shelf, sit: Callable[[str], Client], name: str):
    assert sit("system_admin").get(page(name)).status_code == 404


@pytest.mark.parametrize("name", ["to_do", "export", "new_entry", "new_bulletin", "new_template"])
def test_who_keeps_nothing_has_no_page_for_it(shelf: Shelf, sit: Callable[[str], Client], name: str):
    assert sit("operator").get(page(name)).status_code == 404


@pytest.mark.parametrize("name", ["home", "to_do", "entries", "bulletins", "templates"])
def test_a_page_asks_as_often_for_fifty_as_for_two(
    shelf: Shelf, sit: Callable[[str], Client], queries: Callable[[], object], name: str
):
    supervisor = sit("supervisor")

    def fill(begin: int, end: int) -> None:
        for number in range(begin, end):
            entry = shelf.in_force(question=f"停水怎么办{number}", places=["640104"])
            report = {"actor": shelf.city.acting("operator"), "at": shelf.city.at, "reason": "不对"}
            actions.report_wrong(entry, **report)
            shelf.revise(entry, answer=f"改{number}")
            shelf.announce(title=f"停水{number}")
            ended = shelf.announce(title=f"已通水{number}", places=["640104"])
            actions.end(ended, actor=shelf.city.acting("supervisor"), at=shelf.city.at)
            shelf.announce(by="handler", title=f"停气{number}")
            template = {"title": f"模板{number}", "purpose": "reply", "text": "好", "category": "0101"}
            actions.write_template(
                template, actor=shelf.city.acting("supervisor"), at=shelf.city.at, unit=shelf.city.water
            )

    def asked() -> int:
        supervisor.get(page(name), {"q": "停水"})
        with queries() as seen:
            assert supervisor.get(page(name), {"q": "停水"}).status_code == 200
        return len(seen)

    fill(0, 2)
    few = asked()
    fill(2, 25)
    assert asked() == few
    assert few <= 40


def test_a_long_list_is_leafed_through_by_key(shelf: Shelf, sit: Callable[[str], Client]):
    entries = [shelf.in_force(question=f"停水{number}") for number in range(22)]
    operator = sit("operator")
    first = operator.get(page("entries")).content.decode()
    assert page("entry", entries[-1].code) in first
    assert page("entry", entries[1].code) not in first
    second = operator.get(page("entries"), {"after": entries[2].pk}).content.decode()
    assert page("entry", entries[1].code) in second
    assert operator.get(page("entries"), {"after": "x"}).status_code == 200
    assert page("entry", entries[0].code) not in operator.get(page("entries"), {"show": "over"}).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("release", {"version": 2}, {"leader": 302, "supervisor": 302, "handler": 403, "operator": 403}),
        ("turn-down", {"version": 2, "reason": "不妥"}, {"leader": 302, "supervisor": 302, "handler": 403}),
        ("withdraw", {"reason": "过时"}, {"leader": 302, "shift_leader": 302, "handler": 403, "operator": 403}),
        ("report", {"reason": "不对"}, {"operator": 302, "street_handler": 302, "analyst": 302, "handler": 302}),
        ("look-through", {"version": 2, "review_on": "2027-06-01"}, {"operator": 403, "street_handler": 403}),
        ("explode", {}, {"operator": 404, "leader": 404}),
    ],
)
@pytest.mark.parametrize("who", ["operator", "handler", "leader", "supervisor", "shift_leader", "street_handler"])
def test_who_may_do_what_with_an_entry_of_the_water_unit(
    shelf: Shelf, sit: Callable[[str], Client], name: str, data: dict[str, object], expected: dict[str, int], who: str
):
    entry = shelf.revise(shelf.in_force(), answer="改过的说法")
    answered = sit(who).post(page("entry_act", entry.code, name), data).status_code
    assert answered == expected.get(who, answered)
    assert sit("system_admin").post(page("entry_act", entry.code, name), data).status_code == 404


def test_a_draft_of_another_unit_is_nobodys_business(shelf: Shelf, sit: Callable[[str], Client]):
    entry, bulletin = shelf.draft(), shelf.announce(by="handler")
    for who in ("operator", "street_handler", "analyst"):
        client = sit(who)
        for name in ("entry", "edit_entry", "entry_versions"):
            assert client.get(page(name, entry.code)).status_code == 404
        assert client.post(page("entry_act", entry.code, "report"), {"reason": "x"}).status_code == 404
        for name in ("bulletin", "edit_bulletin"):
            assert client.get(page(name, bulletin.code)).status_code == 404
        assert client.post(page("bulletin_act", bulletin.code, "end")).status_code == 404
