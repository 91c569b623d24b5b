"""Emergencies: raised in one press, known to the shift leaders at once, told to the duty office, and closed.

The case that one is about is 特急 from then on: in the same transaction, with a line of its own, since what is found
and verified of a case are the lines about it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.models import DutyShift
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.actions import clocks
from yihaotong.cases.models import Case, Emergency
from yihaotong.cases.rules import emergencies as rules
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, SpecialLine, Urgency
from yihaotong.cases.rules.emergencies import Danger, Facts, ReportMeans
from yihaotong.cases.rules.wording import written
from yihaotong.dispatch.access import place_name
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import access as reminders
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind

_LONGEST_PLACE = 300
_LONGEST_NAME = 100


@transaction.atomic
def raise_emergency(
    *,
    actor: Actor,
    at: datetime,
    danger: Danger | None = None,
    what: str = "",
    place: str = "",
    submission: UUID | None = None,
    case: Case | None = None,
    via: str = "",
) -> Emergency:
    """Raise the alarm: the shift leaders are told, and the clock of the report to the duty office runs.

    `submission` is the token of the form that is being filled in; pressed twice in the same form it is one emergency,
    and the later press brings its words up to date. Raises Refused("wrong-role" | "emergency-of-another").
    """
    rules.check_role(actor.roles, rules.RAISES)
    if submission and (earlier := Emergency.objects.filter(submission=submission).first()):
        return _again(earlier, actor, danger, what, place, at=at, via=via)
    kind = danger or Danger.OTHER
    emergency = Emergency(
        submission=submission,
        case=case,
        raised_at=at,
        raised_by=actor.key,
        danger=kind.value,
        what=what.strip()[: rules.LONGEST_WHAT],
        place=place.strip()[:_LONGEST_PLACE],
    )
    for clock in clocks.build([ClockKind.DUTY_REPORT], RequestType.OTHER, Urgency.EMERGENCY, at):
        emergency.limit, emergency.basis = clock.limit, clock.basis
        emergency.due_at, emergency.almanac_version = clock.due_at, clock.almanac_version
    try:
        with transaction.atomic():
            emergency.save(force_insert=True)
    except IntegrityError:  # the key was pressed twice at once, and the other press was first
        return _again(Emergency.objects.get(submission=submission), actor, danger, what, place, at=at, via=via)
    _record(emergency, "raise", actor, at, via, danger=kind.value, due=written(emergency.due_at), case=_key(case))
    _escalate(emergency, actor, at, via)
    remind(_alarmed(at), Kind.EMERGENCY, subject=emergency.key, words=_alarm(emergency), at=at)
    return emergency


@transaction.atomic
def raise_for_case(
    case: Case,
    *,
    actor: Actor,
    at: datetime,
    submission: UUID,
    danger: Danger | None = None,
    what: str = "",
    via: str = "",
) -> Emergency:
    """Raise it about a case that was filed before, at whatever stage; its place is the case's.

    Raises Refused("wrong-role" | "submission-taken" | "emergency-of-another" | "emergency-open"): a case has one open
    emergency at a time, and a `submission` is for one case.
    """
    rules.check_role(actor.roles, rules.RAISES)
    held = Case.objects.select_for_update().get(pk=case.pk)
    if Emergency.objects.filter(submission=submission).exclude(case=held).exists():
        raise Refused("submission-taken", "这个提交标识已用于另一个紧急情况", "submission")
    if held.emergencies.filter(closed_at=None).exclude(submission=submission).exists():
        raise Refused("emergency-open", "这张工单已经报急，还没有了结：请打开那一件，不要再报一次")
    place = f"{place_name(held.place) if held.place else ''}{held.address}"
    return raise_emergency(
        actor=actor, at=at, danger=danger, what=what, place=place, submission=submission, case=held, via=via
    )


def _again(
    emergency: Emergency, actor: Actor, danger: Danger | None, what: str, place: str, *, at: datetime, via: str
) -> Emergency:
    """What was learnt since the key was pressed. Somebody else's form is not his."""
    if emergency.raised_by != actor.key:
        raise Refused("emergency-of-another", "这个紧急情况是别人报的，请到“紧急情况”里查看")
    told = {
        "danger": danger.value if danger else emergency.danger,
        "what": what.strip()[: rules.LONGEST_WHAT] or emergency.what,
        "place": place.strip()[:_LONGEST_PLACE] or emergency.place,
    }
    changed = {name: value for name, value in told.items() if value != getattr(emergency, name)}
    if not changed or emergency.closed_at or emergency.reported_at:
        return emergency
    Emergency.objects.filter(pk=emergency.pk).update(**changed)
    for name, value in changed.items():
        setattr(emergency, name, value)
    # Its words are of the kind that a case's text is: the journal says that they changed, not what they say.
    _record(emergency, "describe", actor, at, via, danger=emergency.danger, changed=sorted(changed))
    return emergency


