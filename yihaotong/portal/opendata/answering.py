"""How open data are answered: to everybody and every origin, at a pace, with validators, and errors as problem details
(RFC 9457)."""

import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from yihaotong import __version__
from yihaotong.articles import opening
from yihaotong.articles.opening import Names, Stamp
from yihaotong.journal.refusal import Refused
from yihaotong.pace import actions as pace
from yihaotong.pace.actions import Draw
from yihaotong.pace.rules import Bucket

View = Callable[..., HttpResponseBase]

PROBLEM = "application/problem+json; charset=utf-8"
#: What one network may ask for: usual answers; and those that read everything.
USUAL, WHOLE = Bucket(600, 0.1), Bucket(60, 5)
_READS = frozenset({"GET", "HEAD"})
_METHODS = "GET, HEAD, OPTIONS"
#: So long after an act its second may still hold another that has not ended: no date vouches for it yet.
_SETTLED = timedelta(minutes=1)
_LONGEST = 300
_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, Retry-After",
    # Whoever keeps a copy asks each time whether it still holds: what was withdrawn is shown by nobody's cache.
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}


def served(bucket: Bucket = USUAL) -> Callable[[View], View]:
    """Around a view of open data: only reads, at a pace, refusals in the one shape."""

    def dress(make: View) -> View:
        @functools.wraps(make)
        def view(request: HttpRequest, **given: Any) -> HttpResponseBase:
            answer = _answer(make, bucket, request, given)
            for name, value in _ALWAYS.items():
                answer.headers.setdefault(name, value)
            return _bare(answer) if request.method == "HEAD" else answer

        # Everybody may read it all, so packing gives no secret away (BREACH); nothing is written, so nothing is forged.
        return csrf_exempt(gzip_page(view))

    return dress


def only_read(make: View) -> View:
    """Around a page beside the data: whoever sends something is told as at the data."""

    @functools.wraps(make)
    def view(request: HttpRequest, **given: Any) -> HttpResponseBase:
        return make(request, **given) if request.method in _READS else _wrong_method("GET, HEAD")

    return csrf_exempt(view)


def _wrong_method(allowed: str) -> HttpResponse:
    refused = problem(HTTPStatus.METHOD_NOT_ALLOWED, "wrong-method", _("这个地址只能读取"))
    refused.headers["Allow"] = allowed
    return refused


def _bare(answer: HttpResponseBase) -> HttpResponseBase:
    """Its headers alone, the length among them: of the body the server would only say that it is too much."""
    if isinstance(answer, HttpResponse) and answer.content:
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.content = b""
    return answer


def _answer(make: View, bucket: Bucket, request: HttpRequest, given: Mapping[str, Any]) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT)
    if request.method not in _READS:
        return _wrong_method(_METHODS)
    if wait := _wait(request, bucket):
        slow = problem(HTTPStatus.TOO_MANY_REQUESTS, "too-fast", _("取得太快了，请过 {n} 秒再来").format(n=wait))
        slow.headers["Retry-After"] = str(wait)
        return slow
    try:
        return make(request, **given)
    except Refused as refusal:
        return problem(HTTPStatus.BAD_REQUEST, refusal.code, refusal.message, refusal.field)
    except Http404:
        return problem(HTTPStatus.NOT_FOUND, "not-found", _("没有这一条，或者它从未公开"))


def _wait(request: HttpRequest, bucket: Bucket) -> int:
    network = pace.network_of(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))
    return pace.take([Draw(bucket, f"opendata:{network}")] if network else [], at=timezone.now())


def problem(status: int, code: str, words: str, field: str = "", **more: object) -> HttpResponse:
    """{"type", "title", "status", "code", "detail", "parameter"?} as application/problem+json."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": int(status), "code": code}
    told |= {"detail": _writable(words), **more}
    if field:
        told["parameter"] = _writable(field)
    return as_json(told, status=status, content_type=PROBLEM)


def _writable(text: str) -> str:
    """Bounded, and without half characters that the caller sent: they cannot be sent back."""
    return text[:_LONGEST].encode("utf-8", "replace").decode()


def as_json(told: object, *, status: int = 200, content_type: str = "application/json; charset=utf-8") -> HttpResponse:
    return JsonResponse(
        told, status=status, safe=False, content_type=content_type, json_dumps_params={"ensure_ascii": False}
    )


def streamed(request: HttpRequest, pieces: Iterable[bytes], kind: str) -> HttpResponseBase:
    """A body made while it goes out; nothing of it is made for HEAD, which so tells no length, least of all 0."""
    return StreamingHttpResponse(iter(()) if request.method == "HEAD" else pieces, content_type=kind)


@dataclass(frozen=True)
class Asking:
    """One request for what is made of many items: what they are called, whether the reader has it already."""

    request: HttpRequest
    at: datetime
    names: Names
    stamp: Stamp

    @property
    def etag(self) -> str:
        """Of the state of all items and of the address: taken before anything is read, so never too new."""
        told = f"{self.stamp.mark} {__version__} {self.request.get_full_path()}"
        return quote_etag(hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:40])

    @property
    def modified(self) -> datetime | None:
        changed = self.stamp.changed
        return changed if changed is not None and self.at - changed > _SETTLED else None

    def of(self, changed: datetime | None) -> "Asking":
        """The same for a piece that was last changed then."""
        return replace(self, stamp=replace(self.stamp, changed=changed))

    def answer(self, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """What is made, or 304 without making it."""
        modified = int(self.modified.timestamp()) if self.modified else None
        same = get_conditional_response(self.request, self.etag, modified)
        answer = same if same is not None else make()
        answer.headers["ETag"] = self.etag
        if modified is not None:
            answer.headers["Last-Modified"] = http_date(modified)
        return answer


def asking(request: HttpRequest) -> Asking:
    """Ten queries at most, all of them short."""
    at = timezone.now()
    names = opening.names(at, root(request))
    return Asking(request, at, names, opening.stamp(names, at))


def root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def by_content(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """With a validator of its very bytes: for what is short."""
    etag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:40])
    same = get_conditional_response(request, etag) if answer.status_code == HTTPStatus.OK else None
    kept = same if same is not None else answer
    kept.headers["ETag"] = etag
    return kept
