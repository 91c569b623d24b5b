"""One shape for every error: problem details (RFC 9457) with a stable code and a Chinese message."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yihaotong.api.problems import PROBLEMS, http_code
from yihaotong.cases.models import Case
from yihaotong.journal.refusal import Refused

#: The content type of every error.
PROBLEM = "application/problem+json; charset=utf-8"
#: Characters of a message and of a field's name: what was sent may be repeated in them.
_LONGEST_MESSAGE, _LONGEST_FIELD = 500, 100


def problem(status: int, code: str, message: str, field: str = "") -> JsonResponse:
    """{"type", "title", "status", "code", "detail", "field"?} as application/problem+json."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "code": code,
        "detail": _writable(message[:_LONGEST_MESSAGE]),
    }
    if field:
        body["field"] = _writable(field[:_LONGEST_FIELD])
    shaped = answer(body, status, PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        shaped.headers["WWW-Authenticate"] = "Bearer"
    return shaped


def _writable(text: str) -> str:
    """Half a character that the caller sent cannot be sent back."""
    return text.encode("utf-8", "replace").decode()


def answer(body: dict[str, Any], status: int = 200, content_type: str = "application/json") -> JsonResponse:
    """JSON with characters as they are; nothing in it may ever load anything, should a browser show it."""
    headers = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
    return JsonResponse(
        body, status=status, headers=headers, content_type=content_type, json_dumps_params={"ensure_ascii": False}
    )


def install(api: NinjaAPI) -> None:
    """Answer every exception in the one shape; what nobody foresaw goes on to Django and comes back through `shape`."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> JsonResponse:
        # Who of the staff acted in between is told to the staff only.
        message = PROBLEMS["stale"].words if error.code == "stale" else error.message
        shaped = problem(http_code(error.code), error.code, message, error.field)
        if "retry_after" in error.facts:
            shaped.headers["Retry-After"] = str(error.facts["retry_after"])
        return shaped

    @api.exception_handler(Case.DoesNotExist)
    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Exception) -> JsonResponse:
        return problem(HTTPStatus.NOT_FOUND, "not-found", "没有这张工单，或您看不到它")

    @api.exception_handler(AuthenticationError)
    def stranger(request: HttpRequest, error: Exception) -> JsonResponse:
        return problem(HTTPStatus.UNAUTHORIZED, "no-token", "请在 Authorization: Bearer 中给出有效的令牌")

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> JsonResponse:
        first = error.errors[0] if error.errors else {"loc": [""]}
        field = str(first["loc"][-1])
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", f"“{field}”缺失或形式不对", field)

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> JsonResponse:
        return problem(error.status_code, "bad-request", str(error))
