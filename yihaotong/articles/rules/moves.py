"""The table of moves of an article: from where, to where, by whom, with what. Buttons, permissions and the page of
docs/ come from it; what is not in it is refused.

先审后发: 国办发〔2017〕47号 (内容发布审核); the three levels and five gates: the seed's report of 2019, handbook D3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from yihaotong.accounts.rules import Role
from yihaotong.articles.rules.codes import (
    Found,
    FoundBy,
    Gate,
    Level,
    Outlet,
    Progress,
    Stakes,
    Told,
    Whom,
    gates_named,
)
from yihaotong.articles.rules.contents import FIELDS, NOTE
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused

_THREE = "网站信息发布三审三校制度；国办发〔2017〕47号（先审后发）"
_PROACTIVE = "政府信息公开条例第十七条、第二十六条"

AUTHORS = frozenset({Role.DRAFTER, Role.DISCLOSURE_OFFICER})
OFFICE = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})
#: Drafts may also come from a machine or a table; nothing else may.
ENTERING = AUTHORS | {Role.CLIENT, Role.IMPORTER}
REVIEWERS = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.THIRD_REVIEWER)

_IN_REVIEW = (Progress.FIRST, Progress.SECOND, Progress.THIRD)
_NOT_OUT = frozenset({Progress.DRAFT, *_IN_REVIEW, Progress.ASKED, Progress.APPROVED})
REASON = Field("reason", "理由", Kind.TEXT, required=True, longest=400)
#: Of a correction and a withdrawal: it stands on the public page.
SHOWN_REASON = Field(
    "reason",
    "理由",
    Kind.TEXT,
    required=True,
    longest=400,
    hint="公众会看到：写明错在哪里，不写姓名、号码，不重复不该公开的内容",
)
#: Asked for where the check of a text found something that a person has to judge.
SURE = Field("sure", "已逐项核对，确认可以这样写", Kind.FLAG)


class Whose(StrEnum):
    """Over which articles a role may make a move."""

    OWN = "own"  # a drafter those of his section, the office all
    ANY = "any"
    OTHERS = "others"  # a reviewer those that he neither wrote nor reviewed at another level


@dataclass(frozen=True)
class Move:
    """One row. `targets`: the usual one first; none: it stays where it is and a record is added."""

    name: str
    label: str
    sources: frozenset[Progress]
    targets: tuple[Progress, ...]
    by: frozenset[Role]
    whose: Whose
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()


def gate_fields() -> tuple[Field, ...]:
    """What a reviewer answers: each gate with its words, and the proofreading."""
    gates = (
        (
            Field(gate.value, gate.label, Kind.CHOICE, required=True, choices=Found),
            Field(f"{gate.value}_words", f"{gate.label}意见", Kind.TEXT, longest=1000),
        )
        for gate in Gate
    )
    return (
        *(field for pair in gates for field in pair),
        Field("proofread", "已逐字校对", Kind.FLAG),
        Field("corrections", "校对意见", Kind.TEXT, longest=2000, hint="错在哪里、应作什么，一行一处"),
    )


GATE_FIELDS = gate_fields()
_ASKING = (
    Field("whom", "请示谁", Kind.CHOICE, required=True, choices=Whom),
    Field("question", "拿不准的地方", Kind.TEXT, required=True, longest=1000),
)
_ANSWERING = (
    Field("told", "答复", Kind.CHOICE, required=True, choices=Told),
    Field("answerer", "由谁答复", required=True, longest=60, hint="单位、处室和文号或通话时间"),
    Field("answer", "答复原话", Kind.TEXT, required=True, longest=1000),
)
_SLIP = (
    Field("gate", "本应由哪一关发现", Kind.CHOICE, required=True, choices=Gate),
    Field("level", "本应在哪一审发现", Kind.CHOICE, required=True, choices=Level),
    Field("stakes", "轻重", Kind.CHOICE, required=True, choices=Stakes),
    Field("found_by", "谁发现的", Kind.CHOICE, required=True, choices=FoundBy),
    Field("found_on", "发现日期", Kind.DATE, required=True),
    Field("words", "错在哪里，应作什么", Kind.TEXT, required=True, longest=1000),
)
_GONE = (
    Field("outlet", "从哪里撤下", Kind.CHOICE, required=True, choices=Outlet),
    Field("seen_at", "何时看到已经没有", Kind.MOMENT, required=True),
    Field("seen", "怎样看的", required=True, longest=200, hint="打开的网址、截图编号或对方的回执"),
    Field("seen_by", "谁看的", required=True, longest=40),
    Field("sure", "已打开看过，那里确实已经没有", Kind.FLAG, required=True),
)
_PURGING = Field(
    "reason",
    "理由",
    Kind.TEXT,
    required=True,
    longest=400,
    hint="只说清除的是哪一类内容，不要再写一遍；涉密的先按保密部门的要求报告、留存",
)
_APPEARING = (
    Field("outlet", "在哪里", Kind.CHOICE, required=True, choices=Outlet),
    Field("address", "网址或期号", longest=300),
)


def _review(level: Level, source: Progress, target: Progress, role: Role) -> Move:
    effect = f"{gates_named()}无不通过且已校对的进入下一环节；有不通过的退回起草，写明理由"
    by = frozenset({role})
    return Move(
        f"review_{level.value}",
        level.label,
        frozenset({source}),
        (target, Progress.DRAFT),
        by,
        Whose.OTHERS,
        effect,
        _THREE,
        GATE_FIELDS,
    )


_ROWS = (
    Move(
        "write", "起草", frozenset(), (Progress.DRAFT,), ENTERING, Whose.OWN, "存为第 1 版草稿；接口和导入也只到这里",
        "政府信息公开条例第十条", FIELDS,
    ),
    Move(
        "revise", "修改", _NOT_OUT - {Progress.ASKED}, (Progress.DRAFT,), AUTHORS, Whose.OWN,
        "存为新的一版；已有的审核意见只对旧版有效，从一审重来；增减附件同样", _THREE, (*FIELDS, NOTE),
    ),
    Move(
        "submit", "送审", frozenset({Progress.DRAFT}), (Progress.FIRST,), AUTHORS, Whose.OWN,
        "先自动检查：须改正的改完才能送，须核对的逐条写明为何保留", _THREE,
    ),
    Move(
        "take_back", "撤回送审", frozenset({*_IN_REVIEW, Progress.APPROVED}), (Progress.DRAFT,), AUTHORS, Whose.OWN,
        "回到起草；同一版再送，从一审重来", _THREE, (REASON,),
    ),
    _review(Level.FIRST, Progress.FIRST, Progress.SECOND, Role.FIRST_REVIEWER),
    _review(Level.SECOND, Progress.SECOND, Progress.THIRD, Role.SECOND_REVIEWER),
    _review(Level.THIRD, Progress.THIRD, Progress.APPROVED, Role.THIRD_REVIEWER),
    Move(
        "ask", "请示", frozenset(_IN_REVIEW), (Progress.ASKED,), frozenset(REVIEWERS), Whose.OTHERS,
        "停在这里等保密、网信或业务主管部门答复", "政府信息公开条例第十七条第三款", _ASKING,
    ),
    Move(
        "answer", "登记答复", frozenset({Progress.ASKED}),
        (Progress.FIRST, Progress.SECOND, Progress.THIRD, Progress.DRAFT),
        OFFICE | {Role.SECRECY_OFFICER}, Whose.ANY,
        "可以发布的回到原来的审次；修改后再审、不得发布的退回起草", "政府信息公开条例第十七条第三款", _ANSWERING,
    ),
    Move(
        "release", "发布", frozenset({Progress.APPROVED}), (Progress.RELEASED,), OFFICE | {Role.WORKER}, Whose.ANY,
        "再自动检查一遍，核对三审对的正是这一版，即时发布", f"{_THREE}；{_PROACTIVE}",
    ),
    Move(
        "schedule", "定时发布", frozenset({Progress.APPROVED}), (), OFFICE, Whose.ANY,
        "到时自动发布一次；到时检查不过的不发，告知公开专员", _THREE,
        (Field("release_at", "发布时间", Kind.MOMENT, required=True),),
    ),
    Move(
        "unschedule", "取消定时", frozenset({Progress.APPROVED}), (), OFFICE, Whose.ANY, "不再自动发布", _THREE,
    ),
    Move(
        "correct", "更正", frozenset({Progress.RELEASED}), (Progress.DRAFT,), AUTHORS | OFFICE, Whose.OWN,
        "另起一版，三审三校重走一遍；其间旧版照常可见，标明正在更正", "政府信息公开条例第六条第二款",
        (SHOWN_REASON, SURE),
    ),
    Move(
        "drop", "作废", frozenset({Progress.DRAFT}), (Progress.DROPPED, Progress.RELEASED), AUTHORS, Whose.OWN,
        "草稿不再办；更正中的回到已发布的那一版", _THREE, (REASON,),
    ),
    Move(
        "withdraw", "撤下", frozenset({*_NOT_OUT, Progress.RELEASED}), (Progress.WITHDRAWN,), OFFICE | {Role.WORKER},
        Whose.ANY, "公众页面即刻变为撤下说明（410），别处的发布逐一登记撤下；来源公文改为不公开的，系统随即撤下",
        "政府信息公开条例第六条第二款、第十七条", (SHOWN_REASON, SURE),
    ),
    Move(
        "note_slip", "登记差错", frozenset({*_NOT_OUT, Progress.RELEASED, Progress.WITHDRAWN}), (), OFFICE, Whose.ANY,
        "发布后发现的差错，记到本应发现它的那一关、那一审", "国办秘函〔2019〕19号（严重表述错误单项否决）", _SLIP,
    ),
    Move(
        "appear", "登记别处发布", frozenset({*_NOT_OUT, Progress.RELEASED}), (), OFFICE | {Role.WORKER},
        Whose.ANY,
        "记下在哪个渠道、哪个地址发布；撤下时逐一催办", "政府信息公开条例第二十三条、第二十五条", _APPEARING,
    ),
    Move(
        "disappear", "登记别处撤下", frozenset({*_NOT_OUT, Progress.RELEASED, Progress.WITHDRAWN}), (),
        OFFICE | {Role.WORKER}, Whose.ANY, "写明谁、何时、怎样看到那里已经没有", "政府信息公开条例第六条第二款", _GONE,
    ),
    Move(
        "purge", "清除内容", frozenset({Progress.DROPPED, Progress.WITHDRAWN, Progress.RELEASED}), (), OFFICE,
        Whose.ANY,
        "删去各版的文字、附件和审核意见的原话，不能恢复；已发布的只清没有发布过的各版。编号、日期、经过、SHA-256 留下",
        "个人信息保护法第四十七条；涉密不上网、上网不涉密", (_PURGING,),
    ),
)  # fmt: skip

MOVES: dict[str, Move] = {move.name: move for move in _ROWS}
REVIEW_AT: dict[Progress, Move] = {
    Progress.FIRST: MOVES["review_first"],
    Progress.SECOND: MOVES["review_second"],
    Progress.THIRD: MOVES["review_third"],
}


def check(name: str, progress: Progress, roles: Iterable[Role]) -> Move:
    """Raises Refused("no-such-move" | "wrong-progress" | "wrong-role")."""
    move = MOVES.get(name)
    if move is None:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    if move.sources and progress not in move.sources:
        raise Refused("wrong-progress", f"稿件现在是“{progress.label}”，不能{move.label}")
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}")
    return move


def open_to(progress: Progress, roles: Iterable[Role]) -> list[Move]:
    """The moves these roles may try here, in the sequence of the table."""
    held = set(roles)
    return [move for move in MOVES.values() if progress in move.sources and move.by & held]
