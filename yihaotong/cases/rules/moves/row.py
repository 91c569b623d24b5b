"""One row of the table of moves, and over which cases a role may make it."""

from dataclasses import dataclass
from enum import StrEnum

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.fields import Field, Kind

#: The law that names the steps of the loop; most rows rest on it.
CENTRE_53 = "国办发〔2020〕53号"


class Reach(StrEnum):
    """Over which cases a role may make a move."""

    ANY = "any"  # the centre's people: every case
    LEAD_UNIT = "lead_unit"  # people of the unit that leads the case, or of a unit above it
    OWN = "own"  # the citizen: the case he tracks with its code
    PARTY = "party"  # each in his own way: the centre every case, a unit what it leads, citizen and client their own


@dataclass(frozen=True)
class Move:
    """One row of the table. `target` None: the case stays where it is (a record is added to it).

    `bulk`: what it asks for can be the same for many cases, so it may be made over a selection of them.
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
    bulk: bool = False

    @property
    def uploads(self) -> bool:
        """Whether it takes a file: such a move has its own form and its own address (`/attachments`)."""
        return any(field.kind is Kind.FILE for field in self.fields)
