"""三审三校: five gates and the proofreading at each level; and asking others where reviewers cannot decide."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import Actor, Role
from yihaotong.articles import access
from yihaotong.articles.actions.moving import begin, line, put, tell_author, tell_office, tell_waiting
from yihaotong.articles.models import Article, Asking, Review, Version
from yihaotong.articles.rules import contents, gate
from yihaotong.articles.rules.codes import LEVEL_AT, LEVELS, Gate, Level, Progress, Told, Whom
from yihaotong.articles.rules.moves import GATE_FIELDS, MOVES, REVIEW_AT
from yihaotong.cases.rules.fields import clean
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind


@transaction.atomic
def review(
    article: Article,
    data: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    expect: int | None,
    digest: str = "",
) -> Review:
    """Sign one level of the newest version. `digest` is that of the text on the screen: who signs, signs what he read.

    Raises Refused: stale, wrong-progress, wrong-role, own-article, reviewed-already, words-missing, not-proofread, or
    naming the field at fault.
    """
    level = LEVEL_AT.get(article.at_progress)
    if level is None:
        raise Refused("wrong-progress", f"稿件现在是“{article.at_progress.label}”，没有要审的")
    answers = clean(GATE_FIELDS, data)
    passed = gate.outcome(answers)
    fresh, move = begin(article, REVIEW_AT[article.at_progress].name, actor=actor, expect=expect)
    version = access.latest_of(fresh)
    if digest and digest != version.digest:
        raise Refused("stale", "您打开之后稿件又改过，请看过新版再审", version=fresh.version)
    kept = _sign(version, level, answers, passed=passed, actor=actor, at=at)
    target = move.targets[0] if passed else Progress.DRAFT
    told = put(fresh, move, target, at=at)
    _write_line(fresh, kept, told, actor=actor, at=at)
    _tell(fresh, level, passed=passed, at=at)
    return kept


def _sign(
    version: Version, level: Level, answers: Mapping[str, Any], *, passed: bool, actor: Actor, at: datetime
) -> Review:
    gates = {each.value: [answers[each.value].value, answers[f"{each.value}_words"]] for each in Gate}
    kept = Review(
        version=version,
        level=level.value,
        by=actor.key,
        at=at,
        digest=contents.digest(version.content),
        gates=gates,
        passed=passed,
        proofread=answers["proofread"],
        corrections=answers["corrections"],
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        raise Refused("reviewed-already", "这一版的这一审已经有人做过，或您已做过它的另一审") from None
    return kept


def _write_line(article: Article, kept: Review, told: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    line(
        article,
        "review",
        actor=actor,
        at=at,
        after={
            **told,
            "level": kept.level,
            "sha256": kept.digest,
            "passed": kept.passed,
            "gates": {name: found[0] for name, found in kept.gates.items()},
            "words_sm3": sm3(str(kept.gates).encode(), kept.corrections.encode()).hex(),
            "proofread": kept.proofread,
        },
    )


def _tell(article: Article, level: Level, *, passed: bool, at: datetime) -> None:
    title = access.latest_of(article).title[:60]
    if not passed:
        tell_author(article, f"稿件“{title}”{level.label}没有通过，请按意见修改", at)
    elif article.at_progress is Progress.APPROVED:
        tell_office(article, f"稿件“{title}”三审三校已通过，待发布", at)
    else:
        tell_waiting(article, at)


@transaction.atomic
def ask(article: Article, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int | None) -> Asking:
    """请示: it waits here until somebody who may decide has answered (条例 art. 17).

    Raises Refused: stale, wrong-progress, wrong-role, own-article, or naming the field at fault.
    """
    said = clean(MOVES["ask"].fields, data)
    fresh, move = begin(article, "ask", actor=actor, expect=expect)
    version, level = access.latest_of(fresh), LEVEL_AT[fresh.at_progress]
    asking = Asking(
        article=fresh,
        version=version,
        level=level.value,
        whom=said["whom"].value,
        question=said["question"],
        by=actor.key,
        at=at,
    )
    asking.save(force_insert=True)
    told = put(fresh, move, Progress.ASKED, at=at)
    line(fresh, "ask", actor=actor, at=at, after=told | {"asking": asking.pk, "whom": asking.whom})
    role = Role.SECRECY_OFFICER if said["whom"] is Whom.SECRECY else Role.DISCLOSURE_OFFICER
    words = f"稿件“{version.title[:60]}”请示{said['whom'].label}，待登记答复"
    reminders.remind(holders([role], at), Kind.ARTICLE, subject=fresh.key, words=words, at=at)
    return asking


@transaction.atomic
def answer(article: Article, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int | None) -> Asking:
    """What came back. 可以发布 leads back to the level that asked; anything else to the author.

    Raises Refused: stale, wrong-progress, wrong-role, own-question, or naming the field at fault.
    """
    said = clean(MOVES["answer"].fields, data)
    fresh, move = begin(article, "answer", actor=actor, expect=expect)
    asking = access.open_asking(fresh)
    if asking is None:
        raise Refused("wrong-progress", "没有待答复的请示")
    if asking.by == actor.key or actor.key in access.writers_of(fresh):
        raise Refused("own-question", "请示人和写稿人不能自己登记答复，请由另一位登记")
    may = said["told"] is Told.MAY
    asking.told, asking.answerer, asking.answer = said["told"].value, said["answerer"], said["answer"]
    asking.answered_by, asking.answered_at = actor.key, at
    asking.save(update_fields=["told", "answerer", "answer", "answered_by", "answered_at"])
    target = LEVELS[Level(asking.level)][0] if may else Progress.DRAFT
    told = put(fresh, move, target, at=at)
    line(fresh, "answer", actor=actor, at=at, after=told | {"asking": asking.pk, "told": asking.told})
    if may:
        tell_waiting(fresh, at)
    else:
        title = access.latest_of(fresh).title[:60]
        tell_author(fresh, f"稿件“{title}”请示的答复是{said['told'].label}", at)
    return asking
