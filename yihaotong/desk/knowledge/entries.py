"""One entry: reading it out, writing and releasing it, saying that it is wrong."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.desk import pages
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.knowledge.finding import codes_of
from yihaotong.desk.knowledge.forms import (
    answer_code,
    expected,
    in_form,
    newest,
    readers,
    revised,
    told,
    told_in_turn,
    typed,
    unit_named,
    units,
)
from yihaotong.desk.subjects import by_name, register
from yihaotong.dispatch.access import category_names, place_names
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge import access, actions
from yihaotong.knowledge.models import Entry, Version, WrongAnswer
from yihaotong.knowledge.rules import contents, powers
from yihaotong.knowledge.rules.codes import SETTLED_LABELS

register("entry", by_name("desk:knowledge:entry"))


def _in_half_a_year(today: date) -> str:
    """When a review is usually due again."""
    return (today + timedelta(days=182)).isoformat()


def _found(visit: Visit, code: str) -> Entry:
    return or_404(access.entry_for, visit.actor, code)


@staff
@require_safe
@readers
def read(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One entry: the words to say, what belongs to them, what may be done."""
    return _page(request, visit, _found(visit, code))


def _page(
    request: HttpRequest, visit: Visit, entry: Entry, refusal: Refused | None = None, act_refused: str = ""
) -> HttpResponse:
    versions = access.versions_of(entry.key)
    reports = access.wrong_answers_of(entry)
    names = names_of({each.by for each in versions} | {each.by for each in reports} | _settlers(reports))
    today, actor = localdate(visit.at), visit.actor
    waiting = versions[0] if entry.awaits_release and versions else None
    writes, leads = powers.writes_for(actor, entry.unit_id), powers.leads(actor, entry.unit_id)
    context = {
        "entry": entry,
        "in_force": entry.in_force(today),
        "unit": unit_names([entry.unit_id], today).get(entry.unit_id, ""),
        "category": category_names([entry.category]).get(entry.category, "") if entry.category else "",
        "places": "、".join(place_names(codes_of(entry.places)).values()),
        "waiting": waiting,
        "waiting_by": names.get(waiting.by, "") if waiting else "",
        "changes": _changes(waiting, versions, entry) if waiting and (writes or leads) else [],
        "writes": writes,
        "leads": leads,
        "may_release": waiting is not None and powers.may_release(actor, entry.unit_id, [waiting.by]),
        "overdue": bool(entry.released) and entry.withdrawn_at is None and entry.review_on <= today,
        "review_on": _in_half_a_year(today),
        "reports": [(each, names.get(each.by, ""), names.get(each.settled_by, "")) for each in reports],
        "open_reports": sum(each.settled_at is None for each in reports),
        "settled_labels": SETTLED_LABELS,
        "count": len(versions),
        "refusal": refusal,
        "act_refused": act_refused,
        "sent": request.POST,
    }
    return pages.show(request, visit, "desk/knowledge/entry.html", context, status=answer_code(refusal))


def _settlers(reports: list[WrongAnswer]) -> set[str]:
    return {each.settled_by for each in reports if each.settled_by}


