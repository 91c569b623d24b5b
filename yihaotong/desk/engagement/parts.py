"""What stands around every page of 解读回应参与, and how a record and its moves are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, short_unit_names
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import Step as Derived
from yihaotong.clock import missed
from yihaotong.desk.disclosure import frame
from yihaotong.desk.gate import Visit
from yihaotong.engagement import access, clocks
from yihaotong.engagement.models import Record, Step, Term
from yihaotong.engagement.rules.codes import Grade, LimitKind, Progress, Publicity, Result, Satisfaction, Sort
from yihaotong.engagement.rules.life import Move
from yihaotong.engagement.rules.lives import LIVES
from yihaotong.journal.codes import Code

Options = Mapping[str, Sequence[tuple[str, Sequence[tuple[str, str]]]]]

#: Columns that a move has filled, with their labels and codes; what stands in the fields of entering is not repeated.
_LATER: Mapping[str, tuple[str, type[Code] | None]] = {
    "released_on": ("公开日期", None),
    "answered_on": ("答复日期", None),
    "result": ("办理结果", Result),
    "satisfaction": ("代表、委员的意见", Satisfaction),
    "publicity": ("复文公开属性", Publicity),
    "publicity_reason": ("公开属性的理由", None),
    "answer": ("复文", None),
    "redone": ("重新答复次数", None),
    "attended": ("到场人数", None),
    "outcome": ("活动情况", None),
    "assessment": ("研判意见", None),
    "responded_at": ("回应时间", None),
    "response": ("回应要点", None),
    "conference_at": ("新闻发布会", None),
    "dropped_why": ("不再办理的理由", None),
}
#: Texts that read as texts, not as lines of a table.
_TEXTS = frozenset({"answer", "outcome", "assessment", "response"})
_STEPS = {
    "enter": "登记",
    "amend": "修改",
    "bind": "关联稿件",
    "unbind": "解除关联",
    "went_out": "关联的稿件已发布",
    "went_away": "关联的稿件已撤下",
    "purge": "清除报名资料",
}


def says(sort: Sort) -> str:
    """What a list is for, and what one does there."""
    return {
        Sort.INTERPRETATION: _("政策公开后 3 个工作日内发布解读。登记，写好稿件走三审三校，再关联到这里。"),
        Sort.BUDGET: _("预算、决算批复后 20 日内公开。登记批复日期，写明机关运行经费，关联公开的稿件。"),
        Sort.PROPOSAL: _("代表建议、政协提案：登记交办，按期答复，登记反馈，再按公开属性公开复文。"),
        Sort.ACTIVITY: _("政府开放日和活动：登记，发公告，开放报名，办完登记到场人数和图片。"),
        Sort.OPINION: _("发现就登记，期限从发现时间起算，夜里和节假日也算。研判，回应，登记回应的时间和要点。"),
    }[sort]


def sort_or_404(written: str) -> Sort:
    found = {each.value: each for each in Sort}.get(written)
    if found is None:
        raise Http404
    return found


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, here: Sort, status: int = 200
) -> HttpResponse:
    """Render one page; `template` without its directory."""
    parts = [(each.label, reverse("desk:engagement:records", args=[each.value]), each is here) for each in Sort]
    around = {"parts": parts, "sort": here}
    return frame.show(request, visit, f"desk/engagement/{template}", around | context, status=status)


def expected(request: HttpRequest) -> int:
    """The version that was on the screen."""
    return whole(request.POST.get("version", "")) or 0


def sections(at: datetime) -> list[tuple[str, str]]:
    units = list(access.sections(at))
    names = short_unit_names({unit.pk for unit in units}, localdate(at))
    return [(unit.code, names[unit.pk]) for unit in units]


def options(at: datetime) -> Options:
    return {"unit": [("", sections(at))]}


@dataclass(frozen=True)
class Offer:
    """One move with its form; `opened`: it came back with something wrong, or is the one to make next."""

    move: Move
    form: Form
    opened: bool


def offers(found: Sequence[Move], came_back: Mapping[str, Form], here: Progress) -> list[Offer]:
    """The moves of a page; the first that leads on from here stands open; what only repeats what was done is last."""
    found = sorted(found, key=lambda move: move.target is here)
    on = (move.name for move in found if not move.rare and move.target is not here)
    first = next(on, "") if not came_back else ""
    return [
        Offer(
            move,
            came_back.get(move.name, Form({}, prefix=f"{move.name}-")),
            move.name in came_back or move.name == first,
        )
        for move in found
    ]


# --- a record ------------------------------------------------------------------------------------------------------


def facts(record: Record) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Short facts and texts of a record, each with its label, what is empty left out."""
    short, long = list[tuple[str, str]](), list[tuple[str, str]]()
    for field in LIVES[access.sort_of(record)].fields:
        if field.name in {"title", "unit", "policy"} or not (value := getattr(record, field.name)):
            continue
        (long if field.kind is Kind.TEXT else short).append((field.label, _said(value, field.choices)))
    for name, (label, codes) in _LATER.items():
        value = getattr(record, name, None)
        if value not in (None, "", 0) or (name == "attended" and value == 0):
            (long if name in _TEXTS else short).append((label, _said(value, codes)))
    return short, long


