"""The digest by which a line of the journal vouches for the whole record of a request; `journal verify` makes it again.

It stands in the line's payload, so it is salted with it, and erased with it by law. What lies sealed has no part in it,
nor have the dates of the clocks, which follow the calendar and are told by themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet

from yihaotong.applications.models import (
    Application,
    Charge,
    Clock,
    Consultation,
    Dispute,
    Event,
    Item,
    Reply,
    Search,
)
from yihaotong.journal.rules.chain import canonical, instant, sm3

#: By table: how its rows know their request, in which sequence they stand, and what of them counts.
COVERED: Mapping[type[Model], tuple[str, str, str]] = {
    Application: (
        "pk",
        "pk",
        (
            "number stage channel kind description supply delivery hardship registered_at registered_by received_on"
            " moved_at stage_on extension extension_days extension_by proposer ruling concluded_on ended_as row_2019"
            " row_2021 hotline_no from_hotline"
        ),
    ),
    Item: (
        "application",
        "number",
        "number text reply exemption also withheld reason way not_ours organ earlier public_interest decided_by",
    ),
    Event: ("application", "seq", "seq move at by on number kind days counts words note"),
    Clock: (
        "application",
        "place",
        "place kind number started_at limit basis count_first restart_at extension pauses met_at dropped_at",
    ),
    Consultation: (
        "application",
        "number",
        "number asked question sent_on received_on closed_on opinion words late_answer",
    ),
    Search: ("item__application", "pk", "pk item__number at by looked_on where keywords who found note"),
    Charge: (
        "application",
        "number",
        (
            "number ladder count before amount reduced_to reduced_by told_on paid paid_on voucher taken_back_at"
            " taken_back_by why_taken_back"
        ),
    ),
    Reply: (
        "application",
        "pk",
        (
            "pk text proposed_at proposed_by note signed_at signed_by sent_back_at sent_back_by words_back relief_path"
            " relief_basis relief_verified delivery sent_on tracking delivered_on proof undone_by"
        ),
    ),
    Dispute: ("application", "number", "number kind filed_on body docket result decided_on words"),
}


def record_sm3(application: Application) -> str:
    """Of one request as it stands in the database, in hex."""
    return records_sm3([application.pk])[application.pk]


def records_sm3(numbers: Iterable[int]) -> dict[int, str]:
    """Of those of these requests that exist: one query for each table, however many they are."""
    rows: dict[int, list[Any]] = defaultdict(list)
    for number, row in _rows(set(numbers)):
        rows[number].append(row)
    return {number: sm3(canonical(told).encode()).hex() for number, told in rows.items()}


def _rows(numbers: set[int]) -> Iterator[tuple[int, list[Any]]]:
    for model, (owner, sequence, names) in COVERED.items():
        found: QuerySet[Any] = QuerySet(model).filter(**{f"{owner}__in": numbers}).order_by(sequence)
        for number, *values in found.values_list(owner, *names.split()):
            yield number, [model.__name__, *map(_told, values)]


def _told(value: object) -> object:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value
