"""A centre with those who answer requests, and a player that leads a request through what a clerk wrote down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import pytest

from yihaotong.accounts import access as accounts
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Person, Unit
from yihaotong.accounts.rules import IMPORTER, VISITOR, WORKER, Actor, Role, UnitKind, citizen
from yihaotong.applications import access, actions
from yihaotong.applications.models import Application, Clock
from yihaotong.applications.rules.codes import Channel
from yihaotong.clock import CHINA
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

FOUNDED = datetime(2018, 1, 1, tzinfo=CHINA)
#: Nobody's: a number with a right check digit that no authority has given out.
FORM = {
    "kind": "natural",
    "name": "示例甲",
    "id_no": "64010419900101123X",
    "phone": "13951000001",
    "address": "示例市东区示例小区 1 号",
    "description": "示例市 2024 年供热补贴发放办法及其附件",
}


def on(day: str | date, hour: int = 10) -> datetime:
    there = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(there, time(hour), CHINA)


@dataclass
class Office:
    """The people by name, and the acts as each of them would do them."""

    centre: Unit
    people: dict[str, Person] = field(default_factory=dict)

    def hire(self, username: str, role: Role, unit: Unit) -> Person:
        person = hiring.create_person(username, actor=IMPORTER, at=FOUNDED, name=f"测试{username}")
        hiring.appoint(person, actor=IMPORTER, at=FOUNDED, role=role, unit=unit, since=FOUNDED)
        self.people[username] = person
        return person

    def acting(self, username: str, at: datetime) -> Actor:
        return accounts.actor_of(self.people[username], at)

    def register(self, day: str, channel: Channel = Channel.COUNTER, **changed: Any) -> Application:
        return self.registered(day, channel, **changed).application

    def registered(self, day: str, channel: Channel = Channel.COUNTER, **changed: Any) -> actions.Registered:
        more = {name: changed.pop(name) for name in ("submission", "invitation") if name in changed}
        himself = channel is Channel.INTERNET
        actor = VISITOR if himself else self.acting("officer", on(day))
        return actions.register(FORM | changed, actor=actor, at=on(day), channel=channel, **more)

    def move(
        self, application: Application, act: str, day: str | datetime, by: str = "officer", **data: Any
    ) -> Application:
        at = on(day) if isinstance(day, str) else day
        actor = {"applicant": citizen(application.number), "worker": WORKER}.get(by) or self.acting(by, at)
        expect = data.pop("expect", None)
        return actions.move(application, act, actor=actor, at=at, data=data, expect=expect)

    def decided(self, application: Application, day: str, reply: str = "R2", **data: Any) -> Application:
        return self.move(application, "decide", day, reply=reply, **(DECIDED.get(reply, {}) | data))

    def signed(self, application: Application, day: str, reply: str = "R2", **data: Any) -> Application:
        application = self.decided(application, day, reply, **data)
        application = self.move(application, "propose", day)
        return self.move(application, "sign", day, "leader")

    def sent(self, application: Application, day: str, reply: str = "R2", **data: Any) -> Application:
        sending = data.pop("sending", {"delivery": "electronic", "provided": "in_text"})
        return self.move(self.signed(application, day, reply, **data), "send", day, **sending)


#: What each type needs besides itself.
DECIDED: Mapping[str, Mapping[str, Any]] = {
    "R1": {"way": "本机关网站“政策文件”栏目"},
    "R3": {"exemption": "N4", "withheld": "附件二中的个人账号"},
    "R4": {"exemption": "N6", "reason": "该请示为过程稿。"},
    "R5": {"way": "不动产登记查询窗口"},
    "R6": {"not_ours": True, "organ": "示例局，0951-0000000"},
    "R7": {"reason": "需逐户汇总。"},
    "R9": {"way": "12345"},
    "R10": {"earlier": "YQ2025-000001"},
    "R11": {"way": "示例年鉴，书店有售"},
    "R13": {"reason": "此前已提供。"},
    "R16": {"reason": "申请内容已由本人另行取得。"},
    "A41": {"reason": "经核实，记录已更正。"},
}


def refused_code(act: Callable[[], object]) -> str:
    """The code of the refusal; nothing of what the act touched has changed and no line was written."""

    def everything() -> list[Any]:
        tables = [list(model.objects.order_by("pk").values()) for model in (Application, Clock)]
        return [*tables, Line.objects.count()]

    before = everything()
    with pytest.raises(Refused) as refused:
        act()
    assert everything() == before
    return refused.value.code


def due(application: Application, kind: str) -> date | None:
    """The last day of a clock of this kind; None while it stands."""
    clock = Clock.objects.filter(application=application, kind=kind).order_by("-place").first()
    assert clock, f"no clock {kind}"
    return clock.due_at.astimezone(CHINA).date() if clock.due_at else None


@pytest.fixture
def office(db: None) -> Office:
    founded = FOUNDED.date()
    centre = hiring.create_unit(
        "YC", actor=IMPORTER, at=FOUNDED, name="示例中心", kind=UnitKind.CENTRE, parent=None, since=founded
    )
    section = hiring.create_unit(
        "YC-YP", actor=IMPORTER, at=FOUNDED, name="信息研判科", kind=UnitKind.CENTRE, parent=centre, since=founded
    )
    elsewhere = hiring.create_unit(
        "WATER", actor=IMPORTER, at=FOUNDED, name="示例局", kind=UnitKind.DEPARTMENT, parent=centre, since=founded
    )
    office = Office(centre)
    office.hire("officer", Role.DISCLOSURE_OFFICER, section)
    office.hire("colleague", Role.DISCLOSURE_OFFICER, section)
    office.hire("leader", Role.DISCLOSURE_LEADER, section)
    office.hire("stranger", Role.HANDLER, elsewhere)
    office.hire("operator", Role.OPERATOR, centre)
    return office


def visible(office: Office, username: str, day: str) -> set[str]:
    return {each.number for each in access.visible_to(office.acting(username, on(day)))}
