"""Changing one redaction and nobody else's: compare, set, and the line that tells of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Stage


def check_may(actor: Actor, redaction: Redaction) -> None:
    """Raises Refused("wrong-role")."""
    if not access.may_redact(actor, redaction.subject):
        raise Refused("wrong-role", "您不能为这件事做遮盖")


def touch_draft(redaction: Redaction) -> None:
    """Take the redaction for a change of its marks, until the transaction ends. Raises Refused("wrong-stage")."""
    if not Redaction.objects.filter(pk=redaction.pk, progress=Stage.DRAFT.value).update(version=F("version") + 1):
        raise Refused("wrong-stage", "现在不能改标记：正在制作、已经做好，或已被别人提交；请刷新页面")


@transaction.atomic
def change(
    redaction: Redaction,
    act: str,
    *,
    actor: str,
    at: datetime,
    expect: int,
    target: Stage,
    said: str = "",
    after: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Bring it to another stage and write its line. Raises Refused("changed-meanwhile")."""
    changed = Redaction.objects.filter(pk=redaction.pk, version=expect, progress=redaction.progress).update(
        progress=target.value, version=expect + 1, **columns
    )
    if not changed:
        raise Refused("changed-meanwhile", "别人刚刚改过，请刷新页面再看")
    journal.record(
        f"redaction.{act}",
        subject=redaction.key,
        actor=actor,
        at=at,
        reason=said,
        before={"stage": redaction.progress},
        after={"stage": target.value, "of": redaction.subject} | (after or {}),
    )
    redaction.refresh_from_db()
