"""Moves and bindings of a record, posted from its page; refused, the page comes back with all that was written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.cases import forms
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.engagement import parts, records
from yihaotong.desk.gate import Visit
from yihaotong.engagement import access, actions
from yihaotong.engagement.rules.life import READERS
from yihaotong.engagement.rules.lives import LIVES
from yihaotong.journal.refusal import Refused


@only(*READERS)
def move(request: HttpRequest, visit: Visit, sort: str, number: int, name: str) -> HttpResponse:
    """Make one move."""
    here = parts.sort_or_404(sort)
    record = records.record_of(visit, here, number)
    row = LIVES[here].moves.get(name)
    if request.method != "POST" or row is None:
        return redirect("desk:engagement:record", sort, number)
    values = forms.typed(row.fields, request.POST)
    if wrong := forms.checked(row.fields, values, prefix=f"{name}-"):
        return records.page(request, visit, record, {name: wrong}, status=422)
    given, expect = forms.given(row.fields, values), parts.expected(request)
    try:
        actions.move(record, name, actor=visit.actor, at=visit.at, expect=expect, data=given)
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-")
        now = records.record_of(visit, here, number)
        return records.page(request, visit, now, {name: form}, status=409)
    messages.success(request, row.done, extra_tags=request.path)
    if not access.visible_to(here, visit.actor).filter(pk=number).exists():
        return redirect("desk:engagement:records", sort)
    return redirect("desk:engagement:record", sort, number)


@only(*READERS)
def bind(request: HttpRequest, visit: Visit, sort: str, number: int) -> HttpResponse:
    """Bind an article."""
    here = parts.sort_or_404(sort)
    record = records.record_of(visit, here, number)
    if request.method != "POST":
        return redirect("desk:engagement:record", sort, number)
    values = forms.typed(actions.BIND_FIELDS, request.POST)
    wrong = forms.checked(actions.BIND_FIELDS, values, prefix="bind-")
    if wrong is None:
        try:
            actions.bind(record, values, actor=visit.actor, at=visit.at, expect=parts.expected(request))
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix="bind-")
        else:
            messages.success(request, _("已关联"), extra_tags=request.path)
            return redirect("desk:engagement:record", sort, number)
    now = records.record_of(visit, here, number)
    return records.page(request, visit, now, {"bind": wrong}, status=422)


@only(*READERS)
def unbind(request: HttpRequest, visit: Visit, sort: str, number: int, bound: int) -> HttpResponse:
    """Take back a binding that was wrong."""
    here = parts.sort_or_404(sort)
    record = records.record_of(visit, here, number)
    if request.method == "POST":
        try:
            actions.unbind(record, bound, actor=visit.actor, at=visit.at, expect=parts.expected(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("已解除关联"), extra_tags=request.path)
    return redirect("desk:engagement:record", sort, number)
