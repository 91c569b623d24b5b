"""What is public, for machines: one representation of a released item for JSON, CSV and feeds, lists of them by keyset,
and a mark by which a reader knows that nothing has changed.

The fields are those of `data/dictionary.csv`, in its sequence: who adds one there writes here how it is read.
"""

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from yihaotong.accounts.access import unit_names
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import UnitKind
from yihaotong.articles import access, finding, representations
from yihaotong.articles.models import Article, Listed, Release
from yihaotong.articles.rules import body, contents
from yihaotong.articles.rules.dictionary import WORDS, Entry, fields_of
from yihaotong.cases.rules.wording import written
from yihaotong.catalogue import access as catalogue
from yihaotong.catalogue import selecting
from yihaotong.catalogue.models import Matter
from yihaotong.clock import CHINA
from yihaotong.disclosure import city
from yihaotong.files import access as files

#: Items read from the database at once, where a list goes on.
TOGETHER = 500
#: Releases behind the newest that are counted one by one: transactions end out of order, but not so far.
_UNSETTLED = 1_000
#: The name space of our own name-based UUIDs (RFC 9562): made of one of the standard's and what they name.
_SPACE = uuid.uuid5(uuid.NAMESPACE_OID, "yihaotong.disclosure.item")

Record = dict[str, Any]


def identity(article: Article) -> str:
    """永久标识: of the article's key and its index number, which nothing changes."""
    return uuid.uuid5(_SPACE, f"{article.key} {article.index_number}").urn


def instant(moment: datetime | None) -> str | None:
    """An instant as the dictionary writes it: the city's own time, whole seconds."""
    return written(moment.replace(microsecond=0)) if moment else None


# --- one item ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Names:
    """What an item is called by, read once for a whole list. `columns`: by any key, the key that is alive and its
    name, "" where the catalogue has it no longer. `root`: "https://host", what addresses begin with. `below`: the
    keys of the rows in force of each first-level item."""

    organ: str
    units: Mapping[int, str]
    columns: Mapping[str, tuple[str, str]]
    root: str
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def address(self, name: str, *given: object) -> str:
        return self.root + reverse(name, args=given)

    @property
    def mark(self) -> str:
        told = (self.units, self.columns, self.below)
        return repr((self.organ, *(sorted(each.items()) for each in told), self.root))

    def rows(self, column: str) -> list[str]:
        """The keys that items of a column are under: of a first-level item those of its rows, of each also what was
        merged into it. One query."""
        return list(selecting.counted([column, *self.below.get(column, ())]))


def names(at: datetime, root: str) -> Names:
    """Five queries, however many items there are."""
    sections = Unit.objects.filter(kind=UnitKind.CENTRE.value).values_list("pk", flat=True)
    version = catalogue.version_in_force(at)
    tree = catalogue.tree_of(catalogue.rows_of(version)) if version else []
    alive = {row.key: row.name for head, below in tree for row in (head, *below)}
    merged = Matter.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into")
    columns = {key: (key, name) for key, name in alive.items()}
    columns |= {key: (str(into), alive.get(str(into), "")) for key, into in merged}
    heads = {head.key: tuple(row.key for row in below) for head, below in tree}
    return Names(city.organ().name, unit_names(sections, localtime(at).date()), columns, root, heads)


@dataclass(frozen=True)
class Shown:
    """A release that the public sees, with what it says."""

    article: Article
    release: Release
    content: Mapping[str, Any]
    names: Names

    @property
    def id(self) -> str:
        return identity(self.article)

    @property
    def title(self) -> str:
        return self.release.version.title

    @property
    def url(self) -> str:
        return self.names.address("portal:articles:article", self.article.pk)

    @property
    def column(self) -> tuple[str, str]:
        key = self.release.version.row_key
        return self.names.columns.get(key, (key, ""))

    @property
    def html(self) -> str:
        """The body as safe HTML; pictures by addresses that last."""
        pictures = {each.name: self._file(each) for each in self._attached if each.media.startswith("image/")}
        return str(representations.html(str(self.content["body"]), pictures))

    @property
    def attachments(self) -> list[Record]:
        """Those that may be downloaded now. Two queries."""
        withheld = access.to_be_redacted(self.article) if self._attached else frozenset()
        kept = {str(key) for key in files.of(self.article.key).values_list("key", flat=True)}
        open_to_all = [each for each in self._attached if each.sha256 not in withheld and each.key in kept]
        return [{**{name: getattr(each, name) for name in _PLAIN}, "url": self._file(each)} for each in open_to_all]

    @property
    def _attached(self) -> list[contents.Attachment]:
        return contents.attachments_of(self.content)

    def _file(self, file: contents.Attachment) -> str:
        return self.names.address("portal:articles:file", self.article.pk, file.key)

    def words(self, field: str) -> str:
        """A code of the content in words."""
        code = str(self.content[field])
        return WORDS[field](code).label if code else ""


