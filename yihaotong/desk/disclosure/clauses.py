"""One task of the ledger: its story, its moves, its evidence."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.cases.forms import Form, typed
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.forms import answer_code, refused, take_file, version
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.disclosure.ledger import READERS, charged_options, row_of
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.models import Clause
from yihaotong.disclosure.rules import ledger, who
from yihaotong.disclosure.rules.codes import CLAUSE, GUIDE, HOUSE_RULE, OPEN, Progress
from yihaotong.journal.refusal import Refused

subjects.register(CLAUSE, subjects.by_name("desk:disclosure:clause"))
subjects.register(HOUSE_RULE, subjects.by_name("desk:disclosure:house_rule"))
subjects.register(GUIDE, subjects.by_name("desk:disclosure:guide_draft"))


@only(*READERS)
def clause(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One task; a file is added with the same address."""
    found = _found(visit, number)
    if request.method == "POST":
        take_file(request, visit, found)
        return redirect("desk:disclosure:clause", number)
    return _clause(request, visit, found)


def _found(visit: Visit, number: int) -> Clause:
    return or_404(access.clauses_visible_to(visit.actor).select_related("person").get, pk=number)


def _clause(
    request: HttpRequest,
    visit: Visit,
    found: Clause,
    name: str = "",
    form: Form | None = None,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    steps = list(found.steps.order_by("pk"))
    today = localdate(visit.at)
    units = {each for each in (found.unit_id, *(step.unit_id for step in steps)) if each}
    names = unit_names(units, today)
    mine = access.of_section(found, visit.actor)
    moves = ledger.open_to(Progress(found.progress), visit.actor.roles, of_section=mine)
    who_did = names_of({each.by for each in steps})
    told = [(each, _move_label(each.move), who_did[each.by], names.get(each.unit_id or 0, "")) for each in steps]
    may_add = mine or who.may("directive.keep", visit.actor.roles)
    context: dict[str, Any] = row_of(found, names, visit) | {
        "steps": told,
        "moves": [(move, form if form and move.name == name else _start(move, found)) for move in moves],
        "open_move": name,
        "options": charged_options(visit) if any(move.name == "hand_out" for move in moves) else {},
        "files": access.files_of(found.key)[found.key],
        "may_add": may_add and Progress(found.progress) in OPEN,
        "reported_by": names_of([found.reported_by])[found.reported_by] if found.reported_by else "",
    }
    return show(request, visit, "desk/disclosure/clause.html", context, status=answer_code(refusal))


def _move_label(name: str) -> str:
    return ledger.MOVES[name].label if name in ledger.MOVES else _("列入台账")


def _start(move: ledger.Move, found: Clause) -> Form:
    values: dict[str, str] = {}
    if move.name == "hand_out":
        due_on = found.due_on.isoformat() if found.due_on else ""
        values = {"unit": found.unit.code if found.unit else "", "person": str(found.person_id or ""), "due_on": due_on}
    if move.name == "report":
        values = {"evidence": found.evidence}
    return Form(values, prefix=f"{move.name}-")


@only(*READERS)
def move_clause(request: HttpRequest, visit: Visit, number: int, name: str) -> HttpResponse:
    found = _found(visit, number)
    if request.method != "POST":
        return redirect("desk:disclosure:clause", number)
    if name not in ledger.MOVES:
        raise Http404
    move = ledger.MOVES[name]
    values = typed(move.fields, request.POST)
    try:
        expect, at = version(request), visit.at
        done = actions.move_clause(found, name, actor=visit.actor, at=at, expect=expect, data=values)
    except Refused as refusal:
        return _clause(
            request, visit, found, name, refused(values, refusal, move.fields, prefix=f"{name}-"), refusal=refusal
        )
    said = {"done": move.done, "progress": Progress(done.progress).label}
    messages.success(request, _("%(done)s，现在是“%(progress)s”") % said)
    return redirect("desk:disclosure:clause", number)
