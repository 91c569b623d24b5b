"""Tables of a DOCX: those of the text, and 版记 at the foot of the last page."""

from collections.abc import Callable

from docx.document import Document as Opened
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.shared import Mm, Pt
from docx.table import Table as Grid
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from yihaotong.letters.rendering import columns, layout
from yihaotong.letters.rendering.fonts import FANG, HEI, Face
from yihaotong.letters.rules.wording import day
from yihaotong.letters.rules.writing import Table, Writing

_SEQUENCE = (
    *("tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc"),
    *("tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook"),
)
Write = Callable[[Line, str, Face, float], Run]


def add(document: Opened, table: Table, write: Write) -> None:
    """A full grid; the heading row comes again on every page, and no row is split."""
    if not table.title and isinstance(document.element.body[-2], CT_Tbl):
        # Word makes one table of two that touch.
        document.add_paragraph()
    if table.title:
        title = document.add_paragraph()
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.keep_with_next = True
        write(title, table.title, HEI, layout.SIZE_TABLE)
    grid = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    widths = columns.widths(table)
    for number, cells in enumerate((table.columns, *table.rows)):
        row = grid.add_row()
        _mark(row, "w:cantSplit")
        if not number:
            _mark(row, "w:tblHeader")
        for at, text in enumerate(cells):
            cell = row.cells[at]
            cell.width = Mm(layout.BODY_WIDTH * widths[at] / sum(widths))
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            line = cell.paragraphs[0]
            line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            middle = not number or columns.is_short(table, at)
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.LEFT
            write(line, text, FANG if number else HEI, layout.SIZE_TABLE)


def add_record(document: Opened, writing: Writing, write: Write) -> None:
    """版记: its last line lies on the lower edge of the 版心. It hangs on the paragraph behind it, of no height."""
    grid = document.add_table(rows=2, cols=2)
    grid.autofit = False
    _at_the_foot(grid)
    copies = grid.cell(0, 0).merge(grid.cell(0, 1))
    told = (
        (copies.paragraphs[0], "抄送：" + "，".join(writing.copies_to) + "。", WD_ALIGN_PARAGRAPH.LEFT),
        (grid.cell(1, 0).paragraphs[0], writing.letterhead.organ, WD_ALIGN_PARAGRAPH.LEFT),
        (grid.cell(1, 1).paragraphs[0], f"{day(writing.on)}印发", WD_ALIGN_PARAGRAPH.RIGHT),
    )
    for line, text, alignment in told:
        line.alignment = alignment
        write(line, text, FANG, layout.SIZE_4)
    for at, share in ((0, 0.62), (1, 0.38)):
        grid.cell(1, at).width = Mm(layout.BODY_WIDTH * share)
    document.add_paragraph().paragraph_format.line_spacing = Pt(1)


def _at_the_foot(grid: Grid) -> None:
    properties = grid._tbl.tblPr  # noqa: SLF001
    place = OxmlElement("w:tblpPr")
    for name, value in (("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "center")):
        place.set(qn(f"w:{name}"), value)
    place.set(qn("w:tblpYSpec"), "bottom")
    properties.append(place)
    borders = OxmlElement("w:tblBorders")
    thick = {"top": layout.RECORD_OUTER, "bottom": layout.RECORD_OUTER, "insideH": layout.RECORD_INNER}
    for side, millimetres in thick.items():
        border = OxmlElement(f"w:{side}")
        thickness = str(round(millimetres * layout.MM * 8))
        for name, value in (("val", "single"), ("sz", thickness), ("space", "0"), ("color", "000000")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    properties.append(borders)
    _size(grid)
    # Word takes a table for damaged whose properties do not come in the order of its schema (CT_TblPr).
    properties[:] = sorted(properties, key=lambda each: _SEQUENCE.index(each.tag.partition("}")[2]))


def _size(grid: Grid) -> None:
    """As wide as the 版心, one character of 4 号 free at either side."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(layout.SIZE_4 * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    grid._tbl.tblPr.append(margins)  # noqa: SLF001


def _mark(row: Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001
