"""Round figures formed from exact counts: 93 is 90 余, 2,041 is 2000 余. The exact count is kept beside them.

A round figure is always rounded down, so 余 is true and 近…余 cannot come about (handbook F1, row 6).
"""

from decimal import Decimal

_TENS, _THOUSANDS, _MYRIADS = 10, 1000, 10_000


def about(count: int) -> str:
    """The words for a count of 0 or more: below ten as it is; below a thousand its first digit, above that its first
    two, from ten thousand on in 万. What is exactly round gets no 余.

    7 → "7", 93 → "90 余", 612 → "600 余", 2041 → "2000 余", 890649 → "89 万余", 600 → "600".
    """
    if count < _TENS:
        return str(count)
    digits = 1 if count < _THOUSANDS else 2
    step = 10 ** (len(str(count)) - digits)
    floor = count // step * step
    more = "余" if floor < count else ""
    if floor >= _MYRIADS:
        return f"{stated(Decimal(floor) / _MYRIADS, at_least=False)} 万{more}"
    return f"{floor} {more}".strip()


def stated(value: Decimal, *, at_least: bool) -> str:
    """A figure as its source writes it, without zeros that say nothing: 95.0500 → "95.05"."""
    written = f"{value:f}"
    plain = written.rstrip("0").rstrip(".") if "." in written else written
    return f"{plain} 余" if at_least else plain
