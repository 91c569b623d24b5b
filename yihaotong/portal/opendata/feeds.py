"""订阅: Atom (RFC 4287) and RSS 2.0 of all items, of a column, of words; what is older by archives (RFC 5005), and what
was withdrawn by tombstones (RFC 6721)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.html import format_html
from django.utils.http import http_date
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from lxml import etree

from yihaotong.articles import opening
from yihaotong.articles.models import Article
from yihaotong.articles.opening import Narrowed, Record, Shown
from yihaotong.clock import CHINA
from yihaotong.portal.opendata import parameters
from yihaotong.portal.opendata.answering import Asking, asking, served
from yihaotong.portal.opendata.marking import Element, add, document

ATOM, TOMBSTONES = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
HISTORY, CONTENT = "http://purl.org/syndication/history/1.0", "http://purl.org/rss/1.0/modules/content/"
DUBLIN, TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
#: The head of an item as our own elements, called as in the data dictionary.
OWN = "urn:yihaotong:disclosure:item"
_HEAD = (
    "index_number",
    "document_number",
    "organ",
    "unit",
    "formed_on",
    "edition",
    "correction",
    "column",
    "column_name",
    "five",
    "validity",
    "period",
    "keywords",
    "source",
    "sha256",
)
#: A document ends behind an item whose number divides by this, so archives end where they ended before, whatever was
#: released since; never with fewer than a document needs, or more than a reader can be given.
_ENDS, _FEWEST, _MOST = 32, 20, 100
_OF_WORDS = 50
_REMEMBERED, _MOST_GONE = timedelta(days=90), 1_000


@dataclass(frozen=True)
class Feed:
    """What one document of a feed holds. `before`: the archive behind an item; `further`: the one behind this one."""

    asked: Asking
    narrowed: Narrowed
    title: str
    items: list[Shown]
    gone: list[Article]
    before: str
    further: str

    @property
    def query(self) -> dict[str, str]:
        told = {"column": self.narrowed.column, "q": self.narrowed.words}
        return {name: value for name, value in told.items() if value}

    def address(self, **more: str) -> str:
        query = urlencode(self.query | {name: value for name, value in more.items() if value})
        return self.asked.names.root + self.asked.request.path + (f"?{query}" if query else "")

    @property
    def page(self) -> str:
        """Where people read the same; a first-level item has no list of its own but its rows in the catalogue."""
        head = self.narrowed.column in self.asked.names.below
        return self.asked.names.address("portal:catalogue:home") if head else self._list

    @property
    def id(self) -> str:
        """The same for Atom and RSS of the same items."""
        return uuid5(NAMESPACE_URL, self._list).urn

    @property
    def _list(self) -> str:
        told = {"row": self.narrowed.column, "q": self.query.get("q", "")}
        query = urlencode({name: value for name, value in told.items() if value})
        return self.asked.names.address("portal:articles:list") + (f"?{query}" if query else "")

    @property
    def updated(self) -> datetime:
        return self.asked.stamp.changed or datetime.combine(localdate(self.asked.at), time(), CHINA)


@served()
def atom(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, _atom, "application/atom+xml; charset=utf-8")


@served()
def rss(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, _rss, "application/rss+xml; charset=utf-8")


def _answer(request: HttpRequest, draw: Callable[[Feed], bytes], kind: str) -> HttpResponseBase:
    given = parameters.given(request, ("column", "q", "before"))
    narrowed, before = parameters.narrowed(given), parameters.place(given, "before")
    asked = asking(request)
    return asked.answer(lambda: HttpResponse(draw(_read(asked, narrowed, before)), content_type=kind))


def _read(asked: Asking, narrowed: Narrowed, before: opening.Place | None) -> Feed:
    most = _OF_WORDS if narrowed.words else _MOST + 1
    found = opening.page(narrowed, asked.names, after=before, most=most)
    items = found if narrowed.words else _cut(found, _FEWEST if before is None else 1)
    further = parameters.written(opening.place_of(items[-1])) if len(items) < len(found) else ""
    since = datetime.combine(localdate(asked.at - _REMEMBERED), time(), CHINA)
    rows = asked.names.rows(narrowed.column) if narrowed.column else []
    # Words are not looked for in what was withdrawn: that would tell what stood there.
    gone = [] if before else opening.withdrawn_since(since, _MOST_GONE, rows)
    at = parameters.written(before) if before else ""
    return Feed(asked, narrowed, _title(asked, narrowed), items, gone, at, further)


def _cut(found: list[Shown], fewest: int) -> list[Shown]:
    ends = (count for count, each in enumerate(found, 1) if count >= fewest and not each.article.pk % _ENDS)
    return found[: min(next(ends, _MOST), _MOST)]


def _title(asked: Asking, narrowed: Narrowed) -> str:
    column = asked.names.columns.get(narrowed.column, ("", ""))[1] or narrowed.column
    parts = [asked.names.organ, column or _("政府信息公开"), narrowed.words]
    return " · ".join(part for part in parts if part)


def _content(shown: Shown, told: Record) -> str:
    """The text as HTML; a correction says so first."""
    corrected = format_html("<p><strong>{}</strong></p>", _corrected(told)) if told["correction"] else ""
    return corrected + shown.html


def _corrected(told: Record) -> str:
    return _("本件已于 {day} 更正：{why}").format(day=str(told["updated_at"])[:10], why=told["correction"])


def _own(entry: Element, told: Record) -> None:
    for name in _HEAD:
        if told[name] not in {None, ""}:
            add(entry, f"{{{OWN}}}{name}", told[name])


# --- Atom ------------------------------------------------------------------------------------------------------------


def _atom(feed: Feed) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "at": TOMBSTONES, "fh": HISTORY, "d": OWN})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "zh-CN")
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", opening.instant(feed.updated))
    _add(_add(root, "author"), "name", feed.asked.names.organ)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "link", rel="license", href=feed.asked.names.address("portal:opendata:home") + "#terms")
    _history(root, feed)
    for each in feed.items:
        _entry(root, each)
    for article in feed.gone:
        told = opening.withdrawn(article)
        stone = add(root, f"{{{TOMBSTONES}}}deleted-entry", ref=told["id"], when=told["withdrawn_at"])
        add(stone, f"{{{TOMBSTONES}}}comment", told["reason"])
    return document(root)


def _add(parent: Element, name: str, text: object = "", **attributes: object) -> Element:
    return add(parent, f"{{{ATOM}}}{name}", text, **attributes)


def _history(parent: Element, feed: Feed) -> None:
    """Where this document is, and the older ones (RFC 5005, section 4)."""
    _add(parent, "link", rel="self", href=feed.address(before=feed.before))
    if feed.before:
        add(parent, f"{{{HISTORY}}}archive")
        _add(parent, "link", rel="current", href=feed.address())
    if feed.further:
        _add(parent, "link", rel="prev-archive", href=feed.address(before=feed.further))


def _entry(root: Element, shown: Shown) -> None:
    told = opening.record(shown)
    entry = _add(root, "entry")
    _add(entry, "id", told["id"])
    _add(entry, "title", told["title"])
    _add(entry, "published", told["released_at"])
    _add(entry, "updated", told["updated_at"])
    _add(entry, "link", rel="alternate", type="text/html", href=told["url"])
    _add(entry, "link", rel="alternate", type="application/json", href=told["json"])
    _add(_add(entry, "author"), "name", told["author"] or told["organ"])
    if told["column"]:
        _add(entry, "category", term=told["column"], label=told["column_name"] or told["column"])
    if told["summary"]:
        _add(entry, "summary", told["summary"])
    _own(entry, told)
    _add(entry, "content", _content(shown, told), type="html")


# --- RSS -------------------------------------------------------------------------------------------------------------


def _rss(feed: Feed) -> bytes:
    spaces = {"atom": ATOM, "content": CONTENT, "dc": DUBLIN, "dcterms": TERMS, "fh": HISTORY, "d": OWN}
    root = etree.Element("rss", {"version": "2.0"}, nsmap=spaces)
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page)
    add(channel, "description", _("{title}：新的在前").format(title=feed.title))
    add(channel, "language", "zh-CN")
    add(channel, "lastBuildDate", _day(feed.updated))
    _history(channel, feed)
    for each in feed.items:
        _item(channel, each)
    return document(root)


def _day(moment: datetime) -> str:
    return http_date(moment.timestamp())


def _item(channel: Element, shown: Shown) -> None:
    told = opening.record(shown)
    item = add(channel, "item")
    add(item, "title", told["title"])
    add(item, "link", told["url"])
    add(item, "guid", told["id"], isPermaLink="false")
    add(item, "pubDate", _day(shown.release.first_at))
    add(item, f"{{{TERMS}}}modified", told["updated_at"])
    add(item, f"{{{DUBLIN}}}creator", told["author"] or told["organ"])
    if told["column"]:
        add(item, "category", told["column_name"] or told["column"])
    add(item, "description", told["summary"] or told["title"])
    _own(item, told)
    add(item, f"{{{CONTENT}}}encoded", _content(shown, told))
