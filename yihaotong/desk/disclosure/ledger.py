"""The ledger of superiors' documents: what is open, how far each section is, one document, import of a table."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.accounts.rules import DISCLOSURE, Role
from yihaotong.cases.forms import Form, typed
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.forms import (
    Groups,
    answer_code,
    attach_with,
    people,
    refused,
    sections,
    sent_file,
    take_file,
)
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.actions.importing import Brought
from yihaotong.disclosure.models import Clause, Directive
from yihaotong.disclosure.rules import ledger as rules
from yihaotong.disclosure.rules import who
from yihaotong.disclosure.rules.codes import OPEN, Progress
from yihaotong.journal.refusal import Refused

KEEPERS = (Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER)
READERS = tuple(sorted(DISCLOSURE))
_PAGE = 30
#: Bytes of a table; a ledger is small.
_LARGEST = 10 * 1024 * 1024
#: Which clauses the list shows, by name.
_SHOWS = {"open": OPEN, "reported": {Progress.REPORTED}, "done": {Progress.ACCEPTED}, "all": set(Progress)}


@only(*READERS)
def ledger(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The clauses that concern the visitor, and how far each section is."""
    today = localdate(visit.at)
    visible = access.clauses_visible_to(visit.actor)
    counted = [(unit, Progress(code), due) for unit, code, due in visible.values_list("unit", "progress", "due_on")]
    figures = rules.figures(counted, today)
    chosen = {"show": request.GET.get("show", "open"), "unit": request.GET.get("unit", "")}
    chosen["show"] = chosen["show"] if chosen["show"] in {*_SHOWS, "late"} else "open"
    found = _narrowed(visible, chosen, visit)
    page = max(whole(request.GET.get("page"), longest=4) or 1, 1)
    rows = list(found[(page - 1) * _PAGE : page * _PAGE + 1])
    names = unit_names({figure.unit for figure in figures if figure.unit}, today)
    here = {name: value for name, value in chosen.items() if value}
    context = {
        "figures": [(figure, names.get(figure.unit or 0, "")) for figure in figures],
        "rows": [row_of(each, names, visit) for each in rows[:_PAGE]],
        "chosen": chosen,
        "shows": _tabs(chosen),
        "before": urlencode(here | {"page": page - 1}) if page > 1 else "",
        "after": urlencode(here | {"page": page + 1}) if len(rows) > _PAGE else "",
        "may_keep": who.may("directive.keep", visit.actor.roles),
    }
    return show(request, visit, "desk/disclosure/ledger.html", context)


def _narrowed(visible: Any, chosen: dict[str, str], visit: Visit) -> Any:
    if chosen["show"] == "late":
        waiting = [each.value for each in OPEN - {Progress.REPORTED}]
        found = visible.filter(progress__in=waiting, due_on__lt=localdate(visit.at))
    else:
        found = visible.filter(progress__in=[each.value for each in _SHOWS[chosen["show"]]])
    if chosen["unit"] == "none":
        found = found.filter(unit=None)
    elif (unit := whole(chosen["unit"], longest=9)) is not None:
        found = found.filter(unit=unit)
    else:
        chosen["unit"] = ""
    return found.order_by(F("due_on").asc(nulls_last=True), "pk").select_related("person")


def _tabs(chosen: dict[str, str]) -> list[tuple[str, str, bool]]:
    labels = {
        "open": _("未完成"),
        "late": _("已超期"),
        "reported": _("待验收"),
        "done": _("已完成"),
        "all": _("全部"),
    }
    rest = {"unit": chosen["unit"]} if chosen["unit"] else {}
    return [(urlencode({"show": name} | rest), label, name == chosen["show"]) for name, label in labels.items()]


def row_of(clause: Clause, names: dict[int, str], visit: Visit) -> dict[str, Any]:
    """One clause as a row: its progress in words, whether its limit is near or gone."""
    progress, today = Progress(clause.progress), localdate(visit.at)
    return {
        "clause": clause,
        "progress": progress,
        "unit": names.get(clause.unit_id or 0, ""),
        "late": rules.overdue(progress, clause.due_on, today),
        "soon": rules.due_soon(progress, clause.due_on, today),
    }


