"""The plan, and drawing by it: deterministic, so a draw can be repeated and every sample can say why it is one.

Each piece of work gets a number from the seed of the draw and its own place in the journal; the lowest numbers of a
person are taken. The seed is made when the span is over: nobody can know beforehand which pieces it will take. The
outcome does not depend on the order or the portions in which pieces are looked at.
"""

import csv
import hashlib
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from yihaotong.cases.rules.codes import Channel
from yihaotong.journal.refusal import Refused
from yihaotong.quality.rules.codes import Among, People, Per, Take, Work

#: The most samples one line takes of one person in one span; what is left out is counted and shown.
MOST = 200
#: The most lines of one plan.
MOST_LINES = 60
#: Days after the first post in which somebody is new (design).
NEW_DAYS = 90
_SPAN = 1 << 64


@dataclass(frozen=True)
class PlanLine:
    """One line: of which work, among which pieces, how many. `amount` is a count per person or a percentage."""

    work: Work
    per: Per
    take: Take
    amount: int
    people: People = People.ALL
    among: Among = Among.ANY
    channel: str = ""
    category: str = ""
    blind: bool = False

    @property
    def words(self) -> str:
        """受理登记：每人每周 2 件: the line as people say it."""
        asked = [self.people.label] if self.people is not People.ALL else []
        asked += [self.among.label] if self.among is not Among.ANY else []
        asked += [f"渠道“{Channel(self.channel).label}”"] if self.channel else []
        asked += [f"类别 {self.category}"] if self.category else []
        how = f"{self.amount}%" if self.take is Take.SHARE else f"{self.amount} 件"
        who = "、".join(asked) + "，" if asked else ""
        if self.take is Take.EVERY:
            return f"{self.work.label}：{who}每{self.per.label}每件都抽"
        return f"{self.work.label}：{who}每人每{self.per.label} {how}"


@dataclass(frozen=True)
class Piece:
    """One act that may be taken. `line` is its number in the journal."""

    line: int
    work: Work
    person: int
    case: int
    at: datetime
    channel: str = ""
    category: str = ""
    new: bool = False
    dissatisfied: bool = False


COLUMNS = ("work", "per", "take", "amount", "people", "among", "channel", "category", "blind")


def read_lines(rows: Iterable[Mapping[str, str]]) -> tuple[PlanLine, ...]:
    """The lines of a plan from rows of text. Raises Refused("bad-plan") naming the row and what is wrong with it."""
    found = tuple(_line(number, row) for number, row in enumerate(rows, start=1))
    if not found:
        raise Refused("bad-plan", "抽样方案至少要有一条规则", "lines")
    if len(found) > MOST_LINES:
        raise Refused("bad-plan", f"抽样方案有 {len(found)} 条，最多 {MOST_LINES} 条", "lines")
    return found


def _line(number: int, row: Mapping[str, str]) -> PlanLine:
    try:
        line = PlanLine(
            Work(row.get("work", "")),
            Per(row.get("per", "")),
            Take(row.get("take", "")),
            int(row.get("amount") or 0),
            People(row.get("people") or People.ALL),
            Among(row.get("among") or Among.ANY),
            str(Channel(row["channel"])) if row.get("channel") else "",
            (row.get("category") or "").strip()[:20],
            row.get("blind") in {"yes", "on", "1"},
        )
    except ValueError as error:
        raise Refused("bad-plan", f"第 {number} 条规则有一格看不懂：{error}", "lines") from None
    most = {Take.COUNT: MOST, Take.SHARE: 100, Take.EVERY: 0}[line.take]
    if not (line.take is Take.EVERY or 1 <= line.amount <= most):
        raise Refused("bad-plan", f"第 {number} 条规则的数目须在 1 到 {most} 之间", "lines")
    return line


def rows_of(lines: Iterable[PlanLine]) -> list[dict[str, str]]:
    """The lines as rows of text: read_lines(rows_of(lines)) == lines."""
    return [
        {name: str(getattr(line, name)) for name in COLUMNS[:-1]} | {"blind": "yes" if line.blind else ""}
        for line in lines
    ]


@cache
def shipped_plan() -> tuple[PlanLine, ...]:
    """The plan that ships (design), in force until a supervisor sets another."""
    with (resources.files("yihaotong.quality") / "data" / "plan.csv").open(encoding="utf-8") as file:
        return read_lines(list(csv.DictReader(file)))


