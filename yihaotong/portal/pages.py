"""What stands around every page of the portal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

#: The cookie that asks for large type.
ELDER = "elder"


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render one page of the portal, in large type if this browser asked for it."""
    case = context.get("case")
    around = {"elder": request.COOKIES.get(ELDER) == "1", "simulated": bool(case and case.simulated)}
    return render(request, template, around | context, status=status)
