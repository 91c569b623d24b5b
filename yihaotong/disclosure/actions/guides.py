"""The guide: a draft filled in from settings and organisation, its moves, the daily look at whether it still holds."""

import json
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import clean
from yihaotong.disclosure import access
from yihaotong.disclosure.actions.digests import guide_sm3
from yihaotong.disclosure.models import Guide
from yihaotong.disclosure.rules import guides, who
from yihaotong.disclosure.rules.codes import Drafting
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.actions import Note
from yihaotong.reminders.rules import Kind

_GUIDE_STALE = "guide:in-force"


@transaction.atomic
def draft_guide(*, actor: Actor, at: datetime) -> Guide:
    """Begin another version: the words of the one in force, with what follows from settings and organisation as it is
    today; the first one from the words of the law. Raises Refused: wrong-role, draft-open."""
    who.check_may("guide.draft", actor)
    # The newest version is held, so that of two who begin at once one waits and is told.
    newest = Guide.objects.select_for_update().order_by("-pk").first()
    if newest is not None and access.guide_in_work() is not None:
        raise Refused("draft-open", "已有一稿在拟，请接着改那一稿")
    today = localtime(at).date()
    facts, latest = access.guide_facts(today), access.guides_approved().first()
    content = guides.prefilled(facts)
    if latest is not None:
        should = {name: value for name, value in guides.follows(facts).items() if value}
        content = content | latest.says | should
    guide = Guide.objects.create(content=_written(content), drafted_at=at, drafted_by=actor.key)
    journal.record("guide.draft", subject=guide.key, actor=actor.key, at=at, after=_facts(guide))
    return guide


@transaction.atomic
def move_guide(
    guide: Guide, name: str, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any] | None = None
) -> Guide:
    """One move of the table (rules.guides.MOVES). Raises Refused: wrong-role, wrong-progress, stale, own-words,
    nothing-changed, note-needed, in-force-before-today, earlier-than-in-force."""
    move = guides.MOVES[name]
    held = Guide.objects.select_for_update().get(pk=guide.pk)
    guides.check(move, Drafting(held.progress), actor.roles)
    if held.version != expect:
        raise Refused("stale", "别人刚刚改过这一稿，请看过再办", version=held.version)
    told, before = clean(move.fields, data or {}), _facts(held)
    _MOVES[name](held, told, actor, at)
    held.progress, held.version = move.target.value, held.version + 1
    held.save()
    journal.record(
        f"guide.{name}",
        subject=held.key,
        actor=actor.key,
        at=at,
        reason=_reason_of(held, name, told),
        before=before,
        after=_facts(held),
    )
    _tell(held, name, at)
    return held


@transaction.atomic
def submit_guide(guide: Guide, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any]) -> Guide:
    """What is in the form is saved, if it differs, and goes up: both or neither, a line each. As `move_guide`."""
    told = clean(guides.MOVES["edit"].fields, data)
    if told != guide.says | {"note": guide.note}:
        guide = move_guide(guide, "edit", actor=actor, at=at, expect=expect, data=data)
        expect = guide.version
    return move_guide(guide, "submit", actor=actor, at=at, expect=expect)


def _edit(held: Guide, told: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    held.note = told["note"]
    held.content = _written({name: value for name, value in told.items() if name != "note"})
    # Whoever wrote last answers for the words, and cannot approve them.
    held.drafted_by, held.drafted_at = actor.key, at


def _submit(held: Guide, _told: Mapping[str, Any], _actor: Actor, at: datetime) -> None:
    clean(guides.FIELDS, held.says)
    if not held.note:
        raise Refused("note-needed", "请先写明改了什么并保存", "note")
    latest = access.guides_approved().first()
    if latest is not None and latest.says == held.says:
        raise Refused("nothing-changed", "与现行的一版一字不差，不必送审")
    held.submitted_at, held.reason = at, ""


def _approve(held: Guide, told: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    who.check_another(actor, held.drafted_by, "审定")
    latest = access.guides_approved().first()
    day = told["in_force_from"]
    today = localtime(at).date()
    guides.check_in_force(day, today, latest.in_force_from if latest else None)
    found = guides.disagreements(held.says, access.guide_facts(today))
    guides.check_differs(found, seen=told["differs"], reason=told["differs_reason"])
    numbers = Guide.objects.exclude(number=None).order_by("-number").values_list("number", flat=True)
    held.number = (numbers.first() or 0) + 1
    held.in_force_from, held.decided_at, held.decided_by = day, at, actor.key


def _send_back(held: Guide, told: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    held.reason, held.decided_at, held.decided_by = told["reason"], at, actor.key


def _drop(held: Guide, _told: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    held.decided_at, held.decided_by = at, actor.key


_MOVES = {"edit": _edit, "submit": _submit, "approve": _approve, "send_back": _send_back, "drop": _drop}


def _reason_of(held: Guide, name: str, told: Mapping[str, Any]) -> str:
    if name == "send_back":
        return held.reason
    if name != "approve":
        return ""
    why = told["differs_reason"]
    return f"{held.note}；与现状不符仍审定：{why}" if why else held.note


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True)


def _facts(guide: Guide) -> dict[str, Any]:
    day = guide.in_force_from.isoformat() if guide.in_force_from else None
    facts = {"progress": guide.progress, "version": guide.version, "number": guide.number, "in_force_from": day}
    return facts | {"text_sm3": guide_sm3(guide)}


def _tell(guide: Guide, name: str, at: datetime) -> None:
    """The leader hears what waits for him, the author what came back."""
    reminders.over(Kind.GUIDE, guide.key, at=at)
    if name == "submit":
        people = holders([Role.DISCLOSURE_LEADER], at)
        words = "政府信息公开指南新的一版等您审定"
        reminders.remind(people, Kind.GUIDE, subject=guide.key, words=words, at=at)
    sort, _colon, number = guide.drafted_by.partition(":")
    if name == "send_back" and sort == "person":
        words = "政府信息公开指南的一稿被退回修改"
        reminders.remind([int(number)], Kind.GUIDE, subject=guide.key, words=words, at=at)


def remind_of_disagreements(at: datetime) -> int:
    """Tell the officers that the guide no longer says what is so (条例 art. 53: a listed fault); how many were told.

    Once a day at most; harmless twice.
    """
    today = localtime(at).date()
    found = access.guide_disagreements(today)
    if not found:
        return reminders.over(Kind.GUIDE_STALE, _GUIDE_STALE, at=at)
    words = f"政府信息公开指南有 {len(found)} 处与现状不符（{found[0].label}等），请修订"
    happened = make_aware(datetime.combine(today, time()))
    officers = holders([Role.DISCLOSURE_OFFICER], at)
    return reminders.remind_all([Note(each, Kind.GUIDE_STALE, _GUIDE_STALE, words, happened) for each in officers])
