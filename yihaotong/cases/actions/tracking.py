"""The citizen's way to his case: number and code. Wrong codes are met with a second question, never with a lock:
numbers can be guessed, and whoever guesses must not be able to shut the citizen out (docs/decisions/0016-limits.md)."""

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from yihaotong.cases.actions import identity
from yihaotong.cases.models import Case, LookUp
from yihaotong.cases.rules import filing
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault

#: So many wrong codes for one case within the window are answered plainly.
ALLOWED_FAILURES = 5
WINDOW = timedelta(minutes=15)
#: After them, where there is no telephone to ask for: one try in this time.
BETWEEN = timedelta(minutes=1)
_WRONG = "编号或查询码不对，请对照回执再输一次"
_ASK_TAIL = "这张工单的查询码连续输错了几次。为防别人猜码，请同时填登记时所留电话的后四位"
_WRONG_TAIL = "编号、查询码或电话后四位不对，请核对后再输；号码找不到了，可拨打 12345"


def query_code(order_no: str) -> str:
    """The code of an order number, made from the vault's index key and stored nowhere."""
    return filing.query_code(vault.blind_index(order_no, purpose="query-code"))


def look_up(order_no: str, code: str, *, at: datetime, tail: str = "", known: bool = False) -> Case:
    """The case, for whoever has its code.

    After `ALLOWED_FAILURES` wrong codes for one case within `WINDOW` the code alone opens it only on a device that
    is `known` to have opened it before; elsewhere it takes the last four digits of the telephone besides (`tail`),
    or, where none was left, patience. Raises Refused: "wrong-code", the same for a number that never was;
    "look-up-guarded", whether the code was right or not; "look-up-slow" with `retry_after`, in seconds.
    """
    case = Case.objects.select_related("lead_unit", "requester").filter(order_no=order_no).first()
    if case is None:
        raise Refused("wrong-code", _WRONG, "code")
    with transaction.atomic():
        LookUp.objects.filter(case=case, since__lt=at - WINDOW).delete()
        tries, _ = LookUp.objects.get_or_create(case=case, defaults={"since": at})
        # Counted before the comparison, under the row's lock: many guesses at once cannot slip through together.
        LookUp.objects.filter(case=case).update(failures=F("failures") + 1)
        tries.refresh_from_db()
        guarded = tries.failures > ALLOWED_FAILURES and not known
        proof = identity.phone_tail(case) if guarded else ""
        if guarded and not proof:
            # What comes too early is not counted: the refusal takes the counting back.
            _check_patience(tries, at)
        if _same(query_code(order_no), code) and _same(proof, tail if proof else ""):
            tries.delete()
            return case
    if guarded and proof:
        raise Refused("look-up-guarded", _WRONG_TAIL if tail else _ASK_TAIL, "tail")
    # The same words as for a number that never was: how many tries are left would tell which numbers are real.
    raise Refused("wrong-code", _WRONG, "code")


def _same(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode())


def _check_patience(tries: LookUp, at: datetime) -> None:
    """One try more for each minute since the first."""
    next_at = tries.since + (tries.failures - ALLOWED_FAILURES) * BETWEEN
    if at < next_at:
        wait = int((next_at - at).total_seconds()) + 1
        raise Refused(
            "look-up-slow",
            f"这张工单的查询码连续输错了几次，请过 {wait} 秒再试，或拨打 12345",
            "code",
            retry_after=wait,
        )
