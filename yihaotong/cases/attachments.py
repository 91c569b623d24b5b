"""Reading the attachments of a case, and their addresses: for whoever has come through the gate of `access`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from yihaotong.accounts.access import actor_of, names_of
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases import access
from yihaotong.cases.actions.attaching import Attached, early_files
from yihaotong.cases.models import Case, SealedContent
from yihaotong.cases.rules.attaching import ANSWERED, Audience, RemovalReason, may_remove, moved_since
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.moves import MOVES, open_to
from yihaotong.cases.rules.sealed_content import OPENS
from yihaotong.files import access as files
from yihaotong.files import city
from yihaotong.files.models import File
from yihaotong.files.rules.kinds import ACCEPT, IN_WORDS
from yihaotong.files.rules.limits import in_words
from yihaotong.journal.refusal import Refused

_ATTACH = MOVES["attach"]
#: So many of the refused are named in one line.
_NAMED = 3


def visible(case: Case, actor: Actor) -> QuerySet[File]:
    """The attachments of this case that this actor sees: all for staff; for the citizen and the client who filed it
    what they handed in, and with the approved answer what belongs to it. None of a case whose content is sealed:
    `actions.open_content` gives them."""
    if access.is_sealed(case):
        return File.objects.none()
    found = files.of(case.key)
    if actor.roles - {Role.CITIZEN, Role.CLIENT}:
        return found
    shown = [Audience.REQUESTER.value] + ([Audience.PUBLIC.value] if case.stage in ANSWERED else [])
    return found.filter(audience__in=shown)


def attachment_for(case: Case, actor: Actor, key: UUID) -> File:
    """One of them. Raises File.DoesNotExist."""
    return visible(case, actor).get(key=key)


def still_opens(file: File, reader: str, at: datetime) -> bool:
    """Whether an address given earlier still opens this file: what was sealed since opens for those alone who may open
    sealed content. `reader` is the actor's key in the address. At most three queries."""
    area, _colon, number = file.subject.partition(":")
    if area != "case" or not SealedContent.objects.filter(case=int(number)).exists():
        return True
    kind, _colon, number = reader.partition(":")
    person = Person.objects.filter(pk=int(number)).first() if kind == "person" else None
    return person is not None and bool(actor_of(person, at).roles & OPENS)


@dataclass(frozen=True)
class Shown:
    """An attachment on a page. `small` is its thumbnail's address, "" for none; `removable`: "" not at all, "own" at
    once, "supervised" with a reason."""

    file: File
    audience: Audience
    who: str
    size: str
    small: str
    removable: str


def shown(case: Case, actor: Actor, at: datetime) -> list[Shown]:
    """The attachments for a page, in the order in which they came; as many queries for two as for fifty."""
    found = list(visible(case, actor))
    names = names_of({file.uploaded_by for file in found})
    return [
        Shown(
            file,
            Audience(file.audience),
            names[file.uploaded_by],
            in_words(file.size),
            small(file, actor, at),
            _removable(case, file, actor),
        )
        for file in found
    ]


def small(file: File, actor: Actor, at: datetime) -> str:
    """The address of its thumbnail; "" for none."""
    return files.address(file, reader=actor.key, at=at, small=True) if file.has_thumbnail else ""


@dataclass(frozen=True)
class Early:
    """A file that has come with a form which is no case yet."""

    file: File
    size: str
    small: str


def early(token: UUID, at: datetime) -> list[Early]:
    """The files that have come with this form so far, for its page."""
    return [
        Early(
            file,
            in_words(file.size),
            files.address(file, reader=file.uploaded_by, at=at, small=True) if file.has_thumbnail else "",
        )
        for file in early_files(token)
    ]


def may_attach(case: Case, actor: Actor) -> bool:
    """Whether the page has a form for uploading."""
    return _ATTACH in open_to(Stage(case.stage), actor.roles) and access.reaches(_ATTACH, case, actor)


@dataclass(frozen=True)
class Offered:
    """What the form for uploading says and checks before it sends: bytes of one file and of one submit, in words."""

    accept: str
    kinds: str
    file: int
    video: int
    request: int
    file_in_words: str
    video_in_words: str
    from_public: int


def offered() -> Offered:
    limits = city.limits()
    return Offered(
        ACCEPT,
        IN_WORDS,
        limits.file,
        limits.video,
        limits.request,
        in_words(limits.file),
        in_words(limits.video),
        limits.from_public,
    )


def told(done: Attached, *, asked: bool = True) -> list[tuple[bool, str]]:
    """What became of each file, for a page: whether it is good news, and the words; those for which there was no room
    in one line. `asked`: there were files."""
    said = [] if asked else [(False, _("请先选择文件"))]
    no_room = [each for each in done.refused if each.refusal.code == "too-many-files"]
    apart = [each for each in done.refused if len(no_room) == 1 or each not in no_room]
    for each in apart:
        why = {"name": each.name, "why": each.refusal.message}
        said.append((False, _("“%(name)s”没有收下：%(why)s") % why))
    if len(no_room) > 1:
        names = _few([each.name for each in no_room])
        told_once = {"count": len(no_room), "names": names, "why": no_room[0].refusal.message}
        said.append((False, _("%(count)d 个没有收下（%(names)s）：%(why)s") % told_once))
    if done.kept:
        words = _("其余 %(count)d 个已收到") if done.refused else _("收到 %(count)d 个附件")
        said.append((True, words % {"count": len(done.kept)}))
    return said


def _few(names: Sequence[str]) -> str:
    shown = "、".join(names[:_NAMED])
    return _("%(names)s 等") % {"names": shown} if len(names) > _NAMED else shown


def _removable(case: Case, file: File, actor: Actor) -> str:
    moved = moved_since(file.at, case.moved_at)
    for said, reason in (("own", None), ("supervised", RemovalReason.OTHER)):
        try:
            may_remove(own=file.uploaded_by == actor.key, moved_since=moved, roles=actor.roles, reason=reason)
        except Refused:
            continue
        return said
    return ""
