"""The file of rows that did not enter: row, column, reason, and what stood there."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from yihaotong.cases.models import Import
from yihaotong.cases.rules.importing.names import PERSONAL, Columns
from yihaotong.sheets import Reject

_HEADER = ("行", "列", "原因", "原值")
_SHOWN = 100
#: What a spreadsheet would take for a formula.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def directory() -> Path:
    """Where uploads, locks and rejects lie; its owner's alone."""
    path = Path(settings.HOME) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(run: Import) -> Path:
    return directory() / f"import-{run.pk:06d}-rejects.csv"


def file_of(run: Import) -> Path | None:
    """The rejects of a run; None when there are none."""
    return path_of(run) if run.rejected else None


def append(run: Import, rejects: Sequence[Reject], columns: Columns) -> int:
    """Write these rows behind those that a committed batch has left, whatever a killed one left; the new size.

    On the disk when this returns: the batch that counts them commits afterwards.
    """
    if not rejects:
        return run.rejects_bytes
    personal = {columns.by_field[name] for name in PERSONAL if name in columns.by_field}
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if not run.rejects_bytes:
        text.write("\ufeff")
        writer.writerow(_HEADER)
    for each in rejects:
        shown = "" if each.column in personal else _shown(each.value)
        writer.writerow((each.row, _harmless(each.column), each.reason, shown))
    data = text.getvalue().encode("utf-8", "backslashreplace")
    with path_of(run).open("r+b" if run.rejects_bytes else "wb") as file:
        file.truncate(run.rejects_bytes)
        file.seek(run.rejects_bytes)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _shown(value: object) -> str:
    return _harmless(str(value)[:_SHOWN].replace("\x00", "\\0"))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_ACTIVE) else text
