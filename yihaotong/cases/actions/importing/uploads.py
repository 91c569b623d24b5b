"""Files that came in over the page: kept until somebody starts them, worked off by the worker, removed at the end."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.importing import rejects
from yihaotong.cases.actions.importing.running import (
    Session,
    advance,
    close,
    end,
    go_on,
    look_at,
    may_import,
    opened,
    record_begin,
    source_for,
)
from yihaotong.cases.models import Import
from yihaotong.cases.rules.codes import Channel
from yihaotong.cases.rules.importing.words import DEFAULT_CHANNEL
from yihaotong.journal.refusal import Refused

#: Batches in one turn of the worker; then others have theirs.
_TURN = 4
#: An upload that nobody has started is removed after so long.
_KEEP = timedelta(hours=24)
#: Runs that this process is in the midst of: it need not read their files from the beginning at each turn.
_open: dict[int, Session] = {}
#: Somebody else is at it, or will be: no fault of the run.
_PASSING = frozenset({"import-elsewhere"})


def keep_upload(file: Path, name: str, *, actor: Actor, at: datetime) -> Import:
    """Take over an uploaded file under a name of its own; nothing is read into the city yet.

    Raises Refused("wrong-role").
    """
    may_import(actor)
    path = rejects.directory() / f"upload-{secrets.token_hex(16)}"
    file.replace(path)
    path.chmod(0o600)
    look = look_at(path)
    return Import.objects.create(
        name=Path(name.replace("\\", "/")).name[:255] or "file",
        path=str(path),
        uploaded=True,
        size=look.size,
        sha256=look.sha256,
        source="",
        channel=DEFAULT_CHANNEL.value,
        by=actor.key,
        made_at=at,
        total=look.lines,
    )


def start_upload(
    run: Import, given: Mapping[str, str], *, actor: Actor, at: datetime, source: str, channel: Channel, live: bool
) -> Import:
    """Begin: from now on the worker works it off. Twice is once. Raises Refused about file and mapping."""
    may_import(actor)
    path = Path(run.path)
    look = look_at(path)
    table, columns = opened(path, given)
    try:
        wanted, found_by = source_for(look, Path(run.name).stem, (table, columns), source, at)
    finally:
        table.close()
    with transaction.atomic():
        begun = Import.objects.filter(pk=run.pk, began_at=None).update(
            began_at=at,
            source=wanted,
            mapping=dict(given),
            channel=channel.value,
            live=live,
            by=actor.key,
            total=0 if table.form == "xlsx" else look.lines,
            facts={"source_by": found_by},
        )
        fresh = Import.objects.get(pk=run.pk)
        if begun:
            record_begin(fresh, at)
    return fresh


def drop_upload(run: Import, *, actor: Actor) -> None:
    """Forget an upload that has not begun, and its file. It was nobody's act yet, so no line tells of it."""
    may_import(actor)
    gone, _ = Import.objects.filter(pk=run.pk, began_at=None).delete()
    if gone:
        Path(run.path).unlink(missing_ok=True)


def sweep_uploads(at: datetime) -> int:
    """Remove uploads that nobody has started for a day; how many."""
    stale = list(Import.objects.filter(uploaded=True, began_at=None, made_at__lt=at - _KEEP))
    for run in stale:
        Import.objects.filter(pk=run.pk, began_at=None).delete()
        Path(run.path).unlink(missing_ok=True)
    return len(stale)


def work_uploads(at: datetime) -> int:
    """A few batches of the oldest upload that has begun; how many rows. Harmless when two workers come."""
    run = Import.objects.filter(uploaded=True, began_at__isnull=False, ended_at=None).order_by("began_at", "pk").first()
    if run is None:
        return 0
    session = None
    try:
        session = _open.pop(run.pk, None) or go_on(run)
        before = session.run.read
        if _turn(session, at):
            _open[run.pk] = session
        return session.run.read - before
    except Refused as refused:
        if session is not None:
            close(session)
        if refused.code not in _PASSING:
            _give_up(run, refused, at)
        return 0
    except BaseException:
        if session is not None:
            close(session)
        raise


def _turn(session: Session, at: datetime) -> bool:
    return all(advance(session, at=at) for _ in range(_TURN))


def _give_up(run: Import, refused: Refused, at: datetime) -> None:
    """What is wrong with the file will be wrong at the next turn: what has entered stays, the run is over."""
    fresh = Import.objects.get(pk=run.pk)
    fresh.facts = fresh.facts | {"stopped": True}
    end_with_fault(fresh, refused.message, at)


@transaction.atomic
def end_with_fault(run: Import, message: str, at: datetime) -> None:
    """End a run before its file's end, saying why."""
    if end(run, at=at, facts=run.facts, fault=message):
        Path(run.path).unlink(missing_ok=True)
