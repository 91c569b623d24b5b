"""Pages are planned for what they ask, acts run statements that were planned before: see journal.statements."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yihaotong.journal.statements import planned_for_its_values

_SAFE = frozenset({"GET", "HEAD"})


class PlannedReads:
    """Whatever changes nothing is planned anew by PostgreSQL: its best plan hangs on whose page it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _SAFE:
            return self.get_response(request)
        with planned_for_its_values():
            return self.get_response(request)
