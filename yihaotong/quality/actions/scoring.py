"""Scoring a sample: saved while it is being done, counted once it is submitted."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from yihaotong.accounts.access import name_of
from yihaotong.accounts.rules import Actor
from yihaotong.almanac import access as almanac
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.quality import access
from yihaotong.quality.actions.planning import kept_sheet
from yihaotong.quality.models import Sample, Score
from yihaotong.quality.rules import scoring
from yihaotong.quality.rules.codes import Part, Progress, Work
from yihaotong.quality.rules.limits import LimitKind, limits
from yihaotong.quality.rules.sheets import SHEET_FOR
from yihaotong.quality.rules.who import check_may_decide, check_may_score
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder

NOTE = Field("note", "总评", Kind.TEXT, longest=1000)


@transaction.atomic
def keep_answers(
    sample: Sample,
    *,
    actor: Actor,
    at: datetime,
    answers: Mapping[str, object],
    notes: Mapping[str, object],
    note: str = "",
    part: Part = Part.MAIN,
) -> Score:
    """Keep what was answered so far; nobody but the scorer sees it, and it is not journalled.

    Raises Refused: what `check_may_score` says, "not-an-answer", "too-long".
    """
    check(sample, actor, part)
    score = access.draft_of(sample, actor, part) or Score(
        sample=sample,
        sheet=kept_sheet(SHEET_FOR[Work(sample.work)], at=at),
        part=part.value,
        scorer=actor.key,
    )
    content = access.content_of(score.sheet)
    score.answers = json.dumps(scoring.clean(content, answers))
    score.notes = json.dumps(scoring.clean_notes(content, notes), ensure_ascii=False)
    score.note = clean((NOTE,), {"note": note})["note"]
    score.saved_at = at
    try:
        with transaction.atomic():
            score.save()
    except IntegrityError:
        raise Refused("scored-already", "您已经评过这件样本了") from None
    return score


def check(sample: Sample, actor: Actor, part: Part) -> None:
    """Whether this actor may score this sample as that part. Raises Refused."""
    if part is Part.RULING:
        mine = access.counting(access.scores_of(sample))
        check_may_decide(actor, sample.person_id, [mine.scorer] if mine else [])
        return
    waits = Progress.WAITING if part is Part.CALIBRATION else Progress(sample.progress)
    check_may_score(actor, Work(sample.work), sample.person_id, waits)
    if part is Part.CALIBRATION and any(each.scorer == actor.key for each in access.scores_of(sample)):
        raise Refused("scored-already", "您已经评过这件样本了")


@transaction.atomic
def submit(score: Score, *, actor: Actor, at: datetime) -> Score:
    """Make a draft count: the person is told, and may appeal from now on.

    Raises Refused: "missing" with the item at fault, "scored-meanwhile" when another was quicker.
    """
    sample, part = score.sample, Part(score.part)
    check(sample, actor, part)
    content = access.content_of(score.sheet)
    answers, notes = access.answers_of(score)
    scoring.check_complete(content, answers, notes)
    result = scoring.points(content, answers)
    score.submitted_at, score.hundredths, score.vetoed = at, result.hundredths, bool(result.vetoes)
    _start_limit(score, at)
    if part is Part.MAIN:
        _count(sample, score, at)
    score.save()
    journal.record(
        "quality.score",
        subject=sample.key,
        actor=actor.key,
        at=at,
        after={
            "score": score.pk,
            "part": part.value,
            "hundredths": result.hundredths,
            "vetoed": score.vetoed,
            "sheet": f"{score.sheet.code}:{score.sheet.version}",
            "answers": answers,
            "notes_sm3": notes_sm3(score),
        },
    )
    return score


def notes_sm3(score: Score) -> str:
    """The digest by which the journal vouches for the words of a score."""
    return sm3(score.notes.encode(), score.note.encode()).hex()


def _start_limit(score: Score, at: datetime) -> None:
    limit = limits()[LimitKind.APPEAL]
    score.almanac_version = almanac.latest_version()
    score.appeal_limit, score.appeal_basis = limit.limit, limit.basis
    score.appeal_until = access.deadline(at, limit.limit, limit.basis, score.almanac_version).due


def _count(sample: Sample, score: Score, at: datetime) -> None:
    """The first score submitted is the one that counts."""
    mine = Sample.objects.filter(pk=sample.pk, progress=Progress.WAITING.value).update(
        progress=Progress.SCORED.value, hundredths=score.hundredths, vetoed=score.vetoed, scored_at=at
    )
    if not mine:
        first = access.counting(access.scores_of(sample))
        who = name_of(first.scorer) if first else ""
        raise Refused("scored-meanwhile", f"{who}刚刚评过这件样本，您的评分没有计入", who=who)
    words = f"您的一项工作（{Work(sample.work).label}）质检得 {scoring.shown(score.hundredths)} 分"
    remind([sample.person_id], Reminder.SCORED, subject=sample.key, words=words, at=at)
