"""The last word on an error: whatever layer refused a call to the API, the caller gets the one shape."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from yihaotong.api.errors import PROBLEM, problem

_WORDS = {
    HTTPStatus.BAD_REQUEST: ("bad-request", "请求不合规"),
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
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST or not request.path.startswith("/api/"):
            return response
        if response.headers.get("Content-Type") == PROBLEM:
            return response
        status = HTTPStatus(response.status_code)
        code, message = _WORDS.get(status, (status.phrase.lower().replace(" ", "-"), status.phrase))
        shaped = problem(status, code, message)
        if "Allow" in response.headers:
            shaped.headers["Allow"] = response.headers["Allow"]
        return shaped
