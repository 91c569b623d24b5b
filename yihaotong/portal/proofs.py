"""Which cases this browser has proved to be its own, by filing them or by their query code. Signed by the session."""

from django.http import HttpRequest

_HELD = "cases"
#: More cases than this in one browser: the oldest has to be looked up again.
_AT_MOST = 20


def keep(request: HttpRequest, order_no: str) -> None:
    others = [each for each in held(request) if each != order_no]
    request.session[_HELD] = [*others, order_no][-_AT_MOST:]


def held(request: HttpRequest) -> list[str]:
    return list(request.session.get(_HELD, []))


def forget(request: HttpRequest) -> None:
    request.session.pop(_HELD, None)
