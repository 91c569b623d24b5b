"""Emergencies: raised in one press, known to the shift leaders at once, told to the duty office, and closed.

The case that one is about is 特急 from then on (`escalating`); the alarm on the screens is `alarming`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions import clocks, sealed_content
from yihaotong.cases.actions.alarming import alarm, alarm_again, seen_by
from yihaotong.cases.actions.escalating import calm, escalate
from yihaotong.cases.emergencies import danger_was_chosen, follows
from yihaotong.cases.models import Case, Emergency
from yihaotong.cases.rules import dangers
from yihaotong.cases.rules import emergencies as rules
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, SpecialLine, Urgency
from yihaotong.cases.rules.emergencies import Danger, Facts, ReportMeans
from yihaotong.cases.rules.sealed_content import MARK
from yihaotong.cases.rules.wording import written
from yihaotong.dispatch.access import place_name
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

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
    and the later press brings its words up to date. Without a `danger` it is the one that the words name.
    Raises Refused("wrong-role" | "emergency-of-another").
    """
    rules.check_role(actor.roles, rules.RAISES)
    if submission and (earlier := Emergency.objects.filter(submission=submission).first()):
        return _again(earlier, actor, danger, what, place, at=at, via=via)
    kind = danger or dangers.named(what)
    emergency = Emergency(
        submission=submission,
        case=case,
        raised_at=at,
        raised_by=actor.key,
        danger=kind.value,
        what=rules.first_words(what, rules.LONGEST_WHAT),
        place=rules.first_words(place, _LONGEST_PLACE),
    )
    for clock in clocks.build([ClockKind.DUTY_REPORT], RequestType.OTHER, Urgency.EMERGENCY, at):
        emergency.limit, emergency.basis = clock.limit, clock.basis
        emergency.due_at, emergency.almanac_version = clock.due_at, clock.almanac_version
    try:
        with transaction.atomic():
            emergency.save(force_insert=True)
    except IntegrityError:  # the key was pressed twice at once, and the other press was first
        return _again(Emergency.objects.get(submission=submission), actor, danger, what, place, at=at, via=via)
    more = _from_words(danger, proposed=kind is not Danger.OTHER)
    due = written(emergency.due_at)
    _record(emergency, "raise", actor, at, via, danger=kind.value, due=due, case=_key(case), **more)
    escalate(emergency, actor, at, via)
    alarm(emergency, at)
    return emergency


def raise_in_form(form: UUID, *, actor: Actor, at: datetime, what: str, place: str, via: str = "") -> Emergency:
    """Raise it from a form that is being filled in. Where the form is filed at the same moment, whichever of the two
    is committed later finds the other: what is asked here after the alarm, `tie_form` is asked after the filing.

    Raises as `raise_emergency`.
    """
    raised = raise_emergency(actor=actor, at=at, what=what, place=place, submission=form, via=via)
    if raised.case is None and (case := Case.objects.filter(submission=form).first()):
        tie_form(form, case, actor=actor, at=at, via=via)
        raised.refresh_from_db(fields=["case"])
    return raised


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
    if not follows(actor, emergency):
        raise Refused("emergency-of-another", "这个紧急情况是别人报的，请到“紧急情况”里查看")
    if changed := _learn(emergency, danger, what, place):
        # Its words are of the kind that a case's text is: the journal says that they changed, not what they say.
        more = _from_words(danger, proposed="danger" in changed)
        _record(emergency, "describe", actor, at, via, danger=emergency.danger, changed=sorted(changed), **more)
        alarm_again(emergency, at)
    return emergency


def _learn(emergency: Emergency, danger: Danger | None, what: str, place: str) -> dict[str, str]:
    """What is known by now goes into it, and the words may name another kind: the columns that changed. Nothing of one
    that was reported or is over: what the duty office was told stays beside what it was told from."""
    words = rules.first_words(what, rules.LONGEST_WHAT) or emergency.what
    told = {
        "danger": (danger or _from_now(emergency, words)).value,
        "what": words,
        "place": rules.first_words(place, _LONGEST_PLACE) or emergency.place,
    }
    changed = {name: value for name, value in told.items() if value != getattr(emergency, name)}
    running = Emergency.objects.filter(pk=emergency.pk, reported_at=None, closed_at=None)
    if not changed or not running.update(**changed):
        return {}
    for name, value in changed.items():
        setattr(emergency, name, value)
    return changed


def _from_now(emergency: Emergency, words: str) -> Danger:
    """The kind once these words are known. At most one query."""
    danger = Danger(emergency.danger)
    return danger if words == emergency.what else dangers.follow(danger, words, chosen=danger_was_chosen(emergency))


