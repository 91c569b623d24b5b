"""What an effect is given, and what it says of the move: columns, another target, and what the clocks need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.situation import Situation


@dataclass(frozen=True)
class Act:
    """One move as it is being made; `on` is the day by law, `data` what was typed, cleaned."""

    application: Application
    data: Mapping[str, Any]
    actor: Actor
    at: datetime
    on: date
    facts: Situation


@dataclass(frozen=True)
class Effect:
    """`told` goes into the journal: ids, codes and dates, never words. The others: rules.life.Happening."""

    columns: Mapping[str, Any] = field(default_factory=dict)
    target: Stage | None = None
    on: date | None = None
    number: int = 0
    kind: str = ""
    days: int = 0
    counts: bool = True
    told: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


Effects = dict[str, Callable[[Act], Effect]]


def person_of(actor: Actor) -> int | None:
    """The id of the person behind an actor; None for a machine or an applicant."""
    kind, _, number = actor.key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None
