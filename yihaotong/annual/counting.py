"""The cells of the three tables from the records, from what is stated, and from what does not apply."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial

from yihaotong.annual.models import StatedCell
from yihaotong.annual.rules.cells import Cells, Named, Place, code_of, named
from yihaotong.annual.rules.figures import Figure, Kind, Row
from yihaotong.applications.rules.codes import DisputeKind
from yihaotong.applications.yearly import YearTable
from yihaotong.catalogue.models import Row as CatalogueRow
from yihaotong.chronicle.models import NotApplicable
from yihaotong.documents.models import Document
from yihaotong.documents.rules.codes import DocumentKind, Validity
from yihaotong.documents.rules.labels import Label

#: 条例第二十条第（一）项: rules and normative documents, by the catalogue rows that name it.
_ITEM = "20-1"
#: Which statements of 不涉及 answer for a row of table 2: their matters, as chronicle/data/matters.csv names them.
MATTERS: Mapping[str, tuple[str, ...]] = {
    "rules": ("rules", "administrative"),
    "normative": ("administrative",),
    "licences": ("administrative", "power_lists"),
    "other_services": ("administrative", "power_lists"),
    "penalties": ("administrative", "power_lists"),
    "coercion": ("administrative", "power_lists"),
    "fees": ("fees", "administrative"),
    "procurement": ("procurement",),
}


def cells(
    table: YearTable, stated: Mapping[str, Figure], statements: Iterable[NotApplicable], names: Mapping[str, str]
) -> Cells:
    """Every cell. `stated`: figures of other systems by measure; `names`: who entered a cell by hand, by his key."""
    own = {(each.row, each.column): each for each in stated_cells(table.year)}
    listed, papers = list(statements), _papers(table.year)
    two = partial(_of_table_two, own=own, stated=stated, statements=listed, papers=papers, names=names)
    found: dict[Place, Figure] = {}
    for each in named(table.form):
        if each.table == 2:
            found[each.place] = two(each)
        else:
            found[each.place] = _of_requests(each, table)
    return found


def stated_cells(year: int) -> list[StatedCell]:
    return list(StatedCell.objects.filter(year=year, ended_at=None).order_by("pk"))


def _of_requests(cell: Named, table: YearTable) -> Figure:
    """Tables 3 and 4: the requests themselves."""
    _number, row, column = cell.place
    if cell.table == 3:
        numbers = next(line for line in table.table3 if line.row == row).cells[column]
    else:
        numbers = table.table4[DisputeKind(row)][column]
    rows = tuple(Row(f"application:{each}", each) for each in numbers)
    return Figure(code_of(cell.place), cell.label, str(len(rows)), "件", rows=rows)


def _of_table_two(
    cell: Named,
    *,
    own: Mapping[tuple[str, str], StatedCell],
    stated: Mapping[str, Figure],
    statements: list[NotApplicable],
    papers: Mapping[tuple[str, str], list[Row]],
    names: Mapping[str, str],
) -> Figure:
    """What somebody entered for this cell, else what another system states, else the records, else 不涉及."""
    _number, row, column = cell.place
    code = code_of(cell.place)
    if entered := own.get((row, column)):
        source = f"{entered.source}（{names.get(entered.by, entered.by)} {entered.at:%Y-%m-%d} 填报）"
        return Figure(code, cell.label, entered.value, "", Kind.STATED, source=source)
    if told := stated.get(code) or stated.get(f"{row}.{column}"):
        return Figure(code, cell.label, told.value, told.unit, Kind.STATED, rows=told.rows, source=told.source)
    if rows := papers.get((row, column)):
        return Figure(code, cell.label, str(len(rows)), "件", rows=tuple(rows))
    if statement := next((each for each in statements if _answers(each, row)), None):
        source = f"{statement.reason}；{statement.basis}"
        key = (Row(statement.key, f"不涉及：{statement.label}"),)
        return Figure(code, cell.label, "0", "", Kind.INAPPLICABLE, rows=key, source=source)
    return Figure(code, cell.label, "0", "", Kind.NONE)


def _answers(statement: NotApplicable, row: str) -> bool:
    return statement.matter in MATTERS[row]


def _papers(year: int) -> Mapping[tuple[str, str], list[Row]]:
    """Our own documents below 第二十条第（一）项 of the catalogue, by row and column of table 2.

    A decree is a rule (规章), everything else a normative document. In force: not abolished by the end of the year;
    the day of abolition is not kept, so 本年废止 is stated, not counted.
    """
    rows = CatalogueRow.objects.filter(article=_ITEM).values("matter")
    papers = Document.objects.filter(catalogue_row__in=rows, signed_at__isnull=False, dated_on__lte=date(year, 12, 31))
    found: dict[tuple[str, str], list[Row]] = {}
    for each in papers.order_by("dated_on", "pk"):
        row = "rules" if each.document_kind == DocumentKind.DECREE else "normative"
        for column in _columns(each, year):
            found.setdefault((row, column), []).append(Row(each.key, f"{each.doc_no} {each.title}"))
    return found


def _columns(paper: Document, year: int) -> Iterable[str]:
    made = paper.dated_on is not None and paper.dated_on.year == year
    public = paper.label == Label.PROACTIVE and paper.released_at is not None
    if made:
        yield from ("made", "issued")
    if public and paper.released_at is not None and paper.released_at.year <= year:
        yield "total_released"
        if paper.released_at.year == year:
            yield "released"
    if paper.validity in {Validity.VALID.value, Validity.UNTIL.value} and paper.in_force(date(year, 12, 31)):
        yield "in_force"
