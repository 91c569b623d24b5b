"""The duty roster: whose rosters one keeps, and a unit's week with its gaps."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import get_default_timezone, localdate, localtime, make_aware
from django.utils.translation import gettext as _

from yihaotong.accounts import actions
from yihaotong.accounts.access import units_under, valid_at
from yihaotong.accounts.models import DutyShift, Person, Post, Unit
from yihaotong.accounts.rules import PHONE_LENGTH, Role, ancestors
from yihaotong.accounts.rules.roster import COLUMNS, MOST_ROWS, Span, gaps
from yihaotong.almanac import access as almanac
from yihaotong.cases import city
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.forms import Input, Kind
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.sheets import Sheet, send, with_answer
from yihaotong.desk.setup.tables import row_faults, rows_of
from yihaotong.journal.refusal import Refused

KEEPERS = (Role.SYSTEM_ADMIN, Role.UNIT_LEADER)
_DAYS = 7
_MONDAY_TO_SUNDAY = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass
class Gap:
    """Nobody is on duty from `since` up to `until`."""

    since: datetime
    until: datetime


@dataclass
class DayOfWeek:
    """One column of the week."""

    day: date
    name: str
    works: bool
    shifts: list[DutyShift] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)


def _units(visit: Visit) -> Any:
    """The living units whose roster this actor keeps."""
    living = Unit.objects.filter(dissolved_on=None).order_by("level", "code").prefetch_related("names")
    if Role.SYSTEM_ADMIN in visit.actor.roles:
        return living
    return living.filter(pk__in=units_under(visit.actor.units_as(Role.UNIT_LEADER)))


@only(*KEEPERS)
def rosters(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The units, each with how far its roster reaches; and the sheet of a whole area."""
    refusal = None
    if request.method == "POST":
        try:
            taken = actions.take_in_roster(rows_of(request, COLUMNS, most=MOST_ROWS), actor=visit.actor, at=visit.at)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("已导入 %(taken)d 班。") % {"taken": taken})
            return redirect("desk:setup:rosters")
    today = localdate(visit.at)
    units = [
        (unit, unit.name_on(today), unit.reaches, unit.reaches is not None and unit.reaches > visit.at)
        for unit in _units(visit).annotate(reaches=Max("shifts__ends_at"))
    ]
    context = {"units": units, "columns": COLUMNS, "form": row_faults(refusal)}
    return show(request, visit, "rosters.html", context, status=422 if refusal else 200)


