"""The duty roster (值班表): whom to call for a unit at an instant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from yihaotong.journal.refusal import Refused

#: From one instant up to, not including, another.
Span = tuple[datetime, datetime]
#: The columns of a roster as offices keep it in a sheet.
COLUMNS = ("单位代码", "登录名", "开始", "结束", "值班电话")
MOST_ROWS = 500
_LONGEST_SHIFT = timedelta(days=2)


class ReachedBy(StrEnum):
    """Why this telephone number: a shift on the roster, or the unit's night phone because the roster is empty."""

    SHIFT = "shift"
    NIGHT_PHONE = "night_phone"


@dataclass(frozen=True)
class Duty:
    """What one unit offers at one instant: the shift running then, and the night phone."""

    unit_id: int
    shift_phone: str = ""
    person_id: int | None = None
    night_phone: str = ""


@dataclass(frozen=True)
class OnDuty:
    """Whom to call for a unit at an instant. `unit_id` may be an ancestor of the unit asked about."""

    phone: str
    reached_by: ReachedBy
    unit_id: int
    person_id: int | None = None


def reach(duties: Iterable[Duty]) -> OnDuty | None:
    """The first that answers, going from the unit itself up to the centre; at each unit the shift before the night
    phone. None when nobody up to the root has either.
    """
    for duty in duties:
        if duty.shift_phone:
            return OnDuty(duty.shift_phone, ReachedBy.SHIFT, duty.unit_id, duty.person_id)
        if duty.night_phone:
            return OnDuty(duty.night_phone, ReachedBy.NIGHT_PHONE, duty.unit_id)
    return None


def gaps(covered: Iterable[Span], first: datetime, last: datetime) -> list[Span]:
    """The spans between `first` and `last` that nothing covers, in order."""
    found = []
    reached = first
    for begins, ends in sorted(covered):
        if ends <= reached:
            continue
        if begins >= last:
            break
        if begins > reached:
            found.append((reached, begins))
        reached = ends
    return [*found, (reached, last)] if reached < last else found


@dataclass(frozen=True)
class RosterRow:
    """One shift as a sheet has it; `number` is its row there."""

    number: int
    unit: str
    username: str
    starts_at: datetime
    ends_at: datetime
    phone: str


def read_rows(raw: Sequence[tuple[int, Mapping[str, str]]], zone: tzinfo) -> list[RosterRow]:
    """Numbered rows of `COLUMNS`; moments as 2026-01-05 18:00, local time.

    Raises Refused("bad-rows"); the fact `rows` says what is wrong with each, by its number.
    """
    if not 0 < len(raw) <= MOST_ROWS:
        raise Refused("bad-rows", f"一次导入 1 到 {MOST_ROWS} 行", "file", rows={})
    if missing := [name for name in COLUMNS if name not in raw[0][1]]:
        raise Refused("bad-rows", f"缺少这些列：{'、'.join(missing)}", "file", rows={})
    rows = {number: _row(number, cells, zone) for number, cells in raw}
    if wrong := {number: row for number, row in rows.items() if isinstance(row, str)}:
        raise bad_rows(wrong)
    return [row for row in rows.values() if isinstance(row, RosterRow)]


def bad_rows(wrong: Mapping[int, str]) -> Refused:
    """One refusal that names every bad row."""
    message = "；".join(f"第 {number} 行：{what}" for number, what in wrong.items())
    return Refused("bad-rows", message, "file", rows=dict(wrong))


def _row(number: int, cells: Mapping[str, str], zone: tzinfo) -> RosterRow | str:
    unit, username, starts, ends, phone = ((cells.get(name) or "").strip() for name in COLUMNS)
    if not (unit and username and phone):
        return "单位代码、登录名、值班电话都要填"
    starts_at, ends_at = _moment(starts, zone), _moment(ends, zone)
    if starts_at is None or ends_at is None:
        unread = (written for written, read in ((starts, starts_at), (ends, ends_at)) if read is None)
        return f"时间{'、'.join(f'“{written}”' for written in unread)}应写作 2026-01-05 18:00"
    if not starts_at < ends_at <= starts_at + _LONGEST_SHIFT:
        return "结束须晚于开始，一班最长两天"
    return RosterRow(number, unit, username, starts_at, ends_at, phone)


def _moment(written: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromisoformat(written.replace("/", "-").replace("T", " ")).replace(tzinfo=zone)
    except ValueError:
        return None
