"""Whom a move on a case concerns besides its queue, and when a limit is told of. Plain Python.

Only what changes what somebody should do next is told; that a queue grew stands in the queue. Handbook A9: 催办 at 80 %
of the clock; what is late is told once more, also to the unit's leader. Its 催办 at 50 % is told of where nobody has
reached the requester yet; at which per cent is the city's (`cases.city.uncontacted_at`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil

from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.clock import Limit, Measure
from yihaotong.reminders.rules import Kind


class Whom(StrEnum):
    """Who is told. `HOLDER` is to whom it was allotted, else who signed the leg, else all handlers of the unit.
    `REOPENERS` are those who may take up a closed case again, and whoever called the citizen back."""

    HANDLERS = "handlers"
    HOLDER = "holder"
    PERSON = "person"
    LEADERS = "leaders"
    ARBITERS = "arbiters"
    REOPENERS = "reopeners"


@dataclass(frozen=True)
class Tell:
    """What one move tells whom. `only_from`: the stages in which it found the case, where that matters."""

    kind: Kind
    whom: Whom
    words: str
    only_from: frozenset[str] = frozenset()


_WITH_THE_UNIT = frozenset({"dispatched", "in_hand", "return_pending"})

#: By the name of the move. What is not here concerns a queue and nobody in person.
TELLS: Mapping[str, Tell] = {
    "dispatch": Tell(Kind.NEW_WORK, Whom.HANDLERS, "新派单，请签收"),
    "redispatch": Tell(Kind.NEW_WORK, Whom.HANDLERS, "改派给本单位，请签收"),
    "uphold": Tell(Kind.NEW_WORK, Whom.HANDLERS, "经裁定派给本单位，请签收"),
    "allot": Tell(Kind.NEW_WORK, Whom.PERSON, "分给您办理"),
    "give_back": Tell(Kind.NEW_WORK, Whom.LEADERS, "承办人交回，请另行分办", _WITH_THE_UNIT),
    "return": Tell(Kind.RETURNED, Whom.ARBITERS, "单位退单，待裁定"),
    "overrule": Tell(Kind.RULED, Whom.HOLDER, "退单被驳回，请继续办理"),
    "send_back": Tell(Kind.SENT_BACK, Whom.HOLDER, "答复被退回，请重新办理"),
    "redo": Tell(Kind.SENT_BACK, Whom.HOLDER, "诉求人不满意，请重办"),
    "reopen": Tell(Kind.SENT_BACK, Whom.HOLDER, "有新情况重开，请继续办理"),
    "hand_back": Tell(Kind.SENT_BACK, Whom.HOLDER, "拟答复被负责人退回，请修改"),
    "propose": Tell(Kind.TO_SIGN, Whom.LEADERS, "拟好的答复待签发"),
    "supplement": Tell(Kind.SUPPLEMENTED, Whom.HOLDER, "诉求人补充了材料", _WITH_THE_UNIT),
    "withdraw": Tell(Kind.WITHDRAWN, Whom.HOLDER, "诉求人撤诉，不必再办", _WITH_THE_UNIT),
    "evaluate": Tell(Kind.NOT_CONTENT, Whom.REOPENERS, "办结后诉求人评价不满意，请核实", frozenset({"closed"})),
}

#: The limits that a unit is reminded of; the centre's own stand in its queues, which it looks at all day.
WATCHED: Mapping[ClockKind, str] = {ClockKind.SIGN: "签收", ClockKind.HANDLE: "办理"}
#: Told of once so many per cent of a limit are used up.
NEARLY = 80
_BY_THE_CLOCK = {
    Measure.MINUTE: timedelta(minutes=1),
    Measure.HOUR: timedelta(hours=1),
    # Near its end a limit in working hours runs by the wall clock, or the office has just opened.
    Measure.WORKING_HOUR: timedelta(hours=1),
}
#: From the opening of offices (half past eight) to 24:00, when limits in days end.
_LAST_DAY = timedelta(hours=15, minutes=30)


def lead(limit: Limit, used: int = NEARLY) -> timedelta:
    """How long before its end so many per cent of a limit are used up; for limits in days on the morning of that day.

    15min → 3 minutes; 4wh → 48 minutes; 5wd → the morning of the last day, 15wd → that of the last but two;
    half of 5wd → the morning of the last but two.
    """
    left = 100 - used
    if limit.measure in _BY_THE_CLOCK:
        return _BY_THE_CLOCK[limit.measure] * limit.amount * left / 100
    days = limit.amount * 30 if limit.measure is Measure.MONTH else limit.amount
    return _LAST_DAY + timedelta(days=ceil(days * left / 100) - 1)
