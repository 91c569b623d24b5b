"""What each move changes in the record's row, and what it asks besides its fields."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from yihaotong.engagement import access
from yihaotong.engagement.models import Activity, Budget, Interpretation, Opinion, Proposal
from yihaotong.engagement.rules import activities, life, opinions, papers, proposals
from yihaotong.engagement.rules.codes import Bond, LimitKind, Progress, Publicity
from yihaotong.engagement.rules.life import Move
from yihaotong.journal.refusal import Refused

Told = tuple[dict[str, Any], Progress | None]


def of(record: Any, row: Move, said: Mapping[str, Any], at: datetime) -> Told:
    """The columns that change, and where it leads. Raises Refused as the rules of the sort say."""
    effect = _EFFECTS.get(row.name)
    changes = effect(record, said, at) if effect else {}
    if row.name == "hear":
        return changes, proposals.target_of(said["satisfaction"])
    return changes, row.target


def check_public(record: Any) -> None:
    """What must be there before it is public. Raises Refused."""
    if isinstance(record, Interpretation):
        papers.check_sections({name: getattr(record, name) for name in papers.SECTIONS})
    elif isinstance(record, Budget):
        papers.check_explained(record.running_costs)
    elif isinstance(record, Proposal):
        proposals.check_releasable(record.publicity)


def _release(record: Any, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    check_public(record)
    if said["released_on"] > localtime(at).date():
        raise Refused("out-of-range", "公开日期在今天之后", "released_on")
    link = life.check_link(said["link"])
    return {"released_on": said["released_on"], "released_link": link, "flagged": ""}


def _take_down(record: Any, _said: Mapping[str, Any], _at: datetime) -> dict[str, Any]:
    if not record.released_link:
        raise Refused("wrong-progress", "这一件是在本站公开的，请到稿件页撤下，这里自动登记")
    return {"released_on": None, "released_link": ""}


def _look(record: Any, _said: Mapping[str, Any], _at: datetime) -> dict[str, Any]:
    if not record.flagged:
        raise Refused("wrong-progress", "这一件没有需要看一看的地方")
    return {"flagged": ""}


def _drop(_record: Any, said: Mapping[str, Any], _at: datetime) -> dict[str, Any]:
    return {"dropped_why": said["reason"], "flagged": ""}


def _answer(record: Proposal, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    day = said["answered_on"]
    if not record.counts_from <= day <= localtime(at).date():
        raise Refused("out-of-range", "答复日期要在交办（反馈）之后、今天以前", "answered_on")
    changes = {"answered_on": day, "result": said["result"].value, "answer": said["answer"], "satisfaction": ""}
    return changes | _publicity(said, said["answer"])


def _publicity(said: Mapping[str, Any], answer: str) -> dict[str, Any]:
    proposals.check_publicity(said["publicity"], said["publicity_reason"], answer)
    return {"publicity": said["publicity"].value, "publicity_reason": said["publicity_reason"]}


def _relabel(record: Proposal, said: Mapping[str, Any], _at: datetime) -> dict[str, Any]:
    changes = _publicity(said, record.answer)
    if record.released_on and said["publicity"] not in {Publicity.FULL, Publicity.SUMMARY}:
        raise Refused("still-public", "复文还在网上：先撤下，再改公开属性")
    return changes


def _extend(record: Proposal, _said: Mapping[str, Any], _at: datetime) -> dict[str, Any]:
    if record.counts not in {LimitKind.NPC.value, LimitKind.CPPCC.value}:
        raise Refused("wrong-progress", "已经延长过，或正在重新办理，不能再延长")
    return {"counts": LimitKind.HARD.value}


def _hear(record: Proposal, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"satisfaction": said["satisfaction"].value}
    if proposals.target_of(said["satisfaction"]) is Progress.RECEIVED:
        if record.released_on:
            raise Refused("still-public", "复文还在网上：先撤下，再登记不满意重新办理")
        changes |= {"redone": record.redone + 1, "counts": LimitKind.REDO.value, "counts_from": localtime(at).date()}
        changes |= {"answered_on": None}
    return changes


def _open(record: Activity, _said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    announced = access.bound_here(record.key, Bond.NOTICE).exists()
    activities.check_opens(record.capacity, record.sign_up_until, at, announced=announced)
    return {}


def _hold(record: Activity, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    activities.check_held(record.starts_at, at)
    return {"attended": said["attended"], "outcome": said["outcome"]}


def _assess(_record: Opinion, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {"grade": said["grade"].value, "assessment": said["assessment"], "assessed_at": at}


def _respond(record: Opinion, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    opinions.check_since(said["responded_at"], record.found_at, at, "responded_at")
    link = life.check_link(said["link"])
    changes = {"responded_at": said["responded_at"], "response": said["response"], "flagged": ""}
    return changes | ({"released_on": localtime(said["responded_at"]).date(), "released_link": link} if link else {})


def _confer(record: Opinion, said: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    opinions.check_since(said["conference_at"], record.found_at, at, "conference_at")
    return {"conference_at": said["conference_at"]}


_EFFECTS: Mapping[str, Callable[[Any, Mapping[str, Any], datetime], dict[str, Any]]] = {
    "release": _release,
    "take_down": _take_down,
    "look": _look,
    "drop": _drop,
    "answer": _answer,
    "relabel": _relabel,
    "extend": _extend,
    "hear": _hear,
    "open": _open,
    "hold": _hold,
    "assess": _assess,
    "respond": _respond,
    "confer": _confer,
}
