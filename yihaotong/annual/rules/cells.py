"""The cells of the three tables: what stands in each, and where it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from yihaotong.annual.rules.figures import Figure, Kind
from yihaotong.forms.rules.codes import Format
from yihaotong.forms.rules.layout import Column, Row, tables

#: (table, row, column), as forms names them.
Place = tuple[int, str, str]
Cells = Mapping[Place, Figure]


TABLES: Mapping[int, str] = {2: "二", 3: "三", 4: "四"}


@dataclass(frozen=True)
class Named:
    """A cell in words."""

    place: Place
    table: int
    row: Row
    column: Column

    @property
    def label(self) -> str:
        return f"表{TABLES[self.table]}“{self.row.words}”的“{self.column.words}”"


def named(form: Format) -> Iterator[Named]:
    """Every cell of the three tables that holds a figure, as printed."""
    for table in tables(form):
        for _block, row, column in table.cells():
            yield Named((table.number, row.id, column.id), table.number, row, column)


def code_of(place: Place) -> str:
    """The code of a cell's figure: "t2.normative.made"; a stated figure may carry that, or "normative.made"."""
    return f"t{place[0]}.{place[1]}.{place[2]}"


def place_of(code: str) -> Place | None:
    """The other way round; None for what is no cell."""
    table, _dot, rest = code.partition(".")
    row, dot, column = rest.partition(".")
    return (int(table[1]), row, column) if dot and table in {"t2", "t3", "t4"} else None


def label_of(form: Format, place: Place) -> str:
    """The words of a cell. Raises KeyError for a cell that the form does not have."""
    return {each.place: each.label for each in named(form)}[place]


def unstated(form: Format, cells: Cells) -> list[Named]:
    """The cells of table 2 of which nobody said anything: they print 0, and somebody has to confirm it."""
    return [each for each in named(form) if each.table == 2 and cells[each.place].kind is Kind.NONE]
