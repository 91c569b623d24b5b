"""The rows of the dispatch catalogue (派单目录), what a text speaks of, and the order in which units are suggested.

Plain Python.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yihaotong.accounts.rules import Actor, Role
from yihaotong.journal.refusal import Refused


class PlaceLevel(StrEnum):
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class ServiceClass(StrEnum):
    """Yinchuan counts 行政化 (a government duty) apart from 社会化 (a convenience: lost things, moving a car)."""

    ADMINISTRATIVE = "administrative"
    SOCIAL = "social"


@dataclass(frozen=True)
class PlaceRow:
    """One division. A code begins with its parent's code (GB/T 2260, GB/T 10114)."""

    code: str
    level: PlaceLevel
    name: str
    parent: str | None


@dataclass(frozen=True)
class CategoryRow:
    """One 问题类别, in force from `since` up to, not including, `until`; a parent or a leaf of the two-level tree.

    `lifeline`: heat, water, gas, power, which units must sign for within minutes on any day (天津市令39号实施细则).
    `street_may_handle`: False for what is a department's own duty and may not be passed down to a street
    (国办函〔2025〕66号 (五): 应由职能部门办理的不得分派给基层).
    """

    code: str
    name: str
    parent: str | None
    service_class: ServiceClass
    since: date
    until: date | None = None
    lifeline: bool = False
    street_may_handle: bool = False


@dataclass(frozen=True)
class RouteRow:
    """Matters of a category (or of its leaves) in a place (or anywhere below it) go to the unit with that code.

    Where several units share a category and a place, the one with the smaller `precedence` is asked first.
    """

    category: str
    place: str
    unit: str
    precedence: int = 1


#: The columns of routes as an office keeps them in a sheet.
ROUTE_COLUMNS = ("类别代码", "地点代码", "单位代码", "先后")
MOST_ROUTES = 5000


def read_routes(raw: Sequence[tuple[int, Mapping[str, str]]]) -> tuple[list[tuple[int, RouteRow]], dict[int, str]]:
    """Numbered rows of `ROUTE_COLUMNS`, and what is wrong with the others by their number; an empty precedence is the
    first. Raises Refused("bad-rows") for none or too many.
    """
    if not 0 < len(raw) <= MOST_ROUTES:
        raise Refused("bad-rows", f"一次导入 1 到 {MOST_ROUTES} 行", "file", rows={})
    rows: list[tuple[int, RouteRow]] = []
    wrong: dict[int, str] = {}
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in raw:
        category, place, unit, precedence = ((cells.get(name) or "").strip() for name in ROUTE_COLUMNS)
        if not (category and place and unit):
            wrong[number] = "类别代码、地点代码、单位代码都要填"
        elif precedence and not (precedence.isascii() and precedence.isdecimal()):
            wrong[number] = f"先后“{precedence}”须是整数"
        elif (category, place, unit) in seen:
            wrong[number] = f"与第 {seen[category, place, unit]} 行重复"
        else:
            seen[category, place, unit] = number
            rows.append((number, RouteRow(category, place, unit, int(precedence or 1))))
    return rows, wrong


def bad_rows(wrong: Mapping[int, str]) -> Refused:
    """One refusal that names every bad row."""
    message = "；".join(f"第 {number} 行：{what}" for number, what in sorted(wrong.items()))
    return Refused("bad-rows", message, "file", rows=dict(wrong))


def check_place(row: PlaceRow) -> None:
    if not row.code.isdigit() or not row.name.strip():
        raise Refused("bad-place", "地点须有数字代码和名称", "code", row=row.code)
    if row.parent is not None and not row.code.startswith(row.parent):
        raise Refused("place-outside-parent", "地点代码须以上级代码开头", "parent", row=row.code)


def check_category(row: CategoryRow, parents: Mapping[str, bool]) -> None:
    """`parents` tells for each known category whether it is at the top. Two levels, no more."""
    if not row.name.strip() or not row.code.isalnum():
        raise Refused("bad-category", "问题类别须有代码和名称", "code", row=row.code)
    if row.until is not None and row.until <= row.since:
        raise Refused("ends-before-start", "停用日期须晚于启用日期", "until", row=row.code)
    if row.parent is not None and not parents.get(row.parent, False):
        raise Refused("bad-category-parent", "上级类别不存在，或已是第二级", "parent", row=row.code)


def check_retirement(since: date, until: date, *, today: date, used: bool, succeeded: bool) -> None:
    """May a category in force since `since` end on `until`? What is still used needs a successor.

    Raises Refused: ends-before-start, retired-in-the-past, successor-needed.
    """
    if until <= since:
        raise Refused("ends-before-start", "停用日期须晚于启用日期", "until")
    if until < today:
        raise Refused("retired-in-the-past", "停用日期不得早于今天", "until")
    if used and not succeeded:
        raise Refused("successor-needed", "它还有在办工单或派单规则，请选接续的类别", "successor")


