"""Importing a city's export: begin or go on with a run, then batch after batch until there is no more."""

from yihaotong.cases.actions.importing.running import Session, advance, begin, close, go_on
from yihaotong.cases.actions.importing.uploads import (
    drop_upload,
    keep_upload,
    start_upload,
    sweep_uploads,
    work_uploads,
)

__all__ = [
    "Session",
    "advance",
    "begin",
    "close",
    "drop_upload",
    "go_on",
    "keep_upload",
    "start_upload",
    "sweep_uploads",
    "work_uploads",
]
