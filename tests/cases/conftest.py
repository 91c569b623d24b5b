"""A small city: the centre with one person for each of its posts, a department that answers by itself, a street whose
leader must sign."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.standing import standing
from yihaotong.accounts import access as accounts
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import IMPORTER, Actor, Role, UnitKind, citizen
from yihaotong.cases import access, actions
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules.codes import Channel
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, ServiceClass
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

FILING = {
    "body": "小区从昨天晚上开始停水，一栋楼四十户都没水。",
    "request_type": "help",
    "category": "0101",
    "place": "640104",
    "address": "示例小区 3 号楼",
    "name": "王䶮",
    "phone": "13951000001",
}
CALLED = {"ground": "called_back", "contacted": True, "solved": "yes", "satisfaction": "satisfied"}
CONTACT = {"means": "phone", "reached": True, "note": "已电话说明"}
UNHAPPY = {"solved": "no", "satisfaction": "dissatisfied", "note": "还是没水"}
RETURN = {"reason": "not_our_duty", "basis": "三定规定：二次供水归街道", "proposed": "NORTH"}
REPLY = {"outcome": "solved", "text": "已抢修完毕，恢复供水。"}


@dataclass
class City:
    """The people by role, and the steps of the straight way as they would take them."""

    at: datetime
    centre: Unit
    water: Unit
    street: Unit
    people: dict[str, Person] = field(default_factory=dict)

    def hire(self, username: str, role: Role, unit: Unit) -> Person:
        person = hiring.create_person(username, actor=IMPORTER, at=self.at, name=f"测试{username}")
        hiring.appoint(person, actor=IMPORTER, at=self.at, role=role, unit=unit, since=self.at - timedelta(days=400))
        self.people[username] = person
        return person

    def acting(self, username: str) -> Actor:
        return accounts.actor_of(self.people[username], self.at)

    def file(self, **changed: Any) -> Case:
        return actions.file(FILING | changed, actor=self.acting("operator"), at=self.at, channel=Channel.PHONE).case

    def move(self, case: Case, name: str, by: str, data: Mapping[str, Any] | None = None, **more: Any) -> Case:
        actor = citizen(case.order_no) if by == "citizen" else self.acting(by)
        return actions.move(case, name, actor=actor, at=more.pop("at", self.at), data=data, **more)

    def to(self, stage: str, **filing: Any) -> Case:
        """A new case, brought to a stage by the straight way, or past its first steps by a way of its own."""
        if stage in ASIDE:
            start, name, by, data = ASIDE[stage]
            case = self.move(self.to(start, **filing), name, by, data | self._parent(data))
            assert case.stage == stage
            return case
        case = self.file(**filing)
        for name, by, data in WAY:
            if case.stage == stage:
                break
            case = self.move(case, name, by, data)
        assert case.stage == stage
        return case

    def _parent(self, data: Mapping[str, Any]) -> dict[str, str]:
        """A parent for whoever needs one: the same person's, or somebody else's."""
        if "parent" not in data:
            return {}
        return {"parent": self.file(phone=data["parent"]).order_no}

    def see(self, username: str) -> set[str]:
        return {case.order_no for case in access.visible_to(self.acting(username))}


def last_line() -> Line:
    line = Line.objects.order_by("-pk").first()
    assert line
    return line


def refused_code(act: Callable[[], object]) -> str:
    """The code of the refusal; nothing of what the act touched has changed and no line was written."""
    before = (list(Case.objects.values()), list(Clock.objects.values()), Line.objects.count())
    with pytest.raises(Refused) as refused:
        act()
    assert (list(Case.objects.values()), list(Clock.objects.values()), Line.objects.count()) == before
    return refused.value.code


WAY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("dispatch", "dispatcher", {"unit": "WATER"}),
    ("sign", "handler", {}),
    ("contact", "handler", CONTACT),
    ("reply", "handler", REPLY),
    ("approve", "reviewer", {}),
    ("close", "call_back_clerk", CALLED),
)
#: Off the straight way: from which stage, by which move, by whom, with what. `parent` is the telephone of the parent's.
ASIDE: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "return_pending": ("dispatched", "return", "handler", RETURN),
    "following": ("filed", "follow", "dispatcher", {"parent": "13951000002"}),
    "void": ("filed", "void", "operator", {"code": "silent"}),
    "declined": ("filed", "decline", "operator", {"code": "oos-5"}),
    "transferred": ("filed", "transfer", "operator", {"line": "110"}),
    "merged": ("filed", "merge", "operator", {"parent": FILING["phone"]}),
    "withdrawn": ("filed", "withdraw", "operator", {}),
}


#: Who has a post where.
DESK = (Role.OPERATOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.ARBITER, Role.REVIEWER, Role.CALL_BACK_CLERK)
POSTS: tuple[tuple[str, Role, str], ...] = (
    *((role.value, role, "CENTRE") for role in (*DESK, Role.SUPERVISOR, Role.ANALYST)),
    ("handler", Role.HANDLER, "WATER"),
    ("leader", Role.UNIT_LEADER, "WATER"),
    ("street_handler", Role.HANDLER, "NORTH"),
    ("street_leader", Role.UNIT_LEADER, "NORTH"),
    ("district_handler", Role.HANDLER, "EAST"),
    ("system_admin", Role.SYSTEM_ADMIN, "CENTRE"),
)


def founded(at: datetime) -> City:
    """The city made through the actions."""
    since = date(2012, 6, 1)

    def unit(code: str, kind: UnitKind, parent: Unit | None, **more: Any) -> Unit:
        return hiring.create_unit(
            code, actor=IMPORTER, at=at, name=f"示例{code}", kind=kind, parent=parent, since=since, **more
        )

    centre = unit("CENTRE", UnitKind.CENTRE, None)
    unit("WATER", UnitKind.DEPARTMENT, centre)
    district = unit("EAST", UnitKind.DISTRICT, centre, area_code="640104")
    unit("NORTH", UnitKind.STREET, district, area_code="640104001", requires_leader_signature=True)
    catalogue.load_places(
        [
            PlaceRow("6401", PlaceLevel.CITY, "示例市", None),
            PlaceRow("640104", PlaceLevel.DISTRICT, "东区", "6401"),
        ],
        actor=IMPORTER,
        at=at,
    )
    catalogue.load_categories(
        [
            CategoryRow("01", "公用事业", None, ServiceClass.ADMINISTRATIVE, since),
            CategoryRow("0101", "供水", "01", ServiceClass.ADMINISTRATIVE, since),
            CategoryRow("0102", "旧类别", "01", ServiceClass.ADMINISTRATIVE, since, until=date(2020, 1, 1)),
        ],
        actor=IMPORTER,
        at=at,
    )
    city = city_of(at)
    for username, role, code in POSTS:
        city.hire(username, role, Unit.objects.get(code=code))
    return city


def city_of(at: datetime) -> City:
    """The city that is in the database."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    people = {person.username: person for person in Person.objects.all()}
    return City(at, units["CENTRE"], units["WATER"], units["NORTH"], people)


@pytest.fixture
def city(db: None, at: datetime) -> City:
    standing("city", at, lambda: founded(at))
    return city_of(at)
