"""Changing a profile of the city's own: its lines as inputs, a look at what would change, then keeping it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.cases import actions
from yihaotong.cases.rules import profiles as files
from yihaotong.cases.rules.choosing import MAY_CHANGE
from yihaotong.cases.rules.clocks import NAMED, Basis, Line, Profile, UnitClass, in_sequence
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.profiles import Pair, find, groups, listed, told
from yihaotong.journal.refusal import Refused

#: Empty rows at the end, for what is new.
_SPARE = 3
_MOST = files.MOST_LINES
#: What stands in an empty row.
_FILLED = {"basis_kind": Basis.LOCAL_RULE.value, "verified": "no"}


@dataclass(frozen=True)
class Row:
    """One row of inputs: its cells by column, and what is wrong with which; `spare` while nothing is in it."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    spare: bool = False

    @property
    def shown(self) -> str:
        """The cells as this page has them, to come back with what is made of them."""
        return json.dumps({column: self.cells.get(column, "") for column in files.COLUMNS}, ensure_ascii=False)

    @property
    def told(self) -> list[tuple[str, str, str]]:
        """Each column at fault, what it is called, and what is wrong."""
        return [(column, files.LABELS[column], message) for column, message in self.faults.items()]


@dataclass(frozen=True)
class Typed:
    """What came with the form."""

    rows: list[dict[str, str]]
    reason: str
    name: str
    place: str
    covers: str
    expect: int
    #: The numbers of the rows whose "verified" was taken back, as the page counts them.
    unvouched: tuple[int, ...] = ()


@only(*MAY_CHANGE)
def edit(request: HttpRequest, visit: Visit, profile: str) -> HttpResponse:
    """The lines of one of the city's own profiles; sent: looked at, or kept as its next version."""
    found, about = find(profile), listed(profile)
    if not about.own:
        raise Http404
    if request.method != "POST":
        rows = [cells(line) for line in found.lines]
        if wanted := _wanted(found, request.GET.get("change", "")):
            rows.append(wanted)
        title = found.title
        typed = Typed(rows, "", title.name, title.place, title.covers, about.version)
        return _page(request, visit, found, typed)
    typed = _typed(request.POST, about.version, found)
    if request.POST.get("do") != "keep":
        return _look(request, visit, found, typed)
    try:
        kept = actions.edit_profile(
            profile,
            typed.rows,
            actor=visit.actor,
            at=visit.at,
            expect=typed.expect,
            reason=typed.reason,
            name=typed.name,
            place=typed.place,
            covers=typed.covers,
        )
    except Refused as refusal:
        return _page(request, visit, found, typed, refusal, status=409 if refusal.code == "edited-meanwhile" else 422)
    messages.success(request, _("已存为第 %(version)d 版。启用以前不影响任何工单。") % {"version": kept.version})
    if typed.unvouched:
        messages.warning(request, _unvouched(typed))
    return redirect("desk:setup:profile", profile)


def _unvouched(typed: Typed) -> str:
    rows = "、".join(str(number) for number in typed.unvouched)
    return _("第 %(rows)s 行改过限、依据或适用情形，已改回“未核实”；对照过原文的，请再选“已核实”") % {"rows": rows}


def cells(line: Line) -> dict[str, str]:
    return dict(zip(files.COLUMNS, files.cells_of(line), strict=True))


def _wanted(found: Profile, key: str) -> dict[str, str] | None:
    """The inherited line that somebody wants to set anew."""
    line = next((each for each in found.effective if each.inherited and ".".join(each.key) == key), None)
    return cells(line) | {"verified": "no"} if line else None


