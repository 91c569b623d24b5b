"""The shapes of bodies and answers as JSON Schema, made from the codes and the table of moves where these say it."""

from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.api.examples import APPLICATION, ARTICLE, FILING
from yihaotong.applications.rules import codes as applying
from yihaotong.applications.rules import platform
from yihaotong.articles.rules import contents
from yihaotong.articles.rules.codes import Progress
from yihaotong.cases.rules import emergencies, fields, moves
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Channel, Outcome, RequestType, Stage, Urgency
from yihaotong.journal.codes import Code

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time", "examples": ["2026-11-23T06:12:01.428213+08:00"]}
NUMBER: Schema = {"type": "string", "title": "工单编号", "examples": ["YC20261123000004"]}
VERSION: Schema = {
    "type": "integer",
    "minimum": 1,
    "title": "版本",
    "description": "您读到的 version；工单其后又有变动的，答 409 stale",
}
PLATFORM_NO: Schema = {"type": "string", "title": "平台编号", "minLength": 1, "maxLength": 60}
KEY: Schema = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    """The same, or null."""
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def shape(title: str, /, **properties: Schema) -> Schema:
    """An object all of whose properties are always there."""
    return {"type": "object", "title": title, "required": list(properties), "properties": properties}


def listed(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _codes(title: str, codes: type[Code]) -> Schema:
    told = "；".join(f"`{member.value}` {member.label}" for member in codes)
    return {"type": "string", "title": title, "enum": [member.value for member in codes], "description": told}


_SUMMARY: dict[str, Schema] = {
    "order_no": NUMBER,
    "version": {
        "type": "integer",
        "title": "版本",
        "description": "每换一次环节加一；只添记录的动作（联系记录、拟答复等）不变",
        "examples": [1],
    },
    "stage": ref("Stage") | {"title": "环节"},
    "title": TEXT | {"title": "标题", "examples": ["路灯不亮"]},
    "request_type": ref("RequestType") | {"title": "诉求类型"},
    "category": maybe(TEXT | {"title": "问题类别", "examples": ["0701"]}),
    "urgency": ref("Urgency") | {"title": "紧急程度"},
    "place": maybe(TEXT | {"title": "区域"}),
    "address": TEXT | {"title": "详细地址"},
    "channel": ref("Channel") | {"title": "来源渠道"},
    "filed_at": MOMENT | {"title": "受理时间"},
    "due_at": maybe(MOMENT | {"title": "本环节到期"}),
    "lead_unit": maybe(TEXT | {"title": "主办单位", "description": "单位代码"}),
    "outcome": maybe(ref("Outcome")) | {"title": "办理结果"},
    "closed_at": maybe(MOMENT | {"title": "办结时间"}),
    "ended_as": maybe(ref("Stage")) | {"title": "了结方式", "description": "不是办结的：无效、不予受理、转专线等"},
    "simulated": {"type": "boolean", "title": "模拟数据"},
}
_PAGE: dict[str, Schema] = {
    "after": maybe(TEXT | {"description": "下一页的键；null 为没有下一页"}),
    "before": maybe(TEXT | {"description": "上一页的键；null 为没有上一页"}),
    "count": maybe({"type": "integer", "description": "共有几张，最多数到 1000；只在第一页给出"}),
    "more": maybe({"type": "boolean", "description": "true：不止 count 张；只在第一页给出"}),
}
_CHANGE: dict[str, Schema] = {
    "cursor": TEXT | {"description": "本条的游标"},
    "at": MOMENT,
    "kind": TEXT | {"description": "case. 加动作名；以后会有新的，不认识的请略过", "examples": ["case.dispatch"]},
    "order_no": NUMBER,
    "move": maybe(TEXT | {"description": "动作名，见动作表；不是动作的为 null"}),
    "stage": maybe(ref("Stage")) | {"description": "此后的环节；环节未变的为 null"},
    "unit": maybe(TEXT | {"description": "主办单位代码；未变的为 null"}),
    "clocks": {
        "type": "object",
        "description": "此时起算或改期的时限：名称 → 到期时间",
        "additionalProperties": maybe(MOMENT),
    },
}
_MOVE: dict[str, Schema] = {
    "name": TEXT,
    "label": TEXT,
    "from": listed(ref("Stage")),
    "to": maybe(ref("Stage")),
    "turns": listed(ref("Stage")) | {"description": "按情况也可能到的环节"},
    "by": listed({"type": "string", "enum": [role.value for role in Role]}),
    "effect": TEXT,
    "basis": TEXT,
    "fields": {"type": "object", "description": "要填的各项，JSON Schema"},
}
_SIDE: Schema = {"type": ["integer", "null"], "description": "像素，图片才有"}
_ATTACHMENT: dict[str, Schema] = {
    "id": {"type": "string", "format": "uuid"},
    "name": TEXT | {"description": "文件名"},
    "media_type": TEXT | {"examples": ["image/jpeg"]},
    "size": {"type": "integer", "description": "字节"},
    "sha256": TEXT,
    "width": _SIDE,
    "height": _SIDE,
    "audience": TEXT | {"description": "给谁看：`requester` 诉求人也看得到，其余只给工作人员"},
    "uploaded_at": MOMENT,
    "address": TEXT | {"description": "取文件的地址，十分钟内有效，不须令牌；过期请重新列出"},
}
_PROBLEM: Schema = {
    "type": "object",
    "title": "错误",
    "description": "RFC 9457。code 不变，供程序判断；detail 是中文，给人看",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "code": TEXT,
        "detail": TEXT,
        "field": TEXT | {"description": "出错的一项"},
    },
    "examples": [
        {
            "type": "about:blank",
            "title": "Unprocessable Entity",
            "status": 422,
            "code": "missing",
            "detail": "请填写“诉求内容”",
            "field": "body",
        }
    ],
}


