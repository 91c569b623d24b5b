"""The only door to 解读回应参与: who sees which record, what waits, what a year brought, and what the public reads."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import make_aware

from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import Post, Unit
from yihaotong.accounts.rules import DISCLOSURE, Actor, Role, UnitKind
from yihaotong.articles import access as articles
from yihaotong.engagement.models import (
    Activity,
    Binding,
    Budget,
    Interpretation,
    Opinion,
    Proposal,
    Record,
    SignUp,
    Step,
    Term,
)
from yihaotong.engagement.rules.codes import OVER, PUBLIC, URGENT, Bond, Place, Progress, Satisfaction, Sort
from yihaotong.engagement.rules.life import OFFICE, READERS, Move
from yihaotong.engagement.rules.lives import LIVES

MODELS: Mapping[Sort, type[Any]] = {
    Sort.INTERPRETATION: Interpretation,
    Sort.BUDGET: Budget,
    Sort.PROPOSAL: Proposal,
    Sort.ACTIVITY: Activity,
    Sort.OPINION: Opinion,
}
_OVER = sorted(each.value for each in OVER)
_URGENT = sorted(each.value for each in URGENT)
_PUBLIC = sorted(each.value for each in PUBLIC)


def sections(at: datetime) -> QuerySet[Unit]:
    """The units of the organ in which somebody has a part in disclosure now."""
    posts = Post.objects.filter(valid_at(at), role__in=sorted(role.value for role in DISCLOSURE))
    found = Unit.objects.filter(pk__in=posts.values("unit"), kind=UnitKind.CENTRE.value, dissolved_on=None)
    return found.order_by("code")


def person_of(actor: Actor) -> int | None:
    """The id of the person behind an actor; None for a machine or a citizen."""
    kind, _, number = actor.key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def visible_to(sort: Sort, actor: Actor) -> QuerySet[Any]:
    """All for the office and the office above it; for a section its own and what its drafters entered."""
    rows = MODELS[sort].objects
    if actor.roles & (OFFICE | {Role.SUPERVISING_OFFICE}):
        found: QuerySet[Any] = rows.all()
    elif Role.DRAFTER in actor.roles:
        found = rows.filter(Q(unit__in=actor.units_as(Role.DRAFTER)) | Q(entered_by=actor.key))
    else:
        found = rows.none()
    return found


def record_for(sort: Sort, actor: Actor, number: int) -> Any:
    """Raises the model's DoesNotExist for a stranger, as for a number that never was."""
    return visible_to(sort, actor).select_related("unit").get(pk=number)


def by_key(key: str) -> Any | None:
    """The record that a journal key names; None for anything else."""
    sort, _colon, number = key.partition(":")
    if sort not in {each.value for each in Sort} or not number.isdecimal():
        return None
    return MODELS[Sort(sort)].objects.filter(pk=int(number)).first()


def sort_of(record: Record) -> Sort:
    return Sort(record.SORT)


def reaches(record: Record, actor: Actor) -> bool:
    """Whether its moves are his at all: the office's everywhere, a drafter's in his section."""
    if actor.roles & OFFICE:
        return True
    return Role.DRAFTER in actor.roles and (
        record.unit_id in actor.units_as(Role.DRAFTER) or record.entered_by == actor.key
    )


def moves_open(record: Record, actor: Actor) -> list[Move]:
    """The moves that this actor may make now, in the order of the table."""
    if not reaches(record, actor):
        return []
    here = Progress(record.progress)
    found = [each for each in LIVES[sort_of(record)].moves.values() if here in each.sources and each.by & actor.roles]
    return [each for each in found if _makes_sense(each, record)]


def _makes_sense(move: Move, record: Record) -> bool:
    """What would change nothing is not offered."""
    if move.name == "look":
        return bool(record.flagged)
    if move.name == "take_down":
        return bool(record.released_link)
    if move.name == "release" and isinstance(record, Proposal):
        return record.publicity in _PUBLIC and record.released_on is None
    if move.name == "confer" and isinstance(record, Opinion):
        return record.conference_at is None and record.grade in _URGENT
    return True


def waiting_for(actor: Actor) -> list[Any]:
    """The open records that are his to go on with, and those that stand out, the nearest limit first."""
    found: list[Any] = []
    for sort in Sort if actor.roles & READERS - {Role.SUPERVISING_OFFICE} else ():
        rows = visible_to(sort, actor).filter(Q(due_at__isnull=False) | ~Q(flagged="") | _asks(sort))
        found += rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:_MOST]
    return found


_MOST = 10


def _asks(sort: Sort) -> Q:
    """What has no limit and yet waits."""
    if sort is Sort.PROPOSAL:
        return Q(progress=Progress.ANSWERED.value) | Q(
            progress=Progress.CONTENT.value, publicity__in=_PUBLIC, released_on=None
        )
    if sort is Sort.INTERPRETATION:
        return Q(progress=Progress.PREPARING.value)
    return Q(pk__in=[])


def steps_of(subject: str) -> list[Step]:
    return list(Step.objects.filter(subject=subject).order_by("pk"))


