"""The last word on an answer under /api/: errors have the one shape, HEAD is GET without a body, OPTIONS tells what is
allowed."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from yihaotong.api.errors import PROBLEM, problem

_WORDS = {
    HTTPStatus.BAD_REQUEST: ("bad-request", "请求不合规"),
    HTTPStatus.FORBIDDEN: ("forbidden", "不允许"),
    HTTPStatus.NOT_FOUND: ("not-found", "没有这个接口地址"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("wrong-method", "这个地址不接受这种方法"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-large", "请求正文太大"),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("fault", "系统出错了，已记录；请稍后重试"),
}


class ProblemShape:
    """Turns a page that says "error" into problem details, under /api/ only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        if "\0" in request.path:  # no address of ours holds it, and PostgreSQL takes it in no text
            return problem(HTTPStatus.NOT_FOUND, *_WORDS[HTTPStatus.NOT_FOUND])
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = _shaped(self.get_response(request))
        if "Allow" in response.headers:
            _tell_allowed(response)
        if asked == "HEAD":
            return _without_body(response)
        if asked == "OPTIONS" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": response.headers["Allow"]})
        return response


def _shaped(response: HttpResponse) -> HttpResponse:
    if response.status_code < HTTPStatus.BAD_REQUEST or response.headers.get("Content-Type") == PROBLEM:
        return response
    status = HTTPStatus(response.status_code)
    code, message = _WORDS.get(status, (_WORDS[HTTPStatus.BAD_REQUEST][0], status.phrase))
    shaped = problem(status, code, message)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            shaped.headers[name] = response.headers[name]
    return shaped


def _tell_allowed(response: HttpResponse) -> None:
    allowed = [method.strip() for method in response.headers["Allow"].split(",")]
    response.headers["Allow"] = ", ".join([*allowed, *(["HEAD"] if "GET" in allowed else []), "OPTIONS"])


def _without_body(response: HttpResponse) -> HttpResponse:
    """What GET would answer, its length included, and not a byte of it."""
    bare = HttpResponse(status=response.status_code)
    bare.headers = response.headers
    bare.cookies = response.cookies
    response.close()
    return bare
