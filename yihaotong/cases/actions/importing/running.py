"""A run over one file: begun or taken up again, worked off in batches, ended. Killed at any moment, it goes on behind
its last batch."""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.importing import rejects, strangers
from yihaotong.cases.actions.importing.catalogue import Catalogue, catalogue
from yihaotong.cases.actions.importing.entering import Entered, enter
from yihaotong.cases.actions.importing.recognising import source_of
from yihaotong.cases.models import Import
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.codes import Channel
from yihaotong.cases.rules.importing.letters import BadRow, Letter, letter_of
from yihaotong.cases.rules.importing.names import Columns
from yihaotong.cases.rules.importing.words import DEFAULT_CHANNEL
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import Keys
from yihaotong.sheets import Reject, Row, Table, open_table, printable

#: Rows in one transaction: another writer waits for it.
BATCH = 500
_TRIES = 5
_CHUNK = 1 << 20
#: So many columns and warnings are kept to be shown.
_SHOWN = 200
#: Which file it is: device, inode, size, moment of the last change.
Stamp = tuple[int, int, int, int]


@dataclass
class Session:
    """A run with its open file. `stamp` says which file it is; `lock` is held while somebody works on the run."""

    run: Import
    path: Path
    table: Table
    columns: Columns
    catalogue: Catalogue
    stamp: Stamp
    lock: int
    keys: Keys = field(default_factory=Keys)
    resumed: bool = False


@dataclass(frozen=True)
class Look:
    """What a file is, found before anything is entered."""

    sha256: str
    size: int
    stamp: Stamp
    lines: int


def may_import(actor: Actor) -> None:
    """Raises Refused("wrong-role")."""
    if not moves.MOVES["import"].by & actor.roles:
        raise Refused("wrong-role", "您的岗位不能导入")


def begin(
    path: Path,
    *,
    actor: Actor,
    at: datetime,
    given: Mapping[str, str] | None = None,
    source: str = "",
    channel: Channel = DEFAULT_CHANNEL,
    live: bool = False,
) -> Session:
    """Begin to import this file, or go on where an earlier run of it was cut off.

    `given` maps columns to fields by hand. Nothing has entered yet: see `advance`. Raises Refused about the file, the
    mapping, or the actor's role.
    """
    may_import(actor)
    given = dict(given or {})
    look = look_at(path)
    table, columns = opened(path, given)
    try:
        wanted, found_by = source_for(look, printable(path.stem), (table, columns), source, at)
        run = _cut_off(look, wanted, actor, given=given, channel=channel, live=live)
        lock = _lock(run) if run else None
        if run is None or lock is None:
            table.close()
            table, columns = opened(path, given)
            run = _begun(path, look, table, actor, at, source=wanted, given=given, channel=channel, live=live)
            lock = _lock(run)
        else:
            table.close()
            table, columns = opened(path, given)
    except BaseException:
        table.close()
        raise
    run.facts = {"source_by": found_by} | run.facts
    return _session(run, path, (table, columns), look.stamp, lock)


def go_on(run: Import) -> Session:
    """Take up a begun run, as the worker does. Raises Refused: "import-elsewhere", "file-changed", "file-gone"."""
    path = Path(run.path)
    if not path.exists():
        raise Refused("file-gone", "文件已不在，请重新上传")
    lock = _lock(run)
    if lock is None:
        raise Refused("import-elsewhere", "另一个进程正在进行这次导入")
    look = look_at(path)
    if look.sha256 != run.sha256:
        os.close(lock)
        raise _changed()
    table, columns = opened(path, run.mapping)
    return _session(run, path, (table, columns), look.stamp, lock)


def advance(session: Session, *, at: datetime) -> bool:
    """Work off the next batch; False when there was nothing left, and the run has ended.

    Raises Refused("file-changed") when the file is no longer the one that was begun with, and Refused("not-a-table")
    when it turns out to be damaged: the batches before stay, and the run can go on.
    """
    run = session.run
    try:
        rows = list(islice(session.table.rows, BATCH))
        if _stamp(session.path) != session.stamp:
            raise _changed()
    except Refused as refused:
        _note_fault(run, refused)
        raise
    if not rows:
        _finish(session, at)
        return False
    session.columns.meet(session.table.columns)
    letters, bad = _read(rows, session, run.began_at or at)
    for attempt in range(_TRIES):
        try:
            _enter(session, rows[-1].number, letters, bad, at)
            break
        except IntegrityError:
            # Another run entered the same rows at the same moment; now they are there.
            if attempt == _TRIES - 1:
                raise
    return True