def _typed(posted: QueryDict, version: int, found: Profile) -> Typed:
    number = min(whole(posted.get("rows")) or 0, _MOST + _SPARE)
    every = [{column: posted.get(f"{column}-{place}", "") for column in files.COLUMNS} for place in range(number)]
    kept = [place for place, row in enumerate(every) if _begun(row) and posted.get(f"drop-{place}") != "on"]
    rows = [every[place] for place in kept]
    stored = {line.key: cells(line) for line in found.lines}
    unvouched = []
    for count, (place, row) in enumerate(zip(kept, rows, strict=True), 1):
        if files.vouch_again(row, _shown(posted.get(f"shown-{place}", "")) or stored.get(_key(row), {})):
            row["verified"] = "no"
            unvouched.append(count)
    expect = whole(posted.get("expect"), longest=8)
    return Typed(
        rows,
        posted.get("reason", ""),
        posted.get("name", ""),
        posted.get("place", ""),
        posted.get("covers", ""),
        version if expect is None else expect,
        tuple(unvouched),
    )


def _key(row: Mapping[str, str]) -> tuple[str, str, str, str]:
    return row["clock"], row["request_type"], row["urgency"], row["unit_kind"]


def _shown(written: str) -> dict[str, str]:
    """The cells of a row as the page had them, which came back with it; {} for none."""
    try:
        found = json.loads(written)
    except ValueError:
        return {}
    return {str(name): str(cell) for name, cell in found.items()} if isinstance(found, dict) else {}


def _begun(row: Mapping[str, str]) -> bool:
    """Whether anything was typed or chosen; two of the columns are never empty."""
    return any(row[column].strip() for column in files.COLUMNS if column not in _FILLED)


def _look(request: HttpRequest, visit: Visit, found: Profile, typed: Typed) -> HttpResponse:
    """What would change, and how the whole would stand; nothing is kept."""
    try:
        lines = files.lines_of(typed.rows, first=1)
    except files.BadProfile as bad:
        refusal = Refused("bad-rows", _("有的格子不对，没有保存"), "rows", faults=bad.faults)
        return _page(request, visit, found, typed, refusal, status=422)
    would = Profile(lines, found.title, found.base)
    context: dict[str, Any] = {
        "look": True,
        "changes": _changes(found.lines, lines),
        "warnings": would.warnings,
        "groups": groups(would.effective),
    }
    return _page(request, visit, found, typed, **context)


def _changes(before: Sequence[Line], after: Sequence[Line]) -> list[Pair]:
    one, other = ({line.key: line for line in lines} for lines in (before, after))
    every = in_sequence({**one, **other}.values())
    return [
        Pair(told(line), one.get(line.key), other.get(line.key))
        for line in every
        if one.get(line.key) != other.get(line.key)
    ]


def _page(
    request: HttpRequest,
    visit: Visit,
    found: Profile,
    typed: Typed,
    refusal: Refused | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "profile": found,
        "typed": typed,
        "rows": _rows(typed.rows, refusal),
        "refusal": refusal,
        "unvouched": _unvouched(typed) if typed.unvouched else "",
        "wrong": [(f"fault-{fault.row - 1}-{fault.column}", fault.words) for fault in _faults(refusal)],
        "clocks": [(each.value, each.label) for each in NAMED],
        "types": RequestType.choices(),
        "urgencies": [(each.value, each.label.partition("（")[0]) for each in Urgency],
        "units": UnitClass.choices(),
        "bases": Basis.choices(),
    }
    return show(request, visit, "profile_edit.html", context | more, status=status)


def _faults(refusal: Refused | None) -> Sequence[files.Fault]:
    faults = refusal.facts.get("faults", ()) if refusal else ()
    return faults if isinstance(faults, tuple) else ()


def _rows(given: Sequence[Mapping[str, str]], refusal: Refused | None) -> list[Row]:
    wrong: dict[int, dict[str, str]] = {}
    for fault in _faults(refusal):
        wrong.setdefault(fault.row - 1, {})[fault.column] = fault.message
    filled = [Row(place, row, wrong.get(place, {})) for place, row in enumerate(given)]
    empty = dict.fromkeys(files.COLUMNS, "") | _FILLED
    return [*filled, *(Row(len(filled) + more, empty, spare=True) for more in range(_SPARE))]
