"""The straight way of a case through everybody's pages, from the call to the citizen's own word."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.models import Case, Evaluation
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import PlaceLevel, PlaceRow
from yihaotong.journal.models import Line

BODY = "小区从昨晚开始停水，八十户人家没有水，家里有老人。"
REPLY = "经核实，主管道破裂，已于今天上午抢修完毕并恢复供水。"


def case_page(page: Page, queue: str) -> None:
    """From one's desk into the queue and to its first case."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=queue).click()
    page.locator("[data-row]").first.click()


def make(page: Page, move: str) -> None:
    """Press a move's own button and read the good news."""
    page.get_by_role("button", name=move, exact=False).and_(page.locator("[data-main]")).locator("visible=true").click()
    expect(page.get_by_role("status").first).to_be_visible()


@pytest.mark.smoke
def test_a_call_is_filed_sent_handled_checked_called_back_and_judged(
    city: City, seat: Callable[..., Page], open_page: Callable[..., Page]
) -> None:
    operator = seat("operator")
    operator.get_by_role("link", name="登记新工单").click()
    operator.get_by_label("联系电话").fill("13951000001")
    operator.get_by_label("姓名").fill("王䶮")
    operator.get_by_label("诉求内容").fill(BODY)
    operator.get_by_label("求助", exact=True).check()
    operator.get_by_label("问题类别").select_option("0101")
    operator.get_by_label("县（市）区").select_option("640104")
    operator.get_by_role("button", name="登记，取工单编号").click()
    expect(operator.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    order_no = operator.locator(".receipt-no").inner_text()
    code = operator.locator(".receipt-code").inner_text()

    dispatcher = seat("dispatcher")
    case_page(dispatcher, "待派单")
    dispatcher.get_by_label("主办单位").select_option("WATER")
    make(dispatcher, "派单")

    handler = seat("handler")
    case_page(handler, "待签收")
    make(handler, "签收")
    handler.locator("summary", has_text="联系记录").click()
    handler.locator("form[action$='/contact/']").get_by_label("电话", exact=True).check()
    handler.get_by_label("已联系上").check()
    handler.get_by_label("联系情况").fill("已电话联系，说明抢修安排。")
    make(handler, "联系记录")
    handler.get_by_text("答复送中心审核").click()
    form = handler.locator("form[action$='/reply/']")
    form.get_by_label("已解决", exact=True).check()
    form.get_by_label("答复内容").fill(REPLY)
    form.get_by_role("button", name="答复").click()
    expect(handler.get_by_text("现在是“待审核”")).to_be_visible()

    reviewer = seat("reviewer")
    case_page(reviewer, "待审核")
    expect(reviewer.get_by_role("region", name="单位答复")).to_contain_text(REPLY)
    make(reviewer, "审核通过")

    clerk = seat("call_back_clerk")
    case_page(clerk, "待回访")
    expect(clerk.get_by_text("13951000001")).to_have_count(0)
    clerk.get_by_label("查看用途").select_option(label="回访")
    clerk.get_by_role("button", name="查看", exact=True).click()
    expect(clerk.get_by_text("13951000001")).to_be_visible()
    clerk.locator("summary", has_text="予以办结").click()
    form = clerk.locator("form[action$='/close/']")
    form.get_by_label("回访：满意或基本满意").check()
    form.get_by_role("group", name="是否解决").get_by_label("已解决", exact=True).check()
    form.get_by_role("group", name="对办理结果").get_by_label("满意", exact=True).check()
    form.get_by_role("button", name="办结").click()
    expect(clerk.get_by_text("现在是“已办结”")).to_be_visible()

    citizen = open_page(390)
    citizen.goto("/")
    citizen.get_by_role("link", name="查进度").click()
    citizen.get_by_label("工单编号").fill(order_no)
    citizen.get_by_label("查询码").fill(code)
    citizen.get_by_role("button", name="查询").click()
    expect(citizen.get_by_role("region", name="单位的答复")).to_contain_text(REPLY)
    citizen.get_by_role("group", name="问题解决了吗").get_by_label("已解决", exact=True).check()
    citizen.get_by_role("group", name="对办理结果").get_by_label("非常满意", exact=True).check()
    citizen.get_by_role("button", name="提交评价").click()
    expect(citizen.get_by_role("heading", name="您的评价")).to_be_visible()

    case = Case.objects.get(order_no=order_no)
    assert case.stage == "closed"
    assert Evaluation.objects.get(case=case).satisfaction == "very_satisfied"
    kinds = list(Line.objects.filter(subject=case.key).order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "case.file",
        "case.dispatch",
        "case.sign",
        "case.contact",
        "case.reply",
        "case.approve",
        "identity.read",
        "case.close",
        "case.evaluate",
    ]


def test_a_citizen_files_on_a_telephone(city: City, open_page: Callable[..., Page]) -> None:
    street = PlaceRow("640104001", PlaceLevel.STREET, "北街街道", "640104")
    catalogue.load_places([street], actor=IMPORTER, at=city.at)
    page = open_page(390)
    page.goto("/")
    page.get_by_role("link", name="我要反映").click()
    # At the pace of a quick typist: the page holds off what is faster than a person.
    page.get_by_label("诉求内容").press_sequentially(
        "路灯坏了三天，晚上很黑，老人不敢出门，请尽快修理，谢谢。", delay=100
    )
    page.get_by_label("县（市）区").select_option("640104")
    page.get_by_label("镇（街）").select_option("640104001")
    page.get_by_label("联系电话").fill("13951000002")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    case = Case.objects.get()
    assert page.locator(".receipt-no").inner_text() == case.order_no
    assert (case.channel, case.place) == ("portal", "640104001")
    page.get_by_role("link", name="看进度").click()
    expect(page.locator("[aria-current=step]")).to_contain_text("已受理")
