"""Errors found after release: entered once, charged to a gate and a level, told to whoever did that level."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.articles.actions.moving import begin, line
from yihaotong.articles.models import Article, Slip
from yihaotong.articles.rules import checks
from yihaotong.articles.rules.codes import Level
from yihaotong.articles.rules.moves import MOVES
from yihaotong.cases.rules.fields import clean
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind


@transaction.atomic
def note_slip(article: Article, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Slip:
    """Raises Refused: wrong-progress, wrong-role, not-released, in-the-future, check-blocks, or naming the field."""
    said = clean(MOVES["note_slip"].fields, data)
    checks.check_words(said["words"], sure=True, field="words", label="错在哪里")
    fresh, _move = begin(article, "note_slip", actor=actor, expect=None)
    went = fresh.standing
    if went is None:
        raise Refused("not-released", "还没有发布过；发布前发现的，请审核人写进审核意见")
    if said["found_on"] > localtime(at).date():
        raise Refused("in-the-future", "发现日期不能晚于今天", "found_on")
    level = said["level"]
    reviewer = {Level.FIRST: went.first_by, Level.SECOND: went.second_by, Level.THIRD: went.third_by}[level]
    slip = Slip(
        article=fresh,
        version=went.version,
        gate=said["gate"].value,
        level=level.value,
        reviewer=reviewer,
        stakes=said["stakes"].value,
        found_by=said["found_by"].value,
        found_on=said["found_on"],
        words=said["words"],
        by=actor.key,
        at=at,
    )
    slip.save(force_insert=True)
    after = {"slip": slip.pk, "gate": slip.gate, "level": slip.level, "stakes": slip.stakes}
    line(fresh, "note_slip", actor=actor, at=at, after=after | {"words_sm3": sm3(slip.words.encode()).hex()})
    kind, _colon, number = reviewer.partition(":")
    if kind == "person":
        words = f"“{went.version.title[:60]}”发布后发现差错，记在您做的{level.label}"
        reminders.remind([int(number)], Kind.ARTICLE, subject=fresh.key, words=words, at=at)
    return slip
