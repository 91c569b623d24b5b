"""Sealed content and evidence through the pages: opened with a purpose, taken out with a purpose, read by a machine."""

from collections.abc import Callable
from zipfile import ZipFile

from playwright.sync_api import Page

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from yihaotong.cases import actions

Desk = Callable[..., Page]
LONG = "蓝鲸七号" + "x" * 300


def test_a_shift_leader_opens_what_is_sealed(city: City, seat: Desk, open_page: Desk) -> None:
    case = city.file(title="标题" * 50, body=LONG, address="蓝鲸路 1 号")
    case = city.move(case, "supplement", "operator", {"text": LONG})
    case = city.move(case, "decline", "operator", {"code": "oos-4", "note": LONG})
    page = seat("shift_leader")
    page.goto(f"/desk/cases/{case.order_no}/")
    look(page)
    assert "蓝鲸" not in page.content()
    page.get_by_role("link", name="查看封存内容").click()
    look(page)
    page.get_by_role("button", name="查看").click()
    page.get_by_text("请先选择用途").wait_for()
    look(page)
    page.get_by_label("复核不予受理的判断").check()
    page.get_by_role("button", name="查看").click()
    page.get_by_text("蓝鲸路 1 号").wait_for()
    look(page)
    citizen = open_page()
    citizen.goto("/track/")
    citizen.get_by_label("工单编号").fill(case.order_no)
    citizen.get_by_label("查询码").fill(actions.query_code(case.order_no))
    citizen.get_by_role("button", name="查询").click()
    citizen.get_by_role("heading", name="您反映的事（内容已封存）").wait_for()
    assert "蓝鲸" not in citizen.content()
    look(citizen)


def test_a_supervisor_takes_the_evidence(city: City, seat: Desk) -> None:
    city.move(city.file(), "void", "operator", {"code": "harassment"})
    case = city.move(city.file(), "decline", "operator", {"code": "oos-7"})
    nameless = city.move(city.file(phone="", name="", anonymous=True), "decline", "operator", {"code": "oos-7"})
    page = seat("supervisor")
    page.goto(f"/desk/cases/{nameless.order_no}/evidence/")
    page.get_by_text("没有留下电话").wait_for()
    look(page)
    page.goto(f"/desk/cases/{case.order_no}/")
    page.get_by_role("link", name="证据材料").click()
    page.get_by_role("button", name="取出证据材料").click()
    page.get_by_text("请填写“用途”").wait_for()
    look(page)
    page.get_by_label("用途").fill("移送东区分局")
    with page.expect_download() as taken:
        page.get_by_role("button", name="取出证据材料").click()
    assert len(ZipFile(taken.value.path()).namelist()) == 4
    page.goto(f"/desk/cases/{case.order_no}/")
    page.get_by_text("取出证据材料").wait_for()
    look(page)
