"""What all faces of a report are set from: headings, paragraphs and grids in their order, spans included."""

from collections.abc import Iterator
from dataclasses import dataclass

from yihaotong.annual.rules.drafted import Drafted, every_figure
from yihaotong.annual.rules.figures import Figure
from yihaotong.annual.rules.sentences import Listing
from yihaotong.forms.rules.layout import TITLES, printed

#: A plain table of so many rows stands on one page.
_TOGETHER = 16
#: So many records are named behind one figure in the annex.
_MOST_NAMED = 5
#: How wide the columns of each table are, as shares; and how many rows of each are its head.
WIDTHS = {
    2: (3.0, 2.2, 2.2, 2.2),
    3: (1.1, 1.3, 6.4, *([1.25] * 7)),
    4: (1.0,) * 15,
}
HEADS = {2: 0, 3: 3, 4: 3}


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Cell:
    """One cell of a grid. `head`: printed words, in the middle; `wide`: words that read from the left."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    head: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Grid:
    """`heads`: so many first rows come again on every page. `widths`: shares of the columns."""

    number: int
    widths: tuple[float, ...]
    heads: int
    rows: tuple[tuple[Cell, ...], ...]
    size: float = 12.0
    caption: str = ""

    @property
    def breaks(self) -> bool:
        """Whether it may go on over the next page: the statutory tables, and short ones, stay together."""
        return self.number == 0 and len(self.rows) > _TOGETHER


@dataclass(frozen=True)
class Laid:
    title: str
    organ: str
    year: int
    body: tuple[Heading | Text | Grid, ...]
    annex: tuple[tuple[str, str, str], ...]
    draft: bool


def laid(drafted: Drafted, *, annex: bool = True) -> Laid:
    """The whole report; the annex 数据来源 lists every figure of the text and every cell that is not 0."""
    body: list[Heading | Text | Grid] = []
    for part in drafted.parts:
        if part.heading:
            body.append(Heading(part.heading, part.level))
        body += [Text(line) for each in part.paragraphs for line in each.text.splitlines() if line.strip()]
        if part.listing:
            body.append(plain(part.listing))
        if part.table:
            body.append(grid(drafted, part.table))
    rows = tuple(_sources(drafted)) if annex else ()
    return Laid(drafted.title, drafted.organ, drafted.year, tuple(body), rows, drafted.edition == 0)


def plain(listing: Listing) -> Grid:
    """A plain table: its first column reads from the left and is the widest."""
    head = tuple(Cell(words, head=True) for words in listing.heads)
    rows = tuple(tuple(Cell(text, wide=not place) for place, text in enumerate(row)) for row in listing.rows)
    widths = (5.0, *(2.4 for _ in listing.heads[2:]), 1.7)
    return Grid(0, widths, 1, (head, *rows), 10.5, listing.title)


def grid(drafted: Drafted, number: int) -> Grid:
    """A statutory table with its figures in."""
    rows = []
    for line in printed(drafted.form, number):
        cells = []
        for each in line:
            if each.holds:
                cells.append(Cell(drafted.printed(number, *each.holds), each.colspan, each.rowspan))
            else:
                # A row's own words read from the left; what spans rows, and what heads a column, stands in the middle.
                wide = number == 3 and each is line[-8] if len(line) > 7 else False
                cells.append(Cell(each.words, each.colspan, each.rowspan, head=True, wide=wide))
        rows.append(tuple(cells))
    size = {2: 12.0, 3: 9.0, 4: 9.0}[number]
    return Grid(number, WIDTHS[number], HEADS[number], tuple(rows), size, TITLES[number])


def _sources(drafted: Drafted) -> Iterator[tuple[str, str, str]]:
    """Of each figure its name, what is printed, and where it comes from."""
    for each in every_figure(drafted):
        if (each.code in drafted.figures and not each.code.startswith(("t2.", "t3.", "t4."))) or each.value not in {
            "0",
            "",
        }:
            yield each.label, _with_unit(each), _origin(each)


def _with_unit(figure: Figure) -> str:
    exact = f"（准确数 {figure.value}）" if figure.words and figure.words != figure.value else ""
    return f"{figure.printed}{figure.unit}{exact}"


def _origin(figure: Figure) -> str:
    named = "、".join(row.title for row in figure.rows[:_MOST_NAMED])
    more = f"等 {figure.row_count} 条" if figure.row_count > _MOST_NAMED else ""
    return "：".join(filter(None, [figure.origin, f"{named}{more}"]))
