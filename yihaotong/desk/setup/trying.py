"""试算: a month under another profile. Asked for here, worked off by the worker, shown as it grows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.cases import actions, profiles, try_ons
from yihaotong.cases.models import TryOn, TryOnRow
from yihaotong.cases.rules.choosing import MAY_READ
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import Limit
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.profiles import find, last_month
from yihaotong.desk.tables import csv_pieces
from yihaotong.journal.refusal import Refused

_PER_PAGE = 20


@only(*MAY_READ)
def ask(request: HttpRequest, visit: Visit, profile: str) -> HttpResponse:
    """Which month to try, and what that means; sent, the worker begins."""
    found = find(profile)
    if request.method != "POST":
        return _ask(request, visit, found)
    try:
        run = actions.ask_try_on(profile, actor=visit.actor, at=visit.at, month=_month(request.POST.get("month", "")))
    except Refused as refusal:
        return _ask(request, visit, found, refusal, status=422)
    return redirect("desk:setup:try_on", run.pk)


def _ask(
    request: HttpRequest, visit: Visit, found: object, refusal: Refused | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "profile": found,
        "in_force": profiles.in_force(visit.at),
        "month": request.POST.get("month", last_month(visit.at)),
        "refusal": refusal,
    }
    return show(request, visit, "try_on_ask.html", context, status=status)


def _month(typed: str) -> date:
    """Raises Refused("no-such-month")."""
    try:
        return date.fromisoformat(f"{typed.strip()}-01")
    except ValueError:
        raise Refused("no-such-month", _("月份写作 2026-10"), "month") from None


def _run(number: int) -> TryOn:
    found = TryOn.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Shown:
    """A changed clock; with its derivation under both profiles where that was asked for."""

    row: TryOnRow
    kind: str
    unit: str
    steps_now: Any
    steps_then: Any
    until: Any

    @property
    def limit_now(self) -> str:
        return _words(self.row.limit_now)

    @property
    def limit_then(self) -> str:
        return _words(self.row.limit_then)


def _words(limit: str) -> str:
    return Limit.parse(limit).chinese if limit else _("不限")


@only(*MAY_READ)
def run(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One run: how far it is, then its figures and the clocks that are judged otherwise."""
    found = _run(number)
    context = _figures(visit, found)
    if request.headers.get("HX-Request") == "true":
        answer = render(request, "desk/setup/try_on_progress.html", context)
        if found.ended_at is not None:
            answer["HX-Refresh"] = "true"
        return answer
    if found.ended_at is not None:
        context |= _changed(request, visit, found)
    return show(request, visit, "try_on.html", context)


def _figures(visit: Visit, found: TryOn) -> dict[str, Any]:
    by_unit = try_ons.by_unit(found)
    units = unit_names({each.unit for each in by_unit if each.unit}, localtime(visit.at).date())
    titles = {each.title.code: each.title.name for each in profiles.listed()}
    against = profiles.chosen(found.against_id).profile.title
    return {
        "run": found,
        "title": titles.get(found.profile, found.profile),
        "against": titles.get(against.code, against.name),
        "asked_by": names_of([found.asked_by]).get(found.asked_by, ""),
        "share": min(99, 100 * found.done // found.total) if found.total else None,
        "by_clock": try_ons.by_clock(found),
        "by_type": try_ons.by_type(found),
        "by_unit": [(each, units.get(each.unit or 0, "")) for each in by_unit],
    }


def _changed(request: HttpRequest, visit: Visit, found: TryOn) -> dict[str, Any]:
    kinds = {each.value: each.label for each in ClockKind}
    kind = request.GET.get("clock", "")
    kind = kind if kind in kinds else ""
    after, why = whole(request.GET.get("after")) or 0, whole(request.GET.get("why")) or 0
    rows = try_ons.page(found, visit.actor, kind=kind, after=after, most=_PER_PAGE)
    page, moved = rows[:_PER_PAGE], try_ons.kinds(found)
    units = unit_names({row.clock.unit_id for row in page if row.clock.unit_id}, localtime(visit.at).date())
    return {
        "rows": [
            Shown(
                row,
                kinds[row.kind],
                units.get(row.clock.unit_id or 0, ""),
                try_ons.steps(row.clock, row.limit_now) if row.pk == why else (),
                try_ons.steps(row.clock, row.limit_then) if row.pk == why else (),
                try_ons.judged_until(row, found),
            )
            for row in page
        ],
        "cases": [row.case for row in page],
        "clock": kind,
        "kinds": [(code, word) for code, word in kinds.items() if code in moved],
        "here": after,
        "after": page[-1].pk if len(rows) > _PER_PAGE else None,
        "sees_cases": pages.sees_cases(visit),
    }


@only(*MAY_READ)
def table(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """Every clock that is judged otherwise, as CSV; the journal knows who took it."""
    found = _run(number)
    if found.ended_at is None or not pages.sees_cases(visit):
        raise Http404
    actions.take_try_on(found, actor=visit.actor, at=visit.at)
    head = [
        [_("试算"), found.profile, f"{found.month:%Y-%m}", _("导出人"), visit.actor.name],
        [
            _("工单编号"),
            _("时限"),
            _("起算"),
            _("完成（空为未完成）"),
            _("现行限"),
            _("现行到期"),
            _("现行判定"),
            _("试算限"),
            _("试算到期"),
            _("试算判定"),
        ],
    ]
    return StreamingHttpResponse(
        csv_pieces(head, _lines(found, visit), "utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="try-on-{found.pk}.csv"'},
    )


def _lines(found: TryOn, visit: Visit) -> Iterator[list[str]]:
    late = (_("按时"), _("超期"))
    for piece in try_ons.every(found, visit.actor):
        for row in piece:
            yield [
                row.case.order_no,
                ClockKind(row.kind).label,
                _written(row.clock.started_at),
                _written(row.clock.met_at),
                row.limit_now,
                _written(row.due_now),
                late[row.late_now],
                row.limit_then,
                _written(row.due_then),
                late[not row.late_now],
            ]


def _written(moment: Any) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""
