"""Tracking: number and code open a case to its citizen, who reads how far it is."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from yihaotong.accounts.rules import citizen
from yihaotong.cases import access, actions, attachments, city, forms, representations
from yihaotong.cases.forms import Form
from yihaotong.cases.models import CallBack, Case, Evaluation
from yihaotong.cases.rules.attaching import Audience
from yihaotong.cases.rules.codes import Outcome, RequestType, Satisfaction, Stage
from yihaotong.cases.rules.moves import MOVES, Move
from yihaotong.dispatch.access import place_name
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, numbers, pages, proofs, unfinished
from yihaotong.portal.gate import Act
from yihaotong.portal.progress import after_discontent, call_back_of, earlier_answers, judged_before, progress, promised

_KEPT = "kept:"
#: The moves whose words outlive the end of a session, by the name under which the next page carries them.
_KEEPING = ("evaluate", "supplement")
_SYMBOLS = {
    Satisfaction.VERY_SATISFIED: "mood-happy",
    Satisfaction.SATISFIED: "mood-smile",
    Satisfaction.BASICALLY: "mood-empty",
    Satisfaction.DISSATISFIED: "mood-sad",
    Satisfaction.VERY_DISSATISFIED: "mood-angry",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. Wrong ones slow the device down, and may bring a second question; nothing is locked."""
    if request.method != "POST":
        values = {"order_no": request.GET.get("no", "")[:40], "code": "", "tail": ""}
        return pages.show(request, "portal/track.html", {"form": Form(values), "held": proofs.held(request)})
    values = {name: request.POST.get(name, "") for name in ("order_no", "code", "tail")}
    name, kept = _kept(request)
    context: dict[str, Any] = {"kept": {f"{name}:{each}": said for each, said in kept.items()}}
    if wait := gate.wait(request, Act.TRACK, at=timezone.now(), only_look=True):
        form = Form(values, heading=_("输错得有点多，请过 %(wait)d 秒再试；您的工单没有被锁") % {"wait": wait})
        return pages.show(request, "portal/track.html", context | {"form": form}, status=429, retry_after=wait)
    if missing := _missing(values):
        context |= {"form": Form(values, missing), "ask_tail": bool(values["tail"])}
        return pages.show(request, "portal/track.html", context, status=422)
    if other := numbers.elsewhere(values["order_no"], "portal:track"):
        form = numbers.not_here(values, "order_no", other)
        return pages.show(request, "portal/track.html", context | {"form": form, "elsewhere": other}, status=422)
    try:
        case = _look_up(request, values)
    except Refused as refusal:
        gate.wait(request, Act.TRACK, at=timezone.now())
        form = Form(values, {refusal.field: refusal.message})
        context |= {"form": form, "ask_tail": refusal.field == "tail" or bool(values["tail"])}
        return pages.show(request, "portal/track.html", context, status=422)
    proofs.keep(request, case.order_no)
    if kept:
        messages.success(request, _("号码核对无误，您写的还在，请看过后再提交。"))
        response = show_case(request, case, {name: Form(kept)})
    else:
        response = redirect("portal:case", case.order_no)
    return proofs.remember(request, response, case.order_no)


def _missing(values: Mapping[str, str]) -> dict[str, str]:
    """What was left empty: no guess, so it slows nobody down."""
    asked = {"order_no": _("请填写工单编号"), "code": _("请填写查询码")}
    return {name: words for name, words in asked.items() if not _squeezed(values[name])}


def _look_up(request: HttpRequest, values: Mapping[str, str]) -> Case:
    order_no, code, tail = (_squeezed(values[name]) for name in ("order_no", "code", "tail"))
    order_no = numbers.bare(order_no)
    known = proofs.opened_before(request, order_no)
    return actions.look_up(order_no, code, at=timezone.now(), tail=tail, known=known)


