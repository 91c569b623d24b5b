"""The pages shown when something is wrong; machines get the same in JSON (see api.errors)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yihaotong.desk import signing, unsent
from yihaotong.desk.unsent import OWNER


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = type(exception).__name__ == "RequestDataTooBig"
    return render(request, "413.html" if too_large else "400.html", status=413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 — by this name
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What the form held goes back with the page (as in an expired session), so that nothing typed is lost.

    Not to a colleague who has signed in at the same computer meanwhile.
    """
    if request.user.is_anonymous and OWNER in request.POST:
        # All cookies are gone: the form of somebody who was signed in waits behind the sign-in, as after a timeout.
        return signing.ask(request)
    texts = [] if unsent.of_another(request) else [each.value for each in unsent.sent(request.POST) if each.is_text]
    return render(request, "403_csrf.html", {"reason": reason, "texts": texts}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 — by this name
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