def _said(value: Any, codes: type[Code] | None) -> str:
    if codes is not None:
        return str(codes(value).label)
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def typed_of(record: Record, fields: Iterable[Field]) -> dict[str, str]:
    """What stands in the form by which a record is amended."""
    values = {}
    for field in fields:
        value: Any = getattr(record, field.name, "")
        if field.kind is Kind.UNIT:
            values[field.name] = record.unit.code if record.unit else ""
        elif field.kind is Kind.MOMENT and value:
            values[field.name] = f"{localtime(value):%Y-%m-%dT%H:%M}"
        else:
            values[field.name] = "" if value is None else str(value)
    return values


@dataclass(frozen=True)
class Told:
    """One step of a story: what, who, when, and what was filled in, each with its label."""

    what: str
    who: str
    at: datetime
    facts: tuple[tuple[str, str], ...]
    text: str


def story(record: Record, steps: Sequence[Step], units: Mapping[str, str]) -> list[Told]:
    """The steps in words, the newest first; `units` are the names of sections by their code."""
    names, moves = names_of({step.actor for step in steps}), LIVES[access.sort_of(record)].moves
    found = []
    for step in steps:
        move, said = moves.get(step.move), access.words_of(step)
        fields = {field.name: field for field in move.fields} if move else {}
        short, long = [], []
        for name, value in said.items():
            field = fields.get(name)
            if field is not None and field.kind is Kind.TEXT:
                long.append(str(value))
            elif field is not None:
                short.append((field.label, _step_value(field, str(value), units)))
            else:
                short.append((_("稿件") if name == "article" else "", str(value)))
        what = move.label if move else _STEPS.get(step.move, step.move)
        found.append(Told(what, names[step.actor], step.at, tuple(short), "\n".join(long)))
    return found[::-1]


def _step_value(field: Field, value: str, units: Mapping[str, str]) -> str:
    if field.kind is Kind.UNIT:
        return units.get(value, value)
    if field.kind is Kind.MOMENT:
        return f"{localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(field.choices(value).label) if field.choices else value


@dataclass(frozen=True)
class Limit:
    """One limit on a page, with why it is that day."""

    label: str
    due_at: datetime
    basis: str
    steps: tuple[Derived, ...]
    ended: bool
    late: bool


def limits(terms: Iterable[Term], at: datetime) -> list[Limit]:
    """The limits that run, then those that ended, the newest first."""
    found = [
        Limit(
            LimitKind(term.kind).label,
            term.due_at,
            term.basis,
            clocks.explained(term).derivation if term.ended_at is None else (),
            term.ended_at is not None,
            missed(term.due_at, term.ended_at or at),
        )
        for term in terms
    ]
    return sorted(found, key=lambda each: (each.ended, each.due_at))


def kind_of(record: Record) -> str:
    """What a list says of a record below its title."""
    said = []
    for field in LIVES[access.sort_of(record)].fields:
        if field.choices in {None, Grade} or field.name in {"form", "source", "proposer"}:
            continue
        said.append(_said(getattr(record, field.name), field.choices))
    return " · ".join(said)
