"""Pages are planned for what they ask, acts run statements that were planned before: see journal.readings."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yihaotong.journal.readings import reading

_SAFE = frozenset({"GET", "HEAD"})


class Readings:
    """Whatever changes nothing is planned anew by PostgreSQL, since its best plan hangs on whose page it is, and asks
    nothing twice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE:
            return self.get_response(request)
        with reading():
            return self.get_response(request)