def _from_words(named: Danger | None, *, proposed: bool) -> dict[str, str]:
    """For the journal: nobody named the kind, the words did."""
    return {"danger_from": "words"} if proposed and named is None else {}


@transaction.atomic
def tie(emergency: Emergency, case: Case, *, actor: Actor, at: datetime, via: str = "") -> Emergency:
    """The call in which it was raised has become a case. Tied once; the same again changes nothing.

    Raises Refused("emergency-of-another").
    """
    if not follows(actor, emergency):
        raise Refused("emergency-of-another", "这个紧急情况是别人报的，请到“紧急情况”里查看")
    return _tie(emergency, case, actor, at, via)


@transaction.atomic
def tie_form(form: UUID, case: Case, *, actor: Actor, at: datetime, via: str = "") -> None:
    """A form was filed as this case: the alarm that was raised in it is about it, whoever has the form by now.

    Within the filing, before anything else is done with the case: what ends it must know that somebody is in danger.
    """
    if raised := Emergency.objects.filter(submission=form, case=None).first():
        _tie(raised, case, actor, at, via)


def _tie(emergency: Emergency, case: Case, actor: Actor, at: datetime, via: str) -> Emergency:
    if Emergency.objects.filter(pk=emergency.pk, case=None).update(case=case):
        # It may have been reported or ended since it was read, and its words may have been changed.
        emergency.refresh_from_db()
        emergency.case = case
        changed = _learn_from_case(emergency, case)
        more = _from_words(None, proposed="danger" in changed)
        _record(emergency, "tie", actor, at, via, case=case.key, changed=sorted(changed) or None, **more)
        alarm_again(emergency, at)
        _seal(emergency, case)
        if not emergency.false_alarm:
            escalate(emergency, actor, at, via)
    emergency.case = emergency.case or case
    return emergency


def _learn_from_case(emergency: Emergency, case: Case) -> dict[str, str]:
    """What was learnt between the alarm and the filing stands in the case."""
    if case.body == MARK:
        return {}
    place = f"{place_name(case.place) if case.place else ''}{case.address}"
    return _learn(emergency, None, case.body or case.title, place)


def _seal(emergency: Emergency, case: Case) -> None:
    """About a case that was sealed before: while somebody may be in danger it is read, and once it is over it is sealed
    with the rest."""
    if emergency.closed_at:
        sealed_content.add_to(case, [Emergency.objects.get(pk=emergency.pk)])
        emergency.refresh_from_db()


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
    alarm_again(emergency, at)
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
    """A shift leader knows. The first who says so stays; who says it again changes nothing, nor does who comes after
    its end. Raises Refused("wrong-role").
    """
    rules.check_role(actor.roles, rules.ANSWERS)
    unseen = Emergency.objects.filter(pk=emergency.pk, seen_at=None, closed_at=None)
    if unseen.update(seen_at=at, seen_by=actor.key):
        emergency.refresh_from_db(fields=["seen_at", "seen_by", "reported_at"])
        _record(emergency, "see", actor, at, via)
        alarm_again(emergency, at)
    seen_by(emergency, actor, at)
    return emergency


@transaction.atomic
def report(
    emergency: Emergency, *, actor: Actor, at: datetime, to: str, means: ReportMeans, text: str, via: str = ""
) -> Emergency:
    """The duty office was told: who there, how, and in which words. Its clock ends.

    Raises Refused("wrong-role" | "missing" | "too-long" | "already-reported" | "already-closed").
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
    late = bool(emergency.due_at and emergency.due_at < at)
    _record(emergency, "report", actor, at, via, means=means.value, late=late)
    emergency.refresh_from_db(fields=["seen_at"])
    alarm_again(emergency, at)
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
    alarm_again(emergency, at)
    emergency.refresh_from_db(fields=["case"])  # it may have been tied since it was read
    if false_alarm:
        calm(emergency, actor, at, via)
    if emergency.case:
        _seal(emergency, emergency.case)
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
        harm=dangers.harm(emergency.what or (case.body if case else "")),
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
    """Compare and set: nobody has done this step, or ended it, in between."""
    undone = Emergency.objects.filter(pk=emergency.pk, **{unset: None})
    if not undone.filter(closed_at=None).update(**told):
        code, message = _ALREADY["closed_at" if undone.exists() else unset]
        raise Refused(code, message)
    for name, value in told.items():
        setattr(emergency, name, value)


def _record(emergency: Emergency, act: str, actor: Actor, at: datetime, via: str, **after: Any) -> None:
    told = {name: value for name, value in after.items() if value not in (None, "")}
    journal.record(f"emergency.{act}", subject=emergency.key, actor=actor.key, at=at, after=told, via=via)


def _key(case: Case | None) -> str:
    return case.key if case else ""
