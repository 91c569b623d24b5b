"""Drafts: the operator's own unfinished filings. Sealed, without a number, and not journalled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor
from yihaotong.cases.models import Case, Draft, Emergency
from yihaotong.cases.rules.filing import says_something, title_of
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault

_LONGEST = 60_000
_PER_PERSON = 20
#: Under which a draft keeps the window that saved it last, beside the form's own fields.
_SAVED_IN = "window"


@dataclass(frozen=True)
class Window:
    """A window in which a form stands open: its own mark, and when the draft had been saved that it loaded, as
    `saved_when` tells it."""

    mark: str
    since: str = ""


def aside_of(token: UUID, mark: str, *, owner: Person) -> UUID:
    """The token of what a window saved apart from the draft that another had changed: each time the same. Each owner's
    his own: a draft that was taken back bears the mark of the window in which the other goes on writing."""
    return uuid5(token, f"{mark}:{owner.key}")


def save_draft(
    token: UUID, data: Mapping[str, str], *, owner: Person, at: datetime, window: Window | None = None
) -> bool:
    """Keep what stands in the form, as typed; the same token replaces what was there. Whether there was anything.

    With a `window`, what another window has saved since this one loaded the draft is not replaced
    ("changed-elsewhere"): this one's is then kept apart, under `aside_of`.

    An empty form is no draft, and one that has been emptied is one no longer; but one in which an emergency was raised
    that still runs is the way back to it. Raises Refused("too-long" | "too-many-drafts" | "not-yours" |
    "filed-by-another" | "already-filed" | "changed-elsewhere").
    """
    there, fresh = _save(token, data, owner, at, window)
    # Committed while the form was being filed, neither saw the other: whichever of the two is later looks again.
    if fresh and (case := Case.objects.filter(submission=token).first()):
        discard_draft(token, owner=owner)
        raise _filed(case, owner)
    return there


@transaction.atomic
def _save(
    token: UUID, data: Mapping[str, str], owner: Person, at: datetime, window: Window | None
) -> tuple[bool, bool]:
    """Whether there is a draft now, and whether there was none before."""
    earlier = Draft.objects.select_for_update().filter(pk=token, owner=owner).first()
    if earlier and window and _elsewhere(earlier, window):
        raise Refused("changed-elsewhere", "这份草稿在另一个窗口改过")
    case = None if earlier else _check_with_nobody_else(token, owner)
    if not says_something(data) and not _alarm_runs(token):
        discard_draft(token, owner=owner)
        return False, False
    marked = {_SAVED_IN: window.mark} if window else {}
    text = json.dumps(dict(data) | marked, ensure_ascii=False)
    if len(text) > _LONGEST:
        raise Refused("too-long", "草稿太长，无法保存")
    sealed = vault.seal(text.encode("utf-8", "replace").decode(), context=_context(token))
    if earlier:
        earlier.sealed, earlier.saved_at = sealed, at
        earlier.save(update_fields=["sealed", "saved_at"])
        return True, False
    if case:
        # An autosave that was under way while the form was filed must not bring the draft back.
        raise _filed(case, owner)
    if Draft.objects.filter(owner=owner).count() >= _PER_PERSON:
        raise Refused("too-many-drafts", f"您已有 {_PER_PERSON} 份草稿，请先处理或删去")
    Draft.objects.create(pk=token, owner=owner, sealed=sealed, saved_at=at)
    return True, True


def _check_with_nobody_else(token: UUID, owner: Person) -> Case | None:
    """The case that the owner himself made of the form. What a colleague has by now, or has filed, is refused."""
    if Draft.objects.filter(pk=token).exclude(owner=owner).exists():
        raise Refused("not-yours", "这份草稿已经交给同事")
    case = Case.objects.filter(submission=token).first()
    if case and case.filed_by != owner.key:
        raise _filed(case, owner)
    return case


def _filed(case: Case, owner: Person) -> Refused:
    if case.filed_by != owner.key:
        return Refused("filed-by-another", "这份草稿已由同事登记")
    said = f"这份草稿已经登记为工单 {case.order_no}，这里写的没有存；是另一通来电的，按“登记”"
    return Refused("already-filed", said)


def drafts_of(owner: Person) -> list[Draft]:
    """One's own drafts, each with its first words as its title: those with a running emergency first, then the newest.
    Two queries."""
    drafts = list(Draft.objects.filter(owner=owner).order_by("-saved_at"))
    running = Emergency.objects.filter(case=None, closed_at=None, submission__in=[draft.token for draft in drafts])
    alarms = dict(running.values_list("submission", "pk"))
    for draft in drafts:
        draft.alarm = alarms.get(draft.token, 0)
        typed = _typed(draft)
        draft.title = title_of(typed.get("title", "").strip() or typed.get("body", ""))
    return sorted(drafts, key=lambda draft: not draft.alarm)


def open_draft(token: UUID, *, owner: Person) -> dict[str, str]:
    """The form's content again; {} when there is no such draft of this person."""
    draft = Draft.objects.filter(pk=token, owner=owner).first()
    return _typed(draft) if draft else {}


def saved_when(token: UUID, *, owner: Person) -> str:
    """When the draft was saved last, for the window that is about to load it; "" when there is none."""
    saved = Draft.objects.filter(pk=token, owner=owner).values_list("saved_at", flat=True).first()
    return saved.isoformat() if saved else ""


@transaction.atomic
def set_aside(token: UUID, *, owner: Person, window: Window) -> None:
    """What another window has saved of this draft becomes a draft by itself, so that the filing from this window does
    not use it up. Nothing is done where no other has."""
    draft = Draft.objects.select_for_update().filter(pk=token, owner=owner).first()
    if draft is None or not _elsewhere(draft, window):
        return
    typed = _typed(draft)
    aside = aside_of(token, typed[_SAVED_IN], owner=owner)
    sealed = vault.seal(json.dumps(typed, ensure_ascii=False), context=_context(aside))
    Draft.objects.update_or_create(pk=aside, defaults={"owner": owner, "sealed": sealed, "saved_at": draft.saved_at})
    draft.delete()


def _elsewhere(draft: Draft, window: Window) -> bool:
    """Whether another window has saved it since this one loaded it."""
    saved_in = _typed(draft).get(_SAVED_IN, "")
    return saved_in not in ("", window.mark) and draft.saved_at.isoformat() != window.since


def _typed(draft: Draft) -> dict[str, str]:
    typed: dict[str, str] = json.loads(vault.unseal(draft.sealed, context=_context(draft.token)))
    return typed


def _context(token: UUID) -> str:
    return f"draft:{token}"


def discard_draft(token: UUID, *, owner: Person) -> None:
    """Throw one's own draft away. Raises Refused("emergency-open")."""
    if _alarm_runs(token):
        raise Refused("emergency-open", "这份草稿报过急，还没有了结：请登记成工单；是误报的，请班长先了结")
    Draft.objects.filter(pk=token, owner=owner).delete()


def _alarm_runs(token: UUID) -> bool:
    """Whether the draft is the way back to a running emergency: of one that is tied to a case, that case is."""
    return Emergency.objects.filter(submission=token, case=None, closed_at=None).exists()


def use_up(token: UUID, actor: Actor) -> None:
    """The draft became a case; called in the filing's transaction. One that was handed over stays: it is another's, and
    he may have gone on writing in it."""
    owner = actor.key.removeprefix("person:")
    if owner.isdecimal():
        Draft.objects.filter(pk=token, owner=int(owner)).delete()
