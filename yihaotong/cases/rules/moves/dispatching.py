"""To which unit a case goes, and what becomes of it when the unit says that it is not its matter (派单、退单)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import ReturnReason, Stage
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.row import CENTRE_53, Move, Reach, Turn

#: All that runs for a unit from its dispatch on.
OF_UNIT = (ClockKind.SIGN, ClockKind.RETURN, ClockKind.FIRST_CONTACT, ClockKind.HANDLE)

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
    Move(
        "return",
        "退单",
        frozenset({Stage.DISPATCHED, Stage.IN_HAND}),
        Stage.RETURN_PENDING,
        frozenset({Role.HANDLER, Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "退单时限内说明理由、依据和拟办单位，由中心裁定；其间办理时限照走。最多退两次，指定承办的不能再退",
        "天津市令39号实施细则（退单）；北京市接诉即办工作条例第十二条（派单异议）",
        (
            Field("reason", "退单理由", Kind.CHOICE, required=True, choices=ReturnReason),
            Field("basis", "依据", Kind.TEXT, required=True, longest=2000, hint="三定规定、权责清单、法规条文等"),
            Field("proposed", "拟办单位", Kind.UNIT, longest=20, hint="除诉求要素不全的以外须填"),
            Field("note", "补充说明", Kind.TEXT, longest=1000),
        ),
        starts=(ClockKind.RULING,),
        rare=True,
    ),
    Move(
        "uphold",
        "准退",
        frozenset({Stage.RETURN_PENDING}),
        Stage.DISPATCHED,
        frozenset({Role.ARBITER}),
        Reach.ANY,
        "退单成立：改派另一单位，其签收、退单、办理时限重新起算；未定单位的回到待派单。理由留作先例",
        "北京市接诉即办工作条例第十二条；国办函〔2025〕66号（五）；天津市令39号实施细则（三次派单后指定）",
        (
            Field("reason", "裁定理由", Kind.TEXT, required=True, longest=2000, hint="写明职责划分，供今后比照"),
            Field("unit", "改派单位", Kind.UNIT, longest=20, hint="不填则回到待派单"),
            Field("final", "指定承办", Kind.FLAG, hint="终局：该单位不能再退单，退过单的单位也可指定"),
        ),
        starts=(ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE),
        meets=(ClockKind.RULING,),
        drops=OF_UNIT,
        turns=(Turn(Stage.FILED, (ClockKind.DISPATCH,)),),
    ),
    Move(
        "overrule",
        "驳回退单",
        frozenset({Stage.RETURN_PENDING}),
        Stage.DISPATCHED,
        frozenset({Role.ARBITER}),
        Reach.ANY,
        "退单不成立：回到原单位原环节，时限照旧；第三次派单后即为终局，不能再退",
        "北京市接诉即办工作条例第十二条；天津市令39号实施细则（三次派单后指定）",
        (Field("reason", "裁定理由", Kind.TEXT, required=True, longest=2000, hint="写明职责划分，供今后比照"),),
        meets=(ClockKind.RULING,),
        turns=(Turn(Stage.IN_HAND),),
    ),
    Move(
        "redispatch",
        "改派",
        frozenset({Stage.DISPATCHED, Stage.IN_HAND}),
        Stage.DISPATCHED,
        frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.WORKER}),
        Reach.ANY,
        "中心改派另一单位：其签收、退单、办理时限重新起算，全程时限照旧",
        f"{CENTRE_53} 派单；宁夏12345运行管理办法（试行）2022（职责不清由中心指定）",
        (
            Field("unit", "改派单位", Kind.UNIT, required=True, longest=20),
            Field("reason", "改派理由", Kind.TEXT, required=True, longest=1000),
        ),
        starts=(ClockKind.SIGN, ClockKind.RETURN, ClockKind.HANDLE),
        drops=OF_UNIT,
        bulk=True,
        rare=True,
    ),
)
