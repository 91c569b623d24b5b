"""The office with its articles, as tests/articles has it, and what is entered here as its people enter it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.articles.conftest import Press, staffed
from tests.cases.conftest import City, city
from yihaotong.accounts.rules import VISITOR
from yihaotong.articles import actions as articles
from yihaotong.articles.models import Article
from yihaotong.engagement import actions
from yihaotong.engagement.actions import follow_articles
from yihaotong.engagement.models import Activity, SignUp
from yihaotong.engagement.rules.codes import Sort
from yihaotong.journal.models import Line

__all__ = ["city"]

FIELDS: dict[Sort, dict[str, Any]] = {
    Sort.INTERPRETATION: {
        "title": "《示例都市圈建设工作计划》解读",
        "form": "text",
        "policy_title": "示例都市圈建设工作计划",
        "policy_organ": "示例市人民政府",
        "background": "为推进都市圈建设。",
    },
    Sort.BUDGET: {"year": "2019", "kind": "budget", "running_costs": "机关运行经费 10 万元。"},
    Sort.PROPOSAL: {
        "kind": "npc",
        "year": "2019",
        "number": "第12号",
        "title": "关于改进热线回访的建议",
        "proposer": "one",
        "part": "alone",
    },
    Sort.ACTIVITY: {
        "title": "政府开放日",
        "kind": "open_day",
        "hosts": "示例市网信局\n示例市指挥中心",
        "place": "大厅",
    },
    Sort.OPINION: {"title": "网传供热管道破裂", "source": "social", "grade": "other", "text": "网上有人说停暖。"},
}
ANSWER = {"result": "A", "answer": "您的建议已采纳。", "publicity": "full"}
SIGNED = {"name": "王䶮", "phone": "13951000001", "persons": "2"}


@dataclass
class Office:
    """Each act as the usual person would do it."""

    press: Press

    @property
    def at(self) -> datetime:
        return self.press.at

    def ago(self, days: int) -> str:
        return (self.at - timedelta(days=days)).date().isoformat()

    def fields(self, sort: Sort, **changed: Any) -> dict[str, Any]:
        told: dict[Sort, dict[str, Any]] = {
            Sort.BUDGET: {"approved_on": self.ago(3)},
            Sort.PROPOSAL: {"received_on": self.ago(10)},
            Sort.ACTIVITY: {"starts_at": self.at + timedelta(days=5)},
            Sort.OPINION: {"found_at": self.at - timedelta(hours=1)},
        }
        return FIELDS[sort] | told.get(sort, {}) | changed

    def enter(self, sort: Sort, by: str = "officer", **changed: Any) -> Any:
        return actions.enter(sort, self.fields(sort, **changed), actor=self.press.by(by), at=self.at)

    def move(self, record: Any, name: str, by: str = "officer", **data: Any) -> Any:
        record.refresh_from_db()
        return actions.move(record, name, actor=self.press.by(by), at=self.at, expect=record.version, data=data)

    def bind(self, record: Any, article: Article, bond: str = "release") -> Any:
        record.refresh_from_db()
        data = {"article": str(article.pk), "bond": bond}
        return actions.bind(record, data, actor=self.press.by("officer"), at=self.at, expect=record.version)

    def withdraw(self, article: Article) -> None:
        """And whoever listens hears of it."""
        now = self.press.fresh(article)
        said: dict[str, Any] = {"reason": "内容有误", "sure": True}
        articles.withdraw(now, actor=self.press.by("officer"), at=self.at, expect=now.version, **said)
        self.follow()

    def follow(self) -> None:
        follow_articles(list(Line.objects.order_by("pk")), self.at)

    def activity(self, **changed: Any) -> Activity:
        """Open for sign-up, its notice released."""
        told = {"capacity": "3", "sign_up_until": self.at + timedelta(days=4)} | changed
        record = self.enter(Sort.ACTIVITY, **told)
        self.bind(record, self.press.released(title="开放日公告"), "notice")
        found: Activity = self.move(record, "open")
        return found

    def sign_up(self, activity: Activity, **changed: Any) -> SignUp:
        return actions.sign_up(activity, SIGNED | changed, actor=VISITOR, at=self.at)


@pytest.fixture
def office(city: City) -> Office:
    return Office(staffed(city))
