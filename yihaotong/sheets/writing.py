"""Writing workbooks (.xlsx) of words; nothing in a cell is ever run as a formula."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import save_workbook

#: What XML 1.0 cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: The longest text a cell of a workbook holds.
_LONGEST_CELL = 32_767


def cell_of(sheet: WriteOnlyWorksheet, text: str) -> Cell | str:
    """A cell of text. What the library would take for a formula or an error gets a type that says it is none."""
    plain = _NOT_IN_XML.sub(" ", text)[:_LONGEST_CELL]
    if not plain.startswith(("=", "#")):
        return plain
    cell = WriteOnlyCell(sheet, plain)
    cell.data_type = "s"
    return cell


def workbook(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """A workbook with these sheets, each of lines of words, whole in memory: for some thousand lines, not for lists."""
    book = Workbook(write_only=True)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([cell_of(sheet, each) for each in line])
    made = io.BytesIO()
    save_workbook(book, made)
    return made.getvalue()
