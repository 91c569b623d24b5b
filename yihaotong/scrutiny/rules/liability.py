"""The life of a case of 责任追究 (政府信息公开条例 art. 46, 47, 52, 53): who investigates, who proposes and who decides
are three people."""

from datetime import date

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny.rules.codes import Heard, LiabilityProgress, Ruling
from yihaotong.scrutiny.rules.life import Move
from yihaotong.scrutiny.rules.tables import LimitKind, grounds, measures

INVESTIGATORS = frozenset({Role.DISCLOSURE_OFFICER})
PROPOSERS = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})
DECIDERS = frozenset({Role.DISCLOSURE_LEADER, Role.SUPERVISING_OFFICE})
READERS = INVESTIGATORS | DECIDERS

_MEASURES = tuple((each.code, each.label) for each in measures().values())
GROUNDS = tuple((each.code, f"{each.label}（{each.basis}）") for each in grounds().values())

OPEN_FIELDS = (
    Field("ground", "情形", required=True, longest=20),
    Field("unit", "责任科室", Kind.UNIT, required=True),
    Field("person", "责任人", longest=20, hint="按科室选人；不在名单里的填在下面"),
    Field("persons", "名单外的责任人员", longest=200, hint="姓名、职务；加密保存"),
    Field("matter", "由哪一件监督事项引起", longest=20, hint="监督事项编号，没有可以不填"),
    Field("why", "立案理由", Kind.TEXT, required=True, longest=2000),
)

