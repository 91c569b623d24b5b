"""月度自查清单 at the desk: the months, one list with its items, the signature, files."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import Actor
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.inspection import parts
from yihaotong.inspection import access, actions, printing
from yihaotong.inspection.actions.listing import DONE_FIELDS, FIELDS, PUT_OFF_FIELDS, SIGN_FIELDS
from yihaotong.inspection.models import Item, Monthly
from yihaotong.inspection.rules.codes import Progress, Weight
from yihaotong.inspection.rules.thresholds import shipped
from yihaotong.journal.refusal import Refused

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _address(actor: Actor, rest: str) -> str:
    number = whole(rest)
    found = Monthly.objects.filter(pk=number).first() if number else None
    return reverse("desk:inspection:list", args=[found.name]) if found and actor.roles & access.READERS else ""


subjects.register("inspection", _address)


def _monthly(visit: Visit, month: str) -> Monthly:
    """Of "2026-11". Raises Http404."""
    year, _dash, number = month.partition("-")
    try:
        first = date(whole(year) or 0, whole(number) or 0, 1)
    except (ValueError, OverflowError):
        raise Http404 from None
    return or_404(access.monthly_for, visit.actor, first)


@only(*access.READERS)
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    today = localdate(visit.at)
    context = {
        "rows": list(access.monthlies()[:36]),
        "year": today.year,
        "quarter": (today.month + 2) // 3,
        "quarters": range(1, 5),
    }
    return parts.show(request, visit, "lists.html", context, here="lists")


@only(*access.READERS)
def read(request: HttpRequest, visit: Visit, month: str) -> HttpResponse:
    return _page(request, visit, _monthly(visit, month))


def _page(
    request: HttpRequest,
    visit: Visit,
    monthly: Monthly,
    came_back: tuple[str, Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`came_back`: a form with something at fault, by "place-progress", or "sign"."""
    items = access.items_of(monthly)
    names = parts.units((each.unit_id for each in items), visit.at)
    people = names_of({each.settled_by for each in items} | {monthly.signed_by})
    wrong, form = came_back or ("", Form({}))
    rows = [
        {
            "item": each,
            "label": shipped()[each.indicator].label if each.indicator in shipped() else each.indicator,
            "weight": Weight(each.weight),
            "progress": Progress(each.progress),
            "url": parts.address(each.subject, each.number),
            "unit": names.get(each.unit_id or 0, ""),
            "who": people.get(each.settled_by, ""),
            "forms": _forms(each, visit, wrong, form) if monthly.signed_at is None else [],
        }
        for each in items
    ]
    left = sum(each.progress == Progress.OPEN for each in items)
    context = {
        "monthly": monthly,
        "title": printing.named(monthly),
        "rows": rows,
        "left": left,
        "signer": people.get(monthly.signed_by, ""),
        "signs": bool(visit.actor.roles & access.SIGNERS) and monthly.signed_at is None and not left,
        "sign_fields": SIGN_FIELDS,
        "sign_form": form if wrong == "sign" else Form({}, prefix="sign-"),
    }
    return parts.show(request, visit, "list.html", context, here="lists", status=status)


def _forms(item: Item, visit: Visit, wrong: str, form: Form) -> list[dict[str, object]]:
    if item.progress != Progress.OPEN or not access.settles(visit.actor, item.unit_id):
        return []
    offered = ((Progress.DONE, _("办完了"), DONE_FIELDS), (Progress.PUT_OFF, _("推迟"), PUT_OFF_FIELDS))
    return [
        {
            "name": progress.value,
            "word": word,
            "fields": fields,
            "opened": wrong == f"{item.place}-{progress}",
            "form": form if wrong == f"{item.place}-{progress}" else Form({}, prefix=f"i{item.place}-{progress}-"),
        }
        for progress, word, fields in offered
    ]


@only(*access.READERS)
def settle(request: HttpRequest, visit: Visit, month: str, place: int, progress: str) -> HttpResponse:
    monthly = _monthly(visit, month)
    item: Item = or_404(monthly.items.get, place=place)
    to = next((each for each in FIELDS if each == progress), None)
    if request.method != "POST" or to is None:
        return redirect("desk:inspection:list", month)
    values = forms.typed(FIELDS[to], request.POST)
    prefix = f"i{place}-{to}-"
    wrong = forms.checked(FIELDS[to], values, prefix=prefix)
    if wrong is None:
        try:
            actions.settle(item, to, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix=prefix)
        else:
            messages.success(request, _("第 %(place)d 项已登记") % {"place": place})
            return redirect("desk:inspection:list", month)
    return _page(request, visit, monthly, (f"{place}-{to}", wrong), status=422)


@only(*access.SIGNERS)
def sign(request: HttpRequest, visit: Visit, month: str) -> HttpResponse:
    monthly = _monthly(visit, month)
    if request.method != "POST":
        return redirect("desk:inspection:list", month)
    values = forms.typed(SIGN_FIELDS, request.POST)
    wrong = forms.checked(SIGN_FIELDS, values, prefix="sign-")
    if wrong is None:
        expect = whole(request.POST.get("version", "")) or 0
        try:
            actions.sign(monthly, values, actor=visit.actor, at=visit.at, expect=expect)
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix="sign-")
        else:
            messages.success(request, _("已签字，清单不再改动"))
            return redirect("desk:inspection:list", month)
    return _page(request, visit, monthly, ("sign", wrong), status=422)


@only(*access.READERS)
def export(request: HttpRequest, visit: Visit, month: str, kind: str) -> HttpResponse:
    """One list as DOCX or XLSX."""
    monthly = _monthly(visit, month)
    items = access.items_of(monthly)
    names = parts.units((each.unit_id for each in items), visit.at)
    signer = names_of({monthly.signed_by}).get(monthly.signed_by, "") if monthly.signed_by else ""
    name = printing.named(monthly)
    if kind == "docx":
        return _sent(printing.as_docx(monthly, items, names, signer, visit.at), f"{name}.docx", _DOCX)
    if kind == "xlsx":
        return _sent(printing.as_workbook(monthly, items, names, signer), f"{name}.xlsx", _XLSX)
    raise Http404


@only(*access.READERS)
def quarter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The table of a quarter, for the superior."""
    year, number = whole(request.GET.get("year", "")) or 0, whole(request.GET.get("quarter", "")) or 0
    if not (2000 <= year <= 2199 and 1 <= number <= 4):
        messages.error(request, _("请选年度和季度"))
        return redirect("desk:inspection:lists")
    found = access.of_quarter(year, number)
    if not found:
        messages.error(request, _("%(year)d 年第 %(number)d 季度没有自查记录") % {"year": year, "number": number})
        return redirect("desk:inspection:lists")
    made = printing.quarter(found, access.thresholds())
    return _sent(made, f"{year}年第{number}季度自查情况表.xlsx", _XLSX)


def _sent(made: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(made, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
