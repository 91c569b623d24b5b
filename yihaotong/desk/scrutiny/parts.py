"""What stands around every page of 监督保障: its parts, and how a move's form is drawn and told afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, short_unit_names
from yihaotong.accounts.rules import DISCLOSURE, Actor
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import Step as Derived
from yihaotong.clock import missed
from yihaotong.desk.disclosure import frame
from yihaotong.desk.gate import Visit
from yihaotong.scrutiny import access, ballots, clocks
from yihaotong.scrutiny.models import Step, Term
from yihaotong.scrutiny.rules import liability, matters
from yihaotong.scrutiny.rules.life import Move
from yihaotong.scrutiny.rules.tables import NOT_PRESSING, LimitKind

Options = Mapping[str, Sequence[tuple[str, Sequence[tuple[str, str]]]]]


@dataclass(frozen=True)
class Part:
    label: str
    url: str
    here: bool


def parts(actor: Actor, here: str) -> list[Part]:
    """The parts of 监督保障 that this actor finds; `here` is the one he is in."""
    roles = actor.roles
    found = [
        (_("监督事项"), "matters", bool(roles & matters.READERS)),
        (_("责任追究"), "liabilities", bool(roles & liability.READERS)),
        (_("社会评议"), "surveys", bool(roles & ballots.READERS)),
        (_("考核"), "assessments", bool(roles & DISCLOSURE)),
        (_("培训"), "training", bool(roles & DISCLOSURE)),
        (_("年度数字"), "year", bool(roles & ballots.READERS)),
    ]
    return [Part(label, reverse(f"desk:scrutiny:{name}"), name == here) for label, name, his in found if his]


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """Render one page; `template` without its directory."""
    around = {"parts": parts(visit.actor, here)}
    return frame.show(request, visit, f"desk/scrutiny/{template}", around | context, status=status)


def year_asked(request: HttpRequest, visit: Visit) -> int:
    """The year that is looked at: of ?year=, else this one."""
    today = localdate(visit.at).year
    asked = whole(request.GET.get("year", ""))
    return asked if asked and 2000 <= asked <= today + 1 else today


def expected(request: HttpRequest) -> int:
    """The version that was on the screen."""
    return whole(request.POST.get("version", "")) or 0


# --- moves ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """One move with its form; `opened`: it came back with something wrong, or is the one to make next."""

    move: Move
    form: Form
    opened: bool


def offers(found: Sequence[Move], came_back: Mapping[str, Form]) -> list[Offer]:
    """The moves of a page in their order; the first that is not rare stands open."""
    first = next((move.name for move in found if not move.rare), "") if not came_back else ""
    return [
        Offer(
            move,
            came_back.get(move.name, Form({}, prefix=f"{move.name}-")),
            move.name in came_back or move.name == first,
        )
        for move in found
    ]


def options(found: Iterable[Move], at: datetime) -> Options:
    """The choices that are data: sections by code, and what the moves offer."""
    found = list(found)
    told: dict[str, Sequence[tuple[str, Sequence[tuple[str, str]]]]] = {}
    for move in found:
        told |= {name: [("", choices)] for name, choices in move.offered.items()}
    if any(field.name == "unit" for move in found for field in move.fields):
        told["unit"] = [("", sections(at))]
    return told


def sections(at: datetime) -> list[tuple[str, str]]:
    units = list(access.sections(at))
    names = short_unit_names({unit.pk for unit in units}, localdate(at))
    return [(unit.code, names[unit.pk]) for unit in units]


def staff(visit: Visit) -> list[tuple[str, list[tuple[str, str]]]]:
    """The people of the sections by name, each section a heading; not the visitor himself."""
    found = access.staff_by_section(visit.at)
    names = short_unit_names({unit.pk for unit in found}, localdate(visit.at))
    listed = {
        names[unit.pk]: [(str(each.pk), each.name) for each in people if each.pk != visit.person.pk]
        for unit, people in found.items()
    }
    return [(name, people) for name, people in listed.items() if people]


def sent(move: Move, request: HttpRequest) -> tuple[dict[str, str], Form | None]:
    """What was typed into a move's form, and the form again if a field is wrong."""
    values = forms.typed(move.fields, request.POST)
    return values, forms.checked(move.fields, values, prefix=f"{move.name}-")


# --- the story -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One step of a story: what, who, when, and what was filled in, each with its label."""

    what: str
    who: str
    at: datetime
    facts: tuple[tuple[str, str], ...]
    text: str


def story(
    steps: Sequence[Step],
    moves: Mapping[str, Move],
    words: Mapping[int, Mapping[str, Any]],
    begun: tuple[str, str],
    units: Mapping[str, str] | None = None,
) -> list[Told]:
    """The steps in words, the newest first; `words` by the step's id, `begun` the name and label of the first step,
    `units` the names of sections by their code."""
    names = names_of({step.actor for step in steps})
    labels = dict([begun])
    found = []
    for step in steps:
        move = moves.get(step.move)
        said = [(field, words.get(step.pk, {}).get(field.name, "")) for field in move.fields] if move else []
        facts = tuple(
            (str(field.label), _said(field, value, units or {}))
            for field, value in said
            if value and field.kind != "text"
        )
        long = [str(value) for field, value in said if value and field.kind == "text"]
        if move is None:
            long = [str(value) for value in words.get(step.pk, {}).values()]
        what = move.label if move else labels.get(step.move, step.move)
        found.append(Told(what, names[step.actor], step.at, facts, "\n".join(long)))
    return found[::-1]


def _said(field: Field, value: str, units: Mapping[str, str]) -> str:
    if field.name == "unit":
        return units.get(value, value)
    return field.choices(value).label if field.choices else str(value)


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
            clocks.explained(term).derivation if term.limit and term.ended_at is None else (),
            term.ended_at is not None,
            LimitKind(term.kind) not in NOT_PRESSING and missed(term.due_at, term.ended_at or at),
        )
        for term in terms
    ]
    return sorted(found, key=lambda each: (each.ended, each.due_at))


def names_on(units: Iterable[int | None], day: date) -> dict[int, str]:
    """Short names of sections by id."""
    return short_unit_names({unit for unit in units if unit}, day)