def chance(seed: str, line: int) -> int:
    """The number by which a piece is taken or not, from 0 up to 2**64, the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{line}".encode()).digest()[:8], "big")


def as_fraction(number: int) -> str:
    """Such a number for people: 0.000000 to 0.999999."""
    return f"{number * 1_000_000 // _SPAN / 1_000_000:.6f}"


def fits(line: PlanLine, piece: Piece) -> bool:
    return (
        line.work is piece.work
        and (line.people is People.ALL or piece.new)
        and (line.among is Among.ANY or piece.dissatisfied)
        and line.channel in {"", piece.channel}
        and piece.category.startswith(line.category)
    )


#: number, journal line, case, when (ISO).
Lot = tuple[int, int, int, str]


@dataclass
class Pile:
    """What one line of the plan has of one person so far: how many pieces there were, and the lowest numbers."""

    seen: int = 0
    within: int = 0
    lots: list[Lot] = field(default_factory=list)

    def put(self, line: PlanLine, seed: str, piece: Piece) -> None:
        self.seen += 1
        number = chance(seed, piece.line)
        if line.take is Take.SHARE and number * 100 >= line.amount * _SPAN:
            return
        self.within += 1
        insort(self.lots, (number, piece.line, piece.case, piece.at.isoformat()))
        del self.lots[line.amount if line.take is Take.COUNT else MOST :]

    @property
    def left_out(self) -> int:
        """Pieces that the line wanted and that were too many."""
        return max(0, self.within - MOST)


Piles = dict[tuple[int, int], Pile]


def put(piles: Piles, plan: Sequence[PlanLine], seed: str, pieces: Iterable[Piece], per: Per) -> None:
    """Look at some more pieces. The key of a pile is the line's place in the plan and the person."""
    for piece in pieces:
        for number, line in enumerate(plan):
            if line.per is per and fits(line, piece):
                piles.setdefault((number, piece.person), Pile()).put(line, seed, piece)


@dataclass(frozen=True)
class Drawn:
    """One piece that was taken: by which line, as which of how many among how many."""

    line: int
    case: int
    at: datetime
    person: int
    by: int
    nth: int
    of: int
    among: int
    number: int

    def why(self, plan_line: PlanLine) -> str:
        share = f"，抽签数小于 {plan_line.amount}% 的都取" if plan_line.take is Take.SHARE else "，按抽签数由小到大取"
        share = "，每件都取" if plan_line.take is Take.EVERY else share
        return (
            f"抽样规则第 {self.by + 1} 条“{plan_line.words}”：本期此人这类工作共 {self.among} 件{share}，"
            f"取了 {self.of} 件，这是第 {self.nth} 件（抽签数 {as_fraction(self.number)}）"
        )


def taken(piles: Piles, plan: Sequence[PlanLine]) -> list[Drawn]:
    """All that was drawn, each piece once: by the first line of the plan that took it."""
    found: dict[int, Drawn] = {}
    for (by, person), pile in sorted(piles.items()):
        for nth, (number, line, case, at) in enumerate(pile.lots, start=1):
            drawn = Drawn(line, case, datetime.fromisoformat(at), person, by, nth, len(pile.lots), pile.seen, number)
            found.setdefault(line, drawn)
    return [found[line] for line in sorted(found) if found[line].by < len(plan)]


def packed(piles: Piles) -> list[list[Any]]:
    """The piles as JSON's types, to go on with another time."""
    return [[by, person, pile.seen, pile.within, pile.lots] for (by, person), pile in sorted(piles.items())]


def unpacked(rows: Iterable[Sequence[Any]]) -> Piles:
    return {
        (by, person): Pile(seen, within, [(number, line, case, at) for number, line, case, at in lots])
        for by, person, seen, within, lots in rows
    }


def last_whole(per: Per, today: date) -> tuple[date, date]:
    """The newest span that is over: its first day, and the day after its last. A week begins on Monday."""
    if per is Per.WEEK:
        until = today - timedelta(days=today.weekday())
        return until - timedelta(days=7), until
    until = today.replace(day=1)
    return (until - timedelta(days=1)).replace(day=1), until
