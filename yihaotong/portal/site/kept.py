"""Pages that are the same for everybody, kept in the memory of each process for as long as the edition lasts.

No page leaves the memory without the edition of this very moment having been asked of the database: what is withdrawn
or corrected is gone with the next request, in every process. Browsers and caches in between must ask each time
(`no-cache`) and are told 304 while nothing has changed.
"""

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from yihaotong.portal import steady
from yihaotong.portal.columns import HOME
from yihaotong.portal.pages import Same, is_elder
from yihaotong.portal.site.edition import Editions

_SAFE = frozenset({"GET", "HEAD"})
#: Bytes that the pages of one process take, packed; and of a longer query nothing is kept.
LARGEST, LONGEST_QUERY = 48_000_000, 400
#: What the name, the headers and the books of a page take besides its body.
_BESIDES = 2_000
_Key = tuple[str | bool, ...]


@dataclass(frozen=True)
class Page:
    """One answer as it goes out. `made_at`: whole seconds since 1970."""

    packed: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    made_at: int


@dataclass
class Memory:
    """The pages used last, in `LARGEST` bytes."""

    largest: int = LARGEST
    taken: int = 0
    _pages: OrderedDict[_Key, Page] = field(default_factory=OrderedDict)

    def get(self, key: _Key) -> Page | None:
        if (page := self._pages.get(key)) is not None:
            self._pages.move_to_end(key)
        return page

    def put(self, key: _Key, page: Page) -> None:
        if (old := self._pages.pop(key, None)) is not None:
            self.taken -= _size(old)
        self._pages[key] = page
        self.taken += _size(page)
        while self.taken > self.largest:
            self.taken -= _size(self._pages.popitem(last=False)[1])

    def forget(self) -> None:
        self._pages.clear()
        self.taken = 0


def _size(page: Page) -> int:
    return len(page.packed) + _BESIDES


_memory, _editions = Memory(), Editions()


def forget() -> None:
    """All that this process has kept; the next request asks for everything."""
    _memory.forget()
    _editions.forget()


class KeptPages:
    """The first of all layers: a page that is kept goes out as all of them have left it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE or not request.path.startswith(HOME):
            return self.get_response(request)
        # Asked before the page is made: what changes meanwhile makes the page newer than its edition, never older.
        edition = _editions.now()
        steady.of(request, edition)
        key = _key(request, edition)
        if key is not None and (page := _memory.get(key)) is not None:
            return _answer(request, page)
        response = self.get_response(request)
        if response.status_code != HTTPStatus.OK or not isinstance(response, Same) or response.cookies:
            return response
        page = _page(response)
        if key is not None:
            _memory.put(key, page)
        return _answer(request, page)


def _key(request: HttpRequest, edition: str | None) -> _Key | None:
    """All that a page depends on: its address as asked, large type, the day, the edition."""
    query = request.META.get("QUERY_STRING", "")
    if edition is None or len(query) > LONGEST_QUERY:
        return None
    host = request.META.get("HTTP_X_FORWARDED_HOST", ""), request.META.get("HTTP_HOST", "")
    day = timezone.localdate().isoformat()
    return (edition, day, request.is_secure(), *host, request.path, query, is_elder(request))


def _page(response: HttpResponse) -> Page:
    body = response.content
    left_out = {"Content-Length", "Vary", "Cache-Control"}
    headers = tuple((name, value) for name, value in response.headers.items() if name not in left_out)
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Page(gzip.compress(body, 6, mtime=0), headers, etag, int(timezone.now().timestamp()))


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    response: HttpResponse
    if _unchanged(request, page):
        response = HttpResponseNotModified()
    else:
        packed = _takes_gzip(request.headers.get("Accept-Encoding", ""))
        body = page.packed if packed else gzip.decompress(page.packed)
        response = HttpResponse(body, headers={"Content-Length": str(len(body))})
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        for name, value in page.headers:
            response.headers[name] = value
        if request.method == "HEAD":
            response.content = b""
    response.headers["ETag"] = page.etag
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    # Told only once its second is over: whatever changes later then has a later one.
    if timezone.now().timestamp() >= page.made_at + 1:
        response.headers["Last-Modified"] = http_date(page.made_at)
    return response


def _takes_gzip(accepted: str) -> bool:
    """Whether a client says so, and not that it would take it with the weight of nought."""
    for each in accepted.lower().split(","):
        name, _semicolon, weight = each.partition(";")
        if name.strip() in {"gzip", "x-gzip"}:
            return not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight)
    return False


def _unchanged(request: HttpRequest, page: Page) -> bool:
    if "If-None-Match" in request.headers:
        known = parse_etags(request.headers["If-None-Match"])
        return "*" in known or page.etag in known
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and page.made_at <= since
