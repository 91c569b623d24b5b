"""In step with a city-wide platform that is not ours: its number, its time of receipt, its clock and its stage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.rules import WORKER, Actor, Role
from yihaotong.applications import access
from yihaotong.applications.actions.moving import move
from yihaotong.applications.actions.registering import register
from yihaotong.applications.models import Application, PlatformLink
from yihaotong.applications.rules import platform
from yihaotong.applications.rules.codes import OPEN, Channel, ReplyType, Stage
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.wording import written
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.sheets import Reject, Row, open_table

_MAY = frozenset({Role.DISCLOSURE_OFFICER, Role.CLIENT, Role.IMPORTER})


@dataclass(frozen=True)
class HandedOver:
    """What became of one row: `new`, `changed` (its clock or stage there moved), or the `same` as before."""

    application: Application
    outcome: str
    query_code: str = ""


def hand_over(
    data: Mapping[str, Any], *, actor: Actor, at: datetime, via: str = "", simulated: bool = False
) -> HandedOver:
    """Take one request over from the platform, or what has changed there; the same number is always the same request.

    `data`: the fields of `rules.platform.FIELDS`. Its time of receipt is ours (B3); what it says later of its own
    limit and stage is kept beside ours, and a withdrawal there is one here.
    Raises Refused naming the field, "in-the-future", "wrong-role".
    """
    if not actor.roles & _MAY:
        raise Refused("wrong-role", "您的岗位不能接收平台转来的申请")
    cleaned = clean(platform.FIELDS, data)
    if cleaned["received_at"] > at:
        raise Refused("in-the-future", "平台收到时间不能晚于现在", "received_at")
    if link := _known(cleaned["platform_no"]):
        return _followed(link, cleaned, actor, at, via)
    try:
        with transaction.atomic():
            return _taken(cleaned, actor, at, via, simulated=simulated)
    except IntegrityError:
        # Two of the same number at once: the unique column let one through.
        if link := _known(cleaned["platform_no"]):
            return _followed(link, cleaned, actor, at, via)
        raise


def _known(number: str) -> PlatformLink | None:
    return PlatformLink.objects.select_related("application__applicant").filter(platform_no=number).first()


def _taken(cleaned: Mapping[str, Any], actor: Actor, at: datetime, via: str, *, simulated: bool) -> HandedOver:
    day = localtime(cleaned["received_at"]).date()
    data = {name: cleaned[name] for name in platform.REGISTERED} | {"received_on": day}
    registered = register(data, actor=actor, at=at, channel=Channel.PLATFORM, simulated=simulated, via=via)
    application = registered.application
    PlatformLink.objects.create(
        application=application,
        platform_no=cleaned["platform_no"],
        received_at=cleaned["received_at"],
        due_on=cleaned["platform_due"],
        their_stage=cleaned["their_stage"],
        heard_at=at,
    )
    _record(application, cleaned, actor, at, via, before=None)
    return HandedOver(_withdrawn(application, cleaned, actor, at, via), "new", registered.query_code)


def _followed(link: PlatformLink, cleaned: Mapping[str, Any], actor: Actor, at: datetime, via: str) -> HandedOver:
    """What the platform says now; what it leaves open stays as it was."""
    due, stage = cleaned["platform_due"] or link.due_on, cleaned["their_stage"] or link.their_stage
    if (due, stage) == (link.due_on, link.their_stage):
        return HandedOver(link.application, "same")
    with transaction.atomic():
        before = {"due_on": link.due_on.isoformat() if link.due_on else None}
        moved = stage != link.their_stage
        PlatformLink.objects.filter(pk=link.pk).update(due_on=due, their_stage=stage, heard_at=at)
        _record(link.application, cleaned, actor, at, via, before=before, moved=moved)
        application = _withdrawn(link.application, cleaned, actor, at, via)
    return HandedOver(application, "changed")


def _withdrawn(
    application: Application, cleaned: Mapping[str, Any], actor: Actor, at: datetime, via: str
) -> Application:
    """He took it back over there: so it is taken back here, if anything is still open."""
    if cleaned["their_stage"] not in platform.WITHDRAWN_THERE or Stage(application.stage) not in OPEN:
        return application
    # A machine that hands over what a clerk had entered: the line of the hand-over names it.
    mover = actor if access.reaches(application, actor) else WORKER
    return move(application, "withdraw", actor=mover, at=at, data={"note": "申请人在平台撤回"}, via=via)


def _record(
    application: Application,
    cleaned: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    via: str,
    *,
    before: Mapping[str, Any] | None,
    moved: bool = False,
) -> None:
    """Its number and stage there are free text, and stay out of the line: only `moved`, whether its stage changed."""
    after = {
        "received_at": written(cleaned["received_at"]),
        "due_on": cleaned["platform_due"].isoformat() if cleaned["platform_due"] else None,
        "moved_there": moved,
    }
    journal.record(
        "application.hand_over", subject=application.key, actor=actor.key, at=at, before=before, after=after, via=via
    )


@dataclass
class Brought:
    """What an import did, by number of ours."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


def bring(path: Path, *, actor: Actor, at: datetime) -> Brought:
    """Take over every row of a clerk's file (.csv, .xlsx, .jsonl); a row with an error is named and the rest goes on.

    Raises Refused as `sheets.open_table`, or "wrong-role".
    """
    if not actor.roles & _MAY:
        raise Refused("wrong-role", "您的岗位不能接收平台转来的申请")
    table = open_table(path, lambda name: name.strip() in platform.NAMES)
    done = Brought()
    try:
        for row in table.rows:
            _bring(row, done, actor, at)
    finally:
        table.close()
    return done


def _bring(row: Row, done: Brought, actor: Actor, at: datetime) -> None:
    if row.fault is not None:
        done.rejects.append(Reject(row.number, row.fault.column, row.fault.reason))
        return
    if not row.cells:
        return
    try:
        handed = hand_over(platform.as_typed(row.cells), actor=actor, at=at, via="import")
    except Refused as refusal:
        done.rejects.append(Reject(row.number, platform.LABELS.get(refusal.field, refusal.field), refusal.message))
        return
    getattr(done, handed.outcome).append(handed.application.number)


@transaction.atomic
def tell_platform(*, actor: Actor, at: datetime) -> list[tuple[str, ...]]:
    """Where the platform's requests stand here: the heading and a row for each, and a line that it was told.

    Raises Refused("wrong-role").
    """
    if not (actor.roles & _MAY) or not (access.works_here(actor) or actor.roles - {Role.DISCLOSURE_OFFICER}):
        raise Refused("wrong-role", "您的岗位不能导出平台转来的申请")
    links = PlatformLink.objects.select_related("application").order_by("pk")
    rows = [platform.TOLD, *_rows(links)]
    PlatformLink.objects.filter(pk__in=[link.pk for link in links]).update(told_at=at)
    after = {"rows": len(rows) - 1}
    journal.record("application.tell_platform", subject="platform", actor=actor.key, at=at, after=after)
    return rows


def _rows(links: QuerySet[PlatformLink]) -> Iterator[tuple[str, ...]]:
    """No personal data: the platform knows its applicant."""
    for link in links:
        application = link.application
        clock = access.reply_clock(application)
        yield (
            link.platform_no,
            application.number,
            Stage(application.stage).label,
            application.received_on.isoformat() if application.received_on else "",
            f"{localtime(application.due_at):%Y-%m-%d}" if application.due_at else "",
            f"{localtime(clock.due_at):%Y-%m-%d}" if clock and clock.due_at else "",
            application.concluded_on.isoformat() if application.concluded_on else "",
            ReplyType(application.ended_as).label if application.ended_as else "",
        )
