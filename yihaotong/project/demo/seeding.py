"""Builds the city where there is none, and runs the plans of simulated cases through the real actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localtime, make_aware

from yihaotong.cases import actions as cases
from yihaotong.cases.models import Case
from yihaotong.journal.sealing import seal_batch
from yihaotong.project.demo import city
from yihaotong.project.demo.life import DAYS, plan
from yihaotong.project.demo.plans import Life, Step
from yihaotong.project.demo.playing import NIGHTLY, Cast, Tell, missing, setting, submission_of, take

#: Moves in one transaction: about three journal lines each, and no writer waits longer than a moment.
CHUNK = 100
#: A day that is over, or still to come, is seen from this hour; the present day from the present moment.
EVENING = time(16, 30)


@dataclass(frozen=True)
class Seeded:
    """What a seeding added. `built` is None where the city stood already."""

    built: city.Built | None
    added: int
    simulated: int
    stages: dict[str, int]


def edge_of(today: date, now: datetime) -> datetime:
    """The last simulated moment: the afternoon of `today`, but never later than now."""
    return min(make_aware(datetime.combine(today, EVENING)), now)


def seed(today: date, *, now: datetime, count: int, tell: Tell) -> Seeded:
    """Build the city as of `today` where there is none, then add what is missing of `count` simulated cases.

    Doing it again adds nothing: the city is built once, and each case is a submission with a fixed identifier, so
    a seeding that was cut off is completed. `tell(done, total)` hears of every chunk.
    """
    built = None if city.present() else city.build(today)
    added = _simulate(edge_of(today, now), count, tell)
    while seal_batch():
        pass
    simulated = Case.objects.filter(simulated=True)
    stages = dict(simulated.values_list("stage").annotate(Count("pk")).order_by("stage"))
    return Seeded(built, added, sum(stages.values()), stages)


def _simulate(edge: datetime, count: int, tell: Tell) -> int:
    wanted = set(missing(count))
    lives = [life for life in plan(count, setting(edge), city.SEED) if life.number in wanted] if wanted else []
    if lives:
        play(lives, edge, tell)
    return len(lives)


def play(lives: list[Life], edge: datetime, tell: Tell, *, days: int = DAYS) -> None:
    """Run the plans through the real actions, in the order of their time, with the worker's rounds of `days` nights."""
    events = sorted([*_events(lives), *_nights(edge, days)], key=lambda event: event.at)
    run = _Run(Cast(edge), {life.number: life for life in lives})
    for begin in range(0, len(events), CHUNK):
        with transaction.atomic():
            for event in events[begin : begin + CHUNK]:
                run.happen(event)
        tell(min(begin + CHUNK, len(events)), len(events))


@dataclass(frozen=True)
class _Event:
    """A filing (`step` None), a move, or the worker's nightly round (`number` None)."""

    at: datetime
    number: int | None = None
    step: Step | None = None


def _events(lives: list[Life]) -> Iterator[_Event]:
    for life in lives:
        yield _Event(life.filed_at, life.number)
        for step in life.steps:
            yield _Event(step.at, life.number, step)


def _nights(edge: datetime, days: int) -> Iterator[_Event]:
    for back in range(days):
        night = make_aware(datetime.combine(localtime(edge).date() - timedelta(days=back), NIGHTLY))
        if night <= edge:
            yield _Event(night)


class _Run:
    """Carries out plans side by side; holds each case as its last move left it."""

    def __init__(self, cast: Cast, lives: dict[int, Life]) -> None:
        self.cast = cast
        self.lives = lives
        self.cases: dict[int, Case] = {}

    def happen(self, event: _Event) -> None:
        if event.number is None:
            cases.archive_due(event.at)
        elif event.step is None:
            self.cases[event.number] = self._file(self.lives[event.number])
        else:
            life, case = self.lives[event.number], self.cases[event.number]
            self.cases[event.number] = take(self.cast, cases.move, life, case, event.step)

    def _file(self, life: Life) -> Case:
        filed = cases.file(
            life.filing,
            actor=self.cast.filer(life.channel, life.hand),
            at=life.filed_at,
            channel=life.channel,
            submission=submission_of(life.number),
            simulated=True,
        )
        return filed.case
