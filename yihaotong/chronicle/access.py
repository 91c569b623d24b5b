"""The only door to 大事记: what counts of a year, what does not apply on a day, and what contradicts that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localtime

from yihaotong.accounts.rules import DISCLOSURE_POSTS, Actor, Role
from yihaotong.catalogue import access as catalogue
from yihaotong.catalogue.models import Item, Row
from yihaotong.chronicle.models import Entry, Evaluation, MediaReport, NotApplicable, Reception, StatedFigure
from yihaotong.chronicle.rules.codes import Kind, Progress
from yihaotong.chronicle.rules.ledgers import KEEPERS, LEDGERS
from yihaotong.chronicle.rules.matters import Matter, matters
from yihaotong.chronicle.rules.rounding import about
from yihaotong.documents.models import Document
from yihaotong.documents.rules.codes import State

MODELS: Mapping[Kind, type[Entry]] = {
    Kind.MEDIA: MediaReport,
    Kind.RECEPTION: Reception,
    Kind.EVALUATION: Evaluation,
    Kind.STATED: StatedFigure,
}
#: So many things released that may contradict are named; there may be more.
_MOST_ITEMS = 200


# --- what counts of a year (for reports; not ended) --------------------------------------------------------------


def media_in(year: int) -> list[MediaReport]:
    """By day. One query, as the three below."""
    return list(MediaReport.objects.filter(ended_at=None, on__year=year).order_by("on", "pk"))


def receptions_in(year: int) -> list[Reception]:
    return list(Reception.objects.filter(ended_at=None, on__year=year).order_by("on", "pk"))


def evaluations_in(year: int) -> list[Evaluation]:
    return list(Evaluation.objects.filter(ended_at=None, on__year=year).order_by("on", "pk"))


def stated_in(year: int) -> list[StatedFigure]:
    """By measure and period."""
    return list(StatedFigure.objects.filter(ended_at=None, year=year).order_by("measure", "period", "pk"))


def statements_on(day: date) -> list[NotApplicable]:
    """What does not apply to the organ on that day, as approved. One query."""
    holds = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    return list(NotApplicable.objects.filter(holds, progress=Progress.APPROVED.value).order_by("matter", "pk"))


def statements_about(row: Row, day: date) -> list[NotApplicable]:
    """Of these what is about the matter of this row of the catalogue."""
    found = ((each, matters().get(each.matter)) for each in statements_on(day))
    return [each for each, matter in found if matter is not None and _of(row, matter)]


@dataclass(frozen=True)
class Total:
    """A sum with its words and how it came about: so many entries, of which `unknown` do not tell this count."""

    label: str
    count: int
    unit: str
    entries: int
    unknown: int = 0

    @property
    def words(self) -> str:
        """As a text says it: "90 余批次"."""
        return f"{about(self.count)}{self.unit}"


def totals(year: int) -> dict[str, Total]:
    """The sums of a year: media, own, reposts, batches, persons. Two queries."""
    told = MediaReport.objects.filter(ended_at=None, on__year=year).aggregate(
        rows=Count("pk"),
        all=Sum("count", default=0),
        own=Sum("count", filter=Q(original=True), default=0),
        own_rows=Count("pk", filter=Q(original=True)),
    )
    came = Reception.objects.filter(ended_at=None, on__year=year).aggregate(
        rows=Count("pk"),
        unknown=Count("pk", filter=Q(persons=None)),
        all_batches=Sum("batches", default=0),
        all_persons=Sum("persons", default=0),
    )
    reposts, repost_rows = told["all"] - told["own"], told["rows"] - told["own_rows"]
    return {
        "media": Total("媒体报道", told["all"], "篇（条）", told["rows"]),
        "own": Total("其中原创", told["own"], "篇（条）", told["own_rows"]),
        "reposts": Total("其中转载", reposts, "篇（条）", repost_rows),
        "batches": Total("接待批次", came["all_batches"], "批次", came["rows"]),
        "persons": Total("接待人次", came["all_persons"], "人次", came["rows"], came["unknown"]),
    }


# --- the ledgers at the desk -----------------------------------------------------------------------------------------


def reads(actor: Actor) -> bool:
    return bool(actor.roles & DISCLOSURE_POSTS)


def enters(actor: Actor) -> bool:
    return bool(actor.roles & KEEPERS)


def keeps(actor: Actor, entry: Entry) -> bool:
    """Whether he may correct or withdraw it: an officer any, a drafter what his section entered."""
    return Role.DISCLOSURE_OFFICER in actor.roles or entry.unit_id in actor.units_as(Role.DRAFTER)


def current(kind: Kind) -> QuerySet[Any]:
    """The entries of a ledger that have not ended."""
    return MODELS[kind]._default_manager.filter(ended_at=None)  # noqa: SLF001


def entries(kind: Kind, year: int, narrowed: Mapping[str, str], word: str = "") -> QuerySet[Any]:
    """Those of a year, the newest first, narrowed by the ledger's filters and by a word in any of its texts."""
    ledger = LEDGERS[kind]
    by_year = {"year": year} if kind is Kind.STATED else {f"{ledger.day}__year": year}
    found = current(kind).filter(**by_year, **{name: narrowed[name] for name in ledger.filters if name in narrowed})
    if word:
        texts = [field.name for field in ledger.fields if field.kind == "line" and field.name != "value"]
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in texts)))
    return found.order_by("measure", "period", "pk") if kind is Kind.STATED else found.order_by("-on", "-pk")


