"""The plan and the sheets: read by whoever scores, changed by the supervisor."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.access import names_of
from yihaotong.cases.rules.codes import Channel
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.quality.desk import about, runs_quality
from yihaotong.journal.refusal import Refused
from yihaotong.quality import access, actions
from yihaotong.quality.rules import sampling
from yihaotong.quality.rules import sheets as rules
from yihaotong.quality.rules.codes import Among, People, Per, Take, Work
from yihaotong.quality.rules.sheets import SheetCode
from yihaotong.quality.rules.who import may

#: Empty rows under a plan, to write further lines into.
_EMPTY = 3
_CHOICES = {
    "work": Work.choices(),
    "per": Per.choices(),
    "take": Take.choices(),
    "people": People.choices(),
    "among": Among.choices(),
    "channel": [("", "不限"), *Channel.choices()],
}


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not runs_quality(visit.actor):
        raise Http404
    if request.method != "POST":
        return _plan(request, visit)
    if not may("plan.set", visit.actor.roles):
        raise Http404
    rows = _rows(request)
    try:
        actions.set_plan(
            rows,
            actor=visit.actor,
            at=visit.at,
            reason=request.POST.get("reason", ""),
            expect=_version(request),
        )
    except Refused as refusal:
        return _plan(request, visit, rows=rows, refusal=refusal, status=422)
    messages.success(
        request, _("新的抽样方案已启用，从下一次抽样起算；已经开始的抽样仍按原方案。"), extra_tags=request.path
    )
    return redirect("desk:quality:plan")


def _rows(request: HttpRequest) -> list[dict[str, str]]:
    columns = {name: request.POST.getlist(name) for name in sampling.COLUMNS}
    rows = [
        {name: values[number] if number < len(values) else "" for name, values in columns.items()}
        for number in range(len(columns["work"]))
    ]
    return [row for row in rows if row["work"]][: sampling.MOST_LINES + 1]


def _plan(request: HttpRequest, visit: Visit, status: int = 200, **more: Any) -> HttpResponse:
    version, lines = access.plan_in_force()
    kept = list(access.plans()[:10])
    names = names_of({each.set_by for each in kept})
    rows = more.pop("rows", None) or sampling.rows_of(lines)
    empty: dict[str, str] = dict.fromkeys(sampling.COLUMNS, "")
    context = {
        "version": version,
        "lines": lines,
        "rows": [*rows, *([empty] * _EMPTY)],
        "versions": [(each, names[each.set_by]) for each in kept],
        "choices": _CHOICES,
        "new_days": sampling.NEW_DAYS,
        "reason": request.POST.get("reason", ""),
    }
    return pages.show(request, visit, "desk/quality/plan.html", context | more | about(visit), status=status)


@staff
@require_safe
def sheets_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not runs_quality(visit.actor):
        raise Http404
    found = [(code, *access.sheet_in_force(code), [work.label for work in rules.works_of(code)]) for code in SheetCode]
    return pages.show(request, visit, "desk/quality/sheets.html", {"sheets": found} | about(visit))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One sheet with its versions; the supervisor writes it as lines of text."""
    known = {each.value: each for each in SheetCode}
    if code not in known or not runs_quality(visit.actor):
        raise Http404
    if request.method != "POST":
        return _sheet(request, visit, known[code])
    if not may("sheet.set", visit.actor.roles):
        raise Http404
    given = {name: request.POST.get(name, "") for name in ("title", "basis", "text", "reason")}
    try:
        content = rules.from_text(given["title"], given["basis"], given["text"])
        actions.set_sheet(
            known[code],
            content,
            actor=visit.actor,
            at=visit.at,
            reason=given["reason"],
            expect=_version(request),
        )
    except Refused as refusal:
        return _sheet(request, visit, known[code], given=given, refusal=refusal, status=422)
    messages.success(request, _("评分表的新版本已启用；以前的评分仍用当时的版本。"), extra_tags=request.path)
    return redirect("desk:quality:sheet", code)


def _sheet(request: HttpRequest, visit: Visit, code: SheetCode, *, status: int = 200, **more: Any) -> HttpResponse:
    version, content = access.sheet_in_force(code)
    kept = list(access.sheet_versions(code)[:10])
    names = names_of({each.set_by for each in kept})
    given = more.pop("given", None) or {
        "title": content.title,
        "basis": content.basis,
        "text": rules.as_text(content),
        "reason": "",
    }
    context = {
        "code": code,
        "version": version,
        "content": content,
        "works": [work.label for work in rules.works_of(code)],
        "given": given,
        "versions": [(each, names[each.set_by]) for each in kept],
    }
    return pages.show(request, visit, "desk/quality/sheet.html", context | more | about(visit), status=status)


def _version(request: HttpRequest) -> int:
    """The version the page showed; -1, which none has, for anything else."""
    found = whole(request.POST.get("version"), longest=9)
    return -1 if found is None else found
