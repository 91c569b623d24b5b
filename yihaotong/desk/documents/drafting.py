"""Writing a document: the first time, and anew while it is a draft."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.cases.forms import Form, checked, given, refused, typed
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.documents.frame import only, row_names, section_names, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.documents import access, actions
from yihaotong.documents.models import Document
from yihaotong.documents.rules.checks import NOT_SECRET, secret_marks
from yihaotong.documents.rules.marks import found_in
from yihaotong.documents.rules.moves import DRAFT_FIELDS, WRITERS
from yihaotong.journal.refusal import Refused

_FIELDS = (*DRAFT_FIELDS, NOT_SECRET)


@only(*WRITERS)
def new(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, visit, None, Form(_begun(visit)))
    values = _typed(request, visit)
    form = checked(_FIELDS, values)
    if form is not None:
        return _page(request, visit, None, form, status=422)
    try:
        data, rows = given(_FIELDS, values), row_names(visit.at)
        made = actions.draft(data, actor=visit.actor, at=visit.at, rows=rows)
    except Refused as refusal:
        return _page(request, visit, None, refused(values, refusal), status=422)
    messages.success(request, _("已保存。看过下面的提示，加上附件，再自审并送审。"), extra_tags=request.path)
    _warn(request, made)
    return redirect("desk:documents:document", made.pk)


@only(*WRITERS)
def edit(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    found = or_404(access.document_for, visit.actor, number)
    if not access.may_revise(found, visit.actor):
        raise Http404
    if request.method != "POST":
        return _page(request, visit, found, Form(_held(found)))
    values = _typed(request, visit)
    form = checked(_FIELDS, values)
    if form is not None:
        return _page(request, visit, found, form, status=422)
    expect = whole(request.POST.get("version"), longest=9) or 0
    try:
        data, rows = given(_FIELDS, values), row_names(visit.at)
        revised = actions.revise(found, data, actor=visit.actor, at=visit.at, expect=expect, rows=rows)
    except Refused as refusal:
        status = 409 if refusal.code == "stale" else 422
        return _page(request, visit, found, refused(values, refusal), status=status)
    messages.success(request, _("已修改。"), extra_tags=request.path)
    _warn(request, revised)
    return redirect("desk:documents:document", number)


def _typed(request: HttpRequest, visit: Visit) -> dict[str, str]:
    """What was typed; a row of the catalogue by its key, also where its name was chosen or typed with it, or alone."""
    values = typed(_FIELDS, request.POST)
    written = " ".join(values["catalogue_row"].split())
    if not written:
        return values
    names = row_names(visit.at)
    named = [key for key, name in names.items() if written in {key, name, f"{key} {name}"}]
    return values | {"catalogue_row": named[0] if len(named) == 1 else written}


def _warn(request: HttpRequest, saved: Document) -> None:
    """Other marks than those of a secret may be there for now: said at once, and stopped when it is to be public."""
    found = found_in(f"{saved.title}\n{saved.text}")
    if found:
        words = "、".join(dict.fromkeys(each.mark.word for each in found))
        text = _("正文里有“%(words)s”：定为主动公开的送不出去；涉密内容请立即删去，作废以后由公开专员清除。")
        messages.warning(request, text % {"words": words}, extra_tags=request.path)


def _begun(visit: Visit) -> Mapping[str, str]:
    """The section of somebody who has one only."""
    own = list(access.sections_of(visit.actor)[:2])
    return {"origin": "own", "section": own[0].code if len(own) == 1 else ""}


def _held(found: Document) -> Mapping[str, str]:
    columns = {field.name for field in DRAFT_FIELDS} - {"section"}
    return {name: getattr(found, name) for name in columns} | {"section": found.section.code}


def _page(request: HttpRequest, visit: Visit, found: Document | None, form: Form, *, status: int = 200) -> HttpResponse:
    units = list(access.sections_of(visit.actor))
    names = section_names(visit, [unit.pk for unit in units])
    options = {"section": [("", [(unit.code, names.get(unit.pk, unit.code)) for unit in units])]}
    rows = row_names(visit.at)
    key = form.values.get("catalogue_row", "")
    marked = secret_marks(form.values.get("title", ""), form.values.get("text", ""))
    fields = _FIELDS if marked else DRAFT_FIELDS
    context: dict[str, Any] = {"document": found, "form": form, "refused": form, "fields": fields, "options": options}
    context |= {"rows": rows, "row": f"{key} {rows[key]}" if key in rows else key}
    return show(request, visit, "draft.html", context, status=status)
