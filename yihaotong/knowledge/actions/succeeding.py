"""When a unit is no more: what it answers for in the knowledge base is its successor's from then on."""

from datetime import datetime

from django.db import transaction

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.models import MODELS, Record
from yihaotong.knowledge.rules import powers
from yihaotong.knowledge.rules.codes import SUBJECTS


@transaction.atomic
def hand_over(record: Record, *, actor: Actor, at: datetime, to: Unit, reason: str) -> Record:
    """Make `to` the unit of an entry, a bulletin or a template; its words and versions stay as they are.

    Raises Refused: wrong-role, unit-gone, stale (another unit has it by now).
    """
    powers.check_hands_over(actor)
    if to.dissolved_on is not None:
        raise Refused("unit-gone", "该单位已撤销，请交给接替的单位", "unit")
    held: Record = MODELS[record.noun].objects.select_for_update().get(pk=record.pk)
    if held.unit_id != record.unit_id:
        raise Refused("stale", "别人刚刚改了它的归口单位，请看过再改")
    before, held.unit = held.unit_id, to
    held.save(update_fields=["unit"])
    journal.record(
        f"{SUBJECTS[held.noun]}.hand_over",
        subject=held.key,
        actor=actor.key,
        at=at,
        reason=reason,
        before={"unit": before},
        after={"unit": to.pk},
    )
    return held
