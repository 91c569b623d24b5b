"""监督保障 in a browser: a citizen complains from a page, an officer and a section handle it, another verifies, and he
reads the answer; the other pages at both widths."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from tests.scrutiny.conftest import complain, go, liable, office, to
from yihaotong.scrutiny import actions
from yihaotong.scrutiny.models import Matter, Round

__all__ = ["office"]

Desk = Callable[..., Page]


def test_from_the_page_to_the_answer(office: City, seat: Desk, open_page: Desk) -> None:
    citizen = open_page(390)
    citizen.goto("/disclosure/complaints/?about=article:3&about_title=政府信息公开指南")
    look(citizen)
    citizen.set_viewport_size({"width": 390, "height": 844})
    citizen.get_by_role("button", name="提交").click()
    expect(citizen.locator(".notice.bad")).to_contain_text("请先改正")
    look(citizen)
    citizen.get_by_label("内容有错或过时").check()
    citizen.get_by_label("说说情况").fill("指南上的电话打不通，是旧号码。")
    citizen.get_by_role("button", name="提交").click()
    expect(citizen.get_by_role("heading", name="收到了，请记好号码")).to_be_visible()
    look(citizen)
    handled(Matter.objects.get(), seat)
    matter = Matter.objects.get()
    citizen.goto("/disclosure/complaints/track/")
    look(citizen)
    citizen.get_by_label("编号").fill(matter.number)
    citizen.get_by_label("查询码").fill(actions.query_code(matter.number))
    citizen.get_by_role("button", name="查询").click()
    expect(citizen.get_by_text("指南上的电话已经更正").first).to_be_visible()
    look(citizen)


def handled(matter: Matter, seat: Desk) -> None:
    """By an officer, the drafter of the section, and another officer who verifies and answers."""
    officer = seat("officer")
    officer.goto("/desk/disclosure/")
    officer.get_by_role("link", name=matter.number).click()
    look(officer)
    officer.get_by_role("button", name="受理", exact=True).click()
    officer.get_by_label("责任科室").select_option("SEC-A")
    officer.get_by_role("button", name="交办").click()
    expect(officer.locator(".page-head")).to_contain_text("调查中")

    drafter = seat("drafter")
    drafter.goto("/desk/scrutiny/matters/?show=mine")
    look(drafter)
    drafter.get_by_role("link", name=matter.title).click()
    drafter.get_by_label("属实", exact=True).check()
    drafter.get_by_label("查明的情况").fill("电话换了号，指南没有改。")
    drafter.get_by_role("button", name="报调查结果").click()
    drafter.get_by_label("改了什么，凭什么看得出").fill("指南第 2 版已改为新号码。")
    drafter.get_by_role("button", name="报整改结果").click()
    expect(drafter.locator(".page-head")).to_contain_text("待核验")
    look(drafter)

    second = seat("second")
    second.goto(f"/desk/scrutiny/matters/{matter.number}/")
    second.get_by_label("核验了什么").fill("打过新号码，打得通。")
    second.get_by_role("button", name="核验通过").click()
    second.get_by_label("给提出人的答复").fill("指南上的电话已经更正，谢谢您。")
    second.get_by_role("button", name="答复并办结").click()
    expect(second.locator(".page-head")).to_contain_text("已办结")
    look(second)


@pytest.fixture
def lively(office: City) -> City:
    """A little of everything, so that no page is empty."""
    officer, today = office.acting("officer"), localdate(office.at)
    matter = to(office, "closed")
    complain(office, wrong="exposed", name="测试人", contact="13951000009")
    record = actions.open_liability(
        {
            "ground": "guide_stale",
            "unit": "SEC-B",
            "persons": "某科长（测试）",
            "why": "指南没有更新",
            "matter": matter.number,
        },
        actor=officer,
        at=office.at,
    )
    liable(office, record, "establish", "officer", {"facts": "查明如此"})
    data = {"title": "年度社会评议", "since": today, "until": today, "public": True, "intro": "请您评一评。"}
    survey = actions.begin_round(data, actor=officer, at=office.at)
    made = actions.invite(survey, {"label": "代表委员", "count": 40, "population": 300}, actor=officer, at=office.at)
    for number, code in enumerate(made.codes[:36]):
        given = {"q1": [str(5 - number % 3)], "q5": ["1", "2"], "q6": ["希望更快一些"]}
        actions.cast(survey, given, at=office.at, code=code)
    session = actions.hold(
        {"held_on": today, "title": "条例解读", "hours": "2", "trainer": "李老师"}, actor=officer, at=office.at
    )
    actions.attend(session, {"who": "drafter", "score": 90}, actor=officer, at=office.at)
    plan = {"hours": 8, "sessions": 4, "reason": "年度培训计划"}
    actions.plan_training(today.year, plan, actor=officer, at=office.at)
    actions.draft_assessment(today.year, "SEC-A", actor=officer, at=office.at)
    return office


def test_the_pages_of_the_office(lively: City, seat: Desk) -> None:
    page = seat("officer")
    urgent = Matter.objects.get(urgent=True)
    for address in (
        "matters/",
        f"matters/{urgent.number}/",
        "new/",
        "liability/",
        "liability/1/",
        "surveys/",
        f"surveys/{Round.objects.get().pk}/",
        "surveys/questionnaire/",
        "assessment/",
        "assessment/1/",
        "training/",
        "training/1/",
        "training/import/",
        "year/",
    ):
        page.goto(f"/desk/scrutiny/{address}")
        expect(page.locator("h1")).to_be_visible()
        look(page)
    drafter = seat("drafter", 390)
    drafter.goto("/desk/scrutiny/assessment/")
    look(drafter)


def test_the_public_answers_a_survey(lively: City, open_page: Desk) -> None:
    page, survey = open_page(390), Round.objects.get()
    page.goto("/disclosure/complaints/survey/")
    look(page)
    page.get_by_role("link", name=survey.title).click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="提交答卷").click()
    expect(page.locator(".notice.bad")).to_be_visible()
    look(page)
    page.get_by_role("group", name="总体印象").get_by_label("4 满意").check()
    page.get_by_role("button", name="提交答卷").click()
    expect(page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    look(page)
    page.goto(f"/disclosure/complaints/survey/{survey.pk}/")
    expect(page.get_by_text("已经答过了")).to_be_visible()
    page.get_by_role("button", name="大字版").click()
    look(page)


def test_a_matter_that_exposes_somebody_stands_across_the_page(office: City, seat: Desk) -> None:
    matter = complain(office, wrong="exposed")
    page = seat("secrecy")
    expect(page.locator("[data-standing]")).to_contain_text(matter.number)
    page.goto(f"/desk/scrutiny/matters/{matter.number}/")
    page.get_by_label("撤下了什么，怎样撤的").fill("整页已撤下。")
    page.get_by_role("button", name="已撤下泄露的页面").click()
    expect(page.get_by_text("先撤下，再办别的")).to_have_count(0)
    go(office, Matter.objects.get(), "accept", "officer")
    page.goto("/desk/scrutiny/matters/")
    look(page)
