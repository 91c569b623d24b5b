"""Which requests this browser has proved to be its own, by sending them or by their query code; for this session."""

from django.http import HttpRequest

_HELD = "applications"
#: More than these in one browser: the oldest has to be looked up again.
_AT_MOST = 20


def keep(request: HttpRequest, number: str) -> None:
    request.session[_HELD] = [*(each for each in held(request) if each != number), number][-_AT_MOST:]


def held(request: HttpRequest) -> list[str]:
    return list(request.session.get(_HELD, []))


def forget(request: HttpRequest) -> None:
    request.session.pop(_HELD, None)