def words_of(step: Step) -> dict[str, Any]:
    """What was filled in."""
    return dict(json.loads(step.words))


def terms_of(subject: str) -> list[Term]:
    return list(Term.objects.filter(subject=subject).order_by("pk"))


# --- articles ----------------------------------------------------------------------------------------------------


def bindings_of(records: Iterable[Record]) -> dict[str, list[Binding]]:
    """The articles of these records, by the record's key. One query."""
    found: dict[str, list[Binding]] = {record.key: [] for record in records}
    for each in Binding.objects.filter(subject__in=list(found)).order_by("pk"):
        found[each.subject].append(each)
    return found


def bound_here(subject: str, *bonds: Bond) -> QuerySet[Binding]:
    """The articles of one record that the public can read now."""
    wanted = [each.value for each in bonds or tuple(Bond)]
    return Binding.objects.filter(subject=subject, bond__in=wanted, public_on__isnull=False, gone_at=None)


@dataclass(frozen=True)
class Related:
    """What a public page shows beside an article. `article` is the key of one of ours, "" where the text is elsewhere
    at `link`; `words` says what it is to the page: 解读, 政策原文, 活动公告, 活动结果, 相关信息."""

    words: str
    title: str
    article: str = ""
    link: str = ""
    organ: str = ""
    number: str = ""
    form: str = ""


def bound_to(article: str) -> list[Related]:
    """What belongs beside the public page of this article (its key, "article:12"): of a policy its interpretations, of
    an interpretation its policy, of an activity's notice what came of it, of an answer its other parts. Only what the
    public can read now."""
    mine = Binding.objects.filter(article=article, gone_at=None)
    subjects = {each.subject: Bond(each.bond) for each in mine}
    if not subjects:
        return []
    others = Binding.objects.filter(subject__in=list(subjects), public_on__isnull=False, gone_at=None)
    shown = ((each, articles.by_key(each.article)) for each in others.exclude(article=article).order_by("pk"))
    found = [
        Related(_word(each), there.shown.version.title, each.article)
        for each, there in shown
        if there is not None and there.is_public
    ]
    return found + _elsewhere(subjects)


def bound_articles() -> frozenset[str]:
    """The keys of all articles that something is bound by."""
    return frozenset(Binding.objects.filter(gone_at=None).values_list("article", flat=True))


def _word(bound: Binding) -> str:
    """Two articles that release one budget or one answer belong together, and neither interprets the other."""
    interprets = bound.bond != Bond.RELEASE or bound.subject.startswith(f"{Interpretation.SORT}:")
    return _WORDS[Bond(bound.bond)] if interprets else "相关信息"


_WORDS = {Bond.RELEASE: "解读", Bond.POLICY: "政策原文", Bond.NOTICE: "活动公告", Bond.OUTCOME: "活动结果"}


def _elsewhere(subjects: Mapping[str, Bond]) -> list[Related]:
    """What is public on other sites: policies of other organs, interpretations that were released there."""
    numbers = [int(key.partition(":")[2]) for key in subjects if key.startswith(f"{Interpretation.SORT}:")]
    found = []
    for each in Interpretation.objects.filter(pk__in=numbers).order_by("pk"):
        if subjects[each.key] is Bond.RELEASE and each.policy_title and not _has_policy(each):
            found.append(
                Related(
                    _WORDS[Bond.POLICY],
                    each.policy_title,
                    link=each.policy_link,
                    organ=each.policy_organ,
                    number=each.policy_number,
                )
            )
        if subjects[each.key] is Bond.POLICY and each.released_link and each.released_on:
            found.append(Related(_WORDS[Bond.RELEASE], each.title, link=each.released_link, form=each.form))
    return found


def _has_policy(record: Interpretation) -> bool:
    return Binding.objects.filter(subject=record.key, bond=Bond.POLICY.value).exists()


# --- a year --------------------------------------------------------------------------------------------------------


def _span(year: int) -> tuple[datetime, datetime]:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    return make_aware(datetime.combine(first, time())), make_aware(datetime.combine(after, time()))


def interpretations_in(year: int) -> list[Interpretation]:
    """What was released in a year, here or elsewhere, in that order."""
    return list(Interpretation.objects.filter(released_on__year=year).order_by("released_on", "pk"))


def budgets_in(year: int) -> list[Budget]:
    """Budgets and final accounts released in a year: that of the year, and the account of the year before."""
    return list(Budget.objects.filter(released_on__year=year).order_by("year", "released_on", "pk"))


def proposals_in(year: int) -> list[Proposal]:
    """What was handed to us in a year, whatever became of it; not what was dropped."""
    found = Proposal.objects.filter(received_on__year=year).exclude(progress=Progress.DROPPED.value)
    return list(found.order_by("received_on", "pk"))


def activities_in(year: int) -> list[Activity]:
    """What was held in a year."""
    since, until = _span(year)
    found = Activity.objects.filter(progress=Progress.HELD.value, starts_at__gte=since, starts_at__lt=until)
    return list(found.order_by("starts_at", "pk"))


