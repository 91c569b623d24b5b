"""Trying a profile on the cases of a month: asked for by people, worked off by the worker, chunk after chunk.

Each chunk is one transaction with the counts and the place it reached, so a run that was killed goes on behind it and
nothing is counted twice. The list of changed clocks is kept in rows; nothing else grows with the month.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import get_default_timezone, localtime

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.almanac import access as almanac
from yihaotong.cases import city, profiles
from yihaotong.cases.models import Case, Clock, TryOn, TryOnRow
from yihaotong.cases.profiles import InForce
from yihaotong.cases.rules import choosing
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.cases.rules.trying import Counts, check_month, judged_at, late, month_after
from yihaotong.clock import Limit, reckon
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import insert_values

#: Cases in one transaction, and transactions in one turn of the worker; then others have theirs.
CHUNK = 500
_TURN = 6
#: Runs that are kept; with the next one the oldest goes, and its list.
KEPT = 8
#: Dates kept while a run goes on.
_MOST_DATES = 200_000
#: Runs that this process is in the midst of, with the dates it has reckoned.
_open: dict[int, "Trial"] = {}


def ask_try_on(
    code: str,
    *,
    actor: Actor,
    at: datetime,
    month: date,
    version: int = 0,
    enforcing: Sequence[str] | None = None,
) -> TryOn:
    """Ask for a month to be tried under a profile; the worker does it. Asked again while it waits, it is the same run.

    `enforcing` as in `use_profile`. Raises Refused: wrong-role, no-such-profile, no-such-month.
    """
    choosing.check_may_read(actor.roles)
    first = check_month(month, localtime(at).date())
    now = profiles.in_force(at)
    candidate = profiles.profile(code, version)
    listed = " ".join(sorted(now.enforcing if enforcing is None else enforcing))
    wanted = {
        "profile": candidate.title.code,
        "version": version or profiles.newest_version(code),
        "enforcing": listed,
        "month": first,
        "against_id": now.choice,
    }
    waiting = TryOn.objects.filter(ended_at=None, **wanted).first()
    if waiting is not None:
        return waiting
    run = TryOn(asked_at=at, asked_by=actor.key, total=_cases(first).count(), **wanted)
    with transaction.atomic():
        run.save(force_insert=True)
        told = {"profile": run.profile, "version": run.version, "month": first.isoformat(), "cases": run.total}
        journal.record("profile.try", subject=run.key, actor=actor.key, at=at, after=told)
    return run


def work_try_ons(at: datetime, *, chunk: int = CHUNK, turn: int = _TURN, kept: int = KEPT) -> int:
    """A few chunks of the oldest run that waits; how many cases. Harmless when two workers come."""
    run = TryOn.objects.filter(ended_at=None).order_by("pk").first()
    if run is None:
        _open.clear()
        return 0
    try:
        trial = _open.get(run.pk) or _open.setdefault(run.pk, trial_of(run))
    except (Refused, ValueError) as wrong:
        TryOn.objects.filter(pk=run.pk).update(ended_at=at, fault=str(wrong)[:500])
        return 0
    before = run.done
    for _ in range(turn):
        if not advance(run, trial, at, chunk):
            break
    if run.ended_at is not None:
        _open.pop(run.pk, None)
        _prune(kept)
    return run.done - before


@transaction.atomic
def take_try_on(run: TryOn, *, actor: Actor, at: datetime) -> None:
    """Write down that the list of a run is taken out of the system. Raises Refused("wrong-role")."""
    choosing.check_may_read(actor.roles)
    journal.record("profile.export", subject=run.key, actor=actor.key, at=at, after={"rows": run.changed})


def _prune(most: int) -> None:
    kept = list(TryOn.objects.order_by("-pk").values_list("pk", flat=True)[:most])
    TryOn.objects.filter(pk__lt=min(kept)).delete()


def _cases(first: date) -> QuerySet[Case]:
    zone = get_default_timezone()
    begin, end = (datetime.combine(day, time.min, zone) for day in (first, month_after(first)))
    return Case.objects.filter(filed_at__gte=begin, filed_at__lt=end, historical__in=[False])


_Due = datetime | None


@dataclass
class Trial:
    """What a run reckons with: both profiles, the units, and the dates reckoned so far."""

    now: InForce
    then: InForce
    units: dict[int, Unit]
    region: str
    dates: dict[tuple[str, object, int | None, int], _Due] = field(default_factory=dict)

    def limits(self, kind: ClockKind, request_type: str, urgency: str, unit: int | None) -> tuple[str, str]:
        """The limit of a clock under each profile, "" where it sets none."""
        body = self.units.get(unit) if unit else None
        found = []
        for side in (self.now, self.then):
            line = side.profile.line(kind, RequestType(request_type), Urgency(urgency), side.class_of(body))
            found.append(line.value if line else "")
        return found[0], found[1]

    def due(self, limit: str, started: datetime, unit: int | None, version: int) -> _Due:
        if not limit:
            return None
        parsed = _parsed(limit)
        # A limit in days is due on the same day whenever on its first day it began.
        begun: object = localtime(started).date() if parsed.measure.by_day else started
        key = (limit, begun, unit, version)
        if key not in self.dates:
            if len(self.dates) > _MOST_DATES:
                self.dates.clear()
            self.dates[key] = self._reckoned(parsed, started, unit, version)
        return self.dates[key]

    def _reckoned(self, limit: Limit, started: datetime, unit: int | None, version: int) -> _Due:
        calendar = almanac.calendar(region=self.region, unit=str(unit or ""), version=version)
        hours = city.hours(self.units[unit].code if unit in self.units else "", version)
        return reckon(started, limit, calendar=calendar, hours=hours).due


_parsed = cache(Limit.parse)


def trial_of(run: TryOn) -> Trial:
    now = profiles.chosen(run.against_id)
    candidate = profiles.profile(run.profile, run.version)
    then = InForce(candidate, run.version, frozenset(run.enforcing.split()))
    return Trial(now, then, Unit.objects.in_bulk(), city.region())


_CLOCK = (
    "pk", "case_id", "unit_id", "kind", "limit", "started_at", "due_at", "met_at", "dropped_at", "almanac_version",
)  # fmt: skip


def advance(run: TryOn, trial: Trial, at: datetime, chunk: int = CHUNK) -> bool:
    """The next chunk; whether there may be more. A chunk that another worker has done is left to it."""
    cases = _next(run, chunk)
    counts = Counts(run.counts or None)
    rows = _judged(run, trial, counts, {pk: (request_type, urgency) for pk, _, request_type, urgency in cases})
    ended = len(cases) < chunk
    changes = {
        "counts": counts.kept,
        "done": run.done + len(cases),
        "changed": run.changed + len(rows),
        "began_at": run.began_at or at,
        "ended_at": at if ended else None,
    }
    if cases:
        changes |= {"last_case": cases[-1][0], "last_at": cases[-1][1]}
    with transaction.atomic():
        mine = TryOn.objects.filter(pk=run.pk, done=run.done, ended_at=None).update(**changes)
        if mine and rows:
            insert_values(TryOnRow, _ROW, rows)
    if not mine:
        return False
    for name, value in changes.items():
        setattr(run, name, value)
    return not ended


def _next(run: TryOn, chunk: int) -> list[tuple[int, datetime, str, str]]:
    cases = _cases(run.month)
    if run.last_at:
        # The first part alone would do; with it the index is entered at the right place on both databases.
        cases = cases.filter(filed_at__gte=run.last_at).filter(Q(filed_at__gt=run.last_at) | Q(pk__gt=run.last_case))
    ordered = cases.order_by("filed_at", "pk")
    return list(ordered.values_list("pk", "filed_at", "request_type", "urgency")[:chunk])


_ROW = ("run_id", "case_id", "clock_id", "kind", "limit_now", "due_now", "late_now", "limit_then", "due_then")
_Row = tuple[int, int, int, str, str, _Due, bool, str, _Due]


def _judged(run: TryOn, trial: Trial, counts: Counts, cases: dict[int, tuple[str, str]]) -> list[_Row]:
    """Count the verdicts on the clocks of these cases; the rows of those that change."""
    rows: list[_Row] = []
    for pk, case, unit, written, limit, started, due, met, dropped, version in Clock.objects.filter(
        case__in=cases
    ).values_list(*_CLOCK):
        kind = ClockKind(written)
        judged = judged_at(kind, met, dropped, run.asked_at)
        if judged is None:
            continue
        request_type, urgency = cases[case]
        one, other = trial.limits(kind, request_type, urgency, unit)
        due_now = due if one == limit else trial.due(one, started, unit, version)
        due_then = due_now if one == other else trial.due(other, started, unit, version)
        late_now, late_then = late(due_now, judged), late(due_then, judged)
        counts.add(written, request_type, unit, now=late_now, then=late_then)
        if late_now != late_then:
            rows.append((run.pk, case, pk, written, one, due_now, late_now, other, due_then))
    return rows
