"""`Idempotency-Key`: a request sent twice under one key is carried out once and answered twice with the same words."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from yihaotong.api.door import caller
from yihaotong.once import access, actions
from yihaotong.once.rules import Answer, check_key
from yihaotong.vault import actions as vault

_HEADER = "HTTP_IDEMPOTENCY_KEY"

View = Callable[..., HttpResponse]
Act = Callable[[], HttpResponse]


def repeatable(view: View) -> View:
    """Let an operation be asked again safely; for every POST. Without the header it costs nothing.

    A refusal is not remembered: it changed nothing, so the key is free for the corrected request. The answer is kept
    sealed, since a receipt holds the query code.
    """
    return _answering(view, _once)


def repeatable_upload(view: View) -> View:
    """The same for an act that is long and by its nature harmless twice, as the same bytes are one attachment.

    Its key is claimed after it: while a picture is made anew, nobody waits for the lock. Of two at once both look at
    their bytes, one attachment comes of it, and both are answered with the same words.
    """
    return _answering(view, _afterwards)


def _answering(view: View, carry_out: Callable[[str, HttpRequest, Act], HttpResponse]) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.META.get(_HEADER)
        if key is None:
            return view(request, *args, **kwargs)
        return carry_out(check_key(key), request, lambda: view(request, *args, **kwargs))

    return answered


def _once(key: str, request: HttpRequest, act: Act) -> HttpResponse:
    client, digest, at = caller(request).key, _digest(request), timezone.now()
    # A first look without a transaction: who only repeats need not wait for those who write.
    if earlier := access.answered(client, key, digest=digest, at=at):
        return _replayed(earlier, client, key)
    with transaction.atomic():
        if earlier := actions.claim(client, key, digest=digest, at=at):
            return _replayed(earlier, client, key)
        response = act()
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            transaction.set_rollback(True)
            return response
        _keep(response, client, key)
    return response


def _afterwards(key: str, request: HttpRequest, act: Act) -> HttpResponse:
    client, digest, at = caller(request).key, _digest(request), timezone.now()
    if earlier := access.answered(client, key, digest=digest, at=at):
        return _replayed(earlier, client, key)
    response = act()
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        return response
    with transaction.atomic():
        if earlier := actions.claim(client, key, digest=digest, at=at):
            return _replayed(earlier, client, key)
        _keep(response, client, key)
    return response


def _keep(response: HttpResponse, client: str, key: str) -> None:
    sealed = vault.seal(response.content.decode(), context=_context(client, key))
    actions.keep(client, key, Answer(response.status_code, sealed))


def _replayed(earlier: Answer, client: str, key: str) -> HttpResponse:
    text = vault.unseal(earlier.body, context=_context(client, key))
    headers = {"Idempotent-Replayed": "true", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    return HttpResponse(text, status=earlier.code, content_type="application/json", headers=headers)


def _context(client: str, key: str) -> str:
    return f"answer:{client}:{key}"


def _digest(request: HttpRequest) -> bytes:
    """What was asked: method, address and body. Of an upload its parts, since a client draws their boundary anew."""
    told = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type != "multipart/form-data":
        told.update(request.body)
        return told.digest()
    for name, values in sorted(request.POST.lists()):
        told.update(repr((name, values)).encode("utf-8", "replace"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            content = hashlib.sha256()
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
            told.update(repr((name, file.name, content.digest())).encode("utf-8", "replace"))
    return told.digest()
