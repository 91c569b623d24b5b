"""The evidence against whoever disturbs the hotline (OOS-7): why is asked first and written down, then the pack."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from yihaotong.cases import actions, evidence
from yihaotong.cases.models import Case
from yihaotong.cases.rules.evidence import PURPOSE
from yihaotong.desk import pages
from yihaotong.desk.found import case_or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.journal.refusal import Refused


def on_case(case: Case, visit: Visit) -> dict[str, bool]:
    """For the page of a case: whether this reader may take the evidence from it."""
    return {"may_take_evidence": evidence.offered(case, visit.actor)}


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """What is in it and what it is taken for; sent, the pack. Each time it is taken is a line of its own."""
    case = case_or_404(visit, order_no)
    if not evidence.offered(case, visit.actor):
        raise Http404
    purpose = request.POST.get("purpose", "")
    try:
        actions.check_evidence(case, visit.actor)
        if request.method != "POST":
            return _page(request, visit, case)
        taken = actions.take_evidence(case, actor=visit.actor, at=visit.at, purpose=purpose)
    except Refused as refusal:
        return _page(request, visit, case, refusal=refusal, purpose=purpose)
    disposition = content_disposition_header(True, taken.name)  # noqa: FBT003
    return HttpResponse(taken.content, "application/zip", headers={"Content-Disposition": str(disposition)})


def _page(
    request: HttpRequest, visit: Visit, case: Case, *, refusal: Refused | None = None, purpose: str = ""
) -> HttpResponse:
    context = {
        "case": case,
        "found": evidence.disturbances(case, visit.actor),
        "refusal": refusal,
        "purpose": purpose,
        "spec": PURPOSE,
    }
    # Asking for the page of a case without a number is no mistake of the reader's.
    status = 422 if refusal and request.method == "POST" else 200
    return pages.show(request, visit, "desk/evidence.html", context, status=status)
