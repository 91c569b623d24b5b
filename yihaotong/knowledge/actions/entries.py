"""Entries: written by one, released by another, looked through when that is due, withdrawn with a reason."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import Post, Unit
from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.actions import versions
from yihaotong.knowledge.models import Entry, Looked, Mark
from yihaotong.knowledge.rules import contents, matching, powers
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.actions import Note
from yihaotong.reminders.rules import Kind

#: Reviews that were due longer ago are on the owner's page; nobody is told again.
_TELL_WITHIN = timedelta(days=30)
_MOST_TOLD = 500


@transaction.atomic
def write_entry(data: Mapping[str, Any], *, actor: Actor, at: datetime, unit: Unit, released: bool = False) -> Entry:
    """A new entry of a unit, as a draft; `released` for the importer, whose rows had been released elsewhere.

    Raises Refused: wrong-role, unit-gone, or naming the part at fault.
    """
    powers.check_writes(actor, unit.pk)
    if unit.dissolved_on is not None:
        raise Refused("unit-gone", "该单位已撤销，请交给接替的单位", "unit")
    content = _content(data, at)
    entry = versions.first(Entry(unit=unit), content, actor=actor, at=at, act="write", in_force=released)
    if released:
        powers.check_release(actor, unit.pk, actor.key)
        _mark(entry)
    return entry


@transaction.atomic
def revise_entry(
    entry: Entry,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    expect: int,
    note: str = "",
    released: bool = False,
) -> Entry:
    """A new version; what is in force stays so until the new one is released. `expect` is the version on the screen.

    Raises Refused: wrong-role, stale, nothing-changed, or naming the part at fault.
    """
    powers.check_writes(actor, entry.unit_id)
    content = _content(data, at)
    revised = versions.another(
        entry, content, actor=actor, at=at, act="write", expect=expect, in_force=released, note=note
    )
    if released:
        powers.check_release(actor, entry.unit_id, actor.key)
        _mark(revised)
    return revised


def _content(data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    today = localtime(at).date()
    content = contents.clean(contents.ENTRY, data)
    contents.check_entry(content, today)
    versions.check_known(content, today)
    return content


@transaction.atomic
def release_entry(entry: Entry, *, actor: Actor, at: datetime, expect: int) -> Entry:
    """Put the newest version in force; a withdrawn entry is back with it.

    Raises Refused: wrong-role, own-words, stale, nothing-to-release.
    """
    before = Entry.objects.get(pk=entry.pk)
    released = versions.put_in_force(entry, actor=actor, at=at, expect=expect)
    if before.released and before.withdrawn_at is None:
        _keep_looked(before, actor=actor, at=at)
    if released.withdrawn_at is not None:
        released.withdrawn_at = None
        released.save(update_fields=["withdrawn_at"])
    _mark(released)
    return released


def _keep_looked(entry: Entry, *, actor: Actor, at: datetime) -> None:
    looked = Looked(entry=entry, version=entry.released, due_on=entry.review_on, at=at, by=actor.key)
    looked.save(force_insert=True)


@transaction.atomic
def look_through(entry: Entry, *, actor: Actor, at: datetime, expect: int, review_on: str) -> Entry:
    """复核无变化: the owner has looked through it and nothing need change; the next day for that. The version it makes
    differs in that day only, so that it needs nobody else's release.

    Raises Refused: wrong-role, stale, not-released, draft-waiting, review-passed, review-too-late.
    """
    powers.check_writes(actor, entry.unit_id)
    if not entry.released or entry.withdrawn_at is not None:
        raise Refused("not-released", "这条知识没有发布或已停用，不需要复核")
    _check_nothing_waits(entry)
    if entry.wrong_answers.filter(settled_at=None).exists():
        raise Refused("wrong-answer-open", "还有人报告它答案有误，请先处理那条报告，再作复核")
    content = versions.content_of(entry, entry.released)
    day = contents.clean([part for part in contents.ENTRY if part.name == "review_on"], {"review_on": review_on})
    contents.check_review(date.fromisoformat(day["review_on"]), localtime(at).date())
    _keep_looked(entry, actor=actor, at=at)
    return versions.another(
        entry, content | day, actor=actor, at=at, act="look_through", expect=expect, in_force=True, note="复核无变化"
    )


def _check_nothing_waits(entry: Entry) -> None:
    if entry.awaits_release:
        raise Refused("draft-waiting", "还有一版等待发布，请先发布或退回它")


@transaction.atomic
def withdraw_entry(entry: Entry, *, actor: Actor, at: datetime, reason: str) -> Entry:
    """停用: it is found no more and quoted no more; its versions stay to be read.

    Raises Refused: wrong-role, reason-needed, not-released.
    """
    powers.check_leads(actor, entry.unit_id, "停用")
    why = versions.checked_reason(reason)
    held = Entry.objects.select_for_update().get(pk=entry.pk)
    if not held.released or held.withdrawn_at is not None:
        raise Refused("not-released", "这条知识没有发布，或已经停用")
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    held.marks.all().delete()
    journal.record(
        "entry.withdraw", subject=held.key, actor=actor.key, at=at, reason=why, after={"withdrawn": held.released}
    )
    return held


def _mark(entry: Entry) -> None:
    """Write by which grams the entry is found."""
    wanted = matching.marks(entry.question, entry.asked)
    known = set(entry.marks.values_list("gram", flat=True))
    if known - wanted:
        entry.marks.filter(gram__in=known - wanted).delete()
    Mark.objects.bulk_create([Mark(gram=gram, entry=entry) for gram in sorted(wanted - known)])


def remind_of_reviews(at: datetime) -> int:
    """Tell the people of each unit which of its entries are due to be looked through; how many were told.

    Harmless when it runs often: what fell due on a day is told once.
    """
    today = localtime(at).date()
    due = Entry.objects.filter(
        released__gt=0, withdrawn_at=None, review_on__lte=today, review_on__gt=today - _TELL_WITHIN
    )
    entries = list(due.order_by("review_on", "pk")[:_MOST_TOLD])
    people = _people_of({entry.unit_id for entry in entries}, at)
    return reminders.remind_all([note for entry in entries for note in _notes(entry, people.get(entry.unit_id, []))])


def _people_of(units: set[int], at: datetime) -> dict[int, list[int]]:
    """The handlers and leaders of some units. One query."""
    roles = [role.value for role in powers.UNIT]
    posts = Post.objects.filter(valid_at(at), unit__in=units, role__in=roles, person__is_active=True)
    found: dict[int, list[int]] = {}
    for unit_id, person_id in posts.values_list("unit", "person").distinct():
        found.setdefault(unit_id, []).append(person_id)
    return found


def _notes(entry: Entry, people: list[int]) -> list[Note]:
    words = f"知识 {entry.code}“{entry.question}”到复核日期，请核对"
    since = make_aware(datetime.combine(entry.review_on, time()))
    return [Note(person, Kind.REVIEW_DUE, entry.key, words, since) for person in people]
