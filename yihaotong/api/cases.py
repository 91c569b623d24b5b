"""Filing, reading and moving one case. Bodies are checked by the table of moves; nothing is checked twice."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from yihaotong.accounts.rules import Scope
from yihaotong.api import lists
from yihaotong.api.bodies import json_object
from yihaotong.api.door import ClientToken, caller
from yihaotong.api.errors import answer
from yihaotong.api.repeating import repeatable
from yihaotong.cases import access, actions, representations
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.codes import Channel
from yihaotong.journal.refusal import Refused

router = Router()


@router.post("/cases", auth=ClientToken(Scope.CASES_FILE), operation_id="file_case")
@repeatable
def file_case(request: HttpRequest) -> HttpResponse:
    """201 with order number and query code; 200 when the same `submission` was filed before."""
    body = json_object(request)
    channel, submission = _channel(body.pop("channel", "api")), submission_of(body.pop("submission", None))
    filed = actions.file(body, actor=caller(request), at=timezone.now(), channel=channel, submission=submission)
    filing = representations.summary(filed.case) | {"query_code": filed.query_code}
    return answer(filing, 200 if filed.again else 201)


# ninja wants the methods of one address on one router.
router.get("/cases", auth=ClientToken(Scope.CASES_READ), operation_id="list_cases")(lists.list_cases)


def _channel(value: object) -> Channel:
    try:
        return Channel(str(value))
    except ValueError:
        raise Refused("not-a-choice", "没有这个来源渠道", "channel") from None


def submission_of(value: object) -> UUID | None:
    """The client's own mark of one submit. Raises Refused("not-a-uuid")."""
    if value is None:
        return None
    try:
        return UUID(str(value))
    except ValueError:
        raise Refused("not-a-uuid", "提交标识须是 UUID", "submission") from None


@router.get("/cases/{order_no}", auth=ClientToken(Scope.CASES_READ), operation_id="read_case")
def read_case(request: HttpRequest, order_no: str) -> HttpResponse:
    """The case, its clocks and the moves open to this client; without the requester's identity."""
    actor = caller(request)
    case = access.case_for(actor, order_no)
    return answer(representations.whole(case, actor, timezone.now()))


@router.post("/cases/{order_no}/moves/{move}", auth=ClientToken(Scope.CASES_MOVE), operation_id="make_move")
@repeatable
def make_move(request: HttpRequest, order_no: str, move: str) -> HttpResponse:
    """The fields of each move are listed at /moves; `version` (optional) is the one you read."""
    actor, body, at = caller(request), json_object(request), timezone.now()
    expect, case = _version(body.pop("version", None)), access.case_for(actor, order_no)
    moved = actions.move(case, move, actor=actor, at=at, data=body, expect=expect, via="api")
    return answer(representations.whole(moved, actor, at))


def _version(value: object) -> int | None:
    """In JSON 3.0 is the number 3."""
    if value is None or type(value) is int:
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise Refused("not-a-number", "version 须是整数", "version")


@router.get("/moves", operation_id="list_moves")
def list_moves(request: HttpRequest) -> HttpResponse:
    """The table of moves: from where, to where, by whom, with which fields."""
    return answer({"moves": [representations.move(row) for row in moves.MOVES.values()]})
