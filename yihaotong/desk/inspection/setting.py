"""The limits that hold with their basis, stricter ones of our own, and which row of the catalogue is which column."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.gate import Visit
from yihaotong.desk.inspection import parts
from yihaotong.inspection import access, actions
from yihaotong.inspection.actions.setting import COLUMN_FIELDS, LIMIT_FIELDS
from yihaotong.inspection.rules.codes import Sort
from yihaotong.journal.refusal import Refused


@only(*access.READERS)
def thresholds(request: HttpRequest, visit: Visit) -> HttpResponse:
    return _thresholds(request, visit)


def _thresholds(
    request: HttpRequest, visit: Visit, code: str = "", wrong: Form | None = None, status: int = 200
) -> HttpResponse:
    """`wrong`: what came back with something at fault, for the indicator `code`."""
    keeps = bool(visit.actor.roles & access.KEEPERS)
    rows = [
        (each, wrong if each.code == code and wrong else Form({}, prefix=f"{each.code}-"), each.code == code)
        for each in access.thresholds()
    ]
    context = {"rows": rows, "fields": LIMIT_FIELDS, "keeps": keeps, "by_law": Sort.DATE, "own_terms": Sort.TERM}
    return parts.show(request, visit, "thresholds.html", context, here="thresholds", status=status)


@only(*access.KEEPERS)
def set_limit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    if request.method != "POST":
        return redirect("desk:inspection:thresholds")
    values = forms.typed(LIMIT_FIELDS, request.POST)
    wrong = forms.checked(LIMIT_FIELDS, values, prefix=f"{code}-")
    if wrong is None:
        try:
            actions.set_limit(code, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix=f"{code}-")
        else:
            messages.success(request, _("已从严，从现在起按它计算"))
            return redirect("desk:inspection:thresholds")
    return _thresholds(request, visit, code, wrong, status=422)


@only(*access.KEEPERS)
def loosen(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.loosen(code, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("已恢复规定的界限"))
    return redirect("desk:inspection:thresholds")


@only(*access.READERS)
def columns(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = access.columns_of(visit.at)
    names = parts.units((each.row.unit_id for each in rows), visit.at)
    context = {
        "rows": [(each, names.get(each.row.unit_id or 0, "")) for each in rows],
        "choices": COLUMN_FIELDS[0].choices.choices() if COLUMN_FIELDS[0].choices else [],
        "keeps": bool(visit.actor.roles & access.KEEPERS),
    }
    return parts.show(request, visit, "columns.html", context, here="columns")


@only(*access.KEEPERS)
def set_column(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.set_column(key, forms.typed(COLUMN_FIELDS, request.POST), actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("栏目类别已保存"))
    return redirect("desk:inspection:columns")
