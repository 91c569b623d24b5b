"""Files as cities send them, and as nobody should."""

import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from yihaotong.sheets import Row, Table, open_table

HEADER = ("编号", "内容", "时间")
ROWS = (("1", "路灯不亮，晚上看不见。", "2019/4/25 9:32:09"), ("2", "停水，\n已经两天", "2019-04-26"))
NAMES = frozenset(HEADER)

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """put("名.csv", text, encoding="gb18030") or put("x", bytes)"""

    def written(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def csv_text(rows: Iterable[Sequence[str]] = ROWS, delimiter: str = ",", newline: str = "\r\n") -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(each in text for each in f'"\n\r{delimiter}') else text

    return "".join(delimiter.join(map(cell, row)) + newline for row in (HEADER, *rows))


def workbook(path: Path, rows: Iterable[Sequence[Any]], *, merge: str = "", title: str = "Sheet") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def rewritten(path: Path, changed: dict[str, Callable[[bytes], bytes]]) -> Path:
    """The same zip with some parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, changed[name](data) if name in changed else data)
    return path


def with_shared(path: Path, strings: str) -> Path:
    """The workbook with a table of shared strings, to whose first one the cells that say "共用" point."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    said = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    pointed = b't="s"><v>0</v></c>'
    rewritten(
        path,
        {
            "[Content_Types].xml": lambda data: data.replace(b"</Types>", said),
            "xl/worksheets/sheet1.xml": lambda data: data.replace(
                't="inlineStr"><is><t>共用</t></is></c>'.encode(), pointed
            ),
        },
    )
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", strings)
    return path


def knows(name: str) -> bool:
    return name.strip() in NAMES


def read(path: Path) -> tuple[Table, list[Row]]:
    table = open_table(path, knows)
    try:
        return table, list(table.rows)
    finally:
        table.close()


def cells(path: Path) -> list[list[Any]]:
    """The cells of the known columns, row by row."""
    return [[row.cells.get(name) for name in HEADER] for row in read(path)[1]]
