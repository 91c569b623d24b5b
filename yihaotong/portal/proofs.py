"""Which cases this browser has proved to be its own, by filing them or by their query code.

Proved now: in the session, for a quarter of an hour. Opened before: in a signed cookie, which opens nothing by itself,
but spares its owner the second question when somebody else has been guessing (cases.actions.look_up).
"""

from django.core import signing
from django.http import HttpRequest, HttpResponse

_HELD = "cases"
_OPENED, _SALT = "opened", "portal.opened"
#: More cases than this in one browser: the oldest has to be looked up again.
_AT_MOST = 20
_HALF_A_YEAR = 183 * 24 * 60 * 60


def keep(request: HttpRequest, order_no: str) -> None:
    request.session[_HELD] = _with(held(request), order_no)


def held(request: HttpRequest) -> list[str]:
    return list(request.session.get(_HELD, []))


def remember(request: HttpRequest, response: HttpResponse, order_no: str) -> HttpResponse:
    """The same answer, with which the browser keeps in mind that it opened this case."""
    value = signing.dumps(_with(_opened(request), order_no), salt=_SALT)
    response.set_cookie(_OPENED, value, max_age=_HALF_A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return response


def opened_before(request: HttpRequest, order_no: str) -> bool:
    return order_no in _opened(request)


def known(request: HttpRequest) -> list[str]:
    """Those of which this browser knows the number: proved now, or opened before. For no more than naming them."""
    return list(dict.fromkeys([*held(request), *_opened(request)]))


def forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    request.session.pop(_HELD, None)
    response.delete_cookie(_OPENED, samesite="Lax")
    return response


def _opened(request: HttpRequest) -> list[str]:
    try:
        return list(signing.loads(request.COOKIES.get(_OPENED, ""), salt=_SALT, max_age=_HALF_A_YEAR))
    except signing.BadSignature:
        return []


def _with(others: list[str], order_no: str) -> list[str]:
    return [*(each for each in others if each != order_no), order_no][-_AT_MOST:]
