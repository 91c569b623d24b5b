"""An attachment is replaced by what was made of it in redaction: an edit like any other, and all three levels anew."""

from datetime import datetime
from pathlib import PurePath
from shutil import copyfile
from uuid import uuid4

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.articles import access
from yihaotong.articles.actions.attaching import AUDIENCE, apart, attachment
from yihaotong.articles.actions.drafting import changed
from yihaotong.articles.actions.moving import begin
from yihaotong.articles.models import Article
from yihaotong.articles.rules import contents
from yihaotong.articles.rules.contents import attachments_of
from yihaotong.files import actions as keeping
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.files.pictures import write_thumbnail
from yihaotong.files.receiving import Kept
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access as redaction


def take_redacted(article: Article, number: int, *, actor: Actor, at: datetime, expect: int | None = None) -> Article:
    """Put the result of redaction `number` in the place of its source; not a byte of it is changed.

    Raises Refused: stale, wrong-progress, wrong-role, not-released, gone.
    """
    made = redaction.released(article.key).filter(pk=number).first()
    if made is None or made.result is None:
        raise Refused("not-released", "这件遮盖还没有复核放行", "file")
    copy = _copied(made.result)
    try:
        return _replace(article, made.source_sha256, copy, actor=actor, at=at, expect=expect)
    except Refused:
        keeping.forget(copy)
        raise


def _copied(result: File) -> Kept:
    key = uuid4()
    with store.workplace() as place:
        copyfile(store.path(result.key), place / "copy")
        if result.has_thumbnail:
            write_thumbnail(place / "copy", result.kind.code, place / "small")
            store.settle(place / "small", store.thumbnail_path(key))
        store.settle(place / "copy", store.path(key))
    return Kept(key, "", result.kind, result.size, result.sha256, result.width, result.height)


@transaction.atomic
def _replace(article: Article, source: str, copy: Kept, *, actor: Actor, at: datetime, expect: int | None) -> Article:
    fresh, _move = begin(article, "revise", actor=actor, expect=expect)
    content = access.content_of(access.latest_of(fresh))
    there = attachments_of(content)
    old = next((each for each in there if each.sha256 == source), None)
    if old is None:
        raise Refused("gone", "原来的附件已经不在这一版里", "file")
    wanted = str(PurePath(old.name).with_suffix(f".{copy.kind.extension}"))
    name = apart(wanted, [each.name for each in there if each is not old])
    file = keeping.keep(copy, subject=fresh.key, name=name, audience=AUDIENCE, actor=actor.key, at=at)
    files = [attachment(file) if each is old else each for each in there]
    fields = contents.fields_of(content)
    fields["body"] = str(fields["body"]).replace(f"]({old.name})", f"]({name})")
    told = ("换成遮盖件", str(file.key))
    return changed(fresh, contents.content(fields, files), actor=actor, at=at, note=f"{name} 换成遮盖件", file=told)
