"""三审三校 in a browser: drafted, checked, reviewed by keys by three people, scheduled, out, corrected, withdrawn."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.articles.conftest import FIELDS, Press, staffed
from tests.cases.conftest import City
from tests.journeys.test_every_page import look
from yihaotong.articles import actions
from yihaotong.articles.models import Article, Review
from yihaotong.articles.rules.codes import Progress
from yihaotong.articles.rules.rolls import RollKind

Desk = Callable[..., Page]


@pytest.fixture
def press(city: City) -> Press:
    """Yesterday at half past nine: what is released by an action lies in the window, whenever the journey runs."""
    now = timezone.localtime(city.at)
    city.at = now.replace(hour=9, minute=30) - timedelta(days=1)
    made = staffed(city)
    leaders = "赵测试 | 市长 | 1 | 2024-01-01 |\n钱样例 | 副市长 | 2 | 2024-01-01 |"
    actions.set_roll(RollKind.LEADERS, leaders, actor=made.by("officer"), at=made.at, expect=0, reason="首次")
    return made


def test_from_the_draft_through_three_reviewers_by_keys(press: Press, seat: Desk, screenshot) -> None:
    drafter = seat("drafter")
    drafter.goto("/desk/articles/new/")
    drafter.get_by_label("名称").fill("热线受理情况通报")
    drafter.get_by_label("正文").fill(f"截止目前，副市长钱样例、市长赵测试听取汇报。\n\n{FIELDS['body']}")
    drafter.get_by_role("button", name="存为草稿").click()
    expect(drafter.get_by_text("已存为第 1 版草稿")).to_be_visible()
    look(drafter)
    article = Article.objects.get()
    drafter.get_by_role("link", name="检查并送审").click()
    expect(drafter.get_by_text("没有填“所属目录条目”")).to_be_visible()
    expect(drafter.get_by_role("button", name="送审")).to_be_disabled()
    look(drafter)
    screenshot(drafter, "articles-check")
    press.revise(article, body=f"副市长钱样例、市长赵测试听取汇报。\n\n{FIELDS['body']}")
    drafter.goto(f"/desk/articles/{article.pk}/check/")
    drafter.get_by_label("为何保留").fill("按会议记录原文")
    drafter.get_by_role("button", name="送审").click()
    expect(drafter.get_by_text("已送审")).to_be_visible()

    for username in ("first", "second", "third"):
        reviewer = seat(username)
        reviewer.goto("/desk/articles/queue/")
        if username == "first":
            look(reviewer)
        reviewer.get_by_role("link", name="热线受理情况通报").click()
        expect(reviewer.get_by_role("group", name="政治关")).to_be_visible()
        if username == "second":
            look(reviewer)
            screenshot(reviewer, "articles-review")
        reviewer.keyboard.press("1")
        for _ in range(5):
            reviewer.keyboard.press("p")
        expect(reviewer.get_by_label("已逐字校对")).to_be_focused()
        reviewer.keyboard.press("Space")
        reviewer.keyboard.press("Control+Enter")
        expect(reviewer.get_by_text("已记下：通过")).to_be_visible()
    assert Article.objects.get().progress == Progress.APPROVED
    assert Review.objects.values("by").distinct().count() == 3

    officer = seat("officer")
    officer.goto(f"/desk/articles/{article.pk}/")
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    officer.get_by_label("发布时间").fill(tomorrow)
    officer.get_by_role("button", name="定时发布").click()
    expect(officer.get_by_text("自动发布。").first).to_be_visible()
    look(officer)
    officer.goto("/desk/articles/scheduled/")
    look(officer)
    screenshot(officer, "articles-scheduled")


def test_sent_back_edited_and_compared(press: Press, seat: Desk, screenshot) -> None:
    article = press.waiting_at("second")
    second = seat("second")
    second.goto(f"/desk/articles/{article.pk}/review/")
    for key in ("1", "p", "f"):
        second.keyboard.press(key)
    expect(second.get_by_label("法律关意见")).to_be_focused()
    second.keyboard.type("没有依据，请补")
    second.get_by_role("group", name="政策关").get_by_label("通过", exact=True).check()
    second.get_by_role("group", name="保密关").get_by_label("通过", exact=True).check()
    second.get_by_role("button", name="提交审核意见").click()
    expect(second.locator(".notice.bad")).to_contain_text("请填写“文字关”")
    expect(second.get_by_label("法律关意见")).to_have_value("没有依据，请补")
    look(second)
    second.get_by_role("group", name="文字关").get_by_label("有意见").check()
    second.get_by_label("文字关意见").fill("“件”前空一格")
    second.get_by_role("button", name="提交审核意见").click()
    expect(second.get_by_text("已退回起草")).to_be_visible()

    drafter = seat("drafter")
    drafter.goto("/desk/disclosure/")
    drafter.get_by_role("link", name="稿件：热线受理情况通报").click()
    expect(drafter.get_by_text("没有依据，请补").first).to_be_visible()
    drafter.get_by_role("link", name="修改").click()
    look(drafter)
    drafter.get_by_label("正文").fill(FIELDS["body"].replace("本期共", "依据通报制度，本期"))
    drafter.get_by_role("button", name="存为新的一版").click()
    drafter.get_by_role("link", name="各版").click()
    look(drafter)
    press.submit(article)
    press.review(article, "first")
    second.goto(f"/desk/articles/{article.pk}/review/")
    expect(second.get_by_text("与第 1 版相比")).to_be_visible()
    look(second)
    screenshot(second, "articles-review-again")


def test_the_public_reads_it_and_learns_why_it_is_gone(
    press: Press, seat: Desk, open_page: Callable[..., Page], screenshot
) -> None:
    article = press.released()
    public = open_page(1440)
    public.goto("/disclosure/articles/")
    look(public)
    public.get_by_role("link", name="热线受理情况通报").click()
    expect(public.get_by_role("heading", level=1)).to_contain_text("热线受理情况通报")
    look(public)
    screenshot(public, "articles-public")
    public.get_by_role("button", name="大字版").click()
    look(public)
    officer = seat("officer")
    officer.goto(f"/desk/articles/{article.pk}/")
    look(officer)
    screenshot(officer, "articles-page")
    act = officer.locator("#act-withdraw")
    act.locator("summary").click()
    act.get_by_label("理由").fill("数据有误")
    act.get_by_role("button", name="撤下").click()
    expect(officer.get_by_text("已从本站撤下")).to_be_visible()
    public.reload()
    expect(public.get_by_text("数据有误")).to_be_visible()
    look(public)
    for page in ("", "figures/", "lists/leaders/", "lists/words/"):
        officer.goto(f"/desk/articles/{page}")
        look(officer)
        screenshot(officer, f"articles-{page.replace('/', '-') or 'list'}")
