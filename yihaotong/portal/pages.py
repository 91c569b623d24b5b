"""What stands around every page of the portal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yihaotong.portal import gate

#: The cookie that asks for large type.
ELDER = "elder"


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200, retry_after: int = 0
) -> HttpResponse:
    """Render one page of the portal, in large type if this browser asked for it."""
    case = context.get("case")
    around = {"elder": is_elder(request), "simulated": bool(case and case.simulated)}
    response = render(request, template, around | context, status=status)
    gate.mark(request, response, timezone.now())
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get(ELDER) == "1"
