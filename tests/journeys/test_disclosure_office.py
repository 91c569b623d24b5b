"""The disclosure office in a browser: a task done and accepted, a guide written, approved, read; all its pages."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.disclosure.conftest import Workroom
from tests.disclosure.conftest import workroom as workroom  # noqa: PLC0414 — the fixture
from tests.journeys.test_every_page import look

Desk = Callable[..., Page]
BASE = "/desk/disclosure"


def test_a_task_is_handed_out_done_and_accepted(workroom: Workroom, seat: Desk) -> None:
    directive = workroom.directive(title="长" * 160)
    workroom.clause(directive, place="一", unit="", due_on="")
    officer, drafter = seat("officer"), seat("drafter")
    officer.goto(f"{BASE}/ledger/")
    look(officer)
    officer.goto(f"{BASE}/ledger/directives/{directive.pk}/")
    look(officer)
    officer.get_by_role("link", name="一 更新指南").click()
    officer.get_by_label("责任科室").select_option(label="示例DESK科")
    officer.get_by_label("完成时限").fill(workroom.day(9))
    officer.get_by_role("button", name="交办").click()
    expect(officer.get_by_text("已交办，现在是“办理中”")).to_be_visible()
    drafter.goto(f"{BASE}/")
    drafter.get_by_role("link", name="一 更新指南").click()
    drafter.get_by_role("button", name="报完成").click()
    look(drafter)
    drafter.get_by_label("完成情况").fill("已更新，见门户。")
    drafter.keyboard.press("Control+Enter")
    expect(drafter.get_by_text("现在是“待验收”")).to_be_visible()
    officer.reload()
    look(officer)
    officer.get_by_role("button", name="验收").click()
    expect(officer.get_by_text("现在是“已完成”")).to_be_visible()


def test_a_guide_is_written_approved_and_read(workroom: Workroom, seat: Desk, open_page: Desk) -> None:
    workroom.founded()
    officer, chief, public = seat("officer"), seat("chief"), open_page()
    officer.goto(f"{BASE}/guide/")
    look(officer)
    officer.get_by_role("button", name="拟新的一版").click()
    officer.get_by_role("button", name="保存").click()
    look(officer)
    officer.get_by_label("改了什么").fill("新编")
    officer.get_by_role("button", name="保存").click()
    officer.get_by_role("button", name="送审").click()
    expect(officer.get_by_text("已送审")).to_be_visible()
    chief.goto(f"{BASE}/")
    chief.get_by_role("link", name="政府信息公开指南新的一版").click()
    look(chief)
    chief.get_by_role("button", name="审定").click()
    expect(chief.get_by_role("heading", name="第 1 版")).to_be_visible()
    workroom.guide(phone="0951-0000009")
    for address in ("", "guide/", "guide/1/", "guide/form/", "guide/flow/", "rules/", "organisation/"):
        public.goto(f"/disclosure/{address}")
        look(public)
    chief.goto(f"{BASE}/guide/2/")
    look(chief)
    officer.goto(f"{BASE}/guide/")
    look(officer)
    public.get_by_role("button", name="大字版").click()
    public.goto("/disclosure/guide/")
    public.get_by_text("比第 1 版改了什么").click()
    look(public)


def test_the_pages_of_the_organisation_and_the_rules(workroom: Workroom, seat: Desk, open_page: Desk) -> None:
    notice = workroom.founded()
    rule = workroom.rule(text="第一条 " + "长" * 300 + "\n第二条 " + "x" * 300)
    workroom.rule(number="示例〔2026〕10 号", title="标" * 100, trial=False)
    officer, public = seat("officer"), open_page()
    officer.goto(f"{BASE}/organisation/notices/new/")
    officer.get_by_role("button", name="录入").click()
    look(officer)
    officer.goto(f"{BASE}/rules/{rule.pk}/revise/")
    officer.get_by_label("正文").fill("第一条 短。")
    officer.get_by_role("button", name="保存").click()
    look(officer)
    officer.get_by_label("改了什么").fill("缩短")
    officer.get_by_role("button", name="保存").click()
    expect(officer.get_by_text("新版本已存")).to_be_visible()
    for part in officer.locator("main details").all():
        part.evaluate("part => { part.open = true }")
    look(officer)
    pages = ("organisation/", f"organisation/notices/{notice.pk}/", "rules/", f"rules/{rule.pk}/compare/")
    for address in (*pages, "rules/new/", "ledger/new/", "ledger/import/", "ledger/overrides/", ""):
        officer.goto(f"{BASE}/{address}")
        look(officer)
    for address in ("chronicle/", "chronicle/media/new/", "annual/"):
        officer.goto(f"/desk/{address}")
        look(officer)
    for address in ("rules/", f"rules/{rule.pk}/", "organisation/", "statements/", "data/"):
        public.goto(f"/disclosure/{address}")
        look(public)
