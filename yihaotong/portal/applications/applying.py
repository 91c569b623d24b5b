"""依申请公开 on the web: one page as art. 29 wants it, a receipt with number and code, and nothing sent twice."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.rules import VISITOR
from yihaotong.applications import access, actions
from yihaotong.applications.rules import intake
from yihaotong.applications.rules.codes import ApplicantKind, Channel
from yihaotong.applications.rules.moves import REGISTER_FIELDS
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.disclosure import city
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, pages
from yihaotong.portal.applications import held
from yihaotong.portal.applications.tracking import BEFORE_THE_REPLY, ask_for, held_application, shown
from yihaotong.portal.gate import Act

#: When it was received follows from the sending itself.
FIELDS = tuple(each for each in REGISTER_FIELDS if each.name != "received_on")
_APPLICANT = ("kind", "name", "id_no", "contact", "phone", "email", "address", "postcode")
_CONTENT = ("description", "supply", "delivery", "hardship")
_SALT = "portal.application"
_STALE_AFTER = 24 * 60 * 60
HONEY = "website"
#: Stands in the form that has asked once for what the chosen way of delivery needs.
ASKED = "yes"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The form and the sending. Its token makes a double press of the same form one request."""
    if request.method != "POST":
        return _page(request, Form({"kind": ApplicantKind.NATURAL.value}), _fresh())
    return _sent(request)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: UUID) -> HttpResponse:
    """A form filled in from a hotline case: its requester looks at it, changes it, and sends it himself (art. 29)."""
    if request.method == "POST":
        return _sent(request, invitation=token)
    try:
        values = actions.filled_in(token, at=timezone.now())
    except Refused as refusal:
        if refusal.code == "no-invitation":
            raise Http404 from None
        form = Form({}, heading=refusal.message)
        return _page(request, form, _fresh(), status=410)
    return _page(request, Form({"kind": ApplicantKind.NATURAL.value} | values), _fresh(), invitation=token)


def _sent(request: HttpRequest, invitation: UUID | None = None) -> HttpResponse:
    values = forms.typed(FIELDS, request.POST)
    at = timezone.now()
    token, known = _token(request.POST.get("token", ""))
    around: dict[str, Any] = {"invitation": invitation}
    if wrong := forms.checked(FIELDS, values):
        return _page(request, wrong, token, status=422, **around)
    if request.POST.get(HONEY) or not known:
        heading = _("再确认一次：您写的都在，再点一次就提交")
        return _page(request, Form(values, heading=heading), token, **around)
    if request.POST.get("asked") != ASKED and (form := _asked_once(values, token)):
        return _page(request, form, token, status=422, **around, asked=ASKED)
    if wait := gate.wait(request, Act.FILE, at=at):
        heading = _("提交得太快，请过 %(wait)d 秒再点一次；您写的都在") % {"wait": wait}
        return _page(request, Form(values, heading=heading), token, status=429, wait=wait, **around)
    try:
        made = actions.register(
            forms.given(FIELDS, values),
            actor=VISITOR,
            at=at,
            channel=Channel.INTERNET,
            submission=token,
            invitation=invitation,
            via="portal",
        )
    except Refused as refusal:
        return _page(request, forms.refused(values, refusal), token, status=422, **around)
    held.keep(request, made.application.number)
    for _field, doubt in intake.of_contact(values):
        messages.warning(request, doubt)
    return redirect("portal:applications:receipt", made.application.number)


def _asked_once(values: dict[str, str], token: UUID) -> Form | None:
    """What will hinder the reply, or was sent before: he is asked once, and may send it all the same (art. 30)."""
    errors = dict(intake.ask_once(values))
    for field, words in intake.way_lacks(values):
        errors[field] = _("%(what)s：请填上，或者换一种获取途径") % {"what": words}
    if same := actions.same_open(values, submission=token):
        told = {"number": same.number, "day": timezone.localtime(same.registered_at).date().isoformat()}
        errors["description"] = (
            _("您已申请过（%(number)s，%(day)s），正在办理，不用再交；要催办、要补充，去查进度") % told
        )
    if not errors or not intake.has_content(values):
        return None
    lines = tuple(forms.Fault(words, field) for field, words in errors.items())
    return Form(values, errors, _("还没有提交，请看一下这里；一定要这样提交的，再点一次“提交申请”"), lines)


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """接收回执: number and code, to keep or to print; for the browser that sent it."""
    application = held_application(request, number)
    if application is None:
        return ask_for(number)
    context = {
        "application": application,
        "query_code": actions.query_code(number),
        "organ": city.organ(),
        "lacking": access.lacking(application) if application.stage in BEFORE_THE_REPLY else [],
    }
    return pages.show(request, "portal/applications/receipt.html", context)


def _page(
    request: HttpRequest,
    form: Form,
    token: UUID,
    *,
    status: int = 200,
    wait: int = 0,
    invitation: UUID | None = None,
    asked: str = "",
) -> HttpResponse:
    named = {each.name: each for each in FIELDS}
    context = {
        "form": form,
        "applicant": [shown(named[name]) for name in _APPLICANT],
        "content": [named[name] for name in _CONTENT],
        "token": signing.dumps(str(token), salt=_SALT),
        "honey": HONEY,
        "organ": city.organ(),
        "action": request.path,
        "invited": invitation is not None,
        "asked": asked,
    }
    return pages.show(request, "portal/applications/apply.html", context, status=status, retry_after=wait)


def _fresh() -> UUID:
    return uuid4()


def _token(signed: str) -> tuple[UUID, bool]:
    """The token of the form; a fresh one, and False, for a page we never gave out or that is a day old."""
    try:
        return UUID(signing.loads(signed, salt=_SALT, max_age=_STALE_AFTER)), True
    except signing.BadSignature:
        return uuid4(), False
