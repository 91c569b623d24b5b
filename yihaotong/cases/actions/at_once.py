"""A call that finds its end while the caller is still on the line: filed and ended in one transaction, in two lines."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions import repeating
from yihaotong.cases.actions.filing import Filed, file
from yihaotong.cases.actions.moving import move
from yihaotong.cases.rules.codes import Channel
from yihaotong.journal.refusal import Refused

#: The moves that may end a case in the breath in which it is filed.
ENDS = ("answer", "void", "decline", "transfer")


def answer_at_once(data: Mapping[str, Any], answer: Mapping[str, Any], **filing: Any) -> Filed:
    """File from `data` and answer with the fields of the move `answer`; as `end_at_once`."""
    return end_at_once(data, "answer", answer, **filing)


@transaction.atomic
def end_at_once(
    data: Mapping[str, Any],
    name: str,
    fields: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    channel: Channel,
    submission: UUID | None = None,
    draft: UUID | None = None,
    via: str = "",
) -> Filed:
    """File from `data` and make one of `ENDS` with its `fields`: both, or neither.

    The same `submission` twice is one case with one end; the second time nothing is done (`again`), and a `draft` that
    was filed or ended otherwise is Refused("filed-otherwise"). Raises Refused as filing and the move do, or
    "not-at-once" for another move.
    """
    if name not in ENDS:
        raise Refused("not-at-once", "登记时只能直接答复、作无效、不予受理或转专线", "move")
    filed = file(data, actor=actor, at=at, channel=channel, submission=submission, draft=draft, via=via)
    if filed.again:
        if draft:
            repeating.check_same_end(filed.case, name, fields)
        return filed
    ended = move(filed.case, name, actor=actor, at=at, data=fields, via=via)
    return Filed(ended, filed.query_code)
