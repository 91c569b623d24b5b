"""上级文件任务台账: a superior's document broken into clauses, each handed to a section, reported done, accepted.

The table of moves is the only door: buttons, permissions, the check of what is typed and the manual come from it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yihaotong.accounts.rules import DISCLOSURE, Role
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.disclosure.rules.codes import OPEN, Progress
from yihaotong.journal.refusal import Refused

DIRECTIVE = (
    Field("number", "文号", required=True, longest=60),
    Field("sent_by", "发文机关", required=True, longest=80),
    Field("title", "标题", required=True, longest=160),
    Field("dated", "成文日期", Kind.DATE, required=True),
    Field("received_on", "收文日期", Kind.DATE, required=True),
)
CLAUSE = (
    Field("place", "条款", required=True, longest=40, hint="如：第三条第二款、四（一）"),
    Field("text", "任务内容", Kind.TEXT, required=True, longest=2000),
    Field("unit", "责任科室", Kind.UNIT, longest=20, hint="现在不定的，以后再交办"),
    Field("person", "责任人", Kind.PERSON),
    Field("due_on", "完成时限", Kind.DATE, hint="到当日 24:00 为止"),
)
_OFFICE = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER, Role.IMPORTER})
#: So many days before the last one the section is reminded: a design of this house.
REMIND_BEFORE = 3


@dataclass(frozen=True)
class Move:
    """One row of the table. `section`: only the section in charge, or its responsible person, may; `done`: what
    somebody reads who has made it."""

    name: str
    label: str
    sources: frozenset[Progress]
    target: Progress
    by: frozenset[Role]
    done: str
    fields: tuple[Field, ...] = ()
    section: bool = False
    basis: str = ""


_ROWS = (
    Move(
        "hand_out",
        "交办",
        frozenset({Progress.WAITING, Progress.HANDED_OUT, Progress.SENT_BACK}),
        Progress.HANDED_OUT,
        _OFFICE,
        "已交办",
        (
            Field("unit", "责任科室", Kind.UNIT, required=True, longest=20),
            Field("person", "责任人", Kind.PERSON),
            Field("due_on", "完成时限", Kind.DATE, required=True),
            Field("note", "交办意见", longest=200),
        ),
        basis="条例第四条：工作机构组织协调本机关的政府信息公开工作",
    ),
    Move(
        "report",
        "报完成",
        frozenset({Progress.HANDED_OUT, Progress.SENT_BACK}),
        Progress.REPORTED,
        DISCLOSURE,
        "已报完成",
        (Field("evidence", "完成情况", Kind.TEXT, required=True, longest=2000, hint="做了什么、何时、何处可以看到"),),
        section=True,
    ),
    Move(
        "accept",
        "验收",
        frozenset({Progress.REPORTED}),
        Progress.ACCEPTED,
        _OFFICE,
        "已验收",
        (Field("note", "验收意见", longest=200),),
    ),
    Move(
        "send_back",
        "退回",
        frozenset({Progress.REPORTED}),
        Progress.SENT_BACK,
        _OFFICE,
        "已退回",
        (Field("note", "退回理由", required=True, longest=200),),
    ),
    Move(
        "drop",
        "不再办理",
        OPEN,
        Progress.DROPPED,
        frozenset({Role.DISCLOSURE_LEADER}),
        "已改为不再办理",
        (Field("note", "理由", required=True, longest=200, hint="如：上级已撤销此项要求，写明依据"),),
    ),
)
MOVES: Mapping[str, Move] = {move.name: move for move in _ROWS}


def open_to(progress: Progress, roles: Iterable[Role], *, of_section: bool) -> list[Move]:
    """The moves that somebody may make now, in the order of the table."""
    held = set(roles)
    return [move for move in _ROWS if progress in move.sources and move.by & held and (of_section or not move.section)]


def check(move: Move, progress: Progress, roles: Iterable[Role], *, of_section: bool) -> None:
    """Raises Refused: wrong-role, not-your-section, wrong-progress."""
    if not move.by & set(roles):
        raise Refused("wrong-role", f"您的岗位不能“{move.label}”")
    if move.section and not of_section:
        raise Refused("not-your-section", "这项任务由责任科室报完成，不归您")
    if progress not in move.sources:
        raise Refused("wrong-progress", f"这项任务现在是“{progress.label}”，不能“{move.label}”")


def check_accepts(actor: str, reported_by: str) -> None:
    """Who reported it done does not accept it himself. Raises Refused("own-work")."""
    if actor == reported_by:
        raise Refused("own-work", "这项任务是您报的完成，请由另一个人验收")


def check_received(dated: date, received_on: date, today: date) -> None:
    """Raises Refused: received-before-dated, received-ahead."""
    if received_on < dated:
        raise Refused("received-before-dated", "收文日期早于成文日期，请核对", "received_on")
    if received_on > today:
        raise Refused("received-ahead", "收文日期在今天之后，请核对", "received_on")


def check_due(due_on: date | None, received_on: date) -> None:
    """Raises Refused("due-before-received")."""
    if due_on is not None and due_on < received_on:
        raise Refused("due-before-received", "完成时限早于收文日期，请核对", "due_on")


def overdue(progress: Progress, due_on: date | None, today: date) -> bool:
    """Still to be done by the section, its last day gone. What waits for acceptance was reported in time or not: see
    `late`."""
    return progress in OPEN - {Progress.REPORTED} and due_on is not None and due_on < today


def due_soon(progress: Progress, due_on: date | None, today: date) -> bool:
    return (
        progress in OPEN - {Progress.REPORTED}
        and due_on is not None
        and today <= due_on <= today + timedelta(days=REMIND_BEFORE)
    )


@dataclass(frozen=True)
class Figure:
    """What became of one section's tasks; `unit` None: those that nobody has yet. Dropped ones are in none of them."""

    unit: int | None
    whole: int
    done: int
    late: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.whole if self.whole else 0


