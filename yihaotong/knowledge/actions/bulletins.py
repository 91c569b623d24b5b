"""Bulletins (公告口径): entered once, said by everybody, extended or ended early."""

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
from yihaotong.knowledge.models import Bulletin
from yihaotong.knowledge.rules import contents, powers


@transaction.atomic
def announce(data: Mapping[str, Any], *, actor: Actor, at: datetime, unit: Unit) -> Bulletin:
    """A new bulletin about a matter of `unit`: in force at once from a keeper, else when a keeper releases it.

    Raises Refused: wrong-role, unit-gone, over-already, or naming the part at fault.
    """
    powers.check_writes(actor, unit.pk)
    if unit.dissolved_on is not None:
        raise Refused("unit-gone", "该单位已撤销，请选接替的单位", "unit")
    content = _content(data, at)
    return versions.first(
        Bulletin(unit=unit), content, actor=actor, at=at, act="announce", in_force=powers.keeps(actor)
    )


@transaction.atomic
def revise_bulletin(
    bulletin: Bulletin, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int, note: str = ""
) -> Bulletin:
    """A new version: in force at once from a keeper; else the old words hold until a keeper releases the new.

    Raises Refused: wrong-role, stale, nothing-changed, ended, over-already, or naming the part at fault.
    """
    powers.check_writes(actor, bulletin.unit_id)
    _check_not_ended(bulletin)
    content = _content(data, at)
    return versions.another(
        bulletin, content, actor=actor, at=at, act="revise", expect=expect, in_force=powers.keeps(actor), note=note
    )


@transaction.atomic
def release_bulletin(bulletin: Bulletin, *, actor: Actor, at: datetime, expect: int) -> Bulletin:
    """Raises Refused: wrong-role, own-words, stale, nothing-to-release, ended."""
    powers.check_keeps(actor, "发布公告")
    _check_not_ended(bulletin)
    return versions.put_in_force(bulletin, actor=actor, at=at, expect=expect)


@transaction.atomic
def extend(bulletin: Bulletin, *, actor: Actor, at: datetime, expect: int, until: str) -> Bulletin:
    """Another expected end, later or sooner; the words stay, so those of its unit need nobody's release.

    Raises Refused: wrong-role, stale, not-released, draft-waiting, ended, ends-before-start, over-already.
    """
    powers.check_writes(actor, bulletin.unit_id)
    _check_not_ended(bulletin)
    if not bulletin.released:
        raise Refused("not-released", "这条公告还没有发布")
    if bulletin.awaits_release:
        raise Refused("draft-waiting", "还有一版等待发布，请先发布或退回它")
    content = versions.content_of(bulletin, bulletin.released)
    moment = contents.clean([part for part in contents.BULLETIN if part.name == "until"], {"until": until})
    contents.check_bulletin(content | moment, at)
    return versions.another(
        bulletin, content | moment, actor=actor, at=at, act="extend", expect=expect, in_force=True, note="改预计结束"
    )


@transaction.atomic
def end(bulletin: Bulletin, *, actor: Actor, at: datetime) -> Bulletin:
    """提前结束: nobody says it any more. Raises Refused: wrong-role, ended."""
    powers.check_writes(actor, bulletin.unit_id)
    held = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    _check_not_ended(held)
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    journal.record("bulletin.end", subject=held.key, actor=actor.key, at=at, after={"ended": localtime(at).isoformat()})
    return held


def _content(data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    content = contents.clean(contents.BULLETIN, data)
    contents.check_bulletin(content, at)
    versions.check_known(content, localtime(at).date())
    return content


def _check_not_ended(bulletin: Bulletin) -> None:
    if bulletin.ended_at is not None:
        raise Refused("ended", "这条公告已经结束，请另发一条")
