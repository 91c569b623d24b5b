"""The life of a version: begun from the one in force, confirmed by the sections, reviewed, approved, released."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from yihaotong.accounts.rules import Actor
from yihaotong.cases.rules.fields import clean
from yihaotong.catalogue import access
from yihaotong.catalogue.actions import telling
from yihaotong.catalogue.actions.digests import text_sm3
from yihaotong.catalogue.models import Confirmation, Matter, Row, Trace, Version
from yihaotong.catalogue.rules import moves
from yihaotong.catalogue.rules.codes import OPEN, Act, Progress
from yihaotong.catalogue.rules.moves import KEEPERS, REASON, Move
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

_ONE_OPEN = "已经有一稿在编制，先办完或放弃它"


@transaction.atomic
def begin(*, actor: Actor, at: datetime, reason: str) -> Version:
    """A new version, with the rows of the one in force. Raises Refused: wrong-role, one-open, missing."""
    if not actor.roles & KEEPERS:
        raise Refused("wrong-role", "目录由公开专员编写")
    why = clean((REASON,), {"reason": reason})["reason"]
    if access.version_being_made() is not None:
        raise Refused("one-open", _ONE_OPEN)
    held = Version.objects.filter(progress=Progress.RELEASED.value).first()
    version = Version(
        number=(Version.objects.aggregate(Max("number"))["number__max"] or 0) + 1,
        progress=Progress.DRAFTING.value,
        based_on=held.number if held else None,
        reason=why,
        begun_at=at,
        begun_by=actor.key,
        moved_at=at,
        moved_by=actor.key,
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        raise Refused("one-open", _ONE_OPEN) from None
    if held is not None:
        _copy(held, version)
    journal.record(
        "catalogue.begin",
        subject=version.key,
        actor=actor.key,
        at=at,
        reason=why,
        after={"based_on": version.based_on, "rows": version.rows.count()},
    )
    return version


def _copy(held: Version, version: Version) -> None:
    rows = list(held.rows.all())
    for row in rows:
        row.pk = None
        row.version = version
    Row.objects.bulk_create(rows)


@transaction.atomic
def move(
    version: Version,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    expect: int,
    data: Mapping[str, Any] | None = None,
) -> Version:
    """Make one move of the table; `expect` is the turn on the screen.

    Raises Refused: no-such-move, wrong-stage, wrong-role, stale, not-own-section, own-words, nothing-in-it, or naming
    the field at fault.
    """
    held = Version.objects.get(pk=version.pk)
    before = Progress(held.progress)
    row = moves.check(name, before, actor.roles)
    if held.turn != expect:
        raise Refused("stale", "目录刚才有变动，请看过再办", version=held.turn)
    said = clean(row.fields, dict(data or {}))
    target = _CHECKS.get(name, _straight)(held, row, actor, at)
    written: dict[str, Any] = {
        "progress": target.value,
        "being_made": True if target in OPEN else None,
        "said": said.get("reason") or said.get("note") or "",
        "moved_at": at,
        "moved_by": actor.key,
        **_stamps(name, actor, at),
    }
    if target is Progress.RELEASED:
        _came_into_force(held, actor, at)
    if not Version.objects.filter(pk=held.pk, turn=expect).update(turn=expect + 1, **written):
        raise Refused("stale", "目录刚才有变动，请看过再办")
    moved = Version.objects.get(pk=held.pk)
    journal.record(
        f"catalogue.{name}",
        subject=moved.key,
        actor=actor.key,
        at=at,
        reason=str(written["said"]),
        before={"progress": before.value, "turn": expect},
        after={"progress": target.value, "turn": moved.turn, "text_sm3": _vouched(moved)},
    )
    telling.tell(moved, before, at)
    return moved


def _vouched(version: Version) -> str:
    """The digest of the rows, which stand still from here on; nothing of what is written on, or dropped."""
    moving = version.progress in {Progress.DRAFTING, Progress.DISCARDED}
    return "" if moving else text_sm3(version)


def _stamps(name: str, actor: Actor, at: datetime) -> dict[str, Any]:
    if name == "ask":
        return {"asked_by": actor.key}
    if name == "approve":
        return {"approved_at": at, "approved_by": actor.key}
    return {"released_at": at, "released_by": actor.key} if name == "release" else {}


# --- what holds besides the table ------------------------------------------------------------------------------------


def _straight(held: Version, row: Move, actor: Actor, at: datetime) -> Progress:  # noqa: ARG001 — as all of them
    return row.target or Progress(held.progress)


def _ask(held: Version, row: Move, actor: Actor, at: datetime) -> Progress:  # noqa: ARG001 — as all of them
    rows = access.rows_of(held)
    leaves = [each for each in rows if each.parent]
    if not leaves:
        raise Refused("nothing-in-it", "目录还没有二级事项，先写上再送")
    parents = {each.parent for each in leaves}
    if bare := next((each for each in rows if not each.parent and each.key not in parents), None):
        raise Refused("nothing-in-it", f"一级事项“{bare.name}”下面还没有二级事项")
    waiting = access.unconfirmed(held)
    return Progress.CONFIRMING if waiting or row.turn is None else row.turn


def _confirm(held: Version, row: Move, actor: Actor, at: datetime) -> Progress:
    """Each section for itself; with the last one it goes on by itself."""
    own = access.own_sections(actor) & access.sections_named_in(held.rows.all())
    waiting = access.unconfirmed(held)
    if not own:
        raise Refused("not-own-section", "这一稿里没有您科室负责的事项")
    if not own & waiting:
        raise Refused("nothing-to-confirm", "您的科室已经确认过了")
    Confirmation.objects.bulk_create(
        [Confirmation(version=held, unit_id=unit, at=at, by=actor.key) for unit in sorted(own & waiting)]
    )
    return Progress.CONFIRMING if waiting - own or row.turn is None else row.turn


def _give_back(held: Version, row: Move, actor: Actor, at: datetime) -> Progress:
    if not access.own_sections(actor) & access.sections_named_in(held.rows.all()):
        raise Refused("not-own-section", "这一稿里没有您科室负责的事项")
    return _straight(held, row, actor, at)


def _endorse(held: Version, row: Move, actor: Actor, at: datetime) -> Progress:
    """Two pairs of eyes: a design of this house, as everywhere before something goes out."""
    if held.asked_by == actor.key:
        raise Refused("own-words", "送审的人不能自己审核，请另一位公开工作负责人审核")
    return _straight(held, row, actor, at)


_CHECKS: Mapping[str, Callable[[Version, Move, Actor, datetime], Progress]] = {
    "ask": _ask,
    "confirm": _confirm,
    "give_back": _give_back,
    "endorse": _endorse,
}


def _came_into_force(held: Version, actor: Actor, at: datetime) -> None:
    """The version before is replaced; rows begin, end, or go on in another."""
    earlier = Version.objects.filter(progress=Progress.RELEASED.value).first()
    keys = set(held.rows.values_list("matter", flat=True))
    Matter.objects.filter(pk__in=keys, since=None).update(since=at)
    if earlier is None:
        return
    replaced = Version.objects.filter(pk=earlier.pk)
    replaced.update(progress=Progress.REPLACED.value, replaced_at=at, turn=earlier.turn + 1)
    journal.record(
        "catalogue.replaced",
        subject=earlier.key,
        actor=actor.key,
        at=at,
        before={"progress": earlier.progress},
        after={"progress": Progress.REPLACED.value, "by": held.number},
    )
    _ended(held, keys, at)


def _ended(held: Version, keys: set[str], at: datetime) -> None:
    """Rows that are gone end; what was merged counts for the row that is left in the end, in one step."""
    into = dict(Trace.objects.filter(version=held, act=Act.MERGED.value).order_by("pk").values_list("matter", "into"))
    for matter in Matter.objects.filter(since__lt=at, ended_at=None).exclude(pk__in=keys):
        last = into.get(matter.key)
        while last in into:
            last = into[last]
        matter.ended_at, matter.merged_into_id = at, last
        matter.save(update_fields=["ended_at", "merged_into"])
        if last is not None:
            Matter.objects.filter(merged_into=matter).update(merged_into=last)
