"""Filing: the one way a case comes into being."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.cases import city
from yihaotong.cases.actions import clocks, drafts, identity, tracking
from yihaotong.cases.actions.digests import text_sm3
from yihaotong.cases.actions.lookups import check_category, check_place
from yihaotong.cases.models import Case, DayCount, Requester
from yihaotong.cases.rules import filing, moves
from yihaotong.cases.rules.codes import Channel, RequestType, Secrecy, Stage, Urgency
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.wording import written
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import insert


@dataclass(frozen=True)
class Filed:
    """What the citizen takes home. `again`: this very submission had been filed before; nothing new was made."""

    case: Case
    query_code: str
    again: bool = False


def file(
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    channel: Channel,
    submission: UUID | None = None,
    draft: UUID | None = None,
    simulated: bool = False,
) -> Filed:
    """File a case from the fields of the move `file`; the same `submission` twice makes one case.

    A `draft` is used up by the filing in the same transaction. Raises Refused naming the field at fault.
    """
    move = moves.MOVES["file"]
    if not move.by & actor.roles:
        raise Refused("wrong-role", "您的岗位不能登记")
    cleaned = filing.complete(clean(move.fields, data), at)
    check_category(cleaned["category"], at)
    check_place(cleaned["place"])
    case = _build(cleaned, actor, at, channel)
    case.submission, case.simulated = submission, simulated
    started = clocks.build(move.starts, RequestType(case.request_type), Urgency(case.urgency), at)
    case.due_at = clocks.due_at_stage(case, Stage.FILED, started)
    if submission and (earlier := _filed_before(submission)):
        return earlier
    try:
        with transaction.atomic():
            case.order_no = _next_order_no(at)
            insert([case])
            insert([_requester(case, cleaned)])
            clocks.save(case, started)
            if draft:
                drafts.use_up(draft)
            journal.record(
                "case.file",
                subject=case.key,
                actor=actor.key,
                at=at,
                after=_told(case) | {"clocks": {clock.kind: written(clock.due_at) for clock in started}},
                via=channel.value,
            )
    except IntegrityError:
        # Two of the same submission at once: the unique column let one through.
        if submission and (earlier := _filed_before(submission)):
            return earlier
        raise
    return Filed(case, tracking.query_code(case.order_no))


def _build(cleaned: Mapping[str, Any], actor: Actor, at: datetime, channel: Channel) -> Case:
    return Case(
        stage=Stage.FILED.value,
        secrecy=str(cleaned["secrecy"] or Secrecy.NORMAL),
        request_type=cleaned["request_type"].value,
        urgency=str(cleaned["urgency"] or Urgency.NORMAL),
        channel=channel.value,
        category=cleaned["category"],
        place=cleaned["place"],
        address=cleaned["address"],
        title=cleaned["title"],
        body=cleaned["body"],
        occurred_at=cleaned["occurred_at"],
        filed_at=at,
        filed_by=actor.key,
        moved_at=at,
    )


def _requester(case: Case, cleaned: Mapping[str, Any]) -> Requester:
    token = secrets.token_hex(16)
    if cleaned["anonymous"]:
        return Requester(case=case, token=token, anonymous=True)
    sealed = identity.seal(token, identity.Identity(cleaned["name"], cleaned["phone"]))
    return Requester(case=case, token=token, sealed=sealed, phone_index=identity.phone_index(cleaned["phone"]))


def _filed_before(submission: UUID) -> Filed | None:
    case = Case.objects.filter(submission=submission).first()
    return Filed(case, tracking.query_code(case.order_no), again=True) if case else None


def _next_order_no(at: datetime) -> str:
    """The next number of the day. One statement: two filings at once wait for one another and get two numbers."""
    day = localtime(at).date()
    table = DayCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, count) VALUES (%s, 1) "  # noqa: S608 — our own table's name
            f"ON CONFLICT (day) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [day],
        )
        return filing.order_no(city.prefix(), day, cursor.fetchone()[0])


def _told(case: Case) -> dict[str, object]:
    """What the journal says of a new case: its codes, and the digest of its text instead of the text."""
    return {
        "order_no": case.order_no,
        "stage": case.stage,
        "request_type": case.request_type,
        "category": case.category,
        "place": case.place,
        "urgency": case.urgency,
        "secrecy": case.secrecy,
        "text_sm3": text_sm3(case),
    }