def end(run: Import, *, at: datetime, facts: dict[str, Any], fault: str = "") -> bool:
    """The run is over, at its file's end or, with a fault, before; whether it was this call that ended it."""
    ended = Import.objects.filter(pk=run.pk, ended_at=None).update(ended_at=at, fault=fault[:500], facts=facts)
    if ended:
        journal.record("import.end", subject=run.key, actor=run.by, at=at, after=_counts(run))
        run.ended_at, run.fault, run.facts = at, fault[:500], facts
    return bool(ended)


def _finish(session: Session, at: datetime) -> None:
    run = session.run
    with transaction.atomic():
        end(run, at=at, facts=_facts(session))
    close(session)
    if run.uploaded:
        Path(run.path).unlink(missing_ok=True)
    _lock_path(run).unlink(missing_ok=True)


def close(session: Session) -> None:
    """Let go of the file; the run can be taken up again."""
    session.table.close()
    if session.lock >= 0:
        os.close(session.lock)
        session.lock = -1


def look_at(path: Path) -> Look:
    """Read the file once: its digest, and about how many rows it has. Raises Refused("file-gone" | "unreadable")."""
    sha256, size, lines = hashlib.sha256(), 0, 0
    try:
        stamp = _stamp(path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                sha256.update(chunk)
                size, lines = size + len(chunk), lines + chunk.count(b"\n")
    except FileNotFoundError:
        raise Refused("file-gone", f"没有这个文件：{path.name}", "file") from None
    except OSError as error:
        raise Refused("unreadable", f"读不了文件 {path.name}：{error.strerror}", "file") from None
    return Look(sha256.hexdigest(), size, stamp, lines)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0, 0)
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _changed() -> Refused:
    return Refused(
        "file-changed", "文件在导入期间被替换或改动，已停在最后一批完好的数据之后；请核对文件，再重新导入", "file"
    )


def opened(path: Path, given: Mapping[str, str]) -> tuple[Table, Columns]:
    """The table in the file and what its columns mean. Raises Refused about the file or the mapping."""
    columns = Columns(dict(given))
    table = _table(path, columns)
    try:
        columns.meet(table.columns)
        columns.check()
    except Refused:
        table.close()
        raise
    return table, columns


def _table(path: Path, columns: Columns) -> Table:
    try:
        return open_table(path, columns.knows)
    except Refused as refused:
        if refused.code == "no-columns" and columns.given:
            # What was said by hand is not in the file: that says more than that nothing was recognised.
            found = refused.facts["columns"]
            columns.meet(str(name).strip() for name in (found if isinstance(found, list) else []) if name)
            columns.check()
        raise


def _session(run: Import, path: Path, reading: tuple[Table, Columns], stamp: Stamp, lock: int | None) -> Session:
    table, columns = reading
    resumed = run.row > 0
    table.rows = _behind(table.rows, run.row)
    return Session(run, path, table, columns, catalogue(), stamp, -1 if lock is None else lock, resumed=resumed)


def _behind(rows: Iterator[Row], done: int) -> Iterator[Row]:
    return (row for row in rows if row.number > done)


def source_for(look: Look, stem: str, reading: tuple[Table, Columns], given: str, at: datetime) -> tuple[str, str]:
    """The source of the file and how it was found; rows of the open table are read for it."""
    if given.strip():
        return " ".join(given.split())[:100], "指定"
    table, columns = reading
    letters: list[Letter] = []
    for row in islice(table.rows, BATCH):
        try:
            letters += [] if row.fault else [letter_of(row.number, row.cells, columns, at)]
        except BadRow:
            continue
    return source_of(look.sha256, stem, letters)


