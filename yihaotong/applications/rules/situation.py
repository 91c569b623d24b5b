"""The facts of a request that its conditions ask for, and what must hold for the day of any move."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from yihaotong.applications.rules.clocks import OF_REPLY, ClockKind
from yihaotong.applications.rules.codes import Asked, Opinion, ReplyType, Ruling, Stage
from yihaotong.clock import CHINA, missed
from yihaotong.journal.refusal import Refused


@dataclass(frozen=True)
class Decided:
    """What is decided of one item so far. `searched`: the last search for it found nothing; `reason` and
    `public_interest`: whether words for them are on record."""

    number: int
    reply: ReplyType | None = None
    searched: bool = False
    not_ours: bool = False
    reason: bool = False
    public_interest: bool = False


@dataclass(frozen=True)
class Consulted:
    """Somebody who was asked. `closed`: nothing is waited for any more; `items`: which it concerns, none named: all."""

    number: int
    asked: Asked
    sent_on: date
    received_on: date | None = None
    closed: bool = False
    opinion: Opinion | None = None
    items: tuple[int, ...] = ()


@dataclass(frozen=True)
class Situation:
    """The facts of a request that a condition may ask for. `due`: its running clocks, None for one that stands;
    `last_on`: the latest day by law of anything that happened to it; `correction_until`: when the time for correcting
    ends, or ended; `disputes_to_answer`: lost, and not yet answered anew."""

    stage: Stage
    at: datetime
    actor: str
    received_on: date | None
    stage_on: date
    last_on: date
    due: Mapping[ClockKind, datetime | None]
    items: tuple[Decided, ...] = ()
    consultations: tuple[Consulted, ...] = ()
    correction_asked: bool = False
    corrected: bool = False
    correction_until: datetime | None = None
    explained: bool = False
    ruling: Ruling | None = None
    extension: str = ""
    extension_by: str = ""
    proposer: str = ""
    charged: bool = False
    fee: int = 0
    disputes: int = 0
    disputes_open: tuple[int, ...] = ()
    disputes_to_answer: tuple[int, ...] = ()
    hotline_case: bool = False

    @property
    def today(self) -> date:
        return self.at.astimezone(CHINA).date()

    def late(self, kind: ClockKind) -> bool:
        return missed(self.due.get(kind), self.at)

    @property
    def correction_over(self) -> bool:
        """Whether the time that the applicant was given for correcting has ended."""
        return missed(self.correction_until, self.at)

    @property
    def reply_late(self) -> bool:
        """Whether the limit of the reply, whichever runs, has ended."""
        return any(self.late(kind) for kind in OF_REPLY)

    def item(self, number: int | None) -> Decided:
        """Raises Refused("no-such-item")."""
        wanted = number or 1
        for each in self.items:
            if each.number == wanted:
                return each
        raise Refused("no-such-item", f"没有第 {wanted} 项", "item")

    def consultation(self, number: int) -> Consulted:
        """Raises Refused("no-such-consultation")."""
        for each in self.consultations:
            if each.number == number:
                return each
        raise Refused("no-such-consultation", f"没有第 {number} 次征求", "consultation")


def numbers_in(written: str) -> list[int]:
    """The numbers of items somebody wrote, as 1、3; none where he wrote nothing."""
    return sorted({int(each) for each in re.findall(r"[0-9]{1,3}", written)})


#: What happens after the step before it, by law too; of consultations several run side by side.
IN_SEQUENCE = frozenset({"confirm", "correct", "explain", "pay", "send", "deliver"})
#: The move itself makes the letter, so it cannot have gone out before whatever happened before the move.
BY_LETTER = frozenset({"ask_correction", "consult", "ask_reasons", "extend", "charge"})


def check_day(on: date, facts: Situation, *, move: str, field: str) -> None:
    """A day by law lies neither ahead nor before the receipt, nor before the step that it follows.

    Raises Refused("in-the-future" | "before-receipt" | "before-last").
    """
    if on > facts.today:
        raise Refused("in-the-future", "日期不能晚于今天", field)
    if facts.received_on and on < facts.received_on:
        raise Refused("before-receipt", f"日期早于收到申请之日（{facts.received_on.isoformat()}）", field)
    if move in IN_SEQUENCE and on < facts.stage_on:
        raise Refused("before-last", f"日期早于上一步（{facts.stage_on.isoformat()}）", field)
    if move in BY_LETTER and on < facts.last_on:
        raise Refused("before-last", f"日期早于最近一次办理（{facts.last_on.isoformat()}）", field)
    if move == "withdraw" and facts.stage is Stage.UNCONFIRMED and on < facts.stage_on:
        raise Refused("before-last", f"撤回日期早于登记之日（{facts.stage_on.isoformat()}）", field)
