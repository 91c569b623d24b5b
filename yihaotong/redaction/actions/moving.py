"""The moves that people make, as the table of moves has them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.files import actions as files
from yihaotong.files.models import File
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access, workshop
from yihaotong.redaction.actions.changing import change, check_may
from yihaotong.redaction.models import Mark, Redaction
from yihaotong.redaction.rules import moves
from yihaotong.redaction.rules.codes import Form, Stage

REASON_LENGTH = 200
#: Somebody who looks at one source again and again is told of once in so long a time.
_VIEW_EVERY = timedelta(minutes=10)
_VIEW = "redaction.view"


@transaction.atomic
def move(
    redaction: Redaction,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    expect: int,
    reason: str = "",
    keep_text: bool = False,
) -> Redaction:
    """Make one move of the table.

    Raises Refused: "no-such-move", "wrong-role", "wrong-stage", "four-eyes", "not-yours", "proof-failed",
    "reason-needed", "nothing-marked", "changed-meanwhile".
    """
    row = moves.move_named(name)
    check_may(actor, redaction)
    redaction.refresh_from_db()
    mine = access.had_a_hand(redaction, actor)
    moves.check(row, Stage(redaction.progress), hand_in_it=mine, proven=redaction.proven)
    said = " ".join(reason.split())[:REASON_LENGTH]
    if row.reason and not said:
        raise Refused("reason-needed", f"{row.label}要写理由", "reason")
    columns = _columns(redaction, row, actor=actor, at=at, keep_text=keep_text) | ({"reason": said} if said else {})
    result = redaction.result
    after = {"result": str(result.key)} if result else {}
    change(
        redaction,
        name,
        actor=actor.key,
        at=at,
        expect=expect,
        target=row.target,
        said=said,
        after=after,
        **columns,
    )
    if result is not None and row.target in {Stage.DRAFT, Stage.WITHDRAWN}:
        _put_away(result, redaction, at=at)
    return redaction


def _columns(redaction: Redaction, row: moves.Move, *, actor: Actor, at: datetime, keep_text: bool) -> dict[str, Any]:
    match row.name:
        case "submit":
            if not Mark.objects.filter(redaction=redaction).exists():
                raise Refused("nothing-marked", "还没有任何标记，请先标出要遮盖的内容")
            wanted = keep_text and redaction.form == Form.PDF.value
            return {
                "made_by": actor.key,
                "keep_text": wanted,
                "pages_done": 0,
                "attempts": 0,
                "fault": "",
                "reason": "",
            }
        case "release":
            return {"checked_by": actor.key, "checked_at": at}
        case "send_back" | "take_back":
            return {"result": None, "proof": "[]", "pages_done": 0}
    return {}


def _put_away(result: File, redaction: Redaction, *, at: datetime) -> None:
    """A result that does not hold is not opened by anybody any more."""
    files.remove(result, at=at)
    transaction.on_commit(lambda: workshop.clear(redaction.pk))


@transaction.atomic
def purge(subject: str, sources: Collection[UUID], *, actor: Actor, at: datetime) -> int:
    """What was made of files that are removed goes with them, and so do the words marked in them; how many there were.

    The area to which the subject belongs has asked who may, and why.
    """
    found = list(access.of(subject).filter(source__key__in=sources))
    for redaction in found:
        result = redaction.result
        over = Stage.WITHDRAWN if result or redaction.progress == Stage.WITHDRAWN.value else Stage.DROPPED
        gone: dict[str, Any] = {"expect": redaction.version, "target": over, "result": None, "proof": "[]"}
        change(redaction, "purge", actor=actor.key, at=at, **gone)
        redaction.suggestions.all().delete()
        redaction.marks.update(sealed=b"")
        if result is not None:
            _put_away(result, redaction, at=at)
    return len(found)


@transaction.atomic
def record_view(redaction: Redaction, *, actor: Actor, at: datetime) -> None:
    """Tell that somebody looked at the source."""
    seen = Line.objects.filter(subject=redaction.key, kind=_VIEW, actor=actor.key, at__gt=at - _VIEW_EVERY)
    if not seen.exists():
        journal.record(_VIEW, subject=redaction.key, actor=actor.key, at=at, after={"of": redaction.subject})
