"""What an area gives to be found: texts for two kinds of reader, and tags by which it will narrow its searches."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yihaotong.search.rules.text import grams

#: A key is the collection's code above the number that the document has in its own area.
KEY_BITS = 48
#: A rank is the code above a moment above the number: the order in which documents are found, the highest first.
NUMBER_BITS, MOMENT_BITS = 28, 32
RANK_BITS = NUMBER_BITS + MOMENT_BITS
LAST_MOMENT = (1 << MOMENT_BITS) - 1
#: What of a rank is the number.
NUMBER = (1 << NUMBER_BITS) - 1
#: What a tag becomes among the grams of a document. No plain text contains this sign.
MARK = "§"
#: What stands before the version of the rules by which a document was read; it is no gram, and version 1 is not told.
_VERSION = "="
_TAG = re.compile(r"[a-z0-9]{1,30}")


@dataclass(frozen=True)
class Document:
    """`open` texts may be read by everybody who may read the document, `inner` ones by those who work on it.

    `moment`: seconds since 1970 by which the newest is known; whatever came before, or comes after 2106, shares one.
    `tags` say what seldom changes about it, in [a-z0-9]: a search that names some looks at nothing else. They only
    narrow; whether a document belongs to an answer is decided by the area's own rows.
    """

    number: int
    open: tuple[str, ...]
    inner: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    moment: int = 0


def keys_of(code: int) -> range:
    """All keys of a collection, from the first to the last."""
    return range(code << KEY_BITS, (code + 1) << KEY_BITS)


def rank_of(code: int, moment: int, number: int) -> int:
    """Raises ValueError for a number that a rank cannot hold."""
    if not 0 <= number <= NUMBER:
        raise ValueError(f"not a number to index: {number}")
    return code << RANK_BITS | min(max(moment, 0), LAST_MOMENT) << NUMBER_BITS | number


def moment_of(rank: int) -> int:
    """The moment in a rank: as the document told it, or the edge it was moved to."""
    return rank >> NUMBER_BITS & LAST_MOMENT


def marked(tags: Iterable[str]) -> list[str]:
    """Tags as they stand in the index, in a fixed order. Raises ValueError for what is none."""
    wanted = sorted(tags)
    for tag in wanted:
        if not _TAG.fullmatch(tag):
            raise ValueError(f"not a tag: {tag!r}")
    return [MARK + tag for tag in wanted]


def version_mark(version: int) -> str:
    """How a document says at the end of its tags by which rules it was read; "" for the first."""
    return f"{_VERSION}{version}" if version > 1 else ""


def tokens(open_plain: str, inner_plain: str, tags: str) -> set[str]:
    """Everything by which a document is in the index: the grams of its plain texts, and its marked tags."""
    return grams(open_plain) | grams(inner_plain) | {tag for tag in tags.split() if not tag.startswith(_VERSION)}
