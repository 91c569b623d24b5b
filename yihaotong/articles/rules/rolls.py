"""Lists that the office keeps for the pre-check: leaders with titles and rank, words with what is right.

Each is written one to a line, parts between bars, so that a table pasted from anywhere can be edited by hand. No names
ship; the words that ship have their basis beside them.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from yihaotong.articles.rules.codes import Weight
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class RollKind(Code):
    """Which list."""

    LEADERS = "leaders", "领导姓名职务次序"
    WORDS = "words", "易错词、敏感词"


#: How one line is written.
SHAPES = {
    RollKind.LEADERS: "姓名 | 职务 | 次序 | 任职起 | 任职止（在任的不填）",
    RollKind.WORDS: "错的写法 | 应作 | 须改正或须核对 | 依据",
}
MOST_LINES = 3_000
_PARTS = {RollKind.LEADERS: 5, RollKind.WORDS: 4}


@dataclass(frozen=True)
class Leader:
    """One post of one leader: `rank` 1 comes first; `until` None: still in office."""

    name: str
    title: str
    rank: int
    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Word:
    """One way of writing that is wrong or delicate; `right` "" where there is no plain substitute."""

    wrong: str
    right: str
    weight: Weight
    why: str


def read_leaders(text: str) -> list[Leader]:
    """Raises Refused("bad-line") naming the line."""
    return [_leader(number, parts) for number, parts in _lines(text, RollKind.LEADERS)]


def read_words(text: str) -> list[Word]:
    """Raises Refused("bad-line") naming the line."""
    return [_word(number, parts) for number, parts in _lines(text, RollKind.WORDS)]


def check(kind: RollKind, text: str) -> int:
    """How many lines a list has, if all of them can be read. Raises Refused("bad-line")."""
    return len(read_leaders(text) if kind is RollKind.LEADERS else read_words(text))


def shipped(kind: RollKind) -> str:
    """The list a city begins with, in the form in which it is edited."""
    return "\n".join(" | ".join(row) for row in _shipped_words()) if kind is RollKind.WORDS else ""


@cache
def _shipped_words() -> tuple[tuple[str, ...], ...]:
    with (resources.files("yihaotong.articles") / "data" / "words.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple((row["wrong"], row["right"], Weight(row["weight"]).label, row["why"]) for row in rows)


def _lines(text: str, kind: RollKind) -> list[tuple[int, Sequence[str]]]:
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise Refused("too-many", f"最多 {MOST_LINES} 行", "lines")
    found: list[tuple[int, Sequence[str]]] = []
    for number, line in lines:
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        if len(parts) > _PARTS[kind] or not parts[0]:
            raise _bad(number, f"应写作：{SHAPES[kind]}")
        found.append((number, parts + [""] * (_PARTS[kind] - len(parts))))
    return found


def _leader(number: int, parts: Sequence[str]) -> Leader:
    name, title, rank, since, until = parts
    if not 2 <= len(name) <= 20 or not title:
        raise _bad(number, "要有姓名和职务")
    if not rank.isdecimal() or not 1 <= int(rank) <= 9999:
        raise _bad(number, f"次序“{rank}”须是正整数")
    try:
        return Leader(name, title, int(rank), date.fromisoformat(since), date.fromisoformat(until) if until else None)
    except ValueError:
        raise _bad(number, "任职起止须是日期，如 2026-03-01") from None


def _word(number: int, parts: Sequence[str]) -> Word:
    wrong, right, weight, why = parts
    weights = {each.label: each for each in (Weight.BLOCK, Weight.WARN)} | {"": Weight.WARN}
    if weight not in weights:
        raise _bad(number, "第三格须是“须改正”或“须核对”")
    if len(wrong) < 2:
        raise _bad(number, "错的写法至少两个字")
    if wrong in right:
        raise _bad(number, f"“{right}”里含有“{wrong}”，改对了也会再报")
    return Word(wrong, right, weights[weight], why)


def _bad(number: int, words: str) -> Refused:
    return Refused("bad-line", f"第 {number} 行：{words}", "lines", line=number)
