"""Whether it was solved, and how a case ends (回访、办结、归档)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import OPEN, CloseGround, ConcludeGround, Satisfaction, Solved, Stage
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.row import CENTRE_53, Move, Reach

#: What the call-back clerk writes down when the requester is not content.
_DISSATISFIED = (
    Field("contacted", "单位联系过诉求人", Kind.FLAG),
    Field("solved", "是否解决", Kind.CHOICE, required=True, choices=Solved),
    Field("satisfaction", "对办理结果", Kind.CHOICE, required=True, choices=Satisfaction),
    Field("attitude", "对服务态度", Kind.CHOICE, choices=Satisfaction),
    Field("note", "诉求人原话", Kind.TEXT, required=True, longest=2000),
)

ROWS = (
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
        f"{CENTRE_53} 办结、回访；国办函〔2025〕66号",
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
        f"{CENTRE_53} 受理、办理；北京市接诉即办工作条例第十六条",
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
