"""The small city with its disclosure office: two officers, a leader, a drafter in each of two sections, the office of
the government above."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.conftest import City, city
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, VISITOR, Role, UnitKind
from yihaotong.scrutiny import actions
from yihaotong.scrutiny.models import Liability, Matter

__all__ = ["city"]

COMPLAINT = {
    "wrong": "outdated",
    "body": "指南上的电话打不通，是旧号码。",
    "about": "article:3",
    "about_title": "公开指南",
}
FOUND = {"outcome": "founded", "facts": "电话 2019 年已换号，指南没有改。"}
#: The straight way of a complaint: by whom, with what.
WAY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("accept", "officer", {}),
    ("allot", "officer", {"unit": "SEC-A"}),
    ("investigate", "drafter", FOUND),
    ("rectify", "drafter", {"evidence": "指南已改为新号码，见 article:3 第 2 版"}),
    ("verify", "second", {"note": "打过新号码，打得通"}),
    ("answer", "officer", {"answer": "指南上的电话已经更正，谢谢。"}),
)


@pytest.fixture
def office(city: City) -> City:
    sections = {
        code: hiring.create_unit(
            code,
            actor=IMPORTER,
            at=city.at,
            name=name,
            kind=UnitKind.CENTRE,
            parent=city.centre,
            since=(city.at - timedelta(days=800)).date(),
        )
        for code, name in (("SEC-A", "研判科"), ("SEC-B", "办公室"))
    }
    for login, role, unit in (
        ("officer", Role.DISCLOSURE_OFFICER, sections["SEC-A"]),
        ("second", Role.DISCLOSURE_OFFICER, sections["SEC-A"]),
        ("boss", Role.DISCLOSURE_LEADER, sections["SEC-A"]),
        ("drafter", Role.DRAFTER, sections["SEC-A"]),
        ("other_drafter", Role.DRAFTER, sections["SEC-B"]),
        ("secrecy", Role.SECRECY_OFFICER, sections["SEC-B"]),
        ("above", Role.SUPERVISING_OFFICE, city.water),
    ):
        city.hire(login, role, unit)
    return city


def complain(city: City, **changed: Any) -> Matter:
    return actions.register(COMPLAINT | changed, actor=VISITOR, at=city.at)


def go(city: City, matter: Matter, name: str, by: str, data: dict[str, Any] | None = None, **more: Any) -> Matter:
    actor, at = city.acting(by), more.pop("at", city.at)
    expect = more.pop("expect", matter.version)
    return actions.move(matter, name, actor=actor, at=at, expect=expect, data=data or {})


def to(city: City, progress: str, **changed: Any) -> Matter:
    """A complaint on its straight way, brought to this progress."""
    matter = complain(city, **changed)
    for name, by, data in WAY:
        if matter.progress == progress:
            break
        if name == "verify" and matter.urgent and matter.secured_at is None:
            go(city, matter, "secure", "officer", {"note": "已撤下"})
        go(city, matter, name, by, data)
    assert matter.progress == progress
    return matter


def liable(city: City, record: Liability, name: str, by: str, data: dict[str, Any], **more: Any) -> Liability:
    return actions.move_liability(
        record, name, actor=city.acting(by), at=more.get("at", city.at), expect=record.version, data=data
    )
