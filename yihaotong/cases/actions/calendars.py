"""Entering calendar days as somebody who may: the almanac itself knows neither posts nor units."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, check_may
from yihaotong.almanac import access as almanac
from yihaotong.almanac import actions
from yihaotong.almanac.models import Entry
from yihaotong.almanac.rules import NATION, DayRow, HoursRow, written_hours
from yihaotong.cases import city
from yihaotong.journal.refusal import Refused


def enter_days(
    layer: str,
    days: Sequence[DayRow],
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    year: int | None = None,
    expect: int | None = None,
) -> Entry:
    """Enter days of a layer; with `year`, as the State Council's whole notice of that year.

    `expect`: the version of the calendar that was on the screen. Raises Refused: wrong-role, no-such-layer,
    before-the-table, not-nation, entered-meanwhile, and what the almanac refuses.
    """
    check_may("almanac.enter", actor)
    check_layer(layer)
    check_days(days)
    if year is not None and layer != NATION:
        raise Refused("not-nation", _("整年的放假通知只属于全国一层"), "layer")
    if expect is not None and almanac.latest_version() != expect:
        raise Refused("entered-meanwhile", _("刚才有别人录入了日历，请看过再录"))
    rows = [
        {"date": day.date.isoformat(), "kind": day.kind.value, "name": day.name, "basis": day.basis} for day in days
    ]
    if year is not None:
        return actions.announce_year(year, rows, actor=actor.key, at=at, reason=reason)
    return actions.enter_days(layer, rows, actor=actor.key, at=at, reason=reason)


def enter_hours(
    unit_code: str,
    since: date,
    rows: Sequence[HoursRow],
    *,
    actor: Actor,
    at: datetime,
    reason: str,
    expect: int | None = None,
) -> Entry:
    """Enter office hours from a day on, of a unit or ("") of the city; running limits are reckoned again by the worker.

    Raises Refused: wrong-role, no-such-unit, entered-meanwhile, and what the almanac refuses.
    """
    check_may("almanac.enter", actor)
    if unit_code and not Unit.objects.filter(code=unit_code, dissolved_on=None).exists():
        raise Refused("no-such-unit", _("没有这个单位，或已撤销"), "unit")
    if expect is not None and almanac.latest_version() != expect:
        raise Refused("entered-meanwhile", _("刚才有别人录入了日历，请看过再录"))
    before = written_hours(city.hours(unit_code).on(since))
    return actions.enter_hours(unit_code, since, rows, actor=actor.key, at=at, reason=reason, before=before)


def check_days(days: Sequence[DayRow]) -> None:
    """No limit was ever reckoned with a day before the first year of the table: it is a slip of the keys.

    Raises Refused("before-the-table").
    """
    first = min(almanac.calendar().years)
    if early := [day.date for day in days if day.date.year < first]:
        message = _("%(day)s 太早了：日历从 %(first)d 年起，更早的日子没有时限用得着，请核对年份")
        raise Refused("before-the-table", message % {"day": min(early), "first": first}, "days")


def check_layer(layer: str) -> None:
    """Days of a layer that nobody reckons with would be lost unseen. Raises Refused("no-such-layer")."""
    kind, _colon, code = layer.partition(":")
    known = layer in {NATION, f"region:{city.region()}"}
    if not known and not (kind == "unit" and code.isdecimal() and Unit.objects.filter(pk=int(code)).exists()):
        raise Refused("no-such-layer", _("没有这一层日历"), "layer")
