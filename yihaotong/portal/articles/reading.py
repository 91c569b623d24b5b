"""公开信息 for everybody: the list by row of the catalogue, one article with its head, its files."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.accounts.access import unit_names
from yihaotong.articles import access
from yihaotong.articles import representations as told
from yihaotong.articles.models import Article, Release, Version
from yihaotong.articles.rules.contents import Attachment, attachments_of
from yihaotong.catalogue import access as catalogue
from yihaotong.disclosure import city
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.files.rules.kinds import by_media
from yihaotong.files.rules.limits import in_words
from yihaotong.portal import pages

_PER_PAGE = 20
_MOST_WORDS = 3
_READER = "visitor"


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed by, and where in it one stands."""

    row: str
    words: str
    after: str

    def query(self, **changed: str) -> str:
        kept = {"row": self.row, "q": self.words} | changed
        return urlencode({name: value for name, value in kept.items() if value})


@dataclass(frozen=True)
class Row:
    """One line of the list: 名称 | 责任部门 | 生成日期."""

    number: int
    title: str
    unit: str
    formed_on: date | None
    corrected: bool


@dataclass(frozen=True)
class Pager:
    """Query strings; "" where there is no such page."""

    before: str
    after: str


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """已公开的信息，新的在前，可按目录条目和字词查找"""
    at = timezone.now()
    asked = Asked(
        request.GET.get("row", "")[:60], " ".join(request.GET.get("q", "").split())[:60], request.GET.get("after", "")
    )
    found = list(_past(_narrowed(access.released(at), asked), asked.after)[: _PER_PAGE + 1])
    rows, further = found[:_PER_PAGE], len(found) > _PER_PAGE
    groups = catalogue.choices(at)
    names = {key: name for _head, below in groups for key, name in below}
    context = {
        "rows": _rows(rows, at),
        "asked": asked,
        "row_name": names.get(asked.row, ""),
        "groups": groups,
        "page": Pager(
            asked.query() or "row=" if asked.after else "",
            asked.query(after=_key(rows[-1])) if further else "",
        ),
        "organ": city.organ().name,
    }
    return pages.show(request, "portal/articles/list.html", context)


def _narrowed(found: QuerySet[Release], asked: Asked) -> QuerySet[Release]:
    if asked.row:
        found = found.filter(version__row_key=asked.row)
    for word in asked.words.split()[:_MOST_WORDS]:
        found = access.worded(found, word, version="version", number="article__index_number")
    return found


def _key(release: Release) -> str:
    return f"{release.first_at.timestamp()}_{release.pk}"


def _past(found: QuerySet[Release], key: str) -> QuerySet[Release]:
    """What comes after a key; everything for a key that nobody gave out."""
    moment, _underscore, number = key.partition("_")
    try:
        at, pk = datetime.fromtimestamp(float(moment), timezone.get_default_timezone()), int(number)
    except (ValueError, OverflowError, OSError):
        return found
    return found.filter(Q(first_at__lt=at) | Q(first_at=at, pk__lt=pk), first_at__lte=at)


def _rows(releases: list[Release], at: datetime) -> list[Row]:
    units = unit_names({each.article.unit_id for each in releases}, timezone.localdate(at))
    rows = []
    for each in releases:
        unit = units.get(each.article.unit_id, "")
        rows.append(Row(each.article_id, each.version.title, unit, each.version.formed_on, each.number > 1))
    return rows


def _found(number: int) -> Article:
    try:
        return access.public_article(number)
    except Article.DoesNotExist:
        raise Http404 from None


@require_safe
def read(request: HttpRequest, number: int) -> HttpResponse:
    """一条公开信息；撤下的说明何时、为何撤下（410）"""
    at, article = timezone.now(), _found(number)
    if article.withdrawn_at is not None:
        gone = {"why": article.withdrawn_why, "when": article.withdrawn_at, "index_number": article.index_number}
        return pages.show(request, "portal/articles/withdrawn.html", gone, status=410)
    version = article.shown.version
    return pages.show(request, "portal/articles/article.html", _context(request, article, version, at))


def _context(request: HttpRequest, article: Article, version: Version, at: datetime) -> dict[str, object]:
    content = access.content_of(version)
    attached = _open_to_all(article, version)
    held = {str(file.key): file for file in files.of(article.key)}
    pictures = {
        each.name: files.address(held[each.key], reader=_READER, at=at)
        for each in attached
        if each.key in held and each.media.startswith("image/")
    }
    names = {key: f"{head} / {name}" for head, below in catalogue.choices(at) for key, name in below}
    organ, today = city.organ().name, timezone.localdate(at)
    url = request.build_absolute_uri(request.path)
    image = next((request.build_absolute_uri(address) for address in pictures.values()), "")
    return {
        "article": article,
        "version": version,
        "release": article.shown,
        "head": told.head(
            article,
            version,
            content,
            organ=organ,
            unit=unit_names([article.unit_id], today).get(article.unit_id, ""),
            kind=names.get(version.row_key, ""),
        ),
        "tags": told.tags(version, content, at=article.shown.first_at, url=url, image=image),
        "column": names.get(version.row_key, ""),
        "text": told.html(str(content["body"]), pictures),
        "source": content["source"],
        "ended": content["validity"] != "in_force",
        "correcting": bool(article.correcting),
        "files": _files(article, attached, held, str(content["body"])),
    }


def _open_to_all(article: Article, version: Version) -> list[Attachment]:
    """The attachments but those from which something is being taken out: an original goes out no more from then on."""
    attached = attachments_of(access.content_of(version))
    withheld = access.to_be_redacted(article) if attached else frozenset()
    return [each for each in attached if each.sha256 not in withheld]


def _files(
    article: Article, attached: list[Attachment], held: dict[str, File], body: str
) -> list[tuple[str, str, str, str]]:
    """Address, name, kind and size of what is to be downloaded; pictures that stand in the text are seen there."""
    return [
        (f"files/{each.key}/", each.name, by_media(each.media).label, in_words(each.size))
        for each in attached
        if each.key in held and f"]({each.name})" not in body
    ]


@require_safe
def open_file(request: HttpRequest, number: int, key: UUID) -> HttpResponse:
    """公开信息的一个附件"""
    article = _found(number)
    if article.withdrawn_at is not None:
        raise Http404
    named = {each.key for each in _open_to_all(article, article.shown.version)}
    file = files.of(article.key).filter(key=key).first()
    if file is None or str(key) not in named:
        raise Http404(_("没有这个附件"))
    return redirect(files.address(file, reader=_READER, at=timezone.now()))
