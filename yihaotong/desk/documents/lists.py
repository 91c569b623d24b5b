"""Lists of an OA system: brought in, how far each is, what of it was not taken."""

from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from yihaotong.accounts.access import names_apart
from yihaotong.desk.documents.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.documents import access, actions
from yihaotong.documents.rules.oa import LABELS
from yihaotong.documents.rules.who import KEEPERS
from yihaotong.journal.refusal import Refused

#: Bytes of one list; 50,000 rows are far below.
LARGEST = 50 * 1024 * 1024
_FORM_AROUND = 1024 * 1024
_LISTED = 20
_REJECTS = 200


# The upload's handler must be in place before anybody, the check of the form's origin included, reads the body.
@csrf_exempt
@only(*KEEPERS)
def lists(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The lists so far, and the field for a file."""
    if request.method == "POST":
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + _FORM_AROUND:
            return _page(request, visit, Refused("too-large", _("文件超过 50 MB"), "file"), status=413)
        request.upload_handlers = [TemporaryFileUploadHandler(request)]
    return _checked(request, visit)


@csrf_protect
def _checked(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, visit)
    file = request.FILES.get("file")
    try:
        if not isinstance(file, TemporaryUploadedFile):
            raise Refused("missing", _("请先选择文件"), "file")
        name = Path((file.name or "").replace("\\", "/")).name
        run = actions.keep_list(Path(file.temporary_file_path()), name, actor=visit.actor, at=visit.at)
    except Refused as refusal:
        return _page(request, visit, refusal, status=422)
    actions.continue_list(run, at=visit.at, most=2)
    return redirect("desk:documents:list", run.pk)


def _page(request: HttpRequest, visit: Visit, refusal: Refused | None = None, *, status: int = 200) -> HttpResponse:
    runs = list(access.runs()[:_LISTED])
    names = names_apart({run.by for run in runs})
    columns = list(LABELS.values())
    context = {"runs": [(run, names.get(run.by, "")) for run in runs], "refusal": refusal, "columns": columns}
    return show(request, visit, "lists.html", context, status=status)


@only(*KEEPERS)
def one(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """One list: how far it is, and every row that was not taken with its field."""
    run = or_404(access.runs().get, pk=number)
    if request.method == "POST":
        if run.ended_at is None:
            actions.continue_list(run, at=visit.at)
        else:
            messages.info(request, _("这份清单已经导入完了"))
        return redirect("desk:documents:list", number)
    rejects = list(run.rejects.all()[:_REJECTS])
    further = max(0, run.refused - len(rejects))
    return show(request, visit, "list.html", {"run": run, "rejects": rejects, "further": further})
