"""Writing the rows of the version that is being made. What was in the version before is changed only with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import clean
from yihaotong.catalogue import access
from yihaotong.catalogue.models import Confirmation, Matter, Row, Trace, Version
from yihaotong.catalogue.rules import rows as rules
from yihaotong.catalogue.rules.codes import Act, Progress
from yihaotong.catalogue.rules.moves import KEEPERS, REASON
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

_MEANWHILE = "刚才有别人也改了目录，请看过再改"
#: How the keys of rows are written: ML0001.
_PREFIX = "ML"
_UP, _DOWN = "up", "down"


@transaction.atomic
def add_heading(version: Version, name: str, *, actor: Actor, at: datetime, expect: int) -> Row:
    """A new first-level item. Raises Refused: wrong-role, wrong-stage, stale, same-name."""
    held = open_draft(version, actor, expect, at)
    said = clean(rules.HEADING_FIELDS, {"name": name})
    return _added(held, "", {"name": said["name"]}, actor=actor, at=at)


@transaction.atomic
def add_row(version: Version, parent: str, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Row:
    """A new row below a first-level item, at its end. `data` by the names of rules.rows.FIELDS.

    Raises Refused: wrong-role, wrong-stage, stale, same-name, or naming the part at fault.
    """
    held = open_draft(version, actor, expect, at)
    _heading(held, parent)
    return _added(held, parent, _cleaned(data), actor=actor, at=at)


@transaction.atomic
def change_row(
    version: Version,
    key: str,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    expect: int,
    reason: str = "",
) -> Row:
    """Write other words into a row; of a first-level item its name.

    Raises Refused: wrong-role, wrong-stage, stale, no-such-row, nothing-changed, same-name, missing.
    """
    held = open_draft(version, actor, expect, at)
    row = _row(held, key)
    before = access.cells_of(row)
    values = _cleaned(data) if row.parent else clean(rules.HEADING_FIELDS, {"name": data.get("name", "")})
    earlier = row.unit_id
    for name, value in values.items():
        setattr(row, name, value)
    after = access.cells_of(row)
    if before == after:
        raise Refused("nothing-changed", "与原来一字不差，没有保存")
    why = _reason(held, key, reason)
    _check_name(held, row.parent, row.name, key)
    row.save(force_update=True)
    for unit in {earlier, row.unit_id}:
        _unconfirm(held, unit)
    act = Act.RENAMED if before["name"] != after["name"] else Act.CHANGED
    _traced(held, key, act, why, actor=actor, at=at, changed=[name for name in before if before[name] != after[name]])
    return row


@transaction.atomic
def shift_row(version: Version, key: str, to: str, *, actor: Actor, at: datetime, expect: int, reason: str = "") -> Row:
    """Move a row: "up" or "down" among its neighbours, or, by the key of a first-level item, below that at its end.

    Only under another first-level item does it need a reason. Raises Refused as `change_row`, and "no-room".
    """
    held = open_draft(version, actor, expect, at)
    row = _row(held, key)
    if to in {_UP, _DOWN}:
        _swapped(held, row, to)
        journal_row(held, key, Act.MOVED, actor=actor, at=at, to=to)
        return row
    if not row.parent:
        raise Refused("no-room", "一级事项只能上移、下移", "to")
    _heading(held, to)
    if row.parent == to:
        raise Refused("nothing-changed", "它已经在这个一级事项下面", "to")
    why = _reason(held, key, reason)
    _check_name(held, to, row.name, key)
    row.parent, row.rank = to, _last_rank(held, to) + 1
    row.save(update_fields=["parent", "rank"])
    _unconfirm(held, row.unit_id)
    _traced(held, key, Act.MOVED, why, actor=actor, at=at, to=to)
    return row


@transaction.atomic
def merge_row(
    version: Version, key: str, into: str, *, actor: Actor, at: datetime, expect: int, reason: str = ""
) -> Row:
    """Take a row out and let another stand for it: from the release on what was released for it counts for that one.

    Raises Refused as `change_row`, and "same-row".
    """
    held = open_draft(version, actor, expect, at)
    row, other = _row(held, key), _row(held, into)
    if row.pk == other.pk or not row.parent or not other.parent:
        raise Refused("same-row", "请选另一个二级事项来并入", "into")
    why = _reason(held, key, reason)
    _unconfirm(held, row.unit_id)
    _unconfirm(held, other.unit_id)
    row.delete()
    _traced(held, key, Act.MERGED, why, actor=actor, at=at, into=into)
    return other


@transaction.atomic
def remove_row(version: Version, key: str, *, actor: Actor, at: datetime, expect: int, reason: str = "") -> None:
    """Take a row out; a first-level item only when nothing is below it. Raises Refused as `change_row`, "not-empty"."""
    held = open_draft(version, actor, expect, at)
    row = _row(held, key)
    if not row.parent and held.rows.filter(parent=key).exists():
        raise Refused("not-empty", "这个一级事项下面还有二级事项，请先移走或取消它们")
    why = _reason(held, key, reason)
    _unconfirm(held, row.unit_id)
    row.delete()
    _traced(held, key, Act.REMOVED, why, actor=actor, at=at)


# --- the draft -------------------------------------------------------------------------------------------------------


def open_draft(version: Version, actor: Actor, expect: int, at: datetime) -> Version:
    """The version, to be written by whoever keeps the catalogue, one change on.

    Raises Refused: wrong-role, wrong-stage, stale.
    """
    if not actor.roles & KEEPERS:
        raise Refused("wrong-role", "目录由公开专员编写")
    held = Version.objects.get(pk=version.pk)
    if held.progress != Progress.DRAFTING:
        raise Refused("wrong-stage", f"目录现在是“{Progress(held.progress).label}”，要先退回或撤回才能修改")
    drafts = Version.objects.filter(pk=version.pk, turn=expect, progress=Progress.DRAFTING.value)
    if not drafts.update(turn=expect + 1, moved_at=at, moved_by=actor.key):
        raise Refused("stale", _MEANWHILE, version=held.turn)
    held.turn = expect + 1
    return held


def _cleaned(data: Mapping[str, Any]) -> dict[str, Any]:
    """As the columns hold it; the section must be one of the centre's."""
    values: dict[str, Any] = rules.cleaned(data)
    unit = values.pop("unit")
    found = access.sections().filter(pk=int(unit)).first() if unit.isascii() and unit.isdigit() else None
    if found is None:
        raise Refused("no-such-unit", "责任科室须是本中心现有的科室", "unit")
    return values | {"unit_id": found.pk}


