"""The applicant's way to his request: number and code. Wrong codes are slowed down, never locked out."""

import hmac
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from yihaotong.applications.models import Application, LookUp
from yihaotong.cases.rules import filing
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault

#: So many wrong codes for one request within the window are answered at once; after them one try a minute.
ALLOWED_FAILURES = 5
WINDOW = timedelta(minutes=15)
BETWEEN = timedelta(minutes=1)
_WRONG = "编号或查询码不对，请对照接收回执再输一次"


def query_code(number: str) -> str:
    """The code of a request's number, made from the vault's index key and stored nowhere."""
    return filing.query_code(vault.blind_index(number, purpose="application-code"))


def _as_given(number: str) -> str:
    """The number as we write it, with whatever blanks and dashes it was copied."""
    plain = re.sub(r"[\s_\u2010-\u2015\u2212\uff0d-]", "", number).upper()
    parts = re.fullmatch(r"(.*?)([0-9]{4})([0-9]{6,})", plain)
    return f"{parts[1]}{parts[2]}-{parts[3]}" if parts else plain


def look_up(number: str, code: str, *, at: datetime) -> Application:
    """The request, for whoever has its code.

    Raises Refused: "wrong-code", the same for a number that never was; "look-up-slow" with `retry_after` in seconds.
    """
    application = Application.objects.select_related("applicant").filter(number=_as_given(number)).first()
    if application is None:
        raise Refused("wrong-code", _WRONG, "code")
    with transaction.atomic():
        LookUp.objects.filter(application=application, since__lt=at - WINDOW).delete()
        tries, _ = LookUp.objects.get_or_create(application=application, defaults={"since": at})
        # Counted before the comparison, under the row's lock: many guesses at once cannot slip through together.
        LookUp.objects.filter(application=application).update(failures=F("failures") + 1)
        tries.refresh_from_db()
        if tries.failures > ALLOWED_FAILURES:
            _check_patience(tries, at)
        if hmac.compare_digest(query_code(application.number).encode(), code.strip().encode()):
            tries.delete()
            return application
    raise Refused("wrong-code", _WRONG, "code")


def _check_patience(tries: LookUp, at: datetime) -> None:
    """One try more for each minute since the first; what comes too early is not counted."""
    next_at = tries.since + (tries.failures - ALLOWED_FAILURES) * BETWEEN
    if at < next_at:
        wait = int((next_at - at).total_seconds()) + 1
        message = f"查询码连续输错了几次，请过 {wait} 秒再试"
        raise Refused("look-up-slow", message, "code", retry_after=wait)
