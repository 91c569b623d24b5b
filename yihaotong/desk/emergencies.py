"""Emergencies at the desk: which are open and how their clocks stand; one, with what has been done and what is due."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.access import names_of
from yihaotong.cases import emergencies
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.models import Case, Emergency
from yihaotong.cases.rules import emergencies as rules
from yihaotong.cases.rules.codes import SpecialLine
from yihaotong.cases.rules.emergencies import Danger, ReportMeans
from yihaotong.desk import pages, subjects
from yihaotong.desk.found import case_or_404, or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.intake.door import token_of
from yihaotong.journal.refusal import Refused

subjects.register("emergency", subjects.by_name("desk:emergency"))


@staff
@require_safe
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The open ones, whose report is due first first; then the last that are closed."""
    if not emergencies.reads(visit.actor):
        raise Http404
    running, past = emergencies.current(visit.actor, visit.at)
    names = names_of(shown.emergency.raised_by for shown in (*running, *past))
    context = {"parts": [(True, _rows(running, names)), (False, _rows(past, names))]}
    return pages.show(request, visit, "desk/emergencies.html", context)


def _rows(shown: list[emergencies.Shown], names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "emergency": each.emergency,
            "standing": each.standing,
            "danger": Danger(each.emergency.danger).label,
            "by": names.get(each.emergency.raised_by, ""),
        }
        for each in shown
    ]


@staff
@require_safe
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One emergency: what is known, its clock, the report to the duty office as it would go out."""
    return _page(request, visit, or_404(emergencies.emergency_for, visit.actor, number))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, visit: Visit, number: int, act: str) -> HttpResponse:
    """See, put through, report, end. Refused: the same page, what was typed, and why."""
    found = or_404(emergencies.emergency_for, visit.actor, number)
    if act not in _ACTS:
        raise Http404
    if request.method != "POST":
        return redirect("desk:emergency", number)
    try:
        _ACTS[act](found, request, visit)
    except Refused as refusal:
        return _page(request, visit, or_404(emergencies.emergency_for, visit.actor, number), refusal, status=422)
    return redirect("desk:emergency", number)


def _see(found: Emergency, _request: HttpRequest, visit: Visit) -> None:
    alarms.see(found, actor=visit.actor, at=visit.at, via="desk")


def _line(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    line = {each.value: each for each in SpecialLine}.get(request.POST.get("line", ""))
    if line is None:
        raise Refused("missing", "请选转到哪条专线", "line")
    alarms.put_through(found, line, actor=visit.actor, at=visit.at, via="desk")


def _report(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    means = {each.value: each for each in ReportMeans}.get(request.POST.get("means", ""))
    if means is None:
        raise Refused("missing", "请选报告方式", "means")
    to, text = request.POST.get("to", ""), request.POST.get("text", "")
    alarms.report(found, actor=visit.actor, at=visit.at, to=to, means=means, text=text, via="desk")


def _end(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    false_alarm = request.POST.get("false_alarm") == "on"
    ending = request.POST.get("ending", "")
    alarms.end(found, actor=visit.actor, at=visit.at, ending=ending, false_alarm=false_alarm, via="desk")


_ACTS: dict[str, Callable[[Emergency, HttpRequest, Visit], None]] = {
    "see": _see,
    "line": _line,
    "report": _report,
    "end": _end,
}


# --- on the page of a case ----------------------------------------------------------------------------------------


def on_case(case: Case, visit: Visit) -> dict[str, Any]:
    """For the page of a case: its open emergency and those that are over, and whether one may be raised. One query."""
    shown = emergencies.of_case(visit.actor, case, visit.at)
    running = [each for each in shown if each.emergency.closed_at is None]
    return {
        "alarms": running,
        "alarms_over": [each for each in shown if each.emergency.closed_at is not None],
        "may_raise": emergencies.may_raise(visit.actor) and not running,
    }


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def raise_for_case(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Raise an emergency about a case that was filed before: what kind, what is known, and it is with the leaders."""
    case = case_or_404(visit, order_no)
    if not emergencies.may_raise(visit.actor):
        raise Http404
    if request.method != "POST":
        return _raise_page(request, visit, case)
    try:
        raised = alarms.raise_for_case(
            case,
            actor=visit.actor,
            at=visit.at,
            submission=token_of(request.POST.get("token", "")),
            danger={each.value: each for each in Danger}.get(request.POST.get("danger", "")),
            what=request.POST.get("what", ""),
            via="desk",
        )
    except Refused as refusal:
        return _raise_page(request, visit, case, refusal)
    messages.success(request, _("已报急，班长的屏幕上有警报。"))
    return redirect("desk:emergency", raised.pk)


def _raise_page(request: HttpRequest, visit: Visit, case: Case, refused: Refused | None = None) -> HttpResponse:
    context = {
        "case": case,
        "token": request.POST.get("token") or uuid4(),
        "dangers": Danger.choices(),
        "danger": request.POST.get("danger", Danger.OTHER.value),
        "what": request.POST.get("what", ""),
        "longest": rules.LONGEST_WHAT,
        "running": [each for each in emergencies.of_case(visit.actor, case, visit.at) if not each.emergency.closed_at],
        "refused": refused,
        "watermark": case.order_no,
    }
    return pages.show(request, visit, "desk/raise_emergency.html", context, status=422 if refused else 200)


def _page(
    request: HttpRequest, visit: Visit, found: Emergency, refused: Refused | None = None, *, status: int = 200
) -> HttpResponse:
    posted = request.POST if refused else {}
    roles = visit.actor.roles
    actors = (found.raised_by, found.put_through_by, found.seen_by, found.reported_by, found.closed_by)
    context = {
        "emergency": found,
        "duty_clock": emergencies.timed([found], visit.at)[0].standing,
        "danger": Danger(found.danger).label,
        "line": SpecialLine(found.line).label if found.line else "",
        "means_said": ReportMeans(found.means).label if found.means else "",
        "names": dict(zip(("raised", "put_through", "seen", "reported", "closed"), _names(actors), strict=True)),
        "may_see": not found.seen_at and not found.closed_at and roles & rules.ANSWERS,
        "may_report": not found.reported_at and not found.closed_at and roles & rules.REPORTS,
        "may_end": not found.closed_at and roles & rules.ANSWERS,
        "may_put_through": not found.closed_at and roles & rules.RAISES,
        "lines": SpecialLine.choices(),
        "means": ReportMeans.choices(),
        "text": posted.get("text") or alarms.proposed_report(found),
        "posted": posted,
        "refused": refused,
        "watermark": f"{_('紧急情况')} {found.pk}",
    }
    return pages.show(request, visit, "desk/emergency.html", context, status=status)


def _names(actors: tuple[str, ...]) -> list[str]:
    known = names_of(filter(None, actors))
    return [known.get(actor, "") for actor in actors]
