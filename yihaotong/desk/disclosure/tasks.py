"""What waits for somebody in the disclosure office: each area tells its own, the page of today shows them together."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from yihaotong.clock import missed

#: So near a limit comes before work that has none (a design of this house).
_SOON = timedelta(days=7)
#: A title longer than this is cut.
_LONGEST = 30


def shortened(title: str) -> str:
    """A long title so that one sees that it goes on."""
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1]}…"


@dataclass(frozen=True)
class Task:
    """One thing to do. `why` says in a few words how it came to be his; `due` None: it has no limit of its own.

    `breach`: something is wrong before the public at this moment, as what must not be public and is. `by_law`: the
    limit is one of the law or of a superior, not a design of this house.
    """

    title: str
    url: str
    why: str
    due: datetime | None = None
    breach: bool = False
    by_law: bool = False

    def late(self, at: datetime) -> bool:
        return missed(self.due, at)


def first_things_first(tasks: list[Task], at: datetime) -> list[Task]:
    """As a sensible person would take them: a breach, what is overdue by law, by our own limits, due today, due within
    days, what simply waits, what has time; within each the nearest limit first."""
    return sorted(tasks, key=lambda task: (_rank(task, at), task.due or at, task.title))


def _rank(task: Task, at: datetime) -> int:
    if task.breach:
        return 0
    if task.due is None:
        return 5
    if task.late(at):
        return 1 if task.by_law else 2
    if localdate(task.due) == localdate(at):
        return 3
    return 4 if task.due <= at + _SOON else 6
