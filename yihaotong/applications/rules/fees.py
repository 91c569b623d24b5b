"""信息处理费: by item within a natural month, or by page of one request; marginal steps (国办函〔2020〕109号)."""

from dataclasses import dataclass

from yihaotong.applications.rules.codes import Ladder
from yihaotong.journal.refusal import Refused

#: 109号: items 1–10 free, 11–30 at 100 yuan; from 31 on every 10 items cost 100 yuan an item more.
_FREE_ITEMS, _PLAIN_ITEMS, _STEP = 10, 30, 10
_ITEM_YUAN = 100
#: 109号: up to so many A4 pages, yuan a page; what lies above the last costs the last price.
_PAGES = ((30, 0), (100, 10), (200, 20))
_LAST_PAGE_YUAN = 40
#: No request has more: whoever types more has slipped.
_MOST = 1_000_000


def by_items(count: int) -> int:
    """What so many items of one applicant in one natural month cost altogether, in yuan."""
    _check(count)
    if count <= _PLAIN_ITEMS:
        return max(0, count - _FREE_ITEMS) * _ITEM_YUAN
    steps, rest = divmod(count - _PLAIN_ITEMS, _STEP)
    whole = _STEP * _ITEM_YUAN * sum(range(2, steps + 2))
    return by_items(_PLAIN_ITEMS) + whole + rest * _ITEM_YUAN * (steps + 2)


def by_pages(count: int) -> int:
    """What so many pages supplied with one request cost, in yuan: A4, one side, not of what is public already."""
    _check(count)
    total, below = 0, 0
    for upto, price in _PAGES:
        total += max(0, min(count, upto) - below) * price
        below = upto
    return total + max(0, count - below) * _LAST_PAGE_YUAN


def fee(ladder: Ladder, *, count: int, before: int = 0) -> int:
    """The fee of one request in yuan: `count` items after `before` earlier ones of the month, or `count` pages."""
    if ladder is Ladder.PAGES:
        return by_pages(count)
    return by_items(before + count) - by_items(before)


@dataclass(frozen=True)
class Step:
    """One step of a ladder that a request reaches: from the so-many-th to the so-many-th, yuan each."""

    first: int
    last: int
    yuan: int

    @property
    def total(self) -> int:
        return (self.last - self.first + 1) * self.yuan

    def told(self, unit: str) -> str:
        """第 31—50 页，每页 10 元，20 页计 200 元"""
        span = f"第 {self.first}—{self.last} {unit}" if self.last > self.first else f"第 {self.first} {unit}"
        price = f"每{unit} {self.yuan} 元" if self.yuan else "免费"
        amount = f"，{self.last - self.first + 1} {unit}计 {self.total} 元" if self.yuan else ""
        return f"{span}，{price}{amount}"


def steps(ladder: Ladder, *, count: int, before: int = 0) -> list[Step]:
    """How the fee of one request comes about, step by step; their totals are the fee."""
    _check(before + count)
    bounds = _bounds_of_pages() if ladder is Ladder.PAGES else _bounds_of_items(before + count)
    found, below = [], 0
    for upto, yuan in bounds:
        first, last = max(below, before) + 1, min(upto, before + count)
        if last >= first:
            found.append(Step(first, last, yuan))
        below = upto
    return found


def _bounds_of_pages() -> list[tuple[int, int]]:
    return [*_PAGES, (_MOST, _LAST_PAGE_YUAN)]


def _bounds_of_items(upto: int) -> list[tuple[int, int]]:
    plain = [(_FREE_ITEMS, 0), (_PLAIN_ITEMS, _ITEM_YUAN)]
    more = range(2, 2 + max(0, -(-(upto - _PLAIN_ITEMS) // _STEP)))
    return plain + [(_PLAIN_ITEMS + (each - 1) * _STEP, each * _ITEM_YUAN) for each in more]


def _check(count: int) -> None:
    if not 0 <= count <= _MOST:
        raise Refused("out-of-range", f"数量须在 0 到 {_MOST} 之间", "count")
