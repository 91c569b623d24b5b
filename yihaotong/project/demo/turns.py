"""What happens to a simulated case besides the straight way: it is none, it is answered at once, it goes to the wrong
unit, somebody has a second thought. Drawn from a chance of its own, so that the straight ways stay as they were.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import (
    Channel,
    ConcludeGround,
    OutOfScope,
    RequestType,
    ReturnReason,
    Satisfaction,
    Solved,
    SpecialLine,
    Urgency,
    VoidReason,
)
from yihaotong.project.demo.office import after_work
from yihaotong.project.demo.plans import Setting, Step
from yihaotong.project.demo.texts import WORDS

#: After these there is nothing more to do.
LAST = frozenset({"answer", "void", "decline", "transfer", "withdraw"})
#: Percent of the calls that are none; of questions answered on the phone; of dangers passed on; of what is not ours.
_VOID, _ANSWERED, _PASSED_ON, _DECLINED = 3.5, 55, 30, 1.2
#: Percent of the dispatches that come back, are sent elsewhere by the centre, are added to, are withdrawn.
_RETURNED, _REDISPATCHED, _SUPPLEMENTED, _WITHDRAWN = 3.5, 1.5, 3.0, 1.0
_DECLINABLE = (OutOfScope.OTHER_PROCEDURE, OutOfScope.NOT_OURS, OutOfScope.NOT_OURS, OutOfScope.UNLAWFUL)
#: Of a hundred cases of about this age so many are contested; what was referred longer ago is concluded.
_WAITS_SINCE = (timedelta(days=7), timedelta(days=17))
_CONTESTED, _CONCLUDED_WITHIN = 34, timedelta(days=10)
_RETURNS = (ReturnReason.NOT_OUR_DUTY, ReturnReason.NOT_OUR_DUTY, ReturnReason.OTHER_AREA, ReturnReason.OTHER_LEVEL)


class Turns(ABC):
    """The turns of one life. Whoever writes the life says what it is about."""

    number: int
    setting: Setting
    filed_at: datetime
    channel: Channel
    #: When it was dispatched; a unit's limit for a return runs from there.
    sent_at: datetime

    def __init__(self, number: int, seed: int) -> None:
        self.turning = Random(f"{seed}:{number}:turns")

    @abstractmethod
    def _step(self, at: datetime, move: str, by: Role, **data: Any) -> Step: ...

    @abstractmethod
    def _handle(self, at: datetime) -> Iterator[Step]: ...

    @abstractmethod
    def _approve(self, at: datetime) -> Iterator[Step]: ...

    @abstractmethod
    def _about(self) -> tuple[str, str]:
        """Type and urgency of the matter."""

    # --- before anybody is sent ---

    @cached_property
    def void(self) -> VoidReason | None:
        """A call that is none, and why."""
        if self.channel is not Channel.PHONE or not self._turns(_VOID):
            return None
        return self.turning.choice(list(VoidReason))

    def nothing(self) -> dict[str, Any]:
        """What is written down of a call that is none."""
        reason = self.void or VoidReason.SILENT
        return {
            "title": f"{reason.label}来电",
            "body": self.turning.choice(WORDS["void"][reason.value]),
            "request_type": RequestType.OTHER,
            "urgency": Urgency.NORMAL,
            "category": "",
            "place": "",
            "anonymous": True,
        }

    def _at_once(self, at: datetime) -> list[Step]:
        """What the operator does with it himself, within minutes; nothing for what goes the straight way."""
        request_type, urgency = self._about()
        at += timedelta(minutes=self.turning.uniform(1, 6))
        if self.void:
            return [self._step(at, "void", Role.OPERATOR, code=self.void)]
        if self.channel is not Channel.PHONE:
            return []
        if urgency == Urgency.EMERGENCY.value and self._turns(_PASSED_ON):
            return self._passed_on(at)
        if request_type == RequestType.INQUIRY.value and self._turns(_ANSWERED):
            return [self._step(at, "answer", Role.OPERATOR)]
        if request_type in ("complaint", "help") and self._turns(_DECLINED):
            return [self._step(at, "decline", Role.OPERATOR, code=self.turning.choice(_DECLINABLE))]
        return []

    def _passed_on(self, at: datetime) -> list[Step]:
        line = self.turning.choice([SpecialLine.FIRE, SpecialLine.FIRE, SpecialLine.POLICE, SpecialLine.MEDICAL])
        passed = self._step(at, "transfer", Role.OPERATOR, line=line, note=self._told("transfer", "over"))
        if self._turns(80):
            return [passed]
        back = at + timedelta(minutes=self.turning.uniform(10, 40))
        return [passed, self._step(back, "take_back", Role.OPERATOR, note=self._told("transfer", "back"))]

    # --- at the unit ---

    def _before(self, stage: str, at: datetime) -> Iterator[Step]:
        """What comes in between, before the next step of the straight way."""
        if stage not in ("dispatched", "in_hand"):
            return
        if stage == "dispatched" and self._turns(_RETURNED):
            yield from self._returned()
            return
        if self._turns(_SUPPLEMENTED):
            yield self._step(at, "supplement", Role.CITIZEN, text=self._told("supplement", "any"))
        if stage == "in_hand":
            return
        if self._turns(_WITHDRAWN):
            yield self._step(at, "withdraw", Role.CITIZEN, note=self._told("withdraw", "any"))
        elif self._turns(_REDISPATCHED):
            yield self._step(at, "redispatch", Role.DISPATCHER, reason=self._told("redispatch", "any"))

    def _returned(self) -> Iterator[Step]:
        """The unit says within its limit that it is not its matter; the arbiter agrees, or he does not."""
        at = after_work(self.sent_at, self.turning.uniform(10, 200))
        reason = self.turning.choice(_RETURNS)
        yield self._step(at, "return", Role.HANDLER, reason=reason, basis=self._told("return", reason.value))
        ruled = after_work(at, self.turning.uniform(30, 900))
        if self._turns(60):
            yield self._step(ruled, "uphold", Role.ARBITER, reason=self._told("rule", "uphold"))
        else:
            yield self._step(ruled, "overrule", Role.ARBITER, reason=self._told("rule", "overrule"))

    # --- who is not content ---

    def _contested(self) -> bool:
        """Somebody whom even a redo does not content: in a small city, too, one of them waits for the supervisor."""
        age = self.setting.edge - self.filed_at
        return _WAITS_SINCE[0] < age < _WAITS_SINCE[1] and self.number % 100 < _CONTESTED

    def _discontent(self, at: datetime) -> Iterator[Step]:
        """One redo, then the supervisor's word; only what was referred of late still waits for it."""
        yield self._unhappy(after_work(at, 60), "redo")
        at = after_work(at, 90)
        for part in (self._handle, self._approve):
            for step in part(at):
                yield step
                at = step.at
            at = after_work(at, 30)
        yield self._unhappy(at, "refer")
        if self.setting.edge - at > _CONCLUDED_WITHIN:
            note = self._told("conclude", ConcludeGround.REDONE.value)
            yield self._step(after_work(at, 400), "conclude", Role.SUPERVISOR, ground=ConcludeGround.REDONE, note=note)

    def _unhappy(self, at: datetime, move: str) -> Step:
        said = {"solved": Solved.NO, "satisfaction": Satisfaction.DISSATISFIED, "contacted": True}
        return self._step(at, move, Role.CALL_BACK_CLERK, note=self._told("call_back", "dissatisfied"), **said)

    def _turns(self, percent: float) -> bool:
        return self.turning.random() * 100 < percent

    def _told(self, part: str, kind: str) -> str:
        return str(self.turning.choice(WORDS[part][kind]))
