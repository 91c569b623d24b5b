"""Opening a file by its address. Whoever holds it needs no session: a telephone's viewer, a partner."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yihaotong.cases import attachments
from yihaotong.files import access, actions
from yihaotong.files.access import Opening
from yihaotong.files.models import File
from yihaotong.files.rules import ranges
from yihaotong.files.rules.kinds import Form
from yihaotong.journal.refusal import Refused
from yihaotong.portal.articles import reading

_BLOCK = 1 << 16
#: Nothing in a file runs or loads anything, whatever a browser takes it for. A player and a PDF viewer are the
#: browser's own: the one fetches from the same origin, the other does not start in a sandbox.
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_SANDBOXES = {
    "pdf": "; object-src 'self'",
    Form.SOUND: "; sandbox allow-same-origin",
    Form.VIDEO: "; sandbox allow-same-origin",
}


@require_safe
def open_file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """One file, or the part of it that a player asks for, streamed; 404 with a plain page once the address is over."""
    at = timezone.now()
    try:
        opening = access.opened(token, at)
        if not _opens(opening, at):
            raise File.DoesNotExist
        if opening.small:
            actions.restore_thumbnail(opening)
        opened = opening.path.open("rb")
    except (File.DoesNotExist, FileNotFoundError, Refused):
        return render(request, "portal/file_gone.html", status=404)
    if not opening.small and request.method == "GET":
        actions.record_opening(opening, at=at)
    return _with_headers(_answer(request, opening, opened), opening)


def _opens(opening: Opening, at: datetime) -> bool:
    """An address that is not over yet opens nothing that has been taken back meanwhile."""
    if _is_public(opening):
        return reading.still_open(opening.file)
    return attachments.still_opens(opening.file, opening.reader, at)


def _is_public(opening: Opening) -> bool:
    return opening.reader == reading.READER and opening.file.subject.startswith("article:")


def _answer(request: HttpRequest, opening: Opening, opened: BinaryIO) -> HttpResponseBase:
    size = os.fstat(opened.fileno()).st_size
    try:
        part = ranges.wanted(request.headers.get("Range", ""), size)
    except Refused:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if request.method == "HEAD":
        opened.close()
        return HttpResponse(content_type=_media(opening), headers={"Content-Length": str(size)})
    if part is None:
        return FileResponse(opened, content_type=_media(opening))
    first, last = part
    answer = StreamingHttpResponse(_Part(opened, first, last), status=206, content_type=_media(opening))
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer.headers["Content-Length"] = str(last - first + 1)
    return answer


class _Part:
    """From the first to the last byte, in blocks; Django closes it when the answer is sent, or when nobody listens."""

    def __init__(self, file: BinaryIO, first: int, last: int) -> None:
        self.file, self.first, self.left = file, first, last - first + 1

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.first)
        while self.left and (block := self.file.read(min(_BLOCK, self.left))):
            self.left -= len(block)
            yield block

    def close(self) -> None:
        self.file.close()


def _media(opening: Opening) -> str:
    if opening.small:
        return "image/jpeg"
    kind = opening.file.kind
    return f"{kind.media}; charset=utf-8" if kind.form is Form.TEXT else kind.media


def _with_headers(answer: HttpResponseBase, opening: Opening) -> HttpResponseBase:
    """A browser takes it for nothing else, runs nothing in it, and saves under its own name what it may not show."""
    kind = opening.file.kind
    shown = opening.small or kind.shown
    sandbox = _SANDBOXES.get(kind.code) or _SANDBOXES.get(kind.form, "; sandbox")
    answer.headers["Content-Security-Policy"] = _POLICY + sandbox
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    # What is public may be withdrawn: a browser asks again each time.
    answer.headers["Cache-Control"] = "private, no-cache" if _is_public(opening) else "private, max-age=300"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Disposition"] = (
        f'{"inline" if shown else "attachment"}; filename="file.{kind.extension}"; '
        f"filename*=UTF-8''{quote(opening.file.name, safe='')}"
    )
    return answer
