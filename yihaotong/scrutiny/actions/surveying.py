"""社会评议: questionnaires set in versions, rounds begun and released, ballots taken without knowing whose.

A ballot writes a line that says that somebody answered in a round, and nothing of what or who.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import VISITOR, Actor, Role
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import ballots
from yihaotong.scrutiny.models import Ballot, Invite, InviteGroup, Once, Questionnaire, Round
from yihaotong.scrutiny.rules import questionnaires
from yihaotong.scrutiny.rules.questionnaires import Content

REASON = Field("reason", "修改理由", required=True, longest=200)
ROUND_FIELDS = (
    Field("title", "名称", required=True, longest=80),
    Field("since", "从哪一天", Kind.DATE, required=True),
    Field("until", "到哪一天", Kind.DATE, required=True),
    Field("public", "面向公众", Kind.FLAG, hint="在网站上谁都可以答；不选的只有拿到邀请码的人能答"),
    Field("intro", "说明", Kind.TEXT, longest=1000, hint="写给答卷的人：为什么请他答、结果怎样用"),
)
GROUP_FIELDS = (
    Field("label", "组名", required=True, longest=40, hint="如 人大代表、服务对象"),
    Field("count", "发几个邀请码", Kind.NUMBER, required=True),
    Field("population", "总体人数", Kind.NUMBER, hint="从多少人里随机抽的；不是随机抽的不填，结果就不给误差范围"),
)
SUMMARY = Field(
    "summary", "结果说明", Kind.TEXT, required=True, longest=3000, hint="怎么组织的、收回多少、主要意见和改进打算"
)
MOST_INVITES = 500
#: No letters or digits that are taken for one another.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 10
_MEANWHILE = "刚才有别人也改了，请看过再改"


@transaction.atomic
def set_questionnaire(content: Content, *, actor: Actor, at: datetime, reason: str, expect: int) -> Questionnaire:
    """A new version; rounds that run keep theirs. Raises Refused: "wrong-role", "stale", that the reason is missing."""
    _check(actor, ballots.KEEPERS)
    said = clean((REASON,), {"reason": reason})["reason"]
    version, _content = ballots.newest()
    if version != expect:
        raise Refused("stale", _MEANWHILE, version=version)
    return _keep_version(content, version + 1, actor, at, said)


def _keep_version(content: Content, version: int, actor: Actor, at: datetime, reason: str) -> Questionnaire:
    text = json.dumps(questionnaires.written(content), ensure_ascii=False)
    row = Questionnaire(code=ballots.CODE, version=version, content=text, reason=reason, set_at=at, set_by=actor.key)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused("stale", _MEANWHILE) from None
    journal.record(
        "scrutiny.questionnaire",
        subject=f"questionnaire:{row.pk}",
        actor=actor.key,
        at=at,
        reason=reason,
        after={"version": version, "questions": len(content.questions)},
    )
    return row


@transaction.atomic
def begin_round(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Round:
    """Ask the questionnaire in use. Raises Refused: "wrong-role", "out-of-range", what the fields say."""
    _check(actor, ballots.KEEPERS)
    said = clean(ROUND_FIELDS, data)
    if said["until"] < max(said["since"], localtime(at).date()):
        raise Refused("out-of-range", "止期不能早于起期，也不能早于今天", "until")
    version, content = ballots.newest()
    row = ballots.versions().first() or _keep_version(content, version + 1, actor, at, "随系统提供")
    record = Round(questionnaire=row, begun_at=at, begun_by=actor.key, **said)
    record.save(force_insert=True)
    after = {"since": str(record.since), "until": str(record.until), "public": record.public, "questionnaire": row.pk}
    journal.record("scrutiny.begin_round", subject=record.key, actor=actor.key, at=at, after=after)
    return record


@dataclass(frozen=True)
class Invited:
    """A group with its codes in the clear, shown this once."""

    group: InviteGroup
    codes: tuple[str, ...]


@transaction.atomic
def invite(record: Round, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Invited:
    """Make codes for a group. Raises Refused: "wrong-role", "out-of-range", "twice", what the fields say."""
    _check(actor, ballots.KEEPERS)
    said = clean(GROUP_FIELDS, data)
    count, population = said["count"], said["population"]
    if not 1 <= count <= MOST_INVITES:
        raise Refused("out-of-range", f"一组 1 到 {MOST_INVITES} 个邀请码", "count")
    if population is not None and population < count:
        raise Refused("out-of-range", "总体人数不能比邀请的少", "population")
    if record.groups.filter(label=said["label"]).exists():
        raise Refused("twice", "已经有这一组了", "label")
    group = InviteGroup.objects.create(round=record, label=said["label"], invited=count, population=population)
    codes = tuple("".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)) for _ in range(count))
    Invite.objects.bulk_create(Invite(group=group, digest=ballots.invite_digest(code)) for code in codes)
    after = {"group": group.pk, "count": count, "random": population is not None}
    journal.record("scrutiny.invite", subject=record.key, actor=actor.key, at=at, after=after)
    return Invited(group, codes)


@transaction.atomic
def cast(
    record: Round, given: Mapping[str, Sequence[str]], *, at: datetime, device: UUID | None = None, code: str = ""
) -> Ballot:
    """Take one ballot: by an invite's code, else of the device. Nothing of either is kept with it.

    Raises Refused: "not-running", "wrong-code", "answered-already", and what the questions say.
    """
    if not ballots.runs(record, localtime(at).date()):
        raise Refused("not-running", "这次评议现在不收答卷")
    answers = questionnaires.clean(ballots.content_of(record.questionnaire), given)
    if not answers:
        raise Refused("missing", "一个问题也没有回答")
    group = None
    if code.strip():
        group = _use_invite(record, code)
    else:
        _use_device(record, device)
    ballot = Ballot(id=uuid4(), round=record, group=group, answers=json.dumps(answers, ensure_ascii=False))
    ballot.save(force_insert=True)
    journal.record("scrutiny.ballot", subject=record.key, actor=VISITOR.key, at=at)
    return ballot


def _use_invite(record: Round, code: str) -> InviteGroup:
    found = Invite.objects.filter(group__round=record, digest=ballots.invite_digest(code)).select_related("group")
    invite_row = found.first()
    if invite_row is None:
        raise Refused("wrong-code", "没有这个邀请码，请对照收到的再输一次", "code")
    if not Invite.objects.filter(pk=invite_row.pk, used=False).update(used=True):
        raise Refused("answered-already", "这个邀请码已经用过了", "code")
    return invite_row.group


def _use_device(record: Round, device: UUID | None) -> None:
    if not record.public or device is None:
        raise Refused("wrong-code", "这次评议凭邀请码答卷，请填写邀请码", "code")
    try:
        with transaction.atomic():
            Once.objects.create(round=record, digest=ballots.device_digest(record, device))
    except IntegrityError:
        raise Refused("answered-already", "这台设备已经答过这份问卷了，谢谢") from None


@transaction.atomic
def release_results(record: Round, *, actor: Actor, at: datetime, summary: str) -> Round:
    """Put the table of results before the public, once the round is over. Raises Refused: "wrong-role", "too-early",
    "stale", that the summary is missing."""
    _check(actor, ballots.RELEASERS)
    said = clean((SUMMARY,), {"summary": summary})["summary"]
    if localtime(at).date() <= record.until:
        raise Refused("too-early", "评议还没有结束，不能公布结果")
    if not Round.objects.filter(pk=record.pk, released_at=None).update(released_at=at, summary=said):
        raise Refused("stale", "已经公布过了")
    record.refresh_from_db()
    after = {"ballots": record.ballots.count()}
    journal.record("scrutiny.release_results", subject=record.key, actor=actor.key, at=at, after=after)
    return record


@transaction.atomic
def forget_devices(at: datetime) -> int:
    """Which devices have answered is nobody's business once a round is over; how many marks went. No line: what goes
    never said anything about anybody."""
    return Once.objects.filter(round__until__lt=localtime(at).date()).delete()[0]


def _check(actor: Actor, roles: frozenset[Role]) -> None:
    if not actor.roles & roles:
        raise Refused("wrong-role", "您的岗位不能进行此项操作")
