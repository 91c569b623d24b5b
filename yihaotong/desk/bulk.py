"""One move over a selection: what was marked in a list, what it asks for, how far it is, and what was refused."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yihaotong.accounts.rules import Role
from yihaotong.cases import access, actions, allotting, forms
from yihaotong.cases.forms import Form
from yihaotong.cases.identities import titles_for
from yihaotong.cases.lists import searching
from yihaotong.cases.lists.kept import bulk_act_of, bulk_acts_of, bulk_rows, passing, tally
from yihaotong.cases.models import BulkAct, Case
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.fields import Kind
from yihaotong.cases.rules.lists import MOST_AT_ONCE, check_bulk, fields_for_many
from yihaotong.cases.rules.moves import MOVES, Move
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import pages
from yihaotong.desk.asking import from_query, of_queue
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.lists import back
from yihaotong.desk.suggesting import Suggested, Units, units_for
from yihaotong.journal.refusal import Refused

#: So many titles stand on the page that asks once more.
_NAMED = 10
#: Under which selections wait in the session until their form is sent, and so many of them.
_ASKED, _ASKED_AT_ONCE = "bulk", 3


@dataclass(frozen=True)
class Selection:
    """Order number → version as it was on the screen. `cut`: more cases fitted the list than go at once."""

    chosen: Mapping[str, int]
    cut: bool = False

    def without(self, cases: Iterable[Case]) -> "Selection":
        left = {case.order_no for case in cases}
        return Selection({order_no: version for order_no, version in self.chosen.items() if order_no not in left})


@dataclass(frozen=True)
class Differing:
    """What is said before cases go to another unit than is suggested: those cases by that unit. `unit`, `name`: which
    was chosen; `agreeing`: how many others there are."""

    unit: str = ""
    name: str = ""
    by_unit: Mapping[Suggested, list[Case]] = field(default_factory=dict)
    agreeing: int = 0


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One's acts over selections; sent here from a list with cases marked: on to the form of the move.

    Nothing is done yet; what was marked waits in the session, so that the form has an address of its own: back and
    reload send nothing.
    """
    if request.method != "POST":
        context = {"acts": [(each, _label(each.move)) for each in bulk_acts_of(visit.person)]}
        return pages.show(request, visit, "desk/bulk_acts.html", context)
    selection = _selected(visit, request.POST)
    try:
        row = check_bulk(request.POST.get("move", ""), visit.actor.roles, len(selection.chosen))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(back(request))
    token = str(uuid4())
    asked = {"move": row.name, "chosen": dict(selection.chosen), "cut": selection.cut, "back": back(request)}
    held = list(request.session.get(_ASKED, {}).items())[1 - _ASKED_AT_ONCE :]
    request.session[_ASKED] = dict(held) | {token: asked}
    return redirect("desk:bulk_act", token)


def _selected(visit: Visit, posted: QueryDict) -> Selection:
    if not posted.get("everything"):
        return Selection(_marked(posted.getlist("case")))
    found = list(islice(_listed(visit, posted.get("queue", ""), posted.get("query", "")), MOST_AT_ONCE + 1))
    return Selection({case.order_no: case.version for case in found[:MOST_AT_ONCE]}, cut=len(found) > MOST_AT_ONCE)


def _marked(values: Iterable[str]) -> dict[str, int]:
    """YC20261122000001:3 → version 3 of that case; what is not so written is nobody's mark."""
    parts = (value.partition(":") for value in values)
    return {
        order_no[:24]: version
        for order_no, _colon, written in parts
        if order_no.isascii() and order_no.isalnum() and (version := whole(written, longest=9)) is not None
    }


def _listed(visit: Visit, stage: str, query: str) -> Iterable[Case]:
    """Every case of a list in its order: the queue of a stage, or all cases narrowed."""
    wanted = from_query(query)
    if stage:
        queues = {each.value: each for each in access.queues(visit.actor)}
        if stage not in queues:
            return ()
        filters = of_queue(wanted, ["stage"]).filters
        return passing(access.queue(visit.actor, queues[stage]), filters, visit.at)
    found = searching.chunks(
        visit.actor, at=visit.at, typed=wanted.typed, filters=wanted.filters, sorting=wanted.sorting
    )
    return (case for part in found for case in part)


def _ask(
    request: HttpRequest,
    visit: Visit,
    row: Move,
    selection: Selection,
    form: Form,
    *,
    token: str,
    back_to: str,
    status: int = 200,
    differing: Differing | None = None,
) -> HttpResponse:
    cases = _cases(visit, selection)
    titles = titles_for(cases[:_NAMED], visit.actor)
    units = _units(visit, row, cases)
    elsewhere = sum(Stage(case.stage) not in row.sources for case in cases)
    context = {
        "move": row,
        "fields": fields_for_many(row),
        "form": form,
        "options": {"unit": units.groups} if units else _options(visit, row),
        "suggested": _counted(units, cases),
        "differing": differing,
        "selection": [f"{order_no}:{version}" for order_no, version in selection.chosen.items()],
        "count": len(selection.chosen),
        "cut": selection.cut,
        "most": MOST_AT_ONCE,
        "cases": cases[:_NAMED],
        "named": [(case.order_no, titles[case.pk], units and units.first(case)) for case in cases[:_NAMED]],
        "further": max(0, len(selection.chosen) - _NAMED),
        "elsewhere": elsewhere,
        "token": token,
        "back": back_to,
    }
    return pages.show(request, visit, "desk/bulk_ask.html", context, status=status)


