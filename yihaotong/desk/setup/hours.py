"""Office hours: what the city and its units keep today, entering others from a day on, and what was entered."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Role
from yihaotong.almanac import access as almanac
from yihaotong.almanac.rules import BASIS_LENGTH, hours_of, read_hours, written_hours
from yihaotong.cases import city
from yihaotong.cases.actions import calendars
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Input, Kind
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.sheets import Sheet, send
from yihaotong.journal.refusal import Refused

_ENTRIES = 30


@only(Role.SYSTEM_ADMIN)
def hours(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The hours in force of the city or of one unit, the form to enter others, and all that was entered."""
    unit = Unit.objects.filter(code=request.GET.get("unit", "")[:20], dissolved_on=None).first()
    sheet = _sheet(visit, unit)
    sent = send(request, [sheet]) if request.method == "POST" else None
    if sent is not None and not sent.status:
        said = _("已录入，日历第 %(version)d 版。后台正在重新推算受影响的时限。")
        messages.success(request, said % {"version": sent.result.version})
        return redirect("desk:setup:hours")
    today = localdate(visit.at)
    context = {
        "sheet": sent.sheet if sent else sheet,
        "unit": unit,
        "unit_name": unit.name_on(today) if unit else "",
        "units": wording.units(visit.actor, today),
        "kept": wording.hours(city.hours(unit.code if unit else "").on(today)),
        "entries": _entries(visit),
    }
    return show(request, visit, "hours.html", context, status=sent.status if sent else 200)


def _sheet(visit: Visit, unit: Unit | None) -> Sheet:
    today = localdate(visit.at)
    inputs = (
        Input(
            "unit",
            _("哪个单位"),
            Kind.SELECT,
            groups=[("", [("", _("全市"))]), *wording.units(visit.actor, today)],
            hint=_("单位录入过的，以单位的为准"),
        ),
        Input("since", _("自哪天起"), Kind.DAY, required=True, hint=_("那天以前的照旧")),
        Input(
            "rows",
            _("作息"),
            Kind.TEXT,
            longest=4_000,
            rows=5,
            hint=_(
                "一行一季：夏季 05-01 08:30-12:00 14:30-18:00；星期几另有规定的加一行：夏季 05-01 周五 08:30-12:00。"
                "单位不填，即自那天起恢复按全市"
            ),
        ),
        Input("reason", _("依据"), required=True, longest=BASIS_LENGTH, hint=_("文号和文件名")),
    )

    def act(given: dict[str, Any], expect: int | None) -> object:
        rows = read_hours(given["rows"], given["reason"])
        return calendars.enter_hours(
            given["unit"],
            given["since"],
            rows,
            actor=visit.actor,
            at=visit.at,
            reason=given["reason"],
            expect=expect,
        )

    kept = city.hours(unit.code if unit else "").on(today)
    values = {
        "unit": unit.code if unit else "",
        "since": today.isoformat(),
        "rows": "\n".join(written_hours(kept)),
    }
    judged = ((("rows",), lambda rows: read_hours(rows, "")),)
    sheet = Sheet("enter", _("录入办公时间"), _("录入"), inputs, act, values=values, judged=judged)
    return replace(sheet, version=almanac.latest_version())


def _entries(visit: Visit) -> list[dict[str, Any]]:
    """What was entered, in words. Three queries."""
    found = list(almanac.entered_hours()[:_ENTRIES])
    today = localdate(visit.at)
    units = Unit.objects.filter(code__in={each.unit for each in found}).prefetch_related("names")
    names = {unit.code: unit.name_on(today) for unit in units}
    who = names_of({each.entry.entered_by for each in found})
    return [
        {
            "name": names.get(each.unit, each.unit) if each.unit else _("全市"),
            "since": each.since,
            "lines": _lines(each.rows),
            "reason": each.entry.reason,
            "at": each.entry.entered_at,
            "who": who.get(each.entry.entered_by, ""),
            "version": each.entry.version,
        }
        for each in found
    ]


def _lines(rows: str) -> list[str]:
    kept = json.loads(rows)
    try:
        return written_hours(hours_of(kept)) if kept else []
    except Refused:
        return [rows]
