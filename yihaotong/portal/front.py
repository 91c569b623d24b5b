"""The first page, and the switch to large type."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from yihaotong.knowledge.access import public_bulletins
from yihaotong.portal import pages

_YEAR = 365 * 24 * 60 * 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The two doors, and what everybody should know now."""
    return pages.show(request, "portal/home.html", {"bulletins": public_bulletins(timezone.now())})


@csrf_exempt
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """大字版 on or off, in a cookie, without JavaScript (GB/T 37668-2019; 长者模式).

    A token against forgery would make every page that offers it another page for each reader, and all that could be
    forged is the size of letters."""
    target = request.POST.get("next", "/")
    own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) and target.startswith("/")
    response = redirect(target if own else "portal:home")
    wanted = "1" if request.POST.get(pages.ELDER) == "1" else "0"
    response.set_cookie(pages.ELDER, wanted, max_age=_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return response
