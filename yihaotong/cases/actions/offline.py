"""Calls that were written down without the network, entered later: with their true times, and each once."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases.actions.filing import Filed, file, filed_before
from yihaotong.cases.rules.codes import Channel
from yihaotong.cases.rules.moves import FILE_FIELDS
from yihaotong.cases.rules.offline import Taken
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault
from yihaotong.vault.rules.envelopes import Envelope
from yihaotong.vault.rules.sealing import Unopenable

_KNOWN = {field.name for field in FILE_FIELDS}


def context_of(submission: UUID, owner: str) -> str:
    """What a call's envelope is tied to: itself, and who took the call."""
    return f"call:{submission}:{owner}"


def open_call(envelope: Envelope, *, submission: UUID, owner: str, actor: Actor) -> dict[str, Any]:
    """What was written down, for whoever took the call, or for a shift leader who enters it for him.

    Raises Refused("not-yours" | "unopenable").
    """
    if owner != actor.key and Role.SHIFT_LEADER not in actor.roles:
        raise Refused("not-yours", "这通电话是别人接的：请由本人登录补录，或由班长代为补录")
    try:
        told = json.loads(vault.open_envelope(envelope, context=context_of(submission, owner)))
    except (Unopenable, ValueError):
        raise Refused("unopenable", "这条离线记录打不开：不是在本系统里记的，或已损坏。请按纸质记录重新登记") from None
    if not isinstance(told, dict):
        raise Refused("unopenable", "这条离线记录打不开：内容不是一份登记")
    return {name: value for name, value in told.items() if name in _KNOWN}


def enter(
    data: Mapping[str, Any], *, submission: UUID, owner: str, actor: Actor, at: datetime, age: timedelta
) -> Filed:
    """Enter one call that came `age` ago, by the clock of the computer it was written down on.

    An age instead of a time: that clock may be wrong, but it is wrong by the same at both ends. The same call twice
    makes one case, however late the second comes. Raises Refused as `file` does.
    """
    if earlier := filed_before(submission, actor):
        return earlier
    taken = Taken(at - age, owner)
    return file(data, actor=actor, at=at, channel=Channel.PHONE, submission=submission, taken=taken)
