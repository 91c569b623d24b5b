"""责任追究 at the desk: who is concerned and what was said is opened with a purpose, and a line tells of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.scrutiny import parts
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import access, actions
from yihaotong.scrutiny.models import Liability
from yihaotong.scrutiny.rules import liability as rules
from yihaotong.scrutiny.rules.codes import LiabilityProgress, Ruling
from yihaotong.scrutiny.rules.tables import grounds, measures

subjects.register("liability", subjects.by_name("desk:scrutiny:liability"))
PURPOSE = Field("purpose", "为什么查看", required=True, longest=100)


@only(*rules.READERS)
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = list(access.liabilities_visible_to(visit.actor).order_by("ended_at", "-pk")[:200])
    units = parts.names_on((each.unit_id for each in found), localdate(visit.at))
    rows = [_said(each) | {"record": each, "unit": units[each.unit_id]} for each in found]
    may_open = bool(visit.actor.roles & rules.INVESTIGATORS)
    return parts.show(request, visit, "liabilities.html", {"rows": rows, "may_open": may_open}, here="liabilities")


def _said(record: Liability) -> dict[str, str]:
    """Its codes in words."""
    return {
        "ground": grounds()[record.ground].label,
        "basis": grounds()[record.ground].basis,
        "progress": LiabilityProgress(record.progress).label,
        "measure": measures()[record.measure].label if record.measure else "",
        "measure_basis": measures()[record.measure].basis if record.measure else "",
        "ruling": Ruling(record.ruling).label if record.ruling else "",
    }


@only(*rules.INVESTIGATORS)
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form, status = Form({"matter": request.GET.get("matter", "")[:20]}), 200
    if request.method == "POST":
        values = forms.typed(rules.OPEN_FIELDS, request.POST)
        wrong = forms.checked(rules.OPEN_FIELDS, values)
        try:
            if wrong is None:
                record = actions.open_liability(values, actor=visit.actor, at=visit.at)
                messages.success(request, _("已立案"), extra_tags=request.path)
                return redirect("desk:scrutiny:liability", record.pk)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    options = {
        "ground": [("", rules.GROUNDS)],
        "unit": [("", parts.sections(visit.at))],
        "person": parts.staff(visit),
    }
    context = {"form": form, "fields": rules.OPEN_FIELDS, "options": options}
    return parts.show(request, visit, "liability_new.html", context, here="liabilities", status=status)


@only(*DISCLOSURE_POSTS)
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return _page(request, visit, or_404(access.liability_for, visit.actor, number), {})


def _page(
    request: HttpRequest, visit: Visit, record: Liability, came_back: dict[str, Form], *, status: int = 200, **more: Any
) -> HttpResponse:
    steps = access.steps_of(record.key)
    found = access.liability_moves(record, visit.actor, access.makers_of(steps))
    context = {
        "record": record,
        "said": _said(record),
        "unit": parts.names_on([record.unit_id], localdate(visit.at))[record.unit_id],
        "limits": parts.limits(access.terms_of(record.key), visit.at),
        "story": parts.story(steps, rules.MOVES, {}, ("open", _("立案"))),
        "offers": parts.offers(found, came_back),
        "options": parts.options(found, visit.at),
        "refused": next((form for form in came_back.values() if form.heading), Form({})),
        "purpose": PURPOSE,
        "purpose_form": Form({}),
    }
    return parts.show(request, visit, "liability.html", context | more, here="liabilities", status=status)


@only(*DISCLOSURE_POSTS)
def open_sealed(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """What lies sealed in its steps, once, for a purpose."""
    record = or_404(access.liability_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:scrutiny:liability", number)
    values = forms.typed((PURPOSE,), request.POST)
    if wrong := forms.checked((PURPOSE,), values):
        return _page(request, visit, record, {}, purpose_form=wrong, refused=wrong, status=422)
    read_now = actions.read_liability(record, actor=visit.actor, at=visit.at, purpose=values["purpose"])
    steps = [step for step, _words in read_now]
    words = {step.pk: words for step, words in read_now}
    told = parts.story(steps, rules.MOVES, words, ("open", _("立案")))
    return _page(request, visit, record, {}, story=told, opened=True)


@only(*rules.READERS)
def move(request: HttpRequest, visit: Visit, number: int, name: str) -> HttpResponse:
    record = or_404(access.liability_for, visit.actor, number)
    if request.method != "POST" or name not in rules.MOVES:
        return redirect("desk:scrutiny:liability", number)
    row = rules.MOVES[name]
    values, wrong = parts.sent(row, request)
    if wrong:
        return _page(request, visit, record, {name: wrong}, status=422)
    try:
        actions.move_liability(
            record, name, actor=visit.actor, at=visit.at, expect=parts.expected(request), data=values
        )
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-")
        fresh = or_404(access.liability_for, visit.actor, number)
        return _page(request, visit, fresh, {name: form}, status=409)
    messages.success(request, row.done, extra_tags=request.path)
    return redirect("desk:scrutiny:liability", number)
