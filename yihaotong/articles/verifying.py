"""What the journal says of articles, against their versions and against what the public reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from yihaotong.articles import access
from yihaotong.articles.actions.digests import release_sm3, review_sm3
from yihaotong.articles.models import Article, Release, Review, Version
from yihaotong.articles.rules import contents
from yihaotong.journal.models import Line
from yihaotong.journal.rules.chain import instant
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched

_REVIEWED, _RELEASED, _WITHDRAWN = "article.review", "article.release", "article.withdraw"
#: How much of a digest tells one text from another.
_SHORT = 16


def check() -> Iterator[Problem]:
    """Every version, review and release gone, changed, or added without a line; anything public, or withdrawn, that no
    line of a release tells of."""
    yield from Vouched("article", "稿件", _versions, _every_version, _told_version).check()
    yield from Vouched("article", "稿件的审核", _reviews, _every_review, _told_review).check()
    yield from Vouched("article", "稿件的发布", _releases, _every_release, _told_release).check()


def _told_version(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "version" in after and "sha256" in after:
        yield f"{line.subject}.{after['version']}", str(after["sha256"])


def _versions(places: Sequence[str]) -> Mapping[str, str]:
    found = Version.objects.filter(article__in=_numbers(places))
    return {f"article:{each.article_id}.{each.number}": _digest(each) for each in found}


def _digest(version: Version) -> str:
    """ "" where the columns that repeat the content say something else."""
    try:
        content = access.content_of(version)
        formed = date.fromisoformat(content["formed_on"]) if content["formed_on"] else None
        repeated = (content["title"], content["row_key"], formed, contents.plain_text(content))
    except (KeyError, TypeError, ValueError):
        return ""
    if repeated != (version.title, version.row_key, version.formed_on, version.text):
        return ""
    return contents.digest(version.content)


def _every_version() -> Iterator[str]:
    return (f"article:{article}.{number}" for article, number in Version.objects.values_list("article", "number"))


# --- reviews ---------------------------------------------------------------------------------------------------------


def _told_review(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """A review is known by its moment, its level and the digest of what was read."""
    if line.kind == _REVIEWED:
        place = f"{line.subject}.{instant(line.at)}.{after['level']}.{after['sha256'][:_SHORT]}"
        told = (after["level"], after["sha256"], str(after["passed"]), line.actor, after["words_sm3"])
        yield place, "|".join(told)
        if "proofread" in after:
            yield f"{place}.proofread", str(after["proofread"])


def _reviews(places: Sequence[str]) -> Mapping[str, str]:
    found = {}
    rows = Review.objects.filter(version__article__in=_numbers(places)).order_by("pk")
    for each in rows.annotate(article=F("version__article")):
        place = _place(each.article, each.at, each.level, each.digest)
        words = review_sm3(each.gates, each.corrections)
        found[place] = "|".join((each.level, each.digest, str(each.passed), each.by, words))
        found[f"{place}.proofread"] = str(each.proofread)
    return found


def _every_review() -> Iterator[str]:
    told = Review.objects.values_list("version__article", "at", "level", "digest")
    return (_place(*each) for each in told.iterator())


def _place(article: int, at: datetime, level: str, digest: str) -> str:
    return f"article:{article}.{instant(at)}.{level}.{digest[:_SHORT]}"


# --- releases --------------------------------------------------------------------------------------------------------


def _told_release(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if line.kind in {_RELEASED, _WITHDRAWN}:
        why = line.facts.get("reason", "") if line.kind == _WITHDRAWN else ""
        yield line.subject, f"{after.get('version')}:{line.kind}:{why}"
    if line.kind == _RELEASED:
        place = f"{line.subject}.{after['version']}"
        yield place, "|".join((after["sha256"], *after["reviewers"], instant(line.at), line.actor))
        if "release_sm3" in after:
            yield f"{place}.whole", str(after["release_sm3"])


def _releases(places: Sequence[str]) -> Mapping[str, str]:
    numbers = _numbers(places)
    found = {
        each.key: f"{each.shown.version.number}:{_standing(each)}"
        for each in Article.objects.filter(pk__in=numbers, standing__isnull=False).select_related("standing__version")
    }
    for went in Release.objects.filter(article__in=numbers).select_related("version"):
        place = f"article:{went.article_id}.{went.version.number}"
        people = (went.first_by, went.second_by, went.third_by)
        found[place] = "|".join((went.digest, *people, instant(went.at), went.by))
        found[f"{place}.whole"] = release_sm3(went)
    return found


def _standing(article: Article) -> str:
    return f"{_RELEASED}:" if article.is_public else f"{_WITHDRAWN}:{article.withdrawn_why}"


def _every_release() -> Iterator[str]:
    standing = Article.objects.filter(standing__isnull=False).values_list("pk", flat=True)
    yield from (f"article:{number}" for number in standing.iterator())
    went = Release.objects.values_list("article", "version__number")
    yield from (f"article:{article}.{number}" for article, number in went.iterator())


def _numbers(places: Sequence[str]) -> set[int]:
    return {int(place.partition(":")[2].partition(".")[0]) for place in places}
