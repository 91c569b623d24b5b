"""Cases that have ended go to the archive after the city's number of days, a batch at a time."""

from datetime import datetime

from yihaotong.accounts.rules import WORKER
from yihaotong.cases import city
from yihaotong.cases.actions.moving import move
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import ENDED
from yihaotong.journal.refusal import Refused

BATCH = 500


def archive_due(at: datetime) -> int:
    """Archive up to `BATCH` cases that ended long enough ago; how many. Harmless when it runs twice."""
    ended = Case.objects.filter(stage__in=sorted(map(str, ENDED)), moved_at__lte=at - city.archive_after())
    due = ended.order_by("moved_at", "pk")[:BATCH]
    return sum(_archive(case, at) for case in due)


def _archive(case: Case, at: datetime) -> bool:
    try:
        move(case, "archive", actor=WORKER, at=at)
    except Refused:
        return False  # another worker, or a supervisor, was there first
    return True
