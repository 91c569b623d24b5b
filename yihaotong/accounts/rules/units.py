"""The tree of units: levels, codes, dated names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yihaotong.accounts.rules.roles import UnitKind
from yihaotong.journal.refusal import Refused

#: On which of the four platform levels a unit of each kind may stand.
LEVELS: Mapping[UnitKind, frozenset[int]] = {
    UnitKind.CENTRE: frozenset({1}),
    UnitKind.DISTRICT: frozenset({2}),
    UnitKind.ZONE: frozenset({2}),
    UnitKind.DEPARTMENT: frozenset({2, 3}),
    UnitKind.ENTERPRISE: frozenset({2, 3}),
    UnitKind.STREET: frozenset({3}),
    UnitKind.COMMUNITY: frozenset({4}),
}

_UNIT_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


def level_under(kind: UnitKind, parent_kind: UnitKind | None, parent_level: int | None) -> int:
    """The platform level of a unit of `kind` below that parent. Raises Refused("wrong-level")."""
    section = kind == parent_kind == UnitKind.CENTRE
    level = 1 if parent_level is None or section else parent_level + 1
    if level not in LEVELS[kind]:
        raise Refused("wrong-level", f"{level} 级平台不能设这类单位", "kind", level=level)
    return level


def is_section(kind: UnitKind, path: str) -> bool:
    """Whether the unit is a section inside the centre (内设机构) rather than the centre itself."""
    return kind is UnitKind.CENTRE and len(ancestors(path)) > 1


def check_parent(kind: UnitKind, parent_path: str, parent_kind: UnitKind) -> None:
    """Below a section of the centre there are only sections. Raises Refused("below-section")."""
    if kind is not UnitKind.CENTRE and is_section(parent_kind, parent_path):
        raise Refused("below-section", "这是指挥中心的内设机构，下面不设承办单位；请选指挥中心本身", "parent")


def check_unit_code(code: str) -> None:
    if not _UNIT_CODE.fullmatch(code):
        raise Refused("bad-unit-code", "单位代码至多 20 位，为大写字母、数字或连字符", "code")


def ancestors(path: str) -> tuple[int, ...]:
    """The ids in a path, from the root to the unit itself: "/1/7/40/" → (1, 7, 40)."""
    return tuple(int(part) for part in path.strip("/").split("/") if part)


@dataclass(frozen=True)
class NameSpan:
    """A name and the days on which it is the unit's: from `since` up to, not including, `until`."""

    name: str
    short_name: str
    since: date
    until: date | None = None


def name_on(spans: Iterable[NameSpan], day: date) -> NameSpan:
    """The name of a unit on a day; before the first known name that one, after the last the last.

    Raises ValueError for a unit without any name, which create_unit never leaves behind.
    """
    ordered = sorted(spans, key=lambda span: span.since)
    if not ordered:
        raise ValueError("a unit without a name")
    begun = [span for span in ordered if span.since <= day]
    return begun[-1] if begun else ordered[0]


def check_new_parent(unit_path: str, kind: UnitKind, level: int, parent: tuple[str, UnitKind, int]) -> None:
    """May the unit at `unit_path` go below `parent` (its path, kind, level)? Only where it keeps its own level, and so
    do all below it. Raises Refused: same-parent, below-itself, below-section, wrong-level, level-changes.
    """
    parent_path, parent_kind, parent_level = parent
    own = ancestors(unit_path)
    if ancestors(parent_path) == own[:-1]:
        raise Refused("same-parent", "它已经在这个上级单位之下", "parent")
    if own[-1] in ancestors(parent_path):
        raise Refused("below-itself", "不能移到它自己或它的下级单位之下", "parent")
    check_parent(kind, parent_path, parent_kind)
    if level_under(kind, parent_kind, parent_level) != level:
        raise Refused("level-changes", f"移过去就不再是 {level} 级平台；级别变动请另设新单位，再撤并旧单位", "parent")
