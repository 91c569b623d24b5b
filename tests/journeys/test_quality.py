"""Quality in a browser: scored by keys, appealed, decided by another; every page at both widths."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from tests.quality.conftest import quality, sample_of, scored, worked
from yihaotong.quality import access, actions
from yihaotong.quality.models import Sample, Score
from yihaotong.quality.rules.codes import Progress, Work

__all__ = ["quality"]

Desk = Callable[..., Page]


@pytest.fixture
def sampled(quality: City) -> City:
    """Work of last week, drawn now: the city's people did it a week ago."""
    now = quality.at
    quality.at = now - timedelta(days=7)
    worked(quality, 2)
    quality.at = now
    actions.draw_due(now)
    assert Sample.objects.exists()
    return quality


def test_scored_by_keys_appealed_and_decided(sampled: City, seat: Desk, screenshot) -> None:
    scorer = seat("shift_leader")
    scorer.keyboard.press("q")
    scorer.wait_for_url("**/desk/quality/")
    screenshot(scorer, "quality-home")
    look(scorer)
    scorer.get_by_role("row").filter(has_text="受理登记").first.get_by_role("link").click()
    sample = sample_of_page(scorer)
    content = access.content_for(sample)[1]
    look(scorer)
    screenshot(scorer, "quality-paper")
    with scorer.expect_response("**/score/"):  # kept without a button
        for item in content.items:
            scorer.keyboard.press("5" if item.kind == "grade" and item.code != "facts" else "1")
            if item.code == "facts":
                scorer.keyboard.type("没有问发生的时间，" * 20)
                scorer.keyboard.press("Tab")
    expect(scorer.get_by_text("已自动保存")).to_be_visible()
    assert Score.objects.filter(sample=sample, submitted_at=None).exists()
    scorer.keyboard.press("Control+Enter")
    expect(scorer.get_by_text("已评 80.00 分")).to_be_visible()

    person = seat("operator")
    person.goto("/desk/quality/mine/")
    look(person)
    screenshot(person, "quality-mine")
    person.get_by_role("row").filter(has_text="80.00").get_by_role("link").click()
    look(person)
    screenshot(person, "quality-result")
    person.get_by_label("申诉理由").fill("录音里问了时间，" * 30)
    person.get_by_role("button", name="提出申诉").click()
    expect(person.get_by_text("申诉已提出")).to_be_visible()

    decider = seat("supervisor")
    decider.goto("/desk/quality/")
    look(decider)
    decider.get_by_role("link", name="测试operator").first.click()
    look(decider)
    decider.get_by_role("button", name="裁定").click()
    expect(decider.locator(".notice.bad")).to_contain_text("请选择")
    screenshot(decider, "quality-ruling")
    decider.get_by_label("改评（按下面重评的分）").check()
    decider.locator("#item-facts").get_by_label("很好").check()
    decider.get_by_label("裁定理由").fill("录音属实")
    decider.get_by_role("button", name="裁定").click()
    expect(decider.get_by_text("已裁定：改评")).to_be_visible()
    sample.refresh_from_db()
    assert (sample.progress, sample.hundredths) == (Progress.SETTLED, 10000)
    look(decider)


def test_the_other_pages_of_quality(sampled: City, seat: Desk, screenshot) -> None:
    sample = Sample.objects.filter(work=Work.FILING.value).earliest("pk")
    scored(sampled, sample, "shift_leader", at=sampled.at, facts=3)
    desk = seat("supervisor")
    for page in ("plan", "sheets", "sheets/call", "figures", "mine"):
        desk.goto(f"/desk/quality/{page}/")
        look(desk)
        screenshot(desk, f"quality-{page.replace('/', '-')}")


def sample_of_page(page: Page) -> Sample:
    return Sample.objects.select_related("case").get(pk=int(page.url.rstrip("/").rpartition("/")[2]))


def test_what_is_missing_is_named_and_nothing_typed_is_lost(sampled: City, seat: Desk) -> None:
    page = seat("reviewer", width=390)
    sample = sample_of(sampled, Work.REPLY, "handler")
    page.goto(f"/desk/quality/samples/{sample.pk}/")
    expect(page.get_by_text("测试handler")).to_have_count(0)  # blind
    page.get_by_label("总评").fill("写得不错")
    page.get_by_role("button", name="提交评分").click()
    expect(page.locator(".notice.bad")).to_contain_text("还没有评")
    expect(page.get_by_label("总评")).to_have_value("写得不错")
    look(page)


def test_empty_pages_say_what_to_do(quality: City, seat: Desk) -> None:
    for username, page in (("shift_leader", ""), ("operator", "mine/"), ("analyst", "figures/")):
        desk = seat(username)
        desk.goto(f"/desk/quality/{page}")
        look(desk)