#: The catalogue is the supervisors' and the system administrator's to keep; places come with the system.
_MAY_EDIT = frozenset({Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.IMPORTER})
CATEGORY_NAME_LENGTH = 40


def check_may_edit(actor: Actor) -> None:
    if not actor.roles & _MAY_EDIT:
        raise Refused("wrong-role", "您的岗位不能修改派单目录")


# --- suggesting a category ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Speech:
    """How people speak of a category. `words` name it by themselves; `details` tell it from its neighbours once one of
    its words, or of its parent's, stands in the text. 公交+钱包 are two parts that tell only together.
    """

    words: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


#: Of a long text, so many characters are read; a word counts so often.
_READ, _COUNTED = 600, 3
#: What speaks for a leaf by itself weighs twice; whatever has less than so much of the best is no suggestion.
_ITSELF, _WORTH = 2, 1 / 3
#: What the first, second, … like thing known already (an answer, a case) adds to its category.
_KNOWN = (3.0, 2.0, 1.0)


def told_by(
    text: str, leaves: Mapping[str, tuple[str, str]], speech: Mapping[str, Speech], known: Sequence[str] = ()
) -> list[str]:
    """The leaves that a text speaks of, best first, among equals in their order; none where it speaks of none.

    `leaves`: code → own name and parent's name; `speech`: by code or name, of leaves and of parents. `known`: the
    categories (leaves, or their parents) of what is known and like the text, the likest first.
    """
    read = text[:_READ]
    of_parents = {name: _weight(read, _said(speech, "", name).words) for _name, name in set(leaves.values())}
    weighed: dict[str, float] = {}
    for code, (name, within) in leaves.items():
        said = _said(speech, code, name)
        weight = _ITSELF * _weight(read, said.words) + of_parents[within]
        weighed[code] = weight + (_weight(read, said.details) if weight else 0)
    for category, more in zip(dict.fromkeys(filter(None, known)), _KNOWN, strict=False):
        for code in leaves:
            weighed[code] += more if code == category else more / 2 if code.startswith(category) else 0
    least = max(weighed.values(), default=0) * _WORTH
    told = [code for code, weight in weighed.items() if weight and weight >= least]
    return sorted(told, key=lambda code: -weighed[code])


def _said(speech: Mapping[str, Speech], code: str, name: str) -> Speech:
    """With its own name, taken apart at its joints: 停暖与管网泄漏 is spoken of by whoever writes 停暖."""
    by_name, by_code = speech.get(name, Speech()), speech.get(code, Speech())
    parts = name.replace("（", "、").replace("）", "、").replace("与", "、").split("、")
    words = (*(part for part in parts if len(part) > 1), *by_name.words, *by_code.words)
    return Speech(tuple(dict.fromkeys(words)), (*by_name.details, *by_code.details))


def _weight(text: str, words: Iterable[str]) -> float:
    """The longer a word and the more often it stands there, the more it tells."""
    told = ((len(word.replace("+", "")), times) for word in words if (times := _times(text, word)))
    return sum(length * (1 + min(times, _COUNTED)) / 2 for length, times in told)


def _times(text: str, word: str) -> int:
    """How often a word stands in a text; its parts may stand anywhere."""
    return min(map(text.count, word.split("+"))) if "+" in word else text.count(word)


# --- suggesting a unit -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A unit that might act.

    `category_depth`: 2 for a route of the very category, 1 for a route of its parent, 0 for none: the unit merely
    governs the place. `place_code`: where the route holds, or the area that the unit governs.
    """

    unit_id: int
    category_depth: int
    place_code: str
    why: str
    precedence: int = 1


@dataclass(frozen=True)
class Suggestion:
    """A unit to dispatch to, and why, in words for the dispatcher, who decides.

    `firm`: by more than governing the place, so that whoever sends the case elsewhere should know.
    """

    unit_id: int
    why: str
    firm: bool = True


def rank(candidates: Iterable[Candidate]) -> list[Suggestion]:
    """Most specific first: the nearer category, then the smaller place. Each unit once, with its best reason."""
    ordered = sorted(
        candidates, key=lambda each: (-each.category_depth, -len(each.place_code), each.precedence, each.unit_id)
    )
    best: dict[int, Suggestion] = {}
    for each in ordered:
        best.setdefault(each.unit_id, Suggestion(each.unit_id, each.why, firm=each.category_depth > 0))
    return list(best.values())


def chain(place_code: str) -> list[str]:
    """The codes of a place and of everything around it, widest first: city 4, district 6, street 9, community 12."""
    return [place_code[:length] for length in (4, 6, 9, 12) if len(place_code) >= length]


def deepest(codes: Iterable[str]) -> str:
    """The last of some codes, each below the one before it; a choice left over from another parent is dropped."""
    found = ""
    for code in codes:
        if code and code.startswith(found):
            found = code
    return found
