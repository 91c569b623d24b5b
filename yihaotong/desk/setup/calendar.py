"""The calendar: a year by layers, and entering a notice after a look at what it would move."""

from calendar import Calendar as Weeks
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Role
from yihaotong.almanac import access as almanac
from yihaotong.almanac.models import KIND_LABELS
from yihaotong.almanac.rules import BASIS_LENGTH, NATION, DayRow, check_year, read_notice
from yihaotong.cases import calendars, city
from yihaotong.cases.actions import calendars as entering
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import Calendar, Day
from yihaotong.clock import Kind as DayKind
from yihaotong.clock.moments import FIRST_DAY, LAST_DAY
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Groups, Input, Kind, Unread, read, refused, typed, unread
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.sheets import Sheet, expected
from yihaotong.journal.refusal import Refused

READERS = (Role.SYSTEM_ADMIN,)
_ENTRIES = 15
_EXAMPLES = 8
#: Letters in the cell of a day: two lines of three.
_WORD = 6
#: From this month on the notice of the next year is usually out.
_NOTICE_COMES = 11
#: 宁夏 has them off besides the nation; the notice of the region names the days.
_FESTIVALS = ("开斋节", "古尔邦节")


@dataclass(frozen=True)
class Cell:
    """One day of a month: `look` is its colour, `word` what stands in it for those who do not see colours."""

    day: date
    within: bool
    look: str = ""
    word: str = ""
    title: str = ""


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Cell]]


@only(*READERS)
def calendar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A year of the calendar of the city or of one unit, what is missing, what was entered."""
    year = _year(request.GET.get("year", ""), visit)
    unit = Unit.objects.filter(code=request.GET.get("unit", "")[:20]).first()
    present = almanac.calendar(region=city.region(), unit=str(unit.pk) if unit else "")
    today = localdate(visit.at)
    entries = list(almanac.entries()[:_ENTRIES])
    who = names_of({entry.entered_by for entry in entries})
    layers = _layer_names(visit, [entry.layer for entry in entries])
    context = {
        "year": year,
        "unit": unit,
        "units": wording.units(visit.actor, today),
        "months": [_month(present, year, month, today) for month in range(1, 13)],
        "known": year in present.years,
        "missing": _missing(present, today),
        "entries": [(entry, layers[entry.layer], who[entry.entered_by]) for entry in entries],
        "version": almanac.latest_version(),
        "festivals": _FESTIVALS,
        "earlier": year - 1,
        "later": year + 1,
    }
    return show(request, visit, "calendar.html", context)


def _year(written: str, visit: Visit) -> int:
    year = whole(written, longest=4)
    return year if year is not None and FIRST_DAY.year < year < LAST_DAY.year else localdate(visit.at).year


def _missing(present: Calendar, today: date) -> int | None:
    """The year whose notice should be there by now and is not."""
    wanted = [today.year, *([today.year + 1] if today.month >= _NOTICE_COMES else [])]
    return next((year for year in wanted if year not in present.years), None)


def _month(present: Calendar, year: int, month: int, today: date) -> Month:
    weeks = [
        [_cell(present.day(day), today) if day.month == month else Cell(day, within=False) for day in week]
        for week in Weeks().monthdatescalendar(year, month)
    ]
    return Month(_("%(month)d月") % {"month": month}, weeks)


def _cell(day: Day, today: date) -> Cell:
    own = day.layer.startswith(("region", "unit"))
    word = _("休") if not day.works else _("班") if day.kind else ""
    look = (
        "own"
        if own
        else "holiday"
        if day.kind is DayKind.HOLIDAY
        else "makeup"
        if day.kind and day.works
        else ""
        if day.works
        else "rest"
    )
    told = [str(KIND_LABELS[day.kind]) if day.kind else _("工作日") if day.works else _("休息日"), day.name, day.basis]
    told += [_("暂定，通知未录入")] if not day.known else []
    return Cell(
        day.date,
        within=True,
        look=look + (" today" if day.date == today else ""),
        word=day.name[:_WORD] or word,
        title="，".join(filter(None, told)),
    )


def _layer_names(visit: Visit, layers: list[str]) -> dict[str, str]:
    ids = {int(code) for kind, _colon, code in (layer.partition(":") for layer in layers) if kind == "unit"}
    names = unit_names(ids, localdate(visit.at))
    told = {}
    for layer in layers:
        kind, _colon, code = layer.partition(":")
        told[layer] = {"nation": _("全国"), "region": _("地区"), "hours": _("办公时间")}.get(kind) or names.get(
            int(code), layer
        )
    return told


def _inputs(visit: Visit) -> tuple[Input, ...]:
    region = f"region:{city.region()}"
    ids = dict(Unit.objects.filter(dissolved_on=None).values_list("code", "pk"))
    units = [
        (heading, [(f"unit:{ids[code]}", word) for code, word in options if code in ids])
        for heading, options in wording.units(visit.actor, localdate(visit.at))
    ]
    layers: Groups = [("", [(NATION, _("全国")), (region, _("地区（自治区）"))]), *units]
    return (
        Input("layer", _("层次"), Kind.SELECT, required=True, groups=layers, hint=_("单位的日历只影响这个单位的时限")),
        Input(
            "days",
            _("放假和上班的日子"),
            Kind.TEXT,
            required=True,
            longest=10_000,
            rows=8,
            hint=_("一行一段：2027-01-01 至 2027-01-03 放假 元旦；2027-01-09 调休上班 元旦。也可写上班、休息"),
        ),
        Input("year", _("整年通知"), hint=_("国务院办公厅某一年的放假通知全文录入时填年份，该年不再“暂定”"), longest=4),
        Input("reason", _("依据"), required=True, hint=_("如：国办发明电〔2026〕5号"), longest=BASIS_LENGTH),
    )


@only(*READERS)
def enter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A notice: typed, looked at, entered. Only the last step writes."""
    inputs = _inputs(visit)
    if request.method != "POST":
        sheet = _sheet(inputs, visit, Form(_preset(request, visit)))
        return _asked(request, visit, sheet)
    values = typed(inputs, request.POST)
    try:
        given = read(inputs, values)
        layer, days, year = _notice(given)
        if request.POST.get("do") == "enter":
            entry = entering.enter_days(
                layer,
                days,
                actor=visit.actor,
                at=visit.at,
                reason=given["reason"],
                year=year,
                expect=expected(request.POST),
            )
            messages.success(
                request,
                _("已录入 %(days)d 天，日历第 %(version)d 版。后台正在重新推算受影响的时限。")
                % {"days": len(days), "version": entry.version},
            )
            return redirect("desk:setup:calendar")
        entering.check_layer(layer)
        entering.check_days(days)
        looked = calendars.outlook(layer, days, year=year)
    except Unread as wrong:
        return _asked(request, visit, _sheet(inputs, visit, unread(values, wrong)), status=422)
    except Refused as refusal:
        status = 409 if refusal.code == "entered-meanwhile" else 422
        return _asked(request, visit, _sheet(inputs, visit, _form(values, refusal)), status=status)
    return _asked(request, visit, _sheet(inputs, visit, Form(values)), looked=_told(looked, days, layer, visit))


