"""Tables of proposals and activities: every row at fault is named, and nothing is entered while there is one."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.cases.forms import Form
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.engagement import parts
from yihaotong.desk.gate import Visit
from yihaotong.engagement import actions
from yihaotong.engagement.actions import Read
from yihaotong.engagement.rules.codes import Sort
from yihaotong.engagement.rules.importing import COLUMNS
from yihaotong.engagement.rules.life import HANDLING
from yihaotong.journal.refusal import Refused

#: Bytes of a table at most.
LARGEST = 5 * 1024 * 1024


@only(*HANDLING)
def read_table(request: HttpRequest, visit: Visit, sort: str) -> HttpResponse:
    """Read a whole table in."""
    here = parts.sort_or_404(sort)
    if here not in COLUMNS:
        raise Http404
    context: dict[str, Any] = {"columns": [(words[0], needed) for words, needed in COLUMNS[here].values()]}
    if request.method != "POST":
        return parts.show(request, visit, "import.html", context, here=here)
    try:
        read = _read(request, visit, here)
    except Refused as refusal:
        context["refused"] = Form({}, heading=refusal.message)
        return parts.show(request, visit, "import.html", context, here=here, status=422)
    if read.faults or not (read.entered or read.known):
        context |= {"faults": read.faults, "empty": not read.faults}
        return parts.show(request, visit, "import.html", context, here=here, status=422)
    told = {"entered": read.entered, "known": read.known}
    messages.success(request, _("登记 %(entered)d 件，%(known)d 件以前已登记") % told)
    return redirect("desk:engagement:records", here.value)


def _read(request: HttpRequest, visit: Visit, sort: Sort) -> Read:
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
        return actions.read_table(sort, path, actor=visit.actor, at=visit.at)
