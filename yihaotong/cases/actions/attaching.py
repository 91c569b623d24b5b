"""Attaching files to a case, and taking them away: one file, one transaction, one line."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import F

from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.models import Case
from yihaotong.cases.rules import attaching, moves
from yihaotong.cases.rules.attaching import Audience, RemovalReason
from yihaotong.cases.rules.codes import Secrecy, Stage
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


@dataclass(frozen=True)
class NotKept:
    """A file that was refused, by the name it would be shown under, and why."""

    name: str
    refusal: Refused


@dataclass
class Attached:
    """What became of several files: one that is refused does not take the others with it."""

    kept: list[File] = field(default_factory=list)
    refused: list[NotKept] = field(default_factory=list)


def attach(case: Case, upload: Upload, *, actor: Actor, at: datetime, public: bool = False, via: str = "") -> File:
    """Check, clean and keep one file of this case. The same bytes from the same hand twice are one attachment.

    Raises Refused: what the table of moves says, "too-many-files", "reviewed-already", and everything that
    files.receiving.receive says about the file.
    """
    _check(case, actor)
    # Before the bytes are looked at: whoever may not add a file need not upload it to learn so.
    attaching.audience_of(actor.roles, public=public, stage=Stage(case.stage))
    kept = receiving.receive(upload.chunks(), upload.name or "")
    try:
        with transaction.atomic():
            now = _locked(case)
            _check(now, actor)
            audience = attaching.audience_of(actor.roles, public=public, stage=Stage(now.stage))
            if earlier := _there_already(now, kept.sha256, actor):
                keeping.forget(kept)
                return earlier
            name = _room(now, audience, kept.name, kept.kind.extension)
            file = keeping.keep(kept, subject=now.key, name=name, audience=audience.value, actor=actor.key, at=at)
            _record(now, file, actor, at, via, audience=audience)
    except Refused:
        # Nothing was committed. After any other fault the commit may have happened: then `sweep` decides by the row.
        keeping.forget(kept)
        raise
    return file


def attach_all(
    case: Case, uploads: Iterable[Upload], *, actor: Actor, at: datetime, public: bool = False, via: str = ""
) -> Attached:
    """Attach several files, each for itself."""
    return _each(uploads, lambda upload: attach(case, upload, actor=actor, at=at, public=public, via=via))


def receive_early(token: UUID, uploads: Iterable[Upload], *, at: datetime) -> Attached:
    """Keep the files of a form that has not become a case yet, so that correcting its text does not lose them.

    No line is written: nothing has happened yet. `adopt` gives them to the case; a day later they are gone.
    """
    return _each(uploads, lambda upload: _receive_early(token, upload, at))


def _receive_early(token: UUID, upload: Upload, at: datetime) -> File:
    _check_early(token)
    kept = receiving.receive(upload.chunks(), upload.name or "")
    there = files.of(_form(token))
    if earlier := there.filter(sha256=kept.sha256).first():
        keeping.forget(kept)
        return earlier
    name = shown(kept.name, kept.kind.extension, there.count() + 1)
    subject, audience = _form(token), Audience.REQUESTER.value
    return keeping.keep(kept, subject=subject, name=name, audience=audience, actor=f"visitor:{token.hex}", at=at)


def _check_early(token: UUID) -> None:
    there, limits = files.of(_form(token)).count(), city.limits()
    attaching.check_count(Audience.REQUESTER, own=there, whole=there, from_public=limits.from_public, most=limits.whole)


def early_files(token: UUID) -> list[File]:
    """The files that have come with this form so far."""
    return list(files.of(_form(token)))


def drop_early(token: UUID, key: UUID, *, at: datetime) -> None:
    """Take one of them back."""
    for file in files.of(_form(token)).filter(key=key):
        keeping.remove(file, at=at)


def early_of(form: UUID, key: str) -> UUID:
    """Under which the files wait that somebody of the staff (by his key) has put to a form: nobody reaches another's
    files by knowing its token."""
    return uuid5(form, key)


def move_early(token: UUID, to: UUID, *, at: datetime) -> None:
    """The files of one form are those of another from now on."""
    _move_early({_form(token): _form(to)}, at)


def pass_on_early(forms: Iterable[UUID], *, giver: str, receiver: str, at: datetime) -> None:
    """The files that the giver put to these forms are the receiver's, with the drafts."""
    _move_early({_form(early_of(form, giver)): _form(early_of(form, receiver)) for form in forms}, at)