def _changes(waiting: Version, versions: list[Version], entry: Entry) -> list[Any]:
    """What the waiting version changes of the one in force."""
    in_force = next((each for each in versions if each.number == entry.released), None)
    if in_force is None:
        return []
    shown = [(waiting, json.loads(waiting.content), json.loads(in_force.content))]
    return told(contents.ENTRY, shown)[0].differences


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@readers
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new entry of a unit; it waits for its release."""
    choices = units(visit)
    if not choices:
        raise Http404
    if request.method != "POST":
        today = localdate(visit.at)
        start = {
            "unit": choices[0][0] if len(choices) == 1 else "",
            "valid_from": today.isoformat(),
            "review_on": _in_half_a_year(today),
        }
        return _form(request, visit, None, start)
    values = typed(contents.ENTRY, request.POST) | {"unit": request.POST.get("unit", "")}
    try:
        entry = actions.write_entry(values, actor=visit.actor, at=visit.at, unit=unit_named(values["unit"]))
    except Refused as refusal:
        return _form(request, visit, None, values, refusal)
    return _saved(request, entry)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@readers
def edit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """Change the newest version; it waits for its release."""
    entry = _found(visit, code)
    if not powers.writes_for(visit.actor, entry.unit_id):
        raise Http404
    if request.method != "POST":
        return _form(request, visit, entry, newest(entry, contents.ENTRY))
    values = revised(contents.ENTRY, request)
    try:
        saved = actions.revise_entry(
            entry, values, actor=visit.actor, at=visit.at, expect=values["version"], note=values["note"]
        )
    except Refused as refusal:
        return _form(request, visit, entry, values, refusal)
    return _saved(request, saved)


def _saved(request: HttpRequest, entry: Entry) -> HttpResponse:
    messages.success(request, _("已保存第 %(number)d 版，等待他人发布") % {"number": entry.latest})
    return redirect("desk:knowledge:entry", entry.code)


def _form(
    request: HttpRequest, visit: Visit, entry: Entry | None, values: Mapping[str, Any], refusal: Refused | None = None
) -> HttpResponse:
    context = in_form(visit, contents.ENTRY, entry, values, refusal) | {
        "entry": entry,
        "units": [] if entry else units(visit),
    }
    return pages.show(request, visit, "desk/knowledge/entry_form.html", context, status=answer_code(refusal))


@staff
@require_safe
@readers
def versions(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """Every version, the newest first, each with what it changed of the one before."""
    entry = _found(visit, code)
    kept = access.versions_of(entry.key)
    if not powers.writes_for(visit.actor, entry.unit_id):
        kept = [each for each in kept if each.released_at]
    context = {"entry": entry, "versions": told_in_turn(contents.ENTRY, kept)}
    return pages.show(request, visit, "desk/knowledge/entry_versions.html", context)


#: What a button of the page does, and what is said afterwards.
_ACTS: dict[str, tuple[Callable[[Entry, HttpRequest, Visit], Any], Any]] = {
    "release": (
        lambda entry, request, visit: actions.release_entry(
            entry, actor=visit.actor, at=visit.at, expect=expected(request)
        ),
        lambda: _("已发布，话务员现在就能查到"),
    ),
    "turn-down": (
        lambda entry, request, visit: actions.turn_down(
            entry, actor=visit.actor, at=visit.at, expect=expected(request), reason=request.POST.get("reason", "")
        ),
        lambda: _("已退回，编写人可以改后再送"),
    ),
    "withdraw": (
        lambda entry, request, visit: actions.withdraw_entry(
            entry, actor=visit.actor, at=visit.at, reason=request.POST.get("reason", "")
        ),
        lambda: _("已停用，不再查到，也不能用来答复"),
    ),
    "look-through": (
        lambda entry, request, visit: actions.look_through(
            entry,
            actor=visit.actor,
            at=visit.at,
            expect=expected(request),
            review_on=request.POST.get("review_on", ""),
        ),
        lambda: _("已记下：复核过，内容不变"),
    ),
    "report": (
        lambda entry, request, visit: actions.report_wrong(
            entry, actor=visit.actor, at=visit.at, reason=request.POST.get("reason", "")
        ),
        lambda: _("已报给责任单位，处理结果会提醒您"),
    ),
}


@staff
@require_POST
@readers
def act(request: HttpRequest, visit: Visit, code: str, do: str) -> HttpResponse:
    """One button of the page: release, turn-down, withdraw, look-through, report."""
    entry = _found(visit, code)
    if do not in _ACTS:
        raise Http404
    acts, says = _ACTS[do]
    try:
        acts(entry, request, visit)
    except Refused as refusal:
        return _page(request, visit, Entry.objects.get(pk=entry.pk), refusal, do)
    messages.success(request, says())
    return redirect("desk:knowledge:entry", entry.code)


@staff
@require_POST
@readers
def settle(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Settle one report of a wrong answer."""
    report = WrongAnswer.objects.filter(pk=number, entry__in=access.entries_visible_to(visit.actor)).first()
    if report is None or not powers.writes_for(visit.actor, report.entry.unit_id):
        raise Http404
    try:
        actions.settle_wrong(
            report,
            actor=visit.actor,
            at=visit.at,
            how=request.POST.get("how", ""),
            words=request.POST.get("words", ""),
        )
    except Refused as refusal:
        return _page(request, visit, report.entry, refusal, f"settle-{number}")
    messages.success(request, _("已了结，报告的人会得到提醒"))
    return redirect("desk:knowledge:entry", report.entry.code)
