"""One row of the table of moves, and over which cases a role may make it."""

from dataclasses import dataclass
from enum import StrEnum

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.fields import Field, Kind

#: The law that names the steps of the loop; most rows rest on it.
CENTRE_53 = "国办发〔2020〕53号"
#: 六类不派单: the six-way rule of acceptance.
SIX_WAYS = "北京市接诉即办工作条例第十一条；国办函〔2025〕66号（二）"
#: 重复诉求原则上并单.
JOINED_66 = "国办函〔2025〕66号（五）"


class Reach(StrEnum):
    """Over which cases a role may make a move."""

    ANY = "any"  # the centre's people: every case
    LEAD_UNIT = "lead_unit"  # people of the unit that leads the case, or of a unit above it
    OWN = "own"  # the citizen: the case he tracks with its code
    PARTY = "party"  # each in his own way: the centre every case, a unit what it leads, citizen and client their own


@dataclass(frozen=True)
class Turn:
    """Another stage that a move may lead to, by the facts or by what was filled in; the clocks that start then."""

    target: Stage
    starts: tuple[ClockKind, ...] = ()


@dataclass(frozen=True)
class Move:
    """One row of the table. `target` None: the case stays where it is (a record is added to it).

    `decides`: though the case stays, others act on what this leaves, so it goes by the version as a move that takes the
    case on does: of two who had the same page open the second is told. Other records are added freely.
    `turns`: where else it may lead. `resumes`: clocks dropped earlier that run on, with the beginning they had.
    `bulk`: what it asks for can be the same for many cases, so it may be made over a selection of them.
    `rare`: off the straight way, so a page shows it folded. `at_intake`: part of taking a call, so nobody's queue.
    """

    name: str
    label: str
    sources: frozenset[Stage]
    target: Stage | None
    by: frozenset[Role]
    reach: Reach
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()
    starts: tuple[ClockKind, ...] = ()
    meets: tuple[ClockKind, ...] = ()
    drops: tuple[ClockKind, ...] = ()
    resumes: tuple[ClockKind, ...] = ()
    turns: tuple[Turn, ...] = ()
    bulk: bool = False
    rare: bool = False
    at_intake: bool = False
    decides: bool = False

    @property
    def versioned(self) -> bool:
        """Whether it asks for the version that was on the screen, and counts it up."""
        return self.target is not None or self.decides

    @property
    def targets(self) -> tuple[Stage, ...]:
        """Every stage it may lead to, the usual one first."""
        return (self.target, *(turn.target for turn in self.turns)) if self.target else ()

    def starts_at(self, target: Stage | None) -> tuple[ClockKind, ...]:
        """The clocks that start when it leads there."""
        return next((turn.starts for turn in self.turns if turn.target is target), self.starts)

    @property
    def uploads(self) -> bool:
        """Whether it takes a file: such a move has its own form and its own address (`/attachments`)."""
        return any(field.kind is Kind.FILE for field in self.fields)
