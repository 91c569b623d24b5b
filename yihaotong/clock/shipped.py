"""The tables that come with the package, and files laid out like them."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from yihaotong.clock.calendar import Calendar, Entry, Kind, Layer
from yihaotong.clock.errors import ClockError
from yihaotong.clock.hours import Hours, hours_from_rows

_DATA = Path(__file__).parent / "data"
_LAYER_COLUMNS = ("date", "kind", "name", "basis", "verified")
_HOURS_COLUMNS = ("season", "first_day", "weekdays", "opens", "closes", "basis")


@lru_cache(maxsize=1)
def nation() -> Layer:
    return Layer("nation", _entries(_DATA / "national.csv", "nation"))


@lru_cache(maxsize=1)
def national() -> Calendar:
    """The State Council's calendar of all years that are shipped."""
    return Calendar([nation()], {entry.date.year for entry in nation().entries})


@lru_cache(maxsize=32)
def region(code: str) -> Layer:
    """The layer of a region: an area code the package has a table for, or the path of a table. Raises ClockError."""
    path = _DATA / "regions" / f"{code}.csv" if code.isdecimal() else Path(code)
    if not path.is_file():
        raise ClockError("region", f"没有地区“{code}”的放假表：随包的有 {'、'.join(regions())}，也可写 CSV 文件的路径")
    return Layer(f"region:{path.stem}", _entries(path, "region"))


@lru_cache(maxsize=1)
def regions() -> list[str]:
    """The area codes the package has a table for."""
    return sorted(path.stem for path in (_DATA / "regions").glob("*.csv"))


@lru_cache(maxsize=32)
def hours(path: str = "") -> Hours:
    """Office hours from a file; without a path, the default that comes with the package. Raises ClockError."""
    source = Path(path) if path else _DATA / "hours.csv"
    if not source.is_file():
        raise ClockError("hours", f"找不到作息时间文件 {path}")
    return hours_from_rows(list(_rows(source, _HOURS_COLUMNS, "hours")))


def _entries(path: Path, field: str) -> tuple[Entry, ...]:
    entries = []
    for number, row in _rows(path, _LAYER_COLUMNS, field):
        try:
            day, kind = date.fromisoformat(row["date"]), Kind(row["kind"])
        except ValueError as bad:
            raise ClockError(field, f"{path.name} 第 {number} 行：{bad}") from bad
        entries.append(Entry(day, kind, row["name"], row["basis"], row["verified"] == "yes"))
    return tuple(entries)


def _rows(path: Path, columns: Sequence[str], field: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line number in the file. Lines that begin with # are comments."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as unreadable:
        raise ClockError(field, f"{path} 读不出来：{unreadable}") from unreadable
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    parsed = list(csv.reader(line for _, line in numbered))
    if not parsed or tuple(parsed[0]) != tuple(columns):
        raise ClockError(field, f"{path.name}：第一行应为 {','.join(columns)}")
    for (number, _), cells in zip(numbered[1:], parsed[1:], strict=True):
        if len(cells) != len(columns):
            raise ClockError(field, f"{path.name} 第 {number} 行：应有 {len(columns)} 列，实有 {len(cells)} 列")
        yield number, dict(zip(columns, (cell.strip() for cell in cells), strict=True))
