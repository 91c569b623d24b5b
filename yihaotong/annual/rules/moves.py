"""The table of moves of a year's report: from where, to where, by whom, with what. What is not in it is refused.

条例 art. 49, 50: each organ sends its report to the office that leads the work, and makes it public, by 31 January; a
supervising office may set an earlier day (disclosure.rules.overriding). Who drafted it does not check it, who checked
it does not decide on it: a design of this house after 三审三校.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yihaotong.accounts.rules import Role
from yihaotong.annual.rules.codes import Outcome, Progress
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused

_ART_49, _ART_50 = "政府信息公开条例第四十九条", "政府信息公开条例第五十条"
_HOUSE = "本系统的设计：编制、核对、审定分开"
OFFICERS = frozenset({Role.DISCLOSURE_OFFICER})
LEADERS = frozenset({Role.DISCLOSURE_LEADER})
OFFICE = OFFICERS | LEADERS
#: Who reads a report that is not public yet.
READERS = OFFICE | {Role.SUPERVISING_OFFICE}
REASON = Field("reason", "理由", Kind.TEXT, required=True, longest=400)
_NOTE = Field("note", "意见", Kind.TEXT, longest=400)

#: The codes of the limits in disclosure/rules/deadlines.toml.
SUBMIT, PUBLIC = "annual_report_submit", "annual_report_public"


@dataclass(frozen=True)
class Move:
    """One row. `apart`: whoever made one of these moves for the same edition may not make this one."""

    name: str
    label: str
    sources: frozenset[Progress]
    target: Progress
    by: frozenset[Role]
    effect: str
    basis: str
    fields: tuple[Field, ...] = ()
    apart: tuple[str, ...] = ()
    rare: bool = False
    done: str = ""


_ROWS = (
    Move(
        "finish", "送核对", frozenset({Progress.DRAFT}), Progress.CHECKING, OFFICERS,
        "表格和文字按此刻的记录定成一版，不再随记录变动；统计期限没有结束的、有错误的不能送", _ART_50, (_NOTE,),
        done="已定成一版，送核对",
    ),
    Move(
        "check", "核对通过", frozenset({Progress.CHECKING}), Progress.DECIDING, OFFICE,
        "逐表逐段核对过，送审定", f"{_ART_50}；{_HOUSE}", (_NOTE,), apart=("finish",), done="已核对，送审定",
    ),
    Move(
        "approve", "审定", frozenset({Progress.DECIDING}), Progress.DECIDED, LEADERS,
        "这一版可以报送、公布", f"{_ART_49}；{_HOUSE}", (_NOTE,), apart=("finish", "check"), done="已审定",
    ),
    Move(
        "send_back", "退回修改", frozenset({Progress.CHECKING, Progress.DECIDING, Progress.DECIDED}), Progress.DRAFT,
        OFFICE, "回到编制，数字重新随记录变动", _HOUSE, (REASON,), rare=True, done="已退回修改",
    ),
    Move(
        "submit", "登记报送", frozenset({Progress.DECIDED}), Progress.SUBMITTED, OFFICE,
        "记下何日、怎样报给政府信息公开工作主管部门", _ART_49,
        (
            Field("on", "报送日期", Kind.DATE, required=True),
            Field("receipt", "怎样报的", required=True, longest=200, hint="文号、系统回执号或者签收人"),
        ),
        done="已登记报送",
    ),
    Move(
        "offer", "起草公布稿", frozenset({Progress.SUBMITTED}), Progress.REVIEWED, OFFICERS,
        "报告全文成为一篇稿件的草稿，附 DOCX、PDF，经三审三校发布；发布后这里自动记为已公布", _ART_49,
        done="公布稿已起草，请到稿件页补齐后送审",
    ),
    Move(
        "correct", "更正", frozenset({Progress.RELEASED, Progress.WITHDRAWN, Progress.SUBMITTED, Progress.REVIEWED}),
        Progress.DRAFT, OFFICE, "另起一版，重新核对、审定、报送、公布；原来各版留着", "政府信息公开条例第六条第二款",
        (REASON,), rare=True, done="已另起一版，请修改",
    ),
)  # fmt: skip
MOVES: Mapping[str, Move] = {move.name: move for move in _ROWS}
#: What is not done before the year is over; a draft may be worked on, and sent back, all the year.
AFTER_PERIOD = frozenset({"finish", "check", "approve"})
#: What a draft may be changed by.
WRITERS = OFFICERS


def check(name: str, progress: Progress, roles: Iterable[Role]) -> Move:
    """Raises Refused("no-such-move" | "wrong-progress" | "wrong-role")."""
    move = MOVES.get(name)
    if move is None:
        raise Refused("no-such-move", f"没有“{name}”这个动作", "move")
    if progress not in move.sources:
        raise Refused("wrong-progress", f"年报现在是“{progress.label}”，不能{move.label}", progress=progress.value)
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能{move.label}", act=name)
    return move


def check_apart(move: Move, makers: Mapping[str, str], actor: str) -> None:
    """`makers`: who made which move for this edition. Raises Refused("same-person")."""
    if made := next((name for name in move.apart if makers.get(name) == actor), ""):
        raise Refused("same-person", f"“{MOVES[made].label}”是您做的，{move.label}须由另一个人来做")


def check_period(move: Move, until: date, today: date) -> None:
    """An edition of a year that is not over is not the year's. Raises Refused("period-open")."""
    if today <= until and move.name in AFTER_PERIOD:
        raise Refused("period-open", f"统计期限还没有结束：到 {until} 为止，期满后才能{move.label}")


def open_to(progress: Progress, roles: Iterable[Role], makers: Mapping[str, str], actor: str) -> list[Move]:
    """The moves that somebody may make now, in the sequence of the table."""
    held = set(roles)
    return [
        move
        for move in MOVES.values()
        if progress in move.sources and move.by & held and actor not in {makers.get(name) for name in move.apart}
    ]


def check_writes(progress: Progress, roles: Iterable[Role]) -> None:
    """Raises Refused("wrong-progress" | "wrong-role")."""
    if not WRITERS & set(roles):
        raise Refused("wrong-role", "您的岗位不能修改年报")
    if progress is not Progress.DRAFT:
        raise Refused("wrong-progress", f"年报现在是“{progress.label}”，要修改先退回或者更正")


# --- what is filled in besides the moves ---------------------------------------------------------------------------

PARAGRAPH = (Field("text", "文字", Kind.TEXT, longest=8000, hint="清空后保存，恢复由记录写成的文字"),)
CELL = (
    Field("value", "数字", required=True, longest=20, hint="没有的填 0；增减可写 +3、-2；金额以万元计"),
    Field("source", "来源", required=True, longest=200, hint="谁、哪个系统、哪份材料，截至何日"),
)
PROBLEM = (
    Field("words", "问题", Kind.TEXT, required=True, longest=400, hint="一句话，不写“一是”，末尾不加句号"),
    Field("measure", "改进措施", Kind.TEXT, required=True, longest=400),
    Field("owner", "责任科室", longest=60),
    Field("due", "改进期限", Kind.DATE),
)
OUTCOME = (
    Field("outcome", "改进情况", Kind.CHOICE, required=True, choices=Outcome),
    Field("evidence", "做了什么", Kind.TEXT, required=True, longest=400, hint="写进下一年的年报"),
)
