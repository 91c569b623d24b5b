"""What a supplement writes: the requester's further words, whoever typed them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.models import Case, Supplement
from yihaotong.cases.rules.moves.ending import SUPPLEMENTS_A_DAY
from yihaotong.journal.refusal import Refused


def supplement(keeper: Keeper, case: Case, data: Mapping[str, Any], actor: Actor, at: datetime) -> dict[str, Any]:
    """Raises Refused("too-many-supplements"). The case's row is locked by now, so two at once are counted."""
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if case.supplements.filter(at__gte=midnight).count() >= SUPPLEMENTS_A_DAY:
        raise Refused(
            "too-many-supplements",
            f"今天已经补充了 {SUPPLEMENTS_A_DAY} 次，请明天再补，或把要说的写在一起；急事请拨打 12345",
            "text",
        )
    added = Supplement(case=case, at=at, by=actor.key, text=data["text"])
    keeper.add(added)
    return told(added)
