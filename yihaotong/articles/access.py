"""The only door to articles: what the public sees, what somebody of the office may see, what waits for him."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yihaotong.accounts.access import holders
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor, Role
from yihaotong.articles.models import Article, Asking, Link, Look, Release, Review, Roll, Settled, Slip, Version
from yihaotong.articles.rules import contents, gate, limits, rolls
from yihaotong.articles.rules.checks import Check, Finding
from yihaotong.articles.rules.codes import LEVEL_AT, LEVELS, Found, Gate, Level, Progress, Weight
from yihaotong.articles.rules.gate import Signed
from yihaotong.articles.rules.moves import MOVES, OFFICE, REVIEWERS, Move, Whose, open_to
from yihaotong.articles.rules.rolls import RollKind
from yihaotong.clock import Deadline, Limit, reckon
from yihaotong.disclosure import city
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.redaction import access as redaction
from yihaotong.redaction.rules.codes import Stage

_SEE_ALL = OFFICE | {*REVIEWERS, Role.SECRECY_OFFICER, Role.WORKER}
#: A word in more versions than these is common.
_RARE = 1_000
_SHELVES = ("latest", "standing", "standing__version")


def _texts(path: str) -> tuple[str, str]:
    """What no list needs, and what makes its rows long."""
    return f"{path}__content", f"{path}__text"


def worded(found: QuerySet[Any], word: str, *, version: str, number: str) -> QuerySet[Any]:
    """Those whose version has a word in its text, or its index number. `version` and `number` lead there.

    A rare word is sought in the table of versions first, which is read in its own order: a look from each line of a
    list takes three times as long. A common one is met soon along the list. Most words know no capitals: nothing is
    folded for those.
    """
    has = "icontains" if word.upper() != word.lower() else "contains"
    told = list(Version.objects.filter(**{f"text__{has}": word}).order_by().values_list("pk", flat=True)[: _RARE + 1])
    said = Q(**{f"{version}__in": told}) if len(told) <= _RARE else Q(**{f"{version}__text__{has}": word})
    if any(sign.isascii() for sign in word):
        said |= Q(**{f"{number}__icontains": word})
    return found.filter(said)


def titled(found: QuerySet[Article]) -> QuerySet[Article]:
    """With the version that is worked on at hand, but for its texts: for lists."""
    return found.select_related("latest").defer(*_texts("latest"))


# --- what the public sees ------------------------------------------------------------------------------------------


def public_article(number: int) -> Article:
    """One that is, or was, public; `withdrawn_at` says which. Raises Article.DoesNotExist."""
    found = Article.objects.filter(standing__isnull=False).select_related("standing", "standing__version")
    return found.get(pk=number)


def by_key(key: str) -> Article | None:
    """The article that a journal key ("article:12") names, for other areas; None for anything else."""
    area, _colon, number = key.partition(":")
    if area != "article" or not number.isdecimal():
        return None
    return Article.objects.filter(pk=int(number)).select_related(*_SHELVES).first()


def public_from(document_key: str) -> QuerySet[Article]:
    """What is before the public and came from this document."""
    told = f'"document_key":"{document_key}"'
    return Article.objects.filter(standing__version__content__contains=told, withdrawn_at=None).order_by("pk")


def his(actor: Actor) -> Q:
    """Of articles that wait for a level: those he wrote, or reviewed at another level, and so does not judge."""
    wrote = Version.objects.filter(article=OuterRef("pk"), by=actor.key)
    reviewed = Review.objects.filter(version=OuterRef("latest"), by=actor.key, void_at=None)
    return Q(author=actor.key) | Exists(wrote) | Exists(reviewed)


# --- what the office sees ------------------------------------------------------------------------------------------


def visible_to(actor: Actor) -> QuerySet[Article]:
    """All for the office and its reviewers; a drafter's section's own; for the supervising office what was public."""
    if actor.roles & _SEE_ALL:
        return Article.objects.all()
    seen = Q(pk=None)
    if Role.DRAFTER in actor.roles:
        seen |= Q(unit__in=actor.units_as(Role.DRAFTER)) | Q(author=actor.key)
    if Role.SUPERVISING_OFFICE in actor.roles:
        seen |= Q(standing__isnull=False)
    return Article.objects.filter(seen)


def article_for(actor: Actor, number: int) -> Article:
    """Raises Article.DoesNotExist for a stranger, as for a number that never was."""
    return visible_to(actor).select_related(*_SHELVES, "unit").get(pk=number)


def writes_for(actor: Actor, unit_id: int) -> bool:
    """For his own section as a drafter; for all of them in the office of disclosure, and as a machine whose token says
    so (its moves end with the draft)."""
    everywhere = OFFICE | {Role.IMPORTER, Role.CLIENT}
    return bool(actor.roles & everywhere) or unit_id in actor.units_as(Role.DRAFTER)


def latest_of(article: Article) -> Version:
    """The version that is worked on. Raises Version.DoesNotExist."""
    return article.latest or Version.objects.get(article=article, number=1)


def content_of(version: Version) -> dict[str, Any]:
    """The content of a version; of one that was purged its shell."""
    if not version.content:
        formed = version.formed_on.isoformat() if version.formed_on else ""
        kept = {"title": version.title, "row_key": version.row_key, "formed_on": formed}
        return contents.content(contents.fields_of({}) | kept, ())
    return dict(json.loads(version.content))


def to_be_redacted(article: Article) -> frozenset[str]:
    """The SHA-256 of files from which somebody takes something out: they go out no more, what was made of them may."""
    begun = redaction.of(article.key).exclude(progress=Stage.DROPPED.value)
    return frozenset(begun.values_list("source_sha256", flat=True))


def to_purge(article: Article) -> list[Version]:
    """The versions whose texts nobody needs any more: all of what is over, else those that never went out."""
    found = article.versions.exclude(content="").order_by("number")
    if article.at_progress not in {Progress.DROPPED, Progress.WITHDRAWN}:
        found = found.filter(release=None)
    return list(found)


def versions_of(article: Article) -> list[Version]:
    """All of them, the newest first."""
    return list(article.versions.order_by("-number"))


def writers_of(article: Article) -> frozenset[str]:
    """Whoever wrote a word of what is worked on: the author, and everybody since the version that is public."""
    since = article.standing.version.number if article.standing else 0
    later = article.versions.filter(number__gt=since).values_list("by", flat=True)
    return frozenset({article.author, *later})


def reviews_of(article: Article) -> list[Review]:
    """Every review of every version, in the sequence in which they were signed."""
    return list(Review.objects.filter(version__article=article).select_related("version").order_by("pk"))


def signed_for(version: Version) -> list[Signed]:
    """The reviews of a version that count."""
    return [signed(each) for each in version.reviews.filter(void_at=None).order_by("pk")]


def signed(review: Review) -> Signed:
    found = {Gate(name): Found(told[0]) for name, told in review.gates.items()}
    return Signed(Level(review.level), review.by, review.digest, found, proofread=review.proofread)


def last_reviewed(article: Article, level: Level) -> Version | None:
    """The version that this level last looked at, before the newest: what a reviewer compares with."""
    newest = latest_of(article).number
    found = Review.objects.filter(version__article=article, level=level.value, version__number__lt=newest)
    last = found.select_related("version").order_by("-version__number").first()
    return last.version if last else (article.standing.version if article.standing else None)


def open_asking(article: Article) -> Asking | None:
    return article.askings.filter(answered_at=None).first()


def appears_in(article: Article) -> list[Any]:
    return list(article.appearances.order_by("gone_at", "pk"))


def history(article: Article) -> list[Line]:
    """The journal's lines of this article, the oldest first."""
    return list(Line.objects.filter(subject=article.key).order_by("pk"))


