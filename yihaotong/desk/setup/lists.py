"""Lists of the set-up pages, so many rows at a time, by key: a later page costs what the first costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.http import urlencode

from yihaotong.cases.rules.numbers import whole

PER_PAGE = 30

Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Record]):
    """The rows; `before` and `after` are queries of the neighbouring pages, "" where there is none."""

    rows: list[Record]
    before: str
    after: str


def page_of(
    found: QuerySet[Record], key: str, asked: Mapping[str, str], *, chosen: Mapping[str, str], newest: bool = False
) -> Page[Record]:
    """A page of `found` in the order of the unique column `key`, which stands behind `after` or `before` in `asked`.

    `chosen`: what the list is narrowed by, for the addresses. `newest`: the largest key first.
    """
    backwards = bool(asked.get("before"))
    written = asked.get("before") or asked.get("after") or ""
    up = backwards == newest
    if written and (key != "pk" or whole(written) is not None):
        found = found.filter(**{f"{key}__{'gt' if up else 'lt'}": written[:64]})
    rows = list(found.order_by(key if up else f"-{key}")[: PER_PAGE + 1])
    more = len(rows) > PER_PAGE
    rows = rows[:PER_PAGE]
    if backwards:
        rows.reverse()
    further_back = bool(rows) and (more if backwards else bool(written))
    further_on = bool(rows) and (more or backwards)
    return Page(
        rows,
        before=_query(chosen, before=_key(rows[0], key)) if further_back else "",
        after=_query(chosen, after=_key(rows[-1], key)) if further_on else "",
    )


def _key(record: Any, key: str) -> str:
    return str(getattr(record, key))


def _query(chosen: Mapping[str, str], **place: str) -> str:
    return urlencode({name: value for name, value in chosen.items() if value} | place)
