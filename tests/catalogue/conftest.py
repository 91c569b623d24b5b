"""The small city with a disclosure office: two sections, who draft, review and approve, and a catalogue of six rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest

from tests.cases.conftest import City, city
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER, Role, UnitKind
from yihaotong.catalogue import access, actions
from yihaotong.catalogue.models import Item, Matter, Row, Trace, Version
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

__all__ = ["city"]

ROW: dict[str, str] = {
    "name": "机构职能",
    "content": "单位职责、内设机构、联系方式",
    "basis": "《政府信息公开条例》第二十条第（二）项",
    "timing": "自形成或变更之日起20个工作日内",
    "outlets": "site",
    "open_stage": "administering",
}
MONTHLY = {"name": "12345月报", "content": "受理、办理情况", "timing": "每月结束后20个工作日内", "column": "12345月报"}
REPORT = {"name": "年度报告", "content": "上一年的工作情况", "timing": "每年1月31日前", "law": "report"}


@dataclass
class Office:
    """The people of the disclosure office and the steps of a catalogue's straight way as they take them."""

    city: City
    study: Unit
    affairs: Unit

    @property
    def at(self) -> datetime:
        return self.city.at

    def begin(self, reason: str = "重新编制") -> Version:
        return actions.begin(actor=self.city.acting("officer"), at=self.at, reason=reason)

    def heading(self, version: Version, name: str) -> Row:
        return actions.add_heading(version, name, **self._now(version))

    def row(self, version: Version, parent: Row, **said: str) -> Row:
        data = ROW | {"unit": str(self.study.pk)} | said
        return actions.add_row(version, parent.key, data, **self._now(version))

    def change(self, version: Version, row: Row, reason: str = "职能调整", **said: str) -> Row:
        return actions.change_row(version, row.key, access.cells_of(row) | said, reason=reason, **self._now(version))

    def _now(self, version: Version) -> dict[str, Any]:
        turn = Version.objects.get(pk=version.pk).turn
        return {"actor": self.city.acting("officer"), "at": self.at, "expect": turn}

    def move(self, version: Version, name: str, by: str, **said: str) -> Version:
        turn = Version.objects.get(pk=version.pk).turn
        return actions.move(version, name, actor=self.city.acting(by), at=self.at, expect=turn, data=said)

    def draft(self) -> Version:
        version = self.begin()
        first, second = self.heading(version, "机构信息"), self.heading(version, "业务工作")
        self.row(version, first)
        self.row(version, first, **REPORT)
        self.row(version, second, **MONTHLY)
        self.row(version, second, name="预算决算", timing="自批准之日起20日内", law="budget", unit=str(self.affairs.pk))
        return version

    def release(self, version: Version) -> Version:
        """By the straight way, as far as it still has to go."""
        way = (("ask", "officer"), ("confirm", "drafter"), ("confirm", "second"), ("endorse", "chief"))
        for name, by in (*way, ("approve", "above"), ("release", "officer")):
            held = Version.objects.get(pk=version.pk)
            if name != "confirm" or (
                held.progress == "confirming" and access.own_sections(self.city.acting(by)) & access.unconfirmed(held)
            ):
                version = self.move(version, name, by)
        return version

    def in_force(self) -> Version:
        return self.release(self.draft())

    def row_named(self, version: Version, name: str) -> Row:
        return version.rows.get(name=name)

    def note(self, row: Row, key: str, released_at: datetime, formed_on: date | None = None, **more: Any) -> Item:
        return actions.note_item(
            row.key,
            key,
            title=more.pop("title", f"信息 {key}"),
            released_at=released_at,
            formed_on=formed_on,
            index_number="640100-142/2026-00001",
            url_path=f"/disclosure/articles/{key}/",
            actor=self.city.acting("officer"),
            at=more.pop("at", self.at),
            **more,
        )


@pytest.fixture
def office(city: City) -> Office:
    def section(code: str) -> Unit:
        return hiring.create_unit(
            code,
            actor=IMPORTER,
            at=city.at,
            name=f"示例{code}科",
            kind=UnitKind.CENTRE,
            parent=city.centre,
            since=date(2012, 6, 1),
        )

    study, affairs = section("STUDY"), section("AFFAIRS")
    city.hire("officer", Role.DISCLOSURE_OFFICER, study)
    city.hire("chief", Role.DISCLOSURE_LEADER, study)
    city.hire("drafter", Role.DRAFTER, study)
    city.hire("second", Role.DRAFTER, affairs)
    city.hire("first_reviewer", Role.FIRST_REVIEWER, study)
    city.hire("above", Role.SUPERVISING_OFFICE, city.water)
    return Office(city, study, affairs)


def refused_code(act: Callable[[], object]) -> str:
    """The code of the refusal; nothing has changed and no line was written."""

    def held() -> tuple[Any, ...]:
        tables = (Version, Row, Matter, Trace, Item)
        return *(list(table.objects.values()) for table in tables), Line.objects.count()

    before = held()
    with pytest.raises(Refused) as refused:
        act()
    assert held() == before
    return refused.value.code
