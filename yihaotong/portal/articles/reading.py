"""公开信息 for everybody: one article with its head, its neighbours, its files; what was withdrawn says so."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.articles import access, finding
from yihaotong.articles import representations as told
from yihaotong.articles.models import Article, Version
from yihaotong.articles.rules.contents import Attachment, attachments_of
from yihaotong.disclosure import city
from yihaotong.engagement import access as engagement
from yihaotong.engagement.access import Related
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.files.rules.kinds import by_media
from yihaotong.files.rules.limits import in_words
from yihaotong.portal import pages, steady
from yihaotong.portal.articles import drawing

#: Whoever opens a file of a public item.
READER = "visitor"


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
        return _gone(request, article)
    return pages.show_same(request, "portal/articles/article.html", _context(request, article, at))


def _gone(request: HttpRequest, article: Article) -> HttpResponse:
    told = {"article": article, "why": article.withdrawn_why, "when": article.withdrawn_at}
    answer = pages.show(request, "portal/articles/withdrawn.html", told, status=410)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _context(request: HttpRequest, article: Article, at: datetime) -> dict[str, object]:
    release, version = article.shown, article.shown.version
    content = access.content_of(version)
    attached = _open_to_all(article, version)
    there = {str(key) for key in files.of(article.key).values_list("key", flat=True)} if attached else set()
    # An address that stays, so that the page does: the file itself is opened at one that runs out.
    pictures = {
        each.name: f"files/{each.key}/" for each in attached if each.key in there and each.media.startswith("image/")
    }
    path = reverse("portal:articles:article", args=[article.pk])
    url = request.build_absolute_uri(path)
    image = next((f"{url}{address}" for address in pictures.values()), "")
    column = _column(version.row_key, steady.choices(request, at))
    unit = steady.units(request, [article.unit_id], at).get(article.unit_id, "")
    organ = city.organ().name
    kind = f"{column[0]} / {column[1]}" if column else ""
    newer, older = finding.beside(article.pk, version.row_key, release.first_at)
    return {
        "article": article,
        "version": version,
        "release": release,
        "head": drawing.head(told.head(article, version, content, organ=organ, unit=unit, kind=kind)),
        "tags": drawing.tags(told.tags(version, content, at=release.first_at, url=url, image=image)),
        "column": column,
        "url": url,
        "text": told.html(str(content["body"]), pictures),
        "source": content["source"],
        "ended": content["validity"] != "in_force",
        "correcting": bool(article.correcting),
        "files": _files(article, attached, there, str(content["body"])),
        "newer": newer,
        "older": older,
        "bound": _bound(article.key) if steady.is_bound(request, article.key, at) else [],
        "organ": organ,
    }


def _column(key: str, groups: steady.Groups) -> tuple[str, str] | None:
    """The first-level and the second-level name of a row of the catalogue in force."""
    return next(((head, name) for head, below in groups for each, name in below if each == key), None)


def _bound(key: str) -> list[tuple[str, str]]:
    """What interprets this article, or is interpreted by it, here or on another organ's site: label and address."""
    return [(_label(each), _address(each)) for each in engagement.bound_to(key)]


def _label(each: Related) -> str:
    of = "，".join(filter(None, [each.organ, each.number]))
    return f"{each.words}：{each.title}" + (f"（{of}）" if of else "")


def _address(each: Related) -> str:
    """Within the site, else outside; "" for a policy of which nobody gave an address."""
    if not each.article:
        return each.link
    return reverse("portal:articles:article", args=[int(each.article.partition(":")[2])])


def _open_to_all(article: Article, version: Version) -> list[Attachment]:
    """The attachments but those from which something is being taken out: an original goes out no more from then on."""
    attached = attachments_of(access.content_of(version))
    withheld = access.to_be_redacted(article) if attached else frozenset()
    return [each for each in attached if each.sha256 not in withheld]


def _files(article: Article, attached: list[Attachment], there: set[str], body: str) -> list[tuple[str, str, str, str]]:
    """Address, name, kind and size of what is to be downloaded; pictures that stand in the text are seen there."""
    return [
        (f"files/{each.key}/", each.name, by_media(each.media).label, in_words(each.size))
        for each in attached
        if each.key in there and f"]({each.name})" not in body
    ]


def still_open(file: File) -> bool:
    """Whether a file of a public item is so at this moment: it ends with the item, and with what is taken out of it."""
    article = access.by_key(file.subject)
    if article is None or not article.is_public:
        return False
    return str(file.key) in {each.key for each in _open_to_all(article, article.shown.version)}


@require_safe
def open_file(request: HttpRequest, number: int, key: UUID) -> HttpResponse:
    """公开信息的一个附件；撤下的随整条一起说明（410）"""
    article = _found(number)
    if article.withdrawn_at is not None:
        return _gone(request, article)
    file = files.of(article.key).filter(key=key).first()
    if file is None or not still_open(file):
        raise Http404(_("没有这个附件"))
    return redirect(files.address(file, reader=READER, at=timezone.now()))