def _kept(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """What was written for a move, on its way through this page because the session had ended when it was sent."""
    for name in _KEEPING:
        sent = {each.name: request.POST.get(f"{_KEPT}{name}:{each.name}", "") for each in MOVES[name].fields}
        if any(sent.values()):
            return name, sent
    return "", {}


def _squeezed(value: str) -> str:
    """As copied from a message: without blanks, full-width letters and digits as plain ones."""
    plain = unicodedata.normalize("NFKC", value)
    return "".join(plain.split()).replace("\x00", "")[:40]


def held_case(request: HttpRequest, order_no: str) -> Case | None:
    """The case, if this browser has proved it to be its own."""
    if order_no not in proofs.held(request):
        return None
    try:
        return access.case_for(citizen(order_no), order_no)
    except Case.DoesNotExist:
        return None


@never_cache
@require_http_methods(["GET", "HEAD"])
def read(request: HttpRequest, order_no: str) -> HttpResponse:
    case = held_case(request, order_no)
    return show_case(request, case, {}) if case else ask_for(order_no)


def ask_for(order_no: str) -> HttpResponse:
    """To the form that asks for number and code, with the number in it; whether there is such a case is not said."""
    return redirect(f"{reverse('portal:track')}?{urlencode({'no': order_no})}")


def ask_again(request: HttpRequest, order_no: str, move: Move) -> HttpResponse:
    """The session has ended inside the form: ask for the code once more, and keep what was written."""
    sent = forms.typed(move.fields, request.POST)
    kept = {f"{move.name}:{name}": said for name, said in sent.items()}
    form = Form({"order_no": order_no, "code": "", "tail": ""})
    return pages.show(request, "portal/track.html", {"form": form, "kept": kept, "expired": True}, status=401)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On somebody else's telephone: forget which cases were opened here."""
    unfinished.forget(request)
    return proofs.forget(request, redirect("portal:home"))


def show_case(
    request: HttpRequest, case: Case, posted: Mapping[str, Form], *, status: int = 200, retry_after: int = 0
) -> HttpResponse:
    """The page of a case; `posted` are forms that came back, by the move's name."""
    at = timezone.now()
    evaluation, offered = getattr(case, "evaluation", None), attachments.offered()
    files = attachments.shown(case, citizen(case.order_no), at)
    open_now = {move.name for move in access.moves_open(case, citizen(case.order_no))}
    forms_of = {name: posted.get(name, Form({}, prefix=f"{name}-")) for name in _KEEPING}
    context = {
        "case": case,
        "content_sealed": access.is_sealed(case),
        "progress": progress(case, at),
        "promised": promised(case, at),
        "answer": representations.answer(case),
        "outcome": Outcome(case.outcome).label if case.outcome else "",
        "evaluation": evaluation,
        "judged_before": judged_before(case),
        "recorded": _recorded(call_back_of(case)),
        "earlier": earlier_answers(case),
        "where": where_and_what(case),
        "said": _said(evaluation) if evaluation else (),
        "fields": {each.name: each for each in MOVES["evaluate"].fields} if _may_evaluate(open_now, case) else None,
        "faces": _faces(),
        "levels": list(city.levels().items()),
        "forms": forms_of,
        "refused": next((form for form in posted.values() if form.heading), Form({})),
        "supplements": list(case.supplements.order_by("pk")),
        "supplement": MOVES["supplement"].fields[0] if "supplement" in open_now else None,
        "supplement_open": "supplement" in posted,
        "afterwards": after_discontent(case, at),
        # With the answer in his hands there is nothing left to call off; on the telephone it can still be done.
        "may_withdraw": "withdraw" in open_now and case.stage != Stage.TO_CALL_BACK.value,
        "attachments": files,
        "may_attach": attachments.may_attach(case, citizen(case.order_no)),
        "offered": offered,
        "room": max(0, offered.from_public - sum(each.audience is Audience.REQUESTER for each in files)),
    }
    return pages.show(request, "portal/case.html", context, status=status, retry_after=retry_after)


def where_and_what(case: Case) -> dict[str, str]:
    """Kind and place as they stand on receipt and page; "" for what was not written."""
    return {
        "kind": RequestType(case.request_type).label if case.request_type else "",
        "place": " ".join(filter(None, (place_name(case.place) if case.place else "", case.address))),
    }


def _may_evaluate(open_now: set[str], case: Case) -> bool:
    return "evaluate" in open_now and not hasattr(case, "evaluation")


def _faces() -> list[tuple[str, str, str]]:
    """The levels that this city asks for, each with its word and its face."""
    return [(code, word, _SYMBOLS[Satisfaction(code)]) for code, word in city.levels().items()]


def _recorded(call: CallBack | None) -> list[tuple[str, str]]:
    """What the call-back wrote down of him, each with its question; not the clerk's words."""
    levels, asked = city.levels(), {each.name: each for each in MOVES["close"].fields}
    return [
        (asked[name].label, levels.get(value, choices(value).label))
        for name in ("solved", "satisfaction", "attitude")
        if call and (value := getattr(call, name)) and (choices := asked[name].choices)
    ]


def _said(evaluation: Evaluation) -> list[tuple[str, str]]:
    """What he chose, each with its question, in this city's words."""
    levels = city.levels()
    return [
        (each.label, levels.get(value, each.choices(value).label))
        for each in MOVES["evaluate"].fields
        if each.choices and (value := getattr(evaluation, each.name))
    ]
