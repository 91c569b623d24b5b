"""Files of a matter: those that came with the form, and the evidence that staff add."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.attaching import Upload, early_files
from yihaotong.files import access as files
from yihaotong.files import actions as keeping
from yihaotong.files import city, receiving
from yihaotong.files.models import File
from yihaotong.files.rules.names import shown
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules import matters

#: For whose eyes: whoever raised it sees what he handed in, the office sees all.
FROM_PUBLIC, INTERNAL = "requester", "internal"


def attached(matter: Matter, *, public: bool = False) -> QuerySet[File]:
    """The files of a matter; `public`: only what came with the form."""
    found = files.of(matter.key)
    return found.filter(audience=FROM_PUBLIC) if public else found


def attach(matter: Matter, upload: Upload, *, actor: Actor, at: datetime) -> File:
    """Keep one file as evidence. The same bytes twice are one file.

    Raises Refused: "wrong-role", "wrong-progress", "too-many-files", and what files.receiving.receive says.
    """
    if not actor.roles & matters.READERS:
        raise Refused("wrong-role", "您的岗位不能上传附件")
    if matters.is_over(matter.progress):
        raise Refused("wrong-progress", "已经办结，不能再加附件")
    kept = receiving.receive(upload.chunks(), upload.name or "")
    try:
        with transaction.atomic():
            _lock(matter)
            there = files.of(matter.key)
            if earlier := there.filter(sha256=kept.sha256, audience=INTERNAL).first():
                keeping.forget(kept)
                return earlier
            if there.count() >= city.limits().whole:
                raise Refused("too-many-files", f"一件最多 {city.limits().whole} 个附件", "file")
            name = shown(kept.name, kept.kind.extension, there.count() + 1)
            file = keeping.keep(kept, subject=matter.key, name=name, audience=INTERNAL, actor=actor.key, at=at)
            _record(matter, file, actor, at)
    except Refused:
        keeping.forget(kept)
        raise
    return file


@transaction.atomic
def adopt(matter: Matter, form: UUID, *, actor: Actor, at: datetime) -> int:
    """Give the files of a form to the matter it has become; how many. How often it is called does not matter."""
    _lock(matter)
    adopted = 0
    for file in early_files(form):
        given = {"subject": matter.key, "name": file.name, "audience": FROM_PUBLIC, "actor": actor.key}
        if keeping.hand_over(file, **given, at=at):
            file.refresh_from_db()
            _record(matter, file, actor, at)
            adopted += 1
    return adopted


def _lock(matter: Matter) -> None:
    Matter.objects.filter(pk=matter.pk).update(version=F("version"))


def _record(matter: Matter, file: File, actor: Actor, at: datetime) -> None:
    """Not the name: people write their own into it."""
    after = {"file": str(file.key), "media": file.media, "size": file.size, "sha256": file.sha256}
    journal.record("scrutiny.attach", subject=matter.key, actor=actor.key, at=at, after=after)
