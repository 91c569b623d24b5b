"""What is sought, as the two databases want to hear it.

No text reaches them as it was typed: grams and beginnings are letters and digits, tags are checked, so that quotes
around each are all the syntax there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from yihaotong.search.rules.documents import MARK, NUMBER_BITS, marked
from yihaotong.search.rules.query import Query

#: PostgreSQL marks all documents of the same 2**16 seconds (18 hours) as one block, to look at the newest blocks first.
_BLOCK_BITS = NUMBER_BITS + 16


@dataclass(frozen=True)
class Sought:
    """`tags`: of each group a document has at least one. `inner`: the reader may read the inner texts, too."""

    query: Query
    tags: tuple[frozenset[str], ...] = ()
    inner: bool = False

    @property
    def told_by_grams(self) -> bool:
        """Whether the grams alone tell: each term is one, and the reader may read whatever text it is in."""
        return (self.inner or not self.query) and all(term.needs.enough for term in self.query.terms)

    @property
    def groups(self) -> list[list[str]]:
        return [marked(group) for group in self.tags]


def sqlite_match(sought: Sought) -> str:
    """For FTS5: `"停水" AND "小区" AND ("§c0101" OR "§c0102")`."""
    return " AND ".join(chain(_needed(sought, '"{}"', '"{}" *'), _any_of(sought.groups, '"{}"', " OR ")))


def tsquery(sought: Sought, blocks: Sequence[int] = ()) -> str:
    """For PostgreSQL: `'停水' & '小区' & ('§c0101' | '§c0102')`, in these blocks if any are named."""
    within = [[block_mark(block) for block in blocks]] if blocks else []
    return " & ".join(chain(_needed(sought, "'{}'", "'{}':*"), _any_of(sought.groups + within, "'{}'", " | ")))


def block_of(rank: int) -> int:
    return rank >> _BLOCK_BITS


def lowest_of(block: int) -> int:
    """The first rank of a block."""
    return block << _BLOCK_BITS


def block_mark(block: int) -> str:
    return f"{MARK}{MARK}{block}"


def _needed(sought: Sought, gram_form: str, beginning_form: str) -> Iterable[str]:
    """Beginnings stand for many grams each: they are asked for only where there is nothing better."""
    query = sought.query
    if query.grams:
        return map(gram_form.format, query.grams)
    return map(beginning_form.format, query.beginnings)


def _any_of(groups: Iterable[Iterable[str]], form: str, either: str) -> Iterable[str]:
    return (f"({either.join(map(form.format, group))})" for group in groups)
