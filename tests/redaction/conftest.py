"""The small city with people of the disclosure office, and a kind of subject that two of them may redact for."""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.cases.conftest import City, city
from yihaotong.accounts.rules import Actor, Role
from yihaotong.files import actions as files
from yihaotong.files import receiving
from yihaotong.files.models import File
from yihaotong.redaction import actions, subjects
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Ground

__all__ = ["city"]

PAPER = "paper:1"
MAY = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})


def _may(actor: Actor, keys: Collection[str]) -> set[str]:
    return set(keys) if actor.roles & MAY else set()


def _see(actor: Actor, keys: Collection[str]) -> set[str]:
    return set(keys) if actor.roles & (MAY | {Role.SECRECY_OFFICER}) else set()


@pytest.fixture(autouse=True)
def paper() -> Iterator[None]:
    """Areas above register their subjects when they start; this one is the tests' own."""
    before = dict(subjects._subjects)
    subjects.register("paper", subjects.Subject("材料", _see, _may, title=lambda key: f"材料 {key}"))
    yield
    subjects._subjects.clear()
    subjects._subjects.update(before)


@pytest.fixture
def office(city: City) -> City:
    """Two officers, a leader, a secrecy officer, a drafter."""
    for username, role in (
        ("officer", Role.DISCLOSURE_OFFICER),
        ("second_officer", Role.DISCLOSURE_OFFICER),
        ("disclosure_leader", Role.DISCLOSURE_LEADER),
        ("secrecy", Role.SECRECY_OFFICER),
        ("drafter", Role.DRAFTER),
    ):
        city.hire(username, role, city.centre)
    return city


def kept(source: Path, at: datetime, subject: str = PAPER) -> File:
    """A file as it is received."""
    arrived = receiving.receive([source.read_bytes()], source.name)
    name = f"原件.{arrived.kind.extension}"
    return files.keep(arrived, subject=subject, name=name, audience="office", actor="person:1", at=at)


def begun(office: City, source: Path, by: str = "officer") -> Redaction:
    return actions.begin(PAPER, kept(source, office.at), actor=office.acting(by), at=office.at)


def marked(office: City, redaction: Redaction, *words: str, by: str = "officer") -> Redaction:
    for word in words:
        actions.cover_word(redaction, actor=office.acting(by), at=office.at, word=word, ground=Ground.PERSONAL)
    return redaction


def moved(office: City, redaction: Redaction, name: str, by: str, **more: object) -> Redaction:
    more = {"expect": redaction.version} | more
    return actions.move(redaction, name, actor=office.acting(by), at=office.at, **more)


def made(office: City, redaction: Redaction, by: str = "officer") -> Redaction:
    return actions.make_now(moved(office, redaction, "submit", by), at=office.at)