def _alarmed(at: datetime) -> list[int]:
    """The shift leaders on duty; all of them where the roster names none, the supervisors where there is none."""
    leaders = reminders.holders([Role.SHIFT_LEADER], at)
    on_duty = DutyShift.objects.filter(person__in=leaders, starts_at__lte=at, ends_at__gt=at)
    now = list(on_duty.values_list("person", flat=True).distinct())
    return now or leaders or reminders.holders([Role.SUPERVISOR], at)


def _alarm(emergency: Emergency) -> str:
    # A reminder stays on screens: no word of the caller, only what it is and where it is read.
    return f"{Danger(emergency.danger).label}：{localtime(emergency.raised_at):%H:%M} 报急，请马上查看并报值班室"


@transaction.atomic
def tie(emergency: Emergency, case: Case, *, actor: Actor, at: datetime, via: str = "") -> Emergency:
    """The call in which it was raised has become a case. Tied once; the same again changes nothing.

    Raises Refused("emergency-of-another").
    """
    if emergency.raised_by != actor.key:
        raise Refused("emergency-of-another", "这个紧急情况是别人报的，请到“紧急情况”里查看")
    if Emergency.objects.filter(pk=emergency.pk, case=None).update(case=case):
        _record(emergency, "tie", actor, at, via, case=case.key)
        emergency.case = case
        _escalate(emergency, actor, at, via)
    emergency.case = emergency.case or case
    return emergency


def _escalate(emergency: Emergency, actor: Actor, at: datetime, via: str) -> None:
    """Its case is 特急 from now on. Its running limits stay as they were promised; those that begin later are the
    emergency's."""
    case = emergency.case
    if case is None:
        return
    before = Case.objects.values_list("urgency", flat=True).get(pk=case.pk)
    if _set_urgency(case, before, Urgency.EMERGENCY.value):
        _record_case("escalate", emergency, actor, at, via, before=before)


def _calm(emergency: Emergency, actor: Actor, at: datetime, via: str) -> None:
    """It was none: the case that was 特急 because of it, and of no other, is again what it was."""
    case = emergency.case
    if case is None or case.emergencies.exclude(pk=emergency.pk).exclude(false_alarm=True).exists():
        return
    lines = Line.objects.filter(subject=case.key, kind="case.escalate").order_by("-pk")
    before = lines[0].facts.get("before", {}).get("urgency") if lines else None
    if before and _set_urgency(case, Urgency.EMERGENCY.value, before):
        _record_case("calm", emergency, actor, at, via, before=Urgency.EMERGENCY.value)


def _set_urgency(case: Case, before: str, after: str) -> bool:
    """Compare and set; whether it changed."""
    if before == after or not Case.objects.filter(pk=case.pk, urgency=before).update(urgency=after):
        return False
    case.urgency = after
    return True


def _record_case(act: str, emergency: Emergency, actor: Actor, at: datetime, via: str, *, before: str) -> None:
    case = emergency.case
    if case is None:
        return
    after = {"urgency": case.urgency, "emergency": emergency.key}
    journal.record(
        f"case.{act}", subject=case.key, actor=actor.key, at=at, before={"urgency": before}, after=after, via=via
    )


@transaction.atomic
def name_danger(emergency: Emergency, danger: Danger, *, actor: Actor, at: datetime, via: str = "") -> Emergency:
    """It is another kind of danger than it seemed; by whoever sees it through. The same again changes nothing.

    Raises Refused("wrong-role" | "already-closed").
    """
    rules.check_role(actor.roles, rules.PUTS_THROUGH)
    if emergency.danger == danger.value:
        return emergency
    before = emergency.danger
    _change(emergency, {"danger": danger.value}, unset="closed_at")
    journal.record(
        "emergency.describe",
        subject=emergency.key,
        actor=actor.key,
        at=at,
        before={"danger": before},
        after={"danger": danger.value, "changed": ["danger"]},
        via=via,
    )
    return emergency


