"""The applicant follows his request: number and code, where it stands, until when, what was answered."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.rules import citizen
from yihaotong.applications import access, actions
from yihaotong.applications.charging import fee_in
from yihaotong.applications.models import Application, Charge
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.intake import of_contact
from yihaotong.applications.rules.moves import MOVES
from yihaotong.applications.standing import clock_deadline
from yihaotong.cases import attachments, forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.disclosure import city
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, pages
from yihaotong.portal.applications import held, telling, whereabouts
from yihaotong.portal.gate import Act
from yihaotong.portal.numbers import elsewhere, not_here

#: What the applicant himself may do here, besides adding files.
OWN_MOVES = ("correct", "correct_more", "supplement", "explain", "withdraw")
#: Where what lacks can still be added.
BEFORE_THE_REPLY = frozenset({Stage.UNCONFIRMED, Stage.EXAMINING, Stage.TO_CORRECT, Stage.IN_HAND})
#: What he is told when his own move was made.
_RECEIVED = {
    "correct": _lazy("收到了您的补正"),
    "correct_more": _lazy("收到了您继续补正的内容"),
    "supplement": _lazy("收到了您补充的内容"),
    "explain": _lazy("收到了您的说明"),
    "withdraw": _lazy("申请已经撤回"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; wrong ones slow the device down, and nothing is locked."""
    if request.method != "POST":
        values = {"number": request.GET.get("no", "")[:40].replace("\x00", ""), "code": ""}
        return _ask(request, Form(values))
    values = {name: _squeezed(request.POST.get(name, "")) for name in ("number", "code")}
    if wait := gate.wait(request, Act.TRACK, at=timezone.now(), only_look=True):
        heading = _("输错得有点多，请过 %(wait)d 秒再试；您的申请没有被锁") % {"wait": wait}
        return _ask(request, Form(values, heading=heading), status=429, wait=wait)
    asked = {"number": _("请填写申请编号"), "code": _("请填写查询码")}
    if missing := {name: words for name, words in asked.items() if not values[name]}:
        return _ask(request, Form(values, missing), status=422)
    if other := elsewhere(values["number"], "portal:applications:track"):
        return _ask(request, not_here(values, "number", other), status=422, elsewhere=other)
    try:
        application = actions.look_up(values["number"], values["code"], at=timezone.now())
    except Refused as refusal:
        gate.wait(request, Act.TRACK, at=timezone.now())
        return _ask(request, Form(values, {"code": refusal.message}), status=422)
    held.keep(request, application.number)
    return redirect("portal:applications:one", application.number)


def _ask(request: HttpRequest, form: Form, *, status: int = 200, wait: int = 0, **more: Any) -> HttpResponse:
    context = {"form": form, "held": held.held(request)} | more
    return pages.show(request, "portal/applications/track.html", context, status=status, retry_after=wait)


def _squeezed(value: str) -> str:
    """As copied from a message: without blanks, full-width letters and digits as plain ones."""
    return "".join(unicodedata.normalize("NFKC", value).split()).replace("\x00", "")[:40]


def held_application(request: HttpRequest, number: str) -> Application | None:
    """The request, if this browser has proved it to be its own."""
    if number not in held.held(request):
        return None
    try:
        return access.application_for(citizen(number), number)
    except Application.DoesNotExist:
        return None


def ask_for(number: str) -> HttpResponse:
    """To the form that asks for number and code; whether there is such a request is not said."""
    return redirect(f"{reverse('portal:applications:track')}?{urlencode({'no': number})}")


