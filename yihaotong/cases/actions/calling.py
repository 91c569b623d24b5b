"""A unit speaks with a requester whose number it does not see: put through by the exchange, or by way of the centre.

Neither is a contact yet: that is written down by the unit once it knows what came of it.
"""

from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases import access, city
from yihaotong.cases.actions.digests import told
from yihaotong.cases.models import Case, Remark
from yihaotong.cases.rules.codes import Secrecy, Stage
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.cases.rules.identity import CallPurpose, PrintPurpose, may_call
from yihaotong.cases.rules.moves import MOVES
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder

WORDS = Field("words", "请中心转达或询问", Kind.TEXT, required=True, longest=500)
#: Who calls for a unit.
_CALLERS = (Role.CALL_BACK_CLERK, Role.SHIFT_LEADER)


def check_may_call(case: Case, actor: Actor) -> None:
    """Whether this actor may be put through to the requester of this case. Raises Refused."""
    holds = access.holds(case, actor)
    may_call(actor.roles, Secrecy(case.secrecy), Stage(case.stage), holds=holds, anonymous=case.requester.anonymous)
    if not access.reaches(MOVES["contact"], case, actor):
        raise Refused("out-of-reach", "这张工单不归您联系诉求人")


@transaction.atomic
def ask_for_call(case: Case, *, actor: Actor, at: datetime, purpose: CallPurpose) -> bool:
    """Write down that somebody wants to be put through; whether an exchange is there to do it.

    Nothing is dialled here: the exchange reads the line. Raises what `check_may_call` says.
    """
    check_may_call(case, actor)
    exchange = city.telephony()
    journal.record(
        "cases.ask_call",
        subject=case.key,
        actor=actor.key,
        at=at,
        reason=purpose.label,
        after={"purpose": purpose.value, "exchange": exchange},
    )
    return exchange


@transaction.atomic
def ask_centre(case: Case, *, actor: Actor, at: datetime, words: str) -> Remark:
    """Ask the centre to speak with the requester; its people are told. Raises Refused, also naming "words".

    Whom the requester asked to keep from the unit, too, can be reached this way.
    """
    if not actor.roles & {Role.HANDLER, Role.UNIT_LEADER} or not access.reaches(MOVES["contact"], case, actor):
        raise Refused("out-of-reach", "这张工单不归您联系诉求人")
    if Stage(case.stage) is not Stage.IN_HAND:
        raise Refused("wrong-stage", f"工单现在是“{Stage(case.stage).label}”，办理中的才能请中心代为联系")
    said = clean((WORDS,), {"words": words})["words"]
    made = Remark(case=case, at=at, by=actor.key, move="ask_centre", text=said)
    made.save(force_insert=True)
    journal.record("cases.ask_centre", subject=case.key, actor=actor.key, at=at, after=told(made))
    remind(
        holders(_CALLERS, at),
        Reminder.CALL_FOR,
        subject=case.key,
        words=f"承办单位请中心代为联系诉求人：{case.order_no}",
        at=at,
    )
    return made


@transaction.atomic
def note_print(case: Case, *, actor: Actor, at: datetime, purpose: PrintPurpose) -> None:
    """Write down that a work order is printed, before it is shown (handbook A13: every page that leaves)."""
    journal.record(
        "cases.print",
        subject=case.key,
        actor=actor.key,
        at=at,
        reason=purpose.label,
        after={"version": case.version},
    )
