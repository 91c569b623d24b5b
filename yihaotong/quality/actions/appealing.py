"""An appeal against a score, and its ruling by somebody else."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.access import name_of
from yihaotong.accounts.rules import Actor
from yihaotong.almanac import access as almanac
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.clock import missed
from yihaotong.clock.wording import to_the_minute
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.quality import access
from yihaotong.quality.actions.scoring import keep_answers, submit
from yihaotong.quality.models import Appeal, Sample
from yihaotong.quality.rules import scoring
from yihaotong.quality.rules.codes import Part, Progress, Work
from yihaotong.quality.rules.limits import LimitKind, limits
from yihaotong.quality.rules.who import WHO_MAY, check_may_decide
from yihaotong.reminders.access import holders
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder

REASON = Field("reason", "申诉理由", Kind.TEXT, required=True, longest=1000)
WORDS = Field("words", "裁定理由", Kind.TEXT, required=True, longest=1000)


@transaction.atomic
def appeal(sample: Sample, *, actor: Actor, at: datetime, reason: str) -> Appeal:
    """The person says why the score is not right. Raises Refused("not-yours" | "too-late" | "not-appealable")."""
    if actor.key != f"person:{sample.person_id}":
        raise Refused("not-yours", "只有本人可以申诉")
    said = clean((REASON,), {"reason": reason})["reason"]
    score = access.counting(access.scores_of(sample))
    if score is None or sample.progress != Progress.SCORED.value:
        raise Refused("not-appealable", "这件样本现在不能申诉：没有评分，或者已经申诉过")
    if missed(score.appeal_until, at):
        until = localtime(score.appeal_until) if score.appeal_until else at
        raise Refused("too-late", f"申诉期限已过（{until:%Y-%m-%d} {to_the_minute(until)}）")
    limit, version = limits()[LimitKind.DECIDE], almanac.latest_version()
    filed = Appeal(
        sample=sample,
        at=at,
        reason=said,
        limit=limit.limit,
        basis=limit.basis,
        due_at=access.deadline(at, limit.limit, limit.basis, version).due or at,
        almanac_version=version,
        hundredths_before=score.hundredths or 0,
    )
    if not Sample.objects.filter(pk=sample.pk, progress=Progress.SCORED.value).update(progress=Progress.APPEALED.value):
        raise Refused("not-appealable", "您已经申诉过了")
    filed.save(force_insert=True)
    journal.record(
        "quality.appeal",
        subject=sample.key,
        actor=actor.key,
        at=at,
        after={"before": filed.hundredths_before, "due": filed.due_at.isoformat(), "reason_sm3": _sm3(said)},
    )
    deciders = [person for person in holders(WHO_MAY["appeal.decide"], at) if f"person:{person}" != score.scorer]
    words = f"一件质检申诉待裁定（{Work(sample.work).label}，原得 {scoring.shown(score.hundredths)} 分）"
    remind(deciders, Reminder.APPEAL, subject=sample.key, words=words, at=at)
    return filed


def decide(
    filed: Appeal,
    *,
    actor: Actor,
    at: datetime,
    words: str,
    answers: Mapping[str, object] | None = None,
    notes: Mapping[str, object] | None = None,
) -> Appeal:
    """Rule on an appeal: with `answers` the score is changed to what they come to, without it stands.

    Raises Refused: "wrong-role", "own-case", "decided-already" (with who and when), or what the answers lack.
    """
    said = clean((WORDS,), {"words": words})["words"]
    sample = Sample.objects.select_related("case").get(pk=filed.sample_id)
    first = access.counting(access.scores_of(sample))
    check_may_decide(actor, sample.person_id, [first.scorer] if first else [])
    try:
        with transaction.atomic():
            taken = Appeal.objects.filter(pk=filed.pk, decided_at=None).update(
                decided_at=at, decided_by=actor.key, words=said, changed=answers is not None
            )
            if not taken:
                raise _decided(filed)
            return _settle(sample, filed, actor=actor, at=at, answers=answers, notes=notes or {})
    except IntegrityError:
        raise _decided(filed) from None


def _settle(
    sample: Sample,
    filed: Appeal,
    *,
    actor: Actor,
    at: datetime,
    answers: Mapping[str, object] | None,
    notes: Mapping[str, object],
) -> Appeal:
    changes: dict[str, object] = {"progress": Progress.SETTLED.value}
    if answers is not None:
        draft = keep_answers(sample, actor=actor, at=at, answers=answers, notes=notes, part=Part.RULING)
        ruling = submit(draft, actor=actor, at=at)
        changes |= {"hundredths": ruling.hundredths, "vetoed": ruling.vetoed}
    Sample.objects.filter(pk=sample.pk).update(**changes)
    settled = Appeal.objects.get(pk=filed.pk)
    after = changes.get("hundredths", filed.hundredths_before)
    journal.record(
        "quality.decide",
        subject=sample.key,
        actor=actor.key,
        at=at,
        before={"hundredths": filed.hundredths_before},
        after={"hundredths": after, "changed": settled.changed, "words_sm3": _sm3(settled.words)},
    )
    told = f"改为 {scoring.shown(int(str(after)))} 分" if settled.changed else "维持原分"
    remind([sample.person_id], Reminder.SCORED, subject=sample.key, words=f"您的质检申诉已裁定：{told}", at=at)
    return settled


def _decided(filed: Appeal) -> Refused:
    now = Appeal.objects.get(pk=filed.pk)
    who = name_of(now.decided_by) if now.decided_by else ""
    when = f"{localtime(now.decided_at):%-m月%-d日 %H:%M}" if now.decided_at else ""
    done = "改评" if now.changed else "维持原分"
    return Refused("decided-already", f"{who} 于 {when} 已裁定：{done}。您的裁定没有计入", who=who)


def _sm3(text: str) -> str:
    return sm3(text.encode()).hex()