# --- who may do what -----------------------------------------------------------------------------------------------


def check_whose(move: Move, article: Article, actor: Actor) -> None:
    """Raises Refused: wrong-role, own-article, reviewed-already."""
    own = writes_for(actor, article.unit_id) or actor.key == article.author
    if move.whose is Whose.OWN and not own:
        raise Refused("wrong-role", f"只有本科室的拟稿人和公开专员能{move.label}")
    level = LEVEL_AT.get(article.at_progress)
    if move.whose is Whose.OTHERS and level is not None:
        if LEVELS[level][1] not in actor.roles:
            raise Refused("wrong-role", f"您的岗位不做{level.label}")
        gate.may_review(level, actor.key, writers=writers_of(article), earlier=signed_for(latest_of(article)))


def open_moves(article: Article, actor: Actor) -> list[Move]:
    """The moves of the table that this actor may make now: the buttons of a page."""
    return [move for move in open_to(article.at_progress, actor.roles) if _fits(move, article, actor)]


def _fits(move: Move, article: Article, actor: Actor) -> bool:
    if move.name in {"note_slip", "appear", "disappear", "withdraw"} and article.standing is None:
        return False
    if move.name == "purge" and not to_purge(article):
        return False
    if move.name in {"schedule", "unschedule"} and (move.name == "schedule") is (article.release_at is not None):
        return False
    try:
        check_whose(move, article, actor)
    except Refused:
        return False
    return True


