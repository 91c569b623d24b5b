"""Lines of words as a CSV or an XLSX file, in pieces; nothing in a cell is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

from yihaotong.sheets.writing import cell_of

#: Lines in one piece of a CSV file.
_TOGETHER = 500
#: The first of them are few, so that the file is on its way at once.
_FIRST = 50
_PIECE = 64 * 1024
#: A cell that begins so is a formula to a spreadsheet program (OWASP: CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class TooMany(Exception):
    """More lines than a workbook shall have."""


def harmless(cell: str) -> str:
    """A CSV cell that begins like a formula gets an apostrophe in front; every program shows it as text then."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_pieces(head: Iterable[list[str]], lines: Iterable[list[str]], encoding: str) -> Iterator[bytes]:
    """RFC 4180 with CR LF. "utf-8-sig" begins with the mark by which Excel knows it."""
    if encoding == "utf-8-sig":
        yield "\ufeff".encode()
        encoding = "utf-8"
    yield _csv(head).encode(encoding, "replace")
    waiting, together = iter(lines), _FIRST
    while part := list(islice(waiting, together)):
        yield _csv(part).encode(encoding, "replace")
        together = _TOGETHER


def _csv(lines: Iterable[list[str]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([harmless(cell) for cell in line] for line in lines)
    return written.getvalue()


def sheet_pieces(head: Iterable[list[str]], lines: Iterable[list[str]], *, most: int) -> Iterator[bytes]:
    """A workbook, made whole in a temporary file before its first piece. Raises TooMany at once, not in the middle."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工单")
    for line in head:
        sheet.append([cell_of(sheet, each) for each in line])
    waiting = iter(lines)
    for line in islice(waiting, most):
        sheet.append([cell_of(sheet, each) for each in line])
    made = TemporaryFile()  # noqa: SIM115 — closed when its last piece is read, or with it
    # Also where it is of no use: saving removes what the library has laid on the disk so far.
    save_workbook(book, made)
    if next(waiting, None) is not None:
        made.close()
        raise TooMany
    made.seek(0)
    return _read(made)


def _read(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while piece := made.read(_PIECE):
            yield piece
