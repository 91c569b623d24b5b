"""Filing: the one way a case comes into being."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.cases import city
from yihaotong.cases.actions import drafts, emergencies, identity, repeating, tracking
from yihaotong.cases.actions.digests import text_sm3
from yihaotong.cases.actions.keeping import TABLES, Keeper, due_at_stage
from yihaotong.cases.identities import Identity
from yihaotong.cases.models import Case, Clock, DayCount, Requester
from yihaotong.cases.rules import filing, moves, offline
from yihaotong.cases.rules.codes import Channel, RequestType, Secrecy, Stage, Urgency
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.needs import kept
from yihaotong.cases.rules.wording import written
from yihaotong.journal.refusal import Refused


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
    taken: offline.Taken | None = None,
    via: str = "",
) -> Filed:
    """File a case from the fields of the move `file`; the same `submission` twice makes one case.

    A `draft` is used up by the filing in the same transaction, and an alarm that was raised in its form is tied to the
    case (with `via` in those lines; a filing's own says its channel). `taken`: the call came earlier, while there was
    no network; number, limits and the journal's line go by that time, and the line also says when it was entered.
    A form of which other words were filed before (another window, or the way back) is not taken for those: for a
    `draft` that is Refused("filed-otherwise", order_no=…); a machine that repeats its submission gets what was filed.
    Raises Refused naming the field at fault, "submission-taken" for one that somebody else used, or what
    `rules.offline.check_taken` says.
    """
    filed = compose(TABLES, data, actor=actor, at=offline.check_taken(taken, at), channel=channel)
    if taken:
        filed = replace(filed, entered={"entered_at": written(at), "taken_by": taken.by})
    case = filed.case
    case.submission, case.simulated = submission, simulated
    if submission and (earlier := _of_form(submission, draft, actor, filed)):
        return earlier
    try:
        with transaction.atomic():
            case.order_no = numbers_of_day(localtime(case.filed_at).date(), 1)[0]
            keep(TABLES, filed)
            if draft:
                drafts.use_up(draft, actor)
                emergencies.tie_form(draft, case, actor=actor, at=at, via=via)
    except IntegrityError:
        # Two of the same submission at once: the unique column let one through.
        if submission and (earlier := _of_form(submission, draft, actor, filed)):
            return earlier
        raise
    return Filed(case, tracking.query_code(case.order_no))


@dataclass(frozen=True)
class Filing:
    """A case that has passed the rules and waits for its number: its fields, and the clocks that start with it."""

    case: Case
    cleaned: Mapping[str, Any]
    started: list[Clock]
    #: When it was entered and who took the call, if it came while there was no network.
    entered: Mapping[str, object] = field(default_factory=dict)


def compose(keeper: Keeper, data: Mapping[str, Any], *, actor: Actor, at: datetime, channel: Channel) -> Filing:
    """Raises Refused naming the field at fault."""
    move = moves.MOVES["file"]
    if not move.by & actor.roles:
        raise Refused("wrong-role", "您的岗位不能登记")
    cleaned = filing.complete(clean(move.fields, data), at)
    keeper.check_category(cleaned["category"], at)
    keeper.check_place(cleaned["place"])
    case = _build(cleaned, actor, at, channel)
    started = keeper.build(move.starts, RequestType(case.request_type), Urgency(case.urgency), at)
    case.due_at = due_at_stage(keeper, case, Stage.FILED, started)
    return Filing(case, cleaned, started)


def keep(keeper: Keeper, filed: Filing) -> None:
    """Keep a numbered case with all that comes into being with it."""
    case = filed.case
    keeper.add(case)
    keeper.add(_requester(case, filed.cleaned))
    keeper.start(case, filed.started)
    keeper.record(
        "case.file",
        subject=case.key,
        actor=case.filed_by,
        at=case.filed_at,
        after=_told(case)
        | {"clocks": {clock.kind: written(clock.due_at) for clock in filed.started}}
        | dict(filed.entered),
        via="offline" if filed.entered else case.channel,
    )


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
    token, needs = secrets.token_hex(16), kept(cleaned["needs"])
    if cleaned["anonymous"]:
        return Requester(case=case, token=token, anonymous=True, needs=needs)
    sealed = identity.seal(token, Identity(cleaned["name"], cleaned["phone"]))
    index = identity.phone_index(cleaned["phone"])
    return Requester(case=case, token=token, sealed=sealed, phone_index=index, needs=needs)


def filed_before(submission: UUID, actor: Actor) -> Filed | None:
    """What came of an earlier press of the same form. Its code opens the case: only who filed it gets it again."""
    case = Case.objects.filter(submission=submission).first()
    if case is None:
        return None
    if case.filed_by != actor.key:
        raise Refused("submission-taken", "这个提交标识已被别人用过，请换一个新的", "submission")
    return Filed(case, tracking.query_code(case.order_no), again=True)


def _of_form(submission: UUID, draft: UUID | None, actor: Actor, filed: Filing) -> Filed | None:
    """What was filed before under this submission; from a form that somebody fills in, only if it says the same."""
    earlier = filed_before(submission, actor)
    if earlier and draft:
        repeating.check_same(earlier.case, _told(filed.case), filed.case, filed.cleaned)
    return earlier


def numbers_of_day(day: date, count: int) -> list[str]:
    """The next numbers of the day. One statement: two filings at once wait for one another and get two numbers."""
    table = DayCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, count) VALUES (%s, %s) "  # noqa: S608 — our own table's name
            f"ON CONFLICT (day) DO UPDATE SET count = {table}.count + EXCLUDED.count RETURNING count",
            [day, count],
        )
        last = cursor.fetchone()[0]
    return [filing.order_no(city.prefix(), day, number) for number in range(last - count + 1, last + 1)]


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