_PLAIN = ("name", "media", "size", "sha256")


def _said(name: str) -> Callable[[Shown], Any]:
    return lambda shown: str(shown.content[name])


def _worded(name: str) -> Callable[[Shown], Any]:
    return lambda shown: shown.words(name)


_READ: Mapping[str, Callable[[Shown], Any]] = {
    "id": lambda shown: shown.id,
    "number": lambda shown: shown.article.pk,
    "index_number": lambda shown: shown.article.index_number,
    "title": lambda shown: shown.title,
    "organ": lambda shown: shown.names.organ,
    "unit": lambda shown: shown.names.units.get(shown.article.unit_id, ""),
    "released_at": lambda shown: instant(shown.release.first_at),
    "updated_at": lambda shown: instant(shown.release.at),
    "edition": lambda shown: shown.release.number,
    "correction": lambda shown: shown.release.why,
    "column": lambda shown: shown.column[0],
    "column_name": lambda shown: shown.column[1],
    "sha256": lambda shown: shown.release.digest,
    "url": lambda shown: shown.url,
    "json": lambda shown: shown.names.address("portal:opendata:item", shown.article.pk),
    "text": lambda shown: "\n\n".join(block.text for block in body.read(str(shown.content["body"]))),
    "html": lambda shown: shown.html,
    "attachments": lambda shown: shown.attachments,
    **{name: _worded(name) for name in WORDS},
    **{name: _said(name) for name in ("document_number", "formed_on", "keywords", "summary", "source", "author")},
}


def record(shown: Shown, *, whole: bool = False) -> Record:
    """An item by the dictionary; `whole`: with its text and attachments."""
    return {field.name: _typed(field, _READ[field.name](shown)) for field in fields_of("item", whole=whole)}


def _typed(field: Entry, value: Any) -> Any:
    """A day that is not known is null, not an empty text."""
    return value or None if field.type == "date" else value


def withdrawn(article: Article) -> Record:
    """撤下: what may still be said of it."""
    told = {
        "id": identity(article),
        "number": article.pk,
        "index_number": article.index_number,
        "withdrawn_at": instant(article.withdrawn_at),
        "reason": article.withdrawn_why,
    }
    return {field.name: told[field.name] for field in fields_of("withdrawn")}


# --- lists of them -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Narrowed:
    """What a list is narrowed by: a column of the catalogue, the days of first release (both included), words."""

    column: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Place:
    """Where in a list, the newest first, one stands: behind the item first released then, with this number."""

    at: datetime
    number: int


def place_of(shown: Shown) -> Place:
    return Place(shown.release.first_at, shown.article.pk)


def page(narrowed: Narrowed, names: Names, *, after: Place | None, most: int) -> list[Shown]:
    """Up to `most` items behind a place, the newest first; of words the newest without a place. A few queries."""
    rows = tuple(names.rows(narrowed.column)) if narrowed.column else ()
    if narrowed.words:
        asked = finding.Asked(rows=rows, words=narrowed.words, since=narrowed.since, until=narrowed.until)
        numbers, _more = finding.hits(asked, most)
        found = of_numbers(numbers, names)
        return [found[number] for number in numbers if number in found]
    listed = _listed().filter(_days(narrowed))
    if rows:
        listed = listed.filter(row_key=rows[0]) if len(rows) == 1 else listed.filter(row_key__in=rows)
    if after is not None:
        listed = listed.filter(Q(first_at__lt=after.at) | Q(article__lt=after.number), first_at__lte=after.at)
    return [_shown(each, names) for each in listed.order_by("-first_at", "-article")[:most]]


def every(narrowed: Narrowed, names: Names) -> Iterator[Shown]:
    """All of them, the newest first, read in bounded pieces."""
    after: Place | None = None
    while found := page(narrowed, names, after=after, most=TOGETHER):
        yield from found
        after = place_of(found[-1])