@only(*KEEPERS)
def roster(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One unit's week: shifts, gaps, and the acts on it."""
    unit = _units(visit).filter(code=code).first()
    if unit is None:
        raise Http404
    first = _monday(request.GET.get("week", ""), visit)
    here = _here(code, first)
    if request.method == "POST" and request.POST.get("do") == "drop" and request.POST.get("confirmed") != "on":
        return _ask(request, visit, unit, first)
    if request.method == "POST" and request.POST.get("do") in {"drop", "copy"}:
        _at_once(request, visit, unit, first)
        return redirect(here)
    sent = send(request, [_put(unit, visit, here)]) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已排班。"))
        return redirect(_here(code, _monday_of(localdate(sent.result.starts_at))))
    sheets = with_answer([_put(unit, visit, here)], sent)
    context = _week(unit, first, visit) | {"sheet": sheets[0], "here": here}
    return show(request, visit, "roster.html", context, status=sent.status if sent else 200)


def _monday(written: str, visit: Visit) -> date:
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    day = day if day and 1950 < day.year < 2199 else localdate(visit.at)
    return _monday_of(day)


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _here(code: str, first: date) -> str:
    """The address of a unit's week."""
    return f"{reverse('desk:setup:roster', args=[code])}?week={first.isoformat()}"


def _ask(request: HttpRequest, visit: Visit, unit: Unit, first: date) -> HttpResponse:
    """Ask once before a shift goes: at night somebody rings whoever stands there."""
    here = _here(unit.code, first)
    number = whole(request.POST.get("shift")) or 0
    shift = DutyShift.objects.select_related("person").filter(unit=unit, pk=number).first()
    if shift is None:
        messages.warning(request, _("这一班已被他人删除"))
        return redirect(here)
    context = _week(unit, first, visit) | {"sheet": _put(unit, visit, here), "here": here, "asked": shift}
    return show(request, visit, "roster.html", context)


def _at_once(request: HttpRequest, visit: Visit, unit: Unit, first: date) -> None:
    """Take a shift off, or copy the week before; says what came of it."""
    try:
        if request.POST["do"] == "drop":
            number = whole(request.POST.get("shift")) or 0
            shift = DutyShift.objects.select_related("unit").filter(unit=unit, pk=number).first()
            if shift is None:
                raise Refused("shift-gone", _("这一班已被他人删除"))
            actions.take_off_duty(shift, actor=visit.actor, at=visit.at)
            messages.success(request, _("已删除这一班。"))
            return
        copied = actions.copy_week(unit, _midnight(first), actor=visit.actor, at=visit.at)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return
    messages.success(request, _("复制了 %(put)d 班。") % {"put": copied.put})
    for shift, why in copied.refused:
        when = f"{localtime(shift.starts_at) + timedelta(days=_DAYS):%m-%d %H:%M}"
        messages.warning(
            request, _("%(when)s %(name)s 没有复制：%(why)s") % {"when": when, "name": shift.person.name, "why": why}
        )


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def _put(unit: Unit, visit: Visit, url: str) -> Sheet:
    posts = Post.objects.filter(valid_at(visit.at), unit=unit, person__is_active=True).values("person")
    able = {each.username: each for each in Person.objects.filter(pk__in=posts).order_by("username")}
    inputs = (
        Input(
            "person",
            _("值班人"),
            Kind.SELECT,
            required=True,
            groups=[("", [(each.username, f"{each.name}（{each.username}）") for each in able.values()])],
        ),
        Input("starts_at", _("开始"), Kind.MOMENT, required=True),
        Input("ends_at", _("结束"), Kind.MOMENT, required=True),
        Input("phone", _("值班电话"), Kind.PHONE, required=True, hint=_("分机写作“转801”"), longest=PHONE_LENGTH),
    )

    def act(given: dict[str, Any], _expect: int | None) -> DutyShift:
        person = able[given.pop("person")]
        return actions.put_on_duty(unit, actor=visit.actor, at=visit.at, person=person, **given)

    return Sheet("put", _("排一班"), _("排班"), inputs, act, url=url)


def _week(unit: Unit, first: date, visit: Visit) -> dict[str, Any]:
    begins, ends = _midnight(first), _midnight(first + timedelta(days=_DAYS))
    shifts = list(
        DutyShift.objects.filter(unit=unit, starts_at__lt=ends, ends_at__gt=begins)
        .select_related("person")
        .order_by("starts_at", "pk")
    )
    calendar = almanac.calendar(region=city.region(), unit=str(unit.pk))
    days = [
        DayOfWeek(day, _MONDAY_TO_SUNDAY[day.weekday()], calendar.works(day))
        for day in (first + timedelta(days=n) for n in range(_DAYS))
    ]
    covered: list[Span] = [(shift.starts_at, shift.ends_at) for shift in shifts]
    covered += [span for day in days if day.works for span in _office(unit, day.day)]
    at = {day.day: day for day in days}
    for shift in shifts:
        at[max(first, localdate(shift.starts_at))].shifts.append(shift)
    for since, until in gaps(covered, begins, ends):
        at[localdate(since)].gaps.append(Gap(since, until))
    return {
        "unit": unit,
        "name": unit.name_on(localdate(visit.at)),
        "days": days,
        "first": first,
        "last": first + timedelta(days=_DAYS - 1),
        "earlier": first - timedelta(days=_DAYS),
        "later": first + timedelta(days=_DAYS),
        "fallback": _fallback(unit),
    }


def _office(unit: Unit, day: date) -> list[Span]:
    """When its office is open on a working day; the lunch break counts as open."""
    spans = city.hours(unit.code).spans(day)
    opens, closes = spans[0][0], spans[-1][1]
    zero = datetime.combine(day, time(), get_default_timezone())
    return [(zero + timedelta(seconds=opens), zero + timedelta(seconds=closes))]


def _fallback(unit: Unit) -> str:
    """The night phone that rings when nobody is on duty: the unit's, else that of a unit above it."""
    above = ancestors(unit.path)[::-1]
    phones = dict(Unit.objects.filter(pk__in=above).values_list("pk", "night_phone"))
    return next((phones[pk] for pk in above if phones.get(pk)), "")
