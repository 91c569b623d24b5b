"""The catalogue as the public reads it: the version in force, each row with what was released for it, the versions
before, and the whole as a file (条例 art. 12, 24: to be looked up, read and downloaded)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access, representations
from yihaotong.catalogue.models import Item, Row, Version
from yihaotong.catalogue.rules.codes import Act
from yihaotong.catalogue.rules.laws import GENERAL, articles, laws
from yihaotong.catalogue.rules.rows import FIELDS
from yihaotong.chronicle import access as chronicle
from yihaotong.disclosure.city import organ
from yihaotong.portal import pages

#: Released things on one page of a row.
_PER_PAGE = 50
_APART = {"name", "law", "article"}


@dataclass(frozen=True)
class Line:
    """A row as the public sees it, in words, with the newest of what was released for it."""

    row: Row
    words: dict[str, str]
    newest: list[Item]
    count: int


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The version in force."""
    at = timezone.now()
    version = access.version_in_force(at)
    return _shown(request, version, at, current=True)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One released version, as it was."""
    at = timezone.now()
    found = access.released_versions().filter(pk=number).first()
    if found is None:
        raise Http404
    return _shown(request, found, at, current=found.replaced_at is None)


def _shown(request: HttpRequest, found: Version | None, at: datetime, *, current: bool) -> HttpResponse:
    rows = access.rows_of(found) if found else []
    context = {
        "version": found,
        "current": current,
        "organ": organ(),
        "statements": chronicle.statements_on(localtime(at).date()) if current else [],
        "tree": _tree(rows, at, current=current),
        "count": sum(bool(row.parent) for row in rows),
        "versions": list(access.released_versions()[:50]),
    }
    return pages.show_same(request, "portal/catalogue/home.html", context)


def _tree(rows: list[Row], at: datetime, *, current: bool) -> list[tuple[Row, list[Line]]]:
    units = representations.section_names(rows, localtime(at).date())
    public = access.newest_items([row.key for row in rows if row.parent]) if current else {}
    nothing = access.Newest(0, [])

    def line(row: Row) -> Line:
        found = public.get(row.key, nothing)
        return Line(row, representations.words_of(row, units), found.items, found.count)

    return [(head, [line(row) for row in below]) for head, below in access.tree_of(rows)]


@require_safe
def row(request: HttpRequest, key: str) -> HttpResponse:
    """One row: what must be public and by when, everything that was released for it, what became of it."""
    at = timezone.now()
    try:
        found = access.row_by_key(key)
    except Row.DoesNotExist:
        raise Http404 from None
    today = localtime(at).date()
    units = representations.section_names([found], today)
    words = representations.words_of(found, units)
    page = Paginator(access.public_items(found), _PER_PAGE).get_page(whole(request.GET.get("page")) or 1)
    law = laws()[found.law or GENERAL]
    article = articles().get(found.article)
    parts = [(field.label, words[field.name]) for field in FIELDS if field.name not in _APART and words[field.name]]
    context = {
        "row": found,
        "head": found.version.rows.filter(matter=found.parent).first(),
        "parts": parts if found.parent else [],
        "law": law.says if found.parent else "",
        "article": article.says if article else "",
        "items": list(page),
        "total": page.paginator.count,
        "page": {
            "before": f"page={page.previous_page_number()}" if page.has_previous() else "",
            "after": f"page={page.next_page_number()}" if page.has_next() else "",
        },
        "in_force": found.version.replaced_at is None,
        "statements": chronicle.statements_about(found, today),
        "traces": [(each, Act(each.act).label) for each in access.story_of(found.key) if each.version.released_at],
    }
    return pages.show_same(request, "portal/catalogue/row.html", context)


@require_safe
def export(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """A released version as XLSX or CSV."""
    found = access.released_versions().filter(pk=number).first()
    if found is None or form not in {"xlsx", "csv"}:
        raise Http404
    content, kind = representations.as_file(found, form, localtime(timezone.now()).date())
    response = HttpResponse(content, content_type=kind)
    name = representations.file_name(found, form)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
