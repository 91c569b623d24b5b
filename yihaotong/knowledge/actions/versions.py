"""Versions: what entries, bulletins and templates have in common. The words stand in the version, their digest in the
journal's line, and `journal verify` compares the two (knowledge/verifying.py).
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.dispatch.access import place_names
from yihaotong.dispatch.models import Category
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import canonical, sm3
from yihaotong.knowledge.models import MODELS, Bulletin, Entry, Record, Template, Version
from yihaotong.knowledge.rules import contents, powers
from yihaotong.knowledge.rules.codes import SUBJECTS, Noun

PARTS: Mapping[Noun, tuple[contents.Part, ...]] = {
    Noun.ENTRY: contents.ENTRY,
    Noun.BULLETIN: contents.BULLETIN,
    Noun.TEMPLATE: contents.TEMPLATE,
}
_LONGEST_REASON = 200

Kept = TypeVar("Kept", bound=Entry | Bulletin | Template)


def text_sm3(content: str) -> str:
    """The digest by which a line vouches for the content of a version, in hex."""
    return sm3(content.encode()).hex()


def content_of(record: Record, number: int) -> dict[str, Any]:
    """The content of one version of a record. Raises Version.DoesNotExist."""
    return dict(json.loads(Version.objects.get(subject=record.key, number=number).content))


def check_known(content: Mapping[str, Any], on: date) -> None:
    """Raises Refused: unknown-category, unknown-place."""
    if code := content.get("category"):
        category = Category.objects.filter(pk=code).first()
        if category is None or not category.in_force(on):
            raise Refused("unknown-category", f"没有“{code}”这个问题类别，或已停用", "category")
    places = content.get("places") or []
    if strange := sorted(set(places) - place_names(places).keys()):
        raise Refused("unknown-place", f"没有“{strange[0]}”这个地点代码", "places")


def first(record: Kept, content: Mapping[str, Any], *, actor: Actor, at: datetime, act: str, in_force: bool) -> Kept:
    """Keep a new record with its first version, in force at once or not, and its line."""
    if in_force and not isinstance(record, Template):
        record.released = 1
    _put(record, content)
    record.save(force_insert=True)
    _keep(record, content, actor=actor, at=at, act=act, before=None, in_force=in_force, note="")
    return record


def another(
    record: Kept,
    content: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    expect: int,
    in_force: bool,
    note: str = "",
) -> Kept:
    """Keep a new version of a record. Raises Refused: stale, nothing-changed."""
    held = _as_held(record, expect)
    previous = Version.objects.get(subject=held.key, number=held.latest)
    if previous.content == canonical(content) and not in_force:
        raise Refused("nothing-changed", "与上一版一字不差，没有保存新版本")
    held.latest += 1
    written = ["latest"]
    if in_force and not isinstance(held, Template):
        held.released = held.latest
        written.append("released")
    if in_force or (not isinstance(held, Template) and not held.released):
        written += _put(held, content)
    held.save(update_fields=written)
    _keep(held, content, actor=actor, at=at, act=act, before=previous, in_force=in_force, note=note)
    return held


def _as_held(record: Kept, expect: int) -> Kept:
    """The record as the database has it, held until the transaction ends. Raises Refused("stale")."""
    held: Kept = MODELS[record.noun].objects.select_for_update().get(pk=record.pk)
    if held.latest != expect:
        raise Refused("stale", "别人刚刚存了新的版本，请看过再改", latest=held.latest)
    return held


def _put(record: Kept, content: Mapping[str, Any]) -> list[str]:
    """Write a content into the columns of its record; which they are."""
    columns = contents.columns(PARTS[record.noun], content)
    for name, value in columns.items():
        setattr(record, name, value)
    return list(columns)


def _keep(
    record: Record,
    content: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    act: str,
    before: Version | None,
    in_force: bool,
    note: str,
) -> None:
    written = canonical(content)
    version = Version(
        subject=record.key, number=record.latest, at=at, by=actor.key, note=note[:_LONGEST_REASON], content=written
    )
    if in_force:
        version.released_at, version.released_by = at, actor.key
    version.save(force_insert=True)
    after: dict[str, Any] = {"version": record.latest, "text_sm3": text_sm3(written)}
    if before is None:
        after["unit"] = record.unit_id
    if in_force:
        after["released"] = record.latest
    journal.record(
        f"{SUBJECTS[record.noun]}.{act}",
        subject=record.key,
        actor=actor.key,
        at=at,
        reason=note,
        before={"version": before.number, "text_sm3": text_sm3(before.content)} if before else None,
        after=after,
    )


def put_in_force(record: Kept, *, actor: Actor, at: datetime, expect: int) -> Kept:
    """Release the newest version: its content becomes the record's. Raises Refused: stale, nothing-to-release."""
    held = _as_held(record, expect)
    if isinstance(held, Template) or not held.awaits_release:
        raise Refused("nothing-to-release", "没有等待发布的版本")
    version = Version.objects.get(subject=held.key, number=held.latest)
    powers.check_release(actor, held.unit_id, version.by)
    before, held.released = held.released, held.latest
    held.save(update_fields=["released", *_put(held, json.loads(version.content))])
    version.released_at, version.released_by = at, actor.key
    version.save(update_fields=["released_at", "released_by"])
    journal.record(
        f"{SUBJECTS[held.noun]}.release",
        subject=held.key,
        actor=actor.key,
        at=at,
        before={"released": before},
        after={"released": held.released},
    )
    return held


@transaction.atomic
def turn_down(record: Entry | Bulletin, *, actor: Actor, at: datetime, expect: int, reason: str) -> Entry | Bulletin:
    """Do not release the newest version, and say why: its author writes another.

    Raises Refused: stale, nothing-to-release, wrong-role, reason-needed.
    """
    held = _as_held(record, expect)
    if not held.awaits_release:
        raise Refused("nothing-to-release", "没有等待发布的版本")
    if isinstance(held, Bulletin):
        powers.check_keeps(actor, "不准发布公告")
    powers.check_leads(actor, held.unit_id, "不准发布")
    why = checked_reason(reason)
    held.turned_down = held.latest
    held.save(update_fields=["turned_down"])
    journal.record(
        f"{SUBJECTS[held.noun]}.turn_down",
        subject=held.key,
        actor=actor.key,
        at=at,
        reason=why,
        after={"turned_down": held.turned_down},
    )
    return held


def checked_reason(reason: str, longest: int = _LONGEST_REASON, field: str = "reason") -> str:
    """Raises Refused: reason-needed, too-long."""
    told = contents.clean([contents.Part(field, "理由", "text", longest=longest)], {field: reason})[field]
    if not told:
        raise Refused("reason-needed", "请写明理由", field)
    return str(told)
