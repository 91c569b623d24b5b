"""Versions of templates: written by one, released or turned down by another."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import canonical
from yihaotong.letters import access
from yihaotong.letters.models import Template, Version
from yihaotong.letters.rules import checking, moves, templates
from yihaotong.letters.rules.templates import Content


@transaction.atomic
def write(
    code: str, values: Mapping[str, object], *, actor: Actor, at: datetime, expect: int, note: str = ""
) -> Version:
    """A new version, which waits for somebody else's release. `values`: title, addressee, text, note.

    Raises Refused: wrong-role, stale, nothing-changed, and what `access.check` says, with its field.
    """
    moves.check("write", actor)
    template = templates.template(code)
    content = checking.content_of(values)
    access.check(template, content)
    return _keep(template, content, actor=actor, at=at, expect=expect, act="write", note=note)


@transaction.atomic
def restore(code: str, *, actor: Actor, at: datetime, expect: int) -> Version:
    """The shipped text as a new version. Raises Refused: wrong-role, stale, nothing-changed."""
    moves.check("restore", actor)
    template = templates.template(code)
    note = moves.MOVES["restore"].label
    return _keep(template, template.shipped, actor=actor, at=at, expect=expect, act="restore", note=note)


@transaction.atomic
def release(code: str, *, actor: Actor, at: datetime, expect: int) -> Version:
    """The newest version holds from now on. Raises Refused: wrong-role, own-version, stale, nothing-to-release."""
    moves.check("release", actor)
    row, version = _waiting(code, expect)
    if version.by == actor.key:
        raise Refused("own-version", "自己起草的版本要由另一个人发布")
    access.check(templates.template(code), Content(**json.loads(version.content)))
    before, row.released = row.released, row.latest
    row.save(update_fields=["released"])
    version.released_at, version.released_by = at, actor.key
    version.save(update_fields=["released_at", "released_by"])
    _record("release", row, actor, at, before={"released": before}, after={"released": row.released})
    return version


@transaction.atomic
def turn_down(code: str, *, actor: Actor, at: datetime, expect: int, reason: str) -> Version:
    """The newest version is not released. Raises Refused: wrong-role, reason-needed, stale, nothing-to-release."""
    why = moves.check("turn_down", actor, reason)
    row, version = _waiting(code, expect)
    row.turned_down = row.latest
    row.save(update_fields=["turned_down"])
    version.turned_down_at, version.turned_down_by, version.reason = at, actor.key, why
    version.save(update_fields=["turned_down_at", "turned_down_by", "reason"])
    _record("turn_down", row, actor, at, reason=why, after={"turned_down": row.latest})
    return version


def _keep(
    template: templates.Template, content: Content, *, actor: Actor, at: datetime, expect: int, act: str, note: str
) -> Version:
    if len(note) > moves.LONGEST_REASON:
        raise Refused("too-long", f"说明最多 {moves.LONGEST_REASON} 字", "note")
    Template.objects.get_or_create(code=template.code)
    row = _held(template.code, expect)
    written = canonical(content.as_dict())
    if written == canonical(_newest(template, row).as_dict()):
        raise Refused("nothing-changed", "与上一版一字不差，没有保存新版本")
    row.latest += 1
    row.save(update_fields=["latest"])
    version = Version(template=row, number=row.latest, content=written, at=at, by=actor.key, note=note.strip())
    version.save(force_insert=True)
    _record(act, row, actor, at, after={"version": row.latest, "text_sm3": access.text_sm3(content)})
    return version


def _newest(template: templates.Template, row: Template) -> Content:
    """What stands last: the newest version, unless it was turned down; then what is in force."""
    number = row.latest if row.latest != row.turned_down else row.released
    version = Version.objects.filter(template=row, number=number).first()
    return access.content_of(version) if version else template.shipped


def _held(code: str, expect: int) -> Template:
    """The row as it is, and nobody else writes it until this transaction ends. Raises Refused("stale")."""
    if not Template.objects.filter(pk=code, latest=expect).update(latest=F("latest")):
        raise Refused("stale", "别人刚刚存了新的版本，请看过再改")
    return Template.objects.get(pk=code)


def _waiting(code: str, expect: int) -> tuple[Template, Version]:
    templates.template(code)
    row = _held(code, expect)
    if not row.awaits_release:
        raise Refused("nothing-to-release", "没有等待发布的版本")
    return row, Version.objects.get(template=row, number=row.latest)


def _record(
    act: str,
    row: Template,
    actor: Actor,
    at: datetime,
    *,
    reason: str = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    kind = f"letter_template.{act}"
    journal.record(kind, subject=row.key, actor=actor.key, at=at, reason=reason, before=before, after=after)
