"""What stands around every set-up page: the door, the way back, the list of sections."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.rules import Role
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.sections import sections_for

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]


def only(*roles: Role) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """The page exists for those who hold one of these roles; for everybody else there is nothing here."""

    def around(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        @staff
        @require_http_methods(["GET", "HEAD", "POST"])
        def guarded(request: HttpRequest, visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not visit.actor.roles.intersection(roles):
                raise Http404
            return view(request, visit, *args, **kwargs)

        return guarded

    return around


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render one set-up page; templates lie in desk/setup/."""
    return pages.show(request, visit, f"desk/setup/{template}", context, status=status)


@staff
@require_safe
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The sections open to this actor."""
    sections = sections_for(visit.actor)
    if not sections:
        raise Http404
    return show(request, visit, "home.html", {"sections": sections})
