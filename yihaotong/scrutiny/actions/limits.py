"""What a matter's row says of its limits, made anew from those that run."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import WORKER, Role
from yihaotong.almanac import access as almanac
from yihaotong.clock import missed
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import Note, remind_all
from yihaotong.reminders.rules import Kind as Reminder
from yihaotong.scrutiny import clocks
from yihaotong.scrutiny.models import Matter, Term
from yihaotong.scrutiny.rules import matters
from yihaotong.scrutiny.rules.codes import OPEN, Progress
from yihaotong.scrutiny.rules.tables import NOT_PRESSING, LimitKind


def recount(matter: Matter, *, late: bool = False) -> None:
    """Bring `due_at`, `answer_due_at` and `late` of the row into step, in the transaction of the move."""
    terms = Term.objects.filter(subject=matter.key, ended_at=None)
    dues = {LimitKind(term.kind): term.due_at for term in terms}
    pressing = [due for kind, due in dues.items() if kind not in NOT_PRESSING]
    changes = {
        "due_at": min(pressing, default=None),
        "answer_due_at": dues.get(LimitKind.ANSWER),
        "late": matter.late or late,
    }
    Matter.objects.filter(pk=matter.pk).update(**changes)
    for name, value in changes.items():
        setattr(matter, name, value)


@transaction.atomic
def remind_of_overdue(at: datetime) -> int:
    """Tell whoever has it in hand, and the office, of each matter past its limit; how many were told.

    Harmless when it runs again: the same limit of the same matter is told once. It writes no line: the limit itself
    says that it has run out.
    """
    rows = Matter.objects.filter(progress__in=[each.value for each in OPEN], due_at__lte=at)
    rows.filter(late=False).update(late=True)
    notes = []
    for matter in rows.order_by("due_at")[:500]:
        if matter.due_at is None or not missed(matter.due_at, at):
            continue
        people = set(holders(matters.OFFICE, at))
        if matter.unit_id and matter.progress in {Progress.IN_HAND, Progress.RECTIFYING}:
            people |= set(holders([Role.DRAFTER], at, matter.unit_id))
        words = f"{matter.number} 已超期（{Progress(matter.progress).label}）：{matter.title}"
        notes += [Note(person, Reminder.OVERDUE, matter.key, words, matter.due_at) for person in sorted(people)]
    return remind_all(notes)


def follow_calendar(lines: Sequence[Line], at: datetime) -> None:
    """A holiday notice was entered: reckon again every running limit that it can move; a paper's own day stays."""
    heard = almanac.heard(lines)
    if heard is None:
        return
    running = Term.objects.filter(ended_at=None, since__date__lte=heard.last, due_at__date__gte=heard.first)
    for term in running.exclude(limit="").order_by("pk"):
        _reckon(term, heard.version, at)


@transaction.atomic
def _reckon(term: Term, version: int, at: datetime) -> None:
    kind, _colon, number = term.subject.partition(":")
    matter = Matter.objects.select_for_update().get(pk=int(number)) if kind == "matter" else None
    before, term.almanac_version = term.due_at, version
    term.due_at = clocks.explained(term).due or before
    held = Term.objects.filter(pk=term.pk, ended_at=None)
    if not held.update(due_at=term.due_at, almanac_version=version) or term.due_at == before:
        return
    if matter is not None:
        terms = Term.objects.filter(subject=term.subject)
        matter.late = matter.late and any(missed(each.due_at, each.ended_at or at) for each in terms)
        recount(matter)
    journal.record(
        "scrutiny.recompute",
        subject=term.subject,
        actor=WORKER.key,
        at=at,
        before={"limit": term.kind, "due": before.isoformat()},
        after={"limit": term.kind, "due": term.due_at.isoformat(), "almanac": version},
    )
