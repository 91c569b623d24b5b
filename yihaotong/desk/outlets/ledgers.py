"""Lists handed over, items published elsewhere, and figures by outlet and month."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.outlets import parts
from yihaotong.journal.refusal import Refused
from yihaotong.outlets import access, actions, printing
from yihaotong.outlets.actions.handing_over import on_list
from yihaotong.outlets.actions.registering import Entered
from yihaotong.outlets.rules import elsewhere as rules
from yihaotong.outlets.rules.codes import Progress
from yihaotong.outlets.rules.forms import LIST_FIELDS, SIGNED_FIELDS
from yihaotong.outlets.rules.tables import label, outlets

subjects.register("handover", subjects.by_name("desk:outlets:handover"))
#: Bytes of a table of items.
LARGEST = 5 * 1024 * 1024
_PER_PAGE = 50
_MOST_FAULTS = 200


@only(*access.KEEPERS)
def handovers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """移送清单，最近的在前；做一份新的"""
    today = localdate(visit.at)
    values = {"since": today.replace(day=1).isoformat(), "until": today.isoformat(), "copies": "1"}
    form, status = Form(values), 200
    if request.method == "POST":
        values = forms.typed(LIST_FIELDS, request.POST)
        wrong = forms.checked(LIST_FIELDS, values)
        try:
            if wrong is None:
                made = actions.draw_up(values, actor=visit.actor, at=visit.at)
                messages.success(request, _("清单已做好，打印后送去签收"), extra_tags=request.path)
                return redirect("desk:outlets:handover", made.pk)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    waiting = access.to_carry().filter(outlet="archive", handover=None)
    context = {"rows": list(access.handovers()[:_PER_PAGE]), "form": form, "fields": LIST_FIELDS}
    context |= {"waiting": waiting.count()}
    return parts.show(request, visit, "handovers.html", context, here="handovers", status=status)


@only(*access.KEEPERS)
def handover(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """一份移送清单：打印、登记签收"""
    found = or_404(access.handover_for, visit.actor, number)
    form, status = Form({"received_on": localdate(visit.at).isoformat()}), 200
    if request.method == "POST":
        values = forms.typed(SIGNED_FIELDS, request.POST)
        wrong = forms.checked(SIGNED_FIELDS, values)
        try:
            if wrong is None:
                expect = parts.expected(request)
                actions.signed_for(found, values, actor=visit.actor, at=visit.at, expect=expect)
                messages.success(request, _("已登记签收"), extra_tags=request.path)
                return redirect("desk:outlets:handover", number)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    rows = [(each, each.release.version.title, Progress(each.progress).label) for each in on_list(found)]
    context = {"handover": found, "rows": rows, "form": form, "fields": SIGNED_FIELDS}
    return parts.show(request, visit, "handover.html", context, here="handovers", status=status)


@only(*access.KEEPERS)
def handover_file(_request: HttpRequest, visit: Visit, number: int, form: str) -> HttpResponse:
    """清单的 DOCX（签收用）或 XLSX"""
    found = or_404(access.handover_for, visit.actor, number)
    rows = on_list(found)
    if form == "xlsx":
        return parts.sent(printing.handed_over_xlsx(found, rows), f"移送清单-{number}.xlsx", parts.XLSX)
    return parts.sent(printing.handed_over_docx(found, rows, visit.at), f"移送清单-{number}.docx", parts.DOCX)


# --- published elsewhere ---------------------------------------------------------------------------------------------


@only(*access.KEEPERS)
def elsewhere(request: HttpRequest, visit: Visit) -> HttpResponse:
    """别处发布的登记，最近的在前，可按年和渠道缩小"""
    year, outlet = whole(request.GET.get("year", "")), request.GET.get("outlet", "")
    number = max(1, whole(request.GET.get("page", ""), longest=6) or 1)
    found = access.items()
    found = found.filter(on__year=year) if year and 1900 < year < 2200 else found
    found = found.filter(outlet=outlet) if outlet in outlets() else found
    rows = list(found[(number - 1) * _PER_PAGE : number * _PER_PAGE + 1])
    kept = "".join(f"{name}={value}&" for name, value in (("year", year or ""), ("outlet", outlet)) if value)
    kept = kept if outlet in {"", *outlets()} else ""
    context = {
        "rows": [(item, label(item.outlet)) for item in rows[:_PER_PAGE]],
        "page": {
            "before": f"{kept}page={number - 1}" if number > 1 else "",
            "after": f"{kept}page={number + 1}" if len(rows) > _PER_PAGE else "",
        },
        "choices": [(row.outlet, row.label) for row in outlets().values()],
        "outlet": outlet,
        "year": year or "",
    }
    return parts.show(request, visit, "elsewhere.html", context, here="elsewhere")


@only(*access.KEEPERS)
def new_item(request: HttpRequest, visit: Visit) -> HttpResponse:
    """登记一条别处发布的"""
    form, status = Form({"whose": "own"}), 200
    if request.method == "POST":
        values = forms.typed(rules.ITEM_FIELDS, request.POST)
        wrong = forms.checked(rules.ITEM_FIELDS, values)
        try:
            if wrong is None:
                item = actions.register(values, actor=visit.actor, at=visit.at)
                messages.success(request, _("已登记“%(title)s”") % {"title": item.title}, extra_tags=request.path)
                return redirect("desk:outlets:elsewhere")
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {"form": form, "fields": rules.ITEM_FIELDS}
    return parts.show(request, visit, "item_new.html", context, here="elsewhere", status=status)


@only(*access.KEEPERS)
def item(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """别处的一条：登记已撤下"""
    found = or_404(access.item_for, visit.actor, number)
    form, status = Form({"seen_by": visit.person.name}), 200
    if request.method == "POST":
        values = forms.typed(rules.ITEM_GONE, request.POST)
        wrong = forms.checked(rules.ITEM_GONE, values)
        try:
            if wrong is None:
                actions.see_item_gone(found, forms.given(rules.ITEM_GONE, values), actor=visit.actor, at=visit.at)
                messages.success(request, _("已登记撤下"), extra_tags=request.path)
                return redirect("desk:outlets:item", number)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {"item": found, "label": label(found.outlet), "form": form, "fields": rules.ITEM_GONE}
    return parts.show(request, visit, "item.html", context, here="elsewhere", status=status)


@only(*access.KEEPERS)
def bring(request: HttpRequest, visit: Visit) -> HttpResponse:
    """导入一张表：有一行不对就都不导入"""
    columns = [(words[0], needed) for words, needed in rules.COLUMNS.values()]
    context: dict[str, Any] = {"columns": columns, "names": [row.label for row in outlets().values()]}
    if request.method != "POST":
        return parts.show(request, visit, "import.html", context, here="elsewhere")
    try:
        read = _read(request, visit)
    except Refused as refusal:
        context["refused"] = Form({}, heading=refusal.message)
        return parts.show(request, visit, "import.html", context, here="elsewhere", status=422)
    if read.faults or not (read.entered or read.known):
        context |= {"faults": read.faults[:_MOST_FAULTS], "count": len(read.faults), "empty": not read.faults}
        return parts.show(request, visit, "import.html", context, here="elsewhere", status=422)
    told = {"entered": read.entered, "known": read.known}
    messages.success(request, _("登记 %(entered)d 条，%(known)d 条以前已登记") % told)
    return redirect("desk:outlets:elsewhere")


def _read(request: HttpRequest, visit: Visit) -> Entered:
    file = request.FILES.get("file")
    if file is None:
        raise Refused("missing", _("请先选择文件"), "file")
    if (file.size or 0) > LARGEST:
        raise Refused("too-large", _("文件超过 5 MB，请分几次导入"), "file")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "table"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return actions.read_table(path, name=file.name or "", actor=visit.actor, at=visit.at)


# --- figures ---------------------------------------------------------------------------------------------------------


@only(*access.KEEPERS)
def figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """一年里各渠道各月的原创和转发"""
    year = parts.year_asked(request, visit)
    rows = access.released_in(year)
    sums = access.counted(rows)
    table = [(label(outlet), months, sums[outlet], outlet) for outlet, months in access.by_month(rows).items()]
    asked = request.GET.get("outlet", "")
    context = {
        "year": year,
        "this": localdate(visit.at).year,
        "table": table,
        "months": range(1, 13),
        "asked": label(asked) if asked in outlets() else "",
        "rows": [went for went in rows if went.outlet == asked][:500] if asked in outlets() else [],
    }
    return parts.show(request, visit, "figures.html", context, here="figures")
