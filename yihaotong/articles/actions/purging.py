"""清除内容: what should never have been written down is taken out of every version for good; the shell stays."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.articles import access
from yihaotong.articles.actions.drafting import reason_of
from yihaotong.articles.actions.moving import begin, line, put
from yihaotong.articles.actions.releasing import note_item
from yihaotong.articles.models import Article, Asking, Look, Review, Settled, Version
from yihaotong.articles.rules import contents
from yihaotong.articles.rules.codes import Progress
from yihaotong.articles.rules.contents import attachments_of
from yihaotong.files import access as files
from yihaotong.files import actions as keeping
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import actions as redaction
from yihaotong.reminders import actions as reminders

#: What a version is called whose name is gone.
TITLE = "（内容已清除）"


@transaction.atomic
def purge(article: Article, *, actor: Actor, at: datetime, expect: int | None, reason: str) -> Article:
    """Remove texts, files and the words of reviewers; numbers, days, digests and the journal stay. One line a version,
    with the digest it had and that of nothing.

    Raises Refused: stale, wrong-progress, wrong-role, nothing-left, missing, check-blocks.
    """
    fresh, move = begin(article, "purge", actor=actor, expect=expect)
    why = reason_of(move.fields[0], reason, sure=True)
    versions = access.to_purge(fresh)
    if not versions:
        raise Refused("nothing-left", "没有可清除的内容：已发布的那些版不清除，要清除先撤下")
    _remove_files(fresh, versions, actor=actor, at=at)
    for version in versions:
        _empty(version)
    _forget_words(fresh, [each.pk for each in versions])
    put(fresh, move, None, at=at)
    for version in versions:
        told = {"version": version.number, "sha256": contents.digest(""), "was": version.digest}
        line(fresh, "purge", actor=actor, at=at, reason=why, after=told)
    if fresh.at_progress is Progress.WITHDRAWN and fresh.standing is not None:
        went = fresh.standing
        note_item(fresh, Version.objects.get(pk=went.version_id), went, actor=actor, at=at, withdrawn=True)
    return fresh


def _empty(version: Version) -> None:
    version.content, version.title, version.note = "", TITLE, ""
    version.text = contents.plain_text(access.content_of(version))
    version.save(update_fields=["content", "title", "note", "text"])


def _remove_files(article: Article, versions: Collection[Version], *, actor: Actor, at: datetime) -> None:
    """The files that only these versions name, and whatever was made of them."""
    gone = {version.pk for version in versions}
    kept = {each.key for version in article.versions.exclude(pk__in=gone) for each in _named(version)}
    keys = {UUID(each.key) for version in versions for each in _named(version) if each.key not in kept}
    for file in files.of(article.key).filter(key__in=keys):
        keeping.remove(file, at=at)
    redaction.purge(article.key, keys, actor=actor, at=at)


def _named(version: Version) -> list[contents.Attachment]:
    return attachments_of(access.content_of(version))


def _forget_words(article: Article, versions: Collection[int]) -> None:
    """Words about these texts, in which they may be quoted. What was found and who signed stays."""
    Look.objects.filter(version__in=versions).update(found=[])
    for review in Review.objects.filter(version__in=versions):
        review.gates = {gate: [told[0], ""] for gate, told in review.gates.items()}
        review.corrections = ""
        review.save(update_fields=["gates", "corrections"])
    Asking.objects.filter(version__in=versions).update(question=TITLE, answer="")
    Settled.objects.filter(article=article).update(reason=TITLE)
    reminders.forget(article.key)
