"""A collection of small documents. The rows in which a reader looks for them are groups: a number and a name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from yihaotong.search import access, actions, collections, tables
from yihaotong.search.access import Found
from yihaotong.search.collections import Collection
from yihaotong.search.rules.conditions import Sought
from yihaotong.search.rules.documents import NUMBER, Document, tokens
from yihaotong.search.rules.query import parse
from yihaotong.search.rules.text import joined

NAME = "shelf"


@dataclass
class Shelf:
    """What an area above would have: documents by number, and a row of its own for each."""

    documents: dict[int, Document] = field(default_factory=dict)

    def put(
        self,
        number: int,
        *texts: str,
        inner: Sequence[str] = (),
        tags: Iterable[str] = (),
        name: str = "",
        moment: int = 0,
    ) -> None:
        """Write a document and its row, but not yet into the index."""
        self.documents[number] = Document(number, texts, tuple(inner), frozenset(tags), moment)
        Group.objects.update_or_create(pk=number, defaults={"name": name or str(number)})

    def remove(self, number: int) -> None:
        del self.documents[number]
        Group.objects.filter(pk=number).delete()

    def index(self) -> int:
        return actions.refresh(NAME, self.documents)

    def find(self, typed: str, *, rows=None, tags=(), inner=False, **more) -> Found:
        sought = Sought(parse(typed), tuple(map(frozenset, tags)), inner=inner)
        return access.find(Group.objects.all() if rows is None else rows, sought, collection=NAME, **more)

    def numbers(self, typed: str, **more) -> list[int]:
        return self.find(typed, **more).numbers

    def all_numbers(self, typed: str, *, most: int, **more) -> list[int]:
        """Page after page to the end."""
        found = self.find(typed, most=most, **more)
        numbers = [*found.numbers]
        while found.after is not None:
            found = self.find(typed, most=most, below=found.after, **more)
            numbers += found.numbers
        return numbers

    def rank(self, number: int) -> int:
        return collections.named(NAME).rank(self.documents[number].moment, number)

    def tokens(self, number: int) -> set[str]:
        document = self.documents[number]
        marks = " ".join(f"§{tag}" for tag in document.tags)
        return tokens(joined(document.open), joined(document.inner), marks)

    def numbers_after(self, number: int, most: int) -> list[int]:
        return sorted(each for each in self.documents if each > number)[:most]

    def these(self, numbers: Sequence[int]) -> list[Document]:
        return [self.documents[number] for number in numbers if number in self.documents]


@pytest.fixture
def shelf(db: None) -> Iterator[Shelf]:
    """Beside the cases, of which there are none here."""
    shelf = Shelf()
    collections.register(Collection(NAME, 5, shelf.these, shelf.numbers_after, lambda: len(shelf.documents)))
    yield shelf
    collections.forget(NAME)


def holders(token: str, slot: int = 0) -> set[int]:
    """The numbers of the documents that have a token in the index itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT search_ranks(%s::tsquery)", [f"'{token}'"])
        else:
            table = tables.grams_table(slot)
            cursor.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [f'"{token}"'])  # noqa: S608
        return {rank & NUMBER for (rank,) in cursor.fetchall()}
