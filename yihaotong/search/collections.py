"""Who gives documents: areas above register their collections at start-up, as they do with consumers of the journal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yihaotong.search.rules.documents import Document, keys_of, rank_of


@dataclass(frozen=True)
class Collection:
    """`code`, from 1 to 6, is kept for ever: it is part of every key and rank. The functions read the area's own rows,
    as they are now.

    `documents` of some numbers leaves out those that are no more; `numbers_after` goes up from a number, at most so
    many at a time; `size` counts them all. `version` goes up when what `documents` gives of the same rows changes, so
    that what was indexed by older rules is told apart.
    """

    name: str
    code: int
    documents: Callable[[Sequence[int]], list[Document]]
    numbers_after: Callable[[int, int], list[int]]
    size: Callable[[], int]
    version: int = 1

    @property
    def keys(self) -> range:
        return keys_of(self.code)

    def key(self, number: int) -> int:
        return self.keys.start + number

    @property
    def ranks(self) -> range:
        return range(rank_of(self.code, 0, 0), rank_of(self.code + 1, 0, 0))

    def rank(self, moment: int, number: int) -> int:
        return rank_of(self.code, moment, number)

    def number(self, key: int) -> int:
        return key - self.keys.start


_collections: dict[str, Collection] = {}


def register(collection: Collection) -> None:
    _collections[collection.name] = collection


def forget(name: str) -> None:
    """Of an area that is taken out, and of a test that is over."""
    _collections.pop(name, None)


def registered() -> list[Collection]:
    """All collections in the order of their keys."""
    return sorted(_collections.values(), key=lambda each: each.code)


def named(name: str) -> Collection:
    return _collections[name]
