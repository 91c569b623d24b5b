"""The case that an emergency is about is 特急 from then on.

In the transaction of the alarm, with a line of its own, since what is found and verified of a case are the lines about
it.
"""

from datetime import datetime

from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.cases.models import Case, Emergency
from yihaotong.cases.rules.codes import Urgency
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line


def escalate(emergency: Emergency, actor: Actor, at: datetime, via: str) -> None:
    """Its case is 特急 from now on. Its running limits stay as they were promised; those that begin later are the
    emergency's."""
    case = emergency.case
    if case is None:
        return
    before = Case.objects.values_list("urgency", flat=True).get(pk=case.pk)
    if _set_urgency(case, before, Urgency.EMERGENCY.value):
        _record_case("escalate", emergency, actor, at, via, before=before)


def calm(emergency: Emergency, actor: Actor, at: datetime, via: str) -> None:
    """It was none: the case that was 特急 because of it, and of no other, is again what it was."""
    case = emergency.case
    if case is None or case.emergencies.exclude(pk=emergency.pk).exclude(false_alarm=True).exists():
        return
    lines = Line.objects.filter(subject=case.key, kind="case.escalate").order_by("-pk")
    before = lines[0].facts.get("before", {}).get("urgency") if lines else None
    if before and _set_urgency(case, Urgency.EMERGENCY.value, before):
        _record_case("calm", emergency, actor, at, via, before=Urgency.EMERGENCY.value)


def _set_urgency(case: Case, before: str, after: str) -> bool:
    """Compare and set; whether it changed. A version of its own: a move that was under way would begin the limits of
    the urgency that it read."""
    unchanged = Case.objects.filter(pk=case.pk, urgency=before)
    if before == after or not unchanged.update(urgency=after, version=F("version") + 1):
        return False
    case.urgency, case.version = after, case.version + 1
    return True


def _record_case(act: str, emergency: Emergency, actor: Actor, at: datetime, via: str, *, before: str) -> None:
    case = emergency.case
    if case is None:
        return
    after = {"urgency": case.urgency, "emergency": emergency.key}
    journal.record(
        f"case.{act}", subject=case.key, actor=actor.key, at=at, before={"urgency": before}, after=after, via=via
    )