def of_numbers(numbers: Collection[int], names: Names) -> dict[int, Shown]:
    """Those of these articles that are public now, by their numbers."""
    return {each.pk: _shown(each, names) for each in _listed().filter(pk__in=list(numbers))}


def _listed() -> QuerySet[Listed]:
    return finding.listed().select_related("article", "release__version").defer("release__version__text")


def _shown(listed: Listed, names: Names) -> Shown:
    return Shown(listed.article, listed.release, access.content_of(listed.release.version), names)


def _days(narrowed: Narrowed) -> Q:
    wanted = Q()
    if narrowed.since:
        wanted &= Q(first_at__gte=datetime.combine(narrowed.since, time(), CHINA))
    if narrowed.until:
        wanted &= Q(first_at__lt=datetime.combine(narrowed.until + timedelta(days=1), time(), CHINA))
    return wanted


def withdrawn_since(moment: datetime, most: int, rows: Collection[str] = ()) -> list[Article]:
    """What was public and was withdrawn after an instant, the newest first; of these rows only, if any are given."""
    gone = Article.objects.filter(withdrawn_at__gte=moment, standing__isnull=False)
    if rows:
        gone = gone.filter(standing__version__row_key__in=list(rows))
    return list(gone.order_by("-withdrawn_at", "-pk")[:most])


def ever_public(numbers: Collection[int]) -> Mapping[int, Article]:
    """Those of these articles that are or were public, by their numbers."""
    return Article.objects.filter(standing__isnull=False).in_bulk(list(numbers))


def column_known(key: str) -> bool:
    """Whether the catalogue, in any version that was released, has or had a row of this key."""
    return Matter.objects.filter(pk=key, since__isnull=False).exists()


def newest_column() -> str:
    """The row of the newest item that has one, "" where none has: an example that answers something. One query."""
    found = finding.listed().exclude(row_key="").order_by("-first_at", "-article")
    return found.values_list("row_key", flat=True).first() or ""


# --- has anything changed? -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stamp:
    """`mark` differs whenever anything that the public sees of items does; `changed`: the last such act, if any."""

    mark: str
    changed: datetime | None


def stamp(names: Names, at: datetime) -> Stamp:
    """Five queries, on indexes alone: what was released, what was withdrawn, what things are called, the day."""
    newest = Release.objects.aggregate(pk=Max("pk"))["pk"] or 0
    recent = Release.objects.filter(pk__gt=newest - _UNSETTLED).count()
    went = Release.objects.order_by("-at").values_list("at", flat=True).first()
    gone = Article.objects.filter(withdrawn_at__isnull=False)
    last = gone.order_by("-withdrawn_at").values_list("withdrawn_at", flat=True).first()
    told = (newest, recent, gone.count(), last, names.mark, localtime(at).date())
    changed = max((each for each in (went, last) if each is not None), default=None)
    return Stamp(hashlib.sha256(repr(told).encode()).hexdigest(), changed)


# --- for a map of the site -----------------------------------------------------------------------------------------

#: Articles in one part of the map, by their numbers: a part never grows beyond it, and an item stays in its part.
PART = 10_000


def parts() -> Sequence[tuple[int, datetime]]:
    """The parts with anything public in them, and when each was last changed."""
    found = ((part, changed_in(part)) for part in range(_last_part() + 1))
    return [(part, moment) for part, moment in found if moment is not None]


def changed_in(number: int) -> datetime | None:
    """When a part was last changed by a release or a withdrawal; None where nothing is public in it. Three queries."""
    went = _part(number).aggregate(at=Max("release__at"))["at"] if number <= _last_part() else None
    if went is None:
        return None
    gone = Article.objects.filter(_within(number), standing__isnull=False).aggregate(at=Max("withdrawn_at"))["at"]
    return max(went, gone) if gone else went


def part(number: int) -> list[tuple[int, datetime]]:
    """The public articles of one part, with when each was last released; none of a part that there is not."""
    return list(_part(number).order_by("pk").values_list("pk", "release__at")) if number <= _last_part() else []


def _last_part() -> int:
    newest = finding.listed().aggregate(pk=Max("pk"))["pk"] or 0
    return int(newest) // PART


def _part(number: int) -> QuerySet[Listed]:
    return finding.listed().filter(_within(number))


def _within(number: int) -> Q:
    return Q(pk__gte=number * PART, pk__lt=(number + 1) * PART)
