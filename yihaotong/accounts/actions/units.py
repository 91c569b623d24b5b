"""Every write to units: one transaction, one journal line per record."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yihaotong.accounts import rules
from yihaotong.accounts.actions.posts import close, not_over
from yihaotong.accounts.actions.recording import check_seen, record
from yihaotong.accounts.actions.roster import drop
from yihaotong.accounts.models import UNIT_NAME_LENGTH, DutyShift, Unit, UnitName
from yihaotong.accounts.rules import Actor, UnitKind
from yihaotong.journal.refusal import Refused


@transaction.atomic
def create_unit(  # noqa: PLR0913 — a unit has these parts, all named at the call
    code: str,
    *,
    actor: Actor,
    at: datetime,
    name: str,
    kind: UnitKind,
    parent: Unit | None,
    since: date,
    short_name: str = "",
    area_code: str = "",
    night_phone: str = "",
    requires_leader_signature: bool = False,
    reason: str = "",
) -> Unit:
    """Enter a unit below `parent` (None: the root) with its name since a day.

    Raises Refused: wrong-role, reason-needed, bad-unit-code, unit-exists, parent-dissolved, wrong-level, name-needed …
    """
    rules.check_may("unit.create", actor)
    check_code(code)
    name = rules.check_name(name, longest=UNIT_NAME_LENGTH)
    short_name = _short(short_name, name)
    level = level_under(kind, parent)
    night_phone = rules.check_phone(night_phone, "night_phone")
    reason = rules.check_reason(actor, reason)
    check_unlike(name)
    unit = Unit.objects.create(
        code=code,
        parent=parent,
        level=level,
        kind=kind,
        area_code=area_code,
        night_phone=night_phone,
        requires_leader_signature=requires_leader_signature,
    )
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    UnitName.objects.create(unit=unit, name=name, short_name=short_name, since=since)
    after = {"code": code, "kind": kind.value, "level": level, **_named(name, short_name), "area_code": area_code}
    parent_id = parent.pk if parent else None
    record("unit.create", f"unit:{unit.pk}", actor, at, after={**after, "parent": parent_id}, reason=reason)
    return unit


def check_code(code: str) -> None:
    """Whether a new unit may have this code. Raises Refused: bad-unit-code, unit-exists."""
    rules.check_unit_code(code)
    if Unit.objects.filter(code=code).exists():
        raise Refused("unit-exists", _("单位代码已被使用"), "code")


def _short(short_name: str, name: str) -> str:
    return rules.check_name(short_name or name, longest=UNIT_NAME_LENGTH, field="short_name")


def _named(name: str, short_name: str) -> dict[str, str]:
    """The two names as the journal keeps them."""
    return {"name": name, "short_name": short_name}


def level_under(kind: UnitKind, parent: Unit | None) -> int:
    """The level of a new unit there. Raises Refused: parent-dissolved, below-section, wrong-level."""
    if parent is None:
        return rules.level_under(kind, None, None)
    if parent.dissolved_on is not None:
        raise Refused("parent-dissolved", _("上级单位已撤销"), "parent")
    rules.check_parent(kind, parent.path, UnitKind(parent.kind))
    return rules.level_under(kind, UnitKind(parent.kind), parent.level)


@transaction.atomic
def rename_unit(
    unit: Unit,
    *,
    actor: Actor,
    at: datetime,
    name: str,
    since: date,
    short_name: str = "",
    reason: str = "",
    expect: int | None = None,
) -> UnitName:
    """Give the unit another name from `since` on. The old one stays in the history and ends on that day.

    Raises Refused: wrong-role, reason-needed, unit-dissolved, stale, same-name, rename-before-current, name-needed …
    """
    rules.check_may("unit.rename", actor)
    name = rules.check_name(name, longest=UNIT_NAME_LENGTH)
    short_name = _short(short_name, name)
    reason = rules.check_reason(actor, reason)
    existing(unit, expect)
    current = UnitName.objects.get(unit=unit, until=None)
    if current.name == name:
        raise Refused("same-name", _("新名称与现名称相同"), "name")
    check_unlike(name, without=unit)
    if since <= current.since:
        raise Refused("rename-before-current", _("新名称的启用日期须晚于现名称的启用日期"), "since")
    current.until = since
    current.save(update_fields=["until"])
    renamed = UnitName.objects.create(unit=unit, name=name, short_name=short_name, since=since)
    before = _named(current.name, current.short_name)
    after = _named(name, short_name) | {"since": since.isoformat()}
    record("unit.rename", f"unit:{unit.pk}", actor, at, before=before, after=after, reason=reason)
    return renamed


@transaction.atomic
def withdraw_rename(unit: Unit, *, actor: Actor, at: datetime, reason: str, expect: int | None = None) -> UnitName:
    """Take a name back before its first day; the one before it goes on. Gives that one.

    Raises Refused: wrong-role, reason-needed, unit-dissolved, stale, no-rename-ahead.
    """
    rules.check_may("unit.rename", actor)
    reason = rules.check_reason(actor, reason)
    existing(unit, expect)
    ahead = UnitName.objects.get(unit=unit, until=None)
    before = UnitName.objects.filter(unit=unit, until=ahead.since).first()
    if before is None or ahead.since <= timezone.localtime(at).date():
        raise Refused("no-rename-ahead", _("没有尚未启用的新名称可以撤回"))
    ahead.delete()
    before.until = None
    before.save(update_fields=["until"])
    was = _named(ahead.name, ahead.short_name) | {"since": ahead.since.isoformat()}
    now = _named(before.name, before.short_name)
    record("unit.unrename", f"unit:{unit.pk}", actor, at, before=was, after=now, reason=reason)
    return before


#: What `change_unit` may set.
_CHANGEABLE = ("area_code", "night_phone", "requires_leader_signature")


@transaction.atomic
def change_unit(
    unit: Unit,
    *,
    actor: Actor,
    at: datetime,
    area_code: str,
    night_phone: str,
    requires_leader_signature: bool,
    reason: str = "",
    expect: int | None = None,
) -> Unit:
    """Set where the unit is responsible, whom to call at night, and whether its leader signs replies.

    Nothing differs: nothing is written. Raises Refused: wrong-role, reason-needed, unit-dissolved, stale …
    """
    rules.check_may("unit.change", actor)
    night_phone = rules.check_phone(night_phone, "night_phone")
    reason = rules.check_reason(actor, reason)
    stored = existing(unit, expect)
    wanted = {
        "area_code": area_code,
        "night_phone": night_phone,
        "requires_leader_signature": requires_leader_signature,
    }
    changed = [name for name in _CHANGEABLE if getattr(stored, name) != wanted[name]]
    if not changed:
        return stored
    before = {name: getattr(stored, name) for name in changed}
    for name in changed:
        setattr(stored, name, wanted[name])
    stored.save(update_fields=changed)
    after = {name: wanted[name] for name in changed}
    record("unit.change", f"unit:{unit.pk}", actor, at, before=before, after=after, reason=reason)
    return stored


@transaction.atomic
def move_unit(unit: Unit, *, parent: Unit, actor: Actor, at: datetime, reason: str, expect: int | None = None) -> Unit:
    """Put the unit, with all below it, under another parent where it keeps its level.

    Raises Refused: wrong-role, reason-needed, unit-dissolved, stale, parent-dissolved, same-parent, below-itself,
    wrong-level, level-changes.
    """
    rules.check_may("unit.move", actor)
    reason = rules.check_reason(actor, reason)
    # One lock for the whole tree: two moves at once could make a ring.
    list(Unit.objects.select_for_update().order_by("pk").values_list("pk"))
    stored = existing(unit, expect)
    under = Unit.objects.get(pk=parent.pk)
    if under.dissolved_on is not None:
        raise Refused("parent-dissolved", _("上级单位已撤销"), "parent")
    rules.check_new_parent(
        stored.path, UnitKind(stored.kind), stored.level, (under.path, UnitKind(under.kind), under.level)
    )
    moved = list(Unit.objects.filter(path__startswith=stored.path))
    for each in moved:
        each.path = f"{under.path}{stored.pk}/{each.path.removeprefix(stored.path)}"
    Unit.objects.bulk_update(moved, ["path"], batch_size=500)
    before, stored.parent = {"parent": stored.parent_id}, under
    stored.save(update_fields=["parent"])
    record("unit.move", f"unit:{unit.pk}", actor, at, before=before, after={"parent": under.pk}, reason=reason)
    return Unit.objects.get(pk=unit.pk)


@transaction.atomic
def dissolve_unit(
    unit: Unit,
    *,
    actor: Actor,
    at: datetime,
    on: date,
    reason: str,
    successor: Unit | None = None,
    expect: int | None = None,
) -> Unit:
    """Close a unit that has no living unit below it; its open posts end at `at`, those that have not begun are taken
    back, its shifts to come are dropped, its history stays.

    `successor` is kept with it: whoever finds something left in its hands knows where it goes.
    Raises Refused: wrong-role, unit-dissolved, stale, units-below, reason-needed, dissolved-ahead, bad-successor,
    dissolved-before-it-was, dissolved-long-ago.
    """
    rules.check_may("unit.dissolve", actor)
    if not reason.strip():
        raise Refused("reason-needed", _("请写明撤销的依据"), "reason")
    existing(unit, expect)
    check_dissolution(unit, at=at, on=on, successor=successor)
    for post in not_over(at).filter(unit=unit):
        close(post, actor, at, reason)
    for shift in DutyShift.objects.filter(unit=unit, starts_at__gt=at).select_related("unit"):
        drop(shift, actor, at, reason)
    unit.dissolved_on, unit.successor = on, successor
    unit.save(update_fields=["dissolved_on", "successor"])
    after = {"dissolved_on": on.isoformat()} | ({"successor": successor.pk} if successor else {})
    record("unit.dissolve", f"unit:{unit.pk}", actor, at, after=after, reason=reason)
    return unit


def check_dissolution(unit: Unit, *, at: datetime, on: date, successor: Unit | None) -> None:
    """Whether the unit could be dissolved so, asked before anybody confirms it.

    Raises Refused: dissolved-ahead, dissolved-before-it-was, dissolved-long-ago, units-below, bad-successor.
    """
    today = timezone.localtime(at).date()
    if on > today:
        raise Refused("dissolved-ahead", _("撤销日期不得晚于今天"), "on")
    _check_last_day(unit, on, today)
    if unit.children.filter(dissolved_on=None).exists():
        raise Refused("units-below", _("下级单位尚未撤销"))
    _check_successor(unit, successor)


#: A decree is entered within a month; anything older is a slip of the keys.
_ENTERED_WITHIN = timedelta(days=31)


def _check_last_day(unit: Unit, on: date, today: date) -> None:
    first = UnitName.objects.filter(unit=unit).order_by("since").values_list("since", flat=True).first()
    if first is not None and on < first:
        raise Refused("dissolved-before-it-was", _("撤销日期早于它的启用日期 %(first)s") % {"first": first}, "on")
    if on < today - _ENTERED_WITHIN:
        earliest = today - _ENTERED_WITHIN
        raise Refused("dissolved-long-ago", _("撤销日期最早填 %(earliest)s（一个月内）") % {"earliest": earliest}, "on")


def check_unlike(name: str, without: Unit | None = None) -> None:
    """Two living units of one name could not be told apart in a list. Raises Refused("name-taken")."""
    same = UnitName.objects.filter(name=name, until=None, unit__dissolved_on=None).select_related("unit")
    other = same.exclude(unit=without).first()
    if other is not None:
        message = _("已有同名的单位（代码 %(code)s），请把名称写得能区分开") % {"code": other.unit.code}
        raise Refused("name-taken", message, "name")


def _check_successor(unit: Unit, successor: Unit | None) -> None:
    if successor is None:
        return
    if successor.pk == unit.pk or Unit.objects.get(pk=successor.pk).dissolved_on is not None:
        raise Refused("bad-successor", _("承接单位须是另一个未撤销的单位"), "successor")


def existing(unit: Unit, expect: int | None = None) -> Unit:
    """Lock the unit's row and look again whether it still exists and is as seen. On SQLite the transaction itself is
    the lock. Raises Refused: unit-dissolved, stale.
    """
    stored = Unit.objects.select_for_update().get(pk=unit.pk)
    check_seen(f"unit:{unit.pk}", expect)
    if stored.dissolved_on is not None:
        raise Refused("unit-dissolved", _("该单位已撤销"), "unit")
    return stored
