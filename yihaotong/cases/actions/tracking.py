"""The citizen's way to his case: number and code. Wrong codes are limited by case, not by address."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from yihaotong.cases.models import Case, LookUp
from yihaotong.cases.rules import filing
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault

ALLOWED_FAILURES = 5
WINDOW = timedelta(minutes=15)
_WRONG = "编号或查询码不对，请对照回执再输一次"


def query_code(order_no: str) -> str:
    """The code of an order number, made from the vault's index key and stored nowhere."""
    return filing.query_code(vault.blind_index(order_no, purpose="query-code"))


def look_up(order_no: str, code: str, *, at: datetime) -> Case:
    """The case, for whoever has its code.

    Raises Refused("wrong-code"), the same for a number that never was, and Refused("look-up-locked") after
    `ALLOWED_FAILURES` wrong codes for one case within `WINDOW`.
    """
    case = Case.objects.select_related("lead_unit").filter(order_no=order_no).first()
    if case is None:
        raise Refused("wrong-code", _WRONG, "code")
    with transaction.atomic():
        LookUp.objects.filter(case=case, since__lt=at - WINDOW).delete()
        tries, _ = LookUp.objects.get_or_create(case=case, defaults={"since": at})
        # Counted before the comparison, under the row's lock: many guesses at once cannot slip through together.
        LookUp.objects.filter(case=case).update(failures=F("failures") + 1)
        tries.refresh_from_db()
        if tries.failures <= ALLOWED_FAILURES and hmac.compare_digest(query_code(order_no).encode(), code.encode()):
            tries.delete()
            return case
    if tries.failures >= ALLOWED_FAILURES:
        minutes = int(WINDOW.total_seconds() // 60)
        raise Refused("look-up-locked", f"查询码连续输错，请 {minutes} 分钟后再试", "code")
    # The same words as for a number that never was: how many tries are left would tell which numbers are real.
    raise Refused("wrong-code", _WRONG, "code")
