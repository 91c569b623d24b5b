"""The files of a request at the desk."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.applications import access, actions
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import Purpose
from yihaotong.cases import attachments
from yihaotong.desk.applications.application import found
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.files import access as files
from yihaotong.files.models import File

#: Sent by our own script, which shows how far an upload is and then loads the page itself.
_BY_SCRIPT = "X-Upload"


@only()
def attach(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Add files; each that is refused is named, the others are kept."""
    application = found(visit, number)
    if request.method != "POST":
        return redirect("desk:applications:one", number)
    uploads = request.FILES.getlist("file")
    supplied = request.POST.get("supplied") == "on"
    done = actions.attach_all(application, uploads, actor=visit.actor, at=visit.at, supplied=supplied, via="desk")
    for good, words in attachments.told(done, asked=bool(uploads)):
        (messages.success if good else messages.error)(request, words)
    return HttpResponse(status=204) if request.headers.get(_BY_SCRIPT) else redirect("desk:applications:one", number)


@only()
def open_attachment(request: HttpRequest, visit: Visit, number: str, key: UUID) -> HttpResponse:
    """A fresh address of one file, for this reader, for some minutes; what the applicant handed in, for a purpose."""
    application = found(visit, number)
    file = or_404(access.attachments(application, visit.actor).get, key=key)
    if file.audience == access.FROM_APPLICANT:
        purpose = {each.value: each for each in Purpose}.get(request.POST.get("purpose", ""))
        if purpose is None:
            return _ask_purpose(request, visit, application, file)
        actions.open_attachment(application, file, actor=visit.actor, at=visit.at, purpose=purpose)
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))


def _ask_purpose(request: HttpRequest, visit: Visit, application: Application, file: File) -> HttpResponse:
    posted = request.method == "POST"
    refused = _("请先选择查看用途") if posted else ""
    context = {"application": application, "file": file, "purposes": Purpose.choices(), "purpose_refused": refused}
    return show(request, visit, "desk/applications/attachment.html", context, status=422 if posted else 200)