def _submission(words: str) -> Schema:
    return {"type": "string", "format": "uuid", "title": "提交标识", "description": f"您自己的 UUID：{words}"}


def _file_body() -> Schema:
    schema = fields.json_schema(moves.FILE_FIELDS)
    schema["properties"] |= {
        "channel": ref("Channel") | {"title": "来源渠道", "default": "api"},
        "submission": _submission("同一标识只登记一次，再次提交答原工单（200）"),
    }
    return schema | {"title": "登记", "examples": [dict(FILING)]}


def _emergency_body() -> Schema:
    schema = fields.json_schema(emergencies.FIELDS)
    schema["properties"] |= {"submission": _submission("同一标识只报一次，再次提交答原来那一件（200）")}
    return schema | {"title": "报急"}


def _article_body() -> Schema:
    schema = fields.json_schema(contents.FIELDS)
    schema["properties"] |= {
        "unit": TEXT | {"title": "责任科室代码", "description": "不给的归本机关", "maxLength": 20},
        "submission": _submission("同一标识只起草一次，再次提交答原来那一篇（200）"),
    }
    return schema | {"title": "稿件", "examples": [dict(ARTICLE)]}


def _hand_over_body() -> Schema:
    return fields.json_schema(platform.FIELDS) | {"title": "转来的申请", "examples": [dict(APPLICATION)]}


_DAY: Schema = {"type": "string", "format": "date"}
_HANDED_OVER: dict[str, Schema] = {
    "platform_no": PLATFORM_NO,
    "number": TEXT | {"title": "本机关编号", "examples": ["YQ2026-000001"]},
    "stage": _codes("环节", applying.Stage),
    "received_on": maybe(_DAY | {"title": "收到日期"}),
    "due_at": maybe(MOMENT | {"title": "答复期限", "description": "停表时为 null"}),
    "concluded_on": maybe(_DAY | {"title": "办结日期"}),
    "reply_type": maybe(_codes("答复类型", applying.ReplyType)),
}


def move_body(move: moves.Move) -> Schema:
    """What one move asks for, and the version that was read."""
    schema = fields.json_schema(move.fields)
    schema["properties"] |= {"version": VERSION}
    return schema | {"title": move.label}


def body_name(move: moves.Move) -> str:
    """How the body of a move is called among the components: send_back → SendBackBody."""
    return "".join(part.capitalize() for part in move.name.split("_")) + "Body"


