"""The tables of a year with every cell explaining itself, problems with measures, and the year beside the last one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.annual import access, actions
from yihaotong.annual.models import Problem
from yihaotong.annual.rules import moves
from yihaotong.annual.rules.cells import place_of
from yihaotong.annual.rules.codes import Outcome
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.desk.annual import parts
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.forms.rules.layout import TITLES
from yihaotong.journal.refusal import Refused


@only(*moves.READERS)
def tables(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    return _tables(request, visit, year, request.GET.get("figure", ""), None)


def _tables(
    request: HttpRequest, visit: Visit, year: int, code: str, wrong: Form | None, *, status: int = 200
) -> HttpResponse:
    here = parts.opened(visit, year)
    told = here.told
    why = parts.why(visit, told, code, request.GET.get("rows", ""))
    place = place_of(code)
    context = {
        "tables": [(number, title, parts.squares(told, number)) for number, title in TITLES.items()] if told else [],
        "why": why,
        "states": here.writes and place is not None and place[0] == 2,
        "fields": moves.CELL,
        "form": wrong or Form({"value": why.figure.value if why else "", "source": ""}, prefix="cell-"),
        "refused": wrong or Form({}),
    }
    return parts.show(request, visit, "tables", here, context, status=status)


@only(*moves.WRITERS)
def cell(request: HttpRequest, visit: Visit, year: int, code: str) -> HttpResponse:
    """State one cell of table 2 with its source."""
    here = parts.opened(visit, year)
    address = f"{reverse('desk:annual:tables', args=[year])}?figure={code}"
    if request.method != "POST" or here.record is None or here.told is None:
        return redirect("desk:annual:tables", year)
    parts.why(visit, here.told, code)
    values = forms.typed(moves.CELL, request.POST)
    wrong, status = forms.checked(moves.CELL, values, prefix="cell-"), 422
    if wrong is None:
        try:
            expect = parts.expected(request)
            actions.state_cell(here.record, code, values, actor=visit.actor, at=visit.at, expect=expect)
        except Refused as refusal:
            wrong, status = forms.refused(values, refusal, prefix="cell-"), 409
        else:
            messages.success(request, _("已填报，连同来源记下"))
            return redirect(address)
    return _tables(request, visit, year, code, wrong, status=status)


# --- problems --------------------------------------------------------------------------------------------------------


@only(*moves.READERS)
def problems(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    """GET the ledger of the year and of the one before; POST enters a problem."""
    if request.method != "POST":
        return _problems(request, visit, year, {})
    values = forms.typed(moves.PROBLEM, request.POST)
    wrong, status = forms.checked(moves.PROBLEM, values, prefix="new-"), 422
    if wrong is None:
        try:
            actions.enter_problem(year, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            wrong, status = forms.refused(values, refusal, prefix="new-"), 409
        else:
            messages.success(request, _("已记下，写进第五部分"))
            return redirect("desk:annual:problems", year)
    return _problems(request, visit, year, {"new": wrong}, status=status)


def _problems(
    request: HttpRequest, visit: Visit, year: int, came_back: dict[str, Form], *, status: int = 200
) -> HttpResponse:
    here = parts.opened(visit, year)
    keeps = bool(visit.actor.roles & moves.WRITERS)
    context = {
        "now": [_line(each, came_back) for each in access.problems_of(year)],
        "before": [_line(each, came_back) for each in access.problems_of(year - 1)],
        "last": year - 1,
        "keeps": keeps,
        "enters": keeps and (here.record is None or here.writes),
        "new_fields": moves.PROBLEM,
        "new_form": came_back.get("new", Form({}, prefix="new-")),
        "fields": moves.OUTCOME,
        "refused": next((form for form in came_back.values() if form.heading), Form({})),
    }
    return parts.show(request, visit, "problems", here, context, status=status)


def _line(problem: Problem, came_back: dict[str, Form]) -> tuple[Problem, str, Form]:
    values = {"outcome": problem.outcome, "evidence": problem.evidence}
    form = came_back.get(problem.key, Form(values, prefix=f"p{problem.pk}-"))
    return problem, Outcome(problem.outcome).label, form


@only(*moves.WRITERS)
def settle(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """What became of a problem."""
    problem = or_404(access.problem_for, visit.actor, number)
    shown = problem.year
    if request.method != "POST":
        return redirect("desk:annual:problems", shown)
    values = forms.typed(moves.OUTCOME, request.POST)
    prefix = f"p{problem.pk}-"
    wrong, status = forms.checked(moves.OUTCOME, values, prefix=prefix), 422
    if wrong is None:
        try:
            expect = parts.expected(request)
            actions.settle_problem(problem, values, actor=visit.actor, at=visit.at, expect=expect)
        except Refused as refusal:
            wrong, status = forms.refused(values, refusal, prefix=prefix), 409
        else:
            messages.success(request, _("已记下，写进下一年的年报"))
            return redirect("desk:annual:problems", shown)
    return _problems(request, visit, shown, {problem.key: wrong}, status=status)


@only(*moves.WRITERS)
def remove(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    problem = or_404(access.problem_for, visit.actor, number)
    if request.method == "POST":
        try:
            actions.remove_problem(problem, actor=visit.actor, at=visit.at, expect=parts.expected(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
    return redirect("desk:annual:problems", problem.year)


@only(*moves.READERS)
def compare(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    here = parts.opened(visit, year)
    context = {"changes": access.compared(year) if here.told else [], "last": year - 1}
    return parts.show(request, visit, "compare", here, context)
