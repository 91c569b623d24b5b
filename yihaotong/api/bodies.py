"""Reading what a client sends: JSON in UTF-8, of known length, one object."""

import json
from typing import Any

from django.http import HttpRequest

from yihaotong.journal.refusal import Refused

#: What json.dumps of old systems calls itself.
_UTF_8 = frozenset({"", "utf-8", "utf8", "us-ascii"})


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The object in the request's body; {} for an empty body.

    Raises Refused: length-required, wrong-content-type, not-json; RequestDataTooBig above the settings' limit.
    """
    _check_length(request)
    text = request.body
    if not text:
        return {}
    _check_type(request)
    try:
        body = json.loads(text, parse_constant=_not_a_number)
    except (ValueError, RecursionError):
        raise Refused("not-json", "请求正文不是 JSON，或嵌套太深") from None
    if not isinstance(body, dict):
        raise Refused("not-json", "请求正文须是一个 JSON 对象")
    return body


def check_multipart(request: HttpRequest) -> None:
    """Raises Refused: length-required, wrong-content-type."""
    _check_length(request)
    if request.content_type != "multipart/form-data":
        raise Refused("wrong-content-type", "上传附件须用 multipart/form-data")


def _check_length(request: HttpRequest) -> None:
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        # Django reads as much as the length says: without one, it would read nothing and blame the caller for it.
        raise Refused("length-required", "请求正文须给出 Content-Length，不接受分块传输")


def _check_type(request: HttpRequest) -> None:
    """A body without any type is taken for JSON: there is nothing else it could be."""
    plain = request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() == "identity"
    charset = (request.content_params or {}).get("charset", "").lower()
    if request.content_type not in {"application/json", ""} or charset not in _UTF_8 or not plain:
        raise Refused("wrong-content-type", "请求正文须是 UTF-8 的 application/json，不压缩", "Content-Type")


def _not_a_number(name: str) -> float:
    raise ValueError(name)  # NaN and Infinity are Python's own addition to JSON
