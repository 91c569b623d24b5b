"""The OpenAPI document: what ninja knows of the operations, and everything it cannot know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from yihaotong.accounts.rules import CLIENT_ROLES, Scope
from yihaotong.api import schemas
from yihaotong.api.problems import PROBLEMS
from yihaotong.cases.rules import filters
from yihaotong.cases.rules.moves import Move
from yihaotong.journal.codes import Code

Described = dict[str, Any]

MOVE_PATH = "/api/v1/cases/{order_no}/moves/{move}"
TAGS = {
    "cases": "工单",
    "moves": "动作",
    "changes": "变更流",
    "attachments": "附件",
    "articles": "公开信息",
    "applications": "依申请公开",
}
_READ, _WRITE = (401, 403, 500, 503), (401, 403, 409, 411, 413, 415, 500, 503)
_PATH = {"name": "order_no", "in": "path", "required": True, "schema": schemas.NUMBER}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": schemas.KEY,
    "description": "幂等键：同一键重发只办一次，7 天内答原话；同一键换了内容答 409",
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}


@dataclass(frozen=True)
class Operation:
    """What a reader needs to know of one operation besides its address."""

    summary: str
    told: str
    tag: str
    scope: Scope | None
    answers: Mapping[int, tuple[str, str]]
    problems: Iterable[int]
    parameters: tuple[Described, ...] = ()
    body: str = ""
    body_needed: bool = True


def _query(name: str, words: str, schema: Described, **more: Any) -> Described:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema} | more


def _several(name: str, schema: Described) -> Described:
    """A filter of which several values count: repeated, or parted by commas in one."""
    return _query(name, f"{filters.label(name)}，可给多个", schemas.listed(schema), style="form", explode=True)


def _choices(codes: type[Code]) -> Described:
    return {"type": "string", "enum": [member.value for member in codes]}


def _list_parameters() -> tuple[Described, ...]:
    code = {"type": "string", "pattern": "^[A-Za-z0-9-]{1,20}$"}
    day = {"type": "string", "format": "date"}
    return (
        *(_several(name, _choices(codes)) for name, (_, codes) in filters.CHOICES.items()),
        *(_several(name, code) for name in filters.CODES),
        _query("place", "区域代码，含其下各级", code),
        _query("since", "受理日期起，含当日", day),
        _query("until", "受理日期止，含当日", day),
        _query("overdue", "1：只要超期的", {"type": "string", "enum": ["0", "1"]}),
        _query("q", "文字：标题、内容、答复、编号、地点；空格分开的各词都要有", {"type": "string", "maxLength": 300}),
        _query("sort", "newest 新的在前（默认）；due 先到期的在前", {"type": "string", "enum": ["newest", "due"]}),
        _query("after", "下一页的键", schemas.TEXT),
        _query("before", "上一页的键", schemas.TEXT),
        _query("limit", "一页几张", {"type": "integer", "minimum": 1, "maximum": 200, "default": 20}),
    )


OPERATIONS: Mapping[str, Operation] = {
    "draft_article": Operation(
        "起草一篇稿件",
        "存为第 1 版草稿；发布仍须在工作台送审、三审三校（先审后发）。接口用户须有岗位 client。",
        "articles",
        Scope.ARTICLES_DRAFT,
        {201: ("ArticleReceipt", "已存草稿"), 200: ("ArticleReceipt", "同一 submission 起草过，答原来那一篇")},
        (400, *_WRITE, 422),
        (_KEY,),
        "ArticleBody",
    ),
    "hand_over_application": Operation(
        "转来一件依申请公开",
        "市级平台把收到的申请转来；同一 platform_no 只登记一次，再来时更新平台的时限和状态，"
        "平台上已撤回的这里也撤回。接口用户须有岗位 client。",
        "applications",
        Scope.APPLICATIONS_HAND_OVER,
        {201: ("ApplicationStatus", "已登记"), 200: ("ApplicationStatus", "这个平台编号转来过，答它现在的情况")},
        (400, *_WRITE, 422),
        (_KEY,),
        "HandOverBody",
    ),
    "read_application": Operation(
        "查转来的一件办到哪一步",
        "只答本单位的接口用户转来的；没有个人信息。",
        "applications",
        Scope.APPLICATIONS_HAND_OVER,
        {200: ("ApplicationStatus", "办理情况")},
        (*_READ, 404),
        ({"name": "platform_no", "in": "path", "required": True, "schema": schemas.PLATFORM_NO},),
    ),
    "file_case": Operation(
        "登记一张工单",
        "登记后给出工单编号和查询码。",
        "cases",
        Scope.CASES_FILE,
        {201: ("Receipt", "已登记"), 200: ("Receipt", "同一 submission 登记过，答原工单")},
        (400, *_WRITE, 422),
        (_KEY,),
        "FileBody",
    ),
    "list_cases": Operation(
        "列出、检索工单",
        "只列您看得到的。翻页：把 after 原样带回来，其他参数不变。带 q 时每张工单另有 highlight。不认识的参数答 422。",
        "cases",
        Scope.CASES_READ,
        {200: ("CasePage", "一页工单")},
        (*_READ, 422),
        _list_parameters(),
    ),
    "read_case": Operation(
        "查看一张工单",
        "工单、各时限、此刻可做的动作；没有诉求人身份。",
        "cases",
        Scope.CASES_READ,
        {200: ("Case", "工单")},
        (*_READ, 404),
        (_PATH,),
    ),
    "raise_emergency": Operation(
        "报急",
        "有人正处在危险之中：班长的屏幕上当即有警报，报告值班室的时限从此刻起算，工单列为特急。"
        "一张工单同时只有一件没了结的。接口用户须有岗位 client。",
        "moves",
        Scope.CASES_MOVE,
        {201: ("Emergency", "已报急"), 200: ("Emergency", "同一 submission 报过，答原来那一件")},
        (400, *_WRITE, 404, 422),
        (_PATH, _KEY),
        "EmergencyBody",
        body_needed=False,
    ),
    "list_moves": Operation(
        "动作表",
        "每个动作从哪个环节到哪个环节、谁可做、要填什么。",
        "moves",
        None,
        {200: ("MoveTable", "动作表")},
        (401, 500, 503),
    ),
    "attach_files": Operation(
        "上传附件",
        "一次可传几个文件；按内容认类型，图片重新编码、去掉拍摄信息。同样的内容再传一次，不会多一份。"
        "有的收下、有的没有，答 201 并在 refused 里说明；一个也没收下的，答错误。",
        "attachments",
        Scope.ATTACHMENTS_WRITE,
        {201: ("Attached", "已收下")},
        (400, *_WRITE, 404, 422),
        (_PATH, _KEY),
    ),
    "list_attachments": Operation(
        "列出附件",
        "您看得到的附件，各带一个十分钟内有效的地址。",
        "attachments",
        Scope.CASES_READ,
        {200: ("AttachmentList", "附件")},
        (*_READ, 404),
        (_PATH,),
    ),
    "list_changes": Operation(
        "读变更流",
        "您看得到的工单上发生的事，按先后，不缺不重。第一次从头读，或给 since=now 从此刻读起；以后把 after 带回来。"
        "一事发生后一秒内可读到。",
        "changes",
        Scope.CHANGES_READ,
        {200: ("ChangePage", "一批变更")},
        (*_READ, 409, 422),
        (
            _query("after", "上次答复里的 after", schemas.TEXT),
            _query("since", "now：不要以前的", {"type": "string", "enum": ["now"]}),
            _query("limit", "最多几条", {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}),
        ),
    ),
}


def _move(move: Move) -> Operation:
    """The description of one move; a client tries those of its own roles, the others are for who holds the post."""
    roles = sorted(move.by & CLIENT_ROLES)
    who = f"接口用户须有岗位 {'、'.join(roles)}。" if roles else "接口用户不能担任所需岗位，答 403。"
    return Operation(
        move.label,
        f"{move.effect}。{who}",
        "moves",
        Scope.CASES_MOVE,
        {200: ("Case", "此后的工单")},
        (400, *_WRITE, 404, 422),
        (_PATH, _KEY),
        schemas.body_name(move),
        body_needed=any(field.required for field in move.fields),
    )


_ANY_MOVE = Operation(
    "做一个动作（按名称）",
    "与下列各动作的地址相同，供按动作表办事的程序使用。",
    "moves",
    Scope.CASES_MOVE,
    {200: ("Case", "此后的工单")},
    (400, *_WRITE, 404, 422),
    (_PATH, {"name": "move", "in": "path", "required": True, "schema": schemas.TEXT}, _KEY),
    "AnyBody",
    body_needed=False,
)


def _described(operation_id: str, operation: Operation) -> Described:
    described: Described = {
        "operationId": operation_id,
        "summary": operation.summary,
        "description": operation.told,
        "tags": [operation.tag],
        "security": [{"ClientToken": [operation.scope.value] if operation.scope else []}],
        "parameters": list(operation.parameters),
        "responses": {
            str(code): {"description": words, "content": {"application/json": {"schema": schemas.ref(name)}}}
            for code, (name, words) in operation.answers.items()
        }
        | problem_answers(operation.problems),
    }
    if operation.body:
        content = {"application/json": {"schema": schemas.ref(operation.body)}}
        described["requestBody"] = {"required": operation.body_needed, "content": content}
    return described


def problem_answers(statuses: Iterable[int]) -> dict[str, Described]:
    """References to the answers for refusals, by HTTP code."""
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(statuses)}


def _problem_responses() -> dict[str, Described]:
    """One answer for each HTTP code, naming the codes it may carry."""
    found: dict[int, list[str]] = {}
    for code, meaning in PROBLEMS.items():
        found.setdefault(int(meaning.status), []).append(f"`{code}` {meaning.words}")
    content = {"application/problem+json": {"schema": schemas.ref("Problem")}}
    return {f"Problem{status}": {"description": "；".join(told), "content": content} for status, told in found.items()}


class Api(NinjaAPI):
    """ninja's API whose document says what its clients are answered."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document["paths"] = dict(_paths(document["paths"]))
        document["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        document["tags"] = [{"name": name, "description": words} for name, words in TAGS.items()]
        document["components"]["schemas"] |= schemas.components()
        document["components"]["responses"] = _problem_responses()
        document.pop("servers", None)  # the address it was fetched from
        return document


def _paths(paths: Mapping[str, Mapping[str, Described]]) -> Iterable[tuple[str, dict[str, Described]]]:
    """The addresses with our descriptions; the one for any move is followed by one for each."""
    for path, methods in paths.items():
        yield path, {method: _enriched(path, each) for method, each in methods.items()}
        if path == MOVE_PATH:
            for move in schemas.documented_moves():
                described = _described(f"move_{move.name}", _move(move))
                yield path.replace("{move}", move.name), {"post": described}


def _enriched(path: str, described: Described) -> Described:
    operation_id = described["operationId"]
    if path == MOVE_PATH:
        return _described(operation_id, _ANY_MOVE)
    if operation_id in OPERATIONS:
        sent = {"requestBody": described["requestBody"]} if "requestBody" in described else {}
        return sent | _described(operation_id, OPERATIONS[operation_id])
    answers = {str(code): each for code, each in described["responses"].items()}
    known = _READ if "requestBody" not in described else (400, *_WRITE)
    return described | {"responses": problem_answers((*known, 404, 422)) | answers}
