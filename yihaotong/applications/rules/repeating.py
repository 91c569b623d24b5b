"""When two requests ask for the same: by the pairs of characters they share."""

from collections.abc import Iterable
from dataclasses import dataclass

from yihaotong.search.rules.text import grams, plain


@dataclass(frozen=True)
class Alike:
    """Another request in nearly the same words, and how much of the shorter one it shares, in percent."""

    number: str
    percent: int

    @property
    def words(self) -> str:
        return f"与 {self.number} 的文字有 {self.percent}% 相同"


def alike(text: str, others: Iterable[tuple[str, str]], *, percent: int) -> list[Alike]:
    """Those of `others` (number, text) that share at least so much, the likest first."""
    own = grams(plain(text))
    found = [Alike(number, _shared(own, grams(plain(other)))) for number, other in others] if own else []
    return sorted((each for each in found if each.percent >= percent), key=lambda each: (-each.percent, each.number))


def _shared(one: set[str], other: set[str]) -> int:
    """Of the longer one: a short request inside a long one is another request (Dice's measure)."""
    together = len(one) + len(other)
    return 200 * len(one & other) // together if together else 0
