"""A list that an OA system exports: kept, worked off batch by batch, each row taken or refused by row and field.

The same file twice adds nothing; a run that was cut off goes on behind its last batch.
"""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yihaotong.accounts.models import UnitName
from yihaotong.accounts.rules import Actor
from yihaotong.documents import access
from yihaotong.documents.models import OaImport, OaReject, OaRow
from yihaotong.documents.rules import oa
from yihaotong.documents.rules.oa import LABELS, OaDocument
from yihaotong.documents.rules.who import KEEPERS
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import Row, open_table

#: Rows in one transaction, and batches in one turn of the worker.
BATCH = 1_000
TURN = 10
#: Rejects that are kept to be shown; what is more is only counted.
_KEPT_REJECTS = 2_000
_COLUMNS = ("title", "doc_no", "dated_on", "label", "ground", "reason", "outcome")
_SAVED = (*_COLUMNS, "section", "section_name", "is_labelled", "is_reviewed", "run", "row")


#: What rows refer to: the sections by name, and the columns of the header.
_Known = tuple[Mapping[str, int], Sequence[str]]


@dataclass
class _Batch:
    """What a batch of rows comes to."""

    new: dict[str, OaRow] = field(default_factory=dict)
    changed: dict[str, OaRow] = field(default_factory=dict)
    same: int = 0
    rewritten: int = 0
    rejects: list[OaReject] = field(default_factory=list)


def keep_list(path: Path, name: str, *, actor: Actor, at: datetime) -> OaImport:
    """Take over a file and begin to import it; the worker, or `continue_list`, works it off.

    The same file while its run is unfinished is that run. Raises Refused: wrong-role, and as `sheets.open_table`.
    """
    if not actor.roles & KEEPERS:
        raise Refused("wrong-role", "OA 清单由公开专员或公开工作负责人导入")
    digest = _digest(path)
    running = OaImport.objects.filter(sha256=digest, ended_at=None).first()
    if running is not None:
        return running
    table = open_table(path, oa.known)
    try:
        missing = [LABELS[each] for each in ("title", "dated_on") if not _has(table.columns, each)]
        if missing:
            raise Refused("no-columns", f"没有“{'”“'.join(missing)}”列，请核对表头", "file")
        total = sum(1 for row in table.rows if row.cells or row.fault)
    finally:
        table.close()
    kept = _directory() / digest
    shutil.copyfile(path, kept)
    kept.chmod(0o600)
    return _begun(OaImport(name=name[:255] or "清单", path=str(kept), sha256=digest, total=total), actor, at)


@transaction.atomic
def _begun(run: OaImport, actor: Actor, at: datetime) -> OaImport:
    run.by, run.at = actor.key, at
    run.save(force_insert=True)
    after = {"sha256": run.sha256, "rows": run.total}
    journal.record("oa_import.begin", subject=f"oa_import:{run.pk}", actor=actor.key, at=at, after=after)
    return run


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _directory() -> Path:
    place = Path(settings.HOME) / "oa-lists"
    place.mkdir(parents=True, exist_ok=True)
    return place


def _has(columns: Sequence[str], name: str) -> bool:
    return any(oa.COLUMNS.get(column.strip()) == name for column in columns)


def continue_list(run: OaImport, *, at: datetime, most: int = TURN) -> bool:
    """Work off the next batches; True once the run has ended. Two at once do no harm: one of them gets each batch."""
    try:
        table = open_table(Path(run.path), oa.known)
    except (FileNotFoundError, Refused) as wrong:
        _end(run, at, fault=wrong.message if isinstance(wrong, Refused) else "文件已不在，请重新上传")
        return True
    units = _units()
    try:
        rows = islice((row for row in table.rows if row.cells or row.fault), run.read, None)
        for _ in range(most):
            batch = list(islice(rows, BATCH))
            if not batch or not _work(run, batch, (units, table.columns), at):
                break
    finally:
        table.close()
    run.refresh_from_db()
    if run.ended_at is None and run.read >= run.total:
        _end(run, at)
    return run.ended_at is not None