def _preset(request: HttpRequest, visit: Visit) -> dict[str, str]:
    """The form as the helper for the region's festivals fills it; else empty."""
    name = request.GET.get("festival", "")
    if name not in _FESTIVALS:
        return {"layer": NATION, "days": ""}
    year = localdate(visit.at).year
    return {"layer": f"region:{city.region()}", "days": f"{year}-__-__ 至 {year}-__-__ 放假 {name}"}


def _notice(given: Mapping[str, Any]) -> tuple[str, list[DayRow], int | None]:
    days = read_notice(given["days"], given["reason"])
    year = whole(given["year"], longest=4)
    if given["year"] and year is None:
        raise Refused("bad-year", _("“整年通知”须是年份，如 2027"), "year")
    if year is not None:
        check_year(year, days)
    return given["layer"], days, year


def _form(values: Mapping[str, str], refusal: Refused) -> Form:
    field = "days" if refusal.field == "rows" else refusal.field
    return refused(values, Refused(refusal.code, refusal.message, field))


def _sheet(inputs: tuple[Input, ...], _visit: Visit, form: Form) -> Sheet:
    return Sheet(
        "look",
        _("录入放假和上班安排"),
        _("先看会影响什么"),
        inputs,
        lambda _given, _expect: None,
        version=almanac.latest_version(),
        url=reverse("desk:setup:calendar_enter"),
        form=form,
    )


def _told(looked: calendars.Outlook, days: list[DayRow], layer: str, visit: Visit) -> dict[str, Any]:
    names = unit_names([shift.unit for shift in looked.shifts if shift.unit], localdate(visit.at))
    centre = _("指挥中心")
    return {
        "outlook": looked,
        "layer_name": _layer_names(visit, [layer])[layer],
        "past": sum(day.date < localdate(visit.at) for day in days),
        "days": [(day, KIND_LABELS[day.kind]) for day in days],
        "shifts": [(shift, names.get(shift.unit or 0, centre)) for shift in looked.shifts[:_EXAMPLES]],
    }


def _asked(
    request: HttpRequest, visit: Visit, sheet: Sheet, *, status: int = 200, looked: dict[str, Any] | None = None
) -> HttpResponse:
    return show(request, visit, "calendar_enter.html", {"sheet": sheet, "looked": looked}, status=status)
