"""A sheet that was handed in, as numbered rows of text; and rows as a CSV to take away."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yihaotong.cases.forms import Fault, Form
from yihaotong.desk.tables import csv_pieces
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import open_table
from yihaotong.sheets.tables import Table

#: So many bad rows are named.
_TOLD = 50
_COLUMNS_TOLD = 12
LARGEST = 2 * 1024 * 1024


def rows_of(request: HttpRequest, columns: Sequence[str], *, most: int) -> list[tuple[int, Mapping[str, str]]]:
    """The rows of the sheet under "file", each with its number there. Raises Refused with field "file"."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refused("missing", _("请先选择文件"), "file")
    if (file.size or 0) > LARGEST:
        raise Refused("too-large", _("文件超过 2 MB，请分几次导入"), "file")
    with NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, suffix=".sheet") as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        table = _opened(Path(kept.name), columns)
        try:
            if missing := [name for name in columns if name not in table.columns]:
                raise _lacking(missing, columns, table.columns)
            rows = [
                (row.number, {name: _text(value) for name, value in row.cells.items()})
                for row in islice(table.rows, most + 1)
            ]
        finally:
            table.close()
    if not rows:
        raise Refused("bad-rows", _("表里没有数据行"), "file", rows={})
    if len(rows) > most:
        raise Refused("bad-rows", _("一次最多导入 %(most)d 行") % {"most": most}, "file", rows={})
    return [(number, dict.fromkeys(columns, "") | cells) for number, cells in rows]


def _opened(path: Path, columns: Sequence[str]) -> Table:
    """Raises Refused as `open_table`; where no column is known, it tells what the first row should be."""
    try:
        return open_table(path, set(columns).__contains__)
    except Refused as refused:
        if refused.code != "no-columns":
            raise
        found = refused.facts.get("columns")
        raise _lacking(columns, columns, found if isinstance(found, list) else []) from refused


def _lacking(missing: Sequence[str], columns: Sequence[str], found: Sequence[object]) -> Refused:
    message = _("缺少这些列：%(missing)s。第一行须是列名：%(columns)s；这个文件的第一行是：%(found)s") % {
        "missing": "、".join(missing),
        "columns": "、".join(columns),
        "found": "、".join(str(name)[:20] for name in found[:_COLUMNS_TOLD] if name) or _("（空）"),
    }
    return Refused("bad-rows", message, "file", rows={})


def _text(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value).strip()


def row_faults(refusal: Refused | None) -> Form:
    """What is wrong with each row of a sheet, for the top of its form."""
    if refusal is None:
        return Form({})
    rows = refusal.facts.get("rows")
    lines = (
        [_("第 %(row)d 行：%(what)s") % {"row": row, "what": what} for row, what in rows.items()]
        if isinstance(rows, dict)
        else []
    )
    heading = _("一行也没有导入，请改正后重新上传") if lines else refusal.message
    return Form({}, {}, heading, tuple(Fault(line) for line in lines[:_TOLD]))


def csv_answer(name: str, head: Sequence[str], lines: Iterable[list[str]]) -> StreamingHttpResponse:
    """A CSV that spreadsheet programs open as it is."""
    answer = StreamingHttpResponse(csv_pieces([list(head)], lines, "utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    answer["Cache-Control"] = "no-store"
    return answer