def components() -> dict[str, Schema]:
    """Every shape by name."""
    return {
        "Stage": _codes("环节", Stage),
        "RequestType": _codes("诉求类型", RequestType),
        "Urgency": _codes("紧急程度", Urgency),
        "Channel": _codes("来源渠道", Channel),
        "Outcome": _codes("办理结果", Outcome),
        "ClockKind": _codes("时限", ClockKind),
        "FileBody": _file_body(),
        "EmergencyBody": _emergency_body(),
        "ArticleBody": _article_body(),
        "ArticleReceipt": shape(
            "草稿回执",
            number={"type": "integer", "title": "稿件号", "minimum": 1},
            index_number=TEXT | {"title": "索引号"},
            progress=_codes("环节", Progress),
        ),
        "HandOverBody": _hand_over_body(),
        "ApplicationStatus": shape("转来的申请的办理情况", **_HANDED_OVER),
        **_cases(),
        **_lists(),
        "Problem": _PROBLEM,
        "AnyBody": {"type": "object", "title": "动作的各项", "properties": {"version": VERSION}},
        **{body_name(move): move_body(move) for move in documented_moves()},
    }


def _cases() -> dict[str, Schema]:
    """One case, what belongs to it, and what may be done with it."""
    return {
        "Receipt": shape("回执", **_SUMMARY, query_code=TEXT | {"title": "查询码", "examples": ["81626533"]}),
        "Case": shape(
            "工单",
            **_SUMMARY,
            body=TEXT | {"title": "诉求内容"},
            clocks=listed(ref("Clock")),
            supplements=listed(ref("Supplement")) | {"description": "诉求人后来补充的话，先说的在前"},
            reply=maybe(TEXT | {"title": "答复", "description": "审核通过后才有"}),
            parent=maybe(TEXT | {"title": "主单", "description": "并入或随着的工单的编号；您看得到那一张才给出"}),
            moves=listed(TEXT) | {"description": "此刻您可做的动作"},
        ),
        "Emergency": shape(
            "紧急情况",
            order_no=NUMBER,
            urgency=ref("Urgency"),
            danger=_codes("危险种类", emergencies.Danger),
            raised_at=MOMENT,
            report_due_at=maybe(MOMENT | {"title": "报值班室到期"}),
            closed_at=maybe(MOMENT),
        ),
        "Supplement": shape("补充", at=MOMENT, text=TEXT | {"title": "补充内容"}),
        "Clock": shape(
            "时限",
            kind=ref("ClockKind"),
            limit=TEXT,
            basis=TEXT,
            started_at=MOMENT,
            due_at=maybe(MOMENT),
            provisional={"type": "boolean", "description": "当年放假通知未到，暂按常规推算"},
            met_at=maybe(MOMENT),
            dropped_at=maybe(MOMENT),
        ),
        "Attachment": shape("附件", **_ATTACHMENT),
        "Attached": shape(
            "收下的附件",
            attachments=listed(ref("Attachment")),
            refused=listed(shape("没有收下的", name=TEXT, code=TEXT, detail=TEXT)),
        ),
        "Move": shape("动作", **_MOVE),
    }


def _lists() -> dict[str, Schema]:
    """Pages and what stands in them."""
    row = shape("列表中的工单", **_SUMMARY)
    row["properties"] = _SUMMARY | {"highlight": ref("Highlight")}
    return {
        "CasePage": shape("一页工单", cases=listed(ref("ListedCase")), **_PAGE),
        "ListedCase": row,
        "Highlight": shape("命中", title=listed(ref("Piece")), passage=listed(ref("Piece"))),
        "Piece": shape("文字的一段", text=TEXT, hit={"type": "boolean", "description": "是否命中"}),
        "AttachmentList": shape("附件", attachments=listed(ref("Attachment"))),
        "MoveTable": shape("动作表", moves=listed(ref("Move"))),
        "Change": shape("变更", **_CHANGE),
        "ChangePage": shape(
            "一批变更",
            changes=listed(ref("Change")),
            after=TEXT | {"description": "下次带回来的游标；没有新变更也给出，请保存"},
            more={"type": "boolean", "description": "true：后面还有，请立即再读"},
        ),
    }


def documented_moves() -> list[moves.Move]:
    """The moves that a post or a client may make; the system's and the citizen's own are not asked for here."""
    own = {Role.CITIZEN, Role.IMPORTER, Role.WORKER, Role.RULE}
    return [move for move in moves.MOVES.values() if move.by - own and move.sources and not move.uploads]
