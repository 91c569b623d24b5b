"""Importing by hand: choose a file, look at what it would give, start, see how far it is, fetch what did not enter."""

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.cases import importing as looking
from yihaotong.cases.actions import importing
from yihaotong.cases.actions.importing.rejects import file_of
from yihaotong.cases.models import Import
from yihaotong.cases.rules.codes import Channel
from yihaotong.cases.rules.importing.names import FIELDS, IGNORED, field_of
from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.journal.refusal import Refused

#: Bytes of one upload; what is larger is for the command.
LARGEST = 200 * 1024 * 1024
_FORM_AROUND = 1024 * 1024
_LISTED = 20

View = Callable[..., HttpResponseBase]


def _importers(view: View) -> View:
    """These pages exist for those who may import; for everybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not MOVES["import"].by & visit.actor.roles:
            raise Http404
        return view(request, visit, *args, **kwargs)

    return guarded


# The upload is larger than any other form: its handler must be in place before anybody, the check of the form's origin
# included, reads the body. So the check is made inside.
@csrf_exempt
@staff
@require_http_methods(["GET", "HEAD", "POST"])
@_importers
def imports(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The runs so far, and the field for a file."""
    if request.method == "POST":
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + _FORM_AROUND:
            return _listed(request, visit, Refused("too-large", _too_large(), "file"), status=413)
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _imports(request, visit)


@csrf_protect
def _imports(request: HttpRequest, visit: Visit) -> HttpResponse:
    if request.method != "POST":
        return _listed(request, visit)
    file = request.FILES.get("file")
    try:
        if not isinstance(file, TemporaryUploadedFile):
            raise Refused("missing", _("请先选择文件"), "file")
        if (file.size or 0) > LARGEST:
            raise Refused("too-large", _too_large(), "file")
        run = importing.keep_upload(Path(file.temporary_file_path()), file.name or "", actor=visit.actor, at=visit.at)
    except Refused as refusal:
        return _listed(request, visit, refusal, status=422)
    try:
        looking.look(run, {}, visit.at)
    except Refused as refusal:
        importing.drop_upload(run, actor=visit.actor)
        return _listed(request, visit, refusal, status=422)
    return redirect("desk:import", run.pk)


def _too_large() -> str:
    return _("文件超过 200 MB，请用命令 yihaotong import 导入")


def _listed(request: HttpRequest, visit: Visit, refusal: Refused | None = None, *, status: int = 200) -> HttpResponse:
    context = {"runs": looking.runs(visit.actor)[:_LISTED], "refusal": refusal}
    return pages.show(request, visit, "desk/imports.html", context, status=status)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@_importers
def run(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """One run: before it begins its preview, then how far it is, at the end its result."""
    found = _found(visit, number)
    if found.began_at is not None:
        return _progress(request, visit, found)
    if request.method != "POST":
        return _preview(request, visit, found, {})
    match request.POST.get("do"):
        case "drop":
            importing.drop_upload(found, actor=visit.actor)
            return redirect("desk:imports")
        case "start":
            return _start(request, visit, found)
    return _preview(request, visit, found, _mapping(request))


def _found(visit: Visit, number: int) -> Import:
    found = looking.runs(visit.actor).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _mapping(request: HttpRequest) -> dict[str, str]:
    """What was chosen for each column; "not used" is said only where the name would have been known."""
    columns = request.POST.getlist("column")
    chosen = request.POST.getlist("field")
    known = set(request.POST.getlist("known"))
    said = dict(zip(columns, chosen, strict=False))
    return {name: field or IGNORED for name, field in said.items() if field in FIELDS or (not field and name in known)}


def _start(request: HttpRequest, visit: Visit, found: Import) -> HttpResponse:
    given = _mapping(request)
    channels = {each.value: each for each in Channel}
    try:
        importing.start_upload(
            found,
            given,
            actor=visit.actor,
            at=visit.at,
            source=request.POST.get("source", ""),
            channel=channels.get(request.POST.get("channel", ""), Channel(found.channel)),
            live=request.POST.get("live") == "on",
        )
    except Refused as refusal:
        return _preview(request, visit, found, given, refusal, status=422)
    return redirect("desk:import", found.pk)


def _preview(
    request: HttpRequest,
    visit: Visit,
    found: Import,
    given: Mapping[str, str],
    refusal: Refused | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    try:
        look = looking.look(found, given, visit.at)
        usual = {column for column, _field in look.columns if field_of(column)}
    except Refused as damaged:
        importing.drop_upload(found, actor=visit.actor)
        return _listed(request, visit, damaged, status=422)
    context = {
        "run": found,
        "look": look,
        "usual": usual,
        "fields": FIELDS,
        "channels": Channel.choices(),
        "channel": request.POST.get("channel", found.channel),
        "source": request.POST.get("source", ""),
        "live": request.POST.get("live") == "on",
        "bad": sum(bool(wrong) for _number, _cells, wrong in look.rows),
        "refusal": refusal,
    }
    return pages.show(request, visit, "desk/import_preview.html", context, status=status)


def _progress(request: HttpRequest, visit: Visit, found: Import) -> HttpResponse:
    context = {
        "run": found,
        "told": looking.summary(found),
        "labels": [(column, FIELDS[name]) for name, column in found.facts.get("columns", {}).items()],
        "share": min(99, 100 * found.row // found.total) if found.total else None,
        "list": reverse("desk:all"),
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/import_progress.html", context)
    return pages.show(request, visit, "desk/import_run.html", context)


@staff
@require_safe
@_importers
def rejects(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """The rows that did not enter, as a table."""
    path = file_of(_found(visit, number))
    if path is None or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv; charset=utf-8")
