"""Reading quality: who sees which samples, what waits for whom, and the figures."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import units_under
from yihaotong.accounts.rules import Actor, Role
from yihaotong.almanac import access as almanac
from yihaotong.cases import city
from yihaotong.clock import Deadline, Limit, reckon
from yihaotong.quality.models import Appeal, Draw, Plan, Sample, Score, Sheet
from yihaotong.quality.rules import scoring, sheets
from yihaotong.quality.rules.codes import Part, Per, Progress, Work
from yihaotong.quality.rules.sampling import PlanLine, last_whole, read_lines, shipped_plan
from yihaotong.quality.rules.sheets import SHEET_FOR, Content, SheetCode
from yihaotong.quality.rules.who import WHO_MAY, works_scored_by

#: Fewer results than this are shown and not compared (design, after handbook A13: cells of five or more).
FEW = 5
_ENDED = (Progress.SCORED.value, Progress.APPEALED.value, Progress.SETTLED.value)


# --- samples ---------------------------------------------------------------------------------------------------


def samples_visible_to(actor: Actor) -> QuerySet[Sample]:
    """Those he may score and whose score he may know: of his own work and his unit's only what has been scored."""
    allowed = Q(pk__in=[])
    if works := works_scored_by(actor.roles):
        allowed |= Q(work__in=sorted(map(str, works)))
    if actor.roles & WHO_MAY["figures.read"]:
        allowed |= Q(progress__in=_ENDED)
    if units := actor.units_as(Role.UNIT_LEADER):
        allowed |= Q(unit__in=units_under(units), progress__in=_ENDED)
    found = Sample.objects.filter(allowed)
    own = person_of(actor)
    # What is waiting of one's own work is nobody's business but the scorer's.
    return (found.exclude(Q(person=own) & ~Q(progress__in=_ENDED)) | _own(own)) if own else found


def _own(person: int) -> QuerySet[Sample]:
    return Sample.objects.filter(person=person, progress__in=_ENDED)


def person_of(actor: Actor) -> int | None:
    """The id of the person behind an actor; None for a machine or a citizen."""
    kind, _, number = actor.key.partition(":")
    return int(number) if kind == "person" and number.isdigit() else None


def sample_for(actor: Actor, number: int) -> Sample:
    """One sample with its case and person. Raises Sample.DoesNotExist for a stranger."""
    return samples_visible_to(actor).select_related("case", "person", "unit").get(pk=number)


def waiting(actor: Actor) -> QuerySet[Sample]:
    """The samples that this actor may score now, the oldest work first."""
    works = sorted(map(str, works_scored_by(actor.roles)))
    found = Sample.objects.filter(progress=Progress.WAITING.value, work__in=works)
    own = person_of(actor)
    return (found.exclude(person=own) if own else found).order_by("at", "pk")


def waiting_by_work(actor: Actor) -> dict[Work, int]:
    """How many wait for this actor, by the kinds of work he scores. One query."""
    counts = dict(waiting(actor).order_by().values_list("work").annotate(Count("pk")))
    works = works_scored_by(actor.roles)
    return {work: counts.get(work.value, 0) for work in Work if work in works}


def to_do(actor: Actor) -> int:
    """How much of quality waits for this actor: samples to score and appeals to decide. Two queries at most."""
    scores = waiting(actor).count() if works_scored_by(actor.roles) else 0
    return scores + (appeals_open(actor).count() if actor.roles & WHO_MAY["appeal.decide"] else 0)


def taken_by(draws: Iterable[int]) -> int:
    """How many samples these draws took."""
    return Draw.objects.filter(pk__in=list(draws)).aggregate(Sum("taken"))["taken__sum"] or 0


def results_of(actor: Actor) -> QuerySet[Sample]:
    """One's own scored samples, the newest first."""
    return _own(person_of(actor) or 0).select_related("case").order_by("-scored_at", "-pk")


def appeals_open(actor: Actor) -> QuerySet[Appeal]:
    """The appeals that wait for a ruling by this actor, the nearest limit first."""
    if not actor.roles & WHO_MAY["appeal.decide"]:
        return Appeal.objects.none()
    found = Appeal.objects.filter(decided_at=None).select_related("sample__case", "sample__person")
    scored_by_him = Score.objects.filter(scorer=actor.key, part=Part.MAIN.value, submitted_at__isnull=False)
    own = Q(sample__person=person_of(actor)) | Q(sample__in=scored_by_him.values("sample"))
    return found.exclude(own).order_by("due_at", "pk")


def draft_of(sample: Sample, actor: Actor, part: Part) -> Score | None:
    """What this actor has begun to answer."""
    return (
        Score.objects.filter(sample=sample, scorer=actor.key, part=part.value, submitted_at=None)
        .select_related("sheet")
        .first()
    )


def scores_of(sample: Sample) -> list[Score]:
    """All that were submitted, oldest first."""
    return list(sample.scores.filter(submitted_at__isnull=False).select_related("sheet").order_by("submitted_at", "pk"))


