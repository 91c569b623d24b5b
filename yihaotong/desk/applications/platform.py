"""市级平台: requests that a platform of somebody else's hands over by file, and our own state for it to read back."""

import csv
import io
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Role
from yihaotong.applications import actions
from yihaotong.applications.actions import Brought
from yihaotong.applications.rules.platform import LABELS
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

_OFFICER = Role.DISCLOSURE_OFFICER
#: So many faulty rows are named on the page; the figure counts them all.
_NAMED = 100


@only()
def platform(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take a clerk's file in; every row that is wrong is named with its column, the others go on."""
    brought, fault, status = None, "", 200
    if request.method == "POST" and _OFFICER in visit.actor.roles:
        try:
            brought = _brought(request.FILES.get("file"), visit)
        except Refused as refusal:
            fault, status = refusal.message, 422
        else:
            told = {"new": len(brought.new), "again": len(brought.changed) + len(brought.same)}
            messages.success(request, _("登记 %(new)d 件，早已有的 %(again)d 件") % told)
    context = {
        "brought": brought,
        "rejects": brought.rejects[:_NAMED] if brought else (),
        "fault": fault,
        "columns": list(LABELS.values()),
    }
    return show(request, visit, "desk/applications/platform.html", context, status=status)


def _brought(upload: UploadedFile | None, visit: Visit) -> Brought:
    if upload is None:
        raise Refused("missing", _("请先选择文件"), "file")
    suffix = Path(upload.name or "").suffix.lower()
    with NamedTemporaryFile(suffix=suffix, dir=settings.FILE_UPLOAD_TEMP_DIR) as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
        kept.flush()
        return actions.bring(Path(kept.name), actor=visit.actor, at=visit.at)


@only(_OFFICER)
def export(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Our number, stage and dates for each of theirs, as CSV that Excel opens."""
    told = io.StringIO()
    csv.writer(told).writerows(actions.tell_platform(actor=visit.actor, at=visit.at))
    response = HttpResponse("\ufeff" + told.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="platform-{localdate(visit.at)}.csv"'
    return response