def responses_in(year: int) -> list[Opinion]:
    """Matters of public opinion found in a year; not what was dropped."""
    since, until = _span(year)
    found = Opinion.objects.filter(found_at__gte=since, found_at__lt=until)
    return list(found.exclude(progress=Progress.DROPPED.value).order_by("found_at", "pk"))


@dataclass(frozen=True)
class Handling:
    """办理总体情况 of the proposals of a year. `asked` and `satisfied`: of those whose members said something."""

    received: int
    answered: int
    late: int
    public: int
    asked: int
    satisfied: int
    by_result: Mapping[str, int]


def handling(records: Sequence[Proposal]) -> Handling:
    """Counted from the records themselves. `satisfied` counts 满意 and 基本满意."""
    told = [each for each in records if each.satisfaction]
    results = [each.result for each in records if each.answered_on and each.result]
    return Handling(
        len(records),
        sum(each.answered_on is not None for each in records),
        sum(each.late for each in records),
        sum(each.released_on is not None for each in records),
        len(told),
        sum(each.satisfaction != Satisfaction.NOT for each in told),
        {code: results.count(code) for code in sorted(set(results))},
    )


# --- the public ----------------------------------------------------------------------------------------------------


def _public_of(sort: Sort, bond: Bond) -> Any:
    subject = Concat(Value(f"{sort.value}:"), Cast(OuterRef("pk"), CharField()))
    bound = Binding.objects.filter(subject=subject, bond=bond.value, public_on__isnull=False, gone_at=None)
    return Exists(bound)


def public_interpretations() -> QuerySet[Interpretation]:
    """What was released, the newest first."""
    return Interpretation.objects.filter(progress=Progress.RELEASED.value).order_by("-released_on", "-pk")


def public_proposals() -> QuerySet[Proposal]:
    """The answers that are public, the newest first."""
    found = Proposal.objects.filter(publicity__in=_PUBLIC, released_on__isnull=False)
    return found.order_by("-released_on", "-pk")


def public_budgets() -> QuerySet[Budget]:
    return Budget.objects.filter(progress=Progress.RELEASED.value).order_by("-year", "-released_on", "-pk")


def public_activities() -> QuerySet[Activity]:
    """Those whose notice the public can read, the newest first; what was dropped is told by its notice."""
    found = Activity.objects.filter(_public_of(Sort.ACTIVITY, Bond.NOTICE)).exclude(progress=Progress.DROPPED.value)
    return found.order_by("-starts_at", "-pk")


def takes_sign_ups(activity: Activity, at: datetime) -> bool:
    return (
        activity.progress == Progress.OPEN
        and activity.sign_up_until is not None
        and at < activity.sign_up_until
        and bool(activity.capacity)
    )


def taken(activity: Activity) -> int:
    """How many persons are in."""
    rows = activity.sign_ups.filter(place=Place.IN.value)
    return int(rows.aggregate(persons=Sum("persons"))["persons"] or 0)


def queue_of(activity: Activity) -> QuerySet[SignUp]:
    """Who waits, in his turn."""
    return activity.sign_ups.filter(place=Place.WAITING.value).order_by("pk")


_TAKING = (Progress.OPEN.value, Progress.FULL.value)
#: The steps of a sign-up: it came in from the queue, and its owner was told so.
MOVED_UP, CALLED = "move_up", "call"


def to_call(activities: Iterable[Activity]) -> list[SignUp]:
    """Who came in from the queue of one of these and has not been told, as they signed up. One query."""
    wanted = [each.pk for each in activities]
    keys = Concat(Value("sign_up:"), Cast(OuterRef("pk"), CharField()))
    steps = Step.objects.filter(subject=keys)
    rows = SignUp.objects.filter(activity__in=wanted, place=Place.IN.value, sealed__isnull=False)
    found = rows.filter(Exists(steps.filter(move=MOVED_UP))).exclude(Exists(steps.filter(move=CALLED)))
    return list(found.select_related("activity").order_by("activity", "pk"))


def calling_for(actor: Actor, at: datetime) -> dict[Activity, int]:
    """The activities before us of which somebody has to be called, each with how many; for the office. Two queries."""
    if not actor.roles & OFFICE:
        return {}
    ahead = list(Activity.objects.filter(starts_at__gt=at, progress__in=_TAKING).order_by("starts_at", "pk"))
    told = Counter(row.activity_id for row in to_call(ahead))
    return {each: told[each.pk] for each in ahead if told[each.pk]}


def moved_up_at(row: SignUp) -> datetime | None:
    """When he came in from the queue; None for who never waited, or still does."""
    step = Step.objects.filter(subject=row.key, move=MOVED_UP).first()
    return step.at if step and row.place == Place.IN else None


def counts_of(activity: Activity) -> dict[str, int]:
    """Persons by place. One query."""
    rows = activity.sign_ups.values_list("place").annotate(persons=Sum("persons"), count=Count("pk"))
    return {place: persons for place, persons, _count in rows}


def sign_up(number: str) -> SignUp | None:
    return SignUp.objects.select_related("activity").filter(number=number).first()


def sent_with(submission: Any) -> SignUp | None:
    """What was made of this form, if it was sent before."""
    return SignUp.objects.select_related("activity").filter(submission=submission).first()
