"""Emergencies at the desk: which are open and how their clocks stand; one, with what has been done and what is due."""

from collections.abc import Callable, Mapping, Sequence
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
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

#: What people wrote of one, as its reader reads it.
_SAID = ("what", "place", "report", "reported_to", "ending")

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
            "what": each.what,
            "place": each.place,
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


def _see(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    alarms.see(found, actor=visit.actor, at=visit.at, via="desk")
    messages.success(request, _("已记下：您已知悉。"))


def _danger(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    danger = {each.value: each for each in Danger}.get(request.POST.get("danger", ""))
    if danger is None:
        raise Refused("missing", _("请选是什么情况"), "danger")
    alarms.name_danger(found, danger, actor=visit.actor, at=visit.at, via="desk")
    messages.success(request, _("已改为“%(danger)s”。") % {"danger": danger.label})


def _line(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    line = {each.value: each for each in SpecialLine}.get(request.POST.get("line", ""))
    if line is None:
        raise Refused("missing", _("请选转到哪条专线"), "line")
    alarms.put_through(found, line, actor=visit.actor, at=visit.at, via="desk")
    messages.success(request, _("已记下：转 %(line)s。") % {"line": line.label})


def _report(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    means = {each.value: each for each in ReportMeans}.get(request.POST.get("means", ""))
    to, text = request.POST.get("to", ""), request.POST.get("text", "")
    lacking = _lacking({"text": (text, _("报告全文")), "to": (to, _("报给谁")), "means": (means, _("报告方式"))})
    if lacking or means is None:
        raise Refused("missing", _("还没有记下，请先补上："), next(iter(lacking), "means"), parts=lacking)
    if (count := rules.open_points(text)) and not _sure(request, "report"):
        words = _("报告里还有 %(count)d 处“待核实、待补充”：补上再报；一时核实不了的，再按一次就照这样记下。")
        raise Refused("unsure", words % {"count": count}, sure="report")
    alarms.report(found, actor=visit.actor, at=visit.at, to=to, means=means, text=text, via="desk")
    messages.success(request, _("已记下：报给 %(to)s，值班报告的时限停了。") % {"to": found.reported_to})


def _end(found: Emergency, request: HttpRequest, visit: Visit) -> None:
    false_alarm = request.POST.get("false_alarm") == "on"
    ending = request.POST.get("ending", "")
    unsaid = rules.unsaid(ending, false_alarm=false_alarm, filed=found.case_id is not None)
    if ending.strip() and (found.reported_at or false_alarm) and unsaid and not _sure(request, "end"):
        raise Refused("unsure", "\n".join(unsaid), sure="end")
    alarms.end(found, actor=visit.actor, at=visit.at, ending=ending, false_alarm=false_alarm, via="desk")
    messages.success(request, _("已按误报了结。") if false_alarm else _("已了结。"))


def _lacking(asked: Mapping[str, tuple[object, str]]) -> dict[str, str]:
    """What was left empty, by field: all told at once."""
    return {
        name: _("请填写“%(label)s”") % {"label": label}
        for name, (value, label) in asked.items()
        if not (value.strip() if isinstance(value, str) else value)
    }


def _sure(request: HttpRequest, act: str) -> bool:
    return request.POST.get("sure") == act


_ACTS: dict[str, Callable[[Emergency, HttpRequest, Visit], None]] = {
    "see": _see,
    "line": _line,
    "danger": _danger,
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


def with_story(lines: Sequence[Line], case: Case, visit: Visit) -> list[Line]:
    """The lines about a case with those of its emergencies among them, for the centre. Two queries."""
    return sorted([*lines, *emergencies.story(visit.actor, case)], key=lambda line: line.pk)


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
            danger=_chosen(request.POST.get("danger", "")),
            what=request.POST.get("what", ""),
            via="desk",
        )
    except Refused as refusal:
        return _raise_page(request, visit, case, refusal)
    messages.success(request, _("已报急，班长的屏幕上有警报。"))
    return redirect("desk:emergency", raised.pk)


def _chosen(code: str) -> Danger | None:
    """What is marked before anybody chooses is no choice: the words name the kind."""
    found = {each.value: each for each in Danger}.get(code)
    return None if found is Danger.OTHER else found


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
    roles, words = visit.actor.roles, emergencies.words_of(visit.actor, found)
    may_put_through = not found.closed_at and bool(roles & rules.PUTS_THROUGH)
    actors = (found.raised_by, found.put_through_by, found.seen_by, found.reported_by, found.closed_by)
    context = {
        "emergency": found,
        "said": {name: words(getattr(found, name)) for name in _SAID},
        "duty_clock": emergencies.timed([found], visit.at)[0].standing,
        "danger": Danger(found.danger).label,
        "line": SpecialLine(found.line).label if found.line else "",
        "means_said": ReportMeans(found.means).label if found.means else "",
        "names": dict(zip(("raised", "put_through", "seen", "reported", "closed"), _names(actors), strict=True)),
        "may_see": not found.seen_at and not found.closed_at and roles & rules.ANSWERS,
        "may_report": not found.reported_at and not found.closed_at and roles & rules.REPORTS,
        "may_end": not found.closed_at and roles & rules.ANSWERS,
        "may_put_through": may_put_through,
        "lines": SpecialLine.choices(),
        "dangers": Danger.choices(),
        "main": _main(found, refused),
        "means": ReportMeans.choices(),
        "text": posted.get("text") or words(alarms.proposed_report(found)),
        "posted": posted,
        "refused": refused,
        "wrong": _wrong(refused),
        "sure": refused.facts.get("sure", "") if refused else "",
        "suggested": _suggested(found) if may_put_through else [],
        "watermark": f"{_('紧急情况')} {found.pk}",
    }
    return pages.show(request, visit, "desk/emergency.html", context, status=status)


def _main(found: Emergency, refused: Refused | None) -> str:
    """The form that Ctrl+Enter sends from outside of every form: the one that asks again, or else the next step."""
    sure = str(refused.facts.get("sure", "")) if refused else ""
    field = refused.field if refused else ""
    return sure or ("end" if found.reported_at or field in {"ending", "false_alarm"} else "report")


def _wrong(refused: Refused | None) -> Any:
    """What is wrong with each field: several may be told at once."""
    if refused is None or not refused.field:
        return {}
    return refused.facts.get("parts", {refused.field: refused.message})


def _suggested(found: Emergency) -> list[Danger]:
    """The kinds that the line speaks of, while nobody has said which."""
    unnamed = found.danger == Danger.OTHER.value and found.line
    return list(rules.told_by_line(found.line)) if unnamed else []


def _names(actors: tuple[str, ...]) -> list[str]:
    known = names_of(filter(None, actors))
    return [known.get(actor, "") for actor in actors]