@only(*READERS)
def directive(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One document with its clauses; files are added here."""
    found = or_404(access.directives_visible_to(visit.actor).get, pk=number)
    if request.method == "POST":
        take_file(request, visit, found)
        return redirect("desk:disclosure:directive", number)
    return _directive(request, visit, found, Form({}))


def _directive(
    request: HttpRequest, visit: Visit, found: Directive, form: Form, refusal: Refused | None = None
) -> HttpResponse:
    visible = access.clauses_visible_to(visit.actor).filter(directive=found)
    clauses = list(visible.select_related("person").order_by("pk"))
    names = unit_names({each.unit_id for each in clauses if each.unit_id}, localdate(visit.at))
    may_keep = who.may("directive.keep", visit.actor.roles)
    context = {
        "directive": found,
        "rows": [row_of(each, names, visit) for each in clauses],
        "done": sum(each.progress == Progress.ACCEPTED.value for each in clauses),
        "files": access.files_of(found.key)[found.key],
        "overrides": [access.told_override(row) for row in found.overrides.filter(withdrawn_at=None)],
        "entered_by": names_of([found.by])[found.by],
        "fields": rules.CLAUSE,
        "form": form,
        "options": charged_options(visit) if may_keep else {},
        "may_keep": may_keep,
    }
    return show(request, visit, "desk/disclosure/directive.html", context, status=answer_code(refusal))


def charged_options(visit: Visit) -> dict[str, Groups]:
    return {"unit": sections(visit), "person": people(visit)}


@only(*KEEPERS)
def new_clause(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    found = or_404(access.directives_visible_to(visit.actor).get, pk=number)
    if request.method != "POST":
        return redirect("desk:disclosure:directive", number)
    values = typed(rules.CLAUSE, request.POST)
    try:
        clause = actions.add_clause(found, values, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        return _directive(request, visit, found, refused(values, refusal, rules.CLAUSE), refusal)
    messages.success(request, _("已列入台账：%(place)s") % {"place": clause.place})
    return redirect("desk:disclosure:directive", number)


@only(*KEEPERS)
def new_directive(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        start = {"received_on": localdate(visit.at).isoformat()}
        return _new_directive(request, visit, Form(start))
    values = typed(rules.DIRECTIVE, request.POST)
    try:
        entered = actions.enter_directive(values, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        return _new_directive(request, visit, refused(values, refusal, rules.DIRECTIVE), refusal)
    attach_with(request, visit, entered)
    messages.success(request, _("已登记，现在逐条列出任务"))
    return redirect("desk:disclosure:directive", entered.pk)


def _new_directive(request: HttpRequest, visit: Visit, form: Form, refusal: Refused | None = None) -> HttpResponse:
    context = {"fields": rules.DIRECTIVE, "form": form}
    return show(request, visit, "desk/disclosure/directive_form.html", context, status=answer_code(refusal))


@only(*KEEPERS)
def import_ledger(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Documents and clauses from a table; what was not taken is listed with its row and column."""
    done: Brought | None = None
    refusal: Refused | None = None
    if request.method == "POST":
        try:
            done = _bring(request, visit)
        except Refused as said:
            refusal = said
    context = {
        "done": done,
        "refusal": refusal,
        "columns": list(dict.fromkeys(rules.COLUMNS)),
    }
    return show(request, visit, "desk/disclosure/ledger_import.html", context, status=answer_code(refusal))


def _bring(request: HttpRequest, visit: Visit) -> Brought:
    file = sent_file(request)
    if file is None:
        raise Refused("missing", _("请先选择文件"), "file")
    if (file.size or 0) > _LARGEST:
        raise Refused("too-large", _("文件超过 10 MB，请分成几份"), "file")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "table"
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        return actions.bring(path, actor=visit.actor, at=visit.at, today=localdate(visit.at))
