"""Sentences as data: patterns whose blanks are filled from the records of a year, and left out where there is nothing.

A pattern names its blanks in braces: 公开 {released.portal} 条. A part in [brackets] is left out where one of its
blanks is empty; a pattern with an empty blank elsewhere is left out as a whole. Nothing is said that no record says.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from yihaotong.annual.rules.figures import Figure

#: What a blank may be filled with: words, a figure, or several of both one after the other.
Said = tuple[str | Figure, ...]
Value = str | Figure | Said

_BLANK = re.compile(r"\{([\w.]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Ref:
    """Where in a paragraph a figure stands: characters from `start` up to, not including, `end`."""

    start: int
    end: int
    code: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; `edited`: somebody has rewritten it."""

    code: str
    text: str
    refs: tuple[Ref, ...] = ()
    edited: bool = False


@dataclass(frozen=True)
class Listing:
    """A plain table within the text, such as the year's monthly reports: its title, its head, its rows of texts."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """A section or a part of one. `level` 0: before the first heading, 1: 一、, 2: （一）; `table`: which follows."""

    code: str
    heading: str
    level: int
    paragraphs: tuple[Paragraph, ...] = ()
    table: int = 0
    listing: Listing | None = None


@dataclass(frozen=True)
class Sentence:
    """`needs`: blanks that must be filled besides; `unless`: one that must not be; `otherwise`: said instead.

    `follows`: it goes on from the sentence before, has no 一是 of its own, and is not said without that one.
    """

    text: str
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    otherwise: str = ""
    follows: bool = False


@dataclass(frozen=True)
class Pattern:
    """A paragraph to be filled. `numbered`: its sentences begin 一是, 二是, … each on a line of its own."""

    code: str
    numbered: bool
    lead: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Outline:
    """A part as the data has it; one with a `listing` is there when there is such a listing."""

    code: str
    heading: str
    level: int
    table: int
    forms: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    listing: str = ""


@cache
def outline() -> tuple[Outline, ...]:
    """The shipped text of a report: data/text.toml."""
    return tuple(_outline(each) for each in _shipped()["part"])


@cache
def themes() -> Mapping[str, tuple[str, ...]]:
    """Which words in the title of a superior's document, or of a rule of our own, make it one for which sentence."""
    return {name: tuple(words) for name, words in _shipped()["theme"].items()}


@cache
def _shipped() -> dict[str, Any]:
    with (resources.files("yihaotong.annual") / "data" / "text.toml").open("rb") as file:
        return tomllib.load(file)


def _outline(given: Mapping[str, object]) -> Outline:
    patterns = given.get("paragraph", [])
    return Outline(
        str(given["code"]),
        str(given.get("heading", "")),
        _number(given, "level"),
        _number(given, "table"),
        tuple(_texts(given, "forms")),
        tuple(_pattern(each) for each in patterns) if isinstance(patterns, list) else (),
        str(given.get("listing", "")),
    )


def _pattern(given: Mapping[str, object]) -> Pattern:
    found = given.get("sentence", [])
    sentences = tuple(_sentence(each) for each in found) if isinstance(found, list) else ()
    return Pattern(str(given["code"]), bool(given.get("numbered")), str(given.get("lead", "")), sentences)


def _sentence(given: Mapping[str, object]) -> Sentence:
    return Sentence(
        str(given["text"]),
        tuple(_texts(given, "needs")),
        tuple(_texts(given, "unless")),
        str(given.get("otherwise", "")),
        bool(given.get("follows")),
    )


def _texts(given: Mapping[str, object], name: str) -> Iterable[str]:
    found = given.get(name, [])
    return [str(each) for each in found] if isinstance(found, list) else []


def _number(given: Mapping[str, object], name: str) -> int:
    found = given.get(name, 0)
    return found if isinstance(found, int) else 0


def blanks(sentence: Sentence) -> set[str]:
    """Every blank that a sentence names."""
    return set(_BLANK.findall(sentence.text + sentence.otherwise)) | {*sentence.needs, *sentence.unless}


