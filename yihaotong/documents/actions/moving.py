"""One move of one document: asked of the table, taken by its version, its effect written, its step and line kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import clean
from yihaotong.documents import access
from yihaotong.documents.actions.effects import EFFECTS, Act, Effect
from yihaotong.documents.actions.keeping import changed, taken, write_line, write_step
from yihaotong.documents.models import Document
from yihaotong.documents.rules import moves, who
from yihaotong.documents.rules.codes import State
from yihaotong.documents.rules.labels import Label
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind

_PERSON = "person:"


@transaction.atomic
def move(
    document: Document, name: str, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any] | None = None
) -> Document:
    """Make this move. Raises Refused: no-such-move, stale, wrong-state, wrong-role, out-of-reach, own-document, what is
    wrong with a field, and what the move's own conditions say.
    """
    row = moves.move_named(name)
    moves.check_state(row, State(document.state))
    who.check_may(row, access.about(document), actor)
    if not moves.concerns(row, document.origin, document.label, purged=document.purged_at is not None):
        raise Refused("not-concerned", f"这件公文不需要“{row.label}”")
    cleaned = clean(row.fields, data or {})
    held = taken(document, expect)
    moves.check_state(row, State(held.state))
    who.check_may(row, access.about(held), actor)
    before = held.state
    effect: Effect = EFFECTS[name](Act(held, cleaned, actor, at)) if name in EFFECTS else Effect()
    target = effect.target or row.target or State(before)
    columns = effect.columns | ({"state": target.value, "moved_at": at} if target != before else {})
    changes = changed(held, columns)
    label = held.label if "label" in effect.columns else ""
    write_step(held, name, actor=actor, at=at, before=before, given=cleaned, label=label)
    write_line(held, name, actor=actor, at=at, changes=(changes[0] | effect.told, changes[1]), reason=effect.reason)
    if target is State.DRAFT and before != State.DRAFT:
        _tell_drafter(held, at)
    if label and label != Label.PROACTIVE and held.released_at is not None:
        _tell_office(held, at)
    return held


def _tell_office(document: Document, at: datetime) -> None:
    """At once, as with everything exposed: an article of ours goes by itself, what others took over does not."""
    words = f"公文已改为{Label(document.label).label}，网上还有：{document.title[:50]}；撤下后请核对转发过的各处"
    officers = holders([Role.DISCLOSURE_OFFICER], at)
    reminders.remind(officers, Kind.EMERGENCY, subject=document.key, words=words, at=at)


def _tell_drafter(document: Document, at: datetime) -> None:
    if document.drafter.startswith(_PERSON):
        person = int(document.drafter.removeprefix(_PERSON))
        words = f"公文退回修改：{document.title[:60]}"
        reminders.remind([person], Kind.DOCUMENT, subject=document.key, words=words, at=at)
