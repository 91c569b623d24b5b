"""What stands around every page of the disclosure office: the door, the ways between its parts."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yihaotong.accounts.rules import DISCLOSURE_POSTS, Role
from yihaotong.desk import pages
from yihaotong.desk.disclosure.sections import Section, sections_for
from yihaotong.desk.gate import Visit, staff

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase]


def only(*roles: Role) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """The page exists for those of this organ who hold one of these roles (all of the office, if none is named); for
    everybody else there is nothing here."""

    def around(view: View[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        @staff
        @require_http_methods(["GET", "HEAD", "POST"])
        def guarded(request: HttpRequest, visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not visit.actor.roles.intersection(roles or DISCLOSURE_POSTS):
                raise Http404
            return view(request, visit, *args, **kwargs)

        return guarded

    return around


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render one page of the office; `template` is the whole name, its base is desk/disclosure/frame.html."""
    ways = [(section, _is_here(section, request)) for section in sections_for(visit.actor)]
    return pages.show(request, visit, template, {"ways": ways} | context, status=status)


def _is_here(section: Section, request: HttpRequest) -> bool:
    """By its namespace; the parts that share the office's own, by their addresses."""
    here, own = request.resolver_match.namespace if request.resolver_match else "", section.url_name.rpartition(":")[0]
    return own == here and (own != "desk:disclosure" or request.path.startswith(reverse(section.url_name)))
