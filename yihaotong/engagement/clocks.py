"""The limits by the organ's calendar: reckoned when they begin, and again when a page asks why."""

from datetime import date, datetime, time

from django.utils.timezone import localtime, make_aware

from yihaotong.almanac import access as almanac
from yihaotong.clock import Deadline, Limit, reckon
from yihaotong.disclosure import city
from yihaotong.engagement.models import Term
from yihaotong.engagement.rules.codes import LimitKind
from yihaotong.engagement.rules.limits import limits, warn_at


def running(subject: str, kind: LimitKind, since: datetime) -> Term:
    """A new limit of this kind; not saved."""
    row, version = limits()[kind], almanac.latest_version()
    term = Term(
        subject=subject,
        kind=kind.value,
        since=since,
        limit=row.limit,
        basis=row.basis,
        almanac_version=version,
        due_at=since,
    )
    term.due_at = explained(term).due or since
    term.warn_at = warn_at(kind, since, term.due_at)
    return term


def explained(term: Term) -> Deadline:
    """The deadline with its derivation; days and working days begin with the day after."""
    return reckon(
        localtime(term.since),
        Limit.parse(term.limit),
        calendar=city.calendar(term.almanac_version),
        hours=city.hours(),
        basis=term.basis,
    )


def of_day(day: date) -> datetime:
    """The moment that stands for a day of which nobody kept the hour."""
    return make_aware(datetime.combine(day, time()))
