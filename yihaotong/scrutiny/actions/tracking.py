"""The way of whoever raised a matter to it: number and code. Wrong codes slow down and never lock (as of a case:
docs/decisions/0016-limits.md)."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from yihaotong.cases.rules import filing
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules.codes import Route
from yihaotong.vault import actions as vault

#: So many wrong codes for one matter within the window are answered plainly; after them one try in `BETWEEN`.
ALLOWED_FAILURES = 5
WINDOW = timedelta(minutes=15)
BETWEEN = timedelta(minutes=1)


def query_code(number: str) -> str:
    """The code of a number, made from the vault's index key and stored nowhere."""
    return filing.query_code(vault.blind_index(number, purpose="scrutiny-query-code"))


def look_up(number: str, code: str, *, at: datetime) -> Matter:
    """The matter, for whoever has its code. Raises Refused: "wrong-code", the same for a number that never was;
    "look-up-slow" with `retry_after`, in seconds."""
    wrong = Refused("wrong-code", "编号或查询码不对，请对照回执再输一次", "code")
    matter = Matter.objects.filter(number=number, route=Route.PUBLIC.value).first()
    if matter is None:
        raise wrong
    with transaction.atomic():
        rows = Matter.objects.filter(pk=matter.pk)
        rows.filter(failing_since__lt=at - WINDOW).update(failures=0, failing_since=None)
        rows.filter(failing_since=None).update(failing_since=at)
        # Counted before the comparison, under the row's lock: many guesses at once cannot slip through together.
        rows.update(failures=F("failures") + 1)
        matter.refresh_from_db()
        # What comes too early is not counted: the refusal takes the counting back.
        _check_patience(matter, at)
        if hmac.compare_digest(query_code(number).encode(), code.encode()):
            rows.update(failures=0, failing_since=None)
            return matter
    raise wrong


def _check_patience(matter: Matter, at: datetime) -> None:
    beyond = matter.failures - ALLOWED_FAILURES
    next_at = (matter.failing_since or at) + beyond * BETWEEN
    if beyond > 0 and at < next_at:
        wait = int((next_at - at).total_seconds()) + 1
        message = f"查询码连续输错了几次，请过 {wait} 秒再试"
        raise Refused("look-up-slow", message, "code", retry_after=wait)
