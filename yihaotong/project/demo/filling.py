"""Fills the demo city with as many cases as a bench wants: whole lives in batches, each batch in one transaction."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.rules import WORKER
from yihaotong.cases import city as city_settings
from yihaotong.cases.actions.batches import MOST, Batch, Known, batch
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import ENDED, Stage
from yihaotong.journal.sealing import seal_batch
from yihaotong.project.demo import city, year
from yihaotong.project.demo.plans import Life, Setting
from yihaotong.project.demo.playing import NIGHTLY, Cast, missing, setting, submission_of, take

#: A seal costs a third of a line's writing, so this holds the lock less long than a batch.
_SEALED_AT_ONCE = 5000

#: Told after each batch: the cases written so far, and the lines.
Heard = Callable[[int, int], None]


@dataclass(frozen=True)
class Filled:
    """What a filling added."""

    added: int
    lines: int


def standing(count: int) -> timedelta:
    """How long the people of a city of so many cases have held their posts: since before the first of them."""
    return city.STANDING + timedelta(days=year.DAYS * (1 + count // year.A_YEAR))


def fill(edge: datetime, count: int, tell: Heard) -> Filled:
    """Add what is missing of `count` simulated cases, the earliest first. The city stands.

    A batch is there or it is not; so one that was cut off, even by kill -9, is completed by the next filling.
    """
    filling = Filling(edge)
    wanted = year.in_time(missing(count))
    added = lines = 0
    seal_all()
    with _rubbish_by_the_batch() as clear:
        for begin in range(0, len(wanted), MOST):
            numbers = wanted[begin : begin + MOST]
            lines += filling.add(filling.plans(numbers))
            added += len(numbers)
            seal_all()
            tell(added, lines)
            clear()
    return Filled(added, lines)


@contextmanager
def _rubbish_by_the_batch() -> Iterator[Callable[[], object]]:
    """A batch is one heap of records that refer to each other: to look through it again and again while it grows
    takes a quarter of the time, to clear it away at its end takes none."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.enable()
        gc.unfreeze()


def seal_all() -> None:
    """Seal what waits, so that no more than a batch ever does."""
    while seal_batch(_SEALED_AT_ONCE):
        pass


class Filling:
    """Writes batches one after another; what does not change in between is read once."""

    def __init__(self, edge: datetime) -> None:
        self.setting: Setting = setting(edge)
        self.cast = Cast(edge)
        self.known = Known()

    def plans(self, numbers: Sequence[int]) -> list[Life]:
        """The lives of these cases in the order of their filing."""
        lives = year.lives(numbers, self.setting, city.SEED)
        return sorted(lives, key=lambda life: (life.filed_at, life.number))

    def add(self, lives: Sequence[Life]) -> int:
        """Write these lives, at most `MOST`, in one transaction; how many journal lines."""
        filings = Counter(localtime(life.filed_at).date() for life in lives)
        with batch(filings, self.known) as made:
            for life in lives:
                self._play(made, life)
        return made.lines

    def _play(self, made: Batch, life: Life) -> None:
        case = made.file(
            life.filing,
            actor=self.cast.filer(life.channel, life.hand),
            at=life.filed_at,
            channel=life.channel,
            submission=submission_of(life.number),
        )
        for step in life.steps:
            case = take(self.cast, made.move, life, case, step)
        self._archive(made, case)

    def _archive(self, made: Batch, case: Case) -> None:
        """On the first of the worker's nightly rounds that finds the case ended long enough ago."""
        if Stage(case.stage) not in ENDED:
            return
        due = localtime(case.moved_at + city_settings.archive_after())
        night = make_aware(datetime.combine(due.date(), NIGHTLY))
        if night < due:
            night = make_aware(datetime.combine(due.date() + timedelta(days=1), NIGHTLY))
        if night <= self.setting.edge:
            made.move(case, "archive", actor=WORKER, at=night)
