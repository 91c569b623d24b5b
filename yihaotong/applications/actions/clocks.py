"""The clocks of a request, made from its events, and made again when the calendar changes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime

from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.almanac import access as almanac
from yihaotong.applications.models import Application, Clock, Event
from yihaotong.applications.rules.clocks import ClockKind
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.life import PRESSING, Happening, Running, fold
from yihaotong.applications.standing import clock_deadline, written_pauses
from yihaotong.cases.rules.wording import written
from yihaotong.clock import Limit
from yihaotong.disclosure import city
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line

_COLUMNS = (
    "kind",
    "number",
    "started_at",
    "limit",
    "basis",
    "count_first",
    "restart_at",
    "extension",
    "pauses",
    "due_at",
    "provisional",
    "met_at",
    "dropped_at",
    "almanac_version",
)


def happenings(events: Iterable[Event]) -> list[Happening]:
    return [Happening(each.move, each.at, each.on, each.number, each.kind, each.days, each.counts) for each in events]


def replayed(application: Application, version: int, kept: Mapping[int, Clock] | None = None) -> list[Clock]:
    """The clocks that follow from its events under a version of the almanac, not yet saved.

    Those that are `kept`, by place, have the limit with which they began, whatever a city has set since.
    """
    events = Event.objects.filter(application=application).order_by("seq")
    folded = fold(happenings(events), counts_receipt_day=city.counts_receipt_day())
    for place, each in enumerate(folded):
        began = (kept or {}).get(place)
        if began and began.kind == each.kind.value:
            each.limit, each.basis = Limit.parse(began.limit), began.basis
    return [_clock(application, place, each, version) for place, each in enumerate(folded)]


def _clock(application: Application, place: int, running: Running, version: int) -> Clock:
    clock = Clock(
        application=application,
        place=place,
        kind=running.kind.value,
        number=running.number,
        started_at=running.started_at,
        limit=str(running.limit),
        basis=running.basis,
        count_first=running.count_first,
        restart_at=running.restart_at,
        extension=str(running.extension or ""),
        pauses=written_pauses(running.pauses),
        met_at=running.met_at,
        dropped_at=running.dropped_at,
        almanac_version=version,
    )
    reckoned = clock_deadline(clock)
    clock.due_at, clock.provisional = reckoned.due, reckoned.provisional
    return clock


def rebuild(application: Application, stage: Stage) -> dict[str, str | None]:
    """Keep the clocks as they follow from the events; what is due now by kind. Those that have ended stay as is."""
    kept = {clock.place: clock for clock in Clock.objects.filter(application=application)}
    made, new = replayed(application, almanac.latest_version(), kept), []
    for clock in made:
        old = kept.get(clock.place)
        if old is None:
            new.append(clock)
        elif old.met_at is None and old.dropped_at is None:
            _lay_over(old, clock)
            kept[clock.place] = clock
    Clock.objects.bulk_create(new)
    _due(application.pk, stage)
    return {clock.kind: written(clock.due_at) for clock in made if clock.met_at is None and clock.dropped_at is None}


def _lay_over(old: Clock, new: Clock) -> None:
    changed = {name: getattr(new, name) for name in _COLUMNS if getattr(new, name) != getattr(old, name)}
    if changed:
        Clock.objects.filter(pk=old.pk).update(**changed)


def _due(application: int, stage: Stage) -> None:
    """A request is due when the nearest clock of its stage is."""
    kinds = [kind.value for kind in PRESSING.get(stage, ())]
    running = Clock.objects.filter(application=application, met_at=None, dropped_at=None, kind__in=kinds)
    dues = [due for due in running.values_list("due_at", flat=True) if due]
    Application.objects.filter(pk=application).update(due_at=min(dues, default=None))


def recompute(clock: Clock, *, actor: Actor, at: datetime) -> bool:
    """Reckon one running clock again under the newest calendar; whether its date moved, and a line if so."""
    version, before = almanac.latest_version(), clock.due_at
    reckoned = clock_deadline(clock, version)
    with transaction.atomic():
        application = Application.objects.select_for_update().only("stage").get(pk=clock.application_id)
        changed = Clock.objects.filter(pk=clock.pk, met_at=None, dropped_at=None, pauses=clock.pauses).update(
            due_at=reckoned.due, provisional=reckoned.provisional, almanac_version=version
        )
        moved = bool(changed) and reckoned.due != before
        if moved:
            _due(application.pk, Stage(application.stage))
            journal.record(
                "application.recompute",
                subject=application.key,
                actor=actor.key,
                at=at,
                before={"clock": clock.kind, "due": written(before)},
                after={
                    "clock": clock.kind,
                    "due": written(reckoned.due),
                    "almanac": version,
                    "clocks": _running(application.pk),
                },
            )
    return moved


def _running(application: int) -> dict[str, str | None]:
    running = Clock.objects.filter(application=application, met_at=None, dropped_at=None).order_by("place")
    return {kind: written(due) for kind, due in running.values_list("kind", "due_at")}


def follow_calendar(lines: Sequence[Line], at: datetime) -> None:
    """A holiday notice was entered: reckon again every running clock that it can move."""
    entered = [line.facts["after"] for line in lines if line.kind == "almanac.enter" and not line.erased]
    if not entered:
        return
    first = min(date.fromisoformat(after["from"]) for after in entered)
    last = max(date.fromisoformat(after["to"]) for after in entered)
    touched = Q(provisional=True) | Q(started_at__date__lte=last, due_at__date__gte=first)
    _reckon_again(touched, at)


def catch_stragglers(at: datetime) -> None:
    """Clocks kept while their process did not know the newest almanac yet. Harmless twice."""
    newest = almanac.latest_version()
    if newest:
        _reckon_again(Q(almanac_version__lt=newest, provisional=True), at)


def _reckon_again(which: Q, at: datetime) -> None:
    for clock in Clock.objects.filter(which, met_at=None, dropped_at=None).iterator(chunk_size=500):
        recompute(clock, actor=WORKER, at=at)


def lapsed_on(application: Application, kind: ClockKind, number: int) -> date | None:
    """The last day of a consultation's own limit; None where none runs."""
    clock = Clock.objects.filter(application=application, kind=kind.value, number=number).first()
    return localtime(clock.due_at).date() if clock and clock.due_at else None
