"""Long lists, twenty rows at a time, by key: page 1,000 costs what page 1 costs, and no row slips between two pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

from yihaotong.cases.models import Case

PER_PAGE = 20


@dataclass(frozen=True)
class Page:
    """The rows of one page; `before` and `after` are query strings, "" where there is no such page."""

    rows: list[Case]
    before: str
    after: str


@dataclass(frozen=True)
class Sorting:
    """A total order of cases: by an instant that every case in the list has, then by the primary key."""

    column: str
    falling: bool

    def key(self, case: Case) -> str:
        return f"{getattr(case, self.column).isoformat()}_{case.pk}"

    def past(self, key: str, *, backwards: bool) -> Q:
        """The rows after (or before) a key. Raises ValueError for a key nobody gave out."""
        written, _, pk = key.rpartition("_")
        sign = "lt" if self.falling != backwards else "gt"
        moment = datetime.fromisoformat(written)
        return Q(**{f"{self.column}__{sign}": moment}) | Q(**{self.column: moment, f"pk__{sign}": int(pk)})

    def sort(self, cases: QuerySet[Case], *, backwards: bool) -> QuerySet[Case]:
        minus = "-" if self.falling != backwards else ""
        return cases.order_by(f"{minus}{self.column}", f"{minus}pk")


DUE_FIRST = Sorting("due_at", falling=False)
NEWEST_FIRST = Sorting("filed_at", falling=True)


def page_of(cases: QuerySet[Case], sorting: Sorting, asked: QueryDict) -> Page:
    """The page that `asked` names ("after" or "before" with a key); the first one for anything it does not know."""
    backwards = "before" in asked
    key = asked.get("before") or asked.get("after") or ""
    try:
        wanted = cases.filter(sorting.past(key, backwards=backwards)) if key else cases
    except (ValueError, OverflowError):
        wanted, key, backwards = cases, "", False
    rows = list(sorting.sort(wanted, backwards=backwards)[: PER_PAGE + 1])
    more = len(rows) > PER_PAGE
    rows = rows[:PER_PAGE]
    if backwards:
        rows.reverse()
    return Page(
        rows,
        before=_link(asked, before=sorting.key(rows[0])) if rows and (more if backwards else bool(key)) else "",
        after=_link(asked, after=sorting.key(rows[-1])) if rows and (more or backwards) else "",
    )


def _link(asked: QueryDict, **place: Any) -> str:
    kept = {name: value for name, value in asked.items() if name not in ("before", "after")}
    return urlencode({**kept, **place})
