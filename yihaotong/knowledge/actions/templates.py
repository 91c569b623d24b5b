"""Templates: a unit's own by its people, the centre's by its keepers; in force as soon as they are saved, since whoever
uses one reads it before he sends it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.actions import versions
from yihaotong.knowledge.models import Template
from yihaotong.knowledge.rules import contents, placeholders, powers


@transaction.atomic
def write_template(data: Mapping[str, Any], *, actor: Actor, at: datetime, unit: Unit | None) -> Template:
    """A new template of a unit, or of the centre for everybody (None).

    Raises Refused: wrong-role, unknown-placeholder, title-taken, or naming the part at fault.
    """
    powers.check_writes(actor, unit.pk if unit else None)
    content = _content(data, at)
    _check_title(content["title"], unit.pk if unit else None)
    return versions.first(Template(unit=unit), content, actor=actor, at=at, act="write", in_force=True)


@transaction.atomic
def revise_template(
    template: Template, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int, note: str = ""
) -> Template:
    """A new version; a withdrawn one is back with it.

    Raises Refused: wrong-role, stale, unknown-placeholder, title-taken, …
    """
    powers.check_writes(actor, template.unit_id)
    content = _content(data, at)
    _check_title(content["title"], template.unit_id, besides=template.pk)
    revised = versions.another(
        template, content, actor=actor, at=at, act="write", expect=expect, in_force=True, note=note
    )
    if revised.withdrawn_at is not None:
        revised.withdrawn_at = None
        revised.save(update_fields=["withdrawn_at"])
    return revised


@transaction.atomic
def withdraw_template(template: Template, *, actor: Actor, at: datetime) -> Template:
    """Raises Refused: wrong-role, withdrawn-already."""
    powers.check_writes(actor, template.unit_id)
    held = Template.objects.select_for_update().get(pk=template.pk)
    if held.withdrawn_at is not None:
        raise Refused("withdrawn-already", "这个模板已经停用")
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    journal.record("template.withdraw", subject=held.key, actor=actor.key, at=at, after={"withdrawn": held.latest})
    return held


def _check_title(title: str, unit: int | None, *, besides: int | None = None) -> None:
    """Templates are chosen by their titles. Raises Refused("title-taken")."""
    same = Template.objects.filter(title=title, unit=unit, withdrawn_at=None)
    if (same.exclude(pk=besides) if besides else same).exists():
        raise Refused("title-taken", f"已有叫“{title}”的模板，请换一个名称，或改原来那个", "title")


def _content(data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    content = contents.clean(contents.TEMPLATE, data)
    placeholders.check(content["text"])
    versions.check_known(content, localtime(at).date())
    return content