def figures(rows: Sequence[tuple[int | None, Progress, date | None]], today: date) -> list[Figure]:
    """Per section, from (unit, progress, due day) of each clause; those without a section last."""
    counted = [row for row in rows if row[1] is not Progress.DROPPED]
    units = sorted({unit for unit, _, _ in counted if unit is not None})
    wanted: list[int | None] = [*units, *([None] if any(unit is None for unit, _, _ in counted) else [])]
    return [_figure(unit, [row for row in counted if row[0] == unit], today) for unit in wanted]


def _figure(unit: int | None, rows: Sequence[tuple[int | None, Progress, date | None]], today: date) -> Figure:
    done = sum(progress is Progress.ACCEPTED for _, progress, _ in rows)
    late = sum(overdue(progress, due_on, today) for _, progress, due_on in rows)
    return Figure(unit, len(rows), done, late)


# --- a ledger as a table ---------------------------------------------------------------------------------------------

#: The heading of a column, as offices write it, and what it holds.
COLUMNS: Mapping[str, str] = {
    "文号": "number",
    "发文字号": "number",
    "发文机关": "sent_by",
    "标题": "title",
    "文件标题": "title",
    "文件名称": "title",
    "成文日期": "dated",
    "收文日期": "received_on",
    "条款": "place",
    "序号": "place",
    "任务内容": "text",
    "任务": "text",
    "责任科室": "unit",
    "责任人": "person",
    "完成时限": "due_on",
    "办结时限": "due_on",
}
OF_DIRECTIVE = tuple(each.name for each in DIRECTIVE)


_DAY = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?")


def plain_day(written: str) -> str:
    """2026-01-26 for 2026/1/26, 2026.1.26 and 2026年1月26日; anything else as it is."""
    matched = _DAY.fullmatch(written)
    return f"{matched[1]}-{int(matched[2]):02d}-{int(matched[3]):02d}" if matched else written


def field_of(column: str) -> str:
    """What a column holds, "" for one that is not ours."""
    return COLUMNS.get("".join(column.split()), "")
