"""Raising an emergency about a case: another platform hears that somebody is in danger."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from yihaotong.accounts.rules import Scope
from yihaotong.api.bodies import json_object
from yihaotong.api.cases import submission_of
from yihaotong.api.door import ClientToken, caller
from yihaotong.api.errors import answer
from yihaotong.api.repeating import repeatable
from yihaotong.cases import access, representations
from yihaotong.cases.actions.emergencies import raise_for_case
from yihaotong.cases.models import Emergency
from yihaotong.cases.rules.emergencies import FIELDS
from yihaotong.cases.rules.fields import clean

router = Router()


@router.post("/cases/{order_no}/emergencies", auth=ClientToken(Scope.CASES_MOVE), operation_id="raise_emergency")
@repeatable
def raise_emergency(request: HttpRequest, order_no: str) -> HttpResponse:
    """201 once the shift leaders are told; 200 when the same `submission` raised it before."""
    actor, body, at = caller(request), json_object(request), timezone.now()
    submission = submission_of(body.pop("submission", None)) or uuid4()
    given = clean(FIELDS, body)
    case = access.case_for(actor, order_no)
    again = Emergency.objects.filter(submission=submission).exists()
    raised = raise_for_case(
        case, actor=actor, at=at, submission=submission, danger=given["danger"] or None, what=given["what"], via="api"
    )
    return answer(representations.emergency(raised), 200 if again else 201)
