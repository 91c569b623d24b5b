"""Version 1 of the API. Bodies are described by the table of moves and checked by it; nothing is checked twice."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from ninja import NinjaAPI

from yihaotong import __version__
from yihaotong.accounts.rules import Actor
from yihaotong.api import errors
from yihaotong.api.door import ClientToken
from yihaotong.cases import access, actions, representations
from yihaotong.cases.rules import fields, moves
from yihaotong.cases.rules.codes import Channel
from yihaotong.journal.refusal import Refused

api = NinjaAPI(title="一号通", version=__version__, auth=ClientToken(), docs_url=None, urls_namespace="api")
errors.install(api)

_FILE_SCHEMA = fields.json_schema(moves.FILE_FIELDS)
_FILE_SCHEMA["properties"] |= {
    "channel": {
        "type": "string",
        "title": "来源渠道",
        "enum": [channel.value for channel in Channel],
        "default": "api",
    },
    "submission": {
        "type": "string",
        "format": "uuid",
        "title": "提交标识",
        "description": "同一标识重复提交只登记一次，返回原工单",
    },
}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Refused("not-json", "请求正文不是 JSON，或嵌套太深") from None
    if not isinstance(body, dict):
        raise Refused("not-json", "请求正文须是一个 JSON 对象")
    return body


def _actor(request: HttpRequest) -> Actor:
    return request.auth  # type: ignore[attr-defined]  # set by ClientToken


@api.post("/cases", summary="登记一张工单", openapi_extra=_body(_FILE_SCHEMA))
def file_case(request: HttpRequest) -> JsonResponse:
    """201 with order number and query code; 200 when the same `submission` was filed before."""
    body = _json(request)
    channel, submission = _channel(body.pop("channel", "api")), _submission(body.pop("submission", None))
    filed = actions.file(body, actor=_actor(request), at=timezone.now(), channel=channel, submission=submission)
    filing = representations.summary(filed.case) | {"query_code": filed.query_code}
    return errors.answer(filing, 200 if filed.again else 201)


def _channel(value: object) -> Channel:
    try:
        return Channel(str(value))
    except ValueError:
        raise Refused("not-a-choice", "没有这个来源渠道", "channel") from None


def _submission(value: object) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(str(value))
    except ValueError:
        raise Refused("not-a-uuid", "提交标识须是 UUID", "submission") from None


@api.get("/cases/{order_no}", summary="查看一张工单")
def read_case(request: HttpRequest, order_no: str) -> JsonResponse:
    """The case, its clocks and the moves open to this client; without the requester's identity."""
    actor = _actor(request)
    case = access.case_for(actor, order_no)
    return errors.answer(representations.whole(case, actor))


@api.post("/cases/{order_no}/moves/{move}", summary="对工单做一个动作", openapi_extra=_body({"type": "object"}))
def make_move(request: HttpRequest, order_no: str, move: str) -> JsonResponse:
    """The fields of each move are listed at /moves; `version` (optional) is the one you read."""
    actor, body = _actor(request), _json(request)
    expect = body.pop("version", None)
    if expect is not None and not isinstance(expect, int):
        raise Refused("not-a-number", "version 须是整数", "version")
    case = access.case_for(actor, order_no)
    moved = actions.move(case, move, actor=actor, at=timezone.now(), data=body, expect=expect, via="api")
    return errors.answer(representations.whole(moved, actor))


@api.get("/moves", summary="动作表")
def list_moves(request: HttpRequest) -> JsonResponse:
    """The table of moves: from where, to where, by whom, with which fields."""
    return errors.answer({"moves": [representations.move(row) for row in moves.MOVES.values()]})
