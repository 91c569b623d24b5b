"""Local dates in the place of statutory ones: a supervising office wants the report by the 26th, not the 31st.

条例 art. 49 gives the last day; who leads the work may ask for an earlier one, nobody may give a later one without
saying why (handbook B6: Huaihua 26 and 28 January). The dates of the law are data: deadlines.toml.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused

OVERRIDE = (
    Field("code", "事项", required=True, longest=40),
    Field("year", "报告年度", Kind.NUMBER, required=True, hint="报告哪一年的工作，如 2026"),
    Field("day", "本地期限", Kind.DATE, required=True, hint="到当日 24:00 为止"),
    Field("basis", "依据", required=True, longest=200, hint="哪个机关、哪份文件定的"),
    Field("reason", "晚于法定期限的理由", longest=200, hint="只有本地期限比法定的晚时才填"),
)
_FILE = Path(__file__).resolve().parent / "deadlines.toml"


@dataclass(frozen=True)
class Statutory:
    """One limit of the law that falls on a day of the year."""

    code: str
    label: str
    month: int
    day: int
    years_after: int
    basis: str
    verified: bool

    def on(self, year: int) -> date:
        """The day for the report of a year."""
        return date(year + self.years_after, self.month, self.day)


@cache
def statutory() -> Mapping[str, Statutory]:
    return {code: Statutory(code, **row) for code, row in tomllib.loads(_FILE.read_text()).items()}


@dataclass(frozen=True)
class Override:
    """The local date of one limit for one year, with the day that the law gives."""

    code: str
    year: int
    day: date
    basis: str
    reason: str
    statutory: date
    directive: int | None = None

    @property
    def stricter(self) -> bool:
        return self.day < self.statutory


def check(code: str, year: int, day: date, reason: str) -> Statutory:
    """Raises Refused: unknown-deadline, out-of-range, looser-needs-reason, same-as-statutory."""
    limit = statutory().get(code)
    if limit is None:
        raise Refused("unknown-deadline", "请选择一个法定期限", "code")
    if not 2008 <= year <= 2198:  # the first 条例 came into force on 2008-05-01
        raise Refused("out-of-range", "报告年度不对", "year")
    by_law = limit.on(year)
    if abs((day - by_law).days) > 366:
        raise Refused("out-of-range", f"法定期限是 {by_law.isoformat()}，相差一年以上，请核对年度", "day")
    if day == by_law:
        raise Refused("same-as-statutory", f"与法定期限 {by_law.isoformat()} 相同，不必另定", "day")
    if day > by_law and not reason:
        words = f"法定期限是 {by_law.isoformat()}（{limit.basis}），本地期限只能更早；确有理由的请写明"
        raise Refused("looser-needs-reason", words, "reason")
    return limit
