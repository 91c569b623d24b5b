"""引导依申请公开: from a hotline case a form that is filled in, under an address for its requester. He sends it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yihaotong.applications import actions
from yihaotong.applications.actions.hotline import MAY_INVITE
from yihaotong.cases import access
from yihaotong.cases.models import Case
from yihaotong.desk import pages
from yihaotong.desk.found import case_or_404
from yihaotong.desk.gate import Visit, staff


def on_case(case: Case, visit: Visit) -> dict[str, bool]:
    """For the page of a case: whether its reader may make such a form. Sealed content goes into none."""
    return {"may_invite": bool(MAY_INVITE & visit.actor.roles) and not access.is_sealed(case)}


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Make the form; its address is shown this once, to be given to the requester."""
    case = case_or_404(visit, order_no)
    if not on_case(case, visit)["may_invite"]:
        raise Http404
    if request.method != "POST":
        return redirect("desk:case", order_no)
    invitation = actions.invite(case, actor=visit.actor, at=visit.at)
    address = request.build_absolute_uri(reverse("portal:applications:invited", args=[invitation.token]))
    return pages.show(
        request, visit, "desk/invited.html", {"case": case, "address": address, "until": invitation.until}
    )
