"""What the worker does: reading what is left to read, having results made by a child, taking in what came of it."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from yihaotong.accounts.rules import WORKER
from yihaotong.files import actions as files
from yihaotong.files import pictures as thumbnails
from yihaotong.files import store
from yihaotong.files.receiving import Kept
from yihaotong.files.rules.kinds import KINDS
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access, workshop
from yihaotong.redaction.actions.beginning import read_on
from yihaotong.redaction.actions.changing import change
from yihaotong.redaction.engines import child
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Form, Stage
from yihaotong.redaction.rules.proof import Check

log = logging.getLogger(__name__)

#: A file at which the engines died so often is not tried again.
ATTEMPTS = 3
#: For whose eyes a result is, as `files` keeps it: nobody's by itself; its redaction says.
AUDIENCE = "redaction"
_BROKEN = "处理这个文件时程序出错，可能是文件损坏；请另存一份再来，或转成图片"

#: Children of this very process, by the directory they work in.
_children: dict[Path, subprocess.Popen[bytes]] = {}


def work(at: datetime) -> int:
    """One turn: a portion of reading, a child begun, progress noted, or a result taken in. How many were looked at.

    Harmless when it is killed at any point: what lies in the workshop is gone on with.
    """
    looked_at = 0
    for stage, go_on in ((Stage.READING, _read), (Stage.QUEUED, _make)):
        first = Redaction.objects.filter(progress=stage.value).select_related("source").order_by("pk").first()
        if first is not None:
            go_on(first, at)
            looked_at += 1
    return looked_at


def make_now(redaction: Redaction, *, at: datetime) -> Redaction:
    """Have it made and wait for it: for the demo city and the tests."""
    while redaction.progress == Stage.READING.value:
        _read(redaction, at)
        redaction.refresh_from_db()
    place = workshop.directory(redaction.pk, redaction.version)
    while redaction.progress == Stage.QUEUED.value:
        _make(redaction, at)
        if place in _children:
            _children[place].wait()
        redaction.refresh_from_db()
    return redaction


def _read(redaction: Redaction, at: datetime) -> None:
    try:
        read_on(redaction, at=at)
    except Refused as refusal:
        if refusal.code != "changed-meanwhile":
            _fail(redaction, at, refusal.message)


def _make(redaction: Redaction, at: datetime) -> None:
    place = workshop.open_for(redaction.pk, redaction.version)
    if (place / child.OUTCOME).exists():
        _forget(place)
        _take_in(redaction, place, at)
    elif _is_running(place):
        _note_progress(redaction, place)
    elif redaction.attempts >= ATTEMPTS:
        _fail(redaction, at, _BROKEN)
    else:
        Redaction.objects.filter(pk=redaction.pk).update(attempts=redaction.attempts + 1)
        _start(redaction, place)


def _is_running(place: Path) -> bool:
    own = _children.get(place)
    return (own is not None and own.poll() is None) or child.running(place)


def _forget(place: Path) -> None:
    if (own := _children.pop(place, None)) is not None:
        own.wait()


def _start(redaction: Redaction, place: Path) -> None:
    _forget(place)
    task = child.Task(
        form=redaction.form,
        source=str(store.path(redaction.source.key)),
        directory=str(place),
        marks=access.marks_to_make(access.marks_of(redaction)),
        keep_text=redaction.keep_text,
    )
    started = subprocess.Popen(  # noqa: S603 — our own module, its task on the standard input
        [sys.executable, "-m", child.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _children[place] = started
    if started.stdin is not None:
        started.stdin.write(task.told().encode())
        started.stdin.close()


def _note_progress(redaction: Redaction, place: Path) -> None:
    try:
        done = int((place / child.PROGRESS).read_text() or 0)
    except (FileNotFoundError, ValueError):
        return
    if done != redaction.pages_done:
        Redaction.objects.filter(pk=redaction.pk, progress=Stage.QUEUED.value).update(pages_done=done)


def _take_in(redaction: Redaction, place: Path, at: datetime) -> None:
    outcome: dict[str, Any] = json.loads((place / child.OUTCOME).read_text())
    if "refused" in outcome:
        _fail(redaction, at, outcome["message"])
        return
    outcome["checks"].append(asdict(_source_untouched(redaction)))
    kept = _settle(place / child.RESULT, outcome)
    try:
        _enter(redaction, kept, outcome, at)
    except Refused:  # taken back while it was made
        files.forget(kept)
    workshop.clear(redaction.pk)


def _source_untouched(redaction: Redaction) -> Check:
    same = store.digest(store.path(redaction.source.key)) == redaction.source_sha256
    return Check("source", "原件没有变动", "SHA-256", same, redaction.source_sha256[:16] + "…")


def _settle(result: Path, outcome: dict[str, Any]) -> Kept:
    """Give the result its place among the files. What was proven is what is kept: not a byte is changed."""
    kind, key = KINDS[outcome["kind"]], uuid4()
    width, height = outcome.get("width"), outcome.get("height")
    if width:
        small = result.with_name("small")
        thumbnails.write_thumbnail(result, kind.code, small)
        store.settle(small, store.thumbnail_path(key))
    size, sha256 = result.stat().st_size, store.digest(result)
    store.settle(result, store.path(key))
    return Kept(key, "", kind, size, sha256, width, height)


@transaction.atomic
def _enter(redaction: Redaction, kept: Kept, outcome: dict[str, Any], at: datetime) -> None:
    name = f"公开件{redaction.pk}.{kept.kind.extension}"
    file = files.keep(kept, subject=redaction.key, name=name, audience=AUDIENCE, actor=WORKER.key, at=at)
    told = {key: outcome[key] for key in ("dpi", "covered") if key in outcome}
    failed = [check["code"] for check in outcome["checks"] if not check["passed"]]
    change(
        redaction,
        "make",
        actor=WORKER.key,
        at=at,
        expect=redaction.version,
        target=Stage.MADE,
        after={"result": str(file.key), "sha256": kept.sha256, "failed": failed},
        result=file,
        proof=json.dumps(outcome["checks"], ensure_ascii=False),
        engines=json.dumps(outcome["engines"] | told, ensure_ascii=False),
        made_at=at,
        pages_done=outcome["pages"] if redaction.form == Form.PDF.value else redaction.pages,
    )


def _fail(redaction: Redaction, at: datetime, message: str) -> None:
    try:
        change(
            redaction,
            "fail",
            actor=WORKER.key,
            at=at,
            expect=redaction.version,
            target=Stage.FAILED,
            fault=message[:200],
        )
    except Refused:  # somebody took it back just now
        log.info("redaction %s was taken back while it failed", redaction.pk)
    workshop.clear(redaction.pk)
