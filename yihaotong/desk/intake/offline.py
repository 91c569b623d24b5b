"""Without the network: a page that a browser keeps, calls that only the server can open, and their entry later."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yihaotong.cases import forms
from yihaotong.cases.actions import offline as calls
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.intake.door import FIELDS, FILE, away, filing
from yihaotong.desk.intake.form import category_groups
from yihaotong.dispatch.access import every_place
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault
from yihaotong.vault.rules.envelopes import Envelope

#: What the page needs besides itself; the worker keeps these as well.
_ASSETS = (
    "vendor/tabler/tabler.css",
    "yihaotong/yihaotong.css",
    "yihaotong/intake.css",
    "yihaotong/yihaotong.js",
    "yihaotong/offline.js",
    "yihaotong/icons.svg",
    "yihaotong/mark.svg",
)
#: Down to the street: the rest is typed, without a network there is no list to look into.
_STREET = 9


@staff
@require_safe
@filing
def offline(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The page itself. Nothing of the person stands in it, since the browser keeps it."""
    places = [(code, f"{within}{name}") for code, name, within in every_place() if len(code) <= _STREET]
    options = {"category": category_groups(visit), "place": [(_("县（市）区和镇（街）"), places)]}
    context = {"fields": FIELDS, "options": options, "values": {"urgency": "normal", "secrecy": "normal"}}
    context |= away()
    return render(request, "desk/offline.html", context)


@staff
@require_safe
@filing
def paper(request: HttpRequest, _visit: Visit) -> HttpResponse:
    """An empty form for the printer: for when the computers themselves are down."""
    boxes = {each.name: each.choices.choices() for each in FILE.fields if each.choices}
    return render(request, "desk/offline_paper.html", {"fields": FIELDS, "boxes": boxes})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker: its reach is the offline page, where it lies, and the form of filing, and nothing else.

    Its text is the same for everybody; the assets are told to it by the page.
    """
    text = Path(str(finders.find("yihaotong/offline-worker.js"))).read_text(encoding="utf-8")
    assets = json.dumps([static(each) for each in _ASSETS])
    answer = HttpResponse(text.replace("/* assets */ []", assets), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    # Registered a second time for the form of filing, which lies beside it; both lie below this.
    answer["Service-Worker-Allowed"] = reverse("desk:home")
    return answer


@staff
@require_safe
@filing
def session(request: HttpRequest, visit: Visit) -> JsonResponse:
    """Who is signed in, the token of his forms, and what closes an envelope."""
    return JsonResponse(
        {
            "owner": visit.actor.key,
            "name": visit.actor.name,
            "csrf": get_token(request),
            "point": vault.envelope_point(),
        }
    )


@staff
@require_POST
@filing
def enter(request: HttpRequest, visit: Visit) -> JsonResponse:
    """One call. Told in the answer: its number and code, or what is wrong with each field, with the fields."""
    try:
        told = _told(request)
    except (ValueError, KeyError, TypeError, OverflowError):
        return JsonResponse({"heading": _("请求不完整，请刷新本页再试")}, status=400)
    values: dict[str, Any] = {}
    try:
        own = {"submission": told["id"], "owner": told["owner"], "actor": visit.actor}
        values = calls.open_call(told["envelope"], **own)
        data = forms.given(FILE.fields, {each.name: values.get(each.name, "") for each in FILE.fields})
        filed = calls.enter(data, at=visit.at, age=told["age"], **own)
    except Refused as refusal:
        errors = {refusal.field: refusal.message} if refusal.field else {}
        return JsonResponse({"heading": refusal.message, "errors": errors, "values": values}, status=422)
    return JsonResponse({"order_no": filed.case.order_no, "query_code": filed.query_code, "again": filed.again})


def _told(request: HttpRequest) -> dict[str, Any]:
    body = json.loads(request.body)
    sealed = body["sealed"]
    return {
        "id": UUID(body["id"]),
        "owner": str(body["owner"])[:60],
        "age": timedelta(seconds=float(body["age"])),
        "envelope": Envelope(*(str(sealed[part]) for part in ("point", "nonce", "body"))),
    }
