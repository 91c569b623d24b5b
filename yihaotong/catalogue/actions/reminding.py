"""Reminders of the limits of rows: to the section before one runs out, to the office as well when it has."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Role
from yihaotong.catalogue import access
from yihaotong.catalogue.access import Stood
from yihaotong.catalogue.rules.occasions import Occasion
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.actions import Note
from yihaotong.reminders.rules import Kind

#: So long before a limit runs out its section is told: about five working days (a design of this house).
AHEAD = timedelta(days=7)
#: What was missed longer ago stands on the pages; nobody is told again.
_TELL_WITHIN = timedelta(days=30)


def remind_of_limits(at: datetime) -> int:
    """How many were told. Harmless when it runs often: each limit is told once before and once after it ran out."""
    notes: list[Note] = []
    everybody: dict[frozenset[int] | None, list[int]] = {}

    def people(units: frozenset[int] | None, *roles: Role) -> list[int]:
        if units not in everybody:
            everybody[units] = holders(roles, at, units)
        return everybody[units]

    for stood in access.standings(at):
        own = people(frozenset({stood.row.unit_id or 0}), Role.DRAFTER)
        office = people(None, Role.DISCLOSURE_OFFICER)
        for occasion in stood.standing.open:
            notes.extend(_notes(stood, occasion, own, office, at))
    return reminders.remind_all(notes)


def _notes(stood: Stood, occasion: Occasion, own: list[int], office: list[int], at: datetime) -> Iterator[Note]:
    subject = f"catalogue_row:{stood.row.key}"
    said = f"公开目录“{stood.row.name}”：{occasion.label}"
    until = occasion.due.at
    if occasion.breached(at):
        if until > at - _TELL_WITHIN:
            words = f"{said}，期限 {localtime(until):%Y-%m-%d} 24:00 已过，还没有公开"
            for person in sorted({*own, *office}):
                yield Note(person, Kind.CATALOGUE_LATE, subject, words, until)
    elif until - AHEAD <= at:
        for person in own or office:
            words = f"{said}，请在 {localtime(until):%Y-%m-%d} 24:00 前公开"
            yield Note(person, Kind.CATALOGUE_DUE, subject, words, until - AHEAD)
