"""A life as a table of moves: from which progress to which, by whom, with what. Buttons, permissions and documents
come from it; what is not in it is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.rules.tables import LimitKind


@dataclass(frozen=True)
class Move:
    """One row. `target` None: the record stays where it is; `turns`: where else it may lead, by what was filled in.

    `apart`: whoever made one of these moves of the same record may not make this one (two pairs of eyes).
    `starts`, `meets`: the limits that begin and end with it. `offered`: fields whose choices are a table of data.
    """

    name: str
    label: str
    sources: frozenset[Code]
    target: Code | None
    by: frozenset[Role]
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()
    turns: tuple[Code, ...] = ()
    apart: tuple[str, ...] = ()
    starts: tuple[LimitKind, ...] = ()
    meets: tuple[LimitKind, ...] = ()
    offered: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    rare: bool = False
    #: What is said when it was made.
    done: str = ""

    @property
    def targets(self) -> tuple[Code, ...]:
        return (self.target, *self.turns) if self.target else ()


def check(move: Move, progress: Code, roles: Iterable[Role]) -> None:
    """Raises Refused("wrong-progress" | "wrong-role")."""
    if progress not in move.sources:
        raise Refused("wrong-progress", f"现在是“{progress.label}”，不能{move.label}", progress=progress.value)
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}", act=move.name)


def check_apart(move: Move, makers: Mapping[str, str], actor: str) -> None:
    """`makers`: who made which earlier move ("move name" → actor key). Raises Refused("same-person")."""
    if made := next((name for name in move.apart if makers.get(name) == actor), ""):
        raise Refused("same-person", f"这一步须由另一个人来做：前面的一步（{_WORDS.get(made, made)}）是您做的")


def check_offered(move: Move, name: str, value: str, label: str) -> None:
    """Whether a code is one of those that the move offers. Raises Refused("not-a-choice")."""
    if value and value not in dict(move.offered[name]):
        raise Refused("not-a-choice", f"请从列出的“{label}”里选", name)


#: How the refusal names the step that somebody has made himself.
_WORDS = {
    "investigate": "调查",
    "rectify": "整改",
    "open": "立案",
    "establish": "查明事实",
    "hear": "听取陈述",
    "propose": "提出处理建议",
    "decide": "作出决定",
    "draft": "拟定考核结果",
    "show": "送科室征求意见",
    "settle": "裁定",
}
