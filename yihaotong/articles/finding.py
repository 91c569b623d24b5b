"""The public lists: by column, day, number and words; what is public at this very moment and nothing else.

Without words a list is leafed through along an index, by the item where the page before ended. With words the gram
index proposes, the newest first, and the lists' own table decides: the newest thousand are sorted and paged.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from yihaotong.articles import indexing
from yihaotong.articles.models import Article, Listed
from yihaotong.search import access as search
from yihaotong.search.rules.conditions import Sought
from yihaotong.search.rules.query import Query, parse
from yihaotong.search.rules.text import fold, joined

#: So many are counted, and so many of the newest are sorted where words are sought.
MOST = 1_000
#: So many of the newest are sorted by relevance, older ones follow by their days; nobody looks for more before he has
#: leafed through them.
_WEIGHED = 200
_UNCOUNTED = search.Patience(counted=0)
#: What is tried instead of words that nothing has, at most, and how far each is counted.
_TRIALS = 4
SUGGESTED = 20
_HALVES = 4


class Day(StrEnum):
    """Which day a span of time is about."""

    RELEASED = "released"
    FORMED = "formed"


class Sort(StrEnum):
    """The order of a list; by days the newest first."""

    RELEASED = "released"
    FORMED = "formed"
    NAME = "name"
    RELEVANCE = "relevance"


_COLUMN = {Sort.RELEASED: "first_at", Sort.FORMED: "formed_on", Sort.NAME: "title", Sort.RELEVANCE: "first_at"}


@dataclass(frozen=True)
class Asked:
    """`rows`: keys of the catalogue, none for all; `number`: a piece of 索引号 or 文号; `since` and `until` inclusive.

    `after`, `before`: the article where the page before ended, or the one after begins; `page` counts from 1 and is
    asked with words or a number only.
    """

    rows: tuple[str, ...] = ()
    words: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None
    by: Day = Day.RELEASED
    sort: Sort = Sort.RELEASED
    after: int | None = None
    before: int | None = None
    page: int = 1

    @property
    def sought(self) -> Query:
        """The terms of words and number together: all must be there."""
        return Query(parse(self.words).terms + parse(self.number).terms)


@dataclass(frozen=True)
class Found:
    """One page. `further`, `earlier`: whether there is a page behind it, before it; `count` is at least so many if
    `more`."""

    listed: list[Listed] = field(default_factory=list)
    further: bool = False
    earlier: bool = False
    count: int = 0
    more: bool = False


def listed() -> QuerySet[Listed]:
    """The lines of the public lists, without an order."""
    return Listed.objects.all()


def withdrawn() -> QuerySet[Article]:
    """撤下清单: what was public and is no more, the last first: index number, instant and reason, no content."""
    gone = Article.objects.filter(withdrawn_at__isnull=False, standing__isnull=False)
    return gone.only("index_number", "withdrawn_at", "withdrawn_why").order_by("-withdrawn_at", "-pk")


def find(asked: Asked, most: int = 20) -> Found:
    """One page of what is asked for. A handful of queries, however much there is."""
    if asked.words.strip() or asked.number.strip():
        return _worded(asked, most)
    return _walked(asked, most)


def _narrowed(asked: Asked) -> QuerySet[Listed]:
    found = listed()
    if len(asked.rows) == 1:
        found = found.filter(row_key=asked.rows[0])
    elif asked.rows:
        found = found.filter(row_key__in=asked.rows)
    if asked.by is Day.FORMED:
        bounds: dict[str, Any] = {"formed_on__gte": asked.since, "formed_on__lte": asked.until}
    else:
        bounds = {"first_at__gte": _midnight(asked.since), "first_at__lt": _midnight(asked.until, days=1)}
    return found.filter(**{name: value for name, value in bounds.items() if value is not None})


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """The beginning of a day, or of one some days after it; None where the calendar ends."""
    try:
        then = day + timedelta(days=days) if day else None
    except OverflowError:
        return None
    return datetime.combine(then, time(), timezone.get_default_timezone()) if then else None


# --- without words: along an index -----------------------------------------------------------------------------------


def _walked(asked: Asked, most: int) -> Found:
    rows, column = _narrowed(asked), _COLUMN[asked.sort]
    counted = rows.order_by()[: MOST + 1].count() if not (asked.after or asked.before) else 0
    backwards = asked.before is not None and asked.after is None
    falling = (asked.sort is not Sort.NAME) is not backwards
    edge = _edge(asked.before if backwards else asked.after, column)
    if edge:
        rows = rows.filter(_beyond(column, *edge, falling=falling))
    sign = "-" if falling else ""
    got = list(rows.order_by(f"{sign}{column}", f"{sign}article_id")[: most + 1])
    over, got = len(got) > most, got[:most]
    if backwards:
        got.reverse()
    further, earlier = (True, over) if backwards else (over, bool(edge))
    return Found(got, further=further, earlier=earlier, count=min(counted, MOST), more=counted > MOST)


def _edge(number: int | None, column: str) -> tuple[Any, int] | None:
    """Where an article stands in an order, or stood before it was withdrawn; None for one that never was."""
    if number is None:
        return None
    if (value := listed().filter(pk=number).values_list(column, flat=True).first()) is not None:
        return value, number
    paths = {"first_at": "first_at", "formed_on": "version__formed_on", "title": "version__title"}
    gone = Article.objects.filter(pk=number, standing__isnull=False)
    value = gone.values_list(f"standing__{paths[column]}", flat=True).first()
    return (value, number) if value is not None else None


def _beyond(column: str, value: Any, number: int, *, falling: bool) -> Q:
    way = "lt" if falling else "gt"
    apart = Q(**{f"{column}__{way}": value}) | Q(**{column: value, f"article_id__{way}": number})
    # The bound alone is what an index is entered with.
    return Q(**{f"{column}__{way}e": value}) & apart


# --- with words ------------------------------------------------------------------------------------------------------


def _worded(asked: Asked, most: int) -> Found:
    numbers, more = hits(asked, _reach(asked, most))
    if asked.number.strip():
        numbers = _numbered(numbers, asked.number)
    if asked.sort is not Sort.RELEASED:
        numbers = _sorted(numbers, asked)
    first = (max(asked.page, 1) - 1) * most
    got = listed().in_bulk(numbers[first : first + most])
    return Found(
        [got[number] for number in numbers[first : first + most] if number in got],
        further=len(numbers) > first + most,
        earlier=first > 0 and bool(numbers),
        count=len(numbers),
        more=more,
    )


def _reach(asked: Asked, most: int) -> int:
    """How many of the newest are looked for: fewer where they come as they stand, and the page lies among them."""
    by_day = asked.sort in {Sort.RELEVANCE, Sort.RELEASED} and not asked.number.strip()
    return _WEIGHED if by_day and asked.page * most < _WEIGHED else MOST


def hits(asked: Asked, most: int = MOST) -> tuple[list[int], bool]:
    """The newest articles that have all that is sought, and whether there are more of them."""
    sought = asked.sought
    if not sought:
        return [], False
    rows, unread = _narrowed(asked), indexing.unread()
    tags = indexing.row_tags(asked.rows) if asked.rows else frozenset()
    found = search.find(
        rows.exclude(pk__in=unread) if unread else rows,
        Sought(sought, (tags,) if tags and len(tags) == len(asked.rows) else ()),
        collection=indexing.ARTICLES.name,
        most=most,
        patience=_UNCOUNTED,
    )
    fresh = _unread_hits(rows, unread, sought) if unread else []
    return [*fresh, *found.numbers][:most], found.after is not None


def _unread_hits(rows: QuerySet[Listed], unread: Iterable[int], sought: Query) -> list[int]:
    """Of what the index has not read yet: the newest first, before all that it has."""
    open_to_all = list(rows.filter(pk__in=unread).order_by("-first_at", "-pk").values_list("pk", flat=True))
    texts = {each.number: joined(each.open) for each in indexing.documents(open_to_all)}
    return [pk for pk in open_to_all if all(needle in texts[pk] for needle in sought.needles)]


def _numbered(numbers: Sequence[int], typed: str) -> list[int]:
    """Those whose own 索引号 or 文号 has what was typed, however wide its brackets."""
    needles = parse(typed).needles
    told = listed().filter(pk__in=numbers).values_list("pk", "index_number", "document_number")
    own = {pk for pk, *names in told if all(needle in joined(names) for needle in needles)}
    return [number for number in numbers if number in own]


def _sorted(numbers: Sequence[int], asked: Asked) -> list[int]:
    rows = listed().filter(pk__in=numbers)
    if asked.sort is Sort.RELEVANCE:
        weighed = numbers[:_WEIGHED]
        terms = [fold(word) for word in asked.words.split()]
        titles = _titles(weighed)
        weights = {number: -_weight(titles.get(number, ""), terms) for number in weighed}
        return [*sorted(weighed, key=weights.__getitem__), *numbers[_WEIGHED:]]
    falling = asked.sort is Sort.FORMED
    places = dict(rows.values_list("pk", _COLUMN[asked.sort]))
    return sorted((number for number in numbers if number in places), key=places.__getitem__, reverse=falling)


def _titles(numbers: Sequence[int]) -> dict[int, str]:
    """By hand: to put together a condition of so many numbers takes Django longer than the database to answer it."""
    places = ", ".join(["%s"] * len(numbers)) or "NULL"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT article_id, title FROM articles_listed WHERE article_id IN ({places})", numbers)  # noqa: S608
        return dict(cursor.fetchall())


def _weight(title: str, terms: Sequence[str]) -> int:
    """How much of what is sought stands in the title; a title that begins with it comes first. Equal ones stay in
    the order of their days."""
    plain = title.lower() if unicodedata.is_normalized("NFKC", title) else fold(title)
    return 2 * sum(term in plain for term in terms) + any(plain.startswith(term) for term in terms)


def suggestions(asked: Asked) -> list[tuple[str, int]]:
    """Other words that do find something, and how much (at most `SUGGESTED`): for a search that found nothing."""
    told = []
    for words in _trials(asked.words.split()):
        numbers, _more = hits(replace(asked, words=words, number=""), SUGGESTED)
        if numbers:
            told.append((words, len(numbers)))
    return told


def _trials(words: Sequence[str]) -> list[str]:
    """Written together; each word left out in turn; a long single one in two halves."""
    if len(words) == 1 and len(words[0]) >= _HALVES:
        middle = len(words[0]) // 2
        return [f"{words[0][:middle]} {words[0][middle:]}", words[0][:middle], words[0][middle:]]
    if len(words) < 2:
        return []
    dropped = [" ".join([*words[:at], *words[at + 1 :]]) for at in range(len(words))]
    return list(dict.fromkeys(["".join(words), *dropped]))[:_TRIALS]


def texts(found: Iterable[Listed]) -> dict[int, str]:
    """The words of some public articles, by number. One query."""
    numbers = [each.pk for each in found]
    return dict(listed().filter(pk__in=numbers).values_list("pk", "release__version__text"))


# --- around the lists ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Neighbour:
    """An item beside another: its number and its title."""

    pk: int
    title: str


def beside(number: int, row_key: str, first_at: datetime) -> tuple[Neighbour | None, Neighbour | None]:
    """The one before and the one after an item in its column, by day of release: (newer, older). Two statements, made
    by hand: every page of an item asks them, and to put them together took longer than to run them."""
    place = connection.ops.adapt_datetimefield_value(first_at)
    return _neighbour(_NEWER, row_key, place, number), _neighbour(_OLDER, row_key, place, number)


_BESIDE = (
    "SELECT article_id, title FROM articles_listed WHERE row_key = %s AND (first_at, article_id) {} (%s, %s) "
    "ORDER BY first_at {}, article_id {} LIMIT 1"
)
_NEWER, _OLDER = _BESIDE.format(">", "ASC", "ASC"), _BESIDE.format("<", "DESC", "DESC")


def _neighbour(statement: str, *place: Any) -> Neighbour | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, place)
        found = cursor.fetchone()
    return Neighbour(*found) if found else None


def years(rows: Sequence[str], by: Day) -> range:
    """The years in which something of these columns lies, from the first to the last; none at all. Two looks at an
    index: asked for both ends at once, SQLite would read it whole."""
    column = "formed_on" if by is Day.FORMED else "first_at"
    found = _narrowed(Asked(rows=tuple(rows))).values_list(column, flat=True)
    low, high = found.order_by(column).first(), found.order_by(f"-{column}").first()
    if low is None or high is None:
        return range(0)
    first, last = (timezone.localtime(each) if isinstance(each, datetime) else each for each in (low, high))
    return range(first.year, last.year + 1)


def counts() -> dict[str, int]:
    """How many are public in each column. Reads the whole of one index."""
    told = listed().values_list("row_key").annotate(count=Count("pk")).order_by()
    return dict(told)
