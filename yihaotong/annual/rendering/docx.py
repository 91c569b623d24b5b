"""The DOCX for Word and WPS: real merged cells, heads of tables that come again, rows that do not split."""

import io
import zipfile
from datetime import datetime
from functools import cache

from docx import Document
from docx.document import Document as Opened
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.table import _Cell as Cell
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as Line

from yihaotong.annual.rendering.laid import Cell as Laid_Cell
from yihaotong.annual.rendering.laid import Grid, Heading, Laid, Text
from yihaotong.letters.rendering import layout
from yihaotong.letters.rendering.docx import set_face
from yihaotong.letters.rendering.fonts import FANG, HEI, KAI, SONG, TITLE, Face
from yihaotong.letters.rules.breaking import title_lines

_CENTRE, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
_ANNEX = Grid(0, (2.4, 1.6, 4.0), 1, (), 10.5)
_ANNEX_HEAD = ("数字", "报告里写作", "从哪里来")


def docx(laid: Laid, at: datetime) -> bytes:
    """The bytes of the DOCX."""
    document = Document(io.BytesIO(_empty()))
    about = document.core_properties
    about.title, about.author, about.last_modified_by = laid.title, laid.organ, ""
    about.comments, about.language = ("草稿，未经审定" if laid.draft else ""), "zh-CN"
    about.created = about.modified = at.replace(tzinfo=None, microsecond=0)
    _page(document, draft=laid.draft)
    for text in title_lines(laid.title, layout.TITLE_MOST):
        line = _line(document, _CENTRE)
        line.paragraph_format.line_spacing = Pt(layout.TITLE_PITCH)
        _write(line, text, TITLE, layout.SIZE_2)
    _line(document)
    for piece in laid.body:
        _piece(document, piece)
    if laid.annex:
        document.add_page_break()
        _write(_line(document), "附：数据来源", HEI, layout.SIZE_3)
        rows = tuple(tuple(Laid_Cell(text, wide=True) for text in row) for row in laid.annex)
        head = tuple(Laid_Cell(text, head=True) for text in _ANNEX_HEAD)
        _grid(document, Grid(0, _ANNEX.widths, 1, (head, *rows), _ANNEX.size))
    return _saved(document, at)


def _saved(document: Opened, at: datetime) -> bytes:
    """Packed anew with one instant instead of the time of packing: the same bytes for the same edition."""
    packed, anew = io.BytesIO(), io.BytesIO()
    document.save(packed)
    day = (at.year, at.month, at.day, at.hour, at.minute, at.second)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, day), old.read(entry), zipfile.ZIP_DEFLATED)
    return anew.getvalue()


@cache
def _empty() -> bytes:
    document = Document()
    normal = document.styles["Normal"]
    set_face(normal.font._element.get_or_add_rPr(), FANG)  # noqa: SLF001 — python-docx has no word for East Asian fonts
    normal.font.size = Pt(layout.SIZE_3)
    shape = normal.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(layout.PITCH)
    shape.space_before = shape.space_after = Pt(0)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _page(document: Opened, *, draft: bool) -> None:
    sheet = document.sections[0]
    sheet.page_width, sheet.page_height = Mm(layout.PAGE[0]), Mm(layout.PAGE[1])
    sheet.top_margin, sheet.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    sheet.left_margin, sheet.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    sheet.footer_distance = Mm(layout.BOTTOM - layout.PAGE_NUMBER_BELOW) - Pt(layout.SIZE_4)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((sheet.footer, _RIGHT), (sheet.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side)
    if draft:
        for header in (sheet.header, sheet.even_page_header):
            header.is_linked_to_previous = False
            _write(header.paragraphs[0], "草稿：由记录写成，未经审定", HEI, layout.SIZE_TABLE)


def _page_number(line: Line, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —: right on odd pages, left on even ones."""
    line.alignment = side
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _write(line, "— ", SONG, layout.SIZE_4)
    run = line.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001
    _write(line, " —", SONG, layout.SIZE_4)


def _piece(document: Opened, piece: Heading | Text | Grid) -> None:
    if isinstance(piece, Grid):
        _grid(document, piece)
        return
    line = _line(document, WD_ALIGN_PARAGRAPH.JUSTIFY)
    line.paragraph_format.first_line_indent = Pt(2 * layout.ADVANCE)
    face = FANG
    if isinstance(piece, Heading):
        face = HEI if piece.level <= 1 else KAI
        line.paragraph_format.keep_with_next = True
    _write(line, piece.text, face, layout.SIZE_3)


# --- tables ----------------------------------------------------------------------------------------------------------


def _grid(document: Opened, grid: Grid) -> None:
    """Each cell is placed on the first free place of its row, as HTML does, and merged over its spans.

    A statutory table stands under the heading of its section; any other has its title above it.
    """
    if not grid.number and grid.caption:
        title = _line(document, _CENTRE)
        title.paragraph_format.keep_with_next = True
        _write(title, grid.caption, HEI, layout.SIZE_TABLE)
    table = document.add_table(rows=len(grid.rows), cols=len(grid.widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _widths(table, grid)
    cells = [list(row.cells) for row in table.rows]
    taken: set[tuple[int, int]] = set()
    for at, (row, line) in enumerate(zip(table.rows, grid.rows, strict=True)):
        _mark(row, "w:cantSplit")
        if at < grid.heads:
            _mark(row, "w:tblHeader")
        column = 0
        for each in line:
            while (at, column) in taken:
                column += 1
            last = cells[at + each.rowspan - 1][column + each.colspan - 1]
            here = cells[at][column]
            if last is not here:
                here = here.merge(last)
            taken |= {(at + i, column + j) for i in range(each.rowspan) for j in range(each.colspan)}
            _fill(here, each, grid)
    _line(document).paragraph_format.line_spacing = Pt(layout.SIZE_TABLE)


def _widths(table: Table, grid: Grid) -> None:
    whole = sum(grid.widths)
    for column, share in zip(table.columns, grid.widths, strict=True):
        width = Mm(layout.BODY_WIDTH * share / whole)
        column.width = width
        for cell in column.cells:
            cell.width = width


def _fill(cell: Cell, each: Laid_Cell, grid: Grid) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    line = cell.paragraphs[0]
    for more in cell.paragraphs[1:]:
        more._p.getparent().remove(more._p)  # noqa: SLF001 — a merged cell keeps an empty line of each
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT if each.wide else _CENTRE
    line.paragraph_format.keep_with_next = not grid.breaks
    _write(line, each.text, HEI if each.head else FANG, grid.size)


def _mark(row: Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001


def _line(document: Opened, alignment: WD_ALIGN_PARAGRAPH | None = None) -> Line:
    line = document.add_paragraph()
    if alignment is not None:
        line.alignment = alignment
    return line


def _write(line: Line, text: str, face: Face, size: float) -> None:
    run = line.add_run(text)
    run.font.size = Pt(size)
    set_face(run._r.get_or_add_rPr(), face)  # noqa: SLF001