def _cases(visit: Visit, selection: Selection) -> list[Case]:
    return list(access.visible_to(visit.actor).filter(order_no__in=selection.chosen).order_by("due_at", "pk"))


def _kinds(row: Move) -> set[Kind]:
    return {each.kind for each in fields_for_many(row)}


def _options(visit: Visit, row: Move) -> dict[str, Any]:
    if Kind.PERSON in _kinds(row):
        return {"person": allotting.choices(visit.actor.units_as(Role.HANDLER, Role.UNIT_LEADER), visit.at)}
    return {}


def _units(visit: Visit, row: Move, cases: Sequence[Case]) -> Units | None:
    """Where the move asks for a unit: which there are, and which is suggested for each case that can make it."""
    ready = [case for case in cases if Stage(case.stage) in row.sources]
    return units_for(ready, visit) if Kind.UNIT in _kinds(row) else None


def _counted(units: Units | None, cases: Iterable[Case]) -> list[tuple[str, int]]:
    """The suggested units and for how many of the cases each, the most first."""
    first = [units.first(case) for case in cases] if units else []
    return Counter(each.name for each in first if each).most_common()


def _differing(visit: Visit, row: Move, selection: Selection, chosen: str) -> Differing:
    """Empty where the move asks for no unit, or where nothing speaks against this one."""
    cases = _cases(visit, selection)
    units = _units(visit, row, cases)
    by_unit = units.other_than(chosen, cases) if units else {}
    count = sum(len(each) for each in by_unit.values())
    name = (
        next((name for _heading, group in units.groups for code, name in group if code == chosen), "") if units else ""
    )
    return Differing(chosen, name, by_unit, len(selection.chosen) - count)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_act(request: HttpRequest, visit: Visit, submission: UUID) -> HttpResponse:
    """The form of one act over a selection, how far it is, and its report. POST begins it, or goes on with it; twice
    is once."""
    if request.method != "POST":
        return _asked(request, visit, submission) or _report(request, visit, _own(visit, submission))
    if "move" in request.POST:
        return _begin(request, visit, submission)
    act = _own(visit, submission)
    actions.continue_bulk(act, actor=visit.actor, at=visit.at)
    if request.headers.get("HX-Request"):
        return render(request, "desk/bulk_progress.html", _told(visit, act))
    return redirect("desk:bulk_act", submission)


def _asked(request: HttpRequest, visit: Visit, submission: UUID) -> HttpResponse | None:
    """The form for what was marked, until it is begun; None for what was begun, or marked by nobody here."""
    asked = request.session.get(_ASKED, {}).get(str(submission))
    row = MOVES.get(asked["move"]) if asked else None
    if row is None:
        return None
    selection = Selection(asked["chosen"], cut=asked["cut"])
    return _ask(request, visit, row, selection, Form({}), token=str(submission), back_to=asked["back"])


def _own(visit: Visit, submission: UUID) -> BulkAct:
    try:
        return bulk_act_of(visit.person, submission)
    except BulkAct.DoesNotExist:
        raise Http404 from None


def _begin(request: HttpRequest, visit: Visit, submission: UUID) -> HttpResponse:
    selection = Selection(_marked(request.POST.getlist("case")))
    row = MOVES.get(request.POST["move"])
    if row is None or not row.bulk:
        raise Http404
    fields = fields_for_many(row)
    values = forms.typed(fields, request.POST)
    again: dict[str, Any] = {"token": str(submission), "back_to": back(request), "status": 422}
    if wrong := forms.checked(fields, values):
        return _ask(request, visit, row, selection, wrong, **again)
    chosen = values.get("unit", "")
    differing = _differing(visit, row, selection, chosen) if chosen else Differing()
    if request.POST.get("do") == "agreeing" and differing.agreeing:
        selection = selection.without(case for cases in differing.by_unit.values() for case in cases)
    elif differing.by_unit and request.POST.get("told") != chosen:
        return _ask(request, visit, row, selection, Form(values), differing=differing, **again)
    try:
        act = actions.begin_bulk(
            row.name,
            selection.chosen,
            owner=visit.person,
            actor=visit.actor,
            at=visit.at,
            data=values,
            submission=submission,
        )
    except Refused as refusal:
        return _ask(request, visit, row, selection, forms.refused(values, refusal), **again)
    held = request.session.get(_ASKED, {})
    if held.pop(str(submission), None):
        request.session[_ASKED] = held
    actions.continue_bulk(act, actor=visit.actor, at=visit.at)
    return redirect("desk:bulk_act", submission)


def _report(request: HttpRequest, visit: Visit, act: BulkAct) -> HttpResponse:
    return pages.show(request, visit, "desk/bulk_report.html", _told(visit, act))


def _told(visit: Visit, act: BulkAct) -> dict[str, Any]:
    lines = bulk_rows(act)
    done, refused, waiting = tally(lines)
    cases = list(access.visible_to(visit.actor).filter(order_no__in=[line.order_no for line in lines]))
    read = titles_for(cases, visit.actor)
    titles = {case.order_no: read[case.pk] for case in cases}
    return {
        "act": act,
        "label": _label(act.move),
        "done": done,
        "refused": refused,
        "waiting": waiting,
        "total": len(lines),
        "cases": cases,
        "refused_lines": [(line, titles.get(line.order_no, "")) for line in lines if line.refusal],
        "done_lines": [(line, titles.get(line.order_no, "")) for line in lines if line.at and not line.refusal],
        "now": visit.at,
    }


def _label(name: str) -> str:
    return MOVES[name].label if name in MOVES else name
