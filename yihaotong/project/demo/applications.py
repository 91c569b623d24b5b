"""The demo city's requests for information: some answered, the others wherever they may stand; all simulated."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import make_aware

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import VISITOR, Actor, Role, citizen
from yihaotong.applications import actions
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import Channel
from yihaotong.applications.rules.moves import MOVES

_FILE = Path(__file__).resolve().parent / "data" / "applications.toml"
_OFFICER, _LEADER = "gongkai1", "gkfz1"
_FORM = ("name", "kind", "contact", "address", "description", "supply", "delivery", "hardship")
#: Each step lies so long after the one before on the same day.
_BETWEEN = timedelta(minutes=20)


@transaction.atomic
def stock(today: date, at: datetime) -> int:
    """Register requests and lead each as far as the table says, with its own dates; how many.

    Their letters are drawn up by the worker. `at`: since when the people of the office hold their posts.
    """
    told = tomllib.loads(_FILE.read_text())
    office = _Office(today, at, told["search"])
    return sum(office.lead(number, row) for number, row in enumerate(told["application"], 1))


class _Office:
    """Acts as the people of the office and the applicants would; days count back from `today`."""

    def __init__(self, today: date, at: datetime, search: Mapping[str, str]) -> None:
        self.today, self.search = today, search
        since = at + timedelta(days=1)
        people = Person.objects.filter(username__in=(_OFFICER, _LEADER))
        self.people: Mapping[str, Actor] = {each.username: actor_of(each, since) for each in people}

    def lead(self, number: int, row: Mapping[str, Any]) -> bool:
        application = self.received(number, row)
        for place, (after, move, data) in enumerate(row["steps"], 1):
            at = self.moment(row["days"] - after, place)
            said = self.search | data if move == "look_for" else dict(data)
            actor = citizen(application.number) if said.pop("by", "") else self.by(move)
            application = actions.move(application, move, actor=actor, at=at, data=said)
        return True

    def received(self, number: int, row: Mapping[str, Any]) -> Application:
        at = self.moment(row["days"], 0)
        form = {name: row[name] for name in _FORM if row.get(name)}
        form |= {"phone": row.get("phone", f"1395100{number:04d}")}
        if form.get("name"):
            form |= {"id_no": f"P{number:08d}"}
        officer = self.people[_OFFICER]
        if "platform_no" in row:
            handed = form | {
                "platform_no": row["platform_no"],
                "received_at": at - timedelta(minutes=30),
                "platform_due": self.today - timedelta(days=row["days"] - row["platform_due_in"]),
                "their_stage": row["their_stage"],
            }
            return actions.hand_over(handed, actor=officer, at=at, via="import", simulated=True).application
        channel = Channel(row["channel"])
        actor = VISITOR if channel is Channel.INTERNET else officer
        return actions.register(form, actor=actor, at=at, channel=channel, simulated=True).application

    def by(self, move: str) -> Actor:
        return self.people[_OFFICER if Role.DISCLOSURE_OFFICER in MOVES[move].by else _LEADER]

    def moment(self, days_ago: int, place: int) -> datetime:
        return make_aware(datetime.combine(self.today - timedelta(days=days_ago), time(9, 30))) + place * _BETWEEN
