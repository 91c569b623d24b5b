"""Files of an article. A file more or less is an edit like any other: a new version, and all three levels anew."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.articles import access
from yihaotong.articles.actions.drafting import changed, with_files
from yihaotong.articles.actions.moving import begin
from yihaotong.articles.models import Article
from yihaotong.articles.rules.contents import Attachment, attachments_of
from yihaotong.files import actions as keeping
from yihaotong.files import receiving
from yihaotong.files.models import File
from yihaotong.files.receiving import Kept
from yihaotong.files.rules.names import shown
from yihaotong.journal.refusal import Refused

#: For whose eyes a file of an article is: whoever may see the version that names it.
AUDIENCE = "article"
MOST_FILES = 30


class Upload(Protocol):
    """What a face hands on; Django's UploadedFile is one."""

    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


def attach_file(article: Article, upload: Upload, *, actor: Actor, at: datetime, expect: int | None = None) -> Article:
    """Check, clean and keep one file; the version that names it is new.

    Raises Refused: stale, wrong-progress, wrong-role, too-many-files, there-already, and what
    files.receiving.receive says.
    """
    kept = receiving.receive(upload.chunks(), upload.name or "")
    try:
        return _attach(article, kept, actor=actor, at=at, expect=expect)
    except Refused:
        keeping.forget(kept)
        raise


@transaction.atomic
def _attach(article: Article, kept: Kept, *, actor: Actor, at: datetime, expect: int | None) -> Article:
    fresh, _move = begin(article, "revise", actor=actor, expect=expect)
    there = attachments_of(access.content_of(access.latest_of(fresh)))
    if len(there) >= MOST_FILES:
        raise Refused("too-many-files", f"一篇稿件最多 {MOST_FILES} 个附件", "file")
    if any(each.sha256 == kept.sha256 for each in there):
        raise Refused("there-already", "这个文件已经在附件里", "file")
    name = apart(shown(kept.name, kept.kind.extension, len(there) + 1), [each.name for each in there])
    file = keeping.keep(kept, subject=fresh.key, name=name, audience=AUDIENCE, actor=actor.key, at=at)
    content = with_files(fresh, [*there, attachment(file)])
    return changed(fresh, content, actor=actor, at=at, note=f"增加附件 {name}", file=("增加附件", str(file.key)))


def apart(name: str, taken: list[str]) -> str:
    """A name that no other file of the article has: the body refers to pictures by it."""
    stem, _dot, extension = name.rpartition(".")
    number, wanted = 2, name
    while wanted in taken:
        wanted, number = f"{stem}-{number}.{extension}", number + 1
    return wanted


def attachment(file: File) -> Attachment:
    return Attachment(str(file.key), file.name, file.sha256, file.media, file.size)


@transaction.atomic
def remove_file(article: Article, key: UUID, *, actor: Actor, at: datetime, expect: int | None = None) -> Article:
    """Leave a file out of the next version; older versions keep it, for they were signed with it.

    Raises Refused: stale, wrong-progress, wrong-role, gone.
    """
    fresh, _move = begin(article, "revise", actor=actor, expect=expect)
    there = attachments_of(access.content_of(access.latest_of(fresh)))
    gone = next((each for each in there if each.key == str(key)), None)
    if gone is None:
        raise Refused("gone", "这个附件已经不在这一版里", "file")
    content = with_files(fresh, [each for each in there if each is not gone])
    return changed(fresh, content, actor=actor, at=at, note=f"去掉附件 {gone.name}", file=("去掉附件", gone.key))
