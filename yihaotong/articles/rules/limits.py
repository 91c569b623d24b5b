"""How long a level may take, when things may go out: data with their basis."""

import csv
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from importlib import resources

from yihaotong.articles.rules.codes import LEVELS, Level, Progress
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class LimitKind(Code):
    FIRST = "first", "一审一校期限"
    SECOND = "second", "二审二校期限"
    THIRD = "third", "三审三校期限"
    OPEN = "open", "公开期限"
    WINDOW = "window", "发布时段"
    LINK = "link", "外部链接多久看一次"


@dataclass(frozen=True)
class ArticleLimit:
    """One limit as written ("8wh") with its basis as printed beside a date."""

    limit: str
    basis: str


@cache
def limits() -> dict[LimitKind, ArticleLimit]:
    with (resources.files("yihaotong.articles") / "data" / "limits.csv").open(encoding="utf-8") as file:
        return {LimitKind(row["kind"]): ArticleLimit(row["limit"], _says(row)) for row in csv.DictReader(file)}


def _says(row: dict[str, str]) -> str:
    unverified = "" if row["verified"] == "yes" else "，未核实"
    return f"{row['basis']}（{row['basis_kind']}{unverified}）"


def of_progress(progress: Progress) -> ArticleLimit | None:
    """The limit that runs while an article waits for a level."""
    level = next((level for level, (waits, _role) in LEVELS.items() if waits is progress), None)
    return limits()[LimitKind(level.value)] if isinstance(level, Level) else None


def window() -> tuple[time, time]:
    """From when until when, in the city's own time, something may go out."""
    since, _dash, until = limits()[LimitKind.WINDOW].limit.partition("-")
    return time.fromisoformat(since), time.fromisoformat(until)


def inside_window(local: datetime) -> bool:
    since, until = window()
    return since <= local.time() < until


def check_window(local: datetime, field: str = "") -> None:
    """Raises Refused("outside-window"): somebody should be there to see what went out."""
    if not inside_window(local):
        since, until = window()
        raise Refused("outside-window", f"发布时段是 {since:%H:%M}–{until:%H:%M}，{local:%H:%M} 在时段之外", field)
