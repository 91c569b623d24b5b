"""The versions: what is in each, what it changes, who confirmed and approved it; the moves; the files."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import Role
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access, actions, representations
from yihaotong.catalogue.models import Version
from yihaotong.catalogue.rules.codes import Progress
from yihaotong.catalogue.rules.moves import MOVES
from yihaotong.desk.catalogue import shown
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused


@only()
def versions(request: HttpRequest, visit: Visit) -> HttpResponse:
    found = list(access.versions()[:100])
    names = names_of({each.begun_by for each in found})
    rows = [(each, Progress(each.progress).label, names[each.begun_by]) for each in found]
    return show(request, visit, "desk/catalogue/versions.html", {"rows": rows})


@only()
def version(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One version against the one before it, or another that was asked for; the moves open to the visitor."""
    found = or_404(access.versions().get, pk=number)
    if request.method == "POST":
        return _move(request, visit, found)
    return _version(request, visit, found, {})


def _move(request: HttpRequest, visit: Visit, found: Version) -> HttpResponse:
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        raise Http404
    if not move.by & visit.actor.roles:
        raise Http404
    values = forms.typed(move.fields, request.POST)
    expect = whole(request.POST.get("turn")) or 0
    try:
        moved = actions.move(found, move.name, actor=visit.actor, at=visit.at, expect=expect, data=values)
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{move.name}-")
        newest = or_404(access.versions().get, pk=found.pk)
        return _version(request, visit, newest, {move.name: form}, status=409 if refusal.code == "stale" else 422)
    said = _("已办：%(move)s。目录现在是“%(word)s”。")
    words = said % {"move": move.label, "word": Progress(moved.progress).label}
    messages.success(request, words, extra_tags=request.path)
    return redirect("desk:catalogue:version", moved.pk)


def _version(
    request: HttpRequest, visit: Visit, found: Version, sent: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    rows = access.rows_of(found)
    before = _against(request, found)
    buttons = shown.buttons(found, visit.actor, sent)
    context = {
        "version": found,
        "word": Progress(found.progress).label,
        "tree": shown.tree(rows, shown.today(visit.at)),
        "count": sum(bool(row.parent) for row in rows),
        "before": before,
        "others": [each for each in access.released_versions()[:20] if each.pk != found.pk],
        "differences": access.differences(before, found) if before else [],
        "steps": shown.steps(found),
        "buttons": buttons,
        "own": access.own_sections(visit.actor),
        "refused": next((button.form for button in buttons if button.form.heading), None)
        or next(iter(sent.values()), None),
        "edits": found.progress == Progress.DRAFTING and Role.DISCLOSURE_OFFICER in visit.actor.roles,
    }
    return show(request, visit, "desk/catalogue/version.html", context, status=status)


def _against(request: HttpRequest, found: Version) -> Version | None:
    """The version it is compared with: asked for, else the one it was begun from."""
    asked = whole(request.GET.get("against"), longest=6) or found.based_on
    return access.versions().filter(pk=asked, number__lt=found.number).first() if asked else None


@only()
def export(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The version as a file: XLSX, CSV, or JSON."""
    found = or_404(access.versions().get, pk=number)
    form = request.GET.get("form", "xlsx")
    try:
        content, kind = representations.as_file(found, form, shown.today(visit.at))
    except LookupError:
        raise Http404 from None
    response = HttpResponse(content, content_type=kind)
    name = representations.file_name(found, form)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
