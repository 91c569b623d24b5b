"""Tracking: number and code open a case to its citizen, who reads how far it is and says what he thinks of it."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.access import unit_names
from yihaotong.accounts.rules import citizen
from yihaotong.cases import access, actions, attachments, forms, representations
from yihaotong.cases.forms import Form
from yihaotong.cases.models import Case, Evaluation
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Outcome, Satisfaction, Secrecy, Stage
from yihaotong.cases.rules.moves import MOVES
from yihaotong.cases.standing import Standing, standings
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.journal.refusal import Refused
from yihaotong.portal import pages, proofs

_EVALUATE = MOVES["evaluate"]
_KEPT = "kept:"
_FACES = {
    Satisfaction.VERY_SATISFIED: "mood-happy",
    Satisfaction.SATISFIED: "mood-smile",
    Satisfaction.BASICALLY: "mood-empty",
    Satisfaction.DISSATISFIED: "mood-sad",
    Satisfaction.VERY_DISSATISFIED: "mood-angry",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; the wrong ones are counted for the case, not for the address."""
    if request.method != "POST":
        values = {"order_no": request.GET.get("no", "")[:40], "code": ""}
        return pages.show(request, "portal/track.html", {"form": Form(values), "held": proofs.held(request)})
    values = {"order_no": request.POST.get("order_no", ""), "code": request.POST.get("code", "")}
    kept = _kept(request)
    order_no, code = (_squeezed(value) for value in values.values())
    try:
        case = actions.look_up(order_no.upper(), code, at=timezone.now())
    except Refused as refusal:
        form = Form(values, {"code": refusal.message})
        return pages.show(request, "portal/track.html", {"form": form, "kept": kept}, status=422)
    proofs.keep(request, case.order_no)
    if kept:
        messages.success(request, _("号码核对无误，您写的评价还在，请看过后点“提交评价”。"))
        return _page(request, case, Form(kept))
    return redirect("portal:case", case.order_no)


def _kept(request: HttpRequest) -> dict[str, str]:
    """An evaluation on its way through this page, because the session had ended when it was sent."""
    sent = {each.name: request.POST.get(_KEPT + each.name, "") for each in _EVALUATE.fields}
    return sent if any(sent.values()) else {}


def _squeezed(value: str) -> str:
    """As copied from a message: without blanks, full-width letters and digits as plain ones."""
    plain = unicodedata.normalize("NFKC", value)
    return "".join(plain.split()).replace("\x00", "")[:40]


def _case(request: HttpRequest, order_no: str) -> Case | None:
    if order_no not in proofs.held(request):
        return None
    try:
        return access.case_for(citizen(order_no), order_no)
    except Case.DoesNotExist:
        return None


@never_cache
@require_http_methods(["GET", "HEAD"])
def read(request: HttpRequest, order_no: str) -> HttpResponse:
    case = _case(request, order_no)
    return _page(request, case, Form({})) if case else redirect("portal:track")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evaluate(request: HttpRequest, order_no: str) -> HttpResponse:
    """The citizen's own word, once. Whoever reloads the page of a refused one gets the case."""
    case = _case(request, order_no)
    if request.method != "POST":
        return redirect("portal:case", order_no)
    if case is None:
        return _ask_again(request, order_no)
    values = forms.typed(_EVALUATE.fields, request.POST)
    if form := forms.checked(_EVALUATE.fields, values):
        return _page(request, case, form, status=422)
    try:
        actions.move(case, "evaluate", actor=citizen(order_no), at=timezone.now(), data=values, via="portal")
    except Refused as refusal:
        return _page(request, case, forms.refused(values, refusal), status=409)
    return redirect("portal:case", order_no)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, order_no: str) -> HttpResponse:
    """More photos for a case that is still open; each that is refused is named, the others are kept."""
    case = _case(request, order_no)
    if case is None or request.method != "POST":
        return redirect("portal:case", order_no)
    uploads = request.FILES.getlist("file")
    done = actions.attach_all(case, uploads, actor=citizen(order_no), at=timezone.now(), via="portal")
    for good, words in attachments.told(done, asked=bool(uploads)):
        (messages.success if good else messages.error)(request, words)
    # Our own script loads the page itself, and there the words are said.
    return HttpResponse(status=204) if request.headers.get("X-Upload") else redirect("portal:case", order_no)


@never_cache
@require_safe
def open_attachment(request: HttpRequest, order_no: str, key: UUID) -> HttpResponse:
    """A fresh address of one attachment, for this citizen, for some minutes."""
    case = _case(request, order_no)
    if case is None:
        return redirect("portal:track")
    try:
        file = attachments.attachment_for(case, citizen(order_no), key)
    except File.DoesNotExist:
        raise Http404 from None
    return redirect(files.address(file, reader=citizen(order_no).key, at=timezone.now()))