@transaction.atomic
def put_through(emergency: Emergency, line: SpecialLine, *, actor: Actor, at: datetime, via: str = "") -> Emergency:
    """The caller was put through to 110, 119, 120 or 122. The last one counts; each has its line in the journal.

    Raises Refused("wrong-role" | "already-closed").
    """
    rules.check_role(actor.roles, rules.PUTS_THROUGH)
    _change(emergency, {"line": line.value, "put_through_at": at, "put_through_by": actor.key}, unset="closed_at")
    _record(emergency, "put_through", actor, at, via, line=line.value)
    return emergency


@transaction.atomic
def see(emergency: Emergency, *, actor: Actor, at: datetime, via: str = "") -> Emergency:
    """A shift leader knows. The first who says so stays; who says it again changes nothing.

    Raises Refused("wrong-role").
    """
    rules.check_role(actor.roles, rules.ANSWERS)
    if Emergency.objects.filter(pk=emergency.pk, seen_at=None).update(seen_at=at, seen_by=actor.key):
        emergency.seen_at, emergency.seen_by = at, actor.key
        _record(emergency, "see", actor, at, via)
    return emergency


@transaction.atomic
def report(
    emergency: Emergency, *, actor: Actor, at: datetime, to: str, means: ReportMeans, text: str, via: str = ""
) -> Emergency:
    """The duty office was told: who there, how, and in which words. Its clock ends.

    Raises Refused("wrong-role" | "missing" | "too-long" | "already-reported").
    """
    rules.check_role(actor.roles, rules.REPORTS)
    told = {
        "reported_at": at,
        "reported_by": actor.key,
        "reported_to": rules.check_words(to, _LONGEST_NAME, "to", "报给谁"),
        "means": means.value,
        "report": rules.check_words(text, rules.LONGEST_REPORT, "text", "报告全文"),
    }
    _change(emergency, told, unset="reported_at")
    _record(
        emergency, "report", actor, at, via, means=means.value, late=bool(emergency.due_at and emergency.due_at < at)
    )
    return emergency


@transaction.atomic
def end(
    emergency: Emergency, *, actor: Actor, at: datetime, ending: str, false_alarm: bool = False, via: str = ""
) -> Emergency:
    """It is over, or it never was one: with the reason in words. A real one has been reported before.

    Raises Refused("wrong-role" | "missing" | "too-long" | "not-reported" | "already-closed").
    """
    rules.check_role(actor.roles, rules.ANSWERS)
    words = rules.check_words(ending, rules.LONGEST_WHAT, "ending", "误报的原因" if false_alarm else "结果")
    if not false_alarm and emergency.reported_at is None:
        raise Refused("not-reported", "还没有报告值班室：请先报告；如果是误报，请选“误报”", "false_alarm")
    told = {"closed_at": at, "closed_by": actor.key, "ending": words, "false_alarm": false_alarm}
    _change(emergency, told, unset="closed_at")
    _record(emergency, "end", actor, at, via, false_alarm=false_alarm)
    if false_alarm:
        _calm(emergency, actor, at, via)
    return emergency


def proposed_report(emergency: Emergency) -> str:
    """The words to begin with, out of what is known by now."""
    case = emergency.case
    place = emergency.place or (f"{place_name(case.place)}{case.address}" if case else "")
    facts = Facts(
        raised_at=localtime(emergency.raised_at),
        danger=Danger(emergency.danger).label,
        what=emergency.what or (case.title if case else ""),
        place=place,
        seen=emergency.seen_at is not None,
    )
    if emergency.line and emergency.put_through_at:
        label = SpecialLine(emergency.line).label
        facts = replace(facts, line=label, put_through_at=localtime(emergency.put_through_at))
    if case:
        facts = replace(facts, order_no=case.order_no)
    return rules.report_text(facts, str(settings.CITY["centre"]["name"]))


_ALREADY = {
    "reported_at": ("already-reported", "这个紧急情况已经报告过值班室"),
    "closed_at": ("already-closed", "这个紧急情况已经了结"),
}


def _change(emergency: Emergency, told: dict[str, Any], *, unset: str) -> None:
    """Compare and set: nobody has done this step in between."""
    if not Emergency.objects.filter(pk=emergency.pk, **{unset: None}).update(**told):
        code, message = _ALREADY[unset]
        raise Refused(code, message)
    for name, value in told.items():
        setattr(emergency, name, value)


def _record(emergency: Emergency, act: str, actor: Actor, at: datetime, via: str, **after: Any) -> None:
    told = {name: value for name, value in after.items() if value not in (None, "")}
    journal.record(f"emergency.{act}", subject=emergency.key, actor=actor.key, at=at, after=told, via=via)


def _key(case: Case | None) -> str:
    return case.key if case else ""
