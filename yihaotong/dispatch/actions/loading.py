"""Writing the dispatch catalogue. A table is loaded row by row: what is new is added, what differs is changed, what
is the same is left alone, so that loading twice adds nothing. One journal line per row that was written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, UnitKind
from yihaotong.dispatch import rules
from yihaotong.dispatch.actions.recording import Table, record
from yihaotong.dispatch.models import Category, CategoryName, Place, RoutingRule
from yihaotong.dispatch.rules import CategoryRow, PlaceRow, RouteRow
from yihaotong.journal.refusal import Refused

#: Rows in one transaction: a long table must not hold the only writer of SQLite for its whole length.
BATCH = 500

Row = TypeVar("Row")


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class Loaded:
    """How many rows of a table were new, different, and already there."""

    added: int = 0
    changed: int = 0
    same: int = 0


def load_places(rows: Iterable[PlaceRow], *, actor: Actor, at: datetime) -> Loaded:
    """Enter divisions, parents before children; a parent stands in an earlier row or is there already.

    Raises Refused: wrong-role, bad-place, place-outside-parent, unknown-parent.
    """
    known = {place.code: place for place in Place.objects.all()}
    there = set(known)

    def write(row: PlaceRow) -> Outcome:
        rules.check_place(row)
        if row.parent is not None and (row.parent not in there or row.parent == row.code):
            message = _("上级（parent）“%(parent)s”不存在，或就是它自己：文件里没有，系统里也没有")
            raise Refused("unknown-parent", message % {"parent": row.parent}, "parent", row=row.code)
        there.add(row.code)
        wanted = {"level": row.level.value, "name": row.name, "parent_id": row.parent}
        return write_row(Place(code=row.code, **wanted), known.get(row.code), wanted, actor=actor, at=at)

    return _load(rows, write, actor)


def load_categories(rows: Iterable[CategoryRow], *, actor: Actor, at: datetime) -> Loaded:
    """Enter or change categories, parents before leaves. To retire one, give its row an `until`.

    Raises Refused: wrong-role, bad-category, ends-before-start, bad-category-parent.
    """
    known = {category.code: category for category in Category.objects.all()}
    at_top = {code: category.parent_id is None for code, category in known.items()}
    today = localtime(at).date()

    def write(row: CategoryRow) -> Outcome:
        rules.check_category(row, at_top)
        at_top[row.code] = row.parent is None
        wanted = columns_of(row)
        outcome = write_row(Category(code=row.code, **wanted), known.get(row.code), wanted, actor=actor, at=at)
        stored = known.get(row.code)
        if stored is None:
            CategoryName.objects.create(category_id=row.code, name=row.name, since=row.since)
        elif stored.name != row.name:
            name_from(row.code, row.name, today)
        return outcome

    return _load(rows, write, actor)


def columns_of(row: CategoryRow) -> dict[str, Any]:
    """What a category's row of the database says, but for its code."""
    return {
        "name": row.name,
        "parent_id": row.parent,
        "service_class": row.service_class.value,
        "lifeline": row.lifeline,
        "street_may_handle": row.street_may_handle,
        "since": row.since,
        "until": row.until,
    }


def name_from(code: str, name: str, since: date) -> None:
    """Write down that a category is called so from a day on; a second name of one day replaces the first."""
    current = CategoryName.objects.get(category_id=code, until=None)
    if since <= current.since:
        current.name = name
        current.save(update_fields=["name"])
        return
    current.until = since
    current.save(update_fields=["until"])
    CategoryName.objects.create(category_id=code, name=name, since=since)


def load_routes(rows: Iterable[RouteRow], *, actor: Actor, at: datetime) -> Loaded:
    """Enter routes. Raises Refused: wrong-role, unknown-unit, unknown-category, unknown-place, not-for-streets."""
    units = {unit.code: unit for unit in Unit.objects.filter(dissolved_on=None)}
    categories = {category.code: category for category in Category.objects.all()}
    places = set(Place.objects.values_list("pk", flat=True))
    known = {(route.category_id, route.place_id, route.unit_id): route for route in RoutingRule.objects.all()}

    def write(row: RouteRow) -> Outcome:
        unit = _among(units, row.unit, "unknown-unit", _("派单目录中的单位不存在或已撤销"))
        category = _among(categories, row.category, "unknown-category", _("派单目录中的问题类别不存在"))
        if row.place not in places:
            raise Refused("unknown-place", _("派单目录中的地点不存在"), "place", row=row.place)
        check_not_passed_down(category, unit)
        stored = known.get((category.code, row.place, unit.pk))
        wanted = {
            "category_id": category.code,
            "place_id": row.place,
            "unit_id": unit.pk,
            "precedence": row.precedence,
        }
        return write_row(RoutingRule(pk=stored.pk if stored else None, **wanted), stored, wanted, actor=actor, at=at)

    return _load(rows, write, actor)


Known = TypeVar("Known")


def _among(known: dict[str, Known], code: str, refusal: str, message: str) -> Known:
    if code not in known:
        raise Refused(refusal, message, row=code)
    return known[code]


def check_not_passed_down(category: Category, unit: Unit) -> None:
    """国办函〔2025〕66号 (五): what is a department's duty is not passed down to a street or community."""
    if unit.kind in (UnitKind.STREET, UnitKind.COMMUNITY) and not category.street_may_handle:
        raise Refused("not-for-streets", _("应由职能部门办理的事项不得分派给基层"), "unit", row=category.code)


def _load(rows: Iterable[Row], write: Callable[[Row], Outcome], actor: Actor) -> Loaded:
    rules.check_may_edit(actor)
    outcomes = []
    for batch in _batches(rows):
        with transaction.atomic():
            outcomes += [write(row) for row in batch]
    return Loaded(*(outcomes.count(outcome) for outcome in (Outcome.ADDED, Outcome.CHANGED, Outcome.SAME)))


def _batches(rows: Iterable[Row]) -> Iterator[Sequence[Row]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def write_row(
    fresh: Table,
    stored: Table | None,
    wanted: Mapping[str, object],
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Outcome:
    """Insert the row, or save the fields in which it differs from what is stored."""
    if stored is None:
        fresh.save(force_insert=True)
        record("load", fresh, actor=actor, at=at, after=wanted, reason=reason)
        return Outcome.ADDED
    before = {name: getattr(stored, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if not changed:
        return Outcome.SAME
    fresh.save(force_update=True, update_fields=[name.removesuffix("_id") for name in changed])
    old = {name: before[name] for name in changed}
    record("change", fresh, actor=actor, at=at, before=old, after=changed, reason=reason)
    return Outcome.CHANGED