@never_cache
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    application = held_application(request, number)
    return show_application(request, application, {}) if application else ask_for(number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Correct it, say why, withdraw it: the applicant's own moves of the table."""
    if name not in OWN_MOVES:
        raise Http404
    application = held_application(request, number)
    if application is None or request.method != "POST":
        return ask_for(number)
    fields = asked_of(name)
    values = forms.typed(fields, request.POST)
    if wrong := forms.checked(fields, values, prefix=f"{name}-"):
        return show_application(request, application, {name: wrong}, status=422)
    if name == "withdraw" and request.POST.get("sure") != "yes":
        words = _("还没有撤回：确定要撤回的，请勾选“我确定撤回”，再点一次")
        form = Form(values, {"sure": words}, words, prefix=f"{name}-")
        return show_application(request, application, {name: form}, status=422)
    at = timezone.now()
    if wait := gate.wait(request, Act.ADD, at=at):
        heading = _("请过 %(wait)d 秒再点一次；您写的都在") % {"wait": wait}
        form = Form(values, heading=heading, prefix=f"{name}-")
        return show_application(request, application, {name: form}, status=429)
    try:
        actions.move(application, name, actor=citizen(number), at=at, data=forms.given(fields, values), via="portal")
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-")
        return show_application(request, application, {name: form}, status=422)
    messages.success(request, _RECEIVED[name])
    for doubt in doubts(name, values):
        messages.warning(request, doubt)
    return redirect("portal:applications:one", number)


def asked_of(name: str) -> tuple[Field, ...]:
    """The fields of a move as the applicant is asked; the day is the day on which he presses the button."""
    move = MOVES[name]
    return tuple(each for each in move.fields if each.name != move.day)


def shown(spec: Field) -> Field:
    """The field as a page draws it: for a telephone the keys of a telephone, whatever may be written."""
    return replace(spec, kind=Kind.PHONE) if spec.name == "phone" else spec


def doubts(name: str, values: Mapping[str, str]) -> list[str]:
    """What was taken as he wrote it, and can probably not be used: said, and no reason to refuse."""
    return [words for _field, words in of_contact(values)] if name in {"correct", "correct_more", "supplement"} else []


@never_cache
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    application = held_application(request, number)
    if application is None:
        return ask_for(number)
    at, uploads = timezone.now(), request.FILES.getlist("file")
    if uploads and (wait := gate.wait(request, Act.UPLOAD, at=at, count=len(uploads))):
        messages.error(request, _("请过 %(wait)d 秒再传") % {"wait": wait})
        return redirect("portal:applications:one", number)
    if not uploads:
        messages.error(request, _("还没有选文件：请先选好文件，再点“上传”"))
        return redirect("portal:applications:one", number)
    done = actions.attach_all(application, uploads, actor=citizen(number), at=at, via="portal")
    for good, words in attachments.told(done, asked=True):
        (messages.success if good else messages.error)(request, words)
    if request.headers.get("X-Upload"):
        return HttpResponse(status=204)
    return redirect("portal:applications:one", number)


@never_cache
@require_safe
def open_attachment(request: HttpRequest, number: str, key: UUID) -> HttpResponse:
    application = held_application(request, number)
    if application is None:
        return ask_for(number)
    reader = citizen(number)
    try:
        file = access.attachments(application, reader).get(key=key)
    except File.DoesNotExist:
        raise Http404 from None
    return redirect(files.address(file, reader=reader.key, at=timezone.now()))


@never_cache
@require_safe
def open_letter(request: HttpRequest, number: str, letter: int) -> HttpResponse:
    """One of the letters to the applicant, as PDF."""
    application = held_application(request, number)
    if application is None:
        return ask_for(number)
    reader = citizen(number)
    try:
        file = access.letter_file(application, reader, letter, "pdf")
    except File.DoesNotExist:
        raise Http404 from None
    return redirect(files.address(file, reader=reader.key, at=timezone.now()))


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On somebody else's device: forget which requests were opened here."""
    held.forget(request)
    return redirect("portal:applications:apply")


def show_application(
    request: HttpRequest, application: Application, posted: Mapping[str, Form], *, status: int = 200
) -> HttpResponse:
    """The page of a request; `posted` are forms that came back, by the move's name."""
    reader, stage = citizen(application.number), Stage(application.stage)
    open_now = {move.name: move for move in access.moves_open(application, reader, timezone.now())}
    clock = access.reply_clock(application)
    lacking = access.lacking(application) if stage in BEFORE_THE_REPLY else []
    files_here = list(access.attachments(application, reader))
    reply = access.sent_reply(application)
    own = [
        (open_now[name], tuple(map(shown, asked_of(name))), posted.get(name, Form({}, prefix=f"{name}-")))
        for name in OWN_MOVES
        if name in open_now
    ]
    context: dict[str, Any] = {
        "application": application,
        "stage": stage,
        "clock": clock if clock and clock.met_at is None and clock.dropped_at is None else None,
        "steps": clock_deadline(clock).derivation if clock else (),
        "payment_due": access.due_of(application, ClockKind.PAYMENT) if stage is Stage.TO_PAY else None,
        "told": telling.told(list(access.events(application))),
        "reply": reply,
        "relief": actions.relief_told(application, reply) if reply and not reply.undone_by else "",
        "provided": whereabouts.of(application, files_here) if reply else "",
        "lacking": lacking,
        "correction_due": access.correction_until(application) if stage is Stage.TO_CORRECT else None,
        "paying": city.payment(),
        "organ": city.organ(),
        "unfolded": _unfolded(lacking, stage),
        "charges": [
            (each, fee_in(each)) for each in Charge.objects.filter(application=application).order_by("-number")
        ],
        "own": own,
        "may_attach": "attach" in open_now,
        "files": files_here,
        "letters": access.letters_for(application, reader),
        "offered": attachments.offered(),
        "simulated": application.simulated,
        "refused": next(iter(posted.values()), None),
    }
    return pages.show(request, "portal/applications/one.html", context, status=status)


def _unfolded(lacking: Sequence[str], stage: Stage) -> frozenset[str]:
    """The forms that stand open: what is waited for, and the way to add while something lacks."""
    adding = {"correct_more", "supplement"} if lacking and stage is not Stage.IN_HAND else set()
    return frozenset({"correct", "explain"} | adding)
