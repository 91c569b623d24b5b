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
PHONE = "13951000001"
WAY = "file dispatch sign contact reply approve"


def open_first(page: Page, queue: str) -> None:
    """From one's desk into the queue and to its first case."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=queue).click()
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("region", name="诉求内容")).to_contain_text(BODY)


def make(page: Page, move: str, said: str) -> None:
    """Press a move's own button and read what the page says."""
    page.locator(f"form[action$='/{move}/'] [data-main]").click()
    expect(page.get_by_role("status").first).to_contain_text(said)


def file(page: Page) -> tuple[str, str]:
    """The operator takes the call; number and code."""
    page.get_by_role("link", name="登记新工单").click()
    page.get_by_label("联系电话").fill(PHONE)
    page.get_by_label("姓名").fill("王䶮")
    page.get_by_label("诉求内容").fill(BODY)
    page.get_by_label("求助", exact=True).check()
    page.get_by_label("问题类别").select_option("0101")
    page.get_by_label("县（市）区").select_option("640104")
    page.get_by_role("button", name="登记，取工单编号").click()
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    return page.locator(".receipt-no").inner_text(), page.locator(".receipt-code").inner_text()


def dispatch(page: Page) -> None:
    open_first(page, "待派单")
    page.get_by_label("主办单位").select_option("WATER")
    make(page, "dispatch", "现在是“待签收”")


def handle(page: Page) -> None:
    """The unit signs, calls the citizen, and replies."""
    open_first(page, "待签收")
    make(page, "sign", "现在是“办理中”")
    page.locator("summary", has_text="联系记录").click()
    contact = page.locator("form[action$='/contact/']")
    contact.get_by_label("电话", exact=True).check()
    contact.get_by_label("已联系上").check()
    contact.get_by_label("联系情况").fill("已电话联系，说明抢修安排。")
    make(page, "contact", "已记下：联系记录")
    page.locator("summary", has_text="答复送中心审核").click()
    reply = page.locator("form[action$='/reply/']")
    reply.get_by_label("已解决", exact=True).check()
    reply.get_by_label("答复内容").fill(REPLY)
    make(page, "reply", "现在是“待审核”")


def approve(page: Page) -> None:
    open_first(page, "待审核")
    expect(page.get_by_role("region", name="单位答复")).to_contain_text(REPLY)
    page.locator("summary", has_text="审核通过").click()
    make(page, "approve", "现在是“待回访”")


def call_back(page: Page) -> None:
    """The clerk opens the number for a purpose, calls, and closes with what he was told."""
    open_first(page, "待回访")
    expect(page.get_by_text(PHONE)).to_have_count(0)
    page.get_by_label("查看用途").select_option(label="回访")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_text(PHONE)).to_be_visible()
    page.locator("summary", has_text="予以办结").click()
    form = page.locator("form[action$='/close/']")
    form.get_by_label("回访：满意或基本满意").check()
    form.get_by_role("group", name="是否解决").get_by_label("已解决", exact=True).check()
    form.get_by_role("group", name="对办理结果").get_by_label("满意", exact=True).check()
    make(page, "close", "已办结。")


def track_and_judge(page: Page, order_no: str, code: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="查进度").click()
    page.get_by_label("工单编号").fill(order_no)
    page.get_by_label("查询码").fill(code)
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("region", name="单位的答复")).to_contain_text(REPLY)
    page.get_by_role("group", name="问题解决了吗").get_by_label("已解决", exact=True).check()
    page.get_by_role("group", name="对办理结果").get_by_label("非常满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("heading", name="您的评价")).to_be_visible()


@pytest.mark.smoke
def test_a_call_is_filed_sent_handled_checked_called_back_and_judged(
    city: City, seat: Callable[..., Page], open_page: Callable[..., Page]
) -> None:
    order_no, code = file(seat("operator"))
    dispatch(seat("dispatcher"))
    handle(seat("handler"))
    approve(seat("reviewer"))
    call_back(seat("call_back_clerk"))
    track_and_judge(open_page(390), order_no, code)

    case = Case.objects.get(order_no=order_no)
    assert case.stage == "closed"
    assert Evaluation.objects.get(case=case).satisfaction == "very_satisfied"
    kinds = list(Line.objects.filter(subject=case.key).order_by("pk").values_list("kind", flat=True))
    assert kinds == [*(f"case.{move}" for move in WAY.split()), "identity.read", "case.close", "case.evaluate"]


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
    page.get_by_label("求助", exact=True).check()
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
