"""Setting a stricter limit than the one that ships, going back to it, and saying which kind of column a row is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.catalogue import access as catalogue
from yihaotong.inspection import access
from yihaotong.inspection.models import Column, Stricter
from yihaotong.inspection.rules.codes import Cadence
from yihaotong.inspection.rules.thresholds import check_stricter
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

LIMIT_FIELDS = (
    Field(
        "limit",
        "本单位的界限",
        required=True,
        longest=12,
        hint="时长写 7d（日）、10wd（工作日）、2mo（月），数量写数字",
    ),
    Field("reason", "依据", required=True, longest=200, hint="哪个机关、哪份文件要求从严"),
)
COLUMN_FIELDS = (Field("cadence", "栏目类别", Kind.CHOICE, required=True, choices=Cadence),)


@transaction.atomic
def set_limit(code: str, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Stricter:
    """Raises Refused: wrong-role, no-such-threshold, by-law, bad-limit, not-stricter, nothing-changed, or a field."""
    _check(actor)
    said = clean(LIMIT_FIELDS, data)
    limit = check_stricter(code, said["limit"])
    before = Stricter.objects.select_for_update().filter(pk=code).first()
    if before and (before.limit, before.reason) == (limit, said["reason"]):
        raise Refused("nothing-changed", "已经是这样定的", "limit")
    values = {"limit": limit, "reason": said["reason"], "at": at, "by": actor.key}
    held, _new = Stricter.objects.update_or_create(pk=code, defaults=values)
    journal.record(
        "inspection.set_limit",
        subject=f"threshold:{code}",
        actor=actor.key,
        at=at,
        reason=said["reason"],
        before={"limit": before.limit} if before else None,
        after={"limit": limit},
    )
    return held


@transaction.atomic
def loosen(code: str, *, actor: Actor, at: datetime) -> None:
    """The limit that ships holds again. Raises Refused: wrong-role, nothing-changed."""
    _check(actor)
    held = Stricter.objects.select_for_update().filter(pk=code).first()
    if held is None:
        raise Refused("nothing-changed", "本来就是规定的界限")
    before = {"limit": held.limit}
    held.delete()
    journal.record("inspection.loosen", subject=f"threshold:{code}", actor=actor.key, at=at, before=before)


@transaction.atomic
def set_column(key: str, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Column:
    """Say which kind of column a row of the catalogue in force is. Raises Refused: wrong-role, no-such-row,
    nothing-changed, or a field."""
    _check(actor)
    cadence = clean(COLUMN_FIELDS, data)["cadence"].value
    if key not in {row.key for row in catalogue.rows_in_force(at)}:
        raise Refused("no-such-row", "现行目录里没有这一条")
    before = Column.objects.select_for_update().filter(pk=key).first()
    if before and before.cadence == cadence:
        raise Refused("nothing-changed", "已经是这一类", "cadence")
    values = {"cadence": cadence, "at": at, "by": actor.key}
    column, _new = Column.objects.update_or_create(pk=key, defaults=values)
    journal.record(
        "inspection.set_column",
        subject=f"catalogue_row:{key}",
        actor=actor.key,
        at=at,
        before={"cadence": before.cadence} if before else None,
        after={"cadence": cadence},
    )
    return column


def _check(actor: Actor) -> None:
    if not actor.roles & access.KEEPERS:
        raise Refused("wrong-role", "自查的界限和栏目类别由公开专员设定")
