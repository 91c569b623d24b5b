"""The door to the catalogue: what is in force, what is being made, how each row stands."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.access import short_unit_names, unit_names
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor, Role, UnitKind
from yihaotong.catalogue import selecting
from yihaotong.catalogue.models import Confirmation, Formation, Item, Matter, Row, Trace, Version
from yihaotong.catalogue.rules import comparing, occasions
from yihaotong.catalogue.rules.codes import Act, Progress
from yihaotong.catalogue.rules.laws import GENERAL, laws
from yihaotong.catalogue.rules.occasions import Standing, Terms
from yihaotong.catalogue.rules.rows import LABELS
from yihaotong.catalogue.rules.timing import Timing
from yihaotong.disclosure import city

#: Versions that were released, whatever became of them.
_EVER_RELEASED = (Progress.RELEASED.value, Progress.REPLACED.value)

#: So many of the newest things are named beside a row; its own page leads to all.
NEWEST = 3


@dataclass(frozen=True)
class Stood:
    """A row of the version in force with how it stands.

    Its light, what is still to be met and the next limit are always there. What was met is told of what fell due from
    `since` on, of the items that were asked for besides, and of months, quarters, half-years and fixed dates.
    """

    row: Row
    standing: Standing
    formations: tuple[Formation, ...]
    since: datetime | None = None


# --- versions --------------------------------------------------------------------------------------------------------


def version_in_force(at: datetime) -> Version | None:
    """The version that holds at an instant; None before the first was released. One query."""
    return Version.objects.filter(_in_force(at)).order_by("-released_at").first()


def _in_force(at: datetime, by: str = "") -> Q:
    """Of versions, or of what refers to one by that path."""
    open_ended = Q(**{f"{by}replaced_at": None}) | Q(**{f"{by}replaced_at__gt": at})
    return Q(**{f"{by}released_at__lte": at}) & open_ended


def version_being_made() -> Version | None:
    return Version.objects.filter(being_made=True).first()


def versions() -> QuerySet[Version]:
    """All of them, the newest first."""
    return Version.objects.order_by("-number")


def released_versions() -> QuerySet[Version]:
    """Those the public may read, the newest first."""
    return versions().filter(progress__in=_EVER_RELEASED)


def rows_of(version: Version) -> list[Row]:
    """Its rows as a reader meets them: each first-level item, then what is below it. One query."""
    return _in_turn(version.rows.all())


def _in_turn(found: QuerySet[Row]) -> list[Row]:
    below: dict[str, list[Row]] = defaultdict(list)
    for row in found.select_related("matter").order_by("rank", "pk"):
        below[row.parent].append(row)
    return [each for head in below[""] for each in (head, *below[head.key])]


def tree_of(rows: Iterable[Row]) -> list[tuple[Row, list[Row]]]:
    """The first-level items, each with its rows."""
    tree: list[tuple[Row, list[Row]]] = []
    for row in rows:
        if row.parent:
            tree[-1][1].append(row)
        else:
            tree.append((row, []))
    return tree


# --- what other areas ask --------------------------------------------------------------------------------------------


def rows_in_force(at: datetime) -> list[Row]:
    """The second-level rows of the version in force, in its order; none before the first release. One query."""
    return [row for row in _in_turn(Row.objects.filter(_in_force(at, "version__"))) if row.parent]


def row_by_key(key: str) -> Row:
    """The row with this permanent key as the version in force has it; of a merged row the one it became; of a row that
    is gone its last words. Raises Row.DoesNotExist."""
    matter = live(Matter.objects.filter(pk=key).first())
    released = Row.objects.filter(matter=matter, version__progress__in=_EVER_RELEASED)
    found = released.select_related("version", "matter").order_by("-version").first() if matter else None
    if found is None:
        raise Row.DoesNotExist(key)
    return found


def live(matter: Matter | None) -> Matter | None:
    """What a row has become: itself, or what it was merged into."""
    return matter.merged_into if matter is not None and matter.merged_into_id else matter


def choices(at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rows in force as groups of a form: (first-level name, [(key, second-level name)]). One query."""
    tree = tree_of(_in_turn(Row.objects.filter(_in_force(at, "version__"))))
    return [(head.name, [(row.key, row.name) for row in below]) for head, below in tree]


# --- how rows stand --------------------------------------------------------------------------------------------------


def standings(
    at: datetime,
    rows: Sequence[Row] | None = None,
    *,
    since: datetime | None = None,
    besides: Collection[str] = (),
) -> list[Stood]:
    """The rows in force with how each stands. Three queries beside the one for the rows, however many they are, and as
    much to read for a row with ten thousand items as for one with ten: `selecting` says which items are read."""
    rows = rows_in_force(at) if rows is None else rows
    if not rows:
        return []
    calendar, hours, first = city.calendar(), city.hours(), city.counts_receipt_day()
    terms = {
        row.key: Terms(
            Timing.parse(row.timing),
            row.matter.since or at,
            laws()[row.law or GENERAL].says,
            calendar,
            hours,
            count_first_day=first,
        )
        for row in rows
    }
    counted = selecting.counted(terms)
    told = selecting.formations(counted)
    items = selecting.items(terms, counted, told, at, since=since, besides=besides)
    return [
        Stood(row, _stood(terms[row.key], told[row.key], items[row.key], at), tuple(told[row.key]), since)
        for row in rows
    ]


