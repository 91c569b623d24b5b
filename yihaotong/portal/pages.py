"""What stands around every page of the portal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import timezone

from yihaotong.portal import columns, gate

#: The cookie that asks for large type.
ELDER = "elder"


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200, retry_after: int = 0
) -> HttpResponse:
    """Render one page of the portal, in large type if this browser asked for it."""
    case = context.get("case")
    frame = {"elder": is_elder(request), "simulated": bool(case and case.simulated), "site": columns.around(request)}
    response = render(request, template, frame | context, status=status)
    gate.mark(request, response, timezone.now())
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


class Same(HttpResponse):
    """A page that is the same for everybody who asks for the same address, large type or not, while nothing changes."""


def show_same(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render one page that is the same for everybody: nothing of who asks may be in it, so no message, no form that is
    posted and no cookie. It may be kept until something of disclosure changes: site.kept."""
    frame = {"elder": is_elder(request), "simulated": False, "site": columns.around(request), "same": True}
    return Same(loader.render_to_string(template, frame | context, request))


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get(ELDER) == "1"
