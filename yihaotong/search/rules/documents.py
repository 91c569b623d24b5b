"""What an area gives to be found: texts for two kinds of reader, and tags by which it will narrow its searches."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yihaotong.search.rules.text import grams

#: A key is the collection's code above the number that the document has in its own area.
NUMBER_BITS = 48
#: What a tag becomes among the grams of a document. No plain text contains this sign.
MARK = "§"
_TAG = re.compile(r"[a-z0-9]{1,30}")


@dataclass(frozen=True)
class Document:
    """`open` texts may be read by everybody who may read the document, `inner` ones by those who work on it.

    `tags` say what seldom changes about it, in [a-z0-9]: a search that names some looks at nothing else. They only
    narrow; whether a document belongs to an answer is decided by the area's own rows.
    """

    number: int
    open: tuple[str, ...]
    inner: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()


def keys_of(code: int) -> range:
    """All keys of a collection, from the first to the last."""
    return range(code << NUMBER_BITS, (code + 1) << NUMBER_BITS)


def marked(tags: Iterable[str]) -> list[str]:
    """Tags as they stand in the index, in a fixed order. Raises ValueError for what is none."""
    wanted = sorted(tags)
    for tag in wanted:
        if not _TAG.fullmatch(tag):
            raise ValueError(f"not a tag: {tag!r}")
    return [MARK + tag for tag in wanted]


def tokens(open_plain: str, inner_plain: str, tags: str) -> set[str]:
    """Everything by which a document is in the index: the grams of its plain texts, and its marked tags."""
    return grams(open_plain) | grams(inner_plain) | set(tags.split())
