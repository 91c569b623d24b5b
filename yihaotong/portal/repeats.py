"""Whether this browser has just filed the same: who goes back and submits again is asked once, and nobody else learns.

Looked for among the numbers that the browser holds, in the session or in its signed cookie; nothing is kept for it.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from yihaotong.cases import access
from yihaotong.cases.actions.identity import phone_index
from yihaotong.cases.models import Case
from yihaotong.portal import proofs

#: Later than this the same words may well be the same trouble again.
_WITHIN = timedelta(hours=1)
#: So long a form is good for a submit (portal.filing), and may come back changed.
_SAME_FORM_WITHIN = timedelta(days=1)
_SALT = "portal.submission"
#: So many bytes of a submission say which form it is of, the others what was said in it.
_OF_FORM = 8


def submission_of(token: UUID, said: Mapping[str, Any]) -> UUID:
    """What marks a case as filed from this form with these words (fields as `clean` gives them).

    The same twice is one case, other words are never taken for it; whoever holds only the token of somebody else's
    form comes by no case of his, and our key keeps the words from being guessed out of the mark.
    """
    words = json.dumps({**said, "body": _squeezed(said["body"])}, sort_keys=True, ensure_ascii=False, default=str)
    form, whole = (salted_hmac(_SALT, part, algorithm="sha256").digest() for part in (token.hex, token.hex + words))
    return UUID(bytes=form[:_OF_FORM] + whole[: 16 - _OF_FORM], version=4)


def earlier(request: HttpRequest, submission: UUID, said: Mapping[str, Any], at: datetime) -> Case | None:
    """The case that he filed with the same words and telephone, or from the same form with others; None for a mere
    double press."""
    lately = list(access.filed_lately(proofs.known(request), at - _SAME_FORM_WITHIN).select_related("requester"))
    if any(case.submission == submission for case in lately):
        return None
    return next((case for case in lately if _of_form(case, submission) or _same(case, said, at)), None)


def _of_form(case: Case, submission: UUID) -> bool:
    return case.submission is not None and case.submission.bytes[:_OF_FORM] == submission.bytes[:_OF_FORM]


def _same(case: Case, said: Mapping[str, Any], at: datetime) -> bool:
    """Another telephone is another citizen at the same machine: he is told nobody's number."""
    if case.filed_at < at - _WITHIN or _squeezed(case.body) != _squeezed(said["body"]):
        return False
    number, index = "" if said["anonymous"] else said["phone"], case.requester.phone_index
    return bytes(index) == phone_index(number) if number and index else not number and not index


def _squeezed(text: str) -> str:
    return "".join(text.split())
