"""A life as a table of moves: from which progress to which, by whom, with what. Buttons, permissions and documents
come from it; what is not in it is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.engagement.rules.codes import LimitKind, Progress, Sort
from yihaotong.journal.refusal import Refused

OFFICE = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})
#: The office for all sections, a drafter for his own.
HANDLING = OFFICE | {Role.DRAFTER}
#: Those who find the records at all.
READERS = HANDLING | {Role.SUPERVISING_OFFICE}

UNIT = Field("unit", "责任科室", Kind.UNIT, hint="不选就由公开工作机构自己办")
NOTE = Field("note", "说明", Kind.TEXT, longest=1000)
REASON = Field("reason", "理由", Kind.TEXT, required=True, longest=400)
RELEASED_ON = Field("released_on", "公开日期", Kind.DATE, required=True)
LINK = Field("link", "网址", required=True, longest=300, hint="以 http:// 或 https:// 开头")


@dataclass(frozen=True)
class Move:
    """One row. `target` None: the record stays where it is; `turns`: where else it may lead, by what was filled in.
    `meets`: the limits that end with it. `rare`: not what is usually done next. `done`: what is said afterwards."""

    name: str
    label: str
    sources: frozenset[Progress]
    target: Progress | None
    by: frozenset[Role]
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()
    turns: tuple[Progress, ...] = ()
    meets: tuple[LimitKind, ...] = ()
    rare: bool = False
    done: str = ""

    @property
    def targets(self) -> tuple[Progress, ...]:
        return (self.target, *self.turns) if self.target else ()


@dataclass(frozen=True)
class Life:
    """One sort: what is asked when it is entered, where it begins, what may be done with it.

    `amends`: where its words may still be changed.
    """

    sort: Sort
    fields: tuple[Field, ...]
    begins: Progress
    amends: frozenset[Progress]
    moves: dict[str, Move]


def table(*moves: Move) -> dict[str, Move]:
    return {move.name: move for move in moves}


def check(move: Move, progress: Progress, roles: Iterable[Role]) -> None:
    """Raises Refused("wrong-progress" | "wrong-role")."""
    if progress not in move.sources:
        raise Refused("wrong-progress", f"现在是“{progress.label}”，不能{move.label}", progress=progress.value)
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}", act=move.name)


def check_link(link: str, name: str = "link") -> str:
    """An address that a reader can follow, or "". Raises Refused("not-a-link")."""
    if link and not link.startswith(("https://", "http://")):
        raise Refused("not-a-link", "网址须以 http:// 或 https:// 开头", name)
    return link


def look(*sources: Progress) -> Move:
    """Somebody has looked at what made it stand out."""
    return Move(
        "look",
        "已看过",
        frozenset(sources),
        None,
        HANDLING,
        "去掉“需要看一看”的标记，记下怎样处理的",
        "解读与政策双向关联（设计）",
        (Field("note", "怎样处理的", Kind.TEXT, required=True, longest=1000),),
        done="已记下",
    )


def drop(*sources: Progress) -> Move:
    return Move(
        "drop",
        "不再办理",
        frozenset(sources),
        Progress.DROPPED,
        OFFICE,
        "期限停止，记录留着",
        "设计",
        (REASON,),
        meets=tuple(LimitKind),
        rare=True,
        done="已记为不再办理",
    )


def release_elsewhere(source: Progress, target: Progress | None, *meets: LimitKind) -> Move:
    return Move(
        "release",
        "登记已在别处公开",
        frozenset({source}),
        target,
        HANDLING,
        "在政府门户等别的网站公开的，登记日期和网址；在本站公开的请关联稿件，不用登记",
        "设计",
        (RELEASED_ON, LINK),
        meets=meets,
        done="已登记公开",
    )


def take_down(source: Progress, target: Progress | None) -> Move:
    return Move(
        "take_down",
        "登记已撤下",
        frozenset({source}),
        target,
        HANDLING,
        "别处公开的已经撤下；本站稿件撤下时自动登记",
        "设计",
        (REASON,),
        rare=True,
        done="已登记撤下",
    )
