"""Excel workbooks (.xlsx), read as a stream; how much they may unpack to is known before anything is unpacked."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from yihaotong.journal.refusal import Refused
from yihaotong.sheets.tables import (
    HEADER_WITHIN,
    MOST_COLUMNS,
    UNPACKED_LIMIT,
    Fault,
    Knows,
    Row,
    Table,
    column_at,
    known_among,
    named,
    row_of,
)

_NO_VALUE = "公式没有算好的值，请在 Excel 里打开保存，或粘贴为数值"
#: What openpyxl raises on parts that are damaged, missing or hostile (defusedxml's refusals are ValueErrors).
_DAMAGED = (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, EOFError, ParseError)
_BROKEN = (*_DAMAGED, zipfile.BadZipFile, InvalidFileException, NotImplementedError, RuntimeError)

#: How a workbook writes characters that XML cannot hold, a line break of old Macs among them.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Formula:
    """Stands for a formula whose value was never worked out."""


class _Parser(WorkSheetParser):
    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        value = cell["value"]
        if value is None and element.get("t") != "str" and element.find(FORMULA_TAG) is not None:
            cell["value"] = _Formula()
        elif isinstance(value, str) and "_x" in value:
            cell["value"] = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        return cell


def open_workbook(path: Path, knows: Knows) -> Table:
    """Raises Refused: "not-a-table", "too-large", "no-columns"."""
    check_unpacked(path)
    # Opened here, as openpyxl leaves a file open that it cannot read.
    file = path.open("rb")
    try:
        book = _loaded(file)
        sheet, header_row, header = _header(book, knows)
        others = [each.title for each in book.worksheets if each.title != sheet.title]
    except _BROKEN as error:
        file.close()
        raise _damaged(error) from error
    except BaseException:
        file.close()
        raise
    table = Table("xlsx", named(header), iter(()), header_row=header_row, close=file.close)
    if others:
        table.warnings.append(f"只读了工作表“{sheet.title}”，没有读：{'、'.join(others[:10])}")
    table.rows = _rows(sheet, table)
    return table


def check_unpacked(path: Path) -> None:
    """Refuse a workbook that unpacks to too much. A directory that lies about a part's size does not help it: Python
    unpacks no more of a part than its directory promises, then finds that its checksum is wrong."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise Refused("not-a-table", "文件是压缩包，但不是完好的 .xlsx 工作簿", "file") from error
    if size > UNPACKED_LIMIT:
        raise Refused(
            "too-large", f"工作簿展开后有 {size // 1024**2} MB，最多 200 MB；请分成几个文件，或另存为 .csv", "file"
        )


def _loaded(file: BinaryIO) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)


def _damaged(error: Exception) -> Refused:
    return Refused("not-a-table", f"不是完好的 .xlsx 工作簿（{type(error).__name__}）", "file")


def _header(book: Workbook, knows: Knows) -> tuple[Any, int, list[object]]:
    """Sheet, row number and cells of the header: where most names are known."""
    best: tuple[int, Any, int, list[object]] = (0, None, 0, [])
    first: list[object] = []
    for sheet in book.worksheets:
        for number, cells in islice(_cells(sheet, []), HEADER_WITHIN):
            row = [cells.get(place) for place in range(max(cells, default=-1) + 1)]
            if len(row) > len(first):
                first = row
            if (known := known_among(row, knows)) > best[0]:
                best = (known, sheet, number, row)
    if not best[0]:
        names = "、".join(str(cell)[:20] for cell in first[:30] if cell is not None)
        raise Refused(
            "no-columns",
            f"没有认出任何列；文件的列：{names or '（空）'}",
            "file",
            columns=first,
        )
    return best[1], best[2], best[3]


def _cells(sheet: Any, merged: list[str]) -> Iterator[tuple[int, dict[int, Any]]]:
    """Row number, and what stands in it by place from 0, for each row that is not empty; then the merged ranges."""
    book: Any = sheet.parent
    with sheet._get_source() as source:  # noqa: SLF001 — openpyxl offers no way to see a formula without its value
        parser = _Parser(
            source,
            sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        rows = parser.parse()
        while (row := _quietly(rows)) is not None:
            number, cells = row
            found = {cell["column"] - 1: cell["value"] for cell in cells if cell["value"] not in (None, "")}
            if any(place >= MOST_COLUMNS for place in found):
                raise ValueError("a column beyond the last one")
            if found:
                yield number, found
        if parser.merged_cells:
            merged.extend(str(each.ref) for each in parser.merged_cells.mergeCell)


def _quietly(rows: Iterator[Any]) -> Any:
    """The next row, without openpyxl's warnings about what it leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return next(rows, None)


def _rows(sheet: Any, table: Table) -> Iterator[Row]:
    merged: list[str] = []
    try:
        for number, cells in _cells(sheet, merged):
            if number > table.header_row:
                yield _row(number, cells, table.columns)
    except _BROKEN as error:
        raise _damaged(error) from error
    if merged:
        shown = "、".join(merged[:5]) + (" 等" if len(merged) > 5 else "")
        table.warnings.append(f"有合并单元格（{shown}），值只算在左上角那一格")


def _row(number: int, cells: dict[int, Any], columns: list[str]) -> Row:
    pairs = [(column_at(columns, place), value) for place, value in sorted(cells.items())]
    for column, value in pairs:
        if isinstance(value, _Formula) or (isinstance(value, str) and value in ERROR_CODES):
            reason = _NO_VALUE if isinstance(value, _Formula) else f"单元格是错误值 {value}"
            return Row(
                number, {name: cell for name, cell in pairs if not isinstance(cell, _Formula)}, Fault(column, reason)
            )
    return row_of(number, pairs)