def counting(scores: Iterable[Score]) -> Score | None:
    """The score that counts: the ruling's, else the first."""
    by_part = {Part(score.part): score for score in scores}
    return by_part.get(Part.RULING) or by_part.get(Part.MAIN)


def others_at_it(sample: Sample, actor: Actor, since: datetime) -> list[str]:
    """Who else has saved answers about this sample lately."""
    drafts = Score.objects.filter(sample=sample, submitted_at=None, saved_at__gte=since).exclude(scorer=actor.key)
    return list(drafts.values_list("scorer", flat=True))


# --- the plan and the sheets -----------------------------------------------------------------------------------


def plan_in_force() -> tuple[int, tuple[PlanLine, ...]]:
    """Its version and lines; version 0 is the one that ships."""
    newest = Plan.objects.order_by("-version").first()
    return (newest.version, read_lines(json.loads(newest.lines))) if newest else (0, shipped_plan())


def plans() -> QuerySet[Plan]:
    return Plan.objects.order_by("-version")


def draws() -> QuerySet[Draw]:
    return Draw.objects.order_by("-begun_at", "-pk")


def draws_due(today: date) -> list[tuple[Per, date, date]]:
    """The spans that are over, that the plan counts in, and that nobody has begun to draw from."""
    _, lines = plan_in_force()
    spans = [(per, *last_whole(per, today)) for per in Per if any(line.per is per for line in lines)]
    begun = set(Draw.objects.filter(since__in=[since for _, since, _ in spans]).values_list("per", "since"))
    return [span for span in spans if (span[0].value, span[1]) not in begun]


def sheet_in_force(code: SheetCode) -> tuple[int, Content]:
    """The version and the items of a sheet; version 0 ships and gets its number with the first score."""
    newest = Sheet.objects.filter(code=code.value).order_by("-version").first()
    return (newest.version, content_of(newest)) if newest else (0, sheets.shipped()[code])


def sheet_versions(code: SheetCode) -> QuerySet[Sheet]:
    return Sheet.objects.filter(code=code.value).order_by("-version")


def content_of(sheet: Sheet) -> Content:
    return sheets.read(json.loads(sheet.content))


def content_for(sample: Sample) -> tuple[int, Content]:
    """The sheet on which this sample is scored now."""
    return sheet_in_force(SHEET_FOR[Work(sample.work)])


def answers_of(score: Score) -> tuple[dict[str, int], dict[str, str]]:
    """The answers and what was written beside them."""
    return json.loads(score.answers), json.loads(score.notes)


# --- limits ----------------------------------------------------------------------------------------------------


def deadline(start: datetime, limit: str, basis: str, version: int | None = None) -> Deadline:
    """When a limit of quality that began at `start` is due, by the centre's calendar and office hours."""
    calendar = almanac.calendar(region=city.region(), version=version)
    return reckon(start, Limit.parse(limit), calendar=calendar, hours=city.hours(version=version), basis=basis)


# --- figures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """Results of one person, unit or kind of work: `total` hundredths over `count` samples."""

    key: str
    count: int
    total: int
    vetoed: int
    appealed: int
    changed: int

    @property
    def mean(self) -> str:
        return scoring.mean(self.total, self.count)

    @property
    def sum(self) -> str:
        return scoring.shown(self.total)

    @property
    def few(self) -> bool:
        """Too few to be compared."""
        return self.count < FEW


#: What figures can be told apart by, and the column of a sample that says it.
BY: Mapping[str, str] = {"person": "person__name", "unit": "unit", "work": "work"}


def figures(actor: Actor, by: str, since: date, until: date) -> list[Figure]:
    """Scored from `since` to `until`, both included, by "person", "unit" or "work". One query; lowest mean last."""
    scored = samples_visible_to(actor).filter(scored_at__gte=_midnight(since))
    scored = scored.filter(scored_at__lt=_midnight(until + timedelta(days=1)), progress__in=_ENDED)
    keys = ("person", "person__name") if by == "person" else (BY[by],)
    rows = (
        scored.order_by()
        .values_list(*keys)
        .annotate(
            count=Count("pk"),
            total=Sum("hundredths"),
            vetoed=Count("pk", filter=Q(vetoed=True)),
            appealed=Count("appeal"),
            changed=Count("appeal", filter=Q(appeal__changed=True)),
        )
    )
    found = [Figure(str(row[-6] or ""), *row[-5:]) for row in rows]
    return sorted(found, key=lambda each: (-each.total / each.count, each.key))


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


@dataclass(frozen=True)
class Month:
    """One month of somebody's results."""

    first: date
    count: int
    total: int

    @property
    def mean(self) -> str:
        return scoring.mean(self.total, self.count)


def months_of(results: Sequence[Sample]) -> list[Month]:
    """The results by month of scoring, oldest first."""
    sums: dict[date, list[int]] = {}
    for sample in results:
        if sample.scored_at and sample.hundredths is not None:
            sums.setdefault(localtime(sample.scored_at).date().replace(day=1), []).append(sample.hundredths)
    return [Month(first, len(values), sum(values)) for first, values in sorted(sums.items())]
