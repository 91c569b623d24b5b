"""A session that ends inside a form, two people on one case, a page without JavaScript."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cases.conftest import City
from tests.journeys.conftest import sign_in
from yihaotong.cases import actions
from yihaotong.cases.models import Case, Contact, Draft

NOTE = "已电话联系诉求人，\n约定明天上午九点上门。"


def test_a_session_that_ends_inside_a_form_loses_no_text(city: City, seat: Callable[..., Page]) -> None:
    case = city.to("in_hand")
    page = seat("handler")
    page.goto(f"/desk/cases/{case.order_no}/")
    page.locator("summary", has_text="联系记录").click()
    form = page.locator("form[action$='/contact/']")
    form.get_by_label("电话", exact=True).check()
    form.get_by_label("联系情况").fill(NOTE)
    page.context.clear_cookies(name="sessionid")
    form.get_by_role("button", name="联系记录").click()

    expect(page.get_by_text("登录已过期，内容还在")).to_be_visible()
    before = Contact.objects.count()
    sign_in(page, "handler")
    expect(page.get_by_text("约定明天上午九点上门")).to_be_visible()
    page.get_by_role("button", name="内容都在，继续提交").click()
    expect(page.get_by_text("已记下：联系记录")).to_be_visible()
    assert Contact.objects.count() == before + 1
    assert Contact.objects.latest("pk").note == NOTE


def test_the_slower_of_two_is_told_who_did_what(city: City, seat: Callable[..., Page]) -> None:
    case = city.file()
    slow, quick = seat("dispatcher"), seat("dispatcher")
    for page in (slow, quick):
        page.goto(f"/desk/cases/{case.order_no}/")
        page.get_by_label("主办单位").select_option("WATER")
    slow.get_by_label("派单说明").fill("请先核实是否为二次供水。")
    for page in (quick, slow):
        page.locator("form[action$='/dispatch/'] [data-main]").click()
    expect(quick.get_by_text("现在是“待签收”").first).to_be_visible()
    alert = slow.locator("main").get_by_role("alert")
    expect(alert).to_contain_text("测试dispatcher")
    expect(alert).to_contain_text("派单")
    expect(slow.get_by_label("您写下的文字")).to_have_value("请先核实是否为二次供水。")
    assert case.legs.count() == 1


def test_a_call_that_breaks_off_is_taken_up_again(city: City, seat: Callable[..., Page]) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.get_by_label("联系电话").fill("13951000001")
    page.get_by_label("诉求内容").fill("停水，电话突然断了")
    expect(page.get_by_text("已自动保存")).to_be_visible()
    assert Draft.objects.count() == 1
    page.goto("/desk/")
    page.get_by_role("link", name="停水，电话突然断了").first.click()
    expect(page.get_by_label("诉求内容")).to_have_value("停水，电话突然断了")
    expect(page.get_by_label("联系电话")).to_have_value("13951000001")


def test_an_impatient_double_click_files_once(city: City, seat: Callable[..., Page]) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.get_by_label("联系电话").fill("13951000001")
    page.get_by_label("诉求内容").fill("停水三天")
    page.get_by_label("求助", exact=True).check()
    page.get_by_role("button", name="登记，取工单编号").dblclick()
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    assert Case.objects.count() == 1


def test_everything_works_without_javascript(city: City, browser: Browser, live_server: LiveServer) -> None:
    case = city.to("to_call_back")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/file/")
    page.get_by_label("诉求内容").fill("路灯坏了")
    page.get_by_label("县（市）区").select_option("640104")
    page.get_by_role("button", name="列出下一级").click()
    expect(page.get_by_label("诉求内容")).to_have_value("路灯坏了")
    page.get_by_role("checkbox", name="匿名").check()
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html.elder")).to_have_count(1)

    page.goto("/track/")
    page.get_by_label("工单编号").fill(case.order_no)
    page.get_by_label("查询码").fill(actions.query_code(case.order_no))
    page.get_by_role("button", name="查询").click()
    page.get_by_role("group", name="问题解决了吗").get_by_label("已解决", exact=True).check()
    page.get_by_role("group", name="对办理结果").get_by_label("满意", exact=True).check()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("heading", name="您的评价")).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    context.close()


def test_what_stands_in_one_form_outlives_the_sending_of_another(city: City, seat: Callable[..., Page]) -> None:
    case = city.to("in_hand")
    page = seat("handler")
    address = f"/desk/cases/{case.order_no}/"
    page.goto(address)
    reply, contact = (page.locator(f"form[action$='/{name}/']") for name in ("reply", "contact"))
    page.locator("summary", has_text="答复送中心审核").click()
    reply.get_by_label("答复内容").fill("已更换水泵，\n恢复供水。")
    reply.get_by_label("已解决", exact=True).check()
    page.get_by_label("查看用途").select_option("call")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("139****0001").first).to_be_visible()
    expect(reply.get_by_label("答复内容")).to_have_value("已更换水泵，\n恢复供水。")

    page.locator("summary", has_text="联系记录").click()
    contact.get_by_label("电话", exact=True).check()
    contact.get_by_label("已联系上").check()
    contact.get_by_label("联系情况").fill(NOTE)
    contact.get_by_role("button", name="联系记录").click()
    expect(page.get_by_text("已记下：联系记录")).to_be_visible()
    expect(reply.get_by_label("答复内容")).to_have_value("已更换水泵，\n恢复供水。")
    expect(reply.get_by_label("已解决", exact=True)).to_be_checked()
    page.goto(address)
    expect(contact.get_by_label("联系情况")).to_have_value("")
    expect(contact.get_by_label("电话", exact=True)).not_to_be_checked()
    expect(reply.get_by_label("答复内容")).to_be_visible()

    reply.get_by_role("button", name="答复").click()
    expect(page.get_by_text("现在是“待审核”")).to_be_visible()
    assert case.replies.get().text.split() == ["已更换水泵，", "恢复供水。"]
    assert page.evaluate("sessionStorage.length") == 0


def test_what_was_kept_is_gone_after_signing_out_and_for_anybody_else(city: City, seat: Callable[..., Page]) -> None:
    case = city.to("in_hand")
    page = seat("handler")
    seat("leader")  # who has a password from now on
    note = page.locator("form[action$='/contact/']").get_by_label("联系情况")

    def write() -> None:
        page.goto(f"/desk/cases/{case.order_no}/")
        page.locator("summary", has_text="联系记录").click()
        note.fill(NOTE)
        assert page.evaluate("sessionStorage.length") == 1

    write()
    page.locator(".who summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.get_by_label("密码").wait_for()
    assert page.evaluate("sessionStorage.length") == 0

    sign_in(page, "handler")
    page.wait_for_url("**/desk/")
    write()
    page.context.clear_cookies(name="sessionid")
    page.goto(f"/desk/cases/{case.order_no}/")
    sign_in(page, "leader")
    page.wait_for_url(f"**/{case.order_no}/")
    expect(note).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0


def test_a_paste_that_is_too_long_is_counted_and_not_cut(city: City, seat: Callable[..., Page]) -> None:
    case = city.to("in_hand")
    page = seat("handler")
    page.goto(f"/desk/cases/{case.order_no}/")
    page.locator("summary", has_text="联系记录").click()
    note = page.locator("form[action$='/contact/']").get_by_label("联系情况")
    note.fill("䶮" * 2001)
    expect(page.get_by_text("2001 / 2000")).to_be_visible()
    assert len(note.input_value()) == 2001
    note.fill("短")
    expect(page.get_by_text("/ 2000")).to_be_hidden()
