"""先审后发 over random lives: whatever is done by whomever in whatever sequence, what is public was passed at all five
gates by three different people who had not written it, each for exactly those bytes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.articles.conftest import PASSED, Press
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, WORKER, Role
from yihaotong.articles import actions, finding
from yihaotong.articles.models import Article, Release
from yihaotong.articles.rules import contents
from yihaotong.articles.rules.codes import Gate
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.django_db

PEOPLE = ("drafter", "officer", "chief", "first", "other_first", "second", "third", "secrecy")
DEEDS = (
    *("submit", "review", "review", "review", "revise", "take_back", "release", "release"),
    *("schedule", "worker", "correct", "withdraw", "drop", "ask", "answer", "attach"),
)
STEPS = st.lists(st.tuples(st.sampled_from(DEEDS), st.sampled_from(PEOPLE), st.integers(0, 3)), max_size=30)


def deed(press: Press, article: Article, name: str, who: str, number: int) -> None:
    """One act of one person, whatever stands before him."""
    now, at = press.fresh(article), press.at
    held: dict[str, Any] = {"actor": press.by(who), "at": at, "expect": now.version}
    failed = {"legal": "fail", "legal_words": "不行"} if number == 3 else {}
    said = {"told": ("may", "change", "may_not", "may")[number], "answerer": "保密局", "answer": "如题"}

    def worker() -> None:
        actions.release_due(at + timedelta(minutes=20))
        actions.release(now, actor=WORKER, at=at, expect=now.version)

    deeds: dict[str, Callable[[], object]] = {
        "submit": lambda: actions.submit(now, **held),
        "release": lambda: actions.release(now, **held),
        "review": lambda: actions.review(now, PASSED | failed, **held),
        "revise": lambda: actions.revise(now, press.fields(title=f"第 {number} 稿"), **held),
        "attach": lambda: press.attach(now, f"{number}.txt", f"第 {number} 份".encode(), by=who),
        "schedule": lambda: actions.schedule(now, release_at=at + timedelta(minutes=10), **held),
        "worker": worker,
        "ask": lambda: actions.ask(now, {"whom": "secrecy", "question": "能不能发"}, **held),
        "answer": lambda: actions.answer(now, said, **held),
    }
    deeds.get(name, lambda: getattr(actions, name)(now, reason="试一试", **held))()


def check(article: Article) -> None:
    for went in Release.objects.filter(article=article).select_related("version", "first", "second", "third"):
        three = (went.first, went.second, went.third)
        people = {each.by for each in three}
        writers = set(article.versions.filter(number=went.version.number).values_list("by", flat=True))
        assert len(people) == 3
        assert not people & (writers | {article.author})
        assert {each.digest for each in three} == {went.digest} == {contents.digest(went.version.content)}
        assert all(each.gates[gate.value][0] in {"pass", "remark"} for each in three for gate in Gate)
        assert all(each.passed and each.proofread for each in three)
    fresh = Article.objects.get(pk=article.pk)
    assert (fresh.standing is None) is (not Release.objects.filter(article=article).exists())
    assert fresh.is_public is finding.listed().filter(pk=fresh.pk).exists()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS, straight=st.booleans())
def test_released_means_three_different_reviewers_of_the_same_digest(
    press: Press, steps: list[tuple[str, str, int]], straight: bool
) -> None:
    article = press.approved() if straight else press.write()
    for name, who, number in steps:
        try:
            deed(press, article, name, who, number)
        except Refused:
            continue
    check(article)


def test_who_holds_every_post_still_does_not_do_it_alone(press: Press) -> None:
    """One person with all posts gets through nothing but his own draft."""
    since = press.at - timedelta(days=1)
    person = press.city.people["officer"]
    for role in (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.THIRD_REVIEWER, Role.DISCLOSURE_LEADER):
        hiring.appoint(person, actor=IMPORTER, at=press.at, role=role, unit=press.city.centre, since=since)
    article = press.write(author="officer")
    for name in ("submit", "review", "release", "schedule", "worker"):
        try:
            deed(press, article, name, "officer", 0)
        except Refused:
            continue
    assert not Release.objects.exists()
    check(article)
