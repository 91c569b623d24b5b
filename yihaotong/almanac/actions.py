"""Entering calendar days. Upper areas hear of it through the journal ("almanac.enter") and reckon again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from yihaotong.almanac import access, rules
from yihaotong.almanac.models import EnteredDay, EnteredHours, Entry
from yihaotong.almanac.rules import NATION, DayRow, HoursRow
from yihaotong.clock.moments import LAST_DAY
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import canonical
from yihaotong.journal.statements import LookUp


def enter_days(layer: str, rows: Sequence[Mapping[str, str]], *, actor: str, at: datetime, reason: str) -> Entry:
    """Enter days of "nation", "region:64" or "unit:3", or correct what was entered: the latest row of a day holds.

    Rows are {date, kind, name, basis}; `working` and `off` also take a day back to what it was.
    Raises Refused: bad-layer, bad-rows (names each row), reason-needed, entered-meanwhile.
    """
    rules.check_layer(layer)
    days = rules.read_rows(rows)
    dates = [day.date for day in days]
    return _enter(layer, days, (min(dates), max(dates)), actor=actor, at=at, reason=reason)


def announce_year(year: int, rows: Sequence[Mapping[str, str]], *, actor: str, at: datetime, reason: str) -> Entry:
    """Enter the State Council's notice for a year: from now on the year is known and no longer provisional.

    Raises Refused: as `enter_days`, and bad-year, year-incomplete.
    """
    days = rules.read_rows(rows)
    rules.check_year(year, days)
    return _enter(NATION, days, rules.span_of_year(year), actor=actor, at=at, reason=reason, year=year)


def enter_hours(
    unit: str,
    since: date,
    rows: Sequence[HoursRow],
    *,
    actor: str,
    at: datetime,
    reason: str,
    before: Sequence[str] = (),
) -> Entry:
    """Enter office hours of a unit (its code, "" for the city) from a day on; no rows: the city's again.

    `before` are the hours in force on that day until now, as `rules.written_hours` tells them, for the journal.
    Raises Refused: bad-rows, bad-day, hours-needed, reason-needed, entered-meanwhile.
    """
    rules.check_reason(reason)
    rules.check_since(since, unit, rows)
    after = rules.written_hours(rules.hours_of(rows)) if rows else []
    previous = Entry.objects.order_by("-version").first()
    entry = Entry(
        version=previous.version + 1 if previous else 1,
        layer=rules.HOURS,
        reason=reason,
        digest=rules.hours_digest(previous.digest if previous else "", unit, since, rows),
        entered_at=at,
        entered_by=actor,
    )
    try:
        _write_hours(
            entry, EnteredHours(entry=entry, unit=unit, since=since, rows=canonical(list(rows))), before, after
        )
    except IntegrityError as taken:
        raise Refused("entered-meanwhile", "刚才有别人也在录入日历，请核对后重新提交") from taken
    access.remember(entry.version, entry.digest)
    LookUp.forget()
    return entry


@transaction.atomic
def _write_hours(entry: Entry, kept: EnteredHours, before: Sequence[str], after: Sequence[str]) -> None:
    entry.save(force_insert=True)
    kept.entry = entry
    kept.save(force_insert=True)
    told = {"layer": entry.layer, "from": kept.since.isoformat(), "to": LAST_DAY.isoformat(), "version": entry.version}
    journal.record(
        "almanac.enter",
        subject=f"almanac:{entry.version}",
        actor=entry.entered_by,
        at=entry.entered_at,
        reason=entry.reason,
        before={"hours": list(before)},
        after=told | {"hours": list(after)} | ({"unit_code": kept.unit} if kept.unit else {}),
    )


def _enter(
    layer: str,
    days: Sequence[DayRow],
    span: tuple[date, date],
    *,
    actor: str,
    at: datetime,
    reason: str,
    year: int | None = None,
) -> Entry:
    rules.check_reason(reason)
    previous = Entry.objects.order_by("-version").first()
    entry = Entry(
        version=previous.version + 1 if previous else 1,
        layer=layer,
        year_known=year,
        reason=reason,
        digest=rules.digest(previous.digest if previous else "", layer, year, days),
        entered_at=at,
        entered_by=actor,
    )
    try:
        _write(entry, days, span)
    except IntegrityError as taken:
        raise Refused("entered-meanwhile", "刚才有别人也在录入日历，请核对后重新提交") from taken
    access.remember(entry.version, entry.digest)
    LookUp.forget()
    return entry


@transaction.atomic
def _write(entry: Entry, days: Sequence[DayRow], span: tuple[date, date]) -> None:
    entry.save(force_insert=True)
    EnteredDay.objects.bulk_create(
        EnteredDay(entry=entry, date=day.date, kind=day.kind.value, name=day.name, basis=day.basis) for day in days
    )
    first, last = (each.isoformat() for each in span)
    after = {"layer": entry.layer, "from": first, "to": last, "version": entry.version}
    journal.record(
        "almanac.enter",
        subject=f"almanac:{entry.version}",
        actor=entry.entered_by,
        at=entry.entered_at,
        reason=entry.reason,
        after=after | ({"year": entry.year_known} if entry.year_known else {}),
    )
