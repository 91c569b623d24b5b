"""答案有误: reported by whoever meets it, told to the unit that owns the answer, tracked until it is settled."""

from datetime import datetime

from django.db import transaction

from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.actions.versions import checked_reason
from yihaotong.knowledge.models import Entry, WrongAnswer
from yihaotong.knowledge.rules import powers
from yihaotong.knowledge.rules.codes import SETTLED_LABELS, Settled, settled
from yihaotong.reminders import access as reminded
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind

_LONGEST = 1000


@transaction.atomic
def report_wrong(entry: Entry, *, actor: Actor, at: datetime, reason: str) -> WrongAnswer:
    """Say that the answer in force is wrong, and why. Its unit's people are told; where it has none, the keepers.

    Raises Refused: wrong-role, reason-needed, not-released, already-reported.
    """
    powers.check_reads(actor)
    why = checked_reason(reason, _LONGEST)
    held = Entry.objects.select_for_update().get(pk=entry.pk)
    if not held.released or held.withdrawn_at is not None:
        raise Refused("not-released", "这条知识没有发布，或已经停用")
    if held.wrong_answers.filter(by=actor.key, settled_at=None).exists():
        raise Refused("already-reported", "您已报过这条有误，责任单位还没有处理完", "reason")
    report = WrongAnswer(entry=held, version=held.released, at=at, by=actor.key, reason=why)
    report.save(force_insert=True)
    after = {"wrong_answer": report.pk, "version": held.released}
    journal.record("entry.report", subject=held.key, actor=actor.key, at=at, reason=why, after=after)
    people = reminded.holders(powers.UNIT, at, held.unit_id) or reminded.holders(powers.KEEPERS, at)
    words = f"有人报告知识 {held.code}“{held.question}”有误，请核对"
    reminders.remind(people, Kind.WRONG_ANSWER, subject=held.key, words=words, at=at)
    return report


@transaction.atomic
def settle_wrong(report: WrongAnswer, *, actor: Actor, at: datetime, how: str, words: str) -> WrongAnswer:
    """Settle a report: corrected, which a newer version in force (or the withdrawal) must show; or not wrong, and why.

    Raises Refused: wrong-role, settled-already, not-a-choice, not-corrected, reason-needed.
    """
    held = WrongAnswer.objects.select_for_update(of=("self",)).select_related("entry").get(pk=report.pk)
    entry = held.entry
    powers.check_writes(actor, entry.unit_id)
    if held.settled_at is not None:
        raise Refused("settled-already", "这条报告已经处理过了")
    chosen = settled(how)
    if chosen is Settled.CORRECTED and entry.released <= held.version and entry.withdrawn_at is None:
        raise Refused("not-corrected", "还没有发布更正后的新版本；请先修改并发布，再来了结", "how")
    held.words = checked_reason(words or SETTLED_LABELS[chosen] * (chosen is Settled.CORRECTED), _LONGEST, "words")
    held.settled_at, held.settled_by, held.how = at, actor.key, chosen.value
    held.save(update_fields=["settled_at", "settled_by", "how", "words"])
    after = {"wrong_answer": held.pk, "how": chosen.value, "version": entry.released}
    journal.record("entry.settle", subject=entry.key, actor=actor.key, at=at, reason=held.words, after=after)
    _tell_reporter(held, at)
    return held


def _tell_reporter(report: WrongAnswer, at: datetime) -> None:
    kind, _colon, number = report.by.partition(":")
    if kind == "person":
        entry = report.entry
        words = f"您报告有误的知识 {entry.code}：{SETTLED_LABELS[Settled(report.how)]}"
        reminders.remind([int(number)], Kind.WRONG_ANSWER, subject=entry.key, words=words, at=at)
