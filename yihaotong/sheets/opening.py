"""Opening a table by what is in the file, whatever its name says."""

import codecs
import zipfile
from pathlib import Path

from yihaotong.journal.refusal import Refused
from yihaotong.sheets.delimited import open_delimited
from yihaotong.sheets.encodings import encoding_of, errors_of
from yihaotong.sheets.lines import open_lines
from yihaotong.sheets.tables import Knows, Table
from yihaotong.sheets.workbooks import open_workbook

_ZIP = b"PK"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


def open_table(path: Path, knows: Knows) -> Table:
    """The table in this file; `knows` tells whether somebody can use a column of that name.

    Its header is the row with the most known names among the first ten. Memory stays flat for text; a workbook's
    texts are held. Raises Refused: "empty-file", "not-a-table", "unreadable-text", "too-large", "no-columns".
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if len(start) < 4096 and not start.strip(codecs.BOM_UTF8 + b" \t\r\n\x1a"):
        raise Refused("empty-file", "文件是空的", "file")
    if start.startswith(_ZIP):
        if not _is_workbook(path):
            raise Refused("not-a-table", "文件是压缩包，但不是 .xlsx 工作簿；请解压后再导入其中的表格", "file")
        return open_workbook(path, knows)
    if start.startswith(_OLD_EXCEL):
        raise Refused("not-a-table", "文件是旧版 Excel（.xls）或加密的工作簿，请另存为 .xlsx 再试", "file")
    if start.startswith(_BINARY):
        raise Refused("not-a-table", "文件不是表格（支持 .xlsx、.csv、.jsonl）", "file")
    return _open_text(path, knows)


def _open_text(path: Path, knows: Knows) -> Table:
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors=errors_of(encoding), newline="") as file:
        start = file.read(4096).lstrip()
    if start.startswith("["):
        raise Refused("not-a-table", "文件是一个 JSON 数组；请改为一行一个对象（.jsonl）", "file")
    return open_lines(path, encoding, knows) if start.startswith("{") else open_delimited(path, encoding, knows)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as packed:
            return any(name.startswith("xl/") for name in packed.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False