# --- filling -----------------------------------------------------------------------------------------------------


def filled(pattern: str, values: Mapping[str, Value]) -> Said | None:
    """The pattern with its blanks filled; None where one of them is empty."""
    whole = _OPTIONAL.sub(lambda found: found.group(1) if _all(found.group(1), values) else "", pattern)
    if not _all(whole, values):
        return None
    return tuple(_filled(whole, values))


def _all(pattern: str, values: Mapping[str, Value]) -> bool:
    return all(values.get(name) for name in _BLANK.findall(pattern))


def _filled(pattern: str, values: Mapping[str, Value]) -> Iterator[str | Figure]:
    at = 0
    for blank in _BLANK.finditer(pattern):
        yield pattern[at : blank.start()]
        value = values[blank.group(1)]
        if isinstance(value, tuple):
            yield from value
        else:
            yield value
        at = blank.end()
    yield pattern[at:]


def said(sentence: Sentence, values: Mapping[str, Value]) -> Said | None:
    """What a sentence comes to with these values."""
    fits = all(values.get(name) for name in sentence.needs) and not any(values.get(name) for name in sentence.unless)
    found = filled(sentence.text, values) if fits else None
    if found is None and sentence.otherwise:
        return filled(sentence.otherwise, values)
    return found


def paragraph(pattern: Pattern, values: Mapping[str, Value]) -> Paragraph | None:
    """One paragraph of the sentences that have something to say; None where there is none."""
    found: list[Said] = []
    leads = False
    for sentence in pattern.sentences:
        told = said(sentence, values)
        if sentence.follows:
            if leads and told:
                found[-1] = (*found[-1], *told)
        else:
            leads = bool(told)
            found += [told] if told else []
    if not found:
        return None
    spans: list[str | Figure] = [*((pattern.lead and filled(pattern.lead, values)) or ())]
    for place, each in enumerate(found):
        if pattern.numbered and len(found) > 1:
            spans.append(("\n" if spans else "") + f"{ordinal(place + 1)}是")
        spans += each
    return placed(pattern.code, spans)


def ordinal(number: int) -> str:
    """1 → 一, 12 → 十二; up to 99."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_ORDINALS[tens - 1]}十"
    return ten + (_ORDINALS[ones - 1] if ones else "")


def placed(code: str, spans: Iterable[str | Figure]) -> Paragraph:
    """The text of some spans, with where its figures stand."""
    text, refs = "", []
    for span in spans:
        if isinstance(span, Figure):
            refs.append(Ref(len(text), len(text) + len(span.printed), span.code))
            text += span.printed
        else:
            text += span
    return Paragraph(code, text, tuple(refs))


def listing(items: Sequence[Value], joined: str = "、") -> Said:
    """Several values one after the other."""
    spans: list[str | Figure] = []
    for place, item in enumerate(items):
        if place:
            spans.append(joined)
        spans += item if isinstance(item, tuple) else (item,)
    return tuple(spans)


def parts(values: Mapping[str, Value], form: str, listings: Mapping[str, Listing] | None = None) -> tuple[Part, ...]:
    """The whole text of a report in one form; headings stay where nothing is said below them."""
    there, found = listings or {}, []
    for each in outline():
        if (each.forms and form not in each.forms) or (each.listing and each.listing not in there):
            continue
        told = (paragraph(pattern, values) for pattern in each.patterns)
        said_here = tuple(p for p in told if p)
        found.append(Part(each.code, each.heading, each.level, said_here, each.table, there.get(each.listing)))
    return tuple(found)


def figures_in(values: Mapping[str, Value]) -> dict[str, Figure]:
    """Every figure among the values, by its code."""
    spans = (value if isinstance(value, tuple) else (value,) for value in values.values())
    return {each.code: each for value in spans for each in value if isinstance(each, Figure)}


def replaced(part: Part, edited: Mapping[str, Paragraph]) -> Part:
    """A part with the paragraphs that somebody has rewritten."""
    return replace(part, paragraphs=tuple(edited.get(each.code, each) for each in part.paragraphs))
