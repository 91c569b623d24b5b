"""Signing up for an activity: one short form, a receipt, taken back with number and code; nothing sent twice."""

import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.rules import VISITOR
from yihaotong.articles import access as articles
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.clock import Limit
from yihaotong.disclosure.city import organ
from yihaotong.engagement import access, actions
from yihaotong.engagement.models import Activity, SignUp
from yihaotong.engagement.rules.activities import SIGN_UP_FIELDS
from yihaotong.engagement.rules.codes import ActivityKind, Bond, LimitKind, Place, Progress
from yihaotong.engagement.rules.limits import limits
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, pages
from yihaotong.portal.acting import too_fast
from yihaotong.portal.gate import Act

_SALT = "portal.sign-up"
_HELD = "sign_ups"
_AT_MOST = 20
#: A person needs longer than this (seconds) to write his name and number.
_TOO_QUICK = 2
_STALE_AFTER = 24 * 60 * 60
#: The input that people do not see and machines fill in.
HONEY = "website"


def _activity_or_404(number: int) -> Activity:
    found = access.public_activities().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, number: int) -> HttpResponse:
    """One activity with its articles, and the form while it takes sign-ups."""
    found, at = _activity_or_404(number), timezone.now()
    if request.method != "POST":
        return _page(request, found, uuid4(), Form({"persons": "1"}), opened=at.timestamp())
    values = forms.typed(SIGN_UP_FIELDS, request.POST)
    token, opened = _opened(request.POST.get("token", ""))
    if wrong := forms.checked(SIGN_UP_FIELDS, values):
        return _page(request, found, token, wrong, status=422)
    if ask := _suspicion(request, opened, at):
        return _page(request, found, token, Form(values, heading=ask), status=422, ask=True)
    if wait := gate.wait(request, Act.FILE, at=at):
        return _page(request, found, token, Form(values, heading=too_fast(wait)), status=429, wait=wait)
    try:
        row = actions.sign_up(found, values, actor=VISITOR, at=at, submission=token)
    except Refused as refusal:
        return _page(request, found, token, forms.refused(values, refusal), status=422)
    _keep(request, row.number)
    return redirect("portal:engagement:receipt", row.number)


def _page(
    request: HttpRequest,
    found: Activity,
    token: UUID,
    form: Form,
    *,
    opened: float = 0.0,
    status: int = 200,
    wait: int = 0,
    ask: bool = False,
) -> HttpResponse:
    at = timezone.now()
    taken = access.taken(found)
    context: dict[str, Any] = {
        "activity": found,
        "kind": ActivityKind(found.kind).label,
        "progress": Progress(found.progress).label,
        "articles": _articles(found),
        "takes": access.takes_sign_ups(found, at),
        "left": max(0, (found.capacity or 0) - taken),
        "form": form,
        "fields": {each.name: each for each in SIGN_UP_FIELDS},
        "token": signing.dumps([str(token), opened], salt=_SALT),
        "honey": HONEY,
        "ask": ask,
        "cleared_after": Limit.parse(limits()[LimitKind.PURGE].limit).chinese,
        "organ": organ(),
    }
    return pages.show(request, "portal/engagement/activity.html", context, status=status, retry_after=wait)


def _articles(found: Activity) -> list[tuple[str, str, str]]:
    """Notice and outcome as the public reads them: what, title, address."""
    told = []
    for each in access.bound_here(found.key).order_by("pk"):
        if (article := articles.by_key(each.article)) is not None and article.is_public:
            address = reverse("portal:articles:article", args=[article.pk])
            told.append((Bond(each.bond).label, article.shown.version.title, address))
    return told


def _opened(signed: str) -> tuple[UUID, float | None]:
    """The token of the form and when the page was opened; a fresh token for a page we never gave out."""
    try:
        token, at = signing.loads(signed, salt=_SALT, max_age=_STALE_AFTER)
    except signing.BadSignature:
        return uuid4(), None
    return UUID(token), float(at)


def _suspicion(request: HttpRequest, opened: float | None, at: datetime) -> str:
    """A look at the form, not at the address. Whoever is suspected wrongly presses once more, and that is all."""
    if request.POST.get(HONEY):
        return _("再确认一次：有一个看不见的空被自动填上了，已经清掉。您写的都在，再点一次就提交")
    if opened is None:
        return _("页面放得太久，已经过期。您写的都在，再点一次就提交")
    if at.timestamp() - opened < _TOO_QUICK:
        return _("再确认一次：页面刚打开就提交了。您写的都在，再点一次就提交")
    return ""


# --- what one has signed up for --------------------------------------------------------------------------------------


def _keep(request: HttpRequest, number: str) -> None:
    """This browser has proved that it is its own; in the session, for a quarter of an hour."""
    request.session[_HELD] = [*(each for each in _held(request) if each != number), number][-_AT_MOST:]


def _held(request: HttpRequest) -> list[str]:
    return list(request.session.get(_HELD, []))


def _own(request: HttpRequest, number: str) -> SignUp | None:
    return access.sign_up(number) if number in _held(request) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. Wrong ones slow the device down; nothing is locked."""
    at, template = timezone.now(), "portal/engagement/look_up.html"
    if request.method != "POST":
        form = Form({"number": _squeezed(request.GET.get("no", "")), "code": ""})
        return pages.show(request, template, {"form": form})
    values = {name: _squeezed(request.POST.get(name, "")) for name in ("number", "code")}
    if wait := gate.wait(request, Act.TRACK, at=at, only_look=True):
        form = Form(values, heading=_("输错得有点多，请过 %(wait)d 秒再试") % {"wait": wait})
        return pages.show(request, template, {"form": form}, status=429, retry_after=wait)
    asked = {"number": _("请填写报名编号"), "code": _("请填写查询码")}
    if missing := {name: words for name, words in asked.items() if not values[name]}:
        return pages.show(request, template, {"form": Form(values, missing)}, status=422)
    try:
        row = actions.look_up(values["number"].upper(), values["code"], at=at)
    except Refused as refusal:
        gate.wait(request, Act.TRACK, at=at)
        form = Form(values, {refusal.field: refusal.message})
        return pages.show(request, template, {"form": form}, status=422)
    _keep(request, row.number)
    return redirect("portal:engagement:receipt", row.number)


def _squeezed(value: str) -> str:
    """As copied from a message: without blanks, full-width letters and digits as plain ones."""
    return "".join(unicodedata.normalize("NFKC", value).split()).replace("\x00", "")[:40]


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Number, code and place, to keep; for the browser that sent it or knows its code."""
    row = _own(request, number)
    if row is None:
        return redirect(f"{reverse('portal:engagement:look_up')}?no={number}")
    context = {
        "row": row,
        "activity": row.activity,
        "place": Place(row.place),
        "waits": row.place == Place.WAITING,
        "moved_up_at": access.moved_up_at(row),
        "gone": row.place == Place.GONE,
        "query_code": actions.query_code(number),
        "may_cancel": row.place != Place.GONE and timezone.now() < row.activity.starts_at,
        "called_off": row.activity.progress == Progress.DROPPED,
    }
    return pages.show(request, "portal/engagement/receipt.html", context)


@never_cache
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back; whoever waits moves up."""
    row = _own(request, number)
    if row is None:
        return redirect(f"{reverse('portal:engagement:look_up')}?no={number}")
    try:
        actions.cancel(row, actor=VISITOR, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("报名已取消，您的姓名和电话已经清除。"))
    return redirect("portal:engagement:receipt", number)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On somebody else's telephone: forget what was opened here."""
    request.session.pop(_HELD, None)
    return redirect("portal:engagement:look_up")
