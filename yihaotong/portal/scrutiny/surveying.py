"""社会评议 on the portal: answer once, without being known; read what came of it."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.cases.forms import Fault, Form
from yihaotong.journal.refusal import Refused
from yihaotong.portal import gate, pages
from yihaotong.portal.acting import too_fast
from yihaotong.portal.gate import Act
from yihaotong.scrutiny import actions, ballots
from yihaotong.scrutiny.models import Round
from yihaotong.scrutiny.rules.questionnaires import LONGEST_TEXT, Question
from yihaotong.scrutiny.rules.results import FEW, Result, as_table

#: The name of the cookie that keeps one device from answering twice; a random number, of one round only.
_COOKIE, _SALT = "survey-{}", "portal.survey"
_KEPT = 400 * 24 * 60 * 60
HONEY = "website"


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What can be answered now, and results of before."""
    context = {"open": ballots.open_rounds(localdate()), "released": ballots.released()[:20]}
    return pages.show(request, "portal/scrutiny/surveys.html", context)


@dataclass(frozen=True)
class Asked:
    """One question with what was answered to it so far."""

    question: Question
    values: Sequence[str]
    error: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """The questions, and one ballot of this device or of an invite."""
    record = _round(number)
    if not ballots.runs(record, localdate()):
        return redirect("portal:scrutiny:results", number) if record.released_at else _closed(request, record)
    device = _device(request, record)
    if request.method != "POST":
        done = record.public and ballots.has_answered(record, device)
        return _page(request, record, device, Form({}), {}, done=done)
    return _sent(request, record, device)


def _sent(request: HttpRequest, record: Round, device: UUID) -> HttpResponse:
    at, code = timezone.now(), request.POST.get("code", "").replace("\x00", "")[:40]
    content = ballots.content_of(record.questionnaire)
    given = {question.code: request.POST.getlist(question.code) for question in content.questions}
    values = {"code": code}
    if request.POST.get(HONEY):
        form = Form(values, heading=_("再确认一次：有一个看不见的空被自动填上了，已经清掉，再点一次就提交"))
        return _page(request, record, device, form, given, status=422)
    if wait := gate.wait(request, Act.ADD, at=at):
        return _page(request, record, device, Form(values, heading=too_fast(wait)), given, status=429, wait=wait)
    try:
        actions.cast(record, given, at=at, device=device, code=code)
    except Refused as refusal:
        if refusal.code == "answered-already" and not code:
            return _page(request, record, device, Form({}), {}, done=True)
        parts = refusal.facts.get("parts")
        errors = parts if isinstance(parts, dict) else {refusal.field: refusal.message} if refusal.field else {}
        lines = tuple(Fault(words, name) for name, words in errors.items())
        form = Form(values, errors, _("还没有提交，请看下面几处，已答的都在") if errors else refusal.message, lines)
        return _page(request, record, device, form, given, status=422)
    return redirect("portal:scrutiny:thanks", record.pk)


def _page(
    request: HttpRequest,
    record: Round,
    device: UUID,
    form: Form,
    given: dict[str, list[str]],
    *,
    status: int = 200,
    wait: int = 0,
    done: bool = False,
) -> HttpResponse:
    content = ballots.content_of(record.questionnaire)
    asked = [Asked(each, given.get(each.code, ()), form.errors.get(each.code, "")) for each in content.questions]
    context = {
        "round": record,
        "asked": asked,
        "form": form,
        "done": done,
        "invites": record.groups.exists(),
        "honey": HONEY,
        "longest": LONGEST_TEXT,
        "device": signing.dumps(device.hex, salt=f"{_SALT}:{record.pk}"),
    }
    response = pages.show(request, "portal/scrutiny/survey.html", context, status=status, retry_after=wait)
    response.set_signed_cookie(
        _COOKIE.format(record.pk),
        device.hex,
        salt=_SALT,
        max_age=_KEPT,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


def _device(request: HttpRequest, record: Round) -> UUID:
    """The number that this device was given for this round; without a cookie that of the page, so that a double press
    counts once."""
    known = str(request.get_signed_cookie(_COOKIE.format(record.pk), default="", salt=_SALT, max_age=_KEPT))
    if not known:
        try:
            known = signing.loads(request.POST.get("device", ""), salt=f"{_SALT}:{record.pk}", max_age=_KEPT)
        except signing.BadSignature:
            return uuid4()
    return UUID(known)


def _round(number: int) -> Round:
    try:
        return ballots.round_of(number)
    except Round.DoesNotExist:
        raise Http404 from None


def _closed(request: HttpRequest, record: Round) -> HttpResponse:
    return pages.show(request, "portal/scrutiny/survey_closed.html", {"round": record, "today": localdate()})


@require_safe
def thanks(request: HttpRequest, number: int) -> HttpResponse:
    return pages.show(request, "portal/scrutiny/thanks.html", {"round": _round(number)})


def _released(number: int) -> tuple[Round, list[tuple[str, int | None, list[Result]]]]:
    """A round whose results were released, by groups. Raises Http404."""
    record = _round(number)
    if record.released_at is None:
        raise Http404
    own = [(_("自愿参加的公众"), None, ballots.results_of(record))] if record.public else []
    groups = ballots.groups_of(record)
    return record, [*own, *((group.label, group.population, ballots.results_of(record, group)) for group in groups)]


@require_safe
def results(request: HttpRequest, number: int) -> HttpResponse:
    record, found = _released(number)
    return pages.show(request, "portal/scrutiny/results.html", {"round": record, "results": found, "few": FEW})


@require_safe
def download(_request: HttpRequest, number: int) -> HttpResponse:
    """The released table as CSV, with the mark by which Excel knows its encoding."""
    record, found = _released(number)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["组", *as_table([])[0]])
    for label, _population, group in found:
        writer.writerows(_safe([label, *row]) for row in as_table(group)[1:])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"{record.title}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _safe(line: Sequence[str]) -> list[str]:
    """Nothing in a cell is ever run as a formula."""
    return [f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell for cell in line]