def able(article: Article, level: Level, at: datetime) -> list[Person]:
    """Who holds the post of a level now and may review this article at it: if nobody, somebody must be told."""
    apart = writers_of(article) | {each.by for each in signed_for(latest_of(article)) if each.level is not level}
    role = LEVELS[level][1]
    people = Person.objects.filter(pk__in=holders([role], at)).order_by("pk")
    return [person for person in people if person.key not in apart]


# --- queues --------------------------------------------------------------------------------------------------------


def levels_of(actor: Actor) -> list[Level]:
    return [level for level, (_progress, role) in LEVELS.items() if role in actor.roles]


def queue(level: Level) -> QuerySet[Article]:
    """What waits for a level, the first to be due first."""
    waiting = Article.objects.filter(progress=LEVELS[level][0].value)
    return waiting.select_related("latest", "standing__version").order_by("due_at", "pk")


def not_for(articles: Sequence[Article], actor: Actor) -> dict[int, str]:
    """Of articles that wait for a level those that this actor may not review: "wrote" or "reviewed". Two queries."""
    told = {
        each.version.article_id: "reviewed"
        for each in Review.objects.filter(
            version__in=[one.latest_id for one in articles], void_at=None, by=actor.key
        ).select_related("version")
    }
    since = {each.pk: each.standing.version.number if each.standing else 0 for each in articles}
    written = Version.objects.filter(article__in=list(since), by=actor.key).values_list("article", "number")
    told |= {pk: "wrote" for pk, number in written if number > since[pk]}
    return told | {each.pk: "wrote" for each in articles if each.author == actor.key}


def deadline(start: datetime, written: str, basis: str, version: int | None = None) -> Deadline:
    """When a limit of articles is due, by the organ's own working days and hours."""
    limit = Limit.parse(written)
    return reckon(start, limit, calendar=city.calendar(version), hours=city.hours(), basis=basis)


def level_deadline(article: Article) -> Deadline | None:
    """The limit that runs now, with its derivation."""
    limit = limits.of_progress(article.at_progress)
    return deadline(article.moved_at, limit.limit, limit.basis, article.almanac_version) if limit else None


def open_deadline(formed_on: date, at: datetime) -> Deadline:
    """条例 art. 26: by when what was formed on a day is to be public."""
    limit = limits.limits()[limits.LimitKind.OPEN]
    formed = datetime(formed_on.year, formed_on.month, formed_on.day, tzinfo=at.tzinfo)
    return deadline(formed, limit.limit, limit.basis)


def scheduled() -> QuerySet[Article]:
    """What will go out by itself, the next one first."""
    return Article.objects.filter(release_at__isnull=False).select_related("latest", "unit").order_by("release_at")


def to_take_down() -> QuerySet[Article]:
    """Withdrawn, and still standing somewhere else."""
    gone = Article.objects.filter(progress=Progress.WITHDRAWN.value, appearances__gone_at=None)
    return gone.filter(appearances__isnull=False).select_related("latest").distinct().order_by("withdrawn_at")


