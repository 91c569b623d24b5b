"""建议提案: answered in time, the answer examined for the public with it (国办发〔2014〕46号)."""

from collections.abc import Mapping

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.engagement.rules import life
from yihaotong.engagement.rules.codes import (
    LimitKind,
    Part,
    Progress,
    ProposalKind,
    Proposer,
    Publicity,
    Result,
    Satisfaction,
    Sort,
)
from yihaotong.engagement.rules.life import Life, Move
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.finding import find_personal

_ANSWERS = (LimitKind.NPC, LimitKind.CPPCC, LimitKind.HARD, LimitKind.REDO)
_PUBLICITY = (
    Field("publicity", "复文公开属性", Kind.CHOICE, required=True, choices=Publicity),
    Field("publicity_reason", "公开属性的理由", longest=400, hint="全文公开的不用写"),
)

PROPOSAL = Life(
    Sort.PROPOSAL,
    (
        Field("kind", "类别", Kind.CHOICE, required=True, choices=ProposalKind),
        Field("year", "年度", Kind.NUMBER, required=True),
        Field("number", "编号", required=True, longest=40, hint="如 第123号"),
        Field("title", "题目", required=True, longest=200),
        Field("proposer", "谁提出", Kind.CHOICE, required=True, choices=Proposer, hint="只记类别，不留姓名和电话"),
        Field("part", "我们的任务", Kind.CHOICE, required=True, choices=Part),
        Field("co_units", "其他承办单位", longest=200),
        Field("received_on", "交办日期", Kind.DATE, required=True),
        life.UNIT,
    ),
    Progress.RECEIVED,
    frozenset({Progress.RECEIVED}),
    life.table(
        Move(
            "answer",
            "答复",
            frozenset({Progress.RECEIVED}),
            Progress.ANSWERED,
            life.HANDLING,
            "登记已经答复；复文是否公开一并定下",
            "国办发〔2014〕46号：复文与公开同步审查（未核实）",
            (
                Field("answered_on", "答复日期", Kind.DATE, required=True),
                Field("result", "办理结果", Kind.CHOICE, required=True, choices=Result),
                Field("answer", "复文", Kind.TEXT, longest=10000, hint="联系人、电话等联系方式请删去；会办的可以不填"),
                *_PUBLICITY,
            ),
            meets=_ANSWERS,
            done="已登记答复",
        ),
        Move(
            "extend",
            "延长",
            frozenset({Progress.RECEIVED}),
            None,
            life.OFFICE,
            "疑难复杂、经交办机关同意的，自交办之日起最迟六个月内答复",
            "建议提案办理的规定（未核实）",
            (life.REASON,),
            meets=_ANSWERS,
            rare=True,
            done="期限已延长",
        ),
        Move(
            "hear",
            "登记反馈",
            frozenset({Progress.ANSWERED}),
            Progress.CONTENT,
            life.HANDLING,
            "代表、委员满意或基本满意的办结；不满意的重新办理",
            "建议提案办理的规定（未核实）",
            (
                Field("satisfaction", "代表、委员的意见", Kind.CHOICE, required=True, choices=Satisfaction),
                life.NOTE,
            ),
            turns=(Progress.RECEIVED,),
            done="反馈已登记",
        ),
        Move(
            "settle",
            "办结（没有反馈）",
            frozenset({Progress.ANSWERED}),
            Progress.CONTENT,
            life.HANDLING,
            "会办件，或者代表、委员没有反馈的",
            "设计",
            (life.REASON,),
            rare=True,
            done="已办结",
        ),
        Move(
            "relabel",
            "改公开属性",
            frozenset({Progress.ANSWERED, Progress.CONTENT}),
            None,
            life.OFFICE,
            "重新审查后改；已公开的先撤下",
            "政府信息公开条例第十八条",
            _PUBLICITY,
            rare=True,
            done="公开属性已改",
        ),
        life.release_elsewhere(Progress.CONTENT, None),
        life.look(Progress.RECEIVED, Progress.ANSWERED, Progress.CONTENT),
        life.take_down(Progress.CONTENT, None),
        life.drop(Progress.RECEIVED),
    ),
)


def limit_of(kind: ProposalKind) -> LimitKind:
    return LimitKind.NPC if kind is ProposalKind.NPC else LimitKind.CPPCC


def check_publicity(publicity: Publicity, reason: str, answer: str) -> None:
    """What is not public in full says why; what is, has a text without anybody's contact. Raises Refused."""
    if publicity is not Publicity.FULL and not reason:
        raise Refused("missing", f"{publicity.label}的，请写明理由", "publicity_reason")
    if found := next(iter(find_personal(answer)), None):
        words = f"复文里像是有{found.kind.label}，公开前须删去代表、委员和联系人的联系方式"
        raise Refused("personal", words, "answer")


def check_releasable(publicity: str) -> None:
    """Raises Refused("not-public")."""
    if publicity not in {Publicity.FULL.value, Publicity.SUMMARY.value}:
        raise Refused("not-public", "复文公开属性不是全文公开或摘要公开，不能公开")


def rate(part: int, whole: int) -> str:
    """ "66.67%"; "—" of nothing."""
    return f"{part * 100 / whole:.2f}%" if whole else "—"


def target_of(satisfaction: Satisfaction) -> Progress:
    return Progress.RECEIVED if satisfaction is Satisfaction.NOT else Progress.CONTENT


#: The columns of a table, each with the names it is known by and whether it must be filled.
COLUMNS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "kind": (("类别", "类型"), True),
    "year": (("年度", "年份"), True),
    "number": (("编号", "建议编号", "提案编号"), True),
    "title": (("题目", "标题", "案由"), True),
    "proposer": (("提出者", "谁提出", "提出者类别"), False),
    "part": (("任务", "承办类型", "办理类型"), False),
    "co_units": (("其他承办单位", "会办单位"), False),
    "received_on": (("交办日期", "收到日期"), True),
    "answered_on": (("答复日期",), False),
    "result": (("办理结果",), False),
    "publicity": (("公开属性", "复文公开属性"), False),
    "publicity_reason": (("公开属性的理由", "不公开理由"), False),
    "satisfaction": (("满意度", "反馈意见"), False),
}
