"""The limits of 监督保障 by the organ's calendar: reckoned when they begin, and again when a page asks why."""

from datetime import date, datetime

from django.utils.timezone import localtime

from yihaotong.almanac import access as almanac
from yihaotong.clock import Deadline, Limit, reckon
from yihaotong.clock.moments import end_of
from yihaotong.disclosure import city
from yihaotong.scrutiny.models import Term
from yihaotong.scrutiny.rules.tables import LimitKind, limits


def running(subject: str, kind: LimitKind, at: datetime) -> Term:
    """A new limit of this kind that begins now; not saved."""
    row, version = limits()[kind], almanac.latest_version()
    term = Term(
        subject=subject,
        kind=kind.value,
        since=at,
        limit=row.limit,
        basis=row.basis,
        counts_first_day=city.counts_receipt_day(),
        almanac_version=version,
        due_at=at,
    )
    term.due_at = explained(term).due or at
    return term


def set_by_paper(subject: str, kind: LimitKind, at: datetime, due_on: date, paper: str) -> Term:
    """A limit that ends with the day a paper names, at its 24:00: local dates go before those that ship."""
    basis = f"来文限期（{paper}）" if paper else "来文限期"
    return Term(subject=subject, kind=kind.value, since=at, basis=basis, due_at=end_of(due_on))


def explained(term: Term) -> Deadline:
    """The deadline again, with its derivation. Not for one that a paper has set."""
    return reckon(
        localtime(term.since),
        Limit.parse(term.limit),
        calendar=city.calendar(term.almanac_version),
        hours=city.hours(),
        count_first_day=term.counts_first_day,
        basis=term.basis,
    )
