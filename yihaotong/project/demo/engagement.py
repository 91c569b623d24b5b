"""The demo city's 解读回应参与: one of each sort where somebody has to do something, and some that are over."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import VISITOR
from yihaotong.articles.models import Article
from yihaotong.engagement import actions
from yihaotong.engagement.rules.codes import Sort

_FILE = Path(__file__).resolve().parent / "data" / "engagement.toml"
_OFFICER = "gongkai1"


def stock(today: date, at: datetime) -> int:
    """Enter it all as the officer does, up to `at`; how many records."""
    told = tomllib.loads(_FILE.read_text())
    office = _Office(today, at)
    for row in told["interpretation"]:
        office.interpretation(row)
    for row in told["budget"]:
        office.budget(row)
    for row in told["proposal"]:
        office.proposal(row)
    office.activity(told["activity"])
    office.held(told["held"])
    office.opinion(told["opinion"])
    office.responded(told["responded"])
    return sum(len(told[name]) for name in ("interpretation", "budget", "proposal")) + 4


class _Office:
    """Acts as the officer; each day counts back from `today`."""

    def __init__(self, today: date, at: datetime) -> None:
        self.today, self.at = today, at
        self.officer = actor_of(Person.objects.get(username=_OFFICER), at)

    def ago(self, days: int) -> str:
        return (self.today - timedelta(days=days)).isoformat()

    def enter(self, sort: Sort, said: Mapping[str, Any]) -> Any:
        return actions.enter(sort, said, actor=self.officer, at=self.at)

    def move(self, record: Any, name: str, **data: Any) -> Any:
        return actions.move(record, name, actor=self.officer, at=self.at, expect=record.version, data=data)

    def article(self, title: str) -> Article | None:
        """The released article of that title, if the city has it."""
        return Article.objects.filter(standing__version__title=title, withdrawn_at=None).first()

    def bind(self, record: Any, row: Mapping[str, Any], name: str, bond: str) -> Any:
        """Bound to the article that the row names; as it was where there is none."""
        found = self.article(row[name]) if name in row else None
        if found is None:
            return record
        said = {"article": str(found.pk), "bond": bond}
        return actions.bind(record, said, actor=self.officer, at=self.at, expect=record.version)

    def interpretation(self, row: Mapping[str, Any]) -> None:
        apart = ("policy", "policy_days", "released_days", "link", "article")
        said = {name: value for name, value in row.items() if name not in apart}
        if "policy" in row:
            policy = self.article(row["policy"])
            if policy is not None:
                self.bind(self.enter(Sort.INTERPRETATION, said | {"policy": str(policy.pk)}), row, "article", "release")
            return
        record = self.enter(Sort.INTERPRETATION, said | {"policy_on": self.ago(row["policy_days"])})
        if "link" in row:
            self.move(record, "release", released_on=self.ago(row["released_days"]), link=row["link"])

    def budget(self, row: Mapping[str, Any]) -> None:
        said = {"kind": row["kind"], "running_costs": row["running_costs"], "year": str(self.today.year - 1)}
        record = self.enter(Sort.BUDGET, said | {"approved_on": self.ago(row["approved_days"])})
        self.bind(record, row, "article", "release")

    def proposal(self, row: Mapping[str, Any]) -> None:
        said = {name: row[name] for name in ("kind", "number", "title", "proposer")}
        said |= {"part": "alone", "year": str(self.today.year), "received_on": self.ago(row["received_days"])}
        record = self.enter(Sort.PROPOSAL, said)
        if "answer" in row:
            told = {name: row[name] for name in ("result", "answer", "publicity")}
            record = self.move(record, "answer", answered_on=self.ago(row["answered_days"]), **told)
            record = self.move(record, "hear", satisfaction="content")
            self.bind(record, row, "article", "release")

    def activity(self, row: Mapping[str, Any]) -> None:
        said = {name: row[name] for name in ("title", "hosts", "place")} | {"kind": "open_day"}
        starts_at = self.at + timedelta(days=row["in_days"], hours=2)
        until = starts_at - timedelta(days=1)
        dated = {"starts_at": starts_at, "capacity": str(row["capacity"]), "sign_up_until": until}
        record = self.enter(Sort.ACTIVITY, said | dated)
        if self.article(row["notice"]) is None:
            return
        record = self.move(self.bind(record, row, "notice", "notice"), "open")
        someone = {"name": row["name"], "phone": row["phone"], "persons": str(row["persons"])}
        actions.sign_up(record, someone, actor=VISITOR, at=self.at)

    def held(self, row: Mapping[str, Any]) -> None:
        said = {name: row[name] for name in ("title", "hosts", "place")} | {"kind": "open_day"}
        record = self.enter(Sort.ACTIVITY, said | {"starts_at": self.at - timedelta(days=row["days"])})
        record = self.move(record, "hold", attended=str(row["attended"]), outcome=row["outcome"])
        self.bind(self.bind(record, row, "notice", "notice"), row, "article", "outcome")

    def opinion(self, row: Mapping[str, Any]) -> Any:
        said = {name: row[name] for name in ("title", "source", "grade", "text")}
        record = self.enter(Sort.OPINION, said | {"found_at": self.at - timedelta(hours=row["hours"])})
        return self.move(record, "assess", grade=row["grade"], assessment=row["assessment"])

    def responded(self, row: Mapping[str, Any]) -> None:
        when = self.at - timedelta(hours=row["responded_hours"])
        self.move(self.opinion(row), "respond", responded_at=when, response=row["response"], link=row["link"])
