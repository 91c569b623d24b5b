"""The table of moves: from which stage, to which, by whom, with what. It is the only door.

Buttons, the API's moves, the permission tests, the pages of docs/ and the state diagram are made from `MOVES`.
What is not in it is refused. Basis: 国办发〔2020〕53号 (受理、派单、办理、答复、督办、办结、回访、评价).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import (
    OPEN,
    CloseGround,
    ConcludeGround,
    ContactMeans,
    NoContact,
    Outcome,
    RequestType,
    Satisfaction,
    Secrecy,
    SendBackReason,
    Solved,
    Stage,
    Urgency,
)
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused


class Reach(StrEnum):
    """Over which cases a role may make a move."""

    ANY = "any"  # the centre's people: every case
    LEAD_UNIT = "lead_unit"  # people of the unit that leads the case, or of a unit above it
    OWN = "own"  # the citizen: the case he tracks with its code
    PARTY = "party"  # each in his own way: the centre every case, a unit what it leads, citizen and client their own


@dataclass(frozen=True)
class Move:
    """One row of the table. `target` None: the case stays where it is (a record is added to it).

    `bulk`: what it asks for can be the same for many cases, so it may be made over a selection of them.
    """

    name: str
    label: str
    sources: frozenset[Stage]
    target: Stage | None
    by: frozenset[Role]
    reach: Reach
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()
    starts: tuple[ClockKind, ...] = ()
    meets: tuple[ClockKind, ...] = ()
    drops: tuple[ClockKind, ...] = ()
    bulk: bool = False

    @property
    def uploads(self) -> bool:
        """Whether it takes a file: such a move has its own form and its own address (`/attachments`)."""
        return any(field.kind is Kind.FILE for field in self.fields)


_CENTRE_53 = "国办发〔2020〕53号"

FILE_FIELDS = (
    Field("title", "标题", longest=100, hint="不填则取内容开头"),
    Field("body", "诉求内容", Kind.TEXT, required=True, longest=20_000, hint="时间、地点、起因、经过、要求"),
    Field("request_type", "诉求类型", Kind.CHOICE, required=True, choices=RequestType),
    Field("category", "问题类别", Kind.CATEGORY, longest=20),
    Field("urgency", "紧急程度", Kind.CHOICE, choices=Urgency),
    Field("place", "区域", Kind.PLACE, longest=12, hint="区县、街道或社区"),
    Field("address", "详细地址", longest=200),
    Field("occurred_at", "发生时间", Kind.MOMENT),
    Field("name", "姓名", longest=60),
    Field("phone", "联系电话", Kind.PHONE, longest=40),
    Field("anonymous", "匿名", Kind.FLAG, hint="匿名诉求不回访"),
    Field("secrecy", "保密要求", Kind.CHOICE, choices=Secrecy),
)

#: What the call-back clerk writes down when the requester is not content.
_DISSATISFIED = (
    Field("contacted", "单位联系过诉求人", Kind.FLAG),
    Field("solved", "是否解决", Kind.CHOICE, required=True, choices=Solved),
    Field("satisfaction", "对办理结果", Kind.CHOICE, required=True, choices=Satisfaction),
    Field("attitude", "对服务态度", Kind.CHOICE, choices=Satisfaction),
    Field("note", "诉求人原话", Kind.TEXT, required=True, longest=2000),
)

_ROWS = (
    Move(
        "file",
        "登记",
        frozenset(),
        Stage.FILED,
        frozenset({Role.OPERATOR, Role.SHIFT_LEADER, Role.CITIZEN, Role.CLIENT}),
        Reach.ANY,
        "取工单编号和查询码，出具回执；派单时限和全程时限起算",
        f"{_CENTRE_53} 受理；北京市接诉即办工作条例第十条",
        FILE_FIELDS,
        starts=(ClockKind.DISPATCH, ClockKind.TOTAL),
    ),
    Move(
        "import",
        "导入",
        frozenset(),
        Stage.FILED,
        frozenset({Role.IMPORTER, Role.SHIFT_LEADER}),
        Reach.ANY,
        "从别的系统导出的表里录入；有答复的直接归档，答复留作办理记录；除非写明在办（--live），不计时、不通知、不进待办",
        "国办发〔2020〕53号（各地政务服务便民热线归并）",
    ),
    Move(
        "dispatch",
        "派单",
        frozenset({Stage.FILED}),
        Stage.DISPATCHED,
        frozenset({Role.DISPATCHER, Role.RULE}),
        Reach.ANY,
        "首派单位为主办单位（首接负责）；签收、退单、办理时限自派单起算",
        f"{_CENTRE_53} 派单；北京市接诉即办工作条例第十二、十四条",
        (
            Field("unit", "主办单位", Kind.UNIT, required=True, longest=20),
            Field("category", "问题类别", Kind.CATEGORY, longest=20, hint="登记时未填或有误的，在此改正"),
            Field("note", "派单说明", Kind.TEXT, longest=1000),
        ),
        starts=(ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE),
        meets=(ClockKind.DISPATCH,),
        bulk=True,
    ),
    Move(
        "sign",
        "签收",
        frozenset({Stage.DISPATCHED}),
        Stage.IN_HAND,
        frozenset({Role.HANDLER, Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "承办单位开始办理；首次联系时限起算",
        f"{_CENTRE_53} 办理",
        starts=(ClockKind.FIRST_CONTACT,),
        meets=(ClockKind.SIGN,),
        bulk=True,
    ),
    Move(
        "contact",
        "联系记录",
        frozenset({Stage.IN_HAND}),
        None,
        frozenset({Role.HANDLER, Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "记下与诉求人的一次联系；联系上的，首次联系时限即告完成",
        "北京市接诉即办工作条例第十六条；响应率（handbook A8）",
        (
            Field("means", "联系方式", Kind.CHOICE, required=True, choices=ContactMeans),
            Field("reached", "已联系上", Kind.FLAG),
            Field("note", "联系情况", Kind.TEXT, required=True, longest=2000),
        ),
    ),
    Move(
        "propose",
        "拟答复",
        frozenset({Stage.IN_HAND}),
        None,
        frozenset({Role.HANDLER}),
        Reach.LEAD_UNIT,
        "承办人拟好答复，送单位负责人签发",
        "GB/T 33358-2016；单位要求签发的",
        (
            Field("outcome", "办理结果", Kind.CHOICE, required=True, choices=Outcome),
            Field("text", "答复内容", Kind.TEXT, required=True, longest=10_000),
            Field("no_contact", "未能联系的原因", Kind.CHOICE, choices=NoContact, hint="没有联系上诉求人的，须说明"),
        ),
    ),
    Move(
        "reply",
        "答复",
        frozenset({Stage.IN_HAND}),
        Stage.REPLIED,
        frozenset({Role.HANDLER, Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "答复送中心审核；单位要求签发的，须由单位负责人答复",
        f"{_CENTRE_53} 答复",
        (
            Field("outcome", "办理结果", Kind.CHOICE, required=True, choices=Outcome),
            Field("text", "答复内容", Kind.TEXT, required=True, longest=10_000),
            Field("no_contact", "未能联系的原因", Kind.CHOICE, choices=NoContact, hint="没有联系上诉求人的，须说明"),
        ),
        starts=(ClockKind.REVIEW,),
        meets=(ClockKind.HANDLE,),
        drops=(ClockKind.RETURN, ClockKind.FIRST_CONTACT),
    ),
    Move(
        "approve",
        "审核通过",
        frozenset({Stage.REPLIED}),
        Stage.TO_CALL_BACK,
        frozenset({Role.REVIEWER}),
        Reach.ANY,
        "答复向诉求人公开；回访时限起算",
        "国办函〔2025〕66号（诉求办理等主体业务不得外包）",
        (Field("note", "审核意见", Kind.TEXT, longest=1000),),
        starts=(ClockKind.CALL_BACK,),
        meets=(ClockKind.REVIEW,),
        bulk=True,
    ),
    Move(
        "send_back",
        "退回",
        frozenset({Stage.REPLIED}),
        Stage.IN_HAND,
        frozenset({Role.REVIEWER}),
        Reach.ANY,
        "答复不合要求，退回承办单位重新办理；办理时限重新起算",
        f"{_CENTRE_53} 督办；北京市接诉即办工作条例第十六条",
        (
            Field("reason", "退回原因", Kind.CHOICE, required=True, choices=SendBackReason),
            Field("note", "要补什么", Kind.TEXT, required=True, longest=1000),
        ),
        starts=(ClockKind.HANDLE,),
        meets=(ClockKind.REVIEW,),
        bulk=True,
    ),
    Move(
        "attempt",
        "回访未果",
        frozenset({Stage.TO_CALL_BACK}),
        None,
        frozenset({Role.CALL_BACK_CLERK}),
        Reach.ANY,
        "记下一次未联系上的回访；三次（不同半天）之后可按“未联系上”办结，不计入满意率",
        "handbook A7；北京市接诉即办工作条例第二十三条",
        (Field("note", "情况", Kind.TEXT, longest=1000, hint="如：无人接听、关机、空号"),),
    ),
    Move(
        "close",
        "办结",
        frozenset({Stage.TO_CALL_BACK}),
        Stage.CLOSED,
        frozenset({Role.CALL_BACK_CLERK}),
        Reach.ANY,
        "满意或基本满意、三次未联系上、匿名的，予以办结；从不自动填“满意”",
        f"{_CENTRE_53} 办结、回访；国办函〔2025〕66号",
        (
            Field("ground", "办结依据", Kind.CHOICE, required=True, choices=CloseGround),
            Field("contacted", "单位联系过诉求人", Kind.FLAG),
            Field("solved", "是否解决", Kind.CHOICE, choices=Solved),
            Field("satisfaction", "对办理结果", Kind.CHOICE, choices=Satisfaction),
            Field("attitude", "对服务态度", Kind.CHOICE, choices=Satisfaction),
            Field("note", "诉求人原话", Kind.TEXT, longest=2000),
        ),
        meets=(ClockKind.CALL_BACK, ClockKind.TOTAL),
        bulk=True,
    ),
    Move(
        "redo",
        "重办",
        frozenset({Stage.TO_CALL_BACK}),
        Stage.IN_HAND,
        frozenset({Role.CALL_BACK_CLERK}),
        Reach.ANY,
        "诉求人不满意且诉求合理，退回承办单位重办，只有一次；办理时限重新起算",
        "handbook A7；辽宁：合理差评督办重办",
        _DISSATISFIED,
        starts=(ClockKind.HANDLE,),
        meets=(ClockKind.CALL_BACK,),
    ),
    Move(
        "refer",
        "报督办认定",
        frozenset({Stage.TO_CALL_BACK}),
        None,
        frozenset({Role.CALL_BACK_CLERK}),
        Reach.ANY,
        "诉求人仍不满意或诉求不合理，记下原话，报督办员认定",
        "handbook A7",
        _DISSATISFIED,
    ),
    Move(
        "conclude",
        "认定",
        frozenset({Stage.TO_CALL_BACK}),
        Stage.CLOSED,
        frozenset({Role.SUPERVISOR}),
        Reach.ANY,
        "督办员说明理由后办结；统计上仍计为不满意",
        "国办函〔2025〕66号（优化评价机制）",
        (
            Field("ground", "认定依据", Kind.CHOICE, required=True, choices=ConcludeGround),
            Field("note", "认定理由", Kind.TEXT, required=True, longest=2000),
        ),
        meets=(ClockKind.CALL_BACK, ClockKind.TOTAL),
    ),
    Move(
        "evaluate",
        "评价",
        frozenset({Stage.TO_CALL_BACK, Stage.CLOSED}),
        None,
        frozenset({Role.CITIZEN}),
        Reach.OWN,
        "诉求人评价一次：是否解决、办理结果、服务态度",
        "国办发〔2019〕51号（好差评）；handbook §0.6",
        (
            Field("solved", "问题解决了吗", Kind.CHOICE, required=True, choices=Solved),
            Field("satisfaction", "对办理结果", Kind.CHOICE, required=True, choices=Satisfaction),
            Field("attitude", "对服务态度", Kind.CHOICE, choices=Satisfaction),
            Field("note", "想说的话", Kind.TEXT, longest=1000),
        ),
    ),
    Move(
        "attach",
        "上传附件",
        OPEN,
        None,
        frozenset(
            {
                Role.OPERATOR,
                Role.SHIFT_LEADER,
                Role.DISPATCHER,
                Role.HANDLER,
                Role.UNIT_LEADER,
                Role.REVIEWER,
                Role.CALL_BACK_CLERK,
                Role.SUPERVISOR,
                Role.CITIZEN,
                Role.CLIENT,
            }
        ),
        Reach.PARTY,
        "照片、文档、录音、视频附在工单上；诉求人看得到自己交的和随答复公开的",
        f"{_CENTRE_53} 受理、办理；北京市接诉即办工作条例第十六条",
        (
            Field("file", "文件", Kind.FILE, required=True, hint="用 multipart 发到 /cases/{order_no}/attachments"),
            Field("public", "诉求人可见", Kind.FLAG, hint="随答复一起公开；工作人员上传时选"),
        ),
    ),
    Move(
        "archive",
        "归档",
        frozenset({Stage.CLOSED}),
        Stage.ARCHIVED,
        frozenset({Role.WORKER}),
        Reach.ANY,
        "办结满规定天数后由系统归档，此后不再变动",
        "宁夏12345运行管理办法（试行）2022：办结归档",
    ),
)

#: The table, in the order of a case's life.
MOVES: dict[str, Move] = {move.name: move for move in _ROWS}

#: The clock that says whether a case is late at each open stage (case-moves.md).
STAGE_CLOCK: dict[Stage, ClockKind] = {
    Stage.FILED: ClockKind.DISPATCH,
    Stage.DISPATCHED: ClockKind.SIGN,
    Stage.IN_HAND: ClockKind.HANDLE,
    Stage.REPLIED: ClockKind.REVIEW,
    Stage.TO_CALL_BACK: ClockKind.CALL_BACK,
}

#: Clocks that press besides it: the nearest says when something must be done.
ALSO_PRESSING: dict[Stage, tuple[ClockKind, ...]] = {Stage.IN_HAND: (ClockKind.FIRST_CONTACT,)}


def pressing(stage: Stage) -> tuple[ClockKind, ...]:
    """The clocks by which a case at this stage is due; the nearest counts. None after the end."""
    own = STAGE_CLOCK.get(stage)
    return (own, *ALSO_PRESSING.get(stage, ())) if own else ()


#: At these stages the unit holds the case; at every other open stage the centre does.
HELD_BY_UNIT = frozenset({Stage.DISPATCHED, Stage.IN_HAND})


def move_named(name: str) -> Move:
    """The move of that name. Raises Refused("no-such-move")."""
    if name not in MOVES:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    return MOVES[name]


def check(move: Move, stage: Stage, roles: Iterable[Role]) -> None:
    """Refuse the move from this stage or by these roles; silence means it may be tried.

    Raises Refused("wrong-stage" | "wrong-role").
    """
    if stage not in move.sources:
        raise Refused("wrong-stage", f"工单现在是“{stage.label}”，不能{move.label}")
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}")


def open_to(stage: Stage, roles: Iterable[Role]) -> list[Move]:
    """The moves these roles may try at this stage, in the table's order: the buttons of a page."""
    held = set(roles)
    return [move for move in MOVES.values() if stage in move.sources and move.by & held]
