"""Beginning a redaction: the source is measured, opened, looked through for what is hidden in it, and read for personal
data. A foreign file is never read while a transaction is open: the whole city would wait for it.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F

from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access
from yihaotong.redaction.actions.changing import change, check_may
from yihaotong.redaction.engines import aside, measuring
from yihaotong.redaction.models import Redaction, Suggestion
from yihaotong.redaction.rules.codes import Form, Stage
from yihaotong.redaction.rules.limits import LimitKind
from yihaotong.redaction.rules.marks import sameness
from yihaotong.vault import actions as vault

#: Pages that are read in one go, and for how many seconds a new one is begun; the rest waits for the worker.
PORTION = 20
_SECONDS = 2
#: Kinds of text found in one file; more than this nobody looks through.
SUGGESTIONS_AT_MOST = 2_000


@dataclass(frozen=True)
class Portion:
    """What was read in one go: how many pages there are, up to which it went, what was found by page, and hidden."""

    pages: int
    done: int
    found: list[tuple[int, list[tuple[str, str]]]]
    hidden: dict[str, int]


def begin(subject: str, source: File, *, actor: Actor, at: datetime) -> Redaction:
    """Begin to redact one file of a subject; its first pages are read at once, unless that takes too long.

    Raises Refused: "wrong-role", "not-its-file", "kind-refused", "already-begun" (with its number), and what is wrong
    with the file ("broken", "encrypted", "has-macros", "unpacks-too-large", "too-many-paragraphs", …).
    """
    form = access.FORM_OF.get(source.kind.code)
    redaction = Redaction(subject=subject, source=source, source_sha256=source.sha256, begun_by=actor.key, begun_at=at)
    check_may(actor, redaction)
    if source.pk not in {file.pk for file in access.files_of(subject)}:
        raise Refused("not-its-file", "这个文件不属于这件事，或已被移除")
    if form is None:
        raise Refused("kind-refused", "只能遮盖 PDF、Word（docx）和图片")
    _check_none_open(source)
    redaction.form = form.value
    path = store.path(source.key)
    measuring.check(path, form)
    first = _first_portion(path, form)
    _enter(redaction, first, actor=actor, at=at)
    return redaction


def _first_portion(path: Path, form: Form) -> Portion | None:
    """None where nobody should wait for it: the worker reads it."""
    try:
        return _portion(path, form, 0, LimitKind.OPEN_SECONDS)
    except Refused as refusal:
        if refusal.code != "too-slow":
            raise
        return None


def _portion(path: Path, form: Form, first: int, within: LimitKind) -> Portion:
    saying = f"从第 {first + 1} 页读起" if form is Form.PDF else "读取"
    asked = {"form": form.value, "first": first, "most": PORTION, "seconds": _SECONDS}
    told, _none = aside.ask("read", path, within=within, saying=saying, **asked)
    return Portion(told["pages"], told["done"], told["found"], told["hidden"])


@transaction.atomic
def _enter(redaction: Redaction, first: Portion | None, *, actor: Actor, at: datetime) -> None:
    source = File.objects.select_for_update().get(pk=redaction.source_id)
    _check_none_open(source)
    redaction.save(force_insert=True)
    journal.record(
        "redaction.begin",
        subject=redaction.key,
        actor=actor.key,
        at=at,
        after={"of": redaction.subject, "file": str(source.key), "sha256": source.sha256, "form": redaction.form},
    )
    if first is not None:
        _take_in(redaction, first, at=at)


def _check_none_open(source: File) -> None:
    found = Redaction.objects.filter(source=source, progress__in=[stage.value for stage in access.OPEN]).first()
    if found:
        raise Refused("already-begun", "这个文件已经有人在遮盖，请接着那一件做", number=found.pk)


def read_on(redaction: Redaction, *, at: datetime) -> bool:
    """Read the next pages for personal data; whether all are read. After the last it is ready to be marked.

    Raises Refused: too-slow, changed-meanwhile, and what is wrong with the file.
    """
    path = store.path(redaction.source.key)
    return _take_in(
        redaction, _portion(path, Form(redaction.form), redaction.pages_done, LimitKind.READ_SECONDS), at=at
    )


@transaction.atomic
def _take_in(redaction: Redaction, portion: Portion, *, at: datetime) -> bool:
    hidden = dict(Counter(redaction.hidden_found) + Counter(portion.hidden))
    if not Redaction.objects.filter(
        pk=redaction.pk, progress=Stage.READING.value, pages_done=redaction.pages_done
    ).update(pages=portion.pages, pages_done=portion.done, hidden=json.dumps(hidden)):
        return True
    redaction.pages, redaction.pages_done, redaction.hidden = portion.pages, portion.done, json.dumps(hidden)
    for place, found in portion.found:
        _suggest(redaction, place, found)
    if portion.done < portion.pages:
        return False
    change(
        redaction,
        "read",
        actor=WORKER.key,
        at=at,
        expect=redaction.version,
        target=Stage.DRAFT,
        after={"suggestions": Suggestion.objects.filter(redaction=redaction).count()},
        pages_done=0,
    )
    return True


def _suggest(redaction: Redaction, place: int, found: list[tuple[str, str]]) -> None:
    for kind, text in found:
        index = vault.blind_index(sameness(text), purpose=redaction.key)
        known = Suggestion.objects.filter(redaction=redaction, word_index=index)
        if known.update(count=F("count") + 1) or redaction.suggestions.count() >= SUGGESTIONS_AT_MOST:
            continue
        row = Suggestion(redaction=redaction, kind=kind, word_index=index, first_place=place)
        row.sealed = vault.seal(" ".join(text.split()), context=row.context)
        row.save(force_insert=True)
