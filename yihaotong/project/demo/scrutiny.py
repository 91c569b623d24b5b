"""The demo city's 监督保障: complaints at every place, an order from above, 责任追究, a survey, sessions."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import VISITOR, Actor
from yihaotong.scrutiny import actions
from yihaotong.scrutiny.models import Matter

_FILE = Path(__file__).resolve().parent / "data" / "scrutiny.toml"
_SECTION = "YC-BG"
_BALLOTS = 34


def stock(today: date, at: datetime) -> int:
    """Enter it all as the people of the office do, up to `at`; how many matters."""
    told = tomllib.loads(_FILE.read_text())
    office = _Office(today, at)
    founded = [office.complaint(row) for row in told["complaint"]]
    found = [office.finding(row) for row in told["finding"]]
    office.liability(told["liability"], founded[0])
    office.evaluation(told["survey"])
    for row in told["training"]:
        office.training(row)
    office.assessment()
    return len(founded) + len(found)


class _Office:
    """Acts as its people do; each time counts back from `at`."""

    def __init__(self, today: date, at: datetime) -> None:
        self.today, self.at = today, at
        self.people = {each.username: each for each in Person.objects.filter(username__in=_PEOPLE)}

    def acting(self, login: str) -> Actor:
        return actor_of(self.people[login], self.at)

    def go(self, matter: Matter, name: str, login: str, at: datetime, **data: str) -> None:
        actions.move(matter, name, actor=self.acting(login), at=at, expect=matter.version, data=data)

    def complaint(self, row: Mapping[str, Any]) -> Matter:
        at = self.at - timedelta(days=row["days"])
        asked = ("wrong", "about", "about_title", "body", "name", "contact")
        said = {name: row[name] for name in asked if name in row}
        matter = actions.register(said, actor=VISITOR, at=at)
        steps: tuple[tuple[str, str, dict[str, str]], ...] = (
            ("accept", "gongkai1", {}),
            ("allot", "gongkai1", {"unit": _SECTION}),
            ("investigate", "nigaoban1", {"outcome": "founded", "facts": row.get("facts", "")}),
            ("rectify", "nigaoban1", {"evidence": row.get("evidence", "")}),
            ("verify", "gongkai2", {"note": "打开页面核对过。（模拟）"}),
            ("answer", "gongkai1", {"answer": row.get("answer", "")}),
        )
        for number, (name, login, data) in enumerate(steps, 1):
            if matter.progress == row["to"]:
                break
            self.go(matter, name, login, at + timedelta(hours=8 * number), **data)
        return matter

    def finding(self, row: Mapping[str, Any]) -> Matter:
        at = self.at - timedelta(days=row["days"])
        said = {name: row[name] for name in ("origin", "wrong", "title", "body", "source", "paper") if name in row}
        if "due" in row:
            said["due_on"] = (self.today + timedelta(days=row["due"])).isoformat()
        login = "zhengwuban1" if row["origin"] == "urge" else "gongkai1"
        return actions.register(said, actor=self.acting(login), at=at)

    def liability(self, row: Mapping[str, Any], matter: Matter) -> None:
        day = self.today - timedelta(days=8)
        at = self.at - timedelta(days=8)
        opened = {"ground": row["ground"], "unit": _SECTION, "persons": row["persons"], "why": row["why"]}
        record = actions.open_liability(opened | {"matter": matter.number}, actor=self.acting("gongkai1"), at=at)
        decision = {"measure": "criticise", "organ": "本中心", "paper": row["paper"], "decided_on": day}
        steps = (
            ("establish", "gongkai1", {"facts": row["facts"]}),
            ("hear", "gongkai1", {"heard": "said", "statement": row["statement"]}),
            ("propose", "gongkai2", {"measure": "criticise", "words": row["proposal"]}),
            ("decide", "gkfz1", decision | {"words": row["decision"]}),
            ("deliver", "gongkai1", {"delivered_on": day, "note": "当面送达"}),
        )
        for name, login, data in steps:
            actor = self.acting(login)
            actions.move_liability(record, name, actor=actor, at=at, expect=record.version, data=data)

    def evaluation(self, row: Mapping[str, Any]) -> None:
        said = {"title": row["title"], "intro": row["intro"], "public": True}
        said |= {"since": self.today - timedelta(days=10), "until": self.today + timedelta(days=20)}
        asked = actions.begin_round(said, actor=self.acting("gongkai1"), at=self.at - timedelta(days=10))
        for number in range(_BALLOTS):
            given = {"q1": [str(5 - number % 4 // 2)], "q2": [str(5 - number % 3)], "q4": [str(1 + number % 3)]}
            given |= {"q5": [str(1 + number % 6)]} | ({"q6": [row["texts"][number % 3]]} if number % 11 == 0 else {})
            device = UUID(int=number + 1)
            actions.cast(asked, given, at=self.at - timedelta(days=number % 10), device=device)

    def training(self, row: Mapping[str, Any]) -> None:
        officer = self.acting("gongkai1")
        at = self.at - timedelta(days=row["days"])
        said = {"held_on": localdate(at), **{name: row[name] for name in ("title", "trainer", "hours")}}
        session = actions.hold(said, actor=officer, at=at)
        for login in row["people"]:
            actions.attend(session, {"who": login, "score": 90}, actor=officer, at=at)

    def assessment(self) -> None:
        officer, year = self.acting("gongkai1"), self.today.year
        plan = {"hours": 8, "sessions": 4, "reason": "年度培训计划（模拟）"}
        actions.plan_training(year, plan, actor=officer, at=self.at)
        record = actions.draft_assessment(year, _SECTION, actor=officer, at=self.at)
        manual = {"points": "27", "reason": "日常检查一次不符，已改。（模拟）"}
        actions.mark_item(record, "i4", actor=officer, at=self.at, data=manual, expect=record.version)
        actions.move_assessment(record, "show", actor=officer, at=self.at, expect=record.version, data={})


_PEOPLE = (
    "gongkai1",
    "gongkai2",
    "gkfz1",
    "nigao1",
    "nigaoban1",
    "nigaohua1",
    "baomi1",
    "zhengwuban1",
)
