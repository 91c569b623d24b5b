"""A small tree: the centre, one district with a street, one department."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from yihaotong.accounts import actions
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import IMPORTER, Actor, Held, Role, UnitKind

CHINA = ZoneInfo("Asia/Shanghai")
FOUNDED = date(2012, 6, 1)


@dataclass(frozen=True)
class Tree:
    centre: Unit
    district: Unit
    street: Unit
    department: Unit
    at: datetime

    def person(self, username: str, role: Role | None = None, unit: Unit | None = None) -> Person:
        """Somebody new, in that post from the start."""
        person = actions.create_person(username, actor=IMPORTER, at=self.at, name="测试")
        if role is not None:
            actions.appoint(person, actor=IMPORTER, at=self.at, role=role, unit=unit or self.centre)
        return person

    def acting_as(self, role: Role, unit: Unit | None = None) -> Actor:
        return Actor("person:999999", "测试", (Held(role, (unit or self.centre).pk),))


@pytest.fixture
def tree(db: None) -> Tree:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=CHINA)

    def unit(code: str, name: str, kind: UnitKind, parent: Unit | None, **more: str) -> Unit:
        return actions.create_unit(
            code, actor=IMPORTER, at=at, name=name, kind=kind, parent=parent, since=FOUNDED, **more
        )

    centre = unit("C", "示例市12345便民服务中心", UnitKind.CENTRE, None, night_phone="0951-0000000")
    district = unit("D", "东区人民政府", UnitKind.DISTRICT, centre, area_code="640104")
    street = unit("S", "北街街道办事处", UnitKind.STREET, district, area_code="640104001")
    department = unit("H", "示例市供热局", UnitKind.DEPARTMENT, centre, night_phone="0951-0000002")
    return Tree(centre, district, street, department, at)
