"""The schedule: jobs register at start-up with how often they run; any number of workers may ask what is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from yihaotong.jobs.models import Timer

log = logging.getLogger(__name__)

_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Job:
    """`run(at)` must be harmless when it runs twice: a worker may die after the work and before the note of it."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


_jobs: dict[str, Job] = {}


def register(name: str, every: timedelta, run: Callable[[datetime], object]) -> None:
    _jobs[name] = Job(name, every, run)


def run_due(at: datetime) -> int:
    """Run every job whose time has come; how many ran. Of several workers only one gets each turn."""
    timers = Timer.objects.in_bulk(list(_jobs))
    return sum(_run(job, timers.get(job.name) or _first(job, at), at) for job in _jobs.values())


def _first(job: Job, at: datetime) -> Timer:
    return Timer.objects.get_or_create(job=job.name, defaults={"next_at": at})[0]


def _run(job: Job, timer: Timer, at: datetime) -> bool:
    if timer.next_at > at:
        return False
    taken = Timer.objects.filter(job=job.name, next_at=timer.next_at).update(next_at=at + job.every, last_at=at)
    if not taken:
        return False
    try:
        job.run(at)
    except Exception as error:  # one broken job must not stop the others; it is kept, shown and tried again sooner
        log.exception("job %s failed", job.name)
        wait = min(_LONGEST_WAIT, timedelta(seconds=10) * 2**timer.failures, job.every)
        Timer.objects.filter(job=job.name).update(
            next_at=at + wait, failures=timer.failures + 1, last_error=repr(error)[:2000]
        )
    else:
        Timer.objects.filter(job=job.name, failures__gt=0).update(failures=0, last_error="")
    return True
