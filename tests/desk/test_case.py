"""The page of one case: what it shows to whom, and that its moves are the table's and nobody else's."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, localtime

from tests.cases.conftest import CALLED, REPLY, City
from tests.desk.conftest import inputs, words
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases import actions
from yihaotong.cases.models import Case, Contact
from yihaotong.cases.rules.moves import MOVES
from yihaotong.journal.models import Line

Sit = Callable[[str], Client]


def address(case: Case, more: str = "") -> str:
    return f"/desk/cases/{case.order_no}/{more}"


def buttons(client: Client, case: Case) -> list[str]:
    """The moves that the page offers, in their order."""
    return re.findall(rf'action="{address(case)}(\w+)/"', client.get(address(case)).content.decode())


@pytest.mark.parametrize(
    ("stage", "username", "expected"),
    [
        ("filed", "dispatcher", ["dispatch", "merge", "follow"]),
        ("filed", "supervisor", []),
        (
            "filed",
            "operator",
            ["answer", "supplement", "void", "decline", "transfer", "merge", "follow", "withdraw"],
        ),
        ("dispatched", "handler", ["sign", "return", "allot"]),
        ("dispatched", "dispatcher", ["redispatch", "merge", "follow"]),
        ("return_pending", "arbiter", ["uphold", "overrule"]),
        ("return_pending", "handler", []),
        ("in_hand", "handler", ["contact", "reply", "return", "allot", "give_back"]),
        ("in_hand", "leader", ["contact", "reply", "return", "allot"]),
        ("following", "dispatcher", ["leave", "merge"]),
        ("transferred", "operator", ["take_back"]),
        ("void", "shift_leader", ["restore"]),
        ("declined", "supervisor", ["restore"]),
        ("merged", "operator", []),
        ("withdrawn", "operator", []),
        ("closed", "supervisor", ["reopen"]),
        ("replied", "handler", []),
        ("replied", "reviewer", ["approve", "send_back"]),
        ("to_call_back", "call_back_clerk", ["attempt", "close", "redo", "refer"]),
        ("closed", "call_back_clerk", []),
    ],
)
def test_the_buttons_are_the_tables(city: City, sit: Sit, stage: str, username: str, expected: list[str]) -> None:
    found = buttons(sit(username), city.to(stage))
    assert [name for name in found if name in MOVES] == expected


#: What the pages of these people offer on a case that waits to be signed for.
OFFERED = {
    *(("operator", move) for move in ("supplement", "merge", "follow", "withdraw")),
    *(("handler", move) for move in ("sign", "return", "allot")),
    *(("dispatcher", move) for move in ("redispatch", "merge", "follow")),
    ("supervisor", "redispatch"),
}


@pytest.mark.parametrize(
    ("username", "move"),
    [
        (username, move)
        for username in ("operator", "supervisor", "handler", "reviewer", "dispatcher")
        for move in sorted(set(MOVES) - {"file"})
        if (username, move) not in OFFERED
    ],
)
def test_a_move_that_is_not_offered_is_refused_when_it_is_sent(city: City, sit: Sit, username: str, move: str) -> None:
    case = city.to("dispatched")
    client = sit(username)
    assert move not in buttons(client, case)
    lines = Line.objects.count()
    answer = client.post(address(case, f"{move}/"), {"version": str(case.version), "unit": "WATER"} | CALLED | REPLY)
    assert answer.status_code in {409, 422}
    assert Case.objects.get().version == case.version
    assert Line.objects.count() == lines


def test_the_whole_way_through_the_pages(city: City, sit: Sit) -> None:
    case = city.file()
    steps: tuple[tuple[str, str, dict[str, Any], str], ...] = (
        ("dispatcher", "dispatch", {"unit": "WATER", "note": "请先抢修"}, "待签收"),
        ("handler", "sign", {}, "办理中"),
        ("handler", "contact", {"means": "phone", "reached": "on", "note": "已说明情况"}, "办理中"),
        ("handler", "reply", REPLY, "待审核"),
        ("reviewer", "approve", {"note": "同意"}, "待回访"),
        ("call_back_clerk", "close", CALLED | {"contacted": "on"}, "已办结"),
    )
    for username, move, data, stage in steps:
        client = sit(username)
        hidden = inputs(client.get(address(case)))
        answer = client.post(address(case, f"{move}/"), hidden | data, follow=True)
        assert answer.redirect_chain, words(answer)[:600]
        assert stage in words(answer)
    assert Case.objects.get().stage == "closed"
    assert "不在任何人手里" in words(sit("supervisor").get(address(case)))


def test_a_stranger_gets_404_for_the_page_and_for_every_act(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    client = sit("street_handler")
    assert client.get(address(case)).status_code == 404
    assert client.post(address(case, "reply/"), REPLY).status_code == 404
    assert client.post(address(case, "identity/"), {"purpose": "call"}).status_code == 404


def test_a_move_that_is_not_in_the_table_is_not_there(city: City, sit: Sit) -> None:
    case = city.file()
    assert sit("dispatcher").post(address(case, "vanish/"), {}).status_code == 404


def test_identity_is_masked_until_it_is_opened_for_a_purpose_and_the_reading_is_on_record(city: City, sit: Sit) -> None:
    case = city.file()
    client = sit("operator")
    page = words(client.get(address(case)))
    assert "王*" in page
    assert "139****0001" in page
    assert "王䶮" not in page
    assert "13951000001" not in page
    assert not Line.objects.filter(kind="identity.read").exists()

    opened = words(client.post(address(case, "identity/"), {"purpose": "caller"}))
    assert "王䶮" in opened
    assert "13951000001" in opened
    line = Line.objects.get(kind="identity.read")
    assert (line.actor, line.subject, line.facts["reason"]) == (
        city.people["operator"].key,
        case.key,
        "来电登记，核对来电人",
    )

    assert "刷新本页等于再查看一次，会再记一次" in opened

    later = words(client.get(address(case)))
    assert "13951000001" not in later
    assert "查看诉求人身份" in later


def test_an_operator_can_tell_a_known_caller_his_code_again_and_nobody_else_can(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    code = actions.query_code(case.order_no)
    assert code not in words(sit("operator").get(address(case)))
    assert code in words(sit("operator").post(address(case, "identity/"), {"purpose": "call"}))
    assert code not in words(sit("handler").post(address(case, "identity/"), {"purpose": "call"}))


@pytest.mark.parametrize("purpose", ["", "curiosity"])
def test_without_a_purpose_nothing_is_opened(city: City, sit: Sit, purpose: str) -> None:
    case = city.file()
    answer = sit("operator").post(address(case, "identity/"), {"purpose": purpose})
    assert answer.status_code == 422
    assert "请先选择查看用途" in words(answer)
    assert "13951000001" not in words(answer)
    assert not Line.objects.filter(kind="identity.read").exists()


@pytest.mark.parametrize("secrecy", ["confidential", "protected"])
def test_a_unit_cannot_open_who_asked_to_stay_unknown(city: City, sit: Sit, secrecy: str) -> None:
    case = city.to("in_hand", secrecy=secrecy)
    client = sit("handler")
    assert "只有中心可以联系" in words(client.get(address(case)))
    answer = client.post(address(case, "identity/"), {"purpose": "call"})
    assert answer.status_code == 403
    assert "13951000001" not in answer.content.decode()
    assert not Line.objects.filter(kind="identity.read").exists()


def test_a_refused_move_says_why_and_keeps_the_text(city: City, sit: Sit) -> None:
    case = city.to("dispatched")
    case = city.move(case, "sign", "handler")
    client = sit("handler")
    hidden = inputs(client.get(address(case)))
    answer = client.post(address(case, "reply/"), hidden | REPLY | {"text": "已经修好，请放心用水。"})
    assert answer.status_code == 422
    assert "还没有联系上诉求人的记录" in words(answer)
    assert "已经修好，请放心用水。" in answer.content.decode()
    assert '<a href="#reply-no_contact">' in answer.content.decode()
    assert Case.objects.get().stage == "in_hand"


def test_a_stale_page_is_refused_with_what_happened_since(city: City, sit: Sit) -> None:
    case = city.file()
    slow, quick = sit("dispatcher"), sit("dispatcher")
    seen = inputs(slow.get(address(case)))
    quick.post(address(case, "dispatch/"), inputs(quick.get(address(case))) | {"unit": "WATER"})
    lines = Line.objects.count()

    answer = slow.post(address(case, "dispatch/"), seen | {"unit": "NORTH", "note": "请街道 先核实"})
    assert answer.status_code == 409
    page = words(answer)
    when = localtime(Line.objects.get(kind="case.dispatch").at).strftime("%m-%d %H:%M")
    assert f"测试dispatcher 于 {when} 派单" in page
    assert "待签收" in page
    assert "请街道 先核实" in answer.content.decode()
    assert Case.objects.get().lead_unit == city.water
    assert Line.objects.count() == lines


def test_two_leaders_of_one_unit_reply_once(city: City, sit: Sit) -> None:
    city.hire("second", Role.HANDLER, city.water)
    case = city.move(city.to("in_hand"), "contact", "handler", {"means": "phone", "reached": True, "note": "已联系"})
    first, second = sit("handler"), sit("second")
    pages = [inputs(client.get(address(case))) for client in (first, second)]
    first.post(address(case, "reply/"), pages[0] | REPLY)
    answer = second.post(address(case, "reply/"), pages[1] | REPLY | {"text": "我的答复 也写好了"})
    assert answer.status_code == 409
    assert "测试handler" in words(answer)
    assert "我的答复 也写好了" in answer.content.decode()
    assert case.replies.count() == 1


def test_a_record_in_between_does_not_make_a_page_stale(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    client = sit("handler")
    seen = inputs(client.get(address(case)))
    contact = {"means": "phone", "reached": "on", "note": "第一次"}
    client.post(address(case, "contact/"), seen | contact)
    client.post(address(case, "contact/"), seen | contact | {"note": "第二次"})
    assert Contact.objects.filter(note__startswith="第").count() == 2


def test_each_date_shows_how_it_was_reckoned(city: City, sit: Sit) -> None:
    case = city.to("dispatched")
    page = words(sit("handler").get(address(case)))
    for expected in (
        "办理时限",
        "签收时限",
        "全程时限",
        "5 个工作日",
        "收到当日不计",
        "山东省12345管理办法2020",
        "已结束的 1 个时限",
    ):
        assert expected in page


def test_who_holds_the_case_since_when(city: City, sit: Sit) -> None:
    case = city.file()
    assert "在谁手里 中心" in words(sit("supervisor").get(address(case)))
    city.at += timedelta(minutes=1)
    city.move(case, "dispatch", "dispatcher", {"unit": "WATER"})
    assert "在谁手里 示例WATER" in words(sit("supervisor").get(address(case)))


def test_the_story_names_who_did_what_with_the_words_they_left(city: City, sit: Sit) -> None:
    page = words(sit("supervisor").get(address(city.to("closed"))))
    story = page[page.index("经过") :]
    for expected in (
        "登记 测试operator",
        "派单 测试dispatcher",
        "签收 测试handler",
        "已电话说明",
        "审核通过 测试reviewer",
    ):
        assert expected in story
    assert "办结依据 回访：满意或基本满意" in story
    assert "已抢修完毕，恢复供水。" in story


def test_every_page_of_a_case_carries_who_looked_and_when(city: City, sit: Sit) -> None:
    source = sit("supervisor").get(address(city.file())).content.decode()
    watermark = re.search(r'<svg class="watermark".*?</svg>', source, re.DOTALL)
    assert watermark is not None
    assert "测试supervisor" in watermark[0]
    assert localtime(city.at).strftime("%Y-%m-%d") in watermark[0]


def test_units_are_suggested_with_a_reason(city: City, sit: Sit) -> None:
    page = sit("dispatcher").get(address(city.file()))
    assert "建议派往" in words(page)
    assert re.search(r'<optgroup label="推荐"><option value="EAST">', page.content.decode())


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "\u0661"])
def test_a_version_nobody_gave_out_does_no_harm(city: City, sit: Sit, version: str) -> None:
    case = city.file()
    data = {"version": version, "seen": version, "unit": "WATER"}
    assert sit("dispatcher").post(address(case, "dispatch/"), data).status_code in {302, 409}


def test_an_anonymous_case_has_no_identity_to_open(city: City, sit: Sit) -> None:
    case = city.file(anonymous=True, name="", phone="")
    page = sit("operator").get(address(case))
    assert "匿名诉求，没有留下姓名和电话" in words(page)
    assert "identity/" not in page.content.decode()


@pytest.mark.parametrize("more", ["dispatch/", "identity/"])
def test_reloading_the_page_of_a_refused_act_shows_the_case(city: City, sit: Sit, more: str) -> None:
    case = city.file()
    assert sit("dispatcher").get(address(case, more)).headers["Location"] == address(case)


def test_the_story_calls_a_unit_what_it_was_called_then(city: City, sit: Sit) -> None:
    case = city.to("dispatched")
    tomorrow = localdate(city.at) + timedelta(days=1)
    hiring.rename_unit(city.water, actor=IMPORTER, at=city.at, name="新名字水务局", since=localdate(city.at))
    hiring.rename_unit(city.water, actor=IMPORTER, at=city.at, name="更新的名字", since=tomorrow)
    shown = words(sit("dispatcher").get(f"/desk/cases/{case.order_no}/"))
    assert "主办单位 新名字水务局" in shown
    assert "更新的名字" not in shown


def test_a_proposed_reply_stands_ready_for_the_signature(city: City, sit: Sit) -> None:
    case = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    case = city.move(case, "sign", "street_handler")
    city.move(case, "contact", "street_handler", {"means": "visit", "reached": True, "note": "已上门"})
    city.move(case, "propose", "street_handler", {"outcome": "explained", "text": "拟答复：已向居民说明。"})
    leader = sit("street_leader")
    page = leader.get(address(case)).content.decode()
    form = page[page.index("/reply/") :]
    assert "拟答复：已向居民说明。</textarea>" in form
    assert re.search(r'value="explained" checked', form)


def test_the_right_to_return_lapses_and_is_never_late(city: City, sit: Sit) -> None:
    city.at -= timedelta(days=10)
    page = words(sit("handler").get(address(city.to("in_hand"))))
    assert "退单时限 1 个工作日 已过退单期限" in page
    assert "办理时限 5 个工作日 已超期" in page


def test_the_page_says_whom_to_call_in_the_unit_at_this_hour(city: City, sit: Sit) -> None:
    case = city.to("dispatched")
    page = words(sit("dispatcher").get(address(case)))
    assert "值班" not in page, "nobody is on the roster, up to the root"
    shift = {"starts_at": city.at - timedelta(hours=1), "ends_at": city.at + timedelta(hours=8)}
    person = city.people["handler"]
    hiring.put_on_duty(city.water, actor=IMPORTER, at=city.at, person=person, phone="0951-0000001", **shift)
    assert "值班 0951-0000001 测试handler" in words(sit("dispatcher").get(address(case)))


def test_the_story_says_why_a_case_went_back_and_on_what_it_ended(city: City, sit: Sit) -> None:
    no = {"solved": "no", "satisfaction": "dissatisfied", "attitude": "satisfied", "note": "楼上还没有水"}
    again = ("reply", "handler", REPLY)
    case = city.to("replied")
    for name, by, data in (
        ("send_back", "reviewer", {"reason": "perfunctory", "note": "请写明抢修经过"}),
        again,
        ("approve", "reviewer", {"note": "已写明"}),
        ("redo", "call_back_clerk", no),
        again,
        ("approve", "reviewer", {}),
        ("refer", "call_back_clerk", no | {"note": "还是不行"}),
        ("conclude", "supervisor", {"ground": "redone", "note": "已更换水泵，压力达标"}),
    ):
        case = city.move(case, name, by, data)
    page = words(sit("supervisor").get(address(case)))
    story = page[page.index("经过") :]
    for expected in (
        "退回原因 敷衍",
        "请写明抢修经过",
        "已写明",
        "对办理结果 不满意 对服务态度 满意 楼上还没有水",
        "还是不行",
        "认定依据 重办后仍不满意，已尽职 已更换水泵，压力达标",
    ):
        assert expected in story
    assert "case." not in story


@pytest.mark.parametrize(("stage", "username"), [("replied", "reviewer"), ("to_call_back", "call_back_clerk")])
def test_the_moves_that_send_a_case_back_go_through_the_page(city: City, sit: Sit, stage: str, username: str) -> None:
    case = city.to(stage)
    client = sit(username)
    name, data = {
        "replied": ("send_back", {"reason": "incomplete", "note": "第二问没有答"}),
        "to_call_back": ("redo", {"solved": "no", "satisfaction": "dissatisfied", "note": "没有水"}),
    }[stage]
    page = client.get(address(case))
    assert client.post(address(case, f"{name}/"), inputs(page) | data).status_code == 302
    assert Case.objects.get().stage == "in_hand"


def test_no_text_of_a_move_is_cut_by_the_browser_in_silence(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    client = sit("handler")
    page = client.get(address(case))
    assert "maxlength" not in page.content.decode()
    answer = client.post(address(case, "contact/"), inputs(page) | {"means": "phone", "note": "长" * 2001})
    assert "有 2001 字，最多 2000 字" in words(answer)
