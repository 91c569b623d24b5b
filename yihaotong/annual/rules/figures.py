"""A figure of the report: what is printed, and what stands behind it: counted, stated or reckoned, never typed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from yihaotong.journal.codes import Code

#: So many rows of a figure are named one by one; of the rest the number is told.
MOST_ROWS = 300


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

    `source`: of a stated one who says so, when, in which paper; `parts`: codes of the figures that it was reckoned of.
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

    @property
    def printed(self) -> str:
        return self.words or self.value

    @property
    def origin(self) -> str:
        """这个数从哪来, in one line."""
        said = [self.kind.label]
        if self.kind is Kind.COUNTED:
            said.append(f"{len(self.rows)} 条记录" if self.rows else "没有符合的记录，计 0")
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
    """For files: the rows as far as MOST_ROWS, and how many there are."""
    kept = replace(figure, rows=figure.rows[:MOST_ROWS])
    told = asdict(kept) | {"kind": figure.kind.value, "printed": figure.printed, "origin": figure.origin}
    return told | {"row_count": len(figure.rows), "parts": list(figure.parts)}


def from_json(kept: Mapping[str, Any]) -> Figure:
    names = ("code", "label", "value", "unit", "words", "source", "numerator", "denominator")
    rows = tuple(Row(each["key"], each["title"]) for each in kept["rows"])
    return Figure(
        kind=Kind(kept["kind"]), rows=rows, parts=tuple(kept["parts"]), **{name: kept[name] for name in names}
    )
