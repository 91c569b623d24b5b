"""A figure of the report: what is printed, and what stands behind it: counted, stated or reckoned, never typed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from yihaotong.journal.codes import Code


class Kind(Code):
    """How a figure came about."""

    COUNTED = "counted", "据本系统的记录统计"
    STATED = "stated", "据有来源的填报"
    RECKONED = "reckoned", "由其他数字算出"
    #: No record and no statement: it is printed as 0, and somebody has to say that it is so.
    NONE = "none", "没有记录，也没有填报"
    INAPPLICABLE = "inapplicable", "声明不涉及"


@dataclass(frozen=True)
class Row:
    """One record that was counted: its key in the journal, and what it is called."""

    key: str
    title: str


@dataclass(frozen=True)
class Figure:
    """One figure. `value`: the exact number as a decimal text; `words`: as the sentence prints it, without the unit.

    `source`: of a stated one who says so, when, in which paper; `parts`: codes of the figures that it was reckoned of;
    `known`: how many rows there were, of an edition that kept only the first of them.
    """

    code: str
    label: str
    value: str
    unit: str = ""
    kind: Kind = Kind.COUNTED
    words: str = ""
    rows: tuple[Row, ...] = ()
    source: str = ""
    numerator: str = ""
    denominator: str = ""
    parts: tuple[str, ...] = ()
    known: int = 0

    @property
    def row_count(self) -> int:
        """How many records stand behind it."""
        return max(self.known, len(self.rows))

    @property
    def printed(self) -> str:
        return self.words or self.value

    @property
    def origin(self) -> str:
        """这个数从哪来, in one line."""
        said = [self.kind.label]
        if self.kind is Kind.COUNTED:
            said.append(f"{self.row_count} 条记录" if self.rows else "没有符合的记录，计 0")
        if self.numerator or self.denominator:
            said.append(f"{self.numerator} ÷ {self.denominator}")
        return "；".join(filter(None, [*said, self.source]))


def counted(code: str, label: str, rows: Iterable[Row], unit: str = "", *, source: str = "") -> Figure:
    """As many as there are rows."""
    listed = tuple(rows)
    return Figure(code, label, str(len(listed)), unit, Kind.COUNTED, "", listed, source)


def summed(code: str, label: str, terms: Iterable[Figure], unit: str = "") -> Figure:
    """The sum of others, with all their rows."""
    listed = tuple(terms)
    rows = tuple(row for term in listed for row in term.rows)
    total = sum((Decimal(term.value) for term in listed), Decimal())
    source = " ＋ ".join(f"{term.label} {term.value}" for term in listed)
    codes = tuple(term.code for term in listed)
    return Figure(code, label, plain(total), unit, Kind.RECKONED, "", rows, source, parts=codes)


def share(code: str, label: str, part: Figure, whole: Figure) -> Figure | None:
    """part ÷ whole in per cent, two places, rounded half up; None of nothing."""
    if not Decimal(whole.value):
        return None
    found = (Decimal(100) * Decimal(part.value) / Decimal(whole.value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Figure(
        code,
        label,
        f"{found}",
        "%",
        Kind.RECKONED,
        numerator=part.value,
        denominator=whole.value,
        parts=(part.code, whole.code),
    )


def plain(number: Decimal) -> str:
    """12.00 → "12", 0.50 → "0.5"."""
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def as_json(figure: Figure) -> dict[str, Any]:
    """For files: every row, and how many there are."""
    told = asdict(figure) | {"kind": figure.kind.value, "printed": figure.printed, "origin": figure.origin}
    del told["known"]
    return told | {"row_count": figure.row_count, "parts": list(figure.parts)}


def from_json(kept: Mapping[str, Any]) -> Figure:
    names = ("code", "label", "value", "unit", "words", "source", "numerator", "denominator")
    rows = tuple(Row(each["key"], each["title"]) for each in kept["rows"])
    said = {name: kept[name] for name in names}
    known = int(kept.get("row_count", 0))
    return Figure(kind=Kind(kept["kind"]), rows=rows, parts=tuple(kept["parts"]), known=known, **said)
