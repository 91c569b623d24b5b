"""Who acts in the yardstick city, at moments of 2019."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.timezone import make_aware

from yihaotong.accounts import actions as accounts
from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import IMPORTER, Actor, Role, UnitKind
from yihaotong.project.demo.city import PASSWORD

HERE = Path(__file__).resolve().parent
YEAR = 2019
LAST = date(YEAR, 12, 31)
OFFICER, LEADER, ABOVE = "gongkai1", "gkfz1", "zhengwuban1"
#: Its people have held their posts since a week before the catalogue of 2018 was begun.
STANDING = make_aware(datetime.combine(date(2018, 12, 3), time(9)))
#: What the place of every stated figure begins with: by it this city is known.
MARK = "yinchuan-2019"


def told(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


class People:
    """Who acts, by login; and the sections by code."""

    def __init__(self) -> None:
        self.persons = {each.username: each for each in Person.objects.all()}
        self.units = {each.code: each for each in Unit.objects.all()}
        self.actors: dict[str, Actor] = {}

    def who(self, login: str, on: date | str, hour: int = 15, minute: int = 0) -> dict[str, Any]:
        """The actor and the moment of an act on a day."""
        day = date.fromisoformat(on) if isinstance(on, str) else on
        if login not in self.actors:
            self.actors[login] = actor_of(self.persons[login], STANDING + timedelta(days=1))
        return {"actor": self.actors[login], "at": make_aware(datetime.combine(day, time(hour, minute)))}


def settle() -> People:
    """Units, people, posts."""
    office = told("office")
    units: dict[str, Unit] = {}
    for row in office["unit"]:
        units[row["code"]] = accounts.create_unit(
            row["code"],
            actor=IMPORTER,
            at=STANDING,
            name=row["name"],
            short_name=row.get("short_name", row["name"]),
            kind=UnitKind(row["kind"]),
            parent=units.get(row.get("parent", "")),
            since=date(2012, 6, 1),
        )
    encoded = make_password(PASSWORD)
    rows: Mapping[str, tuple[str, str, str]] = office["people"]
    for login, (role, unit, name) in rows.items():
        person = accounts.create_person(login, actor=IMPORTER, at=STANDING, name=name, encoded_password=encoded)
        accounts.appoint(person, actor=IMPORTER, at=STANDING, role=Role(role), unit=units[unit])
    return People()
