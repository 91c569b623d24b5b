"""The disclosure site itself: its home, its map, what does not apply, what was taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.articles import finding
from yihaotong.articles.finding import Asked
from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access as catalogue
from yihaotong.chronicle import access as chronicle
from yihaotong.disclosure import city
from yihaotong.portal import columns, pages, steady
from yihaotong.portal.articles import drawing, listing
from yihaotong.scrutiny import ballots
from yihaotong.search.rules.query import Query

#: What the annual reports are called, for finding them where the catalogue has no row of their own.
_REPORT, _REPORT_WORDS = "report", "政府信息公开工作年度报告"
_NEWEST, _PER_PAGE = 10, 50


@dataclass(frozen=True)
class Row:
    """A column below a first-level item: how many are public in it."""

    name: str
    address: str
    count: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The five columns, what is new, each matter with how much there is, the ways to subscribe and to download."""
    at = timezone.now()
    today = localdate(at)
    groups = steady.choices(request, at)
    newest = finding.find(Asked(), _NEWEST).listed
    units = steady.units(request, [each.unit_id for each in newest], at)
    context = {
        "form": {},
        "groups": groups,
        "lines": drawing.lines(listing.rows(newest, Query(), units), reverse("portal:articles:list")),
        "tree": _tree(groups),
        "statements": chronicle.statements_on(today),
        "surveys": list(ballots.open_rounds(today)),
        "organ": city.organ(),
        **_machines(),
    }
    return pages.show_same(request, "portal/site/home.html", context)


def _tree(groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> list[tuple[str, list[Row]]]:
    """Each first-level item with its rows."""
    counts, address = finding.counts(), reverse("portal:articles:list")
    return [
        (head, [Row(name, f"{address}?{urlencode({'row': key})}", counts.get(key, 0)) for key, name in below])
        for head, below in groups
    ]


def _machines() -> dict[str, str]:
    """Where programs subscribe and download."""
    names = {"atom": "portal:opendata:atom", "rss": "portal:opendata:rss", "data": "portal:opendata:home"}
    return {key: columns.first_of(name) for key, name in names.items()}


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """网站地图 (国办发〔2017〕47号): every column with what lies below it."""
    at = timezone.now()
    context = {"tree": _tree(steady.choices(request, at)), "organ": city.organ(), **_machines()}
    return pages.show_same(request, "portal/site/map.html", context)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """To the annual reports: their own pages, else the released items of the row that 条例 art. 49 gives its limit."""
    if own := columns.first_of("portal:annual:list"):
        return redirect(own)
    row = next((each for each in catalogue.rows_in_force(timezone.now()) if each.law == _REPORT), None)
    asked = {"row": row.key} if row else {"q": _REPORT_WORDS}
    return redirect(f"{reverse('portal:articles:list')}?{urlencode(asked)}")


@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """不涉及: what of 条例 art. 20 does not apply to this organ, why, since when."""
    found = chronicle.statements_on(localdate(timezone.now()))
    context = {"statements": found, "organ": city.organ()}
    return pages.show_same(request, "portal/site/statements.html", context)


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """撤下清单: index number, day and reason of what was taken back; nothing of what it said."""
    page = Paginator(finding.withdrawn(), _PER_PAGE).get_page(whole(request.GET.get("page", "")) or 1)
    context = {
        "gone": list(page),
        "page": {
            "before": f"page={page.previous_page_number()}" if page.has_previous() else "",
            "after": f"page={page.next_page_number()}" if page.has_next() else "",
        },
        "title": _("撤下清单"),
    }
    return pages.show_same(request, "portal/site/withdrawn.html", context)