_ROWS = (
    Move(
        "establish",
        "查明事实",
        frozenset({LiabilityProgress.OPENED}),
        LiabilityProgress.TO_HEAR,
        INVESTIGATORS,
        "告知有关人员，听取陈述",
        "政府信息公开条例第四十六条、第四十七条",
        (Field("facts", "查明的事实和证据", Kind.TEXT, required=True, longest=5000),),
        done="事实已记下，接着听取陈述",
    ),
    Move(
        "hear",
        "记录陈述",
        frozenset({LiabilityProgress.TO_HEAR}),
        LiabilityProgress.TO_PROPOSE,
        INVESTIGATORS,
        "先听本人怎么说，再提建议",
        "本单位责任追究制度；听取陈述和申辩（设计）",
        (
            Field("heard", "是否陈述", Kind.CHOICE, required=True, choices=Heard),
            Field("statement", "本人的陈述和申辩", Kind.TEXT, longest=5000, hint="放弃的写明何时告知、怎样表示放弃"),
        ),
        done="陈述已记下，等提出处理建议",
    ),
    Move(
        "propose",
        "提出处理建议",
        frozenset({LiabilityProgress.TO_PROPOSE}),
        LiabilityProgress.TO_DECIDE,
        PROPOSERS,
        "交有权决定的人",
        "政府信息公开条例第四十七条第一款：依法向有权机关提出处理建议",
        (
            Field("measure", "建议", required=True, longest=20),
            Field("words", "理由和依据", Kind.TEXT, required=True, longest=3000),
        ),
        apart=("open", "establish", "hear"),
        offered={"measure": _MEASURES},
        done="建议已提出，等决定",
    ),
    Move(
        "send_back",
        "退回补查",
        frozenset({LiabilityProgress.TO_PROPOSE, LiabilityProgress.TO_DECIDE}),
        LiabilityProgress.OPENED,
        PROPOSERS | DECIDERS,
        "回到调查",
        "设计",
        (Field("reason", "要补查什么", Kind.TEXT, required=True, longest=1000),),
        apart=("open", "establish", "hear"),
        rare=True,
        done="已退回补查",
    ),
    Move(
        "decide",
        "作出决定",
        frozenset({LiabilityProgress.TO_DECIDE}),
        LiabilityProgress.TO_DELIVER,
        DECIDERS,
        "决定写明由谁作出、文号和日期",
        "政府信息公开条例第五十二条、第五十三条",
        (
            Field("measure", "决定", required=True, longest=20),
            Field("organ", "由谁作出", required=True, longest=80),
            Field("paper", "文号", required=True, longest=60),
            Field("decided_on", "决定日期", Kind.DATE, required=True),
            Field("words", "决定的理由", Kind.TEXT, required=True, longest=3000),
        ),
        apart=("open", "establish", "hear", "propose"),
        offered={"measure": _MEASURES},
        done="决定已记下，等送达",
    ),
    Move(
        "deliver",
        "送达",
        frozenset({LiabilityProgress.TO_DELIVER}),
        LiabilityProgress.DELIVERED,
        PROPOSERS,
        "从送达之日起算申诉期限",
        "本单位责任追究制度",
        (
            Field("delivered_on", "送达日期", Kind.DATE, required=True),
            Field("note", "怎样送达", longest=200, required=True),
        ),
        starts=(LimitKind.LIABILITY_APPEAL,),
        done="送达已记下",
    ),
    Move(
        "appeal",
        "记录申诉",
        frozenset({LiabilityProgress.DELIVERED}),
        LiabilityProgress.APPEALED,
        INVESTIGATORS,
        "由作出决定以外的人复核",
        "本单位责任追究制度",
        (Field("reason", "申诉的理由", Kind.TEXT, required=True, longest=3000),),
        meets=(LimitKind.LIABILITY_APPEAL,),
        starts=(LimitKind.LIABILITY_SETTLE,),
        rare=True,
        done="申诉已记下，等复核",
    ),
    Move(
        "settle",
        "复核",
        frozenset({LiabilityProgress.APPEALED}),
        LiabilityProgress.SETTLED,
        DECIDERS,
        "维持、变更或撤销",
        "本单位责任追究制度",
        (
            Field("ruling", "复核结果", Kind.CHOICE, required=True, choices=Ruling),
            Field("measure", "变更为", longest=20),
            Field("words", "理由", Kind.TEXT, required=True, longest=3000),
        ),
        apart=("establish", "hear", "propose", "decide"),
        offered={"measure": _MEASURES},
        meets=(LimitKind.LIABILITY_SETTLE,),
        done="复核结果已记下",
    ),
    Move(
        "close",
        "结案",
        frozenset({LiabilityProgress.DELIVERED, LiabilityProgress.SETTLED}),
        LiabilityProgress.CLOSED,
        PROPOSERS,
        "申诉期限届满或复核已定，计入年度报告",
        "政府信息公开条例第四十六条",
        (Field("note", "执行情况", Kind.TEXT, required=True, longest=1000),),
        meets=(LimitKind.LIABILITY_APPEAL,),
        done="已结案",
    ),
)
MOVES: dict[str, Move] = {move.name: move for move in _ROWS}


def check_heard(heard: str, statement: str) -> None:
    """What was said is written down; whoever waives it has been told. Raises Refused("missing")."""
    if not statement:
        what = "本人的陈述和申辩" if heard == Heard.SAID else "何时告知、怎样放弃"
        raise Refused("missing", f"请写明{what}", "statement")


def check_changed(ruling: str, measure: str) -> None:
    """Raises Refused("missing")."""
    if ruling == Ruling.CHANGED and not measure:
        raise Refused("missing", "变更的，请选变更为什么", "measure")


def check_delivered(decided_on: date | None, delivered_on: date, today: date) -> None:
    """Raises Refused("out-of-range")."""
    if decided_on and delivered_on < decided_on:
        raise Refused("out-of-range", "送达早于决定日期", "delivered_on")
    if delivered_on > today:
        raise Refused("out-of-range", "送达日期在今天之后", "delivered_on")


def check_may_close(*, appeal_open: bool) -> None:
    """Raises Refused("too-early")."""
    if appeal_open:
        raise Refused("too-early", "申诉期限还没有满，不能结案")