def _units() -> dict[str, int]:
    """Every name and short name a unit ever had; what it is called today goes before what another was called once."""
    names = list(UnitName.objects.order_by("-pk").values_list("name", "short_name", "unit_id", "until"))
    names.sort(key=lambda each: each[3] is None)
    return {word: unit for each in (1, 0) for *words, unit, _until in names if (word := words[each])}


@transaction.atomic
def _work(run: OaImport, rows: Sequence[Row], known: _Known, at: datetime) -> bool:
    """One batch; False when another has worked it off meanwhile."""
    if not OaImport.objects.filter(pk=run.pk, read=run.read).update(read=run.read + len(rows)):
        return False
    batch = _sorted_out(run, rows, known, at)
    OaRow.objects.bulk_create(batch.new.values(), batch_size=500)
    OaRow.objects.bulk_update(batch.changed.values(), _SAVED, batch_size=200)
    OaReject.objects.bulk_create(batch.rejects[: max(0, _KEPT_REJECTS - run.refused)], batch_size=500)
    run.read += len(rows)
    run.added += len(batch.new)
    run.changed += len(batch.changed) + batch.rewritten
    run.same += batch.same
    run.refused += len(batch.rejects)
    run.save(update_fields=["added", "changed", "same", "refused"])
    after = {"read": run.read, "added": run.added, "changed": run.changed, "same": run.same, "refused": run.refused}
    journal.record("oa_import.batch", subject=f"oa_import:{run.pk}", actor=run.by, at=at, after=after)
    return True


def _sorted_out(run: OaImport, rows: Sequence[Row], known_here: _Known, at: datetime) -> _Batch:
    batch, read = _Batch(), list[tuple[Row, OaDocument]]()
    (units, columns), today = known_here, access.today_of(at)
    for row in rows:
        try:
            if row.fault is not None:
                raise Refused("bad-row", row.fault.reason, row.fault.column)
            oa.check_width(row.cells, columns)
            told = oa.row_of(row.cells, today)
            oa.check_section(told.section, units)
            read.append((row, told))
        except Refused as refusal:
            column = LABELS.get(refusal.field, refusal.field)
            batch.rejects.append(OaReject(run=run, row=row.number, column=column[:40], why=refusal.message[:300]))
    known = {each.key: each for each in OaRow.objects.filter(key__in={told.key for _row, told in read})}
    for row, told in read:
        held = batch.new.get(told.key) or known.get(told.key)
        if held is not None and _is_same(held, told):
            batch.same += 1
            continue
        batch.rewritten += told.key in batch.new
        fresh = held or OaRow(key=told.key)
        _put(fresh, told, units, run, row.number)
        (batch.changed if fresh.pk else batch.new)[told.key] = fresh
    return batch


def _is_same(held: OaRow, told: OaDocument) -> bool:
    return held.section_name == told.section and all(getattr(held, name) == getattr(told, name) for name in _COLUMNS)


def _put(row: OaRow, told: OaDocument, units: Mapping[str, int], run: OaImport, number: int) -> None:
    for name in _COLUMNS:
        setattr(row, name, getattr(told, name))
    row.section_id, row.section_name = units.get(told.section), told.section
    row.is_labelled, row.is_reviewed = told.is_labelled, told.is_reviewed
    row.run, row.row = run, number


@transaction.atomic
def _end(run: OaImport, at: datetime, fault: str = "") -> None:
    if not OaImport.objects.filter(pk=run.pk, ended_at=None).update(ended_at=at, fault=fault[:300]):
        return
    run.refresh_from_db()
    after = {"added": run.added, "changed": run.changed, "same": run.same, "refused": run.refused, "fault": fault}
    journal.record("oa_import.end", subject=f"oa_import:{run.pk}", actor=run.by, at=at, after=after)
    path = Path(run.path)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def work_lists(at: datetime) -> int:
    """Go on with the oldest list that has begun; how many rows. For the worker; harmless twice."""
    run = OaImport.objects.filter(ended_at=None).order_by("pk").first()
    if run is None:
        return 0
    before = run.read
    continue_list(run, at=at)
    return run.read - before
