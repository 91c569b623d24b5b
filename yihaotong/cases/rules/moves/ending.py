"""Whether it was solved, and how a case ends (回访、办结、归档)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import ENDED, OPEN, CloseGround, ConcludeGround, Satisfaction, Solved, Stage
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.joining import OF_CASE
from yihaotong.cases.rules.moves.row import CENTRE_53, Move, Reach

#: How often a day something may be added to one case: enough for anybody who has something to say.
SUPPLEMENTS_A_DAY = 20

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
        decides=True,
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
        "诉求人评价一次：是否解决、办理结果、服务态度；12345 自己的接听受理分开评（一次一评）",
        "国办发〔2019〕51号（好差评）；handbook §0.6",
        (
            Field("solved", "问题解决了吗", Kind.CHOICE, required=True, choices=Solved),
            Field("satisfaction", "对办理结果", Kind.CHOICE, required=True, choices=Satisfaction),
            Field("attitude", "对服务态度", Kind.CHOICE, choices=Satisfaction),
            Field("service", "对 12345 的接听受理", Kind.CHOICE, choices=Satisfaction),
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
        "supplement",
        "补充",
        OPEN,
        None,
        frozenset({Role.OPERATOR, Role.SHIFT_LEADER, Role.CITIZEN}),
        Reach.PARTY,
        f"诉求人补充情况，话务员可代记；记下后不能改，一天最多 {SUPPLEMENTS_A_DAY} 次",
        f"{CENTRE_53} 受理、办理",
        (Field("text", "补充内容", Kind.TEXT, required=True, longest=5000, hint="新的情况、时间、地点，或更正"),),
    ),
    Move(
        "withdraw",
        "撤诉",
        OPEN,
        Stage.WITHDRAWN,
        frozenset({Role.CITIZEN, Role.OPERATOR}),
        Reach.PARTY,
        "诉求人撤回诉求，本人或由话务员代为办理，不要求说明理由",
        "handbook A5（撤诉）；GB/T 33358-2016",
        (Field("note", "理由", Kind.TEXT, longest=1000, hint="可以不写"),),
        drops=OF_CASE,
        rare=True,
    ),
    Move(
        "reopen",
        "重开",
        frozenset({Stage.CLOSED}),
        Stage.IN_HAND,
        frozenset({Role.SUPERVISOR}),
        Reach.ANY,
        "办结后规定天数内有新情况的，交原承办单位再办；办理时限重新起算，第一次办结留存",
        "handbook A6（办结后有新情况：重办）；北京市接诉即办工作条例第十一条",
        (Field("note", "新情况", Kind.TEXT, required=True, longest=2000),),
        starts=(ClockKind.HANDLE,),
    ),
    Move(
        "archive",
        "归档",
        ENDED,
        Stage.ARCHIVED,
        frozenset({Role.WORKER}),
        Reach.ANY,
        "了结满规定天数后由系统归档，此后不再变动",
        "宁夏12345运行管理办法（试行）2022：办结归档",
    ),
)
