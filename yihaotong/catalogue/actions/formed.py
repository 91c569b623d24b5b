"""Entering that something of a row was formed, so that it is missed where it is not released within the limit."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.catalogue import access
from yihaotong.catalogue.models import Formation, Item, Row
from yihaotong.catalogue.rules.moves import REASON, TELLS
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

FORMED: tuple[Field, ...] = (
    Field("on", "形成日期", Kind.DATE, required=True, hint="文件签发、批准、作出决定的那一天"),
    Field("what", "形成了什么", required=True, longest=200, hint="如：2026年部门预算经批准"),
)


@transaction.atomic
def formed(row_key: str, on: date, what: str, *, actor: Actor, at: datetime) -> Formation:
    """Something of this row was formed or changed (条例 art. 26), approved, decided; the same twice is one.

    Raises Refused: no-such-row, wrong-role, not-own-section, not-yet, or naming the part at fault.
    """
    row = _own_row(row_key, actor)
    said = clean(FORMED, {"on": on, "what": what})
    if said["on"] > localtime(at).date():
        raise Refused("not-yet", "形成日期不能晚于今天", "on")
    known = Formation.objects.filter(matter=row.matter_id, on=said["on"], what=said["what"], cancelled_at=None)
    if (held := known.first()) is not None:
        return held
    formation = Formation(matter_id=row.matter_id, on=said["on"], what=said["what"], at=at, by=actor.key)
    try:
        with transaction.atomic():
            formation.save(force_insert=True)
    except IntegrityError:
        return known.get()
    _record("catalogue.formed", formation, actor=actor, at=at, on=said["on"].isoformat())
    return formation


@transaction.atomic
def answer_with(formation: Formation, item_key: str, *, actor: Actor, at: datetime) -> Formation:
    """Say which item what was formed became, where the days do not tell. Raises Refused: no-such-item, wrong-role."""
    row = _own_row(formation.matter_id, actor)
    item = Item.objects.filter(pk=item_key).first()
    if item is None or access.live(item.matter) != access.live(row.matter):
        raise Refused("no-such-item", "这一事项下没有这条信息", "item")
    if not Formation.objects.filter(pk=formation.pk, cancelled_at=None).update(item=item):
        raise Refused("stale", "这条形成记录已经撤销，请看过再改")
    _record("catalogue.answer", formation, actor=actor, at=at, item=item_key)
    return Formation.objects.get(pk=formation.pk)


@transaction.atomic
def cancel_formed(formation: Formation, *, actor: Actor, at: datetime, reason: str) -> Formation:
    """It was entered in error. Raises Refused: wrong-role, stale, missing."""
    _own_row(formation.matter_id, actor)
    why = clean((REASON,), {"reason": reason})["reason"]
    open_ones = Formation.objects.filter(pk=formation.pk, cancelled_at=None)
    if not open_ones.update(cancelled_at=at, cancel_reason=why):
        raise Refused("stale", "这条形成记录已经撤销")
    _record("catalogue.cancel_formed", formation, actor=actor, at=at, reason=why)
    return Formation.objects.get(pk=formation.pk)


def _own_row(key: str, actor: Actor) -> Row:
    """The row as it is in force, for the office, and for the section that answers for it."""
    try:
        row = access.row_by_key(key)
    except Row.DoesNotExist:
        raise Refused("no-such-row", f"公开目录里没有“{key}”这一事项", "row_key") from None
    if not row.parent:
        raise Refused("no-such-row", "一级事项下面没有信息，请选二级事项", "row_key")
    if not actor.roles & TELLS:
        raise Refused("wrong-role", "您的岗位不登记信息的形成")
    if actor.roles & TELLS == {Role.DRAFTER} and row.unit_id not in access.own_sections(actor):
        raise Refused("not-own-section", "只能登记本科室负责的事项")
    return row


def _record(kind: str, formation: Formation, *, actor: Actor, at: datetime, reason: str = "", **after: str) -> None:
    journal.record(
        kind,
        subject=f"catalogue_row:{formation.matter_id}",
        actor=actor.key,
        at=at,
        reason=reason,
        after={"formation": formation.pk} | after,
    )
