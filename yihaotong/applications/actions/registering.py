"""Registering: the one way a request comes into being. Nothing somebody sent is lost, and nothing is entered twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor, Role
from yihaotong.applications import access
from yihaotong.applications.actions import hotline, identity, tracking
from yihaotong.applications.actions.clocks import rebuild
from yihaotong.applications.actions.digests import record_sm3
from yihaotong.applications.actions.effects.part import Act, Effect
from yihaotong.applications.actions.letters import prepare
from yihaotong.applications.actions.moving import keep_event
from yihaotong.applications.actions.telling import tell
from yihaotong.applications.models import Applicant, Application, Item, YearCount
from yihaotong.applications.rules import intake
from yihaotong.applications.rules.codes import OPEN, ApplicantKind, Channel, Stage
from yihaotong.applications.rules.moves import MOVES
from yihaotong.applications.rules.situation import Situation
from yihaotong.cases.rules.fields import clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3

_REGISTER = MOVES["register"]
#: Channels by which an applicant sends himself, and those that a machine hands over.
OWN_CHANNELS = frozenset({Channel.INTERNET})
_PLATFORM = frozenset({Channel.PLATFORM})


@dataclass(frozen=True)
class Registered:
    """What the applicant takes home. `again`: this very submission had come before; nothing new was made. `defects`:
    what will have to be corrected (条例 art. 30)."""

    application: Application
    query_code: str
    again: bool = False
    defects: tuple[str, ...] = ()


def register(
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    channel: Channel,
    submission: UUID | None = None,
    invitation: UUID | None = None,
    simulated: bool = False,
    via: str = "",
) -> Registered:
    """Register a request from the fields of the move `register`; the same `submission` twice makes one request.

    A request without a name, or with other defects, is registered too; only an empty form is refused.
    `invitation`: the form was filled in from a hotline case, and its requester sends it himself.
    Raises Refused: "wrong-role", "wrong-channel", "nothing-in-it", "in-the-future", "submission-taken", or what the
    fields say.
    """
    _check_channel(actor, channel, invitation)
    cleaned = clean(_REGISTER.fields, data)
    intake.check_some_content(cleaned)
    day = cleaned["received_on"] or localtime(at).date()
    if day > localtime(at).date():
        raise Refused("in-the-future", "收到日期不能晚于今天", "received_on")
    if submission and (earlier := _registered_before(submission, actor)):
        return earlier
    application = _built(cleaned, actor, at, channel, day)
    application.submission, application.simulated = submission, simulated
    facts = Situation(Stage(application.stage), at, actor.key, application.received_on, day, day, {})
    act = Act(application, cleaned, actor, at, day, facts)
    try:
        with transaction.atomic():
            application.number = next_number(localtime(at).year)
            _keep(application, act, invitation, via)
    except IntegrityError:
        # Two of the same submission at once: the unique column let one through.
        if submission and (earlier := _registered_before(submission, actor)):
            return earlier
        raise
    return _registered(application, cleaned)


def _check_channel(actor: Actor, channel: Channel, invitation: UUID | None) -> None:
    if not actor.roles & _REGISTER.by:
        raise Refused("wrong-role", "您的岗位不能登记申请")
    himself = Role.CITIZEN in actor.roles
    if invitation and not himself:
        raise Refused("wrong-role", "由 12345 引导的申请，须由本人确认提交（条例第二十九条）")
    machine = bool(actor.roles & {Role.CLIENT, Role.IMPORTER}) and Role.DISCLOSURE_OFFICER not in actor.roles
    if (himself and channel not in OWN_CHANNELS) or (machine and channel not in _PLATFORM):
        raise Refused("wrong-channel", "这个渠道的申请由工作人员登记", "channel")
    if not himself and not machine and not access.works_here(actor):
        raise Refused("wrong-role", "您的岗位不能登记申请")


def _built(cleaned: Mapping[str, Any], actor: Actor, at: datetime, channel: Channel, day: date) -> Application:
    received = intake.counts_at_once(channel)
    return Application(
        stage=(Stage.EXAMINING if received else Stage.UNCONFIRMED).value,
        channel=channel.value,
        kind=str(cleaned["kind"] or ApplicantKind.NATURAL),
        description=cleaned["description"],
        supply=str(cleaned["supply"]),
        delivery=str(cleaned["delivery"]),
        hardship=cleaned["hardship"],
        registered_at=at,
        registered_by=actor.key,
        received_on=day if received else None,
        moved_at=at,
        stage_on=day,
    )


def _keep(application: Application, act: Act, invitation: UUID | None, via: str) -> None:
    application.save(force_insert=True)
    identity.sealed_applicant(application, identity.identity_in(act.data)).save(force_insert=True)
    Item.objects.create(application=application, number=1, text=application.description)
    if invitation:
        application.hotline_no, application.from_hotline = hotline.use_up(invitation, application, at=act.at), True
        application.save(update_fields=["hotline_no", "from_hotline"])
    stage = Stage(application.stage)
    actor, at = act.actor, act.at
    event = keep_event(application, _REGISTER, act, Effect(counts=application.received_on is not None), act.on)
    due = rebuild(application, stage)
    prepare(application, "register", event, actor=actor, at=at)
    journal.record(
        "application.register",
        subject=application.key,
        actor=actor.key,
        at=at,
        after={
            "number": application.number,
            "stage": stage.value,
            "channel": application.channel,
            "kind": application.kind,
            "received_on": application.received_on.isoformat() if application.received_on else None,
            "text_sm3": sm3(application.description.encode()).hex(),
            "clocks": due,
            "event": event.seq,
            "words_sm3": sm3(event.words.encode()).hex(),
            "record_sm3": record_sm3(application),
        },
        via=via or application.channel,
    )
    tell(application, "register", actor=actor, at=at, moved=False)


def _registered(application: Application, cleaned: Mapping[str, Any]) -> Registered:
    found = intake.defects(cleaned, ApplicantKind(application.kind))
    return Registered(access.fresh(application), tracking.query_code(application.number), defects=tuple(found))


def _registered_before(submission: UUID, actor: Actor) -> Registered | None:
    """What came of an earlier press of the same form. Its code opens the request: only who sent it gets it again."""
    application = Application.objects.select_related("applicant").filter(submission=submission).first()
    if application is None:
        return None
    if application.registered_by != actor.key:
        raise Refused("submission-taken", "这个提交标识已被别人用过，请换一个新的", "submission")
    return Registered(application, tracking.query_code(application.number), again=True)


def same_open(data: Mapping[str, Any], *, submission: UUID) -> Application | None:
    """An open request of the same applicant in the same words: he is asked whether he means to send it again.

    None for a `submission` that has come before: pressed twice, it is one.
    """
    if Application.objects.filter(submission=submission).exists():
        return None
    who = identity.identity_in(data)
    indexes = {"id_index": identity.id_index(who), "name_index": identity.name_index(who)}
    same = Q(pk__in=[])
    for name, index in indexes.items():
        same |= Q(**{name: index}) if index else Q(pk__in=[])
    words = "".join(str(data.get("description") or "").split())
    his = Applicant.objects.filter(same).values("application")
    found = Application.objects.filter(pk__in=his, stage__in=[stage.value for stage in OPEN]).order_by("-pk")
    return next((each for each in found if words and "".join(each.description.split()) == words), None)


def prefix() -> str:
    """Before the year in the number of a request: YQ2026-000012."""
    return str(settings.CITY.get("disclosure", {}).get("application_prefix", "YQ"))


def next_number(year: int) -> str:
    """The next number of the year. One statement: two at once wait for one another and get two numbers."""
    table = YearCount._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (year, count) VALUES (%s, 1) "  # noqa: S608 — our own table's name
            f"ON CONFLICT (year) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [year],
        )
        count = cursor.fetchone()[0]
    return f"{prefix()}{year}-{count:06d}"
