"""Whoever complained follows it: number and code, how far it is, the answer; once more if he is not content."""

import unicodedata
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.rules import citizen
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.disclosure.city import organ
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, numbers, pages
from yihaotong.portal.acting import too_fast
from yihaotong.portal.gate import Act
from yihaotong.portal.scrutiny import proofs
from yihaotong.scrutiny import access, actions
from yihaotong.scrutiny.models import Matter, Step
from yihaotong.scrutiny.rules import matters
from yihaotong.scrutiny.rules.codes import OutOfScope, Progress, Wrong
from yihaotong.scrutiny.rules.tables import LimitKind

#: What the public is told of each place, in plain words.
_SAYS = {
    Progress.REGISTERED: "已经登记，正在看是不是我们的职责",
    Progress.ACCEPTED: "已经受理",
    Progress.IN_HAND: "责任科室正在调查",
    Progress.RECTIFYING: "查实了，正在改",
    Progress.TO_VERIFY: "改完了，由另一个人核对",
    Progress.TO_ANSWER: "核对过了，正在给您写答复",
    Progress.CLOSED: "已经办结",
    Progress.DECLINED: "不属于受理范围",
    Progress.WITHDRAWN: "您已经撤回",
}
#: The steps of a story that the public is told; who did them is not.
_TOLD = {
    "register": "收到您的反映",
    "accept": "受理",
    "decline": "答复：不属于受理范围",
    "allot": "交给责任科室调查",
    "secure": "撤下了泄露个人信息的页面",
    "investigate": "调查完毕",
    "rectify": "整改完毕",
    "verify": "另一人核对通过",
    "answer": "答复您",
    "reopen": "重新办理",
    "call_off": "您撤回了",
}
_OWN = ("reopen", "call_off")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. Wrong ones slow the device down; nothing is locked."""
    at = timezone.now()
    if request.method != "POST":
        form = Form({"number": request.GET.get("no", "").replace("\x00", "")[:40], "code": ""})
        return pages.show(request, "portal/scrutiny/track.html", {"form": form, "held": proofs.held(request)})
    values = {name: _squeezed(request.POST.get(name, "")) for name in ("number", "code")}
    if wait := gate.wait(request, Act.TRACK, at=at, only_look=True):
        form = Form(values, heading=_("输错得有点多，请过 %(wait)d 秒再试") % {"wait": wait})
        return pages.show(request, "portal/scrutiny/track.html", {"form": form}, status=429, retry_after=wait)
    asked = {"number": _("请填写编号"), "code": _("请填写查询码")}
    if missing := {name: words for name, words in asked.items() if not values[name]}:
        return pages.show(request, "portal/scrutiny/track.html", {"form": Form(values, missing)}, status=422)
    if other := numbers.elsewhere(values["number"], "portal:scrutiny:track"):
        context = {"form": numbers.not_here(values, "number", other), "elsewhere": other}
        return pages.show(request, "portal/scrutiny/track.html", context, status=422)
    try:
        matter = actions.look_up(numbers.bare(values["number"]), values["code"], at=at)
    except Refused as refusal:
        gate.wait(request, Act.TRACK, at=at)
        form = Form(values, {refusal.field: refusal.message})
        return pages.show(request, "portal/scrutiny/track.html", {"form": form}, status=422)
    proofs.keep(request, matter.number)
    return redirect("portal:scrutiny:matter", matter.number)


def _squeezed(value: str) -> str:
    """As copied from a message: without blanks, full-width letters and digits as plain ones."""
    plain = unicodedata.normalize("NFKC", value)
    return "".join(plain.split()).replace("\x00", "")[:40]


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On somebody else's telephone: forget what was opened here."""
    proofs.forget(request)
    return redirect("portal:scrutiny:track")


def _ask_for(number: str) -> HttpResponse:
    return redirect(f"{reverse('portal:scrutiny:track')}?{urlencode({'no': number})}")


@never_cache
@require_safe
def read(request: HttpRequest, number: str) -> HttpResponse:
    matter = proofs.held_matter(request, number)
    return _show(request, matter, {}) if matter else _ask_for(number)


def _show(
    request: HttpRequest, matter: Matter, came_back: dict[str, Form], *, status: int = 200, wait: int = 0
) -> HttpResponse:
    at, own = timezone.now(), citizen(matter.number)
    steps = access.steps_of(matter.key)
    offered = {move.name: move for move in access.moves_open(matter, own, {})}
    can_ask = not matter.reopened and access.runs(access.terms_of(matter.key), LimitKind.ASK_AGAIN, at)
    context: dict[str, Any] = {
        "matter": matter,
        "says": _SAYS[Progress(matter.progress)],
        "over": matters.is_over(matter.progress),
        "wrong": Wrong(matter.wrong).label,
        "out_of_scope": OutOfScope(matter.out_of_scope).label if matter.out_of_scope else "",
        "story": [(_TOLD[step.move], step.at, _words(step)) for step in steps if step.move in _TOLD][::-1],
        "attached": list(actions.attached(matter, public=True)),
        "forms": {name: came_back.get(name, Form({}, prefix=f"{name}-")) for name in _OWN},
        "reopen": offered["reopen"].fields[0] if "reopen" in offered and can_ask else None,
        "may_call_off": "call_off" in offered,
        "refused": next((form for form in came_back.values() if form.heading), Form({})),
        "organ": organ(),
    }
    return pages.show(request, "portal/scrutiny/matter.html", context, status=status, retry_after=wait)


def _words(step: Step) -> str:
    """What of a step's words is the citizen's to read: answers, and what he wrote himself."""
    said = access.words_of(step)
    return "\n".join(str(said[name]) for name in matters.TOLD.get(step.move, ()) if said.get(name))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Ask for it to be looked at again, or take it back; refused, the page comes back with what he wrote."""
    matter = proofs.held_matter(request, number)
    if matter is None:
        return _ask_for(number)
    if name not in _OWN:
        raise Http404
    if request.method != "POST":
        return redirect("portal:scrutiny:matter", number)
    move, at = matters.MOVES[name], timezone.now()
    values = forms.typed(move.fields, request.POST)
    if wait := gate.wait(request, Act.ADD, at=at):
        form = Form(values, heading=too_fast(wait), prefix=f"{name}-")
        return _show(request, matter, {name: form}, status=429, wait=wait)
    if wrong := forms.checked(move.fields, values, prefix=f"{name}-"):
        return _show(request, matter, {name: wrong}, status=422)
    try:
        actions.move(matter, name, actor=citizen(number), at=at, expect=matter.version, data=values)
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-")
        return _show(request, access.own_matter(number), {name: form}, status=409)
    messages.success(request, _("已经收到，会重新办理。") if name == "reopen" else _("已经撤回，不再办理。"))
    return redirect("portal:scrutiny:matter", number)


@never_cache
@require_safe
def open_file(request: HttpRequest, number: str, key: UUID) -> HttpResponse:
    """A fresh address of one of his own files, for some minutes."""
    matter = proofs.held_matter(request, number)
    if matter is None:
        return _ask_for(number)
    try:
        file = actions.attached(matter, public=True).get(key=key)
    except File.DoesNotExist:
        raise Http404 from None
    return redirect(files.address(file, reader=citizen(number).key, at=timezone.now()))
