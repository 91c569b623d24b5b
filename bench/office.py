"""A large disclosure office in a city that has been seeded: as many records as an organ has after some ten years.

.venv/bin/python -m bench.office --home DIRECTORY [--url URL] [--documents 20000 --articles 20000 …]

What the demo's people have entered is copied with all that belongs to it (steps, versions, reviews, releases, clocks,
replies), under numbers and days of its own; nineteen in twenty are copies of what is over, on days of the ten years
before, the rest of what is under way. It writes through the models in batches, without lines of the journal: for
measuring pages, and for nothing else. A second run adds only what is missing.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any
from uuid import uuid4

from bench.pages import start_django

#: Of twenty records so many are over.
_OVER, _OF = 19, 20
_YEARS_BACK, _DAYS_OPEN = 3650, 30
_AT_ONCE = 500
_Row = Any


@dataclass(frozen=True)
class Kind:
    """What is copied: the records to copy from, by whether they are over; the models below with the way up to it (a
    path of relations, or "subject" for the journal's name of it); the columns of the record that lead down again."""

    name: str
    over: list[_Row]
    under_way: list[_Row]
    below: tuple[tuple[Any, str], ...]
    vary: Callable[[_Row, int], None]
    back: tuple[str, ...] = ()

    @property
    def model(self) -> Any:
        return type((self.over or self.under_way)[0])


def twin(row: _Row, days: int) -> _Row:
    """The same row without its own key and so many days earlier; tokens are new."""
    from django.db.models import AutoField, DateField, UUIDField

    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, AutoField):
            continue
        if isinstance(field, DateField) and value is not None:
            value -= timedelta(days=days)
        if isinstance(field, UUIDField) and field.unique and value is not None:
            value = uuid4()
        values[field.attname] = value
    return type(row)(**values)


class Copier:
    """Copies of one kind, some hundred at once."""

    def __init__(self, kind: Kind, rng: Random) -> None:
        self.kind, self.rng = kind, rng
        sources = [*kind.over, *kind.under_way]
        self.below = [(model, path, self._by_source(model, path, sources)) for model, path in kind.below]

    def _by_source(self, model: Any, path: str, sources: Iterable[_Row]) -> Mapping[int, list[_Row]]:
        found: dict[int, list[_Row]] = {}
        for source in sources:
            wanted = source.key if path == "subject" else source.pk
            found[source.pk] = list(model.objects.filter(**{path: wanted}).order_by("pk"))
        return found

    def run(self, count: int, serial: int) -> None:
        for first in range(0, count, _AT_ONCE):
            self._batch([self._drawn(serial + number) for number in range(first, min(count, first + _AT_ONCE))])

    def _drawn(self, serial: int) -> tuple[_Row, _Row, int]:
        """What is copied, its copy, and by how many days it is earlier."""
        over = bool(self.kind.over) and (serial % _OF < _OVER or not self.kind.under_way)
        source = self.rng.choice(self.kind.over if over else self.kind.under_way)
        days = self.rng.randrange(_YEARS_BACK if over else _DAYS_OPEN)
        made = twin(source, days)
        self.kind.vary(made, serial)
        return source, made, days

    def _batch(self, drawn: list[tuple[_Row, _Row, int]]) -> None:
        from django.db import transaction

        with transaction.atomic():
            self.kind.model.objects.bulk_create([made for _source, made, _days in drawn])
            known = {(place, type(source), source.pk): made.pk for place, (source, made, _d) in enumerate(drawn)}
            for model, path, rows in self.below:
                self._children(model, path, rows, drawn, known)
            if self.kind.back:
                for place, (_source, made, _days) in enumerate(drawn):
                    _lead(made, place, known, self.kind.back)
                self.kind.model.objects.bulk_update([made for _s, made, _d in drawn], self.kind.back, batch_size=200)

    def _children(
        self,
        model: Any,
        path: str,
        rows: Mapping[int, list[_Row]],
        drawn: list[tuple[_Row, _Row, int]],
        known: dict[tuple[int, type, Any], Any],
    ) -> None:
        made_below, keys = [], []
        for place, (source, made, days) in enumerate(drawn):
            for row in rows[source.pk]:
                child = twin(row, days)
                if path == "subject":
                    child.subject = made.key
                _lead(child, place, known, [field.name for field in row._meta.concrete_fields if field.is_relation])
                made_below.append(child)
                keys.append((place, model, row.pk))
        model.objects.bulk_create(made_below, batch_size=_AT_ONCE)
        known |= {key: child.pk for key, child in zip(keys, made_below, strict=True)}


def _lead(row: _Row, place: int, known: Mapping[tuple[int, type, Any], Any], names: Iterable[str]) -> None:
    """Relations to what was copied, too, lead to its copy."""
    for name in names:
        field = row._meta.get_field(name)
        there = known.get((place, field.related_model, getattr(row, field.attname)))
        if there is not None:
            setattr(row, field.attname, there)


def _year(day: date | datetime | None) -> int:
    return day.year if day else 2026


def _titled(title: str, serial: int, longest: int) -> str:
    behind = f"（模拟第 {serial} 件）"
    return title[: longest - len(behind)] + behind


