"""Widths in characters, and where a title breaks: in lines of like length, at the words that Chinese breaks at."""

import unicodedata
from functools import cache
from importlib import resources
from itertools import combinations, pairwise

#: After these a title may well break; before those in `_KEPT` it must not.
_GOOD = frozenset("的和与及等、：》）")
_KEPT = frozenset("的和与及等、：，。》）”〉」")
_OPENING = frozenset("《（“〈「")
#: What a bad place costs, in characters of difference between lines.
_BAD, _WORSE = 4, 50
#: Digits of a 宋体 in bold, in full-width characters; a few Latin letters are wider still, most are not.
_LATIN = 0.6


def width(text: str) -> float:
    """In full-width characters: a Latin letter or a digit takes half of one."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)


def title_width(text: str) -> float:
    """The same in the type of titles, whose Latin letters and digits are wider than half a character."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else _LATIN for letter in text)


def title_lines(title: str, most: int) -> list[str]:
    """The title in as few lines of at most `most` characters as there can be (GB/T 9704-2012 7.3.1: 词意完整，
    排列对称，长短适宜，间距恰当)."""
    fewest = max(1, -int(-title_width(title) // most))
    if fewest == 1:
        return [title]
    for count in range(fewest, len(title)):
        found = [each for more in (0, 1) if (each := _best(title, count + more, most))]
        if found:
            return min(found)[1]
    return list(title)


def _best(title: str, count: int, most: int) -> tuple[float, list[str]] | None:
    """The best cut into so many lines with its cost: every line more costs something, too."""
    found: tuple[float, list[str]] | None = None
    near = _places(title, count)
    for places in combinations(near, count - 1):
        lines = [title[begin:end] for begin, end in pairwise((0, *places, len(title)))]
        if max(map(title_width, lines)) > most:
            continue
        cost = _cost(title, places, lines) + _BAD * count
        if found is None or cost < found[0]:
            found = (cost, lines)
    return found


def _places(title: str, count: int) -> list[int]:
    """Places near those that would cut the title into equal parts; fewer of them where there are many parts."""
    away = 6 if count <= 3 else 2
    fair = [round(len(title) * part / count) for part in range(1, count)]
    return sorted({at for place in fair for at in range(place - away, place + away + 1) if 0 < at < len(title)})


@cache
def _words() -> tuple[str, ...]:
    """Words of such titles that a line does not cut in two."""
    file = resources.files("yihaotong.letters").joinpath("data/title-words.txt")
    return tuple(file.read_text(encoding="utf-8").split())


def _inside_word(title: str, at: int) -> bool:
    return any(title.startswith(word, at - cut) for word in _words() for cut in range(1, min(len(word), at + 1)))


def _cost(title: str, places: tuple[int, ...], lines: list[str]) -> float:
    widths = [title_width(line) for line in lines]
    cost = max(widths) - min(widths) + (0.5 if widths[-1] > widths[0] else 0)
    for at in places:
        before, after = title[at - 1], title[at]
        if after in _KEPT or before in _OPENING or (before.isascii() and (after.isascii() or after in "年月日号")):
            cost += _WORSE
        elif _inside_word(title, at):
            cost += 2 * _BAD
        elif before not in _GOOD and after not in _OPENING and not title.startswith("关于", at):
            cost += _BAD
    quoted = [title[:at].count("《") > title[:at].count("》") for at in places]
    return cost + _BAD * sum(quoted)