def _cut_off(look: Look, source: str, actor: Actor, **said: Any) -> Import | None:
    """The newest run of this very file that has not come to its end."""
    same = Import.objects.filter(
        sha256=look.sha256,
        source=source,
        by=actor.key,
        channel=said["channel"].value,
        live=said["live"],
        uploaded=False,
        began_at__isnull=False,
        ended_at=None,
    )
    return next((run for run in same.order_by("-pk") if run.mapping == said["given"]), None)


@transaction.atomic
def _begun(path: Path, look: Look, table: Table, actor: Actor, at: datetime, **said: Any) -> Import:
    run = Import.objects.create(
        name=printable(path.name)[:255],
        path=printable(str(path.resolve()))[-1000:],
        size=look.size,
        sha256=look.sha256,
        source=said["source"],
        mapping=said["given"],
        channel=said["channel"].value,
        live=said["live"],
        by=actor.key,
        made_at=at,
        began_at=at,
        total=0 if table.form == "xlsx" else look.lines,
    )
    record_begin(run, at)
    return run


def record_begin(run: Import, at: datetime) -> None:
    """The name of a file may hold the name of a person: the line has its digest."""
    told = {"sha256": run.sha256, "bytes": run.size, "channel": run.channel, "live": run.live}
    journal.record("import.begin", subject=run.key, actor=run.by, at=at, after=told)


def _read(rows: list[Row], session: Session, now: datetime) -> tuple[list[Letter], list[Reject]]:
    letters, bad = [], []
    for row in rows:
        if row.fault:
            bad.append(Reject(row.number, row.fault.column, row.fault.reason))
            continue
        try:
            letters.append(letter_of(row.number, row.cells, session.columns, now))
        except BadRow as fault:
            bad.append(Reject(row.number, fault.column, fault.reason, fault.value))
    return letters, bad


def _enter(session: Session, last: int, letters: list[Letter], bad: list[Reject], at: datetime) -> None:
    """One batch in one transaction: what enters, what does not, and how far the run has come."""
    run = session.run
    with transaction.atomic():
        entered = enter(
            run,
            letters,
            catalogue=session.catalogue,
            keys=session.keys,
            number_column=session.columns.by_field.get("number", ""),
            at=at,
        )
        refused = sorted([*bad, *entered.rejects], key=lambda each: each.row)
        size = rejects.append(run, refused, session.columns)
        added = _added(entered, len(letters) + len(bad), len(refused))
        counted = {name: F(name) + number for name, number in added.items()}
        facts = run.facts | {"strangers": strangers.counted(run.facts.get("strangers", {}), entered.strangers)}
        moved = Import.objects.filter(pk=run.pk, row=run.row, ended_at=None).update(
            row=last, rejects_bytes=size, fault="", facts=facts, **counted
        )
        if not moved:
            raise Refused("import-elsewhere", "另一个进程正在进行这次导入")
    run.row, run.rejects_bytes, run.facts = last, size, facts
    for name, number in added.items():
        setattr(run, name, getattr(run, name) + number)


def _added(entered: Entered, read: int, rejected: int) -> dict[str, int]:
    return {
        "read": read,
        "accepted": entered.accepted,
        "archived": entered.archived,
        "already_present": entered.already_present,
        "differing": entered.differing,
        "rejected": rejected,
    }


def _note_fault(run: Import, refused: Refused) -> None:
    Import.objects.filter(pk=run.pk).update(fault=refused.message[:500])
    run.fault = refused.message[:500]


def _facts(session: Session) -> dict[str, Any]:
    return session.run.facts | {
        "form": session.table.form,
        "encoding": session.table.encoding,
        "columns": session.columns.by_field,
        "unknown": session.columns.unknown[:_SHOWN],
        "warnings": [*session.columns.warnings, *session.table.warnings][:_SHOWN],
    }


def _counts(run: Import) -> dict[str, int]:
    return {name: getattr(run, name) for name in ("read", "accepted", "rejected", "already_present")}


def _lock_path(run: Import) -> Path:
    return rejects.directory() / f"import-{run.pk:06d}.lock"


def _lock(run: Import) -> int | None:
    """Held until the process ends, however it ends; None when somebody else holds it."""
    handle = os.open(_lock_path(run), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
