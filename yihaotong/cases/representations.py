"""The one representation of a case; REST, CSV and the portal show this or parts of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.identities import readings_for, words_for
from yihaotong.cases.models import Case, Clock, Emergency
from yihaotong.cases.rules import fields, moves
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.own_number import may_hold_number
from yihaotong.cases.rules.sealed_content import told_instead
from yihaotong.cases.rules.wording import written
from yihaotong.files.models import File


def summary(case: Case) -> dict[str, Any]:
    """What a list shows of a case: codes as codes, instants with zone, nothing of the requester."""
    return {
        "order_no": case.order_no,
        "version": case.version,
        "stage": str(case.stage),
        "title": case.title,
        "request_type": str(case.request_type),
        "category": case.category or None,
        "urgency": str(case.urgency),
        "place": case.place or None,
        "address": case.address,
        "channel": str(case.channel),
        "filed_at": written(case.filed_at),
        "due_at": written(case.due_at),
        "lead_unit": case.lead_unit.code if case.lead_unit else None,
        "outcome": str(case.outcome) or None,
        "closed_at": written(case.closed_at),
        "ended_as": str(case.ended_as) or None,
        "simulated": case.simulated,
    }


def summaries(cases: Sequence[Case], actor: Actor) -> list[dict[str, Any]]:
    """The same for a list, in words as this actor reads them. One query, and only where numbers stand in them."""
    read = readings_for((case for case in cases if any(map(may_hold_number, (case.title, case.address)))), actor)
    told = [(summary(case), read.get(case.pk, str)) for case in cases]
    return [each | {name: words(each[name]) for name in ("title", "address")} for each, words in told]


def whole(case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The summary with the text, the clocks, the answer once it is approved, and the moves open to this actor."""
    words, reply = words_for(case, actor), answer(case)
    return summary(case) | {
        "title": words(case.title),
        "address": words(case.address),
        "body": words(case.body),
        "clocks": [clock(row) for row in case.clocks.order_by("pk")],
        "supplements": [{"at": written(each.at), "text": words(each.text)} for each in case.supplements.order_by("pk")],
        "reply": words(reply) if reply else reply,
        "parent": _parent(case, actor),
        "moves": [row.name for row in access.moves_open(case, actor, at)],
    }


def _parent(case: Case, actor: Actor) -> str | None:
    """The number of the case it was merged into or follows; another citizen's is not told to a citizen."""
    if case.parent_id is None:
        return None
    return access.visible_to(actor).filter(pk=case.parent_id).values_list("order_no", flat=True).first()


def answer(case: Case) -> str | None:
    """What the citizen is answered: the reply once it passed review, the words with which his case was declined, and
    for a case merged into another of his that one's answer."""
    if Stage.MERGED in (case.stage, case.ended_as):
        return answer(access.parent_of(case))
    if Stage.DECLINED in (case.stage, case.ended_as):
        return told_instead(case.remarks.filter(move="decline").latest("pk").told)
    if case.stage not in ("to_call_back", "closed", "archived"):
        return None
    reply = case.replies.filter(proposed=False).order_by("-pk").first()
    return reply.text if reply else None


def clock(row: Clock) -> dict[str, Any]:
    return {
        "kind": str(row.kind),
        "limit": row.limit,
        "basis": row.basis,
        "started_at": written(row.started_at),
        "due_at": written(row.due_at),
        "provisional": row.provisional,
        "met_at": written(row.met_at),
        "dropped_at": written(row.dropped_at),
    }


def emergency(raised: Emergency) -> dict[str, Any]:
    """What whoever raised it about a case is answered; the rest is the centre's."""
    return {
        "order_no": raised.case.order_no if raised.case else None,
        "urgency": str(raised.case.urgency) if raised.case else None,
        "danger": str(raised.danger),
        "raised_at": written(raised.raised_at),
        "report_due_at": written(raised.due_at),
        "closed_at": written(raised.closed_at),
    }


def move(row: moves.Move) -> dict[str, Any]:
    """One row of the table of moves."""
    return {
        "name": row.name,
        "label": row.label,
        "from": sorted(stage.value for stage in row.sources),
        "to": row.target.value if row.target else None,
        "turns": [turn.target.value for turn in row.turns],
        "by": sorted(role.value for role in row.by),
        "effect": row.effect,
        "basis": row.basis,
        "fields": fields.json_schema(row.fields),
    }


def attachment(file: File, *, address: str) -> dict[str, Any]:
    """One attachment; `address` opens it for some minutes and needs no token."""
    return {
        "id": str(file.key),
        "name": file.name,
        "media_type": file.media,
        "size": file.size,
        "sha256": file.sha256,
        "width": file.width,
        "height": file.height,
        "audience": file.audience,
        "uploaded_at": written(file.at),
        "address": address,
    }
