"""The press of articles with its outlets: a machine for the portal on 127.0.0.1, people for the others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.articles.conftest import Press, press
from tests.cases.conftest import city
from tests.outlets.machine import Keeper, running
from yihaotong.articles import actions as articles
from yihaotong.articles.models import Article
from yihaotong.disclosure.city import organ
from yihaotong.journal.models import Line
from yihaotong.outlets import actions
from yihaotong.outlets.models import Delivery

__all__ = ["city", "press"]


@dataclass
class Office:
    """The office at work: acts, then what outlets hear of them."""

    press: Press
    heard: int = 0
    clock: timedelta = field(default_factory=timedelta)

    @property
    def at(self) -> datetime:
        return self.press.at + self.clock

    def later(self, **by: float) -> datetime:
        self.clock += timedelta(**by)
        return self.at

    def hear(self) -> None:
        lines = list(Line.objects.filter(pk__gt=self.heard).order_by("pk"))
        self.heard = lines[-1].pk if lines else self.heard
        actions.follow_articles(lines, self.at)

    def released(self, outlets: str = "site,portal,wechat", **changed: Any) -> Article:
        article = self.press.released(**{"outlets": outlets, "source": organ().name} | changed)
        self.hear()
        return article

    def corrected(self, article: Article, **changed: Any) -> Article:
        now = self.press.fresh(article)
        articles.correct(now, actor=self.press.by("officer"), at=self.press.at, expect=now.version, reason="数字有误")
        self.press.revise(article, **{"source": organ().name} | changed)
        self.press.through(article)
        again = self.press.release(article)
        self.hear()
        return again

    def withdraw(self, article: Article) -> None:
        now = self.press.fresh(article)
        who = self.press.by("chief")
        articles.withdraw(now, actor=who, at=self.at, expect=now.version, reason="内容有误")
        self.hear()

    def one(self, article: Article, outlet: str, number: int = 1) -> Delivery:
        return Delivery.objects.get(article=article, outlet=outlet, number=number)

    def progress(self, article: Article, outlet: str, number: int = 1) -> str:
        return self.one(article, outlet, number).progress

    def receipt(
        self, article: Article, outlet: str, address: str = "https://mp.example.org/s/3", number: int = 1
    ) -> Delivery:
        each = self.one(article, outlet, number)
        who = self.press.by("officer")
        done = actions.receipt(each, {"address": address}, actor=who, at=self.at, expect=each.version)
        self.hear()
        return done

    def see_gone(self, article: Article, outlet: str, number: int = 1) -> Delivery:
        each = self.one(article, outlet, number)
        seen = {"seen_at": self.at, "seen": "打开原网址，提示已删除", "seen_by": "王䶮", "sure": True}
        done = actions.see_gone(each, seen, actor=self.press.by("officer"), at=self.at, expect=each.version)
        self.hear()
        return done


@pytest.fixture
def office(press: Press) -> Office:
    return Office(press)


@pytest.fixture
def keeper(tmp_path: Path, settings: Any) -> Iterator[Keeper]:
    """The portal's machine, named in the city's settings."""
    with running(tmp_path) as running_keeper:
        settings.CITY = settings.CITY | {"outlets": {"machines": {"portal": running_keeper.settings()}}}
        yield running_keeper
