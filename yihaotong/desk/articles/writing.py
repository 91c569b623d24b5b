"""Writing at the desk: a new article, another version, its files, and the check before it goes on."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import short_unit_names
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Role
from yihaotong.articles import access, actions, checking
from yihaotong.articles.going_out import hindrance
from yihaotong.articles.models import Article
from yihaotong.articles.rules.checks import Check, Group, grouped
from yihaotong.articles.rules.codes import Period, Progress, Validity, Weight
from yihaotong.articles.rules.contents import FIELDS, NOTE, fields_of
from yihaotong.articles.rules.moves import AUTHORS, OFFICE, SURE
from yihaotong.articles.rules.rolls import RollKind
from yihaotong.cases import forms
from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access as catalogue
from yihaotong.desk.articles.showing import found, shown
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import city
from yihaotong.documents import access as documents
from yihaotong.journal.refusal import Refused

_MOST_DOCUMENTS = 100


@only(*AUTHORS)
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """起草一篇稿件；由公文转来的先填好"""
    units = _units(visit)
    if not units:
        raise Http404
    if request.method != "POST":
        return _form(request, visit, None, _start(request, visit), units=units)
    values = _typed(request)
    chosen = request.POST.get("unit", "") if len(units) > 1 else units[0][0]
    try:
        unit = Unit.objects.get(pk=int(chosen)) if chosen in dict(units) else None
        if unit is None:
            raise Refused("missing", _("请选择责任部门"), "unit")
        article = actions.write_article(
            _given(values), actor=visit.actor, at=visit.at, unit=unit, via="desk", sure=_sure(request)
        )
    except Refused as refusal:
        return _form(request, visit, None, values | {"unit": chosen}, refusal, units=units)
    messages.success(request, _("已存为第 1 版草稿。附件在本页下方增减，写好后送审。"))
    return redirect("desk:articles:article", article.pk)


@only(*AUTHORS)
def edit(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """改成新的一版；审核从一审重来"""
    article = found(visit, number)
    if "revise" not in {move.name for move in access.open_moves(article, visit.actor)}:
        raise Http404
    if request.method != "POST":
        held = fields_of(access.content_of(access.latest_of(article)))
        values = {name: ",".join(value) if isinstance(value, list) else str(value) for name, value in held.items()}
        return _form(request, visit, article, values)
    values = _typed(request)
    note = request.POST.get("note", "")
    try:
        said: dict[str, Any] = {"expect": _expected(request), "note": note, "sure": _sure(request)}
        actions.revise(article, _given(values), actor=visit.actor, at=visit.at, **said)
    except Refused as refusal:
        return _form(request, visit, article, values | {"note": note}, refusal)
    messages.success(request, _("已存为新的一版。"))
    return redirect("desk:articles:article", number)


def _sure(request: HttpRequest) -> bool:
    return request.POST.get("sure") == "on"


def _typed(request: HttpRequest) -> dict[str, str]:
    return forms.typed(FIELDS, request.POST)


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    return forms.given(FIELDS, {field.name: values.get(field.name, "") for field in FIELDS})


def _expected(request: HttpRequest) -> int:
    written = request.POST.get("expect", "")
    return whole(written) or 0


def _units(visit: Visit) -> list[tuple[str, str]]:
    """For which sections he may write."""
    if visit.actor.roles & OFFICE:
        ids = set(catalogue.sections().values_list("pk", flat=True))
    else:
        ids = set(visit.actor.units_as(Role.DRAFTER))
    return [(str(pk), name) for pk, name in sorted(short_unit_names(ids, localdate(visit.at)).items())]


def _start(request: HttpRequest, visit: Visit) -> dict[str, str]:
    """A new article begins with what is nearly always so; from a document with what the document says."""
    values = {
        "validity": Validity.IN_FORCE.value,
        "period": Period.PERMANENT.value,
        "outlets": "site",
        "source": city.organ().name,
        "formed_on": localdate(visit.at).isoformat(),
    }
    key = request.GET.get("document", "")
    for document in documents.public_without_item(visit.at)[:_MOST_DOCUMENTS] if key else ():
        if str(document.pk) == key:
            formed = document.dated_on.isoformat() if document.dated_on else values["formed_on"]
            values |= {"title": document.title, "body": document.text, "keywords": document.keywords}
            values |= {"document_key": document.key, "document_number": document.doc_no or "", "formed_on": formed}
            values |= {"row_key": document.catalogue_row}
    return values


def _form(
    request: HttpRequest,
    visit: Visit,
    article: Article | None,
    values: Mapping[str, str],
    refusal: Refused | None = None,
    *,
    units: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    papers = [
        (each.key, f"{each.doc_no} {each.title}") for each in documents.public_without_item(visit.at)[:_MOST_DOCUMENTS]
    ]
    chosen = values.get("document_key", "")
    if chosen and chosen not in dict(papers):
        papers.insert(0, (chosen, chosen))
    options = {"row_key": catalogue.choices(visit.at), "document_key": [("", papers)] if papers else []}
    context: dict[str, Any] = {
        "article": article,
        "fields": FIELDS,
        "note_field": NOTE,
        "sure_field": SURE,
        "options": options,
        "units": units or [],
        "form": _refused(values, refusal) if refusal else forms.Form(values),
        "again": article is not None and article.at_progress is not Progress.DRAFT,
    }
    return show(request, visit, "desk/articles/form.html", context, status=422 if refusal else 200)


def _refused(values: Mapping[str, str], refusal: Refused) -> forms.Form:
    faults = forms.checked(FIELDS, {field.name: values.get(field.name, "") for field in FIELDS})
    if faults is not None:
        return forms.Form(values, faults.errors, faults.heading, faults.lines)
    return forms.refused({"unit": "", "note": "", "sure": "", **values}, refusal)


@only(*AUTHORS)
def attach(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """增加附件，各成一版"""
    article = found(visit, number)
    if request.method != "POST":
        return redirect("desk:articles:article", number)
    uploads = request.FILES.getlist("file")
    if not uploads:
        messages.error(request, _("请先选择文件"))
    for upload in uploads:
        try:
            actions.attach_file(article, upload, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, _("“%(name)s”没有收下：%(why)s") % {"name": upload.name, "why": refusal.message})
        else:
            messages.success(request, _("已增加附件，存为新的一版"))
    if request.headers.get("X-Upload"):
        return HttpResponse(status=204)
    return redirect("desk:articles:article", number)


@only(*AUTHORS)
def remove_file(request: HttpRequest, visit: Visit, number: int, key: UUID) -> HttpResponse:
    """去掉一个附件，成为新的一版"""
    article = found(visit, number)
    if request.method != "POST":
        return redirect("desk:articles:article", number)
    try:
        actions.remove_file(article, key, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已去掉附件，存为新的一版"))
    return redirect("desk:articles:article", number)


@only(*AUTHORS)
def take_redacted(request: HttpRequest, visit: Visit, number: int, redaction: int) -> HttpResponse:
    """把一个附件换成它的遮盖件，成为新的一版"""
    article = found(visit, number)
    if request.method != "POST":
        return redirect("desk:articles:article", number)
    try:
        actions.take_redacted(article, redaction, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已换成遮盖件，存为新的一版"))
    return redirect("desk:articles:article", number)


# --- the check -----------------------------------------------------------------------------------------------------


@only(*(AUTHORS | OFFICE))
def check(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """自动检查的结果：改完须改正的、写明须核对的，才能送审或发布"""
    article = found(visit, number)
    name = {Progress.DRAFT: "submit", Progress.APPROVED: "release"}.get(article.at_progress, "")
    may = name in {move.name for move in access.open_moves(article, visit.actor)}
    if request.method == "POST":
        if not may:
            raise Http404
        reasons = _reasons(request)
        act = actions.submit if name == "submit" else actions.release
        try:
            act(article, actor=visit.actor, at=visit.at, expect=_expected(request), reasons=reasons)
        except Refused as refusal:
            return _check_page(request, visit, found(visit, number), name, refusal=refusal, reasons=reasons)
        messages.success(request, _("已送审，从一审一校开始。") if name == "submit" else _("已发布。"))
        return redirect("desk:articles:article", number)
    return _check_page(request, visit, article, name if may else "")


def _reasons(request: HttpRequest) -> dict[str, str]:
    """By fingerprint; one input answers for every place where the same thing stands."""
    typed = {key[2:]: str(value) for key, value in request.POST.items() if key.startswith("r-")}
    return {each: reason for key, reason in typed.items() for each in key.split(".")}


def _check_page(
    request: HttpRequest,
    visit: Visit,
    article: Article,
    name: str,
    *,
    refusal: Refused | None = None,
    reasons: Mapping[str, str] | None = None,
) -> HttpResponse:
    version = access.latest_of(article)
    findings = checking.look(article, access.content_of(version), visit.at)
    settled = access.settled_of(article)
    told = [_asked(each, settled, reasons or {}) for each in grouped(findings)]
    by_weight = [(weight, [each for each in told if each[0].first.weight is weight]) for weight in Weight]
    names = {move.name for move in access.open_moves(article, visit.actor)}
    context = {
        "article": article,
        "shown": shown(article, version, visit, findings),
        "groups": [
            (weight, sum(len(each[0].findings) for each in found), found) for weight, found in by_weight if found
        ],
        "blocks": sum(each.weight is Weight.BLOCK for each in findings),
        "unread": [each.excerpt for each in findings if each.check is Check.UNREAD],
        "name": name,
        "may_edit": "revise" in names,
        "hindrance": hindrance(article, visit.at) if name == "release" else "",
        "may_schedule": "schedule" in names,
        "refusal": refusal,
        "no_leaders": not access.roll(RollKind.LEADERS)[1].strip(),
        "keeps_lists": bool(OFFICE & visit.actor.roles),
    }
    return show(request, visit, "desk/articles/check.html", context, status=422 if refusal else 200)


def _asked(group: Group, settled: Mapping[str, Any], reasons: Mapping[str, str]) -> tuple[Group, Any, str]:
    """A group with why it stays, once that was said of all of it, and what was typed just now."""
    said = [settled[each] for each in group.fingerprints if each in settled]
    whole = said[0] if len(said) == len(group.fingerprints) else None
    return group, whole, next((reasons[each] for each in group.fingerprints if each in reasons), "")
