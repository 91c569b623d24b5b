"""Interpretation, budgets, proposals and the open day, bound to what went out; the outlets' items; the problems."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from yihaotong.annual import actions as annual
from yihaotong.articles.models import Article
from yihaotong.engagement import actions
from yihaotong.engagement.rules.codes import Sort
from yihaotong.outlets import actions as outlets
from yihaotong.outlets.rules.elsewhere import Item
from yihaotong.project.demo.yinchuan.people import LAST, OFFICER, YEAR, People, told

_ANSWERED = {"result": "A", "answer": "复文内容从略。（模拟）", "publicity": "full"}
_TITLES = {
    "weibo": "微博第 {} 条（模拟）",
    "wechat": "微信推送第 {} 条（模拟）",
    "answers": "答复网民留言第 {} 条（模拟）",
}


def stock(people: People) -> None:
    data = told("events")
    events = _Events(people)
    events.papers(Sort.INTERPRETATION, data["interpretation"])
    for row in data["budget"]:
        events.papers(Sort.BUDGET, row)
    for row in data["proposal"]:
        events.proposal(row)
    events.activity(data["activity"])
    for row in data["problem"]:
        annual.enter_problem(YEAR, dict(row), **people.who(OFFICER, LAST))
    items = [item for row in data["outlet"] for item in _items(row)]
    outlets.bring(items, name="2019 年微博、微信、政民互动（模拟题目和日期）", **people.who(OFFICER, LAST))


class _Events:
    """Records of engagement, entered when what tells of them had gone out."""

    def __init__(self, people: People) -> None:
        self.people = people
        released = Article.objects.filter(standing__isnull=False).values_list("standing__version__title", "pk")
        self.articles = dict(released)

    def bind(self, record: Any, title: str, bond: str) -> Any:
        said = {"article": str(self.articles[title]), "bond": bond}
        return actions.bind(record, said, **self.people.who(OFFICER, LAST), expect=record.version)

    def papers(self, sort: Sort, row: Mapping[str, str]) -> None:
        said = {name: value for name, value in row.items() if name != "article"}
        on = said.get("approved_on", "2019-05-20")
        self.bind(actions.enter(sort, said, **self.people.who(OFFICER, on)), row["article"], "release")

    def proposal(self, row: Mapping[str, str]) -> None:
        said = {name: value for name, value in row.items() if name != "answered_on"}
        said |= {"proposer": "one", "part": "alone"}
        record = actions.enter(Sort.PROPOSAL, said, **self.people.who(OFFICER, row["received_on"]))
        told_on = _ANSWERED | {"answered_on": row["answered_on"]}
        who = self.people.who(OFFICER, row["answered_on"])
        record = actions.move(record, "answer", **who, expect=record.version, data=told_on)
        title = "人大代表建议办理情况" if row["kind"] == "npc" else "政协提案办理情况"
        self.bind(record, title, "release")

    def activity(self, row: Mapping[str, str]) -> None:
        said = {name: row[name].strip() for name in ("title", "hosts", "starts_at", "place")}
        said |= {"kind": "open_day", "notice": row["says"]}
        record = actions.enter(Sort.ACTIVITY, said, **self.people.who(OFFICER, "2019-11-11"))
        held = {"attended": row["attended"], "outcome": row["outcome"]}
        who = self.people.who(OFFICER, "2019-11-20")
        record = actions.move(record, "hold", **who, expect=record.version, data=held)
        record = self.bind(record, row["notice"], "notice")
        self.bind(record, row["article"], "outcome")


def _items(row: Mapping[str, Any]) -> Iterator[Item]:
    """Evenly through the year; reposts after each own one while there are any."""
    count = row["own"] + row["reposts"]
    for number in range(count):
        on = date(YEAR, 1, 2) + timedelta(days=number * 363 // count)
        own = number * row["own"] // count != (number + 1) * row["own"] // count
        yield Item(row["code"], on, _TITLES[row["code"]].format(number + 1), original=own)
