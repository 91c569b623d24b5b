"""The limits of a record, made to agree with where it stands; told before they run out, and when they have."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import WORKER, Role
from yihaotong.almanac import access as almanac
from yihaotong.clock import missed
from yihaotong.engagement import access, clocks
from yihaotong.engagement.models import Budget, Interpretation, Opinion, Proposal, Record, Term
from yihaotong.engagement.rules import opinions
from yihaotong.engagement.rules.codes import Grade, LimitKind, Progress, Sort
from yihaotong.engagement.rules.life import OFFICE
from yihaotong.engagement.rules.limits import warn_at
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import Note, remind_all
from yihaotong.reminders.rules import Kind as Reminder

_AT_ONCE = 500


def wanted(record: Record) -> dict[LimitKind, datetime]:
    """The limits that ought to run where the record stands, each with the moment from which it counts."""
    here = Progress(record.progress)
    if isinstance(record, Interpretation) and here is Progress.PREPARING and record.policy_on:
        return {LimitKind.INTERPRET: clocks.of_day(record.policy_on)}
    if isinstance(record, Budget) and here is Progress.APPROVED:
        return {LimitKind.BUDGET: clocks.of_day(record.approved_on)}
    if isinstance(record, Proposal) and here is Progress.RECEIVED:
        return {LimitKind(record.counts): clocks.of_day(record.counts_from)}
    return _of_opinion(record, here) if isinstance(record, Opinion) else {}


def _of_opinion(record: Opinion, here: Progress) -> dict[LimitKind, datetime]:
    kinds = opinions.limits_of(Grade(record.grade)) if here is not Progress.DROPPED else ()
    over = {LimitKind.CONFERENCE} if record.conference_at else set()
    if here is Progress.RESPONDED:
        over |= {LimitKind.URGENT, LimitKind.OPINION}
    return {kind: record.found_at for kind in kinds if kind not in over}


def sync(record: Record, *, at: datetime, met: Collection[LimitKind] = (), met_at: datetime | None = None) -> None:
    """Bring terms, `due_at` and `late` into step, in the transaction of the act. A limit that was met stays with the
    moment of that; one that counts no longer, or from another moment, goes."""
    running = {LimitKind(term.kind): term for term in Term.objects.filter(subject=record.key, ended_at=None)}
    ought = wanted(record)
    for kind, term in running.items():
        if kind in met and kind not in ought:
            Term.objects.filter(pk=term.pk).update(ended_at=met_at or at)
        elif kind not in ought or ought[kind] != term.since:
            term.delete()
    fresh = [
        clocks.running(record.key, kind, since)
        for kind, since in ought.items()
        if kind not in running or running[kind].since != since
    ]
    Term.objects.bulk_create(fresh)
    recount(record, at)


def recount(record: Record, at: datetime) -> None:
    terms = access.terms_of(record.key)
    changes = {
        "due_at": min((term.due_at for term in terms if term.ended_at is None), default=None),
        "late": any(missed(term.due_at, term.ended_at or at) for term in terms),
    }
    access.MODELS[access.sort_of(record)].objects.filter(pk=record.pk).update(**changes)
    for name, value in changes.items():
        setattr(record, name, value)


@transaction.atomic
def remind_of_limits(at: datetime) -> int:
    """Tell whoever has a record in hand, and the office, that its limit is near, and once more that it has run out; how
    many were told. Harmless when it runs again. It writes no line: the limit itself says so."""
    notes: list[Note] = []
    for term in Term.objects.filter(ended_at=None, warn_at__lte=at).order_by("due_at")[:_AT_ONCE]:
        record = access.by_key(term.subject)
        if record is None:
            continue
        late = missed(term.due_at, at)
        if late and not record.late:
            recount(record, at)
        kind = Reminder.OVERDUE if late else Reminder.DUE_SOON
        words = f"{'已超期' if late else '快到期'}（{LimitKind(term.kind).label}）：{record.title[:60]}"
        happened = term.due_at if late else term.warn_at
        notes += [Note(person, kind, term.subject, words, happened) for person in sorted(people_for(record, at))]
    return remind_all(notes)


def people_for(record: Record, at: datetime) -> set[int]:
    """The office, and the drafters of the section that has it."""
    people = set(holders(OFFICE, at))
    if record.unit_id:
        people |= set(holders([Role.DRAFTER], at, record.unit_id))
    return people


def follow_calendar(lines: Sequence[Line], at: datetime) -> None:
    """A holiday notice was entered: reckon again every running limit that it can move."""
    heard = almanac.heard(lines)
    if heard is None:
        return
    running = Term.objects.filter(ended_at=None, since__date__lte=heard.last, due_at__date__gte=heard.first)
    for term in running.order_by("pk"):
        _reckon(term, heard.version, at)


@transaction.atomic
def _reckon(term: Term, version: int, at: datetime) -> None:
    before, term.almanac_version = term.due_at, version
    term.due_at = clocks.explained(term).due or before
    warn = warn_at(LimitKind(term.kind), term.since, term.due_at)
    held = Term.objects.filter(pk=term.pk, ended_at=None)
    if not held.update(due_at=term.due_at, warn_at=warn, almanac_version=version) or term.due_at == before:
        return
    sort, _colon, number = term.subject.partition(":")
    record = access.MODELS[Sort(sort)].objects.select_for_update().get(pk=int(number))
    recount(record, at)
    journal.record(
        f"{sort}.recompute",
        subject=term.subject,
        actor=WORKER.key,
        at=at,
        before={"limit": term.kind, "due": before.isoformat()},
        after={"limit": term.kind, "due": term.due_at.isoformat(), "almanac": version},
    )
