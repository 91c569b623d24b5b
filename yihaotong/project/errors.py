"""The pages shown when something is wrong; machines get the same in JSON (see api.errors)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yihaotong.applications.rules.moves import MOVES as OF_APPLICATIONS
from yihaotong.cases.rules.fields import Kind
from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk import signing, unsent
from yihaotong.desk.unsent import OWNER


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = type(exception).__name__ == "RequestDataTooBig"
    return _page(request, "413.html" if too_large else "400.html", 413 if too_large else 400)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """The public's own pages with its masthead and the hotline's number; the desk's as plain as they are."""
    staff = request.path.startswith(("/desk/", "/api/"))
    around = {"around": "base.html" if staff else "portal_base.html", "elder": request.COOKIES.get("elder") == "1"}
    return render(request, template, around | context, status=status)


_TYPED = {Kind.LINE, Kind.TEXT, Kind.PHONE}
#: What somebody writes himself in the public's forms, with the words that stand beside it there.
_WRITTEN = {
    each.name: each.label
    for moves, names in (
        (OF_APPLICATIONS, ("explain", "correct", "register")),
        (MOVES, ("file", "supplement", "evaluate", "withdraw")),
    )
    for name in names
    for each in moves[name].fields
    if each.kind in _TYPED
}


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 — by this name
    return _page(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What the form held goes back with the page (as in an expired session), so that nothing typed is lost.

    Not to a colleague who has signed in at the same computer meanwhile.
    """
    if request.user.is_anonymous and OWNER in request.POST:
        # All cookies are gone: the form of somebody who was signed in waits behind the sign-in, as after a timeout.
        return signing.ask(request)
    sent = [] if unsent.of_another(request) else [each for each in unsent.sent(request.POST) if each.is_text]
    texts = [(_("您写下的文字"), each.value) for each in sent]
    if request.user.is_anonymous and not request.path.startswith("/desk/"):
        # Codes and tokens say nothing to anybody; what he wrote is called as on the page he wrote it on.
        texts = [
            (_WRITTEN[each.name], each.value)
            for each in unsent.sent(request.POST)
            if each.name in _WRITTEN and each.value
        ]
    return _page(request, "403_csrf.html", 403, reason=reason, texts=texts, files=bool(request.FILES))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 — by this name
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
