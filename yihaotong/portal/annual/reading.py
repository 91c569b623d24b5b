"""年报 for the public: the reports by year, one report as a page, its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yihaotong.annual import access, representations
from yihaotong.annual.models import Report
from yihaotong.annual.rendering.laid import laid
from yihaotong.annual.rendering.page import body
from yihaotong.annual.rules.drafted import Drafted
from yihaotong.disclosure import city
from yihaotong.portal import pages


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every year that is public, the newest first."""
    context = {"reports": list(access.public_reports()), "organ": city.organ()}
    return pages.show(request, "portal/annual/list.html", context)


@require_safe
def read(request: HttpRequest, year: int) -> HttpResponse:
    report, told = _found(year)
    context = {
        "report": report,
        "told": told,
        "body": mark_safe(body(laid(told, annex=False))),  # noqa: S308 — every text in it is escaped where it is made
        "files": [(kind.upper(), reverse("portal:annual:file", args=[year, kind])) for kind in ("docx", "pdf", "json")],
    }
    return pages.show(request, "portal/annual/report.html", context)


@require_safe
def file(_request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The report as a file: the same bytes for the same edition."""
    if kind not in representations.MEDIA:
        raise Http404
    report, told = _found(year)
    content = representations.file(told, kind, localtime(report.released_at), annex=False)
    response = HttpResponse(content, content_type=representations.MEDIA[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="zfxxgk-{year}.{kind}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _found(year: int) -> tuple[Report, Drafted]:
    """Raises Http404."""
    try:
        return access.public_report(year)
    except Report.DoesNotExist:
        raise Http404 from None
