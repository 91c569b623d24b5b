"""The small city of the cases with a shift leader, and entries, bulletins and templates as its people write them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.cases.conftest import City, city
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Role
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge import actions
from yihaotong.knowledge.models import Bulletin, Entry, Mark, Template, Version

__all__ = ["Shelf", "city", "refused_code", "shelf"]


@dataclass
class Shelf:
    """The knowledge base of the small city: each act as the usual person would do it."""

    city: City

    def entry(self, **changed: Any) -> dict[str, Any]:
        """The parts of an entry, as a form sends them."""
        today = self.city.at.date()
        return {
            "question": "停水了怎么办",
            "asked": "家里没水\n水管没水了",
            "answer": "请先看小区公告，再拨打供水热线。",
            "category": "0101",
            "places": [],
            "valid_from": (today - timedelta(days=30)).isoformat(),
            "review_on": (today + timedelta(days=90)).isoformat(),
        } | changed

    def bulletin(self, **changed: Any) -> dict[str, Any]:
        return {
            "title": "示例街一带停水",
            "words": "管道抢修，预计今晚恢复供水。",
            "category": "0101",
            "places": [],
            "since": (self.city.at - timedelta(hours=1)).isoformat(),
            "until": (self.city.at + timedelta(hours=8)).isoformat(),
        } | changed

    def draft(self, by: str = "handler", unit: Unit | None = None, **changed: Any) -> Entry:
        return actions.write_entry(
            self.entry(**changed), actor=self.city.acting(by), at=self.city.at, unit=unit or self.city.water
        )

    def release(self, entry: Entry, by: str = "leader", **more: Any) -> Entry:
        expect = more.pop("expect", entry.latest)
        return actions.release_entry(entry, actor=self.city.acting(by), at=more.pop("at", self.city.at), expect=expect)

    def in_force(self, **changed: Any) -> Entry:
        return self.release(self.draft(**changed), by="supervisor")

    def revise(self, entry: Entry, by: str = "handler", **changed: Any) -> Entry:
        return actions.revise_entry(
            entry, self.entry(**changed), actor=self.city.acting(by), at=self.city.at, expect=entry.latest
        )

    def announce(self, by: str = "supervisor", **changed: Any) -> Bulletin:
        return actions.announce(
            self.bulletin(**changed), actor=self.city.acting(by), at=self.city.at, unit=self.city.water
        )


def refused_code(act: Callable[[], object]) -> str:
    """The code of the refusal; nothing of the knowledge base has changed and no line was written."""

    def everything() -> list[Any]:
        tables = [list(model.objects.order_by("pk").values()) for model in (Entry, Bulletin, Template, Version, Mark)]
        return [*tables, Line.objects.count()]

    before = everything()
    with pytest.raises(Refused) as refused:
        act()
    assert everything() == before
    return refused.value.code


@pytest.fixture
def shelf(city: City) -> Shelf:
    if "shift_leader" not in city.people:
        city.hire("shift_leader", Role.SHIFT_LEADER, city.centre)
    return Shelf(city)
