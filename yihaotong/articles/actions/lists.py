"""The lists of the pre-check: kept by the office, in versions, each change with its reason."""

from datetime import datetime

from django.db import IntegrityError, transaction

from yihaotong.accounts.rules import Actor
from yihaotong.articles import access
from yihaotong.articles.models import Roll
from yihaotong.articles.rules import moves, rolls
from yihaotong.articles.rules.rolls import RollKind
from yihaotong.cases.rules.fields import Field, clean
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules.chain import sm3

REASON = Field("reason", "修改理由", required=True)


@transaction.atomic
def set_roll(kind: RollKind, lines: str, *, actor: Actor, at: datetime, expect: int, reason: str) -> Roll:
    """Put a list in force from now on. Raises Refused: wrong-role, bad-line, missing, nothing-changed, stale."""
    if not actor.roles & moves.OFFICE:
        raise Refused("wrong-role", "这份清单由公开专员或公开工作负责人维护")
    why = clean((REASON,), {"reason": reason})["reason"]
    text = "\n".join(line.strip() for line in lines.splitlines() if line.strip())
    count = rolls.check(kind, text)
    number, held = access.roll(kind)
    if number != expect:
        raise Refused("stale", "您打开之后别人改过这份清单，请看过再改", version=number)
    if text == held:
        raise Refused("nothing-changed", "与现在的清单一字不差", "lines")
    kept = Roll(kind=kind.value, number=number + 1, lines=text, reason=why, at=at, by=actor.key)
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError:
        raise Refused("stale", "您打开之后别人改过这份清单，请看过再改", version=number + 1) from None
    journal.record(
        "article_roll.set",
        subject=f"article_roll:{kind.value}",
        actor=actor.key,
        at=at,
        reason=why,
        before={"number": number},
        after={"number": kept.number, "lines": count, "text_sm3": sm3(text.encode()).hex()},
    )
    return kept
