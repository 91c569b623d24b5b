"""What the centre says of a reply (审核)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import SendBackReason, Stage
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.row import CENTRE_53, Move, Reach

ROWS = (
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
        f"{CENTRE_53} 督办；北京市接诉即办工作条例第十六条",
        (
            Field("reason", "退回原因", Kind.CHOICE, required=True, choices=SendBackReason),
            Field("note", "要补什么", Kind.TEXT, required=True, longest=1000),
        ),
        starts=(ClockKind.HANDLE,),
        meets=(ClockKind.REVIEW,),
        bulk=True,
    ),
)
