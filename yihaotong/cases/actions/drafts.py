"""Drafts: the operator's own unfinished filings. Sealed, without a number, and not journalled."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from yihaotong.accounts.models import Person
from yihaotong.cases.models import Case, Draft, Emergency
from yihaotong.cases.rules.filing import says_something, title_of
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault

_LONGEST = 60_000
_PER_PERSON = 20


def save_draft(token: UUID, data: Mapping[str, str], *, owner: Person, at: datetime) -> bool:
    """Keep what stands in the form, as typed; the same token replaces what was there. Whether there was anything.

    An empty form is no draft, and one that has been emptied is one no longer; but one in which an emergency was raised
    that still runs is the way back to it. Raises Refused("too-long" |
    "too-many-drafts" | "not-yours" | "already-filed").
    """
    if not says_something(data) and not _alarm_runs(token):
        discard_draft(token, owner=owner)
        return False
    text = json.dumps(dict(data), ensure_ascii=False)
    if len(text) > _LONGEST:
        raise Refused("too-long", "草稿太长，无法保存")
    sealed = vault.seal(text.encode("utf-8", "replace").decode(), context=f"draft:{token}")
    if Draft.objects.filter(pk=token, owner=owner).update(sealed=sealed, saved_at=at):
        return True
    if Draft.objects.filter(pk=token).exists():
        raise Refused("not-yours", "这不是您的草稿")
    if Case.objects.filter(submission=token).exists():
        # An autosave that was under way while the form was filed must not bring the draft back.
        raise Refused("already-filed", "这份草稿已经登记为工单")
    if Draft.objects.filter(owner=owner).count() >= _PER_PERSON:
        raise Refused("too-many-drafts", f"您已有 {_PER_PERSON} 份草稿，请先处理或删去")
    Draft.objects.create(pk=token, owner=owner, sealed=sealed, saved_at=at)
    return True


def drafts_of(owner: Person) -> list[Draft]:
    """One's own drafts, each with its first words as its title: those with a running emergency first, then the newest.
    Two queries."""
    drafts = list(Draft.objects.filter(owner=owner).order_by("-saved_at"))
    running = Emergency.objects.filter(closed_at=None, submission__in=[draft.token for draft in drafts])
    alarms = dict(running.values_list("submission", "pk"))
    for draft in drafts:
        draft.alarm = alarms.get(draft.token, 0)
        typed = json.loads(vault.unseal(draft.sealed, context=f"draft:{draft.token}"))
        draft.title = title_of(typed.get("title", "").strip() or typed.get("body", ""))
    return sorted(drafts, key=lambda draft: not draft.alarm)


def open_draft(token: UUID, *, owner: Person) -> dict[str, str]:
    """The form's content again; {} when there is no such draft of this person."""
    draft = Draft.objects.filter(pk=token, owner=owner).first()
    return json.loads(vault.unseal(draft.sealed, context=f"draft:{token}")) if draft else {}


def discard_draft(token: UUID, *, owner: Person) -> None:
    """Throw one's own draft away. Raises Refused("emergency-open")."""
    if _alarm_runs(token):
        raise Refused("emergency-open", "这份草稿报过急，还没有了结：请登记成工单；是误报的，请班长先了结")
    Draft.objects.filter(pk=token, owner=owner).delete()


def _alarm_runs(token: UUID) -> bool:
    return Emergency.objects.filter(submission=token, closed_at=None).exists()


def use_up(token: UUID) -> None:
    """The draft became a case; called in the filing's transaction."""
    Draft.objects.filter(pk=token).delete()
