"""Files of the office's records: one file, one transaction, one line."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.disclosure import access
from yihaotong.disclosure.models import Clause, Directive, Guide, HouseRule, Notice, RuleVersion
from yihaotong.disclosure.rules import guides, who
from yihaotong.disclosure.rules.codes import OPEN, Audience, Drafting, Progress
from yihaotong.files import access as files
from yihaotong.files import actions as keeping
from yihaotong.files import receiving
from yihaotong.files.models import File
from yihaotong.files.rules.names import shown
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

Record = Notice | RuleVersion | Directive | Clause | Guide
#: Files of one record.
MOST_FILES = 20


class Upload(Protocol):
    """What a face hands on; Django's UploadedFile is one."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def attach(record: Record, upload: Upload, *, actor: Actor, at: datetime) -> File:
    """Check, clean and keep one file of a record. The same bytes twice are one file.

    Raises Refused: wrong-role, not-your-section, closed, too-many-files, and what files.receiving says of the file.
    """
    _check(record, actor)
    kept = receiving.receive(upload.chunks(), upload.name or "")
    try:
        with transaction.atomic():
            # Whoever else adds a file to this record waits here, so that the count is right.
            type(record).objects.select_for_update().get(pk=record.pk)
            there = list(files.of(record.key))
            if earlier := next((each for each in there if each.sha256 == kept.sha256), None):
                keeping.forget(kept)
                return earlier
            if len(there) >= MOST_FILES:
                raise Refused("too-many-files", f"最多 {MOST_FILES} 个附件", "file")
            name = shown(kept.name, kept.kind.extension, len(there) + 1)
            told = {"audience": _audience(record).value, "actor": actor.key}
            file = keeping.keep(kept, subject=record.key, name=name, **told, at=at)
            _record("disclosure.attach", file, actor, at)
    except Refused:
        keeping.forget(kept)
        raise
    return file


@transaction.atomic
def remove_file(record: Record, file: File, *, actor: Actor, at: datetime) -> None:
    """Take a file away again. Raises Refused: wrong-role, not-your-section, closed, kept-with-it, gone."""
    _check(record, actor)
    if isinstance(record, Notice | RuleVersion):
        raise Refused("kept-with-it", "通知和制度的附件与文件一起留存，不能移除")
    if file.subject != record.key or not keeping.remove(file, at=at):
        raise Refused("gone", "这个附件已经移除了")
    _record("disclosure.remove_file", file, actor, at)


def _check(record: Record, actor: Actor) -> None:
    """Who may enter a record adds its files; evidence comes from the section, while the clause is open."""
    match record:
        case Notice():
            who.check_may("notice.enter", actor)
        case RuleVersion():
            who.check_may("house_rule.keep", actor)
        case Directive():
            who.check_may("directive.keep", actor)
        case Clause():
            _check_clause(record, actor)
        case Guide():
            guides.check(guides.MOVES["edit"], Drafting(record.progress), actor.roles)


def _check_clause(clause: Clause, actor: Actor) -> None:
    if not access.of_section(clause, actor) and not who.may("directive.keep", actor.roles):
        raise Refused("not-your-section", "这项任务不归您")
    if Progress(clause.progress) not in OPEN:
        raise Refused("closed", "这项任务已经了结，不能再加附件")


def _audience(record: Record) -> Audience:
    match record:
        case Guide():
            return Audience.PUBLIC
        case RuleVersion():
            public = HouseRule.objects.values_list("public", flat=True).get(pk=record.rule_id)
            return Audience.PUBLIC if public else Audience.OFFICE
    return Audience.OFFICE


def _record(kind: str, file: File, actor: Actor, at: datetime) -> None:
    after = {"file": str(file.key), "media": file.media, "size": file.size, "sha256": file.sha256}
    journal.record(kind, subject=file.subject, actor=actor.key, at=at, after=after | {"audience": file.audience})
