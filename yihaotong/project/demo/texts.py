"""What people say and what they are told: matters with blanks, and the words that fill them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
WORDS: dict[str, Any] = tomllib.loads((HERE / "data" / "words.toml").read_text(encoding="utf-8"))
#: A reply with one of these words speaks to somebody who was reached; the anonymous and the unreachable get others.
_TO_SOMEBODY = ("您", "诉求人", "消费者", "当事人同意")


@dataclass(frozen=True)
class Matter:
    """Something people turn to the city with. Title, body, want and reply of the same number belong together; where
    there are fewer than bodies, they are taken in turn.

    `months` are those in which it happens, empty for any; `secrecy`: some who tell of it ask to stay unnamed;
    `rare`: it is about a rare character in one's name.
    """

    category: str
    type: str
    titles: tuple[str, ...]
    bodies: tuple[str, ...]
    wants: tuple[str, ...]
    replies: tuple[Mapping[str, str], ...]
    urgency: str = ""
    weight: int = 1
    months: tuple[int, ...] = ()
    secrecy: bool = False
    rare: bool = False

    @property
    def in_village(self) -> bool:
        return any("{village}" in text for text in self.titles + self.bodies)

    def title(self, variant: int) -> str:
        return self.titles[variant % len(self.titles)]

    def want(self, variant: int) -> str:
        return self.wants[variant % len(self.wants)]

    def reply(self, variant: int) -> Mapping[str, str]:
        return self.replies[variant % len(self.replies)]

    def happens_in(self, month: int) -> bool:
        return not self.months or month in self.months


@cache
def matters() -> tuple[Matter, ...]:
    """All matters, in the order of their files."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "matters").glob("*.toml"))]
    return tuple(Matter(**_frozen(row)) for table in tables for row in table["matter"])


@cache
def happening_in(month: int) -> tuple[tuple[Matter, ...], tuple[int, ...]]:
    """The matters of a month, and their weights added up, for a draw."""
    happening = tuple(matter for matter in matters() if matter.happens_in(month))
    return happening, tuple(accumulate(matter.weight for matter in happening))


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def to_nobody(text: str) -> bool:
    """Whether a reply can stand where nobody could be spoken to."""
    return not any(word in text for word in _TO_SOMEBODY)


class Blanks(dict[str, str]):
    """Fills blanks by chance, each the same wherever it occurs in one case. Dates are as seen from `day`."""

    def __init__(self, chance: Random, day: date, *, district: str, community: str, rare: str) -> None:
        super().__init__(community=community, village=community, rare=rare, today="今天", yesterday="昨天")
        self.chance = chance
        self["road"] = chance.choice(WORDS["roads"][district])
        self["recent"] = written(day - timedelta(days=chance.randint(2, 9)))
        self["soon"] = written(day + timedelta(days=chance.randint(2, 6)))
        self["month"] = f"{(day.month - 3) % 12 + 1}月"
        first, last = (chance.choice(WORDS["blanks"][f"estate_{part}"]) for part in ("first", "last"))
        self["estate"] = f"{first}{last}"

    def __missing__(self, blank: str) -> str:
        self[blank] = _MADE[blank](self.chance) if blank in _MADE else self.chance.choice(WORDS["blanks"][blank])
        return self[blank]

    def fill(self, text: str) -> str:
        """Raises KeyError for a blank nobody knows."""
        return text.format_map(self)


def written(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _hundreds(least: int, most: int, chance: Random) -> str:
    return str(chance.randint(least, most) * 100)


#: Blanks that are numbers. A number plate never holds an I or an O, a bus route of the city never 900 and more.
_MADE = {
    "building": lambda chance: f"{chance.randint(1, 32)}号楼{chance.randint(1, 4)}单元",
    "plate": lambda chance: f"宁A·I{chance.randint(100, 999)}O",
    "tail": lambda chance: f"{chance.randint(10, 99)}O",
    "line": lambda chance: str(chance.randint(901, 939)),
    "small": lambda chance: str(chance.randint(12, 68)),
    "amount": lambda chance: _hundreds(3, 68, chance),
    "big": lambda chance: _hundreds(230, 1860, chance),
}


def mobile(chance: Random) -> str:
    """A mobile number that nobody has: 154 was given to no carrier."""
    return f"1540000{chance.randint(0, 9999):04d}"


def name(chance: Random) -> str:
    words = WORDS["names"]
    return str(chance.choice(words["surnames"]) + chance.choice(words["given"]))


def rare_name(chance: Random) -> tuple[str, str]:
    """A name with a character that many fonts and systems lack, and that character."""
    character = chance.choice(WORDS["names"]["rare"])
    return f"{chance.choice(WORDS['names']['surnames'])}{chance.choice(['', '小', '文'])}{character}", character
