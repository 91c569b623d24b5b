"""Which complaints this browser has proved to be its own, by sending them or by their query code; in the session, for a
quarter of an hour."""

from django.http import HttpRequest

from yihaotong.scrutiny import access
from yihaotong.scrutiny.models import Matter

_HELD = "complaints"
_AT_MOST = 20


def keep(request: HttpRequest, number: str) -> None:
    request.session[_HELD] = [*(each for each in held(request) if each != number), number][-_AT_MOST:]


def held(request: HttpRequest) -> list[str]:
    return list(request.session.get(_HELD, []))


def forget(request: HttpRequest) -> None:
    request.session.pop(_HELD, None)


def held_matter(request: HttpRequest, number: str) -> Matter | None:
    """The matter, if this browser has proved it to be its own."""
    if number not in held(request):
        return None
    try:
        return access.own_matter(number)
    except Matter.DoesNotExist:
        return None
