"""What the intake page proposes while somebody types: names by letters, and cases that may be the same matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from yihaotong.search.rules.everyday import EVERYDAY
from yihaotong.search.rules.initials import initials
from yihaotong.search.rules.text import plain

#: As many as there are digits to choose one by.
MOST = 9
#: Fewer pairs of characters say nothing.
_FEW_PAIRS = 4
#: Of a long text, so much is compared.
_COMPARED = 600
#: How alike two texts must be (0 to 1), and how much less where place and address say the same, too.
_ALIKE, _ALIKE_NEARBY = 0.34, 0.16
#: Two names of one street or estate share at least so many characters in a row.
_SAME_ADDRESS = 4


@dataclass(frozen=True)
class Option:
    """Something that may be chosen; `within` is what it belongs to, as words."""

    code: str
    name: str
    within: str = ""


def matching(typed: str, options: Iterable[Option], first: Sequence[str] = ()) -> list[Option]:
    """The options whose name has what was typed, in characters or in first letters of pinyin; the best first.

    `first` are codes in the order in which they are preferred among equals; nothing typed gives these alone.
    """
    place = {code: index for index, code in enumerate(first)}
    sought = typed.strip().lower()
    if not sought:
        return sorted((each for each in options if each.code in place), key=lambda each: place[each.code])[:MOST]
    found = [(rank, place.get(each.code, len(place)), each) for each in options if (rank := _rank(sought, each)) >= 0]
    found.sort(key=lambda one: (one[0], one[1], one[2].code))
    return [each for _rank_, _place, each in found[:MOST]]


def _rank(sought: str, option: Option) -> int:
    """0 begins with it, 1 has it, 2 its letters begin with it, 3 have it, 4 what it belongs to has it; -1 none."""
    name = option.name.lower()
    if sought in name:
        return 0 if name.startswith(sought) else 1
    if sought.isascii() and sought in (letters := initials(option.name)):
        return 2 if letters.startswith(sought) else 3
    if sought.isascii() and sought in initials(option.within + option.name):
        return 4
    return 4 if sought in (option.within + option.name).lower() else -1


@dataclass(frozen=True)
class Matter:
    """What is compared of a case, or of a form that is still being typed."""

    text: str
    category: str = ""
    place: str = ""
    address: str = ""

    # What is typed is compared with a hundred cases: each of these is made once.

    @cached_property
    def pairs(self) -> frozenset[str]:
        return pairs(self.text)

    @cached_property
    def where(self) -> frozenset[str]:
        return pairs(self.address)

    @cached_property
    def spot(self) -> str:
        """The plain words among which an address is looked for."""
        return plain((self.address or self.text)[:_COMPARED])


@dataclass(frozen=True)
class Likeness:
    """How alike two matters are (0 to 1), and in what."""

    score: float
    why: tuple[str, ...]


def likeness(typed: Matter, known: Matter) -> Likeness | None:
    """None where they have too little in common to be offered as one matter."""
    same_category = bool(typed.category) and typed.category == known.category
    nearby = bool(typed.place) and (known.place.startswith(typed.place) or typed.place.startswith(known.place or "-"))
    same_address = _shares(typed.spot, known.address)
    alike = _alike(typed, known)
    needed = _ALIKE_NEARBY if same_address or (nearby and same_category) else _ALIKE
    if alike < needed:
        return None
    why = {"同类别": same_category, "同区域": nearby, "同一地址": same_address, "内容相近": alike >= _ALIKE}
    score = alike + 0.2 * same_category + 0.2 * nearby + 0.3 * same_address
    return Likeness(score, tuple(words for words, holds in why.items() if holds))


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, as the search compares texts."""
    told = plain(text[:_COMPARED])
    return frozenset(told[i : i + 2] for i in range(len(told) - 1) if " " not in told[i : i + 2])


def _alike(one: Matter, other: Matter) -> float:
    """The share of the shorter text's pairs that the other has, too. An address that both name says where, not what."""
    where = one.where | other.where
    said = one.pairs - where, other.pairs - where
    if any(len(each) < _FEW_PAIRS for each in said):
        return 0.0
    mine, theirs = (each - EVERYDAY for each in said)
    # Of a text that says nearly nothing, one pair is no likeness.
    return len(mine & theirs) / max(_FEW_PAIRS, min(len(mine), len(theirs)))


def telling(text: str) -> frozenset[str]:
    """The pairs that say what a text is about: without what everybody says of everything."""
    return pairs(text) - EVERYDAY


def shared(text: str, other: str) -> int:
    """In how many telling pairs two texts agree."""
    return len(telling(text) & telling(other))


def _shares(told: str, address: str) -> bool:
    """Whether some words in a row of an address stand in a plain text."""
    where = plain(address)
    return any(where[i : i + _SAME_ADDRESS] in told for i in range(len(where) - _SAME_ADDRESS + 1))


def best(scored: Mapping[int, Likeness], most: int) -> list[int]:
    """The keys of the likest, the newer first among equals."""
    return sorted(scored, key=lambda key: (-scored[key].score, -key))[:most]
