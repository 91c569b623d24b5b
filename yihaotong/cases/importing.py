"""What a file would give and what a run has come to, for whoever asks: the command, the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.importing.rejects import file_of
from yihaotong.cases.models import Import
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.importing.letters import BadRow, letter_of
from yihaotong.cases.rules.importing.names import Columns
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import Row, Table, open_table

#: Rows shown before anything enters.
SHOWN = 20
_MOST_COLUMNS = 100
#: Characters of a cell in the preview.
_CELL = 60


def summary(run: Import) -> dict[str, Any]:
    """The counts of the whole file, also where the run was taken up again in between."""
    rejects = file_of(run)
    return {
        "read": run.read,
        "accepted": run.accepted,
        "rejected": run.rejected,
        "already_present": run.already_present,
        "rejects_file": str(rejects) if rejects else None,
        "import": run.pk,
        "source": run.source,
        "source_by": run.facts.get("source_by", ""),
        "live": run.live,
        "channel": run.channel,
        "by_stage": {"archived": run.archived, "filed": run.accepted - run.archived},
        "differing": run.differing,
        "form": run.facts.get("form", ""),
        "encoding": run.facts.get("encoding", ""),
        "columns": run.facts.get("columns", {}),
        "unknown_columns": run.facts.get("unknown", []),
        "warnings": [*run.facts.get("warnings", []), *_unmatched(run)],
        "unmatched": run.facts.get("strangers", {}),
    }


def _unmatched(run: Import) -> list[str]:
    """没有认出的区域：某某新区（12 件）、…"""
    return [
        f"没有认出的{label}，留空（原文都在）："
        + "、".join(f"{word or '其余'}（{letters} 件）" for word, letters in words.items())
        for name, label in (("category", "问题类别"), ("place", "区域"), ("unit", "单位"))
        if (words := run.facts.get("strangers", {}).get(name))
    ]


def ended(run: Import) -> bool:
    """Whether it came to its end and anything of the file is here now."""
    return run.ended_at is not None and bool(run.accepted or run.already_present)


@dataclass(frozen=True)
class Look:
    """A file as it would be read: its columns with the field each was taken for, its first rows, how many look bad."""

    form: str
    encoding: str
    header_row: int
    columns: list[tuple[str, str]]
    rows: list[tuple[int, list[str], str]]
    warnings: list[str]


def look(run: Import, given: Mapping[str, str], at: datetime) -> Look:
    """The first rows of an uploaded file under this mapping. Raises Refused about the file."""
    columns = Columns(dict(given))
    table = _table(Path(run.path), columns)
    try:
        rows = list(islice(table.rows, SHOWN))
        columns.meet(table.columns)
    finally:
        table.close()
    fields = {column: name for name, column in columns.by_field.items()}
    shown = table.columns[:_MOST_COLUMNS]
    return Look(
        table.form,
        table.encoding,
        table.header_row,
        [(name, fields.get(name, "")) for name in shown],
        [(row.number, [_shown(row.cells.get(name)) for name in shown], _wrong(row, columns, at)) for row in rows],
        [*columns.warnings, *table.warnings],
    )


def _table(path: Path, columns: Columns) -> Table:
    """Where no column is known by its name, the first full row is the header: then the person maps it by hand."""
    try:
        return open_table(path, columns.knows)
    except Refused as refused:
        if refused.code != "no-columns":
            raise
        return open_table(path, bool)


def _wrong(row: Row, columns: Columns, at: datetime) -> str:
    """Why the row would not enter; "" when it would."""
    if row.fault:
        return row.fault.reason
    if not {"body", "title"} & set(columns.by_field):
        return ""
    try:
        letter_of(row.number, row.cells, columns, at)
    except BadRow as bad:
        return f"{bad.column}：{bad.reason}" if bad.column else bad.reason
    return ""


def _shown(value: object) -> str:
    text = " ".join(str("" if value is None else value)[: _CELL * 4].split()).replace("\x00", "�")
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


def runs(actor: Actor) -> QuerySet[Import]:
    """The runs this actor may look at: all that have begun, and what he has uploaded himself. Nobody's for others."""
    if not moves.MOVES["import"].by & actor.roles:
        return Import.objects.none()
    return Import.objects.filter(Q(began_at__isnull=False) | Q(by=actor.key)).order_by("-pk")
