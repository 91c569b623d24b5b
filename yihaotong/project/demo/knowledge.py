"""The demo city's knowledge base: entries, bulletins and templates, written and released by the people of its units."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db.models import Min
from django.utils.timezone import make_aware

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Person, Post, Unit
from yihaotong.accounts.rules import Actor, Role
from yihaotong.knowledge import actions
from yihaotong.knowledge.models import Bulletin, Entry

_FILE = Path(__file__).resolve().parent / "data" / "knowledge.toml"
#: Entries were written so long ago; `review` of the table counts from today.
_WRITTEN = timedelta(days=60)
#: One of so many entries has a newer version that waits, so that somebody has something to release.
_WAITING = 20


def stock(today: date, since: datetime) -> int:
    """Write and release the knowledge of the demo city; how many entries. They hold since its people began."""
    told = tomllib.loads(_FILE.read_text())
    shelf = _Shelf(today, since)
    entries = [shelf.entry(row) for row in told["entry"]]
    for entry in entries[::_WAITING]:
        shelf.revise(entry)
    for row in told["bulletin"]:
        shelf.bulletin(row)
    for row in told["template"]:
        shelf.template(row)
    shelf.complain(entries)
    return len(entries)


class _Shelf:
    """Writes as the people of a unit do; its times count from the morning of `today`."""

    def __init__(self, today: date, since: datetime) -> None:
        self.today = today
        self.since = since
        self.morning = make_aware(datetime.combine(today, time(9)))
        self.written = max(since, self.morning - _WRITTEN) + timedelta(hours=1)
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.posts = dict(_first_posts())
        self.people = Person.objects.in_bulk(self.posts.values())

    def acting(self, unit: Unit | None, role: Role) -> Actor:
        """The first who holds a role at a unit; of the centre's own roles the first anywhere."""
        return actor_of(self.people[self.posts[unit.pk if unit else None, role.value]], self.written)

    def entry(self, row: Mapping[str, Any]) -> Entry:
        unit = self.units[row["unit"]]
        data = {
            **{name: row.get(name, "") for name in ("question", "answer", "category", "steps", "materials", "basis")},
            "contact": row.get("contact", ""),
            "asked": "\n".join(row.get("asked", ())),
            "places": list(row.get("places", ())),
            "valid_from": self.since.date().isoformat(),
            "review_on": (self.today + timedelta(days=row["review"])).isoformat(),
        }
        entry = actions.write_entry(data, actor=self.acting(unit, Role.HANDLER), at=self.written, unit=unit)
        leader = self.acting(unit, Role.UNIT_LEADER)
        return actions.release_entry(entry, actor=leader, at=self.written + timedelta(hours=2), expect=1)

    def revise(self, entry: Entry) -> Entry:
        """Somebody made the answer clearer; nobody has released that yet."""
        data = {
            **{name: getattr(entry, name) for name in ("question", "asked", "category", "steps", "materials", "basis")},
            "contact": entry.contact,
            "places": [],
            "answer": f"{entry.answer}\n来电人急着用的，先告知临时办法，再登记。",
            "valid_from": entry.valid_from.isoformat(),
            "review_on": (self.today + timedelta(days=180)).isoformat(),
        }
        handler = self.acting(self.units_by_id()[entry.unit_id], Role.HANDLER)
        at = self.written + timedelta(days=1)
        return actions.revise_entry(entry, data, actor=handler, at=at, expect=entry.latest, note="补充临时办法")

    def units_by_id(self) -> dict[int, Unit]:
        return {unit.pk: unit for unit in self.units.values()}

    def bulletin(self, row: Mapping[str, Any]) -> Bulletin:
        """Entered by the shift leader, so in force at once; one by the unit's own people, which waits."""
        unit = self.units[row["unit"]]
        since = self.morning + timedelta(hours=row["from"])
        data = {
            **{name: row[name] for name in ("title", "words", "category", "places", "public")},
            "since": since.isoformat(),
            "until": (self.morning + timedelta(hours=row["until"])).isoformat(),
        }
        at = max(self.written, min(since, self.morning))
        waits = row.get("waiting", False)
        author = self.acting(unit, Role.HANDLER) if waits else self.acting(None, Role.SHIFT_LEADER)
        return actions.announce(data, actor=author, at=at, unit=unit)

    def template(self, row: Mapping[str, Any]) -> None:
        unit = self.units[row["unit"]] if "unit" in row else None
        author = self.acting(unit, Role.HANDLER) if unit else self.acting(None, Role.SUPERVISOR)
        data = {name: row.get(name, "") for name in ("title", "purpose", "category", "text")}
        actions.write_template(data, actor=author, at=self.written, unit=unit)

    def complain(self, entries: list[Entry]) -> None:
        """Operators found three answers wrong: one was, one was not, about one nobody has decided."""
        operator = self.acting(None, Role.OPERATOR)
        reported, settled = self.written + timedelta(days=3), self.written + timedelta(days=4)
        reasons = ("市民说营业厅电话已换号", "市民说价格不是这样", "市民照着去办，窗口说还要一份材料")
        wrong, right, _open = (
            actions.report_wrong(entry, actor=operator, at=reported, reason=reason)
            for entry, reason in zip(entries[4:7], reasons, strict=True)
        )
        unit = self.units_by_id()[entries[4].unit_id]
        corrected = Entry.objects.get(pk=entries[4].pk)
        revised = self.revise(corrected)
        actions.release_entry(revised, actor=self.acting(unit, Role.UNIT_LEADER), at=settled, expect=revised.latest)
        handler = self.acting(unit, Role.HANDLER)
        actions.settle_wrong(wrong, actor=handler, at=settled, how="corrected", words="电话已更正")
        actions.settle_wrong(right, actor=handler, at=settled, how="not_wrong", words="与公示的标准一致")


def _first_posts() -> Iterator[tuple[tuple[int | None, str], int]]:
    """The person who first held each role at each unit, and anywhere (None)."""
    rows = Post.objects.values_list("unit", "role").annotate(first=Min("person")).order_by("-first")
    for unit_id, role, person_id in rows:
        yield (None, role), person_id
        yield (unit_id, role), person_id
