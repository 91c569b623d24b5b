"""Attachments of an article can be redacted: by whom, and what it is called there."""

from collections.abc import Collection

from yihaotong.accounts.rules import Actor
from yihaotong.articles import access
from yihaotong.articles.models import Article
from yihaotong.articles.rules.contents import attachments_of
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.redaction.subjects import Subject

KIND = "article"


def _found(actor: Actor, keys: Collection[str]) -> list[Article]:
    numbers = [int(key.partition(":")[2]) for key in keys]
    return list(access.visible_to(actor).filter(pk__in=numbers).only("pk", "unit_id"))


def _seen(actor: Actor, keys: Collection[str]) -> set[str]:
    return {each.key for each in _found(actor, keys)}


def _redacted_by(actor: Actor, keys: Collection[str]) -> set[str]:
    """Whoever may write in it takes out what must not go out (条例 art. 15, 17)."""
    return {each.key for each in _found(actor, keys) if access.writes_for(actor, each.unit_id)}


def _files(key: str) -> list[File]:
    """Those of the newest version."""
    article = access.by_key(key)
    if article is None:
        return []
    named = {each.key for each in attachments_of(access.content_of(access.latest_of(article)))}
    return list(files.of(key).filter(key__in=named))


def _title(key: str) -> str:
    article = access.by_key(key)
    return article.index_number if article else key


SUBJECT = Subject("公开信息", _seen, _redacted_by, files=_files, title=_title)