def _move_early(to: Mapping[str, str], at: datetime) -> None:
    for file in files.of_any(to):
        same = {"name": file.name, "audience": file.audience, "actor": file.uploaded_by}
        keeping.hand_over(file, subject=to[file.subject], **same, at=at)


def adopt(case: Case, token: UUID, *, actor: Actor, at: datetime, via: str = "") -> list[File]:
    """Give the files of a form to the case it has become; how often it is called does not matter.

    What the case does not take any more (it is full, or closed by now) stays behind and is swept.
    """
    adopted = []
    for file in early_files(token):
        try:
            adopted += _adopt(case, file, actor, at, via)
        except Refused:
            continue
    return adopted


@transaction.atomic
def _adopt(case: Case, file: File, actor: Actor, at: datetime, via: str) -> list[File]:
    now = _locked(case)
    _check(now, actor)
    if _there_already(now, file.sha256, actor):
        keeping.remove(file, at=at)
        return []
    name = _room(now, Audience.REQUESTER, file.name, file.kind.extension)
    given = {"subject": now.key, "name": name, "audience": Audience.REQUESTER.value, "actor": actor.key}
    if not keeping.hand_over(file, **given, at=at):
        return []
    _record(now, file, actor, at, via, audience=Audience.REQUESTER)
    return [file]


@transaction.atomic
def remove_attachment(
    case: Case, file: File, *, actor: Actor, at: datetime, reason: RemovalReason | None = None, via: str = ""
) -> None:
    """Take an attachment away: it cannot be opened from now on, and its bytes are deleted.

    Raises Refused("not-removable", "missing", "gone").
    """
    now = _locked(case)
    attaching.may_remove(
        own=file.uploaded_by == actor.key,
        moved_since=attaching.moved_since(file.at, now.moved_at),
        roles=actor.roles,
        reason=reason,
    )
    if not keeping.remove(file, at=at):
        raise Refused("gone", "这个附件已经移除了")
    after = {"file": str(file.key)} | ({"removal": reason.value} if reason else {})
    journal.record("case.remove_attachment", subject=now.key, actor=actor.key, at=at, after=after, via=via)


def _each(uploads: Iterable[Upload], act: Callable[[Upload], File]) -> Attached:
    done = Attached()
    for number, upload in enumerate(uploads, 1):
        try:
            done.kept.append(act(upload))
        except Refused as refusal:
            done.refused.append(NotKept(_called(upload.name or "", number), refusal))
    return done


def _called(name: str, number: int) -> str:
    """What a refused file is called on the page: its own name with its own extension, made harmless."""
    stem, _dot, extension = name.rpartition(".")
    plain = extension.isascii() and extension.isalnum() and len(extension) <= 5
    return shown(stem, extension, number) if stem and plain else shown(name, "", number).rstrip(".")


def _check(case: Case, actor: Actor) -> None:
    moves.check(_ATTACH, Stage(case.stage), actor.roles)
    if not access.reaches(_ATTACH, case, actor):
        raise Refused("out-of-reach", f"这张工单不归您{_ATTACH.label}")


def _locked(case: Case) -> Case:
    """The case as it is, and nobody else moves it or counts its files until this transaction ends."""
    Case.objects.filter(pk=case.pk).update(stage=F("stage"))
    return access.fresh(case)


def _there_already(case: Case, sha256: str, actor: Actor) -> File | None:
    return files.of(case.key).filter(sha256=sha256, uploaded_by=actor.key).first()


def _room(case: Case, audience: Audience, name: str, extension: str) -> str:
    """The name under which the next file is shown. Raises Refused when the case is full."""
    there, limits = list(files.of(case.key).values_list("audience", flat=True)), city.limits()
    own = there.count(Audience.REQUESTER.value)
    attaching.check_count(audience, own=own, whole=len(there), from_public=limits.from_public, most=limits.whole)
    said = "" if attaching.nameless(audience, Secrecy(case.secrecy)) else name
    return shown(said, extension, len(there) + 1)


def _record(case: Case, file: File, actor: Actor, at: datetime, via: str, *, audience: Audience) -> None:
    """Not the name: people write their own into it."""
    after = {
        "file": str(file.key),
        "media": file.media,
        "size": file.size,
        "sha256": file.sha256,
        "audience": audience.value,
    }
    journal.record("case.attach", subject=case.key, actor=actor.key, at=at, after=after, via=via)


def _form(token: UUID) -> str:
    return f"{keeping.PROVISIONAL}{token.hex}"
