"""What the knowledge base does about the acts of others, and at which times."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from yihaotong.jobs import schedule
from yihaotong.journal import consuming
from yihaotong.journal import verifying as journal
from yihaotong.journal.models import Line
from yihaotong.knowledge import verifying
from yihaotong.knowledge.actions import count_uses, remind_of_reviews

#: Its place in the journal.
CONSUMER = "knowledge.uses"


def register() -> None:
    consuming.register(CONSUMER, count_answers)
    journal.register(verifying.check)
    schedule.register("knowledge.reviews", timedelta(hours=1), remind_of_reviews)


def count_answers(lines: Sequence[Line], at: datetime) -> None:  # noqa: ARG001 — every consumer is told the time
    """用它答复: each direct answer names the entry or the bulletin it quoted."""
    answers = (line.facts.get("after") or {} for line in lines if line.kind == "case.answer")
    uses = Counter(str(after["entry"]) for after in answers if after.get("entry"))
    if uses:
        count_uses(uses)
