"""Attaching files to a request: what came with it, what goes out with the reply, what stays inside."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import F

from yihaotong.accounts.rules import Actor, Role
from yihaotong.applications import access
from yihaotong.applications.models import Application
from yihaotong.applications.rules import moves
from yihaotong.applications.rules.codes import Purpose, Stage
from yihaotong.files import access as files
from yihaotong.files import actions as keeping
from yihaotong.files import city, receiving
from yihaotong.files.models import File
from yihaotong.files.rules.names import shown
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

_ATTACH = moves.MOVES["attach"]


class Upload(Protocol):
    """What a face hands on; Django's UploadedFile is one."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def attach(
    application: Application, upload: Upload, *, actor: Actor, at: datetime, supplied: bool = False, via: str = ""
) -> File:
    """Check, clean and keep one file of this request. The same bytes from the same hand twice are one.

    `supplied`: it goes with the reply, so the applicant sees it once the reply is out; staff choose that.
    Raises Refused: what the table of moves says, "too-many-files", and everything that files.receiving.receive says.
    """
    _check(application, actor)
    kept = receiving.receive(upload.chunks(), upload.name or "")
    try:
        with transaction.atomic():
            Application.objects.filter(pk=application.pk).update(version=F("version"))
            now = access.fresh(application)
            _check(now, actor)
            if earlier := files.of(now.key).filter(sha256=kept.sha256, uploaded_by=actor.key).first():
                keeping.forget(kept)
                return earlier
            audience = _audience(actor, supplied=supplied)
            name = _room(now, audience, kept.name, kept.kind.extension)
            file = keeping.keep(kept, subject=now.key, name=name, audience=audience, actor=actor.key, at=at)
            _record(now, file, actor, at, via)
    except Refused:
        keeping.forget(kept)
        raise
    return file


def adopt(application: Application, subject: str, *, actor: Actor, at: datetime) -> list[File]:
    """Give the request the files that waited under a form's own subject (`files.actions.PROVISIONAL…`). Harmless twice.

    What it does not take any more stays behind and is swept.
    """
    adopted = []
    for file in files.of(subject):
        with transaction.atomic():
            name = _room(application, access.FROM_APPLICANT, file.name, file.kind.extension)
            given = {"subject": application.key, "name": name, "audience": access.FROM_APPLICANT}
            if keeping.hand_over(file, **given, actor=actor.key, at=at):
                _record(application, file, actor, at, "", audience=access.FROM_APPLICANT)
                adopted.append(file)
    return adopted


@transaction.atomic
def remove_attachment(application: Application, key: UUID, *, actor: Actor, at: datetime) -> None:
    """Take back a file of one's own while the reply is not out yet. Raises Refused("not-removable" | "gone")."""
    now = access.fresh(application)
    file = files.of(now.key).filter(key=key).first()
    if file is None:
        raise Refused("gone", "这个附件已经移除了")
    if file.uploaded_by != actor.key or now.concluded_on is not None:
        raise Refused("not-removable", "只能移除自己上传的附件，答复送出以后不能移除")
    if not keeping.remove(file, at=at):
        raise Refused("gone", "这个附件已经移除了")
    after = {"file": str(file.key)}
    journal.record("application.remove_attachment", subject=now.key, actor=actor.key, at=at, after=after)


@transaction.atomic
def open_attachment(application: Application, file: File, *, actor: Actor, at: datetime, purpose: Purpose) -> File:
    """What the applicant handed in says who he is: it is opened for a purpose, and the line stands before it is seen.

    Raises Refused("identity-sealed").
    """
    if not access.works_here(actor):
        raise Refused("identity-sealed", "您的岗位不能查看申请人交来的材料")
    after = {"file": str(file.key)}
    journal.record(
        "application.open_attachment",
        subject=application.key,
        actor=actor.key,
        at=at,
        after=after,
        reason=purpose.label,
    )
    return file


def _check(application: Application, actor: Actor) -> None:
    moves.check(_ATTACH, Stage(application.stage), actor.roles)
    if not access.reaches(application, actor):
        raise Refused("out-of-reach", f"这件申请不归您办“{_ATTACH.label}”")


def _audience(actor: Actor, *, supplied: bool) -> str:
    if not actor.roles - {Role.CITIZEN, Role.CLIENT}:
        return access.FROM_APPLICANT
    return access.WITH_REPLY if supplied else access.INSIDE


def _room(application: Application, audience: str, name: str, extension: str) -> str:
    """The name under which the next file is shown. Raises Refused when the request is full."""
    there, limits = list(files.of(application.key).values_list("audience", flat=True)), city.limits()
    if audience == access.FROM_APPLICANT and there.count(audience) >= limits.from_public:
        raise Refused("too-many-files", f"一件申请最多交 {limits.from_public} 个附件，已经满了")
    if len(there) >= limits.whole:
        raise Refused("too-many-files", f"一件申请最多 {limits.whole} 个附件，已经满了")
    return shown(name, extension, len(there) + 1)


def _record(application: Application, file: File, actor: Actor, at: datetime, via: str, *, audience: str = "") -> None:
    """Not the name: people write their own into it."""
    after = {
        "file": str(file.key),
        "media": file.media,
        "size": file.size,
        "sha256": file.sha256,
        "audience": audience or file.audience,
    }
    journal.record("application.attach", subject=application.key, actor=actor.key, at=at, after=after, via=via)
