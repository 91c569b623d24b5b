"""Long lists, twenty rows at a time, by key: page 1,000 costs what page 1 costs, and no row slips between two pages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Actor
from yihaotong.cases.lists import searching
from yihaotong.cases.models import Case
from yihaotong.desk.asking import PLACES, Asked
from yihaotong.journal.refusal import Refused

PER_PAGE = 20
#: Beyond this nobody counts: "1000+".
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Page:
    """The rows of one page; `before` and `after` are query strings, "" where there is no such page.

    `count` is None where nobody counted; `more`: there are more than `count`. `asked` is what was understood.
    """

    rows: list[Case]
    before: str
    after: str
    asked: Asked
    count: int | None = None
    more: bool = False


def found(actor: Actor, at: datetime, asked: Asked) -> Page:
    """The page of a search, or of the plain list where nothing was typed; the first one for a key nobody gave out."""
    try:
        page = searching.find(
            actor,
            at=at,
            typed=asked.typed,
            filters=asked.filters,
            sorting=asked.sorting,
            after=asked.after,
            before=asked.before,
            most=PER_PAGE,
        )
    except Refused as refusal:
        if refusal.field not in PLACES:
            return Page([], "", "", asked.first_page(refusal.message), count=0)
        return found(actor, at, asked.first_page(_("翻页的位置不对，已回到第一页")))
    first = not (asked.after or asked.before)
    return Page(
        page.cases,
        before=asked.at(before=page.before) if page.before else "",
        after=asked.at(after=page.after) if page.after else "",
        asked=asked,
        count=page.count if first else None,
        more=page.more,
    )


def _key(case: Case) -> str:
    return f"{case.due_at.isoformat() if case.due_at else ''}_{case.pk}"


def _past(key: str, *, backwards: bool) -> Q:
    """The rows after (or before) a key. Raises ValueError for a key nobody gave out."""
    written, _underscore, pk = key.rpartition("_")
    sign = "lt" if backwards else "gt"
    moment = datetime.fromisoformat(written)
    return Q(**{f"due_at__{sign}": moment}) | Q(**{"due_at": moment, f"pk__{sign}": int(pk)})


def page_of(cases: QuerySet[Case], asked: Asked) -> Page:
    """The page of a queue, the first to be due first; the first page for a key nobody gave out. Counted if narrowed."""
    backwards = bool(asked.before)
    key = asked.before or asked.after
    try:
        wanted = cases.filter(_past(key, backwards=backwards)) if key else cases
    except (ValueError, OverflowError):
        return page_of(cases, asked.first_page(_("翻页的位置不对，已回到第一页")))
    sorted_by = ("-due_at", "-pk") if backwards else ("due_at", "pk")
    count = cases.order_by()[: MOST_COUNTED + 1].count() if asked.filters and not key else None
    rows = list(wanted.order_by(*sorted_by)[: PER_PAGE + 1])
    more = len(rows) > PER_PAGE
    rows = rows[:PER_PAGE]
    if backwards:
        rows.reverse()
    return Page(
        rows,
        before=asked.at(before=_key(rows[0])) if rows and (more if backwards else bool(key)) else "",
        after=asked.at(after=_key(rows[-1])) if rows and (more or backwards) else "",
        asked=asked,
        count=count and min(count, MOST_COUNTED),
        more=bool(count and count > MOST_COUNTED),
    )
