"""网站地图 (the sitemap protocol 0.9) for search engines, and where they may go."""

from collections.abc import Iterable
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from yihaotong.articles import opening
from yihaotong.articles.opening import Names
from yihaotong.catalogue import access as catalogue
from yihaotong.portal.opendata import answering, parameters
from yihaotong.portal.opendata.answering import asking, by_content, served

_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "application/xml; charset=utf-8"
#: Pages of the site that are no items.
_PAGES = (
    "portal:home",
    "portal:disclosure:home",
    "portal:articles:list",
    "portal:catalogue:home",
    "portal:disclosure:guide",
    "portal:disclosure:rules",
    "portal:disclosure:organisation",
    "portal:applications:apply",
    "portal:annual:list",
    *(f"portal:engagement:{each}" for each in ("home", "interpretations", "budgets", "proposals", "activities")),
    "portal:site:map",
    "portal:site:statements",
    "portal:opendata:home",
)
#: What is somebody's own, or the staff's.
_CLOSED = (
    *("/desk/", "/api/", "/track/", "/receipt/", "/files/", "/disclosure/applications/track/"),
    *("/disclosure/complaints/track/", "/disclosure/engagement/activities/signed-up/"),
)


@served()
def index(request: HttpRequest) -> HttpResponseBase:
    """The parts of the map: the pages, then the items by their numbers."""
    parameters.given(request, ())
    asked = asking(request)

    def make() -> HttpResponse:
        places: list[tuple[str, datetime | None]] = [(asked.names.address("portal:opendata:sitemap_pages"), None)]
        for number, changed in opening.parts():
            places.append((asked.names.address("portal:opendata:sitemap_part", number), changed))
        return _drawn("sitemapindex", "sitemap", places)

    return asked.answer(make)


@served()
def part(request: HttpRequest, number: int) -> HttpResponseBase:
    """The items of one part, each with when it was last released; 404 for a part without any."""
    parameters.given(request, ())
    asked = asking(request).of(opening.changed_in(number))

    def make() -> HttpResponse:
        address = asked.names.address("portal:articles:article", 0).removesuffix("0/")
        found = opening.part(number)
        if not found:
            raise Http404
        return _drawn("urlset", "url", ((f"{address}{pk}/", changed) for pk, changed in found))

    return asked.answer(make)


@served()
def pages(request: HttpRequest) -> HttpResponseBase:
    """The pages that are no items, and those of the rows of the catalogue."""
    parameters.given(request, ())
    at = timezone.now()
    names = Names("", {}, {}, answering.root(request))
    fixed = [names.address(name) for name in _PAGES]
    rows = [names.address("portal:catalogue:row", row.key) for row in catalogue.rows_in_force(at)]
    return by_content(request, _drawn("urlset", "url", ((address, None) for address in [*fixed, *rows])))


def _drawn(root: str, each: str, places: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    """Addresses are ours and hold nothing to be escaped: host, path, numbers and keys."""
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SPACE}">']
    for address, changed in places:
        moment = f"<lastmod>{opening.instant(changed)}</lastmod>" if changed else ""
        lines.append(f"<{each}><loc>{address}</loc>{moment}</{each}>")
    return HttpResponse("\n".join([*lines, f"</{root}>\n"]), content_type=_XML)


@served()
def robots(request: HttpRequest) -> HttpResponseBase:
    """Where a search engine may go, and where the map is (RFC 9309)."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    here = answering.root(request)
    told = f"User-agent: *\n{closed}Allow: /\n\nSitemap: {Names('', {}, {}, here).address('portal:opendata:sitemap')}\n"
    return by_content(request, HttpResponse(told, content_type="text/plain; charset=utf-8"))
