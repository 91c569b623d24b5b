"""One shape for every error: problem details (RFC 9457) with a stable code and a Chinese message."""

import logging
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yihaotong.cases.models import Case
from yihaotong.journal.refusal import Refused

log = logging.getLogger(__name__)

#: The content type of every error.
PROBLEM = "application/problem+json; charset=utf-8"
#: What is not here is the caller's input at fault: 422.
_STATUS = {
    "wrong-role": HTTPStatus.FORBIDDEN,
    "out-of-reach": HTTPStatus.FORBIDDEN,
    "identity-sealed": HTTPStatus.FORBIDDEN,
    "wrong-stage": HTTPStatus.CONFLICT,
    "stale": HTTPStatus.CONFLICT,
    "already-evaluated": HTTPStatus.CONFLICT,
    "no-such-move": HTTPStatus.NOT_FOUND,
    "not-json": HTTPStatus.BAD_REQUEST,
}


def problem(status: int, code: str, message: str, field: str = "") -> JsonResponse:
    """{"type", "title", "status", "code", "detail", "field"?} as application/problem+json."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": message,
    }
    if field:
        body["field"] = field
    return answer(body, status, PROBLEM)


def answer(body: dict[str, Any], status: int = 200, content_type: str = "application/json") -> JsonResponse:
    """JSON with characters as they are; nothing in it may ever load anything, should a browser show it."""
    headers = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    return JsonResponse(
        body, status=status, headers=headers, content_type=content_type, json_dumps_params={"ensure_ascii": False}
    )


def install(api: NinjaAPI) -> None:
    """Answer every exception in the one shape; what nobody foresaw is logged and answered with 500."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> JsonResponse:
        status = _STATUS.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)
        return problem(status, error.code, error.message, error.field)

    @api.exception_handler(Case.DoesNotExist)
    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Exception) -> JsonResponse:
        return problem(HTTPStatus.NOT_FOUND, "not-found", "没有这张工单，或您看不到它")

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: Exception) -> JsonResponse:
        return problem(HTTPStatus.UNAUTHORIZED, "no-token", "请在 Authorization: Bearer 中给出有效的令牌")

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> JsonResponse:
        first = error.errors[0] if error.errors else {"loc": [""], "msg": ""}
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", str(first["msg"]), str(first["loc"][-1]))

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> JsonResponse:
        return problem(error.status_code, "bad-request", str(error))
