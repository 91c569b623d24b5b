"""A few counts for the first page, each along an index."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.timezone import make_aware

from yihaotong.accounts.models import Person
from yihaotong.cases.models import Case, Leg, Tally
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.lights import latest_missed
from yihaotong.cases.rules.moves import HELD_BY_UNIT

#: So many late cases of a unit are told apart by who signed for them.
_LATE_AT_MOST = 500
_HELD = sorted(stage.value for stage in HELD_BY_UNIT)


def filed_on(day: date) -> int:
    """How many cases came in on a day."""
    midnight = make_aware(datetime.combine(day, time()))
    return Case.objects.filter(filed_at__gte=midnight, filed_at__lt=midnight + timedelta(days=1)).count()


def late_with_units(at: datetime) -> int:
    """How many cases are late with the units that hold them."""
    return Case.objects.filter(stage__in=_HELD, historical__in=[False], due_at__lte=latest_missed(at)).count()


def late_by_handler(units: Iterable[int], at: datetime) -> list[tuple[str, int]]:
    """How many late cases of these units are in whose hands, by his key, "" for nobody's; two queries."""
    late = Case.objects.filter(
        lead_unit__in=sorted(units), stage__in=_HELD, historical__in=[False], due_at__lte=latest_missed(at)
    )
    found = list(late.order_by("due_at").values_list("pk", "stage", "handler")[:_LATE_AT_MOST])
    listed = [pk for pk, _stage, _handler in found]
    signed = dict(Leg.objects.filter(case__in=listed).order_by("pk").values_list("case_id", "signed_by"))
    keys = Counter(_whose(stage, handler, signed.get(pk, "")) for pk, stage, handler in found)
    return sorted(keys.items(), key=lambda each: (-each[1], each[0]))


def _whose(stage: str, handler: int | None, signer: str) -> str:
    if handler is not None:
        return f"person:{handler}"
    return "" if stage == Stage.DISPATCHED.value else signer


def done_on(person: Person, day: date) -> int:
    """How many moves somebody made on a day. One query."""
    return Tally.objects.filter(person=person, day=day).values_list("moves", flat=True).first() or 0
