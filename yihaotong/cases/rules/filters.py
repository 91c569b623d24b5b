"""What a list of cases is narrowed by: one grammar for the desk's lists, the API, saved filters and exports."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from yihaotong.cases.rules.codes import OPEN, Channel, RequestType, Stage, Urgency
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

C = TypeVar("C", bound=Code)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
#: A code of a category, a unit or a place as the city may have given it.
_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")
#: A person's.
_NUMBER = re.compile(r"[0-9]{1,18}")
#: So many of one kind; more is nobody's wish but a machine's mistake.
MOST = 200


@dataclass(frozen=True)
class Filters:
    """What a case must be, besides containing the words; an empty filter lets everything pass.

    `units` are the codes of units that lead the case, `handlers` the numbers of people to whom it is allotted; `place`
    holds everything below it; `since` and `until` are days of filing, both included. `overdue`: open and past its
    stage's limit.
    """

    stages: frozenset[Stage] = frozenset()
    units: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    channels: frozenset[Channel] = frozenset()
    request_types: frozenset[RequestType] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    handlers: frozenset[str] = frozenset()
    place: str = ""
    since: date | None = None
    until: date | None = None
    overdue: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def few(self) -> bool:
        """Whether the index of stages finds the cases: those open are few among all."""
        return self.overdue or (bool(self.stages) and self.stages <= OPEN)


#: The names by which an address asks for each, in the order in which `written` says them.
CHOICES: Mapping[str, tuple[str, type[Code]]] = {
    "stage": ("stages", Stage),
    "channel": ("channels", Channel),
    "request_type": ("request_types", RequestType),
    "urgency": ("urgencies", Urgency),
}
CODES: Mapping[str, str] = {"unit": "units", "category": "categories", "handler": "handlers"}
NAMES = (*CHOICES, *CODES, "place", "since", "until", "overdue")
_LABELS = {
    "stage": "环节",
    "channel": "来源渠道",
    "request_type": "诉求类型",
    "urgency": "紧急程度",
    "unit": "主办单位",
    "category": "问题类别",
    "handler": "承办人",
    "place": "区域",
    "since": "受理起",
    "until": "受理止",
    "overdue": "超期",
}


def label(name: str) -> str:
    """The words for one name: label("unit") == "主办单位"."""
    return _LABELS[name]


def read(asked: Mapping[str, Sequence[str]]) -> Filters:
    """The filters that an address asks for; names that are no filter are left alone, empty values count as absent.

    `asked` maps a name to its values: {"stage": ["filed", "in_hand"], "since": ["2026-11-01"]}. Several values of one
    name may also stand in one, parted by commas. Raises Refused("not-a-choice" | "not-a-code" | "not-a-day" |
    "not-a-flag" | "too-many" | "backwards") with the name at fault.
    """
    given: dict[str, Any] = {
        column: frozenset(_choice(name, choices, value) for value in _values(name, asked))
        for name, (column, choices) in CHOICES.items()
    }
    given |= {column: frozenset(_code(name, each) for each in _values(name, asked)) for name, column in CODES.items()}
    filters = Filters(
        **given,
        place=_code("place", place) if (place := _single("place", asked)) else "",
        since=_day("since", asked),
        until=_day("until", asked),
        overdue=_flag("overdue", asked),
    )
    if filters.since and filters.until and filters.until < filters.since:
        raise Refused("backwards", "“受理止”早于“受理起”", "until")
    return filters


def written(filters: Filters) -> dict[str, list[str]]:
    """The same filters as an address asks for them, in a fixed order: read(written(f)) == f."""
    told = {name: sorted(map(str, getattr(filters, column))) for name, (column, _) in CHOICES.items()}
    told |= {name: sorted(getattr(filters, column)) for name, column in CODES.items()}
    told["place"] = [filters.place] if filters.place else []
    told |= {name: [day.isoformat()] for name in ("since", "until") if (day := getattr(filters, name))}
    told["overdue"] = ["1"] if filters.overdue else []
    return {name: told[name] for name in NAMES if told.get(name)}


def _values(name: str, asked: Mapping[str, Sequence[str]]) -> list[str]:
    found = [part.strip() for value in asked.get(name, ()) for part in value.split(",")]
    values = list(dict.fromkeys(filter(None, found)))
    if len(values) > MOST:
        raise Refused("too-many", f"“{label(name)}”选了 {len(values)} 项，最多 {MOST} 项", name)
    return values


def _single(name: str, asked: Mapping[str, Sequence[str]]) -> str:
    """The last value that is not empty: a form's list of levels gives one per level."""
    return next((value.strip() for value in reversed(asked.get(name, ())) if value.strip()), "")


def _choice(name: str, choices: type[C], value: str) -> C:
    try:
        return choices(value)
    except ValueError:
        known = "、".join(map(str, choices))
        raise Refused("not-a-choice", f"“{label(name)}”没有“{_short(value)}”这一项；可用：{known}", name) from None


def _code(name: str, value: str) -> str:
    if not (_NUMBER if name == "handler" else _CODE).fullmatch(value):
        raise Refused("not-a-code", f"“{label(name)}”不是代码：“{_short(value)}”", name)
    return value


def _day(name: str, asked: Mapping[str, Sequence[str]]) -> date | None:
    value = _single(name, asked)
    if not value:
        return None
    try:
        day = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not _FIRST_DAY <= day <= _LAST_DAY:
        raise Refused("not-a-day", f"“{label(name)}”须是日期，如 2026-11-22：“{_short(value)}”", name)
    return day


def _flag(name: str, asked: Mapping[str, Sequence[str]]) -> bool:
    value = _single(name, asked).lower()
    if value not in {"", "0", "1", "true", "false", "on"}:
        raise Refused("not-a-flag", f"“{label(name)}”须是 1 或 0：“{_short(value)}”", name)
    return value in {"1", "true", "on"}


def numbers(codes: frozenset[str]) -> list[int]:
    """The people's numbers that these codes are."""
    return sorted(int(code) for code in codes)


def _short(value: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in value[:20])
