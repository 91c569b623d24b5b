"""The moves of a matter, from acceptance to the answer."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, Role
from yihaotong.articles import access as articles
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import over, remind
from yihaotong.reminders.rules import Kind as Reminder
from yihaotong.scrutiny import access
from yihaotong.scrutiny.actions import living
from yihaotong.scrutiny.actions.limits import recount
from yihaotong.scrutiny.actions.living import Turn
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules import life, matters
from yihaotong.scrutiny.rules.codes import OVER, Progress
from yihaotong.scrutiny.rules.life import Move
from yihaotong.scrutiny.rules.tables import LimitKind

Effect = Callable[[Matter, dict[str, Any], Actor, datetime], dict[str, Any]]


@transaction.atomic
def move(matter: Matter, name: str, *, actor: Actor, at: datetime, expect: int, data: Mapping[str, Any]) -> Matter:
    """Make one move of the table; `expect` is the version on the screen.

    Raises Refused: "no-such-move", "wrong-progress", "wrong-role", "out-of-reach", "same-person", "stale", what the
    fields say, and what the move asks besides ("not-secured", "still-public", "asked-already", "too-late").
    """
    row = _row(name)
    life.check(row, Progress(matter.progress), actor.roles)
    if not access.reaches(row, matter, actor):
        raise Refused("out-of-reach", f"这一件不归您{row.label}")
    life.check_apart(row, access.makers_of(access.steps_of(matter.key)), actor.key)
    said = living.cleaned(row, data)
    before = matter.progress
    changes = _EFFECTS[name](matter, said, actor, at) if name in _EFFECTS else {}
    target = matters.target_of(row, changes.get("outcome", matter.outcome))
    if target or changes:
        facts = {key: str(value) for key, value in said.items() if key in _CODES and value}
        living.advance(matter, Turn(target, changes), expect=expect)
    else:
        facts = {}
    _follow(matter, row, at)
    after = matter.progress
    living.keep_step(matter.key, name, actor=actor, at=at, words=said, before=before, after=after, sealed=False)
    living.line(name, matter.key, actor=actor, at=at, before=before, after=after, words=said, **facts)
    _tell(matter, row, actor, at)
    return matter


def _row(name: str) -> Move:
    if name not in matters.MOVES:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    return matters.MOVES[name]


def _follow(matter: Matter, row: Move, at: datetime) -> None:
    """The limits that end and begin with a move; what is over has none left but the one to ask again."""
    target = Progress(matter.progress) if row.target else None
    late = living.end(matter.key, row.meets, at=at)
    if target in OVER:
        late = living.end(matter.key, set(LimitKind) - set(row.starts), at=at) or late
    living.start(matter.key, matters.starts_of(row, target) if target else (), at=at)
    recount(matter, late=late)


#: What a line tells in the clear: codes only.
_CODES = frozenset({"out_of_scope", "outcome", "unit"})


def _decline(_matter: Matter, said: dict[str, Any], _actor: Actor, at: datetime) -> dict[str, Any]:
    return {"out_of_scope": said["out_of_scope"].value, "answer": said["answer"], "ended_at": at}


def _allot(_matter: Matter, said: dict[str, Any], _actor: Actor, at: datetime) -> dict[str, Any]:
    return {"unit": section_of(said["unit"], at)}


def _investigate(_matter: Matter, said: dict[str, Any], _actor: Actor, _at: datetime) -> dict[str, Any]:
    return {"outcome": said["outcome"].value}


def _verify(matter: Matter, _said: dict[str, Any], _actor: Actor, _at: datetime) -> dict[str, Any]:
    matters.check_secured(matter.wrong, matter.outcome, matter.secured_at)
    return {}


def _answer(matter: Matter, said: dict[str, Any], _actor: Actor, at: datetime) -> dict[str, Any]:
    matters.check_secured(matter.wrong, matter.outcome, matter.secured_at)
    return {"answer": said["answer"], "ended_at": at}


def _secure(matter: Matter, _said: dict[str, Any], _actor: Actor, at: datetime) -> dict[str, Any]:
    if not matter.urgent:
        raise Refused("wrong-progress", "这一件没有反映泄露个人信息")
    if matter.secured_at:
        raise Refused("stale", "已经记录过撤下了")
    article = articles.by_key(matter.about)
    if article is not None and article.is_public and article.shown.at <= matter.registered_at:
        raise Refused("still-public", "这篇信息还在网上：先到稿件页撤下，或更正后发布，再来登记")
    over(Reminder.EMERGENCY, matter.key, at=at)
    return {"secured_at": at}


def _reopen(matter: Matter, _said: dict[str, Any], actor: Actor, at: datetime) -> dict[str, Any]:
    if Role.CITIZEN in actor.roles:
        runs = access.runs(access.terms_of(matter.key), LimitKind.ASK_AGAIN, at)
        matters.check_asks_again(matter.route, matter.reopened, too_late=not runs)
    return {"reopened": matter.reopened + 1, "ended_at": None, "answer": "", "out_of_scope": ""}


def _call_off(_matter: Matter, _said: dict[str, Any], _actor: Actor, at: datetime) -> dict[str, Any]:
    return {"ended_at": at}


_EFFECTS: Mapping[str, Effect] = {
    "decline": _decline,
    "allot": _allot,
    "investigate": _investigate,
    "verify": _verify,
    "answer": _answer,
    "secure": _secure,
    "reopen": _reopen,
    "call_off": _call_off,
}


def _tell(matter: Matter, row: Move, actor: Actor, at: datetime) -> None:
    """Who has to do something now that he did not have to do before."""
    words, people = "", list[int]()
    if matter.progress in {Progress.IN_HAND, Progress.RECTIFYING} and row.target and matter.unit_id:
        what = "交您科室调查" if matter.progress == Progress.IN_HAND else "请您科室整改"
        words = f"{matter.number} {'退回' if row.name == 'send_back' else what}：{matter.title}"
        people = holders([Role.DRAFTER], at, matter.unit_id)
    elif row.name in {"rectify", "investigate", "reopen"}:
        words = f"{matter.number} {Progress(matter.progress).label}：{matter.title}"
        people = holders(matters.OFFICE, at)
    own = access.person_of(actor)
    remind([each for each in people if each != own], Reminder.SCRUTINY, subject=matter.key, words=words, at=at)


def section_of(code: str, at: datetime) -> Unit:
    """The section with this code. Raises Refused("no-such-unit")."""
    unit = access.sections(at).filter(code=code).first()
    if unit is None:
        raise Refused("no-such-unit", "请从列出的科室里选", "unit")
    return unit
