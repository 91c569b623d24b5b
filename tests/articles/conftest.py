"""The small city with its office of disclosure: a drafter, an officer, a leader, one reviewer for each level, a second
first reviewer, a secrecy officer, the supervising office; and one row of the catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.conftest import City, city
from yihaotong.accounts.rules import Role
from yihaotong.articles import access, actions
from yihaotong.articles.models import Article, Version
from yihaotong.articles.rules.codes import LEVEL_AT, Gate
from yihaotong.catalogue.models import Matter
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

__all__ = ["city"]

ROW = "B-01"
FIELDS = {
    "title": "热线受理情况通报（第 12 期）",
    "row_key": ROW,
    "body": "# 总体情况\n\n本期共受理诉求 420 件，其中咨询 300 件。\n\n"
    "| 类别 | 件数 |\n|---|---|\n| 咨询 | 300 |\n| 求助 | 120 |\n| 合计 | 420 |",
    "summary": "本期受理情况",
    "keywords": "热线 通报",
    "source": "示例市指挥中心",
    "five": "result",
    "validity": "in_force",
    "period": "permanent",
    "outlets": "site,wechat",
}
PASSED = {each.value: "pass" for each in Gate} | {"proofread": "on"}
PEOPLE = {
    "drafter": Role.DRAFTER,
    "officer": Role.DISCLOSURE_OFFICER,
    "chief": Role.DISCLOSURE_LEADER,
    "first": Role.FIRST_REVIEWER,
    "other_first": Role.FIRST_REVIEWER,
    "second": Role.SECOND_REVIEWER,
    "third": Role.THIRD_REVIEWER,
    "secrecy": Role.SECRECY_OFFICER,
}
REVIEWERS = ("first", "second", "third")


@dataclass
class Press:
    """The office at work: each act as the usual person would do it."""

    city: City

    @property
    def at(self) -> datetime:
        return self.city.at

    def by(self, username: str) -> Any:
        return self.city.acting(username)

    def fields(self, **changed: Any) -> dict[str, Any]:
        return {"formed_on": self.at.date().isoformat(), **FIELDS, **changed}

    def write(self, author: str = "drafter", *, sure: bool = True, **changed: Any) -> Article:
        unit = self.city.centre
        return actions.write_article(self.fields(**changed), actor=self.by(author), at=self.at, unit=unit, sure=sure)

    def fresh(self, article: Article) -> Article:
        return access.article_for(self.by("officer"), article.pk)

    def submit(self, article: Article, by: str = "drafter", **more: Any) -> Article:
        expect = self.fresh(article).version
        return actions.submit(article, actor=self.by(by), at=self.at, expect=expect, **more)

    def review(self, article: Article, by: str, **changed: Any) -> None:
        now = self.fresh(article)
        actions.review(now, PASSED | changed, actor=self.by(by), at=self.at, expect=now.version)

    def revise(self, article: Article, by: str = "drafter", *, sure: bool = True, **changed: Any) -> Article:
        now = self.fresh(article)
        held: dict[str, Any] = {"actor": self.by(by), "at": self.at, "expect": now.version}
        return actions.revise(now, self.fields(**changed), note="改", sure=sure, **held)

    def approved(self, **changed: Any) -> Article:
        article = self.write(**changed)
        self.through(article)
        return self.fresh(article)

    def through(self, article: Article) -> None:
        """Sent and passed by all three."""
        self.submit(article)
        for who in REVIEWERS:
            self.review(article, who)

    def release(self, article: Article, by: str = "officer") -> Article:
        now = self.fresh(article)
        actions.release(now, actor=self.by(by), at=self.at, expect=now.version)
        return self.fresh(article)

    def released(self, **changed: Any) -> Article:
        return self.release(self.approved(**changed))

    def waiting_at(self, level: str, **changed: Any) -> Article:
        article = self.write(**changed)
        self.submit(article)
        for who in REVIEWERS:
            here = LEVEL_AT[self.fresh(article).at_progress].value
            if here == level:
                break
            self.review(article, who)
        return self.fresh(article)

    def attach(self, article: Article, name: str, data: bytes, by: str = "drafter") -> Article:
        return actions.attach_file(article, SimpleUploadedFile(name, data), actor=self.by(by), at=self.at)


@pytest.fixture
def press(city: City) -> Press:
    return staffed(city)


def staffed(city: City) -> Press:
    for username, role in PEOPLE.items():
        city.hire(username, role, city.centre)
    city.hire("supervising", Role.SUPERVISING_OFFICE, city.water)
    Matter.objects.create(key=ROW, since=city.at - timedelta(days=100))
    return Press(city)


def refused(act: Callable[[], object]) -> Refused:
    """The refusal; nothing of what the act touched has changed, and no line was written."""
    before = _held()
    with pytest.raises(Refused) as told:
        act()
    assert _held() == before
    return told.value


def _held() -> tuple[list[Mapping[str, Any]], int, int]:
    return list(Article.objects.order_by("pk").values()), Version.objects.count(), Line.objects.count()
