"""The letters of a request: opened as PDF or DOCX, drawn up now where they are missing, looked at before signing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.applications import access, actions
from yihaotong.desk.applications.application import found
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused


@only()
def open_letter(request: HttpRequest, visit: Visit, number: str, letter: int, kind: str) -> HttpResponse:
    """A fresh address of one letter, for this reader, for some minutes; opening it is journalled."""
    application = found(visit, number)
    file = or_404(access.letter_file, application, visit.actor, letter, kind)
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))


@only()
def draw(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Draw up what is missing now; what cannot be is said, and the worker goes on trying."""
    application = found(visit, number)
    if request.method == "POST":
        for fault in actions.draw_missing(application, actor=visit.actor, at=visit.at):
            messages.warning(request, _("文书还没有生成，系统会再试：%(why)s") % {"why": fault})
    return redirect("desk:applications:one", number)


@only()
def preview(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """The reply that waits for its signature, as PDF, with 预览 over every page."""
    application = found(visit, number)
    try:
        pages = actions.read_preview(application, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:applications:one", number)
    return HttpResponse(pages, content_type="application/pdf", headers={"Content-Disposition": "inline"})