def documents() -> Kind:
    from yihaotong.documents.models import Annex, Document, Step

    def vary(row: Any, serial: int) -> None:
        row.title = _titled(row.title, serial, 200)
        if row.doc_no:
            row.doc_no = f"模拟办发〔{_year(row.dated_on)}〕{serial}号"
        if row.index_no:
            row.index_no = f"MN{_year(row.dated_on)}-{serial:07d}"

    every = list(Document.objects.exclude(state="abandoned").filter(split_from=None))
    over = [row for row in every if row.state == "signed"]
    under_way = [row for row in every if row.state != "signed"]
    return Kind("documents", over, under_way, ((Step, "document"), (Annex, "document")), vary)


def articles() -> Kind:
    from yihaotong.articles.models import Article, Look, Release, Review, Version

    def vary(row: Any, serial: int) -> None:
        row.index_number, row.submission = f"MN{_year(row.written_at)}-A{serial:07d}", None

    below = ((Version, "article"), (Review, "version__article"), (Look, "version__article"), (Release, "article"))
    every = list(Article.objects.all())
    over = [row for row in every if row.is_public and row.progress == "released"]
    under_way = [row for row in every if row.standing_id is None]
    return Kind("articles", over, under_way, below, vary, ("latest", "standing"))


def applications() -> Kind:
    from yihaotong.applications import models as tables

    def vary(row: Any, serial: int) -> None:
        row.number, row.simulated = f"YQ{_year(row.registered_at)}-{500_000 + serial}", True

    below = tuple(
        (model, "application")
        for model in (tables.Applicant, tables.Item, tables.Event, tables.Clock, tables.Charge, tables.Reply)
    )
    every = list(tables.Application.objects.all())
    over = [row for row in every if row.concluded_on]
    return Kind("applications", over, [row for row in every if not row.concluded_on], below, vary)


def matters() -> Kind:
    from yihaotong.scrutiny.models import Matter, Step, Term

    def vary(row: Any, serial: int) -> None:
        # What lies sealed opens under its own token only.
        row.number, row.contact = f"JD{row.registered_at:%Y%m%d}{800_000 + serial:06d}", None

    every = list(Matter.objects.all())
    over = [row for row in every if row.ended_at]
    under_way = [row for row in every if not row.ended_at]
    return Kind("matters", over, under_way, ((Step, "subject"), (Term, "subject")), vary)


def items() -> int:
    """What the catalogue knows of the copied articles: one released item each, for its row."""
    from django.utils.timezone import now

    from yihaotong.articles.models import Article
    from yihaotong.catalogue.models import Item, Matter

    rows = set(Matter.objects.values_list("key", flat=True))
    there = set(Item.objects.values_list("key", flat=True))
    made = [
        Item(
            key=article.key,
            matter_id=article.standing.version.row_key,
            title=article.standing.version.title,
            released_at=article.standing.first_at,
            formed_on=article.standing.version.formed_on,
            index_number=article.index_number,
            url_path=f"/disclosure/articles/{article.pk}/",
        )
        for article in Article.objects.filter(standing__isnull=False, withdrawn_at=None)
        .select_related("standing__version")
        .iterator()
        if article.key not in there and article.standing and article.standing.version.row_key in rows
    ]
    Item.objects.bulk_create(made, batch_size=_AT_ONCE)
    # A row is as old as what was released for it: what is formed before it is in force is nobody's to miss.
    first = now() - timedelta(days=_YEARS_BACK)
    Matter.objects.filter(since__gt=first).update(since=first)
    return len(made)


def listed() -> int:
    """The public lists' lines of the copied articles."""
    from yihaotong.articles.actions.listing import columns
    from yihaotong.articles.models import Article, Listed

    public = Article.objects.filter(standing__isnull=False, withdrawn_at=None, listed=None)
    found = public.select_related("standing__version").iterator()
    made = [Listed(article=each, **columns(each, each.standing)) for each in found if each.standing]
    Listed.objects.bulk_create(made, batch_size=_AT_ONCE)
    return len(made)


KINDS: Mapping[str, Callable[[], Kind]] = {
    "documents": documents,
    "articles": articles,
    "applications": applications,
    "matters": matters,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="the data directory of a seeded city")
    parser.add_argument("--url", default="", help="its DATABASE_URL, when it lies in PostgreSQL")
    parser.add_argument("--seed", type=int, default=1)
    for name, count in (("documents", 20_000), ("articles", 20_000), ("applications", 10_000), ("matters", 2_000)):
        parser.add_argument(f"--{name}", type=int, default=count)
    options = parser.parse_args()
    start_django(options)
    from django.db import connection

    for name, kind in KINDS.items():
        began, made = monotonic(), kind()
        present = made.model.objects.count()
        Copier(made, Random(options.seed + present)).run(max(0, getattr(options, name) - present), present)
        print(f"{name}: {present} → {made.model.objects.count()}, {monotonic() - began:.0f} s", flush=True)
    print(f"items of the catalogue: {items()}, lines of the public lists: {listed()}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main()