def kind_of(entry: Entry) -> Kind:
    return next(kind for kind, model in MODELS.items() if isinstance(entry, model))


def entry_for(actor: Actor, kind: Kind, number: int) -> Entry:
    """Any entry, ended or not. Raises Entry's DoesNotExist for a stranger, as for a number that never was."""
    model = MODELS[kind]
    if not reads(actor):
        raise model.DoesNotExist
    found: Entry = model._default_manager.select_related("unit", "replaces").get(pk=number)  # noqa: SLF001
    return found


def story_of(entry: Entry) -> list[Entry]:
    """What it replaced, the newest first. A query for each correction."""
    found = []
    before = entry.replaces
    while before is not None:
        found.append(before)
        before = before.replaces
    return found


def statements() -> QuerySet[NotApplicable]:
    """All of them: those that wait first, then by matter, the newest first."""
    return NotApplicable.objects.select_related("unit").order_by("-progress", "matter", "-pk")


def statement_for(actor: Actor, number: int) -> NotApplicable:
    """Raises NotApplicable.DoesNotExist for a stranger, as for a number that never was."""
    if not reads(actor):
        raise NotApplicable.DoesNotExist
    return NotApplicable.objects.select_related("unit").get(pk=number)


def waiting() -> QuerySet[NotApplicable]:
    """Statements that wait for the leader, the oldest first."""
    return NotApplicable.objects.filter(progress=Progress.PROPOSED.value).order_by("entered_at", "pk")


# --- what contradicts a statement ------------------------------------------------------------------------------------


def contradictions(at: datetime) -> list[tuple[NotApplicable, str, str]]:
    """(statement, key, words) of each record that may contradict a statement in force now: rows of the catalogue, what
    was released while the statement held, documents in force, stated figures, media reports. Five queries at most,
    however many statements there are. Somebody looks at each: words may be alike and mean something else."""
    day = localtime(at).date()
    held = [(each, matters()[each.matter]) for each in statements_on(day) if each.matter in matters()]
    if not held:
        return []
    rows = catalogue.rows_in_force(at)
    named = [matter for _statement, matter in held]
    items, papers = _items(rows, named), _papers(rows, named, day)
    figures = list(StatedFigure.objects.filter(ended_at=None).exclude(value=0).order_by("year", "measure"))
    reports = _reports(named)
    found = []
    for statement, matter in held:
        told = [
            *((row.key, f"目录事项“{row.name}”") for row in rows if _of(row, matter)),
            *_released(items, matter, statement, {row.key for row in rows if row.article in matter.rows}),
            *(
                (paper.key, f"在效公文《{paper.title}》{paper.doc_no or ''}")
                for paper, item in papers
                if item in matter.documents
            ),
            *(
                (each.key, f"{each.year} 年“{each.label}”{each.words}{each.unit_of_count}")
                for each in figures
                if each.measure.startswith(matter.figures) and _within(statement, date(each.year, 12, 31))
            ),
            *(
                (each.key, f"{each.outlet}报道《{each.theme}》")
                for each in reports
                if matter.named_in(each.theme) and _within(statement, each.on)
            ),
        ]
        found += [(statement, key, words) for key, words in told]
    return found


def _of(row: Row, matter: Matter) -> bool:
    return row.article in matter.rows or matter.named_in(row.name)


def _within(statement: NotApplicable, day: date) -> bool:
    return statement.since <= day and (statement.until is None or day <= statement.until)


def _items(rows: list[Row], named: list[Matter]) -> list[Item]:
    """What is released under such a row, or named so; the newest."""
    keys = [row.key for row in rows if any(row.article in matter.rows for matter in named)]
    by_words = [Q(title__contains=word) for matter in named for word in matter.words]
    found = Item.objects.filter(reduce(or_, by_words, Q(matter__in=keys)), withdrawn_at=None)
    return list(found.order_by("-released_at", "key")[:_MOST_ITEMS])


def _released(items: list[Item], matter: Matter, statement: NotApplicable, keys: set[str]) -> list[tuple[str, str]]:
    return [
        (item.key, f"已发布《{item.title}》")
        for item in items
        if (item.matter_id in keys or matter.named_in(item.title))
        and _within(statement, localtime(item.released_at).date())
    ]


def _papers(rows: list[Row], named: list[Matter], day: date) -> list[tuple[Document, str]]:
    """Signed documents in force of rows whose documents contradict, each with its item of art. 20."""
    wanted = frozenset[str]().union(*(matter.documents for matter in named))
    items = {row.key: row.article for row in rows if row.article in wanted}
    signed = Document.objects.filter(catalogue_row__in=sorted(items), state=State.SIGNED.value, dated_on__lte=day)
    return [(each, items[each.catalogue_row]) for each in signed.order_by("dated_on", "pk") if each.in_force(day)]


def _reports(named: list[Matter]) -> list[MediaReport]:
    by_words = [Q(theme__contains=word) for matter in named for word in matter.words]
    found = MediaReport.objects.filter(reduce(or_, by_words, Q(pk__in=[])), ended_at=None, original=True)
    return list(found.order_by("on", "pk")[:_MOST_ITEMS])