def _ask_again(request: HttpRequest, order_no: str) -> HttpResponse:
    """The session has ended inside the form: ask for the code once more, and keep what was written."""
    kept = forms.typed(_EVALUATE.fields, request.POST)
    form = Form({"order_no": order_no, "code": ""})
    return pages.show(request, "portal/track.html", {"form": form, "kept": kept, "expired": True}, status=401)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """On somebody else's telephone: forget which cases were opened here."""
    proofs.forget(request)
    return redirect("portal:home")


def _page(request: HttpRequest, case: Case, form: Form, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    evaluation = getattr(case, "evaluation", None)
    open_now = {move.name for move in access.moves_open(case, citizen(case.order_no))}
    context = {
        "case": case,
        "steps": list(_steps(case, at)),
        "total": _total(case, at),
        "answer": representations.answer(case),
        "outcome": _outcome(case),
        "evaluation": evaluation,
        "said": _said(evaluation) if evaluation else (),
        "fields": {each.name: each for each in _EVALUATE.fields} if "evaluate" in open_now and not evaluation else None,
        "faces": [(each.value, each.label, symbol) for each, symbol in _FACES.items()],
        "form": form,
        "attachments": attachments.shown(case, citizen(case.order_no), at),
        "may_attach": attachments.may_attach(case, citizen(case.order_no)),
        "offered": attachments.offered(),
    }
    return pages.show(request, "portal/case.html", context, status=status)


@dataclass(frozen=True)
class Step:
    """One stretch of the way in plain words; `at` None: still ahead."""

    what: str
    more: str
    at: datetime | None
    now: bool


#: What each stage is called to somebody who never heard the word for it.
_NAMES = {
    Stage.FILED: _("已受理"),
    Stage.DISPATCHED: _("已转给负责单位"),
    Stage.IN_HAND: _("正在办理"),
    Stage.REPLIED: _("单位已答复"),
    Stage.TO_CALL_BACK: _("答复已公开"),
    Stage.CLOSED: _("已办结"),
}


def _steps(case: Case, at: datetime) -> Iterator[Step]:
    """The way so far and the way ahead, from the journal's stages; no names of staff, no internal notes."""
    reached = _reached(case)
    here = Stage(case.stage)
    shown = Stage.CLOSED if here is Stage.ARCHIVED else here
    for stage, what in _NAMES.items():
        now = stage is shown
        unit = _unit(case, at) if stage is Stage.DISPATCHED and case.lead_unit_id else ""
        yield Step(what, unit or (_next(case, stage) if now else ""), reached.get(stage), now)


def _reached(case: Case) -> Mapping[Stage, datetime]:
    """When the case came to each stage. One that went back has what follows ahead of it once more."""
    way = list(_NAMES)
    reached: dict[Stage, datetime] = {}
    for line in access.history(case):
        if (stage := line.facts.get("after", {}).get("stage")) in way:
            ahead = way[way.index(stage) + 1 :]
            reached = {each: then for each, then in reached.items() if each not in ahead} | {Stage(stage): line.at}
    return reached


def _next(case: Case, stage: Stage) -> str:
    """What happens now, and only what will: nobody calls whom he cannot call."""
    if stage is Stage.IN_HAND:
        return _while_in_hand(case)
    if stage is Stage.TO_CALL_BACK:
        return _before_the_end(case)
    return {
        Stage.FILED: _("我们收到了，正在转给负责的单位"),
        Stage.DISPATCHED: _("等待该单位签收"),
        Stage.REPLIED: _("中心正在审核答复"),
        Stage.CLOSED: _("谢谢您的反映"),
    }[stage]


def _while_in_hand(case: Case) -> str:
    if case.replies.filter(proposed=False).exists():
        return _("答复已退回，该单位正在重新办理")
    if case.requester.anonymous:
        return _("该单位已经签收，正在办理")
    if case.secrecy != Secrecy.NORMAL.value:
        return _("该单位已经签收，正在办理；需要联系您时由中心联系")
    return _("该单位已经签收，会与您联系")


def _before_the_end(case: Case) -> str:
    if hasattr(case, "evaluation"):
        return _("您的评价已经记下，等待中心办结")
    if case.requester.anonymous:
        return _("匿名诉求不回访，您可以现在就评价")
    return _("我们会打电话回访，您也可以现在就评价")


def _unit(case: Case, at: datetime) -> str:
    return unit_names([case.lead_unit_id], localdate(at)).get(case.lead_unit_id, "") if case.lead_unit_id else ""


def _total(case: Case, at: datetime) -> Standing | None:
    """The one clock that a citizen is promised; it never restarts."""
    return next(iter(standings(case.clocks.filter(kind=ClockKind.TOTAL.value).order_by("pk"), at)), None)


def _outcome(case: Case) -> str:
    return Outcome(case.outcome).label if case.outcome else ""


def _said(evaluation: Evaluation) -> list[tuple[str, str]]:
    """What he chose, each with its question."""
    return [
        (each.label, each.choices(value).label)
        for each in _EVALUATE.fields
        if each.choices and (value := getattr(evaluation, each.name))
    ]
