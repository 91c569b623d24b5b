"""Whom a move tells: the leader of what waits for his hand, the officers of what came back or came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yihaotong.accounts.rules import Actor, Role
from yihaotong.applications import access
from yihaotong.applications.models import Application
from yihaotong.reminders import access as reminders
from yihaotong.reminders.actions import remind, settle
from yihaotong.reminders.rules import Kind


class Whom(StrEnum):
    """Who is told. An applicant's own act is news to the officers, their own is not."""

    LEADERS = "leaders"
    OFFICERS = "officers"


@dataclass(frozen=True)
class Tell:
    whom: Whom
    kind: Kind
    words: str


TELLS = {
    "register": Tell(Whom.OFFICERS, Kind.NEW_APPLICATION, "新的公开申请"),
    "supplement": Tell(Whom.OFFICERS, Kind.FROM_APPLICANT, "申请人主动补充"),
    "correct": Tell(Whom.OFFICERS, Kind.FROM_APPLICANT, "申请人已补正"),
    "correct_more": Tell(Whom.OFFICERS, Kind.FROM_APPLICANT, "申请人继续补正"),
    "withdraw": Tell(Whom.OFFICERS, Kind.FROM_APPLICANT, "申请人撤回申请"),
    "explain": Tell(Whom.LEADERS, Kind.APPLICATION_TO_RULE, "申请人说明了理由，待裁定"),
    "propose_extension": Tell(Whom.LEADERS, Kind.APPLICATION_TO_RULE, "延期待同意"),
    "approve_extension": Tell(Whom.OFFICERS, Kind.APPLICATION_RULED, "延期已同意，请在届满以前告知申请人"),
    "refuse_extension": Tell(Whom.OFFICERS, Kind.APPLICATION_RULED, "延期未获同意"),
    "propose": Tell(Whom.LEADERS, Kind.APPLICATION_TO_RULE, "答复待签发"),
    "sign": Tell(Whom.OFFICERS, Kind.APPLICATION_RULED, "答复已签发，请送出"),
    "send_back": Tell(Whom.OFFICERS, Kind.APPLICATION_RULED, "答复退回修改"),
    "rule": Tell(Whom.OFFICERS, Kind.APPLICATION_RULED, "数量频次的理由已裁定"),
    "answer_anew": Tell(Whom.OFFICERS, Kind.APPLICATION_RULED, "须重新答复"),
}


def tell(application: Application, move: str, *, actor: Actor, at: datetime, moved: bool) -> None:
    """Tell of a move; what was told before a request moved on no longer matters."""
    if moved:
        settle({application.key: at}, at=at)
    row = TELLS.get(move)
    if row is None:
        return
    people = [person for person in _people(row.whom, at) if actor.key != f"person:{person}"]
    remind(people, row.kind, subject=application.key, words=f"{row.words}：{application.number}", at=at)


def _people(whom: Whom, at: datetime) -> Sequence[int]:
    return access.officers(at) if whom is Whom.OFFICERS else reminders.holders([Role.DISCLOSURE_LEADER], at)
