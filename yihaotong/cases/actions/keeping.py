"""Where an act keeps what it makes: in the tables, at once; or in a batch (`bulk`), which is written in one go.

The acts know of neither: filing and every move is written once, over a keeper.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.actions import clocks, lookups, sealed_content
from yihaotong.cases.actions.digests import Record
from yihaotong.cases.models import Case, Clock, Leg, Requester, Return
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import LegEnd, RequestType, Stage, Urgency
from yihaotong.cases.rules.conditions import Situation
from yihaotong.cases.rules.moves import pressing
from yihaotong.journal import actions as journal
from yihaotong.journal.statements import insert


class Keeper(Protocol):
    """What an act asks for and leaves behind. `case` is as it was before the act, until `fresh` gives it anew."""

    def act(self) -> AbstractContextManager[Any]:
        """Around what must be kept together or not at all."""

    def unit(self, code: str, field: str = "unit") -> Unit:
        """Raises Refused("no-such-unit") naming the field."""

    def check_category(self, code: str, at: datetime) -> None:
        """Raises Refused("no-such-category")."""

    def check_place(self, code: str) -> None:
        """Raises Refused("no-such-place")."""

    def situation(self, case: Case, actor: Actor, at: datetime) -> Situation:
        """The facts that a condition may ask for."""

    def build(
        self,
        kinds: Iterable[ClockKind],
        request_type: RequestType,
        urgency: Urgency,
        at: datetime,
        *,
        unit: Unit | None = None,
    ) -> list[Clock]:
        """As `clocks.build`."""

    def running_dues(self, case: Case, kinds: Sequence[str]) -> list[datetime | None]:
        """When the running clocks of these kinds are due."""

    def open_leg(self, case: Case) -> Leg:
        """The newest leg that nobody has signed for."""

    def leg_now(self, case: Case) -> Leg | None:
        """The leg under which a unit has the case."""

    def end_legs(self, case: Case, at: datetime, end: LegEnd) -> None:
        """The unit that has the case now has it no longer."""

    def dispatches(self, case: Case) -> int:
        """How often it was sent to a unit."""

    def pending_return(self, case: Case) -> Return:
        """The return that waits for its ruling."""

    def units_upheld(self, case: Case) -> Collection[str]:
        """The codes of the units whose return of this case was upheld."""

    def followers(self, case: Case) -> Sequence[Case]:
        """The cases that wait for its answer, locked in the order of their keys."""

    def touch(self, case: Case, changes: Mapping[str, Any]) -> bool:
        """Set columns, if the case is still at its stage; whether it was."""

    def advance(self, case: Case, expect: int, changes: Mapping[str, Any]) -> bool:
        """Set columns and count the version up, if the case is still at its stage and at that version."""

    def set_due(self, case: Case, due: datetime | None) -> None: ...

    def sign(self, leg: Leg, at: datetime, by: str) -> None: ...

    def hold(self, case: Case, person: int) -> bool:
        """Give the case to somebody within its unit, unless somebody has it: whether it is his now."""
        ...

    def resume(self, case: Case, kinds: Iterable[ClockKind]) -> list[Clock]:
        """As `clocks.resume`."""

    def stop(
        self, case: Case, at: datetime, *, meets: Iterable[ClockKind] = (), drops: Iterable[ClockKind] = ()
    ) -> None:
        """Mark running clocks as met, or as no longer running."""

    def start(self, case: Case, started: Sequence[Clock]) -> None: ...

    def add(self, record: Case | Requester | Record) -> None:
        """Keep a new record; it has its key afterwards."""

    def put_away(self, case: Case, *, at: datetime) -> None:
        """Seal what people wrote of the case."""

    def put_back(self, case: Case) -> None:
        """Give its records their words again."""

    def own_words(self, case: Case) -> Mapping[str, str]:
        """What lies sealed of its own columns; {} where nothing does."""
        ...

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
    ) -> object:
        """Keep the journal line of the act; as `journal.record`."""

    def fresh(self, case: Case) -> Case:
        """The case as it is after the act."""


class Tables:
    """Keeps everything in the database, at once."""

    unit = staticmethod(lookups.unit_by_code)
    check_category = staticmethod(lookups.check_category)
    check_place = staticmethod(lookups.check_place)
    situation = staticmethod(access.situation)
    pending_return = staticmethod(access.pending_return)
    units_upheld = staticmethod(access.units_upheld)
    build = staticmethod(clocks.build)
    resume = staticmethod(clocks.resume)
    stop = staticmethod(clocks.stop)
    start = staticmethod(clocks.save)
    put_away = staticmethod(sealed_content.put_away)
    put_back = staticmethod(sealed_content.put_back)
    record = staticmethod(journal.record)
    fresh = staticmethod(access.fresh)

    def act(self) -> AbstractContextManager[Any]:
        return transaction.atomic()

    def running_dues(self, case: Case, kinds: Sequence[str]) -> list[datetime | None]:
        running = Clock.objects.filter(case=case, kind__in=kinds, met_at=None, dropped_at=None)
        return list(running.values_list("due_at", flat=True))

    def open_leg(self, case: Case) -> Leg:
        return case.legs.filter(signed_at=None, ended_at=None).latest("pk")

    def leg_now(self, case: Case) -> Leg | None:
        return case.legs.filter(ended_at=None).order_by("-pk").first()

    def end_legs(self, case: Case, at: datetime, end: LegEnd) -> None:
        case.legs.filter(ended_at=None).update(ended_at=at, end=end.value)

    def dispatches(self, case: Case) -> int:
        return case.legs.count()

    def followers(self, case: Case) -> Sequence[Case]:
        waiting = Case.objects.select_for_update(of=("self",)).select_related("lead_unit", "requester")
        return list(waiting.filter(parent=case, stage=Stage.FOLLOWING.value).order_by("pk"))

    def touch(self, case: Case, changes: Mapping[str, Any]) -> bool:
        # A record is added: another's record in between does no harm, another's move does. The update is the lock.
        return bool(Case.objects.filter(pk=case.pk, stage=case.stage).update(stage=F("stage"), **changes))

    def advance(self, case: Case, expect: int, changes: Mapping[str, Any]) -> bool:
        unchanged = Case.objects.filter(pk=case.pk, stage=case.stage, version=expect)
        return bool(unchanged.update(version=F("version") + 1, **changes))

    def own_words(self, case: Case) -> Mapping[str, str]:
        return sealed_content.own_words(sealed_content.stored(case))

    def set_due(self, case: Case, due: datetime | None) -> None:
        Case.objects.filter(pk=case.pk).update(due_at=due)

    def sign(self, leg: Leg, at: datetime, by: str) -> None:
        leg.signed_at, leg.signed_by = at, by
        leg.save(update_fields=["signed_at", "signed_by"])

    def hold(self, case: Case, person: int) -> bool:
        return bool(Case.objects.filter(pk=case.pk, handler=None).update(handler=person))

    def add(self, record: Case | Requester | Record) -> None:
        insert([record])


TABLES = Tables()


def due_at_stage(keeper: Keeper, case: Case, stage: Stage, started: Sequence[Clock]) -> datetime | None:
    """When the nearest of the stage's clocks runs out: of those just started, and those already running."""
    kinds = [kind.value for kind in pressing(stage)]
    dues = [clock.due_at for clock in started if clock.kind in kinds]
    if len(dues) < len(kinds):
        dues += keeper.running_dues(case, kinds)
    return min((due for due in dues if due), default=None)
