"""Which kind of danger the caller's words name, and what they say of people hurt; the words lie in danger_words.csv.

A kind is only proposed where the words clearly name one: what is denied, feared, asked about or long over names none,
and two that have nothing to do with one another are left to the operator. Columns of the file: danger (empty where the
words are about every kind), use, words (parted by blanks), basis, basis_kind, verified.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from yihaotong.cases.rules.emergencies import Danger

COLUMNS = ("danger", "use", "words", "basis", "basis_kind", "verified")
#: So many characters may stand between a denial and what it denies: 没有看见着火.
_NEAR = 4
_CLAUSE = re.compile(r"[\s,.;:!?，。；：！？、…（）()“”\"]+")
_QUESTION = frozenset("?？")
_GONE = "\ufffc"
#: Where both are named, the first is told by the second: whoever is hurt in a fire is in a fire.
_GIVES_WAY: Mapping[Danger, frozenset[Danger]] = {
    Danger.INJURY: frozenset(Danger) - {Danger.OTHER, Danger.INJURY, Danger.CROWD},
    Danger.CROWD: frozenset(Danger) - {Danger.OTHER, Danger.CROWD},
    Danger.GAS: frozenset({Danger.FIRE}),
}


class Use(StrEnum):
    """What the words of a line are for."""

    NAMES = "names"
    LOOSE = "loose"
    APART = "apart"
    DENIED = "denied"
    SUPPOSED = "supposed"
    ASKED = "asked"
    PLEA = "plea"
    ENQUIRY = "enquiry"
    HARM = "harm"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Words:
    """The file, read: the words of each kind, those among them that may be about something else, and those of each
    other use."""

    names: Mapping[Danger, tuple[str, ...]]
    loose: frozenset[str]
    others: Mapping[Use, tuple[str, ...]]

    def any_in(self, use: Use, text: str) -> bool:
        return any(word in text for word in self.others[use])


@dataclass(frozen=True)
class _Said:
    """Where a kind is named: in which clauses, and whether by a word that is about nothing else."""

    clauses: frozenset[int]
    sure: bool


def named(text: str) -> Danger:
    """The kind that these words clearly name; OTHER on any doubt."""
    words = _shipped()
    text = _without_apart(words, text)
    return Danger.OTHER if words.any_in(Use.ENQUIRY, text) else _one_of(_said(words, text))


def follow(danger: Danger, text: str, *, chosen: bool) -> Danger:
    """The kind once more is known. What somebody chose stays; else the words of now decide, also back to OTHER. One
    that they still name is not taken back because they tell of earlier days too."""
    if chosen:
        return danger
    words = _shipped()
    text = _without_apart(words, text)
    said = _said(words, text)
    if words.any_in(Use.ENQUIRY, text):
        return danger if danger in said else Danger.OTHER
    return _one_of(said)


def harm(text: str) -> str:
    """What the words say of people hurt or trapped, as they were said; "" where nothing is said or known. What is
    feared, supposed or asked is not said."""
    words = _shipped()
    parts = _CLAUSE.split(text)
    ends = [*_CLAUSE.findall(text), ""]
    return "，".join(clause for clause, end in zip(parts, ends, strict=True) if _tells_harm(words, clause, end))


def _tells_harm(words: Words, clause: str, end: str) -> bool:
    told = _without_apart(words, clause)
    asks = _is_asked(words, told) or (bool(_QUESTION & set(end)) and not words.any_in(Use.PLEA, told))
    if asks or words.any_in(Use.UNKNOWN, told):
        return False
    first = min((told.find(word) for word in words.others[Use.HARM] if word in told), default=-1)
    return first >= 0 and not words.any_in(Use.SUPPOSED, told[:first])


def _without_apart(words: Words, text: str) -> str:
    for apart in words.others[Use.APART]:
        text = text.replace(apart, _GONE)
    return text


def _said(words: Words, text: str) -> dict[Danger, _Said]:
    """Every kind that is said to be so."""
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    hits = [(kind, name, number) for number, clause in enumerate(clauses) for kind, name in _named_in(words, clause)]
    return {
        kind: _Said(
            frozenset(number for each, _name, number in hits if each is kind),
            any(name not in words.loose for each, name, _number in hits if each is kind),
        )
        for kind, _name, _number in hits
    }


def _one_of(said: Mapping[Danger, _Said]) -> Danger:
    left = [kind for kind in said if not any(_gives_way(said, kind, other) for other in said)]
    return left[0] if len(left) == 1 else Danger.OTHER


def _gives_way(said: Mapping[Danger, _Said], kind: Danger, other: Danger) -> bool:
    """Whoever is hurt is told by what hurt him only where the two surely belong together."""
    if other not in _GIVES_WAY.get(kind, frozenset()):
        return False
    together = said[other].sure or bool(said[kind].clauses & said[other].clauses)
    return kind is not Danger.INJURY or together


def _named_in(words: Words, clause: str) -> Iterator[tuple[Danger, str]]:
    if _is_asked(words, clause):
        return
    for kind, names in words.names.items():
        for name in names:
            if any(_meant(words, clause[: found.start()]) for found in re.finditer(re.escape(name), clause)):
                yield kind, name


def _meant(words: Words, before: str) -> bool:
    """Whether what follows these words of its clause is said to be so."""
    if words.any_in(Use.SUPPOSED, before):
        return False
    return not any(word in before[-_NEAR - len(word) :] for word in words.others[Use.DENIED])


def _is_asked(words: Words, clause: str) -> bool:
    return clause.endswith(words.others[Use.ASKED])


def read(rows: Iterable[Mapping[str, str]]) -> Words:
    """The lines of such a file. Raises ValueError for an unknown kind or use."""
    names: dict[Danger, tuple[str, ...]] = {}
    loose: set[str] = set()
    others: dict[Use, tuple[str, ...]] = dict.fromkeys(set(Use) - {Use.NAMES, Use.LOOSE}, ())
    for row in rows:
        use, words = Use(row["use"]), tuple(row["words"].split())
        if use in (Use.NAMES, Use.LOOSE):
            kind = Danger(row["danger"])
            names[kind] = names.get(kind, ()) + words
            loose |= set(words) if use is Use.LOOSE else set()
        else:
            others[use] += words
    # The longer one first: 打人民医院 before 打人.
    others[Use.APART] = tuple(sorted(others[Use.APART], key=len, reverse=True))
    return Words(names, frozenset(loose), others)


@cache
def _shipped() -> Words:
    text = (resources.files(__package__) / "danger_words.csv").read_text(encoding="utf-8")
    return read(csv.DictReader(io.StringIO(text)))
