"""Many cases with all that happened to them, written in one transaction: for simulated cities and benches.

The same acts as everywhere, over a keeper that holds in memory what the tables would, and writes each table once.
docs/decisions/0011-bulk-seed.md says why.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import AutoField, Model
from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.almanac import access as almanac
from yihaotong.cases import access, profiles
from yihaotong.cases.actions import clocks, filing, lookups, moving, sealed_content
from yihaotong.cases.actions.digests import Record
from yihaotong.cases.models import (
    CallBack,
    Case,
    Clock,
    Conclusion,
    Contact,
    Evaluation,
    Leg,
    Remark,
    Reply,
    Requester,
    Return,
    Review,
    Ruling,
    SealedContent,
    Supplement,
)
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Channel, LegEnd, RequestType, Urgency
from yihaotong.cases.rules.conditions import Situation
from yihaotong.clock import Limit, missed
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import Keys, insert_many

#: The most cases in one batch: another writer waits for it.
MOST = 500
#: Batches come in the order of time, and the days before are not asked for again.
_MOST_DEADLINES = 50_000
#: The moves that a batch cannot make: they rest on other cases, or on what others have left in the tables.
_SINGLY = frozenset({"file", "import", "attach", "allot", "merge", "follow", "share", "leave", "reopen"})
#: In this order they are written.
_TABLES = (
    *(Case, Requester, Leg, Clock, Contact, Reply, Review, CallBack, Conclusion, Evaluation),
    *(Remark, Return, Ruling, Supplement, SealedContent),
)


@cache
def _by_day(limit: str) -> bool:
    return Limit.parse(limit).measure.by_day


@dataclass
class Known:
    """What does not change while batches are written one after another: read once, and believed by all of them."""

    keys: Keys = field(default_factory=Keys)
    units: dict[str, Unit] = field(default_factory=dict)
    found: set[tuple[str, str, date]] = field(default_factory=set)
    deadlines: dict[tuple[str, date, int | None, int], clocks.Due] = field(default_factory=dict)


@contextmanager
def batch(filings: Mapping[date, int], known: Known) -> Iterator["Batch"]:
    """A batch to file and move cases in; written when the block ends, in the transaction that began with it.

    `filings` says how many will be filed on each day. Refused, or any exception: nothing of the batch is there.
    """
    if not 0 < sum(filings.values()) <= MOST:
        raise Refused("bad-batch", f"一批须有 1 到 {MOST} 件")
    with transaction.atomic():
        made = Batch(filings, known)
        yield made
        made.write()


@dataclass
class _Held:
    """What a case has so far."""

    changes: dict[str, Any] = field(default_factory=dict)
    clocks: list[Clock] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    reached: bool = False
    vain: list[datetime] = field(default_factory=list)
    evaluation: Evaluation | None = None
    returns: list[Return] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)


class Batch:
    """Files and moves cases in memory; a keeper of what the acts make. Made by `batch`."""

    def __init__(self, filings: Mapping[date, int], known: Known) -> None:
        self.known = known
        known.keys.begin()
        self._numbers = {day: iter(filing.numbers_of_day(day, count)) for day, count in filings.items()}
        self._version = almanac.latest_version()
        self._book = profiles.book()
        self._rows: dict[type[Model], list[Any]] = defaultdict(list)
        self._held: dict[int, _Held] = defaultdict(_Held)
        self._acts: list[journal.Act] = []

    def file(self, data: Mapping[str, Any], *, actor: Actor, at: datetime, channel: Channel, submission: UUID) -> Case:
        """As `filing.file`, of a simulated case that was not filed before."""
        filed = filing.compose(self, data, actor=actor, at=at, channel=channel)
        filed.case.submission, filed.case.simulated = submission, True
        filed.case.order_no = next(self._numbers[localtime(at).date()])
        filing.keep(self, filed)
        return filed.case

    def move(self, case: Case, name: str, *, actor: Actor, at: datetime, data: Mapping[str, Any] | None = None) -> Case:
        """As `moving.move`, on a case of this batch. Raises also Refused("not-in-a-batch") for a move of `_SINGLY`."""
        if name in _SINGLY:
            raise Refused("not-in-a-batch", f"“{moves.move_named(name).label}”不能成批写入，请逐件办理", "move")
        return moving.make(self, case, name, actor=actor, at=at, data=data or {})

    @property
    def lines(self) -> int:
        """How many journal lines the batch has."""
        return len(self._acts)

    def write(self) -> None:
        """Write each table once, then the lines in the order of their time."""
        for model in _TABLES:
            insert_many(self._rows[model])
        # Stable: what one case did at one moment stays in its order.
        journal.record_many(sorted(self._acts, key=lambda act: act.at))

    # --- the keeper ---

    def act(self) -> AbstractContextManager[Any]:
        return nullcontext()

    def unit(self, code: str, field: str = "unit") -> Unit:
        if code not in self.known.units:
            self.known.units[code] = lookups.unit_by_code(code, field)
        return self.known.units[code]

    def check_category(self, code: str, at: datetime) -> None:
        asked = ("category", code, localtime(at).date())
        if code and asked not in self.known.found:
            lookups.check_category(code, at)
            self.known.found.add(asked)

    def check_place(self, code: str) -> None:
        asked = ("place", code, date.min)
        if code and asked not in self.known.found:
            lookups.check_place(code)
            self.known.found.add(asked)

    def situation(self, case: Case, actor: Actor, at: datetime) -> Situation:
        held = self._held[case.pk]
        facts = access.situation_of(case, actor, reached=held.reached, vain=held.vain, evaluation=held.evaluation)
        running = [clock for clock in held.clocks if clock.running and clock.kind == ClockKind.RETURN.value]
        return replace(facts, may_return_now=any(not missed(clock.due_at, at) for clock in running[-1:]))

    def build(
        self,
        kinds: Iterable[ClockKind],
        request_type: RequestType,
        urgency: Urgency,
        at: datetime,
        *,
        unit: Unit | None = None,
    ) -> list[Clock]:
        lines = clocks.lines_of(kinds, request_type, urgency, at, unit=unit, book=self._book)
        return clocks.begun(lines, at, unit=unit, version=self._version, derived=self._derived)

    def _derived(self, clock: Clock) -> clocks.Due:
        """A limit in days is due on the same day whenever on its first day it began."""
        if not _by_day(clock.limit):
            return clocks.due(clock)
        if len(self.known.deadlines) > _MOST_DEADLINES:
            self.known.deadlines.clear()
        asked = clock.limit, localtime(clock.started_at).date(), clock.unit_id, clock.almanac_version
        if asked not in self.known.deadlines:
            self.known.deadlines[asked] = clocks.due(clock)
        return self.known.deadlines[asked]

    def running_dues(self, case: Case, kinds: Sequence[str]) -> list[datetime | None]:
        return [clock.due_at for clock in self._held[case.pk].clocks if clock.running and clock.kind in kinds]

    def open_leg(self, case: Case) -> Leg:
        return next(leg for leg in reversed(self._held[case.pk].legs) if not (leg.signed_at or leg.ended_at))

    def leg_now(self, case: Case) -> Leg | None:
        return next((leg for leg in reversed(self._held[case.pk].legs) if leg.ended_at is None), None)

    def end_legs(self, case: Case, at: datetime, end: LegEnd) -> None:
        for leg in self._held[case.pk].legs:
            if leg.ended_at is None:
                leg.ended_at, leg.end = at, end.value

    def pending_return(self, case: Case) -> Return:
        return self._held[case.pk].returns[-1]

    def units_upheld(self, case: Case) -> Collection[str]:
        return {ruling.on.unit.code for ruling in self._held[case.pk].rulings if ruling.upheld}

    def dispatches(self, case: Case) -> int:
        return len(self._held[case.pk].legs)

    def followers(self, case: Case) -> Sequence[Case]:  # noqa: ARG002 — nobody follows in a batch
        return ()

    def resume(self, case: Case, kinds: Iterable[ClockKind]) -> list[Clock]:
        resumed = []
        for kind in kinds:
            dropped = [clock for clock in self._held[case.pk].clocks if clock.kind == kind.value and clock.dropped_at]
            for clock in dropped[-1:]:
                clock.dropped_at, clock.almanac_version = None, self._version
                clock.due_at, clock.provisional = self._derived(clock)
                resumed.append(clock)
        return resumed

    def touch(self, case: Case, changes: Mapping[str, Any]) -> bool:
        self._held[case.pk].changes.update(changes)
        return True

    def advance(self, case: Case, expect: int, changes: Mapping[str, Any]) -> bool:
        self._held[case.pk].changes.update(changes, version=expect + 1)
        return expect == case.version

    def set_due(self, case: Case, due: datetime | None) -> None:
        self._held[case.pk].changes["due_at"] = due

    def sign(self, leg: Leg, at: datetime, by: str) -> None:
        leg.signed_at, leg.signed_by = at, by

    def hold(self, case: Case, person: int) -> bool:
        held = self._held[case.pk].changes
        if case.handler_id or held.get("handler"):
            return False
        held["handler_id"] = person
        return True

    def stop(
        self, case: Case, at: datetime, *, meets: Iterable[ClockKind] = (), drops: Iterable[ClockKind] = ()
    ) -> None:
        met, dropped = tuple(meets), tuple(drops)
        for clock in self._held[case.pk].clocks:
            if clock.running and clock.kind in met:
                clock.met_at = at
            elif clock.running and clock.kind in dropped:
                clock.dropped_at = at

    def start(self, case: Case, started: Sequence[Clock]) -> None:
        for clock in started:
            clock.case = case
        self._rows[Clock].extend(started)
        self._held[case.pk].clocks.extend(started)

    def add(self, record: Case | Requester | Record) -> None:
        model = type(record)
        if isinstance(model._meta.pk, AutoField):
            record.pk = self.known.keys.next(model)
        self._rows[model].append(record)
        if not isinstance(record, Case | Requester):
            self._hold(record)

    def _hold(self, record: Record) -> None:
        held = self._held[record.case_id]
        if isinstance(record, Leg):
            held.legs.append(record)
        elif isinstance(record, Contact):
            held.reached |= record.reached
        elif isinstance(record, CallBack) and not record.reached:
            held.vain.append(record.at)
        elif isinstance(record, Evaluation):
            held.evaluation = record
        elif isinstance(record, Return):
            held.returns.append(record)
        elif isinstance(record, Ruling):
            held.rulings.append(record)

    def put_away(self, case: Case, *, at: datetime) -> None:
        rows = [row for model in sealed_content.WORDS for row in self._rows[model] if row.case_id == case.pk]
        self._rows[SealedContent].append(sealed_content.sealed_of(case, rows, at=at))

    def put_back(self, case: Case) -> None:
        rows = [row for model in sealed_content.WORDS for row in self._rows[model] if row.case_id == case.pk]
        sealed_content.give_back(rows, sealed_content.words_of(self._content(case)))
        self._rows[SealedContent] = [row for row in self._rows[SealedContent] if row.case_id != case.pk]

    def own_words(self, case: Case) -> Mapping[str, str]:
        return sealed_content.own_words(self._content(case))

    def _content(self, case: Case) -> SealedContent | None:
        return next((row for row in self._rows[SealedContent] if row.case_id == case.pk), None)

    def record(
        self,
        kind: str,
        *,
        subject: str,
        actor: str,
        at: datetime,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        via: str = "",
    ) -> None:
        self._acts.append(journal.Act(kind, subject, actor, at, before=before, after=after, via=via))

    def fresh(self, case: Case) -> Case:
        changes = self._held[case.pk].changes
        for name, value in changes.items():
            setattr(case, name, value)
        changes.clear()
        return case
