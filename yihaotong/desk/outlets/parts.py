"""What stands around every page of 发布渠道: its parts, and what a file is sent as."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure import frame
from yihaotong.desk.gate import Visit
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules.codes import Progress, Why

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST_YEAR = 1990


@dataclass(frozen=True)
class Part:
    label: str
    url: str
    here: bool


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """Render one page; `template` without its directory."""
    found = [
        (_("待办"), "home"),
        (_("移送清单"), "handovers"),
        (_("别处发布"), "elsewhere"),
        (_("数字"), "figures"),
    ]
    parts = [Part(label, reverse(f"desk:outlets:{name}"), name == here) for label, name in found]
    return frame.show(request, visit, f"desk/outlets/{template}", {"parts": parts} | context, status=status)


def correction_of(each: Delivery, old: Sequence[str]) -> str:
    """What a corrected version asks for beyond itself; `old`: where earlier versions of one to be put out still are."""
    replaced = each.progress == Progress.SUPERSEDED or each.why == Why.REPLACED
    if each.progress in {Progress.RECALLED, Progress.SUPERSEDED} and replaced:
        old = [each.address or _("原处")]
    return _("更正：旧版还在 %(places)s，请替换或删除") % {"places": _("、").join(old)} if old else ""


def sent(made: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be kept."""
    response = HttpResponse(made, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def year_asked(request: HttpRequest, visit: Visit) -> int:
    """The year that is looked at: of ?year=, else this one."""
    today = localdate(visit.at).year
    asked = whole(request.GET.get("year", ""))
    return asked if asked and _FIRST_YEAR <= asked <= today + 1 else today


def expected(request: HttpRequest) -> int:
    """The version that was on the screen."""
    return whole(request.POST.get("version", "")) or 0
