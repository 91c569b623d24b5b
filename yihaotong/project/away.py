"""What people and machines are told while the database does not answer: come back in a moment, nothing was taken."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yihaotong.api.errors import problem

log = logging.getLogger(__name__)

#: Seconds after which to try again.
RETRY_AFTER = 5


class DatabaseAway:
    """Answers 503 with Retry-After instead of 500 when the database restarts, or is locked for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        log.error("the database did not answer: %s", exception)
        connection.close()
        status = HTTPStatus.SERVICE_UNAVAILABLE
        answer: HttpResponse = (
            problem(status, "database-away", "数据库暂时没有响应，请稍后重试；这次请求没有被受理")
            if request.path.startswith("/api/")
            else render(request, "503.html", status=status)
        )
        answer.headers["Retry-After"] = str(RETRY_AFTER)
        return answer
