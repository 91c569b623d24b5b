"""The unit's parts of a case's page, the print, and allotting from a list."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import CONTACT, REPLY, City
from tests.desk.conftest import words
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases.models import Case, Contact
from yihaotong.journal.models import Line
from yihaotong.knowledge.models import Template


def page(case: Case) -> str:
    return f"/desk/cases/{case.order_no}/"


def test_without_an_exchange_the_page_says_so_and_offers_the_centre(city: City, sit):
    case = city.to("in_hand")
    client = sit("handler")
    told = words(client.get(page(case)))
    assert "本市还没有接通电话总机" in told
    assert "拨打诉求人" not in told
    assert "13951000001" not in told
    answer = client.post(page(case) + "call/", {"purpose": "facts"}, follow=True)
    assert "没有拨出任何电话" in words(answer)
    assert "请先选择为什么联系" in words(client.post(page(case) + "call/", follow=True))
    answer = client.post(page(case) + "ask-centre/", {"words": "请问几号楼"}, follow=True)
    assert "请问几号楼" in words(answer)  # in the story
    assert "代为联系" in words(answer)
    assert not Contact.objects.exists()
    assert "拨打诉求人" not in words(sit("dispatcher").get(page(case)))


def test_whom_the_unit_may_not_know_is_reached_through_the_centre_only(city: City, sit):
    case = city.to("in_hand", secrecy="protected")
    told = words(sit("handler").get(page(case)))
    assert "拨打诉求人" not in told
    assert "请中心代为联系" in told


def test_templates_are_filled_and_shown_beside_their_box(city: City, sit):
    Template.objects.create(title="已办结", purpose="reply", text="{承办单位}已办结{工单编号}。")
    Template.objects.create(title="退回用", purpose="send_back", text="请逐项答复")
    case = city.to("in_hand")
    told = words(sit("handler").get(page(case)))
    assert f"示例WATER已办结{case.order_no}。" in told
    assert "请逐项答复" not in told
    assert 'data-insert="reply-text" data-digit="1"' in sit("handler").get(page(case)).content.decode()


def test_the_leader_finds_the_proposal_and_the_handler_what_was_given_back(city: City, sit):
    case = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    case = city.move(case, "sign", "street_handler")
    case = city.move(case, "contact", "street_handler", CONTACT)
    case = city.move(case, "propose", "street_handler", REPLY | {"text": "这是拟稿"})
    assert sit("street_leader").get(page(case)).content.decode().count("这是拟稿</textarea>") == 1
    assert "待签发" in words(sit("street_handler").get(page(case)))
    city.move(case, "hand_back", "street_leader", {"note": "请补充"})
    assert "待签发" not in words(sit("street_handler").get(page(case)))
    assert "这是拟稿</textarea>" not in sit("street_leader").get(page(case)).content.decode()
    found = sit("street_handler").get(page(case))
    assert "这是拟稿</textarea>" in found.content.decode()
    assert "退回承办人" in words(found)


def test_a_print_is_asked_for_written_down_and_shows_nobody(city: City, sit):
    case = city.to("replied", body="停水。\n" * 300)
    client = sit("handler")
    assert client.get(page(case) + "print/").status_code == 200
    assert client.post(page(case) + "print/").status_code == 422
    assert not Line.objects.filter(kind="cases.print").exists()
    sheet = client.post(page(case) + "print/", {"purpose": "handling"})
    told = words(sheet)
    assert sheet.status_code == 200
    assert Line.objects.filter(kind="cases.print", subject=case.key).count() == 1
    for part in (
        case.order_no,
        "王*",
        "139****0001",
        "示例WATER",
        "办理时限",
        "推算",
        REPLY["text"],
        "现场办理",
        "测试handler",
    ):
        assert part in told
    assert told.count("停水。") == 301  # the title is the first of them
    assert "王䶮" not in told
    assert "13951000001" not in told
    assert "打印工单" in words(client.get(page(case)))


@pytest.mark.parametrize("stage", ["filed", "dispatched", "in_hand", "replied", "to_call_back", "closed"])
def test_a_printed_limit_says_each_date_once(city: City, sit, stage: str):
    case = city.to(stage)
    told = words(sit("supervisor").post(page(case) + "print/", {"purpose": "file"}))
    assert "23:59" not in told
    assert not re.search(r"\d+/\d+ \d{4}-\d\d-\d\d", told)
    for remark in re.findall("止（([^）]*)）", told):
        assert not re.search(r"\d|前$", remark.partition("个")[2]), remark
    filed = localtime(case.filed_at)
    assert (f"{filed.month}/{filed.day} 星期" in told) == (stage != "closed")
    assert ("计第1–" in told) == (stage != "closed")


@pytest.mark.parametrize(
    ("stage", "by"), [("filed", "dispatcher"), ("in_hand", "handler"), ("to_call_back", "supervisor")]
)
def test_the_end_of_a_day_is_told_in_one_way_on_the_page_of_a_case(city: City, sit, stage: str, by: str):
    case = city.to(stage)
    told = words(sit(by).get(page(case)))
    assert re.search(r"起算，\d{4}-\d\d-\d\d 24:00 到期", told)
    assert "23:59" not in told


def test_a_confidential_requester_is_not_printed_at_all(city: City, sit):
    case = city.to("in_hand", secrecy="confidential")
    told = words(sit("handler").post(page(case) + "print/", {"purpose": "file"}))
    assert "不打印" in told
    assert "王" not in told


def test_what_somebody_left_is_allotted_to_another_in_one_act(city: City, sit):
    city.hire("colleague", Role.HANDLER, city.water)
    gone, there = city.people["colleague"], city.people["handler"]
    cases = [city.move(city.to("in_hand"), "allot", "leader", {"person": gone.pk}) for _ in range(3)]
    hiring.deactivate_person(gone, actor=IMPORTER, at=city.at, reason="调离")
    client = sit("leader")
    assert "离岗的人名下的工单" in words(client.get("/desk/"))
    listed = client.get(f"/desk/queue/in_hand/?handler={gone.pk}")
    assert "已离岗" in listed.content.decode()
    assert "留下 3 件" in words(listed)
    chosen = {"move": "allot", "everything": "1", "queue": "in_hand", "query": f"handler={gone.pk}"}
    asked = client.post("/desk/bulk/", chosen, follow=True)
    assert "分办" in words(asked)
    submission = "00000000-0000-4000-8000-00000000a110"
    marked = [f"{case.order_no}:{case.version}" for case in cases]
    done = client.post(f"/desk/bulk/{submission}/", {"move": "allot", "case": marked, "person": there.pk}, follow=True)
    assert done.status_code == 200
    assert set(Case.objects.filter(handler=there).values_list("pk", flat=True)) == {case.pk for case in cases}
    mine = words(sit("handler").get(f"/desk/cases/?handler={there.pk}"))
    assert all(case.order_no in mine for case in cases)


def test_the_column_says_who_has_it(city: City, sit):
    case = city.to("in_hand")
    client = sit("leader")
    client.post("/desk/lists/columns/", {"column": ["due", "handler"]})
    assert "测试handler" in words(client.get("/desk/queue/in_hand/"))
    assert case.order_no in words(client.get("/desk/queue/in_hand/"))


def test_whoever_reached_the_requester_is_not_asked_why_not(city: City, sit):
    case, client = city.to("in_hand"), sit("handler")
    assert "未能联系的原因" in words(client.get(page(case)))
    city.move(case, "contact", "handler", CONTACT)
    told = client.get(page(case)).content.decode()
    assert "未能联系的原因" not in told
    posted = {"version": case.version, "outcome": "solved", "text": "办理完毕：　　　　。"}
    refused = client.post(page(case) + "reply/", posted)
    assert "“办理完毕：　　　　。”" in refused.content.decode()
    assert client.post(page(case) + "reply/", posted | {"text": "已修好"}).status_code == 302


def test_allotting_from_the_page(city: City, sit):
    case = city.to("dispatched")
    client = sit("leader")
    assert "测试handler（手上 0 件）" in client.get(page(case)).content.decode()
    answer = client.post(
        page(case) + "allot/",
        {"person": city.people["handler"].pk, "note": "先看", "version": case.version},
        follow=True,
    )
    assert "测试handler" in words(answer)
    assert Case.objects.get(pk=case.pk).handler == city.people["handler"]


def test_the_units_people_do_not_read_the_number_in_the_words_of_a_case(city: City, sit):
    own, shop = "13911112222", "13800000000"
    told = {"phone": own, "title": f"请拨 {own}", "body": f"我的号码 139-1111-2222，店家 {shop}"}
    case = city.move(city.to("in_hand", **told), "supplement", "citizen", {"text": f"我的电话 {own}"})
    city.move(case, "contact", "handler", CONTACT | {"note": f"拨打{own}已接通"})
    Template.objects.create(title="在办", purpose="reply", text="您反映的“{标题}”在办。")
    client = sit("handler")
    pages = [page(case), "/desk/", "/desk/queue/in_hand/", f"/desk/cases/?q={own}"]
    shown = [client.get(each).content.decode() for each in pages]
    shown.append(client.post(page(case) + "print/", {"purpose": "handling"}).content.decode())
    for text in shown[:3] + shown[4:]:
        assert own not in text
        assert "139-1111-2222" not in text
        assert "139****2222" in text
    assert shop in shown[0]
    assert f"请拨 {own}" not in shown[3]
    assert own in sit("supervisor").get(page(case)).content.decode()


def test_a_template_promises_the_limit_of_handling_and_no_day_gone_by(city: City, sit):
    Template.objects.create(title="在办", purpose="reply", text="{到期时间}前答复。")
    case = city.to("dispatched")
    case = city.move(case, "sign", "handler")
    handle = case.clocks.get(kind="handle")
    assert case.due_at < handle.due_at  # the first contact presses
    told = words(sit("handler").get(page(case)))
    assert f"{localtime(handle.due_at):%Y年%-m月%-d日} 24:00前答复。" in told
    handle.due_at = city.at - timedelta(days=1)
    handle.save(update_fields=["due_at"])
    assert "{到期时间}前答复。" in words(sit("handler").get(page(case)))
    sent = {"outcome": "solved", "text": "{到期时间}前答复。", "no_contact": "unreachable"}
    assert "没填的空" in words(sit("handler").post(page(case) + "reply/", sent))


def test_the_page_and_the_queue_name_to_whom_it_was_allotted(city: City, sit):
    case = city.to("in_hand")
    for client in (sit("leader"), sit("supervisor")):
        assert "<span>测试handler</span>" in client.get(page(case)).content.decode()
    assert "测试handler" in words(sit("leader").get("/desk/queue/in_hand/"))


def test_two_who_allot_the_same_page_do_not_overwrite_one_another(city: City, sit):
    city.hire("colleague", Role.HANDLER, city.water)
    case = city.to("in_hand")
    seen = {"version": case.version, "seen": Line.objects.order_by("-pk").values_list("pk", flat=True)[0]}
    first = sit("handler").post(page(case) + "allot/", seen | {"person": city.people["colleague"].pk})
    assert first.status_code == 302
    second = sit("leader").post(page(case) + "allot/", seen | {"person": city.people["leader"].pk})
    assert second.status_code == 409
    assert "测试handler" in words(second)
    assert Case.objects.get(pk=case.pk).handler == city.people["colleague"]


@pytest.mark.parametrize(
    ("by", "offered", "kept"),
    [("handler", {"call", "visit"}, {"call_back", "caller", "correct", "merge"}),
     ("operator", {"call", "caller", "correct", "merge"}, {"visit", "call_back"}),
     ("call_back_clerk", {"call", "call_back"}, {"visit", "caller", "correct", "merge"})],
)  # fmt: skip
def test_each_role_is_offered_its_own_purposes(city: City, sit, by: str, offered: set[str], kept: set[str]):
    case = city.to("in_hand")
    client = sit(by)
    shown = client.get(page(case)).content.decode().partition('id="purpose"')[2].partition("</select>")[0]
    assert {each for each in offered | kept if f'value="{each}"' in shown} == offered
    for purpose in kept:
        assert client.post(page(case) + "identity/", {"purpose": purpose}).status_code == 422
