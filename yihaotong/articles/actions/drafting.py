"""Writing, changing, sending to review, taking back, dropping. Every change is a version, and undoes every review."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.articles import access, checking
from yihaotong.articles.actions.moving import begin, line, put, tell_waiting
from yihaotong.articles.going_out import check_document, document_named
from yihaotong.articles.models import Article, Look, Settled, Version
from yihaotong.articles.rules import checks, contents, moves
from yihaotong.articles.rules.checks import Finding
from yihaotong.articles.rules.codes import Progress, Weight
from yihaotong.articles.rules.contents import NOTE, Attachment
from yihaotong.articles.rules.moves import REASON
from yihaotong.cases.rules.fields import Field, clean
from yihaotong.documents.actions.numbering import next_index_number
from yihaotong.journal.refusal import Refused


@transaction.atomic
def write_article(
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    unit: Unit,
    submission: str = "",
    via: str = "",
    sure: bool | None = None,
) -> Article:
    """A new article of a section, as a draft: whoever sends it, a person, a machine, a table, it is no more than that.

    The same `submission` twice is one article. What had better not be stored is refused unless a person is `sure`; with
    None nobody can be asked. Raises Refused: wrong-role, unit-gone, unknown-row, unsure, not-to-keep, or naming the
    field at fault.
    """
    moves.check("write", Progress.DRAFT, actor.roles)
    if not access.writes_for(actor, unit.pk):
        raise Refused("wrong-role", "只能为本科室起草", "unit")
    if unit.dissolved_on is not None:
        raise Refused("unit-gone", "这个科室已撤销", "unit")
    if submission and (again := Article.objects.filter(submission=submission).first()):
        return again
    fields = contents.checked(data)
    checks.check_kept(fields, sure=sure)
    article = Article(
        unit=unit,
        author=actor.key,
        written_at=at,
        moved_at=at,
        index_number=_index_number(fields["document_key"], at),
        progress=Progress.DRAFT.value,
        submission=submission or None,
    )
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError:
        # Sent twice at once: the first has it.
        return Article.objects.get(submission=submission)
    version = _keep(article, contents.content(fields, ()), 1, actor=actor, at=at, note="")
    line(article, "write", actor=actor, at=at, after=_told(version) | {"unit": unit.pk}, via=via)
    return article


def _index_number(document_key: str, at: datetime) -> str:
    """What came out of a document has its number, unless another article has it already."""
    document = document_named(document_key) if document_key else None
    if document and document.index_no and not Article.objects.filter(index_number=document.index_no).exists():
        return str(document.index_no)
    return next_index_number(localtime(at).year)


def _told(version: Version) -> dict[str, Any]:
    return {"version": version.number, "sha256": version.digest}


def _keep(
    article: Article, content: Mapping[str, Any], number: int, *, actor: Actor, at: datetime, note: str
) -> Version:
    written = contents.canonical(content)
    formed = content["formed_on"]
    version = Version(
        article=article,
        number=number,
        at=at,
        by=actor.key,
        note=note[: NOTE.longest],
        content=written,
        digest=contents.digest(written),
        title=content["title"],
        row_key=content["row_key"],
        formed_on=date.fromisoformat(formed) if formed else None,
        text=contents.plain_text(content),
    )
    version.save(force_insert=True)
    article.latest = version
    article.save(update_fields=["latest"])
    return version


@transaction.atomic
def revise(
    article: Article,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    expect: int | None,
    note: str = "",
    sure: bool = True,
) -> Article:
    """A new version; wherever it stood, it begins again at the first level. `sure` as in `write_article`.

    Raises Refused: stale, wrong-progress, wrong-role, nothing-changed, unsure, check-blocks, or naming the field at
    fault.
    """
    said = clean((NOTE,), {"note": note})["note"]
    checks.check_words(said, sure=True, field=NOTE.name, label=NOTE.label)
    fields = contents.checked(data)
    checks.check_kept(fields, sure=sure)
    fresh, _move = begin(article, "revise", actor=actor, expect=expect)
    kept = contents.attachments_of(access.content_of(access.latest_of(fresh)))
    return changed(fresh, contents.content(fields, kept), actor=actor, at=at, note=said)


def changed(
    article: Article,
    content: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    note: str,
    file: tuple[str, str] | None = None,
) -> Article:
    """Keep another content of an article that is held; `file`: what was done to which file, by its key, for a file's
    name is nothing for the journal. Raises Refused("nothing-changed").
    """
    move = moves.MOVES["revise"]
    before = access.latest_of(article)
    if before.digest == contents.digest(contents.canonical(content)):
        raise Refused("nothing-changed", "与上一版一字不差，没有保存新版本")
    told = put(article, move, Progress.DRAFT, at=at)
    number = _last_number(article) + 1
    version = _keep(article, content, number, actor=actor, at=at, note=note)
    reason, named = (note, {}) if file is None else (file[0], {"file": file[1]})
    line(
        article,
        "revise",
        actor=actor,
        at=at,
        reason=reason,
        before=_told(before),
        after=told | _told(version) | named,
    )
    return article


def _last_number(article: Article) -> int:
    """Of every version there ever was: a correction that was dropped keeps its numbers."""
    return int(article.versions.aggregate(last=Max("number"))["last"])


def with_files(article: Article, files: Sequence[Attachment]) -> dict[str, Any]:
    """The newest content with other files."""
    content = access.content_of(access.latest_of(article))
    return contents.content(contents.fields_of(content), files)


@transaction.atomic
def submit(
    article: Article,
    *,
    actor: Actor,
    at: datetime,
    expect: int | None,
    reasons: Mapping[str, str] | None = None,
) -> Article:
    """送审: looked through first; `reasons` say by fingerprint why a warning stays.

    Raises Refused: stale, wrong-progress, wrong-role, nothing-changed, check-blocks, check-warns, document-not-public.
    """
    fresh, move = begin(article, "submit", actor=actor, expect=expect)
    version = access.latest_of(fresh)
    if fresh.standing is not None and fresh.standing.version_id == version.pk:
        raise Refused("nothing-changed", "与已发布的一字不差：先改正，再送审；不改了请作废这次更正")
    check_document(access.content_of(version)["document_key"])
    look_through(fresh, version, actor=actor, at=at, before="submit", reasons=reasons or {})
    told = put(fresh, move, Progress.FIRST, at=at)
    line(fresh, "submit", actor=actor, at=at, after=told | _told(version))
    tell_waiting(fresh, at)
    return fresh


def look_through(
    article: Article, version: Version, *, actor: Actor, at: datetime, before: str, reasons: Mapping[str, str]
) -> list[Finding]:
    """Run the pre-check on a version, keep what it found, and what was said about it.

    Raises Refused: check-blocks, check-warns, reason-needed.
    """
    found = checking.look(article, access.content_of(version), at)
    known = access.settled_of(article)
    for each in found:
        reason = reasons.get(each.fingerprint, "").strip()
        if each.weight is Weight.WARN and reason and each.fingerprint not in known:
            if len(reason) > _LONGEST_REASON:
                raise Refused("too-long", f"理由最多 {_LONGEST_REASON} 字", f"r-{each.fingerprint}")
            known[each.fingerprint] = Settled(
                article=article, fingerprint=each.fingerprint, reason=reason, by=actor.key, at=at
            )
            known[each.fingerprint].save(force_insert=True)
    checks.check_settled(found, set(known))
    look = Look(version=version, at=at, by=actor.key, before=before, found=[_plain(each) for each in found])
    look.save(force_insert=True)
    return found


_LONGEST_REASON = 200


def _plain(found: Finding) -> dict[str, Any]:
    return vars(found) | {"check": found.check.value, "weight": found.weight.value}


@transaction.atomic
def take_back(article: Article, *, actor: Actor, at: datetime, expect: int | None, reason: str) -> Article:
    """Back to its author before it went out.

    Raises Refused: stale, wrong-progress, wrong-role, missing, check-blocks.
    """
    why = reason_of(REASON, reason, sure=True)
    return _back(article, "take_back", actor=actor, at=at, expect=expect, why=why)


@transaction.atomic
def drop(article: Article, *, actor: Actor, at: datetime, expect: int | None, reason: str) -> Article:
    """作废: nobody works on the draft any more; of a correction, what is public stays as it was.

    Raises Refused: stale, wrong-progress, wrong-role, missing, check-blocks.
    """
    why = reason_of(REASON, reason, sure=True)
    fresh, move = begin(article, "drop", actor=actor, expect=expect)
    columns: dict[str, Any] = {}
    target = Progress.DROPPED
    if fresh.standing is not None:
        target, columns = Progress.RELEASED, {"latest": fresh.standing.version, "correcting": ""}
    told = put(fresh, move, target, at=at, **columns)
    line(fresh, "drop", actor=actor, at=at, reason=why, after=told)
    return fresh


@transaction.atomic
def correct(
    article: Article, *, actor: Actor, at: datetime, expect: int | None, reason: str, sure: bool = False
) -> Article:
    """更正: the same article is worked on again; the public keeps the old version, marked, until the new one is out.

    The public reads why. Raises Refused: stale, wrong-progress, wrong-role, missing, check-blocks, unsure.
    """
    why = reason_of(moves.SHOWN_REASON, reason, sure=sure)
    return _back(article, "correct", actor=actor, at=at, expect=expect, why=why)


def reason_of(field: Field, reason: str, *, sure: bool) -> str:
    """A reason that may stand where it will stand: before the public, and in the journal for good."""
    why = str(clean((field,), {field.name: reason})[field.name])
    checks.check_words(why, sure=sure)
    return why


def _back(article: Article, name: str, *, actor: Actor, at: datetime, expect: int | None, why: str) -> Article:
    fresh, move = begin(article, name, actor=actor, expect=expect)
    columns = {"correcting": why} if name == "correct" else {}
    told = put(fresh, move, Progress.DRAFT, at=at, **columns)
    line(fresh, name, actor=actor, at=at, reason=why, after=told)
    return fresh
