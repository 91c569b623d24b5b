"""The demo city's 大事记: entries of last year and this, what does not apply, and a figure that contradicts it."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.chronicle import actions
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import LEDGERS, cleaned
from yihaotong.chronicle.rules.tables import Line

_FILE = Path(__file__).resolve().parent / "data" / "chronicle.toml"
_OFFICER, _LEADER = "gongkai1", "gkfz1"


def stock(today: date, at: datetime) -> int:
    """Enter it as the officer does; how many entries."""
    told = tomllib.loads(_FILE.read_text())
    office = _Office(today, at, told["source"])
    for kind in (Kind.MEDIA, Kind.RECEPTION, Kind.EVALUATION):
        office.ledger(kind, told[kind.value])
    office.figures(told["stated"])
    for row in told["statement"]:
        office.statement(row)
    return office.entered


class _Office:
    """Acts as the officer and the leader of the office on `today`."""

    def __init__(self, today: date, at: datetime, source: str) -> None:
        self.today, self.at, self.source = today, at, source
        people = Person.objects.filter(username__in=(_OFFICER, _LEADER))
        self.people = {each.username: actor_of(each, at) for each in people}
        self.entered = 0

    def ledger(self, kind: Kind, rows: Iterable[Mapping[str, str]]) -> None:
        usual = {"source": self.source} | ({"original": "own"} if kind is Kind.MEDIA else {})
        self.enter(kind, [usual | _plain(row) | {"on": self.day(row)} for row in rows])

    def day(self, row: Mapping[str, Any]) -> str:
        if "on" in row:
            return f"{self.today.year - 1}-{row['on']}"
        return (self.today - timedelta(days=row["days"])).isoformat()

    def figures(self, told: Mapping[str, list[list[str]]]) -> None:
        """Last year's as of its last day, this year's as of today."""
        last = self.today.year - 1
        rows = []
        for name, year, as_of in (("last", last, date(last, 12, 31)), ("this", self.today.year, self.today)):
            for measure, label, value, unit in told[name]:
                said = {"measure": measure, "label": label, "value": value, "unit_of_count": unit}
                rows.append(said | {"year": str(year), "as_of": as_of.isoformat(), "source": self.source})
        self.enter(Kind.STATED, rows)

    def enter(self, kind: Kind, rows: Iterable[Mapping[str, str]]) -> None:
        lines = [Line(number, cleaned(LEDGERS[kind], row, self.today)) for number, row in enumerate(rows, 2)]
        read = actions.enter_lines(kind, lines, actor=self.people[_OFFICER], at=self.at)
        self.entered += read.entered

    def statement(self, row: Mapping[str, str]) -> None:
        said = {name: row[name] for name in ("matter", "reason", "basis")} | {"since": f"{self.today.year - 1}-01-01"}
        made = actions.propose(said, actor=self.people[_OFFICER], at=self.at)
        if row["to"] == "approved":
            leader = self.people[_LEADER]
            actions.decide(made, {"note": "同意"}, approved=True, actor=leader, at=self.at, expect=made.version)


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in {"on", "days"}}
