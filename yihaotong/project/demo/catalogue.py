"""The demo city's 主动公开基本目录: the seed's items, brought through their whole life by the people of the city, some
rows kept, some late, and the next version with the sections."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import Actor
from yihaotong.catalogue import access, actions
from yihaotong.catalogue.models import Row, Version
from yihaotong.catalogue.rules import periods
from yihaotong.catalogue.rules.timing import Every

_FILE = Path(__file__).resolve().parent / "data" / "catalogue.toml"
_OFFICER, _LEADER, _ABOVE = "gongkai1", "gkfz1", "zhengwuban1"
_SECTIONS = ("nigao1", "nigaoban1", "nigaohua1")
_MONTHLY = "12345月报"
#: Working days in which a monthly report of the demo is written; the one of this month is still to come.
_REPORT_AFTER = timedelta(days=16)


def stock(today: date, at: datetime) -> int:
    """Release the catalogue on the day after `at`, fill it up to `today`; how many rows. Through actions only."""
    told = tomllib.loads(_FILE.read_text())
    shelf = _Shelf(today, at)
    version = shelf.write(told)
    shelf.fill(told, version)
    shelf.adjust(told["adjusted"])
    return version.rows.exclude(parent="").count()


class _Shelf:
    """Writes as the people of the office do; times count from the moment since which they hold their posts."""

    def __init__(self, today: date, at: datetime) -> None:
        self.today = today
        self.begun = at + timedelta(hours=1)
        self.released = at + timedelta(days=1)
        self.now = make_aware(datetime.combine(today, time(8, 30)))
        self.units = {unit.code: str(unit.pk) for unit in Unit.objects.filter(code__startswith="YC")}
        logins = (_OFFICER, _LEADER, _ABOVE, *_SECTIONS)
        people = Person.objects.filter(username__in=logins)
        self.people: Mapping[str, Actor] = {each.username: actor_of(each, self.released) for each in people}
        self.turn = 1

    def _who(self, login: str, at: datetime) -> dict[str, Any]:
        return {"actor": self.people[login], "at": at}

    def _next(self, at: datetime) -> dict[str, Any]:
        """For one more change of the draft by the officer."""
        self.turn += 1
        return self._who(_OFFICER, at) | {"expect": self.turn - 1}

    def _cells(self, row: Mapping[str, Any]) -> dict[str, str]:
        return {**row, "unit": self.units[row["unit"]]}

    def write(self, told: Mapping[str, Any]) -> Version:
        version = actions.begin(**self._who(_OFFICER, self.begun), reason="按新修订的条例重新编制基本目录")
        self.turn = 1
        for heading in told["heading"]:
            head = actions.add_heading(version, heading["name"], **self._next(self.begun))
            for row in heading["row"]:
                actions.add_row(version, head.key, self._cells(row), **self._next(self.begun))
        return self._release(version)

    def _release(self, version: Version) -> Version:
        steps = (
            ("ask", _OFFICER),
            *(("confirm", login) for login in _SECTIONS),
            ("endorse", _LEADER),
            ("approve", _ABOVE),
            ("release", _OFFICER),
        )
        for number, (name, login) in enumerate(steps):
            at = self.released if name == "release" else self.begun + timedelta(hours=number)
            version = actions.move(version, name, **self._who(login, at), expect=self.turn)
            self.turn = version.turn
        return version

    def fill(self, told: Mapping[str, Any], version: Version) -> None:
        rows = {row.name: row for row in version.rows.all()}
        for number, item in enumerate(told["item"], 1):
            at = self.released + timedelta(days=item["after"])
            if at < self.now:
                formed = localtime(at).date() - timedelta(days=item.get("formed", 0))
                self._note(rows[item["row"]], f"demo-{number}", item["title"], at, formed)
        self._reports(rows[_MONTHLY])
        for formation in told["formation"]:
            on = self.today - timedelta(days=formation["before"])
            at = max(self.released, make_aware(datetime.combine(on, time(16))))
            actions.formed(rows[formation["row"]].key, on, formation["what"], **self._who(formation["by"], at))

    def _reports(self, row: Row) -> None:
        """A monthly report for each month that ended since, but the last."""
        for period in periods.from_day(localtime(self.released).date(), Every.MONTH):
            at = make_aware(datetime.combine(period.last, time(15))) + _REPORT_AFTER
            if at >= self.now - timedelta(days=20):
                return
            self._note(row, f"demo-{period.label}", f"12345 运行情况月报（{period.label}，模拟）", at, period.last)

    def _note(self, row: Row, key: str, title: str, at: datetime, formed_on: date) -> None:
        actions.note_item(
            row.key,
            key,
            title=title,
            released_at=at,
            formed_on=formed_on,
            index_number="",
            url_path="",
            **self._who(_OFFICER, at),
        )

    def adjust(self, told: Mapping[str, Any]) -> None:
        """The next version: changed yesterday, sent to the sections; one of them has confirmed."""
        at = self.now - timedelta(hours=16)
        version = actions.begin(**self._who(_OFFICER, at), reason=told["reason"])
        self.turn = 1
        rows = {row.name: row for row in version.rows.all()}
        rename, added = told["rename"], dict(told["row"])
        cells = access.cells_of(rows[rename["row"]]) | {"name": rename["to"]}
        key = rows[rename["row"]].key
        actions.change_row(version, key, cells, reason=rename["reason"], **self._next(at))
        head = rows[added.pop("heading")]
        actions.add_row(version, head.key, self._cells(added), **self._next(at))
        version = actions.move(version, "ask", **self._who(_OFFICER, at), expect=self.turn)
        actions.move(version, "confirm", **self._who(_SECTIONS[1], at + timedelta(hours=1)), expect=version.turn)