def _stood(terms: Terms, told: list[Formation], items: list[occasions.Item], at: datetime) -> Standing:
    formed = [occasions.Formation(each.on, each.what, each.item_id or "") for each in told]
    return occasions.standing(terms, formed, items, at)


def standing_of(row: Row, at: datetime, besides: Collection[str] = ()) -> Stood:
    return standings(at, [row], besides=besides)[0]


def items_of(row: Row) -> QuerySet[Item]:
    """Everything that was ever released for a row, the newest first."""
    return Item.objects.filter(matter__in=list(selecting.counted([row.key]))).order_by("-released_at", "-key")


def public_items(row: Row) -> QuerySet[Item]:
    """What the public can read of a row now, the newest first."""
    return items_of(row).filter(withdrawn_at=None)


@dataclass(frozen=True)
class Newest:
    """How much of a row the public can read now, and the newest of it."""

    count: int
    items: list[Item]


def newest_items(keys: Sequence[str]) -> dict[str, Newest]:
    """Of the rows of which the public can read anything. Four queries."""
    counted = selecting.counted(keys)
    told = Item.objects.filter(withdrawn_at=None, matter__in=list(counted)).values("matter").annotate(count=Count("pk"))
    counts: Counter[str] = Counter()
    for matter, count in told.order_by().values_list("matter", "count"):
        counts[counted[matter]] += count
    newest: dict[str, list[Item]] = defaultdict(list)
    for item in selecting.newest(counted, NEWEST):
        newest[counted[item.matter_id]].append(item)
    return {key: Newest(counts[key], found[:NEWEST]) for key, found in newest.items()}


# --- sections --------------------------------------------------------------------------------------------------------


def sections() -> QuerySet[Unit]:
    """The centre and its sections, which answer for rows."""
    return Unit.objects.filter(kind=UnitKind.CENTRE.value, dissolved_on=None).order_by("level", "code")


def section_choices(on: date) -> list[tuple[str, str]]:
    ids = list(sections().values_list("pk", flat=True))
    names = short_unit_names(ids, on)
    return [(str(pk), names[pk]) for pk in ids]


def own_sections(actor: Actor) -> frozenset[int]:
    """The sections for whose rows he speaks."""
    return actor.units_as(Role.DRAFTER)


def sections_named_in(rows: Iterable[Row]) -> frozenset[int]:
    return frozenset(row.unit_id for row in rows if row.unit_id is not None)


def confirmations_of(version: Version) -> dict[int, Confirmation]:
    """Which sections stand by their rows, by the id of the section. One query."""
    return {each.unit_id: each for each in version.confirmations.all()}


def unconfirmed(version: Version) -> frozenset[int]:
    """The sections whose word is still missing."""
    return sections_named_in(version.rows.all()) - confirmations_of(version).keys()


# --- what changed ----------------------------------------------------------------------------------------------------


def traces_of(version: Version) -> list[Trace]:
    """What was done to its rows, in turn. One query."""
    return list(version.traces.order_by("pk"))


def story_of(key: str) -> list[Trace]:
    """What became of one row through the versions, the newest first."""
    return list(Trace.objects.filter(Q(matter=key) | Q(into=key)).select_related("version").order_by("-pk"))


def differences(before: Version | None, after: Version) -> list[comparing.Difference]:
    """What `after` changes of `before`, row by row; against nothing everything is new."""
    old, new = (rows_of(before) if before else []), rows_of(after)
    since = before.number if before else 0
    traces = Trace.objects.filter(version__gt=since, version__lte=after.number).order_by("pk")
    traces = traces.exclude(version__progress=Progress.DISCARDED.value)
    reasons: dict[str, tuple[Act, str, str]] = {}
    for trace in traces:
        earlier = reasons.get(trace.matter_id, (None, "", ""))[1]
        reasons[trace.matter_id] = (Act(trace.act), trace.reason or earlier, trace.into)
    on = localtime(after.moved_at).date()
    names = unit_names(sections_named_in([*old, *new]), on)
    return comparing.differences(
        [line_of(row) for row in old],
        [line_of(row) for row in new],
        reasons,
        {str(pk): name for pk, name in names.items()},
    )


def line_of(row: Row) -> comparing.Line:
    return comparing.Line(row.key, row.parent, row.name, cells_of(row))


def cells_of(row: Row) -> dict[str, str]:
    """The parts of a row as they are stored, by the names of rules.rows.FIELDS."""
    cells = {name: str(getattr(row, name)) for name in LABELS if name != "unit"}
    return cells | {"unit": str(row.unit_id or "")}
