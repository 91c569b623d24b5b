"""The public lists as in 2019: 名称 | 责任部门 | 生成日期, sought by column, time, number and words."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.articles import finding
from yihaotong.articles.finding import Asked, Day, Sort
from yihaotong.articles.models import Listed
from yihaotong.cases.rules.numbers import whole
from yihaotong.disclosure import city
from yihaotong.portal import pages, steady
from yihaotong.portal.articles import drawing
from yihaotong.search.rules.highlighting import ELLIPSIS, Piece, excerpt, pieces
from yihaotong.search.rules.query import Query
from yihaotong.search.rules.text import fold

PER_PAGE = 20
_LONGEST = 60
#: Characters of a passage, and those of them before the first hit.
_LENGTH, _BEFORE = 90, 20


@dataclass(frozen=True)
class Row:
    """One line. `title` and `passage` in pieces, what was sought marked; `passage` only where words were."""

    number: int
    name: str
    title: list[Piece]
    passage: list[Piece]
    unit: str
    formed_on: date
    first_at: datetime
    corrected: bool


@dataclass(frozen=True)
class Form:
    """What was asked, as the form shows it again. `wrong` says what could not be read and was left out."""

    row: str = ""
    q: str = ""
    number: str = ""
    since: str = ""
    until: str = ""
    by: str = ""
    sort: str = ""
    wrong: str = ""

    def query(self, **changed: object) -> str:
        told = {"row": self.row, "q": self.q, "number": self.number, "from": self.since, "to": self.until}
        told |= {"by": self.by, "sort": self.sort}
        told |= {name.rstrip("_"): str(value) for name, value in changed.items()}
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.number or self.since or self.until)


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """已公开的信息，新的在前；按目录条目、时间、索引号或文号、字词查找"""
    at = timezone.now()
    groups = steady.choices(request, at)
    form, asked = read(request.GET)
    found = finding.find(asked, PER_PAGE)
    name = next((name for _head, below in groups for key, name in below if key == form.row), "")
    units = steady.units(request, [each.unit_id for each in found.listed], at)
    drawn = rows(found.listed, asked.sought if form.q or form.number else Query(), units)
    years, months = _jumps(form, asked, list(steady.years(request, asked.rows, asked.by, at)))
    context = {
        "form": form,
        "asked": asked,
        "groups": groups,
        "row_name": name,
        "rows": drawn,
        "lines": drawing.lines(drawn, reverse("portal:articles:list")),
        "found": found,
        "page": _pager(form, asked, found),
        "years": drawing.ways(years),
        "months": drawing.ways(months),
        "sorts": drawing.ways(_sorts(form, asked)),
        "all_of": form.query(from_="", to=""),
        "suggested": _suggested(form, asked) if not found.listed and form.q else [],
        "organ": city.organ(),
    }
    return pages.show_same(request, "portal/articles/list.html", context)


def read(typed: Mapping[str, str]) -> tuple[Form, Asked]:
    """What an address asks for; what cannot be read is left out and said."""
    since, first_wrong = _day(typed.get("from", ""))
    until, last_wrong = _day(typed.get("to", ""), end=True)
    if since and until and since > until:
        since, until = until, since
    words = " ".join(typed.get("q", "").split())[:_LONGEST]
    number = " ".join(typed.get("number", "").split())[:_LONGEST]
    by = Day.FORMED if typed.get("by") == Day.FORMED else Day.RELEASED
    sort = _sort(typed.get("sort", ""), words)
    wrong = _("日期要写成 2026-05 或 2026-05-31 这样，没有按日期找。") if first_wrong or last_wrong else ""
    form = Form(
        row=typed.get("row", "")[:_LONGEST],
        q=words,
        number=number,
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
        by=by if by is Day.FORMED else "",
        sort=sort if typed.get("sort") == sort else "",
        wrong=wrong,
    )
    after, before = whole(typed.get("after", "")), whole(typed.get("before", ""))
    rows = (form.row,) if form.row else ()
    page = min(whole(typed.get("page", "")) or 1, finding.MOST // PER_PAGE)
    return form, Asked(rows, words, number, since, until, by, sort, after, before, page)


def _sort(typed: str, words: str) -> Sort:
    """By relevance only where there are words, which is then the order unless another was chosen."""
    if typed in {Sort.FORMED, Sort.NAME, Sort.RELEASED}:
        return Sort(typed)
    return Sort.RELEVANCE if words else Sort.RELEASED


def _day(typed: str, *, end: bool = False) -> tuple[date | None, bool]:
    """A day, or a year or a month as its first day (`end`: its last); and whether it could not be read."""
    written = fold(typed).strip().replace("/", "-").replace(".", "-")[:20]
    if not written:
        return None, False
    parts = written.split("-")
    try:
        if len(parts) < 3:
            year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else (12 if end else 1)
            return date(year, month, calendar.monthrange(year, month)[1] if end else 1), False
        found = parse_date("-".join([parts[0], *(part.zfill(2) for part in parts[1:])]))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None, True
    return found, found is None


def rows(found: list[Listed], sought: Query, units: Mapping[int, str]) -> list[Row]:
    """Each with the name of its unit, and a passage where words were sought."""
    drawn = []
    texts = finding.texts(found) if sought else {}
    for each in found:
        title, cut = marked(each.title, texts.get(each.pk, ""), sought) if sought else ([Piece(each.title)], [])
        unit = units.get(each.unit_id, "")
        drawn.append(Row(each.pk, each.title, title, cut, unit, each.formed_on, each.first_at, each.corrected))
    return drawn


def marked(title: str, text: str, sought: Query) -> tuple[list[Piece], list[Piece]]:
    """A title, and what stands around the first hit in its text, in pieces.

    Chinese words are looked for as they are, in a part of the text; only where that finds nothing, or where numbers
    and letters are sought, is it read in its plain form, which takes longer than everything else on the page.
    """
    text = text.removeprefix(title).lstrip()
    places = [place for needle in sought.needles if (place := text.find(needle.strip("|"))) >= 0]
    start = max(0, min(places, default=0) - _BEFORE)
    part = _plain(text[start : start + _LENGTH])
    if any("|" in needle for needle in sought.needles):
        return pieces(title, sought), excerpt(_plain(text[start : start + 2 * _LENGTH]), sought)
    pattern = re.compile("|".join(map(re.escape, sorted(sought.needles, key=len, reverse=True))))
    if not places and not pattern.search(title):
        return pieces(title, sought), excerpt(_plain(text[: 10 * _LENGTH]), sought)
    before, behind = [Piece(ELLIPSIS)] if start else [], [Piece(ELLIPSIS)] if start + _LENGTH < len(text) else []
    return _cut(title, pattern), [*before, *_cut(part, pattern), *behind]


#: What an article's text is written with: the rulers and borders of tables, headings, lists.
_MARKS = re.compile(r"(?:^|\s+)(?:#{1,6}|-)\s+|\s*\|(?:\s|\||:?-{2,}:?)*|\s*\n\s*")


def _plain(part: str) -> str:
    """A part of a text on one line, without the marks it is written with."""
    return _MARKS.sub(" ", part)


def _cut(text: str, pattern: re.Pattern[str]) -> list[Piece]:
    found, place = [], 0
    for hit in pattern.finditer(text):
        found += [Piece(text[place : hit.start()]), Piece(hit[0], hit=True)]
        place = hit.end()
    return [piece for piece in [*found, Piece(text[place:])] if piece.text]


@dataclass(frozen=True)
class Pager:
    """Query strings; "" where there is no such page."""

    before: str
    after: str


def _pager(form: Form, asked: Asked, found: finding.Found) -> Pager:
    if not found.listed:
        return Pager(form.query() or "row=" if asked.after or asked.before or asked.page > 1 else "", "")
    if form.q or form.number:
        before = form.query(page=asked.page - 1 if asked.page > 2 else "") or "row="
        return Pager(before if found.earlier else "", form.query(page=asked.page + 1) if found.further else "")
    return Pager(
        form.query(before=found.listed[0].pk) if found.earlier else "",
        form.query(after=found.listed[-1].pk) if found.further else "",
    )


@dataclass(frozen=True)
class Jump:
    """A way to a year or a month. `here`: the list shows exactly this one now."""

    label: str
    query: str
    here: bool = False


def _jumps(form: Form, asked: Asked, filled: list[int]) -> tuple[list[Jump], list[Jump]]:
    """The last twelve of the years in which something lies, newest first; the months of the year that is open."""
    years = filled[-12:]
    since, until = asked.since, asked.until
    opened = since.year if since and until and since.year == until.year else 0
    told = [_jump(form, str(year), f"{year}-01-01", f"{year}-12-31", here=year == opened) for year in reversed(years)]
    if not opened:
        return told, []
    months = []
    for month in range(1, 13):
        last = calendar.monthrange(opened, month)[1]
        first, end = date(opened, month, 1), date(opened, month, last)
        label = _("%(month)d 月") % {"month": month}
        months.append(_jump(form, label, first.isoformat(), end.isoformat(), here=(since, until) == (first, end)))
    return told, months


def _jump(form: Form, label: str, first: str, last: str, *, here: bool) -> Jump:
    return Jump(label, form.query(from_=first, to=last), here)


def _sorts(form: Form, asked: Asked) -> list[Jump]:
    told = [
        (Sort.RELEVANCE, _("相关度")),
        (Sort.RELEASED, _("发布日期")),
        (Sort.FORMED, _("生成日期")),
        (Sort.NAME, _("名称")),
    ]
    return [
        Jump(label, form.query(sort="" if sort is Sort.RELEVANCE else sort), asked.sort is sort)
        for sort, label in told
        if form.q or sort is not Sort.RELEVANCE
    ]


def _suggested(form: Form, asked: Asked) -> list[tuple[str, int, str]]:
    """Other words with how much they find, and their address."""
    return [(words, count, form.query(q=words, number="")) for words, count in finding.suggestions(asked)]
