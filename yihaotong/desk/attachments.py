"""The attachments of a case at the desk: adding several at once, opening one, taking one away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.cases import actions, attachments
from yihaotong.cases.rules.attaching import RemovalReason
from yihaotong.desk.found import case_or_404, or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused

#: Sent by our own script, which shows how far an upload is and then loads the page itself.
_BY_SCRIPT = "X-Upload"


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Add files to a case; each that is refused is named, the others are kept."""
    case = case_or_404(visit, order_no)
    if request.method != "POST":
        return redirect("desk:case", order_no)
    uploads = request.FILES.getlist("file")
    public = request.POST.get("public") == "on"
    done = actions.attach_all(case, uploads, actor=visit.actor, at=visit.at, public=public, via="desk")
    for good, words in attachments.told(done, asked=bool(uploads)):
        (messages.success if good else messages.error)(request, words)
    # Our own script loads the page itself, and there the words are said.
    return HttpResponse(status=204) if request.headers.get(_BY_SCRIPT) else redirect("desk:case", order_no)


@staff
@require_safe
def open_attachment(request: HttpRequest, visit: Visit, order_no: str, key: UUID) -> HttpResponse:
    """A fresh address of one attachment, for this reader, for some minutes."""
    file = or_404(attachments.attachment_for, case_or_404(visit, order_no), visit.actor, key)
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, visit: Visit, order_no: str, key: UUID) -> HttpResponse:
    """Take one attachment away: one's own at once, anybody's as supervisor with a reason."""
    if request.method != "POST":
        return redirect("desk:case", order_no)
    case = case_or_404(visit, order_no)
    file = or_404(attachments.attachment_for, case, visit.actor, key)
    reason = {each.value: each for each in RemovalReason}.get(request.POST.get("reason", ""))
    try:
        actions.remove_attachment(case, file, actor=visit.actor, at=visit.at, reason=reason, via="desk")
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已移除 %(name)s") % {"name": file.name})
    return redirect("desk:case", order_no)
