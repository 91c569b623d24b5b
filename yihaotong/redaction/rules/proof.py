"""The proof of a result: what was looked for with which tool, and what was found. It names no removed word."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Shorter words of plain letters and digits stand in the bytes of any file by chance: for those, texts are searched.
_TELLING_BYTES = 6
_PARTING = {ord(sign): None for sign in "-\u2010\u2011\u2013\u2014.\u00b7_/()"}


@dataclass(frozen=True)
class Check:
    """One line of the proof. `said` is the finding in words, without anything of what was removed."""

    code: str
    label: str
    tool: str
    passed: bool
    said: str = ""


def rows(checks: Iterable[Check]) -> list[dict[str, Any]]:
    return [asdict(check) for check in checks]


def read(told: Iterable[Mapping[str, Any]]) -> list[Check]:
    return [Check(**row) for row in told]


def holds(checks: Iterable[Check]) -> bool:
    """Whether there is a proof, and nothing in it failed."""
    found = list(checks)
    return bool(found) and all(check.passed for check in found)


def folded(text: str) -> str:
    """Only what is seen, in one width and case. Written apart from `signs`, so that a slip there is noticed here."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        sign for sign in plain if not sign.isspace() and unicodedata.category(sign) not in {"Cf", "Cc", "Co"}
    )


def surviving(text: str, words: Iterable[str]) -> int:
    """How many of these words can still be read in a text."""
    bare = folded(text)
    parted = bare.translate(_PARTING)
    return sum(folded(word) in bare or _bare(word) in parted for word in set(words))


def _bare(word: str) -> str:
    bare = folded(word).translate(_PARTING)
    return bare if sum(map(str.isdigit, bare)) >= _TELLING_BYTES else folded(word)


def surviving_bytes(content: bytes, words: Iterable[str]) -> int:
    """How many of these words stand in bytes as they are, in any of the encodings that documents use."""
    return sum(any(form in content for form in _forms(word)) for word in set(words))


def _forms(word: str) -> set[bytes]:
    if word.isascii() and len(word) < _TELLING_BYTES:
        return set()
    forms = set()
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030"):
        plain = word.encode(encoding, "ignore")
        if len(plain) > 3:
            forms |= {plain, plain.hex().encode(), plain.hex().upper().encode()}
    return forms
