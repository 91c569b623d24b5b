"""依申请公开 handed over by a city-wide platform that is not ours, and our state for it to read back."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from yihaotong.accounts.rules import Scope
from yihaotong.api.bodies import json_object
from yihaotong.api.door import ClientToken, caller
from yihaotong.api.errors import answer
from yihaotong.api.repeating import repeatable
from yihaotong.applications import actions, handed_over
from yihaotong.applications.models import PlatformLink
from yihaotong.journal.refusal import Refused

router = Router()


@router.post("/applications", auth=ClientToken(Scope.APPLICATIONS_HAND_OVER), operation_id="hand_over_application")
@repeatable
def hand_over_application(request: HttpRequest) -> HttpResponse:
    """201 for a new request; 200 for a number that came before, with what the platform says now taken over."""
    body, actor, at = json_object(request), caller(request), timezone.now()
    number = body.get("platform_no")
    if isinstance(number, str) and "\x00" not in number and handed_over.taken(actor, number.strip()):
        raise Refused("platform-no-taken", "这个平台编号是别的单位转来的", "platform_no")
    done = actions.hand_over(body, actor=actor, at=at, via="api")
    link = PlatformLink.objects.select_related("application").get(application=done.application)
    return answer(handed_over.status(link), 201 if done.outcome == "new" else 200)


@router.get(
    "/applications/{platform_no}", auth=ClientToken(Scope.APPLICATIONS_HAND_OVER), operation_id="read_application"
)
def read_application(request: HttpRequest, platform_no: str) -> HttpResponse:
    """Where it stands here, for the unit that handed it over; without personal data."""
    try:
        link = handed_over.link_for(caller(request), platform_no)
    except PlatformLink.DoesNotExist:
        raise Refused("not-found", "没有这件申请，或不是您的单位转来的") from None
    return answer(handed_over.status(link))
