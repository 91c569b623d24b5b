"""The content of a case declined as OOS-4: opened once, for a purpose, by those few who may."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yihaotong.cases import access, actions
from yihaotong.cases.models import Case
from yihaotong.cases.rules.sealed_content import OPENS, ContentPurpose
from yihaotong.desk import pages
from yihaotong.desk.found import case_or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused


def on_case(case: Case, visit: Visit) -> dict[str, bool]:
    """For the page of a case: whether its content is sealed, and whether this reader may open it."""
    sealed = access.is_sealed(case)
    return {"content_sealed": sealed, "may_open_content": sealed and bool(OPENS & visit.actor.roles)}


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def content(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """What it is opened for; sent, the content. To load that page again is to open it once more."""
    case = case_or_404(visit, order_no)
    if not on_case(case, visit)["may_open_content"]:
        raise Http404
    if request.method != "POST":
        return _page(request, visit, case)
    purpose = {each.value: each for each in ContentPurpose}.get(request.POST.get("purpose", ""))
    if purpose is None:
        return _page(request, visit, case, refused=Refused("missing", _("请先选择用途"), "purpose"), status=422)
    opened = actions.open_content(case, actor=visit.actor, at=visit.at, purpose=purpose)
    attached = [(file.name, files.address(file, reader=visit.actor.key, at=visit.at)) for file in opened.files]
    return _page(request, visit, case, opened=opened, attached=attached, purpose=purpose)


def _page(request: HttpRequest, visit: Visit, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"case": case, "purposes": ContentPurpose.choices(), "watermark": case.order_no}
    return pages.show(request, visit, "desk/sealed_content.html", context | more, status=status)
