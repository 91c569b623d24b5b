"""When: the many ways in which exports write a moment."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from yihaotong.clock import CHINA

FIRST_YEAR = 1990
_FUTURE = timedelta(days=1)
#: Serial numbers of Excel for 1990-01-01 and 2100-01-01; day 0 is 1899-12-30.
_EXCEL_FIRST, _EXCEL_LAST = 32_874, 73_051
#: No moment is written with so many digits.
_LARGEST = 10**20
_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 — the wall clock of a sheet
_MILLISECONDS = re.compile(r"\d{13}")
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ t]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?(?:\.\d+)?")
_WRITTEN = re.compile(
    r"(?P<year>\d{4,})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*[日号]?"
    r"(?:[\s,t]*(?:星期|周|礼拜)[一二三四五六日天])?"
    r"(?:[\s,t]*(?P<half>上午|下午|凌晨|早上|早晨|中午|傍晚|晚上|夜间|am|pm)?\s*"
    r"(?P<hour>\d{1,2})\s*[:时点]\s*(?:(?P<minute>\d{1,2})\s*(?:[:分]\s*(?:(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?\s*秒?)?)?)?"
    r"\s*(?P<half2>am|pm)?\s*(?P<zone>z|[+-]\d{2}:?\d{2})?)?"
)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
_AFTERNOON = {"下午", "傍晚", "晚上", "夜间", "pm"}


def moment_of(value: object, now: datetime) -> tuple[datetime, bool]:
    """The moment in the city's zone, and whether only its day is known (it is midnight then).

    Takes texts, dates, serial numbers of Excel, milliseconds since 1970. Raises ValueError saying in Chinese what is
    wrong; years before 1990 and moments after tomorrow are wrong.
    """
    moment, day_only = _moment(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=CHINA)
    try:
        moment = moment.astimezone(CHINA)
    except OverflowError:
        raise ValueError("年份不对") from None
    if moment.year < FIRST_YEAR or moment > now + _FUTURE:
        raise ValueError(f"须在 {FIRST_YEAR} 年至今之间")
    return moment, day_only


def _moment(value: object) -> tuple[datetime, bool]:
    if isinstance(value, datetime):
        return value, False
    if isinstance(value, date):
        return datetime.combine(value, time()), True
    if isinstance(value, bool):
        raise ValueError("认不出这个时间")
    if isinstance(value, int | float):
        return _number(value)
    if not isinstance(value, str):
        raise ValueError("认不出这个时间")
    return _text(unicodedata.normalize("NFKC", value[:100]).strip().lower())


def _number(value: float) -> tuple[datetime, bool]:
    if not abs(value) < _LARGEST:
        return _unknown()
    if _EXCEL_FIRST <= value < _EXCEL_LAST:
        moment = _EXCEL_DAY_ZERO + timedelta(seconds=round(value * 86_400))
        return moment, value == int(value)
    if value == int(value):
        return _text(str(int(value)))
    raise ValueError("认不出这个时间")


def _text(text: str) -> tuple[datetime, bool]:
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) // 1000, UTC), False
    if _SERIAL.fullmatch(text):
        return _number(float(text)) if _EXCEL_FIRST <= float(text) < _EXCEL_LAST else _unknown()
    if found := _DIGITS.fullmatch(text):
        year, month, day, *clock = [int(part) if part else 0 for part in found.groups()]
        return _made(year, month, day, clock), not found.group(4)
    if found := _MONTH_FIRST.fullmatch(text):
        text = _year_first(found)
    if found := _WRITTEN.fullmatch(text):
        return _from_parts(found)
    return _unknown()


def _unknown() -> tuple[datetime, bool]:
    raise ValueError("认不出这个时间")


def _year_first(found: re.Match[str]) -> str:
    """04/25/2019 or 25/04/2019, where only one of them can be meant; 04/05/2019 is nobody's to guess."""
    first, second, year, rest = int(found[1]), int(found[2]), found[3], found[4]
    if first <= 12 < second or first == second:
        return f"{year}/{first}/{second}{rest}"
    if second <= 12 < first:
        return f"{year}/{second}/{first}{rest}"
    raise ValueError("日和月分不清，请改为 2019-04-25 这样的写法")


def _from_parts(found: re.Match[str]) -> tuple[datetime, bool]:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    if found["hour"] is None:
        return _made(year, month, day, (0, 0, 0)), True
    hour = _hour(int(found["hour"]), found["half"] or found["half2"] or "")
    moment = _made(year, month, day, (hour, int(found["minute"] or 0), int(found["second"] or 0)))
    moment = moment.replace(microsecond=int(f"{found['part'] or '0':0<6}"[:6]))
    zone = found["zone"]
    if not zone:
        return moment, False
    return datetime.fromisoformat(moment.isoformat() + ("+00:00" if zone == "z" else zone)), False


def _hour(hour: int, half: str) -> int:
    if half in _AFTERNOON and hour < 12:
        return hour + 12
    if half in {"am", "上午", "凌晨"} and hour == 12:
        return 0
    return hour + 12 if half == "中午" and hour < 3 else hour


def _made(year: int, month: int, day: int, clock: Sequence[int]) -> datetime:
    hour, minute, second = clock
    if not FIRST_YEAR <= year <= 9999:
        raise ValueError(f"年份不对（{year}）")
    extra = timedelta()
    if hour == 24 and not minute and not second:
        hour, extra = 0, timedelta(days=1)
    try:
        return datetime(year, month, day, hour, minute, second) + extra  # noqa: DTZ001 — the zone comes after
    except (ValueError, OverflowError):
        raise ValueError("没有这个日期或时刻") from None
