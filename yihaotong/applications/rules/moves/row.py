"""One row of the table of moves."""

from dataclasses import dataclass

from yihaotong.accounts.rules import Role
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import Stage
from yihaotong.cases.rules.fields import Field, Kind

LAW = "政府信息公开条例"
OFFICER = frozenset({Role.DISCLOSURE_OFFICER})
LEADER = frozenset({Role.DISCLOSURE_LEADER})
BOTH = OFFICER | LEADER

#: A day by law, which is not always the day on which somebody writes it down.
TODAY = "不填即今天"


def day(name: str, label: str, hint: str = TODAY) -> Field:
    return Field(name, label, Kind.DATE, hint=hint)


def note(label: str = "说明", *, required: bool = False, hint: str = "") -> Field:
    return Field("note", label, Kind.TEXT, required=required, longest=2000, hint=hint)


@dataclass(frozen=True)
class Move:
    """One row. `target` None: the request stays where it is (a record is added to it).

    `decides`: though it stays, others act on what this leaves, so of two who had the same page open the second is told.
    `turns`: where else it may lead, only from `turns_at` where that is given. `day`: the field that holds the day by
    law on which it happened.
    Clocks: `starts`, `meets`, `drops` as in cases; `pauses` and `resumes` stop and free the limit of the reply
    (征求意见、补正、收费), `restarts` counts it from zero again, `prolongs` adds the extension to it, `undoes` frees it
    as if it had never been stopped.
    `done`: what is said once it was made, a sentence without its subject.
    """

    name: str
    label: str
    sources: frozenset[Stage]
    target: Stage | None
    by: frozenset[Role]
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()
    day: str = ""
    starts: tuple[ClockKind, ...] = ()
    meets: tuple[ClockKind, ...] = ()
    drops: tuple[ClockKind, ...] = ()
    pauses: bool = False
    resumes: bool = False
    restarts: bool = False
    prolongs: bool = False
    undoes: bool = False
    turns: tuple[Stage, ...] = ()
    turns_at: frozenset[Stage] = frozenset()
    rare: bool = False
    decides: bool = False
    done: str = ""

    @property
    def versioned(self) -> bool:
        """Whether it asks for the version that was on the screen, and counts it up."""
        return self.target is not None or self.decides

    @property
    def targets(self) -> tuple[Stage, ...]:
        """Every stage it may lead to, the usual one first."""
        return (self.target, *self.turns) if self.target else self.turns
