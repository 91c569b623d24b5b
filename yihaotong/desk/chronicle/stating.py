"""Statements of what does not apply, at the desk: all of them, one with what contradicts it, its moves."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import Role
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field
from yihaotong.cases.rules.numbers import whole
from yihaotong.chronicle import access, actions
from yihaotong.chronicle.models import NotApplicable
from yihaotong.chronicle.rules import statements as rules
from yihaotong.chronicle.rules.codes import Progress
from yihaotong.chronicle.rules.matters import matters
from yihaotong.desk import subjects
from yihaotong.desk.chronicle import parts
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

subjects.register(NotApplicable.PREFIX, subjects.by_name("desk:chronicle:statement"))
#: The moves: the words of the button, what each asks for.
MOVES: dict[str, tuple[str, tuple[Field, ...]]] = {
    "approve": ("批准", rules.WORDS),
    "refuse": ("不批准", rules.WORDS),
    "drop": ("撤回", ()),
    "end": ("结束", rules.END),
}


@only()
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All of them, with how many records contradict each that is in force."""
    against: dict[int, int] = {}
    for statement, _key, _words in access.contradictions(visit.at):
        against[statement.pk] = against.get(statement.pk, 0) + 1
    today = localdate(visit.at)
    rows = [(each, _standing(each, today), against.get(each.pk, 0)) for each in access.statements()]
    context = {"rows": rows, "makes": bool(visit.actor.roles & rules.MAKERS)}
    return parts.show(request, visit, "statements.html", context, here="statements")


def _standing(statement: NotApplicable, today: Any) -> str:
    if statement.progress == Progress.APPROVED and not statement.holds_on(today):
        return _("已结束") if statement.since <= today else _("还没有开始")
    return _(Progress(statement.progress).label)


@only(*rules.MAKERS)
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form, status, wrong = Form({}), 200, None
    if request.method == "POST":
        values = forms.typed(rules.FIELDS, request.POST)
        wrong = forms.checked(rules.FIELDS, values)
        try:
            if wrong is None:
                made = actions.propose(values, actor=visit.actor, at=visit.at)
                messages.success(request, _("已提出，等分管领导批准"), extra_tags=request.path)
                return redirect("desk:chronicle:statement", made.pk)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        if wrong is not None:
            form, status = wrong, 422
    options = {"matter": [("", [(each.code, each.label) for each in matters().values()])]}
    context = {"form": form, "fields": rules.FIELDS, "options": options}
    return parts.show(request, visit, "statement_new.html", context, here="statements", status=status)


@only()
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return _page(request, visit, or_404(access.statement_for, visit.actor, number))


def _page(
    request: HttpRequest, visit: Visit, statement: NotApplicable, *, wrong: Form | None = None, status: int = 200
) -> HttpResponse:
    offers = [
        (
            name,
            _(MOVES[name][0]),
            MOVES[name][1],
            wrong if wrong and wrong.prefix == f"{name}-" else Form({}, prefix=f"{name}-"),
        )
        for name in _open(statement, visit)
    ]
    matter = matters().get(statement.matter)
    names = names_of({statement.entered_by, statement.decided_by})
    context = {
        "statement": statement,
        "standing": _standing(statement, localdate(visit.at)),
        "law": matter.basis if matter else "",
        "by": names.get(statement.entered_by, ""),
        "decided_by": names.get(statement.decided_by, ""),
        "offers": offers,
        "refused": wrong,
        "against": [(key, words) for each, key, words in access.contradictions(visit.at) if each.pk == statement.pk],
    }
    return parts.show(request, visit, "statement.html", context, here="statements", status=status)


def _open(statement: NotApplicable, visit: Visit) -> list[str]:
    """The moves that he may make now."""
    roles, own = visit.actor.roles, statement.entered_by == visit.actor.key
    found = []
    if statement.progress == Progress.PROPOSED:
        found += ["approve", "refuse"] if roles & rules.DECIDERS and not own else []
        found += ["drop"] if own or Role.DISCLOSURE_OFFICER in roles else []
    elif statement.progress == Progress.APPROVED and roles & rules.ENDERS:
        found.append("end")
    return found


@only(*(rules.MAKERS | rules.DECIDERS))
def move(request: HttpRequest, visit: Visit, number: int, name: str) -> HttpResponse:
    """One move. A move that there is not, is not his, or is over: the page says so."""
    statement = or_404(access.statement_for, visit.actor, number)
    if name not in MOVES:
        raise Http404
    if request.method != "POST":
        return redirect("desk:chronicle:statement", number)
    fields = MOVES[name][1]
    values = forms.typed(fields, request.POST)
    wrong = forms.checked(fields, values, prefix=f"{name}-")
    status = 422
    if wrong is None:
        try:
            _made(name, statement, values, visit, whole(request.POST.get("version", "")) or 0)
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix=f"{name}-")
            status = 409 if refusal.code == "stale" else 422
        else:
            messages.success(request, _("已办：%(what)s") % {"what": _(MOVES[name][0])})
            return redirect("desk:chronicle:statement", number)
    return _page(request, visit, or_404(access.statement_for, visit.actor, number), wrong=wrong, status=status)


def _made(name: str, statement: NotApplicable, values: dict[str, str], visit: Visit, expect: int) -> None:
    act: dict[str, Any] = {"actor": visit.actor, "at": visit.at, "expect": expect}
    if name == "drop":
        actions.drop(statement, **act)
    elif name == "end":
        actions.end(statement, values, **act)
    else:
        actions.decide(statement, values, approved=name == "approve", **act)
