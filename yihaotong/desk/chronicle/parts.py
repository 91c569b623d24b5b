"""What stands around every page of 大事记: its parts, the year that is looked at."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.cases.rules.numbers import whole
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import FIRST_YEAR
from yihaotong.desk.disclosure import frame
from yihaotong.desk.gate import Visit


@dataclass(frozen=True)
class Part:
    label: str
    url: str
    here: bool


def parts(here: str, year: int | None) -> list[Part]:
    query = f"?year={year}" if year else ""
    ledgers = [
        Part(_(kind.label), reverse("desk:chronicle:ledger", args=[kind.value]) + query, kind == here) for kind in Kind
    ]
    overview = Part(_("全年"), reverse("desk:chronicle:home") + query, here == "home")
    return [overview, *ledgers, Part(_("不涉及"), reverse("desk:chronicle:statements"), here == "statements")]


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, here: str, status: int = 200
) -> HttpResponse:
    """Render one page; `template` without its directory."""
    around = {"parts": parts(here, context.get("year"))}
    return frame.show(request, visit, f"desk/chronicle/{template}", around | context, status=status)


def year_asked(request: HttpRequest, visit: Visit) -> int:
    """The year that is looked at: of ?year=, else this one."""
    today = localdate(visit.at).year
    asked = whole(request.GET.get("year", ""))
    return asked if asked and FIRST_YEAR <= asked <= today else today
