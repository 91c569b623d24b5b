"""开放数据: the items as JSON and CSV, what became of them, columns, dictionary, and the page that explains it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.annual import access as annual
from yihaotong.articles import access, changes, opening
from yihaotong.articles.models import Article
from yihaotong.articles.opening import Names, Record, Shown
from yihaotong.articles.rules.dictionary import Entry, dictionary, fields_of
from yihaotong.catalogue import access as catalogue
from yihaotong.catalogue import representations
from yihaotong.catalogue.models import Row
from yihaotong.disclosure import city
from yihaotong.portal import pages
from yihaotong.portal.opendata import answering, parameters
from yihaotong.portal.opendata.answering import WHOLE, Asking, as_json, asking, by_content, problem, served

_USUAL, _MOST = 100, 500
_HOME = "portal:opendata:home"
_CSV = "text/csv; charset=utf-8"
#: A cell that begins so is a formula to a spreadsheet program (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@answering.only_read
def home(request: HttpRequest) -> HttpResponse:
    """开放数据：有什么、怎样取、字段是什么意思、怎样使用"""
    records = [(name, label, fields_of(name)) for name, label in _records()]
    (key,) = (each.example for each in fields_of("column") if each.name == "key")
    context = {"organ": city.organ().name, "records": records, "column": opening.newest_column() or key}
    return pages.show_same(request, "portal/opendata/home.html", context)


def _records() -> list[tuple[str, str]]:
    return [
        ("item", _("信息")),
        ("attachment", _("附件")),
        ("withdrawn", _("撤下说明")),
        ("change", _("变动")),
        ("column", _("目录条目")),
        ("report", _("年度报告")),
        ("dictionary", _("数据字典")),
    ]


# --- items -----------------------------------------------------------------------------------------------------------


@served()
def items(request: HttpRequest) -> HttpResponseBase:
    """{"terms", "items", "next"}: some items, the newest first, and the address of the next page, null at the end."""
    given = parameters.given(request, ("column", "since", "until", "year", "limit", "cursor"))
    narrowed, after = parameters.narrowed(given), parameters.place(given, "cursor")
    most = parameters.limit(given, usual=_USUAL, most=_MOST)
    asked = asking(request)

    def make() -> HttpResponse:
        found = opening.page(narrowed, asked.names, after=after, most=most + 1)
        told = [opening.record(each) for each in found[:most]]
        further = parameters.written(opening.place_of(found[most - 1])) if len(found) > most else None
        return _page(asked, {"items": told}, {**given, "cursor": further} if further else None)

    return asked.answer(make)


def _page(asked: Asking, told: Record, further: dict[str, Any] | None) -> HttpResponse:
    address = asked.names.root + asked.request.path
    following = f"{address}?{urlencode(further)}" if further else None
    answer = as_json({"terms": _terms(asked.names), **told, "next": following})
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer


def _terms(names: Names) -> str:
    return names.address(_HOME) + "#terms"


@served()
def item(request: HttpRequest, number: int) -> HttpResponseBase:
    """One item with its text; 410 with what may still be said of one that was withdrawn."""
    parameters.given(request, ())
    at = timezone.now()
    try:
        article = access.public_article(number)
    except Article.DoesNotExist:
        raise Http404 from None
    if article.withdrawn_at is not None:
        return problem(HTTPStatus.GONE, "withdrawn", _("这条信息已经撤下"), withdrawn=opening.withdrawn(article))
    names = opening.names(at, answering.root(request))
    found = opening.of_numbers([number], names).get(number)
    if found is None:
        raise Http404
    return by_content(request, as_json({"terms": _terms(names), "item": opening.record(found, whole=True)}))


@served(WHOLE)
def items_csv(request: HttpRequest) -> HttpResponseBase:
    """All items, or those of a year or a column, as one table that is made while it goes out."""
    given = parameters.given(request, ("column", "since", "until", "year"))
    narrowed = parameters.narrowed(given)
    asked = asking(request)

    def make() -> HttpResponseBase:
        fields = fields_of("item", whole=False)
        lines = (_cells(fields, opening.record(each)) for each in opening.every(narrowed, asked.names))
        return _attached(answering.streamed(request, _written(fields, lines), _CSV), _("政府信息.csv"))

    return asked.answer(make)


def _attached(answer: HttpResponseBase, name: str) -> HttpResponseBase:
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _cells(fields: Sequence[Entry], told: Record) -> list[str]:
    return ["" if told[field.name] is None else str(told[field.name]) for field in fields]


def _written(fields: Sequence[Entry], lines: Iterable[list[str]]) -> Iterator[bytes]:
    """RFC 4180 with the mark by which Excel knows UTF-8; a cell that begins like a formula gets an apostrophe."""
    yield b"\xef\xbb\xbf" + _csv([[field.name for field in fields]])
    waiting = iter(lines)
    while together := list(islice(waiting, opening.TOGETHER)):
        yield _csv(together)


def _csv(lines: Iterable[list[str]]) -> bytes:
    written_lines = io.StringIO(newline="")
    harmless = ([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line] for line in lines)
    csv.writer(written_lines).writerows(harmless)
    return written_lines.getvalue().encode("utf-8", "replace")


# --- what became of them ---------------------------------------------------------------------------------------------


@served()
def list_changes(request: HttpRequest) -> HttpResponseBase:
    """{"terms", "changes", "cursor", "more"}: the changes behind a cursor, oldest first, and the cursor to come back
    with: always given, also without news."""
    given = parameters.given(request, ("since", "limit"))
    most = parameters.limit(given, usual=_USUAL, most=_MOST)
    after = changes.newest() if given.get("since") == "now" else parameters.seal(given, "since")
    at = timezone.now()
    reading = changes.read(after, most)
    names = opening.names(at, answering.root(request))
    numbers = {each.number for each in reading.changes}
    public = opening.of_numbers(numbers, names)
    articles = opening.ever_public(numbers)
    told = [
        _change(each, articles[each.number], public.get(each.number))
        for each in reading.changes
        if each.number in articles
    ]
    body = {"terms": _terms(names), "changes": told}
    return by_content(
        request, as_json({**body, "cursor": parameters.written_seal(reading.place), "more": reading.more})
    )


def _change(change: changes.Change, article: Article, shown: Shown | None) -> Record:
    """What it is now stands beside what was done: a reader who takes it over in sequence ends with what is public."""
    gone = article.withdrawn_at is not None
    told: Record = {
        "cursor": parameters.written_seal(change.place),
        "at": opening.instant(change.at),
        "kind": change.kind.value,
        "id": opening.identity(article),
        "number": article.pk,
        "index_number": article.index_number,
        "item": None if gone or shown is None else opening.record(shown),
        "withdrawn": opening.withdrawn(article) if gone else None,
    }
    return {field.name: told[field.name] for field in fields_of("change")}


# --- columns and the dictionary --------------------------------------------------------------------------------------


@served()
def columns(request: HttpRequest) -> HttpResponseBase:
    """The rows of the catalogue in force."""
    parameters.given(request, ())
    at = timezone.now()
    version = catalogue.version_in_force(at)
    rows = catalogue.rows_of(version) if version else []
    heads = {row.key: row.name for row in rows if not row.parent}
    units = representations.section_names(rows, localdate(at))
    names = opening.names(at, answering.root(request))
    told = [_column(row, heads, representations.words_of(row, units), names) for row in rows if row.parent]
    return by_content(request, as_json({"terms": _terms(names), "columns": told}))


def _column(row: Row, heads: dict[str, str], words: dict[str, str], names: Names) -> Record:
    asked = f"?column={row.key}"
    told = {
        **words,
        "key": row.key,
        "heading": heads[row.parent],
        "url": names.address("portal:catalogue:row", row.key),
        "items": names.address("portal:opendata:items") + asked,
        "atom": names.address("portal:opendata:atom") + asked,
        "rss": names.address("portal:opendata:rss") + asked,
    }
    return {field.name: told[field.name] for field in fields_of("column")}


@served()
def reports(request: HttpRequest) -> HttpResponseBase:
    """The annual reports that are public, the newest year first."""
    parameters.given(request, ())
    names = opening.names(timezone.now(), answering.root(request))
    told = [_report(each.year, opening.instant(each.released_at), names) for each in annual.public_reports()]
    return by_content(request, as_json({"terms": _terms(names), "reports": told}))


def _report(year: int, released_at: str | None, names: Names) -> Record:
    files = {kind: names.address("portal:annual:file", year, kind) for kind in ("json", "docx", "pdf")}
    told = {"year": year, "organ": names.organ, "released_at": released_at, **files}
    told["url"] = names.address("portal:annual:report", year)
    return {field.name: told[field.name] for field in fields_of("report")}


@served()
def dictionary_json(request: HttpRequest) -> HttpResponseBase:
    parameters.given(request, ())
    return by_content(request, as_json({"dictionary": [each.told for each in dictionary()]}))


@served()
def dictionary_csv(request: HttpRequest) -> HttpResponseBase:
    parameters.given(request, ())
    fields = fields_of("dictionary")
    whole = b"".join(_written(fields, [_cells(fields, each.told) for each in dictionary()]))
    return by_content(request, _file(whole))


def _file(whole: bytes) -> HttpResponse:
    answer = HttpResponse(whole, content_type=_CSV)
    _attached(answer, _("数据字典.csv"))
    return answer


@served()
def unknown(_request: HttpRequest, **_rest: str) -> HttpResponseBase:
    """A program that asks below here is told as a program."""
    return problem(HTTPStatus.NOT_FOUND, "not-found", _("没有这个地址；有哪些见 {page}").format(page=reverse(_HOME)))