def _added(held: Version, parent: str, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Row:
    if held.rows.count() >= rules.MOST_ROWS:
        raise Refused("too-many", f"目录最多 {rules.MOST_ROWS} 行")
    _check_name(held, parent, str(values["name"]), "")
    matter = _new_matter()
    row = Row(version=held, matter=matter, parent=parent, rank=_last_rank(held, parent) + 1, **values)
    row.save(force_insert=True)
    _unconfirm(held, row.unit_id)
    _traced(held, matter.key, Act.ADDED, "", actor=actor, at=at)
    return row


def _new_matter() -> Matter:
    last = Matter.objects.aggregate(Max("key"))["key__max"] or f"{_PREFIX}0000"
    matter = Matter(key=f"{_PREFIX}{int(last.removeprefix(_PREFIX)) + 1:04d}")
    matter.save(force_insert=True)
    return matter


def _row(held: Version, key: str) -> Row:
    row = held.rows.filter(matter=key).first()
    if row is None:
        raise Refused("no-such-row", "这一稿里没有这一事项，可能刚被取消", "key")
    return row


def _heading(held: Version, key: str) -> None:
    if not key or not held.rows.filter(matter=key, parent="").exists():
        raise Refused("no-such-row", "请选一个一级事项", "parent")


def _check_name(held: Version, parent: str, name: str, own: str) -> None:
    if held.rows.filter(parent=parent, name=name).exclude(matter=own).exists():
        raise Refused("same-name", f"同一处已经有“{name}”", "name")


def _reason(held: Version, key: str, reason: str) -> str:
    """What was released is not changed without saying why; what this very version added is free."""
    asked = held.based_on is not None and Row.objects.filter(version=held.based_on, matter=key).exists()
    return str(clean((REASON,), {"reason": reason})["reason"]) if asked or reason.strip() else ""


def _last_rank(held: Version, parent: str) -> int:
    return int(held.rows.filter(parent=parent).aggregate(Max("rank"))["rank__max"] or 0)


def _swapped(held: Version, row: Row, to: str) -> None:
    beside = held.rows.filter(parent=row.parent)
    beside = (
        beside.filter(rank__lt=row.rank).order_by("-rank")
        if to == _UP
        else beside.filter(rank__gt=row.rank).order_by("rank")
    )
    other = beside.first()
    if other is None:
        raise Refused("no-room", "已经在最前面" if to == _UP else "已经在最后面", "to")
    row.rank, other.rank = other.rank, row.rank
    row.save(update_fields=["rank"])
    other.save(update_fields=["rank"])


def _unconfirm(held: Version, unit: int | None) -> None:
    """A section stands by its rows as it saw them."""
    if unit is not None:
        Confirmation.objects.filter(version=held, unit=unit).delete()


def _traced(
    held: Version, key: str, act: Act, reason: str, *, actor: Actor, at: datetime, into: str = "", **after: Any
) -> None:
    Trace(version=held, matter_id=key, act=act.value, reason=reason, into=into, at=at, by=actor.key).save(
        force_insert=True
    )
    journal_row(held, key, act, actor=actor, at=at, reason=reason, **({"into": into} if into else {}), **after)


def journal_row(
    held: Version, key: str, act: Act, *, actor: Actor, at: datetime, reason: str = "", **after: Any
) -> None:
    """The line of one change of one row."""
    journal.record(
        "catalogue.row",
        subject=f"catalogue_row:{key}",
        actor=actor.key,
        at=at,
        reason=reason,
        after={"version": held.number, "turn": held.turn, "act": act.value} | after,
    )
