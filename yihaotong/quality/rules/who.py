"""Who may do what in quality: the table, and the people who may not although their role may."""

from collections.abc import Iterable, Mapping

from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal.refusal import Refused
from yihaotong.quality.rules.codes import Progress, Work

_SHIFT = frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR})

#: Who scores which work.
SCORES: Mapping[Work, frozenset[Role]] = {
    Work.FILING: _SHIFT,
    Work.ANSWER: _SHIFT,
    Work.TURNED_DOWN: _SHIFT,
    Work.DISPATCH: _SHIFT,
    Work.CALL_BACK: _SHIFT,
    Work.REPLY: frozenset({Role.REVIEWER, Role.SUPERVISOR}),
    Work.APPROVAL: frozenset({Role.SUPERVISOR}),
}

#: Who may do the rest.
WHO_MAY: Mapping[str, frozenset[Role]] = {
    "plan.set": frozenset({Role.SUPERVISOR}),
    "sheet.set": frozenset({Role.SUPERVISOR}),
    "draw.begin": frozenset({Role.SUPERVISOR, Role.SHIFT_LEADER, Role.WORKER}),
    "appeal.decide": frozenset({Role.SUPERVISOR}),
    "figures.read": frozenset({Role.SHIFT_LEADER, Role.SUPERVISOR, Role.ANALYST}),
}


def may(act: str, roles: Iterable[Role]) -> bool:
    return bool(WHO_MAY[act] & set(roles))


def check_may(act: str, actor: Actor) -> None:
    if not may(act, actor.roles):
        raise Refused("wrong-role", "您的岗位不能进行此项操作", act=act)


def works_scored_by(roles: Iterable[Role]) -> frozenset[Work]:
    """The kinds of work somebody with these roles may score."""
    held = set(roles)
    return frozenset(work for work, by in SCORES.items() if by & held)


def check_may_score(actor: Actor, work: Work, person: int, progress: Progress) -> None:
    """Raises Refused("wrong-role" | "own-work" | "scored-already")."""
    if work not in works_scored_by(actor.roles):
        raise Refused("wrong-role", f"您的岗位不评“{work.label}”")
    if actor.key == f"person:{person}":
        raise Refused("own-work", "不能给自己的工作评分，请由别人来评")
    if progress is not Progress.WAITING:
        raise Refused("scored-already", "这件样本已经有评分了")


def check_may_decide(actor: Actor, person: int, scorers: Iterable[str]) -> None:
    """Neither the one who was scored nor one who scored decides. Raises Refused("wrong-role" | "own-case")."""
    check_may("appeal.decide", actor)
    if actor.key == f"person:{person}":
        raise Refused("own-case", "申诉须由别人裁定")
    if actor.key in set(scorers):
        raise Refused("own-case", "这个分数是您评的，申诉须由另一个人裁定")