# --- the pre-check's lists and results -----------------------------------------------------------------------------


def roll(kind: RollKind) -> tuple[int, str]:
    """The list in force: its version (0 for the shipped one) and its lines."""
    held = Roll.objects.filter(kind=kind.value).order_by("-number").first()
    return (held.number, held.lines) if held else (0, rolls.shipped(kind))


def roll_versions(kind: RollKind) -> list[Roll]:
    return list(Roll.objects.filter(kind=kind.value).order_by("-number"))


def settled_of(article: Article) -> dict[str, Settled]:
    """The warnings that stay, by fingerprint."""
    return {each.fingerprint: each for each in article.settled.all()}


def last_look(version: Version) -> list[Finding]:
    """What the pre-check last found in this version; nothing if it was never looked at."""
    kept = Look.objects.filter(version=version).order_by("-pk").first()
    return [finding(each) for each in kept.found] if kept else []


def finding(told: Mapping[str, Any]) -> Finding:
    return Finding(**{**told, "check": Check(told["check"]), "weight": Weight(told["weight"])})


def known_links(addresses: Iterable[str]) -> dict[str, str]:
    """What is wrong with addresses outside, as far as somebody looked."""
    return dict(Link.objects.filter(address__in=list(addresses)).values_list("address", "wrong"))


# --- errors found after release, and figures -----------------------------------------------------------------------


def slips(actor: Actor, since: date, until: date) -> QuerySet[Slip]:
    """Those found in a span, the newest first."""
    found = Slip.objects.filter(article__in=visible_to(actor), found_on__gte=since, found_on__lte=until)
    return found.select_related("article", "version").order_by("-found_on", "-pk")


@dataclass(frozen=True)
class Figures:
    """What went out in a span, and what was found wrong: by gate and level. `returned` counts reviews that failed."""

    releases: int
    corrections: int
    withdrawn: int
    slips: int
    by_gate: Mapping[tuple[str, str], int]
    returned: Mapping[tuple[str, str], int]
    in_time: int
    with_limit: int


def figures(actor: Actor, since: datetime, until: datetime) -> Figures:
    """Counted over what this actor may see, from `since` up to, not including, `until`. Six queries."""
    mine = visible_to(actor)
    span = {"at__gte": since, "at__lt": until}
    releases = _among(Release.objects.filter(**span), "article", actor)
    counts = releases.aggregate(first=Count("pk", filter=Q(number=1)), later=Count("pk", filter=Q(number__gt=1)))
    went = releases.filter(number=1, version__formed_on__isnull=False).values_list("version__formed_on", "first_at")
    firsts = list(went)
    due = {formed: open_deadline(formed, since).due for formed in {formed for formed, _at in firsts}}
    wrong = Slip.objects.filter(found_on__gte=since.date(), found_on__lt=until.date())
    wrong = _among(wrong, "article", actor)
    failed = _among(Review.objects.filter(passed=False, **span), "version__article", actor)
    returned: Counter[tuple[str, str]] = Counter()
    for level, gates in failed.values_list("level", "gates"):
        returned.update((name, level) for name, told in gates.items() if told[0] == Found.FAILED.value)
    return Figures(
        releases=counts["first"],
        corrections=counts["later"],
        withdrawn=mine.filter(withdrawn_at__gte=since, withdrawn_at__lt=until).count(),
        slips=wrong.count(),
        by_gate=Counter(wrong.values_list("gate", "level")),
        returned=returned,
        in_time=sum((due[formed] or at) >= at for formed, at in firsts),
        with_limit=len(firsts),
    )


def _among(found: QuerySet[Any], path: str, actor: Actor) -> QuerySet[Any]:
    """Of those that belong to articles he may see; who sees all is not asked about each."""
    return found if actor.roles & _SEE_ALL else found.filter(**{f"{path}__in": visible_to(actor)})


def move_for(name: str) -> Move:
    """Raises Refused("no-such-move")."""
    if name not in MOVES:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    return MOVES[name]


def titles(articles: Sequence[Article]) -> dict[int, str]:
    return {each.pk: each.latest.title if each.latest else each.index_number for each in articles}
