"""To which unit a case goes, and what becomes of it when the unit says that it is not its matter (派单、退单)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.row import CENTRE_53, Move, Reach

ROWS = (
    Move(
        "dispatch",
        "派单",
        frozenset({Stage.FILED}),
        Stage.DISPATCHED,
        frozenset({Role.DISPATCHER, Role.RULE}),
        Reach.ANY,
        "首派单位为主办单位（首接负责）；签收、退单、办理时限自派单起算",
        f"{CENTRE_53} 派单；北京市接诉即办工作条例第十二、十四条",
        (
            Field("unit", "主办单位", Kind.UNIT, required=True, longest=20),
            Field("category", "问题类别", Kind.CATEGORY, longest=20, hint="登记时未填或有误的，在此改正"),
            Field("note", "派单说明", Kind.TEXT, longest=1000),
        ),
        starts=(ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE),
        meets=(ClockKind.DISPATCH,),
        bulk=True,
    ),
)
