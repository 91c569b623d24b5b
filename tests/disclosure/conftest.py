"""The small city with a disclosure office: two sections, an officer, a leader, a drafter in each section."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import City, city
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER, Role, UnitKind
from yihaotong.disclosure import actions
from yihaotong.disclosure.models import Clause, Directive, Guide, HouseRule, Notice
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

__all__ = ["Workroom", "city", "refused_code", "workroom"]


@dataclass
class Workroom:
    """The office at its work; each act as the usual person would do it, on `today` or so many days before."""

    city: City
    research: Unit
    desk: Unit

    @property
    def today(self) -> date:
        return localtime(self.city.at).date()

    def day(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def who(self, name: str) -> str:
        return str(self.city.people[name].pk)

    def notice(
        self,
        begins: Sequence[Mapping[str, str]] = (),
        *,
        number: str = "示例〔2026〕1 号",
        days: int = -30,
        **more: Any,
    ) -> Notice:
        data = {"number": number, "title": "关于调整领导小组的通知", "dated": self.day(days)}
        newest = Notice.objects.order_by("-pk").first()
        return actions.enter_notice(
            data | {"in_force_from": self.day(more.pop("from_days", days)), "signed_by": "示例甲"},
            actor=self.city.acting(more.pop("by", "officer")),
            at=self.city.at,
            ends=more.pop("ends", ()),
            begins=begins,
            expect=more.pop("expect", newest.pk if newest else 0),
        )

    def founded(self) -> Notice:
        rows = [
            {"duty": "head", "name": "示例甲", "title": "副主任"},
            {"duty": "member", "person": self.who("officer"), "unit": "RESEARCH"},
            {"duty": "office", "unit": "RESEARCH"},
        ]
        return self.notice(rows)

    def rule(self, **changed: Any) -> HouseRule:
        data = {"title": "政务公开工作责任追究制度（试行）", "number": "示例〔2026〕9 号", "unit": "RESEARCH"}
        data |= {"text": "第一条 为了落实责任。\n第二条 本制度试行。", "in_force_from": self.day(-300), "public": "on"}
        trial = {"on_trial": "on", "trial_until": self.day(20)} if changed.pop("trial", True) else {}
        with_file = changed.pop("with_file", False)
        return actions.adopt_rule(
            data | trial | changed, actor=self.city.acting("officer"), at=self.city.at, with_file=with_file
        )

    def directive(self, **changed: Any) -> Directive:
        data = {"number": "示政办发〔2026〕76 号", "sent_by": "示例市人民政府办公室", "title": "政务公开工作要点"}
        data |= {"dated": self.day(-60), "received_on": self.day(-58)}
        return actions.enter_directive(data | changed, actor=self.city.acting("officer"), at=self.city.at)

    def clause(self, directive: Directive | None = None, **changed: Any) -> Clause:
        data = {"place": "一（一）", "text": "更新指南", "unit": "RESEARCH", "due_on": self.day(5)}
        return actions.add_clause(
            directive or self.directive(), data | changed, actor=self.city.acting("officer"), at=self.city.at
        )

    def move(self, clause: Clause, name: str, by: str, **data: Any) -> Clause:
        clause.refresh_from_db()
        expect = data.pop("expect", clause.version)
        return actions.move_clause(clause, name, actor=self.city.acting(by), at=self.city.at, expect=expect, data=data)

    def turn(self, guide: Guide, name: str, by: str, **data: Any) -> Guide:
        guide.refresh_from_db()
        expect = data.pop("expect", guide.version)
        at = data.pop("at", self.city.at)
        return actions.move_guide(guide, name, actor=self.city.acting(by), at=at, expect=expect, data=data)

    def guide(self, **changed: str) -> Guide:
        """A version written, submitted, approved, in force today."""
        guide = actions.draft_guide(actor=self.city.acting("officer"), at=self.city.at)
        guide = self.turn(guide, "edit", "officer", **guide.says | {"note": "新编"} | changed)
        guide = self.turn(guide, "submit", "officer")
        seen = {"differs": True, "differs_reason": "示例"}
        return self.turn(guide, "approve", "chief", in_force_from=self.day(0), **seen)


def refused_code(act: Callable[[], object]) -> str:
    """The code of the refusal; no line was written."""
    before = Line.objects.count()
    with pytest.raises(Refused) as refused:
        act()
    assert Line.objects.count() == before
    return refused.value.code


@pytest.fixture
def workroom(city: City) -> Workroom:
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

    found = Workroom(city, section("RESEARCH"), section("DESK"))
    for name, role, unit in (
        ("officer", Role.DISCLOSURE_OFFICER, found.research),
        ("officer2", Role.DISCLOSURE_OFFICER, found.research),
        ("chief", Role.DISCLOSURE_LEADER, found.research),
        ("drafter", Role.DRAFTER, found.desk),
        ("secrecy", Role.SECRECY_OFFICER, found.research),
    ):
        city.hire(name, role, unit)
    return found
