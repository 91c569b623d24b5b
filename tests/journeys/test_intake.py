"""The intake page in a real browser: what stands beside the form, the emergency key, and its looks at both widths."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from tests.journeys.test_keyboard import ready
from tests.journeys.test_keystrokes import catalogued
from tests.knowledge.conftest import Shelf, shelf
from yihaotong.cases.models import Case, Draft, Emergency

__all__ = ["shelf"]

Seat = Callable[..., Page]
BODY = "示例小区 3 号楼昨晚开始停水，老人没水喝，请尽快来修。"


def test_a_caller_is_known_before_he_has_said_his_name(city: City, seat: Seat, shelf: Shelf) -> None:
    catalogued(city)
    shelf.announce()
    shelf.in_force()
    city.file(needs=["elderly", "dialect"], title="标题" * 50)
    same = city.file(phone="13951000009", body="示例小区停水三天了，老人没水喝，请尽快修。")
    page = seat("operator")
    page.goto("/desk/new/")
    look(page)
    ready(page).keyboard.type("13951000001")
    expect(page.get_by_text("打来过 1 次")).to_be_visible()
    expect(page.get_by_role("checkbox", name="老年人")).to_be_checked()
    page.keyboard.press("F2")
    page.keyboard.press("o")
    expect(page.get_by_label("姓名")).to_have_value("王䶮")
    expect(page.get_by_label("详细地址")).to_have_value("示例小区 3 号楼")
    expect(page.get_by_label("联系电话")).to_be_focused()
    page.get_by_label("诉求内容").fill(BODY)
    expect(page.get_by_role("heading", name="可能是同一件事")).to_be_visible()
    page.keyboard.press("F9")
    page.keyboard.press("m")
    expect(page.get_by_text("登记后")).to_be_visible()
    look(page)
    expect(page.get_by_label("诉求内容")).to_be_focused()
    page.get_by_label("咨询").focus()
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    look(page)
    case = Case.objects.latest("pk")
    assert case.parent_id in {same.pk, case.pk - 2}
    assert case.requester.needs == "elderly,dialect"


def test_one_key_answers_with_a_bulletin(city: City, seat: Seat, shelf: Shelf) -> None:
    notice = shelf.announce()
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page).keyboard.type("13951000001")
    page.keyboard.press("F4")
    page.keyboard.press("Enter")
    expect(page.get_by_text(notice.words)).to_be_visible()
    look(page)
    expect(page.get_by_role("button", name=f"以公告“{notice.title}”答复，办结")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    assert (Case.objects.get().stage, Case.objects.get().body) == ("closed", notice.title)


def test_a_silent_call_ends_by_three_keys(city: City, seat: Seat) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page).keyboard.press("F7")
    page.keyboard.press("1")
    expect(page.get_by_role("group", name="无效原因")).to_be_visible()
    look(page)
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记为无效")).to_be_visible()
    expect(page.get_by_text("查询码", exact=True)).to_have_count(0)
    look(page)
    assert Case.objects.get().stage == "void"


def test_the_emergency_key_alarms_the_shift_leader_on_his_own_page(city: City, seat: Seat) -> None:
    leader = seat("shift_leader")
    page = seat("operator")
    page.goto("/desk/new/")
    page.get_by_label("诉求内容").fill("三楼着火，有老人。")
    ready(page).keyboard.press("F8")
    expect(page.locator("[data-emergency]")).to_be_focused()
    expect(page.get_by_role("radio", name="特急（危及生命财产）")).to_be_checked()
    page.keyboard.press("w")
    expect(page.get_by_text("已转 119")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    expect(page.get_by_label("诉求内容")).to_be_focused()
    alarm = leader.get_by_role("alert").filter(has_text="报急")
    expect(alarm).to_be_visible(timeout=10_000)  # the desk looks every five seconds
    alarm.get_by_role("link", name="去看").click()
    leader.wait_for_url(f"**/desk/emergencies/{Emergency.objects.get().pk}/")
    look(leader)
    leader.get_by_role("button", name="我已知悉").click()
    leader.get_by_label("报给谁").fill("市政府总值班室")
    leader.get_by_role("group", name="报告方式").get_by_label("电话", exact=True).check()
    leader.get_by_role("button", name="已报告，记下").click()
    expect(leader.get_by_text("一时核实不了的，再按一次")).to_be_visible()
    look(leader)
    leader.get_by_role("button", name="就这样，已报告，记下").click()
    expect(leader.get_by_text("以电话报")).to_be_visible()
    look(leader)
    leader.goto("/desk/emergencies/")
    look(leader)


def test_an_alarm_that_cannot_go_out_is_said_at_once_and_goes_out_with_the_network(city: City, seat: Seat) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.keyboard.press("F8")
    away = page.get_by_role("alert").filter(has_text="警报没有发出去！马上大声叫班长")
    expect(away).to_be_focused()
    for asked in ("您现在在什么位置", "110 报警", "119 消防", "120 急救", "122 交通事故"):
        expect(away).to_contain_text(asked)
    expect(page.get_by_role("radio", name="特急（危及生命财产）")).to_be_checked()
    look(page)
    page.keyboard.press("Escape")
    page.get_by_label("联系电话").focus()
    assert not Emergency.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="已报急")).to_be_visible()
    expect(page.get_by_text("刚才没发出去的警报，现在已经发出")).to_be_visible()
    expect(away).to_be_hidden()
    expect(page.get_by_label("联系电话")).to_be_focused()  # a digit that is being typed puts nobody through
    look(page)
    assert Emergency.objects.count() == 1


def test_the_last_name_and_address_are_taken_over_from_whichever_call_had_them(city: City, seat: Seat) -> None:
    city.file(name="王䶮", address="示例路 9 号")
    city.file(name="", address="示例小区 3 号楼")
    city.file(name="", address="")
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page).keyboard.type("13951000001")
    expect(page.get_by_text("打来过 3 次")).to_be_visible()
    page.keyboard.press("F2")
    page.keyboard.press("o")
    expect(page.get_by_label("姓名")).to_have_value("王䶮")
    expect(page.get_by_label("详细地址")).to_have_value("示例小区 3 号楼")


def test_two_windows_on_one_draft_lose_no_word(city: City, seat: Seat) -> None:
    one = seat("operator")
    one.goto("/desk/new/")
    ready(one).keyboard.type("13951000001")
    one.get_by_label("求助", exact=True).check()
    with one.expect_response("**/desk/new/autosave/"):
        one.get_by_label("诉求内容").fill("停水")
    expect(one.get_by_text("已自动保存")).to_be_visible()
    other = one.context.new_page()
    other.goto(f"/desk/new/?draft={Draft.objects.get().pk}")
    other.get_by_label("诉求内容").fill("停水，乙窗口的话")
    expect(other.get_by_text("已自动保存")).to_be_visible()
    one.get_by_label("诉求内容").fill("停水，甲窗口的话")
    expect(one.get_by_text("这份草稿在另一个窗口改过")).to_be_visible()
    look(one)
    other.keyboard.press("Control+Enter")
    expect(other.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    case = Case.objects.get()
    one.keyboard.press("Control+Enter")
    expect(one.get_by_text(f"已经登记为工单 {case.order_no}")).to_be_visible()
    expect(one.get_by_role("link", name=f"打开 {case.order_no}")).to_be_visible()
    expect(one.get_by_label("诉求内容")).to_have_value("停水，甲窗口的话")
    look(one)
    one.keyboard.press("Control+Enter")
    expect(one.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    assert set(Case.objects.values_list("body", flat=True)) == {"停水，甲窗口的话", "停水，乙窗口的话"}
    assert not Draft.objects.exists()


def test_a_draft_is_taken_up_where_the_cursor_was(city: City, seat: Seat) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page)
    page.get_by_label("诉求内容").focus()
    page.keyboard.type("停水三天")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("已自动保存")).to_be_visible()
    page.goto(f"/desk/new/?draft={Draft.objects.get().pk}")
    expect(page.get_by_label("诉求内容")).to_be_focused()
    page.keyboard.type("了")
    expect(page.get_by_label("诉求内容")).to_have_value("停水三了天")


def test_the_form_on_paper(city: City, seat: Seat) -> None:
    page = seat("operator")
    page.goto("/desk/offline/paper/")
    look(page)


def test_without_the_network_nothing_leaves_the_page_and_the_text_goes_to_the_offline_page(
    city: City, seat: Seat
) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.goto("/desk/offline/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.get_by_text("已联网")).to_be_visible()
    page.goto("/desk/new/")
    ready(page).keyboard.type("13951000001")
    page.get_by_label("诉求内容").fill(BODY)
    with page.expect_response("**/desk/new/autosave/"):
        page.get_by_label("求助", exact=True).check()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("还没有登记")).to_be_visible()
    expect(page.get_by_label("诉求内容")).to_have_value(BODY)
    assert page.url.endswith("/desk/new/")
    expect(page.get_by_role("link", name="离线登记")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="离线登记")).to_be_visible()
    expect(page.get_by_label("诉求内容")).to_have_value(BODY)
    expect(page.get_by_label("联系电话")).to_have_value("13951000001")
    assert "停水" not in page.evaluate("JSON.stringify(sessionStorage)"), "taken over, and gone from where it was"
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 通等补登")).to_be_visible()
    assert not Case.objects.exists()


def test_a_server_that_does_not_answer_keeps_the_page_as_well_and_the_next_press_files(city: City, seat: Seat) -> None:
    page = seat("operator", service_worker=False)
    page.goto("/desk/new/")
    ready(page).keyboard.type("13951000001")
    page.get_by_label("诉求内容").fill(BODY)
    page.get_by_label("求助", exact=True).check()
    page.route("**/desk/**", lambda route: route.abort("internetdisconnected"))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("还没有登记")).to_be_visible()
    page.unroute("**/desk/**")
    page.get_by_label("诉求内容").focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()
    assert Case.objects.get().body == BODY


def test_a_refused_form_stands_in_its_first_field_at_fault(city: City, seat: Seat) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page).keyboard.type("12")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("不像电话号码").first).to_be_visible()
    expect(page.get_by_label("联系电话")).to_be_focused()


def test_a_place_that_was_looked_for_and_not_chosen_is_told_before_filing(city: City, seat: Seat) -> None:
    catalogued(city)
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page).keyboard.type("13951000001")
    page.get_by_label("诉求内容").fill(BODY)
    page.get_by_label("求助", exact=True).check()
    page.get_by_label("找区域").focus()
    page.keyboard.type("没有的镇")
    expect(page.get_by_text("没有找到。换个写法")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("“没有的镇”没有选定")).to_be_visible()
    expect(page.get_by_label("找区域")).to_be_focused()
    assert not Case.objects.exists()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="已登记，请读给诉求人")).to_be_visible()


def test_the_big_button_names_what_it_does_and_the_next_page_what_to_read_out(city: City, seat: Seat) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    ready(page).keyboard.press("F7")
    page.keyboard.press("3")
    expect(page.get_by_role("group", name="转往")).to_be_visible()
    expect(page.locator("[data-main]")).to_contain_text("登记为转专线")
    page.get_by_role("button", name="取消").click()
    expect(page.locator("[data-main]")).to_contain_text("登记，取工单编号")
    look(page)


def test_help_neither_takes_what_is_typed_nor_hides_the_emergency(city: City, seat: Callable[..., Page]) -> None:
    page = seat("operator")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/desk/new/")
    phone = page.get_by_label("联系电话")
    phone.fill("139")
    page.keyboard.press("F1")
    help_ = page.locator("#shortcuts")
    expect(help_).to_be_visible()
    page.keyboard.type("51")
    expect(phone).to_have_value("13951")
    shown = help_.bounding_box()
    for each in (page.locator("[data-alarm]"), page.locator("#answers")):
        other = each.bounding_box()
        apart = other["y"] + other["height"] <= shown["y"] or other["x"] >= shown["x"] + shown["width"]
        assert apart, (other, shown)
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    expect(phone).to_be_focused()


def test_ctrl_enter_files_from_wherever_the_cursor_is(city: City, seat: Callable[..., Page]) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    for place in ("document.activeElement.blur()", "document.querySelector('#intake summary').focus()"):
        page.evaluate(place)
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-focus]")).to_be_visible()
        page.goto("/desk/new/")


def test_one_button_stands_for_a_way_to_end_the_call(city: City, seat: Callable[..., Page]) -> None:
    page = seat("operator")
    page.goto("/desk/new/")
    page.keyboard.press("F7")
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="登记为无效")).to_have_count(1)
