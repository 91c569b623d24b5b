"""Looking at links that lead outside: by the worker, where the city has allowed it, a few at a time."""

import ipaddress
import socket
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from yihaotong.articles import access
from yihaotong.articles.models import Article, Link
from yihaotong.articles.rules import body
from yihaotong.articles.rules.codes import Progress
from yihaotong.articles.rules.limits import LimitKind, limits

_AT_ONCE = 20
_SECONDS = 8
_OVER = (Progress.DROPPED.value, Progress.WITHDRAWN.value)


def looks_outside() -> bool:
    """Whether this installation may go out to look: not unless its city's file says so."""
    return bool(settings.CITY.get("disclosure", {}).get("check_links", False))


def look_at_links(at: datetime) -> int:
    """The worker's timer: addresses of living articles that were never looked at, or longer ago than the limit."""
    if not looks_outside():
        return 0
    old = at - timedelta(days=int(limits()[LimitKind.LINK].limit.removesuffix("d")))
    held = dict(Link.objects.values_list("address", "looked_at"))
    wanted = [address for address in addresses() if held.get(address, old) <= old][:_AT_ONCE]
    for address in wanted:
        keep(address, wrong=reach(address), at=at)
    return len(wanted)


def addresses() -> list[str]:
    """Every address outside that a living article leads to."""
    found = dict[str, None]()
    living = Article.objects.exclude(progress__in=_OVER).select_related("latest").order_by("pk")
    for article in living.iterator():
        blocks = body.read(str(access.content_of(access.latest_of(article)).get("body", "")))
        found |= dict.fromkeys(href for _block, href in body.links(blocks) if href.lower().startswith("http"))
    return list(found)


def keep(address: str, *, wrong: str, at: datetime) -> None:
    """Note what was found at an address. No line: it is no act of anybody, and is looked at again and again."""
    Link.objects.update_or_create(address=address[:500], defaults={"looked_at": at, "wrong": wrong[:120]})


def reach(address: str) -> str:
    """What is wrong with an address, "" for nothing. Nothing inside our own network is asked."""
    host = urlsplit(address).hostname or ""
    try:
        if not all(ipaddress.ip_address(info[4][0]).is_global for info in socket.getaddrinfo(host, None)):
            return "不是公网地址"
        asked = Request(address, method="HEAD", headers={"User-Agent": "yihaotong link check"})  # noqa: S310
        with build_opener(_Staying()).open(asked, timeout=_SECONDS):
            return ""
    except HTTPError as error:
        known = error.code in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.FORBIDDEN}
        moved = HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST
        return "" if known or moved else f"答 {error.code}"
    except (URLError, OSError, ValueError, UnicodeError):
        return "连不上"


class _Staying(HTTPRedirectHandler):
    """Follows nothing: an address outside must not lead us to one inside."""

    def redirect_request(self, *_told: object) -> None:
        return None
