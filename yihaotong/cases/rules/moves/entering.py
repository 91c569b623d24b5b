"""How a case comes into being, and the ends it may find before anybody has to act (受理)."""

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, Secrecy, Stage, Urgency
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.moves.row import CENTRE_53, Move, Reach

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

ROWS = (
    Move(
        "file",
        "登记",
        frozenset(),
        Stage.FILED,
        frozenset({Role.OPERATOR, Role.SHIFT_LEADER, Role.CITIZEN, Role.CLIENT}),
        Reach.ANY,
        "取工单编号和查询码，出具回执；派单时限和全程时限起算",
        f"{CENTRE_53} 受理；北京市接诉即办工作条例第十条",
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
)
