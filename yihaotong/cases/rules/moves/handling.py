"""What a unit does with a case (办理)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import ContactMeans, NoContact, Stage, UnitOutcome
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.row import CENTRE_53, Move, Reach

ROWS = (
    Move(
        "sign",
        "签收",
        frozenset({Stage.DISPATCHED}),
        Stage.IN_HAND,
        frozenset({Role.HANDLER, Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "承办单位开始办理；首次联系时限起算",
        f"{CENTRE_53} 办理",
        starts=(ClockKind.FIRST_CONTACT,),
        meets=(ClockKind.SIGN,),
        bulk=True,
    ),
    Move(
        "allot",
        "分办",
        frozenset({Stage.DISPATCHED, Stage.IN_HAND}),
        None,
        frozenset({Role.HANDLER, Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "单位内分给一个人办，可以分到科室、村（社区）；主办单位、时限和派单次数都不变，可以再分给别人",
        f"{CENTRE_53} 办理；首接负责",
        (
            Field("person", "承办人", Kind.PERSON, required=True, longest=20, hint="本单位及下属单位的承办人、负责人"),
            Field("note", "交办意见", Kind.TEXT, longest=500),
        ),
        bulk=True,
        rare=True,
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
            Field("outcome", "办理结果", Kind.CHOICE, required=True, choices=UnitOutcome),
            Field("text", "答复内容", Kind.TEXT, required=True, longest=10_000),
            Field("no_contact", "未能联系的原因", Kind.CHOICE, choices=NoContact, hint="没有联系上诉求人的，须说明"),
        ),
    ),
    Move(
        "hand_back",
        "退回承办人",
        frozenset({Stage.IN_HAND}),
        None,
        frozenset({Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "负责人不签发拟好的答复，写明意见退给承办人修改；拟稿留存",
        "GB/T 33358-2016；单位要求签发的",
        (Field("note", "修改意见", Kind.TEXT, required=True, longest=1000),),
        rare=True,
    ),
    Move(
        "reply",
        "答复",
        frozenset({Stage.IN_HAND}),
        Stage.REPLIED,
        frozenset({Role.HANDLER, Role.UNIT_LEADER}),
        Reach.LEAD_UNIT,
        "答复送中心审核；单位要求签发的，须由单位负责人答复",
        f"{CENTRE_53} 答复",
        (
            Field("outcome", "办理结果", Kind.CHOICE, required=True, choices=UnitOutcome),
            Field("text", "答复内容", Kind.TEXT, required=True, longest=10_000),
            Field("no_contact", "未能联系的原因", Kind.CHOICE, choices=NoContact, hint="没有联系上诉求人的，须说明"),
        ),
        starts=(ClockKind.REVIEW,),
        meets=(ClockKind.HANDLE,),
        drops=(ClockKind.RETURN, ClockKind.FIRST_CONTACT),
    ),
)
