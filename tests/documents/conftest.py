"""The small city with the people of its disclosure office, two sections, and documents on their way."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import City, city
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import IMPORTER, Actor, Role, UnitKind
from yihaotong.documents import actions
from yihaotong.documents.models import Document

__all__ = ["city"]

DRAFT = {
    "title": "关于公布夜间施工投诉办理流程的通知",
    "document_kind": "tongzhi",
    "section": "SEC-A",
    "origin": "own",
    "art19": "awareness",
    "label": "proactive",
    "text": "各承办单位：现将夜间施工投诉的办理流程公布如下。",
}
WITHHELD = {"label": "withheld", "ground": "N5", "reason": "涉及人员排班，属内部人事管理"}
SUBMIT = {"self_checked": True}
VET = {"outcome": "public", "note": "不涉密"}
RETENTION = {"word": "示智发", "retention": "ten"}


@dataclass
class Office:
    """Who works there, and the steps of a document's straight way as they would take them."""

    city: City
    at: datetime
    units: dict[str, Unit] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return self.city.acting(name)

    def draft(self, **changed: Any) -> Document:
        test = {} if changed.get("label", "proactive") == "proactive" else {"art19": "none"}
        return actions.draft(DRAFT | test | changed, actor=self.actor("drafter"), at=self.at)

    def move(self, document: Document, name: str, by: str, at: datetime | None = None, **data: Any) -> Document:
        fresh = Document.objects.select_related("section").get(pk=document.pk)
        return actions.move(fresh, name, actor=self.actor(by), at=at or self.at, expect=fresh.version, data=data)

    @property
    def today(self) -> date:
        return localtime(self.at).date()

    def to(self, state: str, **changed: Any) -> Document:
        """A document brought to a state by the straight way."""
        document = self.draft(**changed)
        for here, name, by, data in self.way(document):
            if here == state:
                return document
            document = self.move(document, name, by, **data)
        assert document.state == state
        return document

    def way(self, document: Document) -> list[tuple[str, str, str, dict[str, Any]]]:
        label = {"label": document.label, "ground": document.ground, "reason": document.reason}
        sign = label | RETENTION | {"dated_on": self.today}
        return [
            ("draft", "submit", "drafter", SUBMIT | {"confirmed": True}),
            ("section", "pass_section", "head", {}),
            ("secrecy", "vet", "secrecy", VET),
            ("office", "pass_office", "officer", {"confirmed": True}),
            ("signing", "sign", "signer", sign),
        ]


@pytest.fixture
def office(city: City) -> Office:
    units = {
        code: hiring.create_unit(
            code,
            actor=IMPORTER,
            at=city.at,
            name=name,
            short_name=name,
            kind=UnitKind.CENTRE,
            parent=city.centre,
            since=date(2018, 1, 1),
        )
        for code, name in (("SEC-A", "信息研判科"), ("SEC-B", "办公室"))
    }
    people = (
        ("drafter", Role.DRAFTER, "SEC-A"),
        ("drafter_b", Role.DRAFTER, "SEC-B"),
        ("head", Role.FIRST_REVIEWER, "SEC-A"),
        ("head_b", Role.FIRST_REVIEWER, "SEC-B"),
        ("secrecy", Role.SECRECY_OFFICER, "SEC-B"),
        ("officer", Role.DISCLOSURE_OFFICER, "SEC-A"),
        ("signer", Role.DISCLOSURE_LEADER, "SEC-A"),
    )
    for name, role, unit in people:
        city.hire(name, role, units[unit])
    city.hire("supervising", Role.SUPERVISING_OFFICE, city.water)
    city.hire("chief", Role.UNIT_LEADER, city.centre)
    return Office(city, city.at, units)
