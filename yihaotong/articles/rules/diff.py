"""What one version changed of another, for reading: paragraphs first, and inside a changed one its characters."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yihaotong.articles.rules.contents import FIELDS, attachments_of, shown
from yihaotong.journal.rules import comparing

#: Pieces of a text: ("=", kept), ("-", taken out), ("+", put in).
Piece = tuple[str, str]
#: Below this likeness two paragraphs are two, not one changed.
_ALIKE = 0.3
#: Characters of one text times those of the other: beyond it a comparison would be felt.
_SQUARE = 4_000_000


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a comparison. `sign`: "=" the same, "-" gone, "+" new, "~" changed."""

    sign: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Change:
    """A field that differs; of the body its paragraphs, of others one line."""

    label: str
    paragraphs: tuple[Paragraph, ...]


def characters(old: str, new: str) -> tuple[Piece, ...]:
    """The two texts as one, character by character; very long ones clause by clause, for it takes the square."""
    before, after = (_letters(text, by_clause=len(old) * len(new) > _SQUARE) for text in (old, new))
    pieces: list[Piece] = []
    for run in comparing.runs(before, after):
        if run.same:
            pieces.append(("=", "".join(run.before)))
            continue
        pieces += [("-", "".join(run.before))] if run.before else []
        pieces += [("+", "".join(run.after))] if run.after else []
    return tuple(pieces)


def _letters(text: str, *, by_clause: bool) -> list[str]:
    return re.findall(r"[^，。；：！？,;\n|]*.?", text, re.DOTALL) if by_clause else list(text)


def paragraphs(old: str, new: str) -> tuple[Paragraph, ...]:
    """Two bodies, paragraph by paragraph; those that stay the same are there too, so that one knows where he is."""
    told: list[Paragraph] = []
    for run in comparing.runs(_parts(old), _parts(new)):
        if run.same:
            told += [Paragraph("=", (("=", text),)) for text in run.before]
        else:
            told += _replaced(run.before, run.after)
    return tuple(told)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    """Pair what is alike in turn; the rest is gone or new."""
    rest = list(after)
    for old in before:
        if rest and _alike(old, rest[0]):
            yield Paragraph("~", characters(old, rest.pop(0)))
        else:
            yield Paragraph("-", (("-", old),))
    yield from (Paragraph("+", (("+", new),)) for new in rest)


def _alike(old: str, new: str) -> bool:
    return len(old) * len(new) > _SQUARE or comparing.likeness(old, new) >= _ALIKE


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every field and file that differs, in the order of the form."""
    told = []
    for field in FIELDS:
        old, new = (shown(field, each.get(field.name, "")) for each in (before, after))
        if old == new:
            continue
        if field.name == "body":
            told.append(Change(field.label, paragraphs(old, new)))
        else:
            told.append(Change(field.label, (Paragraph("~", characters(old, new)),)))
    if moved := tuple(_files(before, after)):
        told.append(Change("附件", moved))
    return told


def _files(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Paragraph]:
    old = {each.sha256: each for each in attachments_of(before)}
    new = {each.sha256: each for each in attachments_of(after)}
    yield from (Paragraph("-", (("-", each.name),)) for sha, each in old.items() if sha not in new)
    yield from (Paragraph("+", (("+", each.name),)) for sha, each in new.items() if sha not in old)
    for sha in old.keys() & new.keys():
        if old[sha].name != new[sha].name:
            yield Paragraph("~", characters(old[sha].name, new[sha].name))
