"""What the journal says of the cases, against the cases: for whoever rewrites a record and leaves its line alone.

The lines of a case are folded into what must be so by now, then compared with its rows. A case may move on between
the two queries; so what differs is believed only when the case has the same lines afterwards, and is read again
otherwise. Lines erased by law say nothing, and nothing is asked of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases.actions import sealed_content
from yihaotong.cases.actions.digests import RECORDS, Record, text_sm3, vouched
from yihaotong.cases.models import Case, Clock, SealedContent
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.wording import written
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.vault.rules.sealing import Unopenable

_CHUNK = 500
_FILED, _IMPORTED = "case.file", "case.import"
#: The moves that close a case, or take its closing back.
_CLOSING = frozenset({"case.answer", "case.close", "case.conclude", "case.reopen"})
#: Digits of the database's largest key.
_LONGEST_KEY = 19
#: Columns of a case whose changes are told, by the name under which a line tells them.
_COLUMNS = {
    **{
        name: name
        for name in (
            *("order_no", "request_type", "category", "place", "urgency", "secrecy", "outcome", "historical"),
            *("ended_as", "returns", "final"),
        )
    },
    "unit": "lead_unit_id",
    "parent": "parent_id",
    "person": "handler_id",
}
_WORDS = {
    "order_no": "编号",
    "request_type": "诉求类型",
    "category": "问题类别",
    "place": "区域",
    "urgency": "紧急程度",
    "secrecy": "保密要求",
    "outcome": "办理结果",
    "lead_unit_id": "主办单位",
    "filed_by": "登记人",
    "filed_at": "受理时间",
    "closed_at": "办结时间",
    "historical": "历史数据",
    "ended_as": "了结方式",
    "returns": "退单次数",
    "final": "指定承办",
    "parent_id": "主单",
    "handler_id": "承办人",
    "leg": "派单",
    "contact": "联系记录",
    "reply": "答复",
    "review": "审核",
    "call_back": "回访",
    "conclusion": "认定",
    "evaluation": "评价",
    "remark": "说明",
    "return": "退单",
    "ruling": "裁定",
    "supplement": "补充",
}


@dataclass(frozen=True)
class _Said:
    """One thing that a line says."""

    value: Any
    line: int


@dataclass
class _Told:
    """What the lines of one case say of it, the later line holding."""

    first: int
    lines: list[int] = field(default_factory=list)
    at_stage: _Said | None = None
    text: _Said | None = None
    sealed: _Said | None = None
    columns: dict[str, _Said] = field(default_factory=dict)
    dues: dict[str, _Said] = field(default_factory=dict)
    records: dict[tuple[str, int], _Said] = field(default_factory=dict)
    erased: bool = False

    def hear(self, line: Line, case_id: int) -> None:
        self.lines.append(line.pk)
        after = None if line.erased else _after(line)
        if after is not None:
            self._hear(line, after, case_id)
            return
        # It may have said anything: what was said before it need not hold any more.
        self.erased, self.at_stage, self.sealed = True, None, None
        self.columns.clear()
        self.dues.clear()

    def _hear(self, line: Line, after: dict[str, Any], case_id: int) -> None:
        if "stage" in after:
            self.at_stage = _Said(after["stage"], line.pk)
        if "sealed" in after:
            self.sealed = _Said(bool(after["sealed"]), line.pk)
        if line.kind == _FILED:
            self.columns |= {"filed_by": _Said(line.actor, line.pk), "filed_at": _Said(line.at, line.pk)}
            self.text = _Said(after.get("text_sm3"), line.pk)
        if line.kind == _IMPORTED:
            self._hear_import(line, after)
        if line.kind in _CLOSING:
            self.columns["closed_at"] = _Said(line.at if after.get("stage") == "closed" else None, line.pk)
        self.columns |= {_COLUMNS[name]: _Said(after[name], line.pk) for name in _COLUMNS.keys() & after.keys()}
        self._hear_dues(line, after)
        self._hear_records(line, after, case_id)

    def _hear_import(self, line: Line, after: dict[str, Any]) -> None:
        """The case is older than its line, and the digest of its reply stands apart from that of its text."""
        moments = {name: _instant(after[name]) for name in ("filed_at", "closed_at") if name in after}
        self.columns |= {column: _Said(value, line.pk) for column, value in moments.items()}
        self.columns["filed_by"] = _Said(IMPORTER.key, line.pk)
        self.text = _Said(after.get("text_sm3"), line.pk)

    def _hear_dues(self, line: Line, after: dict[str, Any]) -> None:
        if line.kind == "case.recompute" and "clock" in after:
            self.dues[str(after["clock"])] = _Said(after.get("due"), line.pk)
        self.dues |= {kind: _Said(due, line.pk) for kind, due in after.get("clocks", {}).items()}

    def _hear_records(self, line: Line, after: dict[str, Any], case_id: int) -> None:
        digest = after.get("reply_sm3" if line.kind == _IMPORTED else "text_sm3")
        named = {(key, after[key]): digest if vouched(key) else None for key in RECORDS.keys() & after.keys()}
        if line.kind == "case.evaluate":
            named.setdefault(("evaluation", case_id), None)
        for record, digest in named.items():
            if digest or record not in self.records:
                self.records[record] = _Said(digest, line.pk)


def _after(line: Line) -> dict[str, Any] | None:
    """What a line says to be so after its act; None for what `record` never wrote, which the chain reports."""
    try:
        after = line.facts.get("after", {})
    except (ValueError, AttributeError, RecursionError):
        return None
    told = isinstance(after, dict) and isinstance(after.get("clocks", {}), dict)
    return after if told and all(isinstance(after.get(key, 0), int) for key in RECORDS) else None


def _instant(text: object) -> object:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return text


@dataclass(frozen=True)
class _Rows:
    """The rows of some cases."""

    cases: dict[int, Case]
    records: dict[int, dict[tuple[str, int], Record]]
    clocks: dict[int, dict[str, Clock]]
    sealed: dict[int, SealedContent]


def check() -> Iterator[Problem]:
    """Every difference between the lines about cases and the rows of cases, in chunks of cases.

    Kinds: "record-missing", "record-changed", "record-added", "stage-differs", "due-differs". The due dates of
    running clocks only: the others have had their effect, and their line has it.
    """
    for numbers in _numbers():
        yield from _certain(numbers)


def _numbers() -> Iterator[list[int]]:
    """The keys of all cases that were ever filed. A line without such a key is the chain's concern, not ours."""
    last = 0
    filed = Line.objects.filter(kind__in=(_FILED, _IMPORTED)).order_by("pk").values_list("pk", "subject")
    while chunk := list(filed.filter(pk__gt=last)[:_CHUNK]):
        keys = [subject.removeprefix("case:") for _, subject in chunk]
        yield [int(key) for key in keys if key.isdecimal() and len(key) < _LONGEST_KEY]
        last = chunk[-1][0]


def _certain(numbers: Sequence[int]) -> Iterator[Problem]:
    """The problems of these cases that are not merely the traces of a move made meanwhile."""
    while numbers:
        told, rows = _told(numbers), _rows(numbers)
        found = {number: list(_compare(number, told[number], rows)) for number in numbers if number in told}
        doubtful = [number for number, problems in found.items() if problems]
        now = _line_ids(doubtful) if doubtful else {}
        for number in doubtful:
            if now[number] == told[number].lines:
                yield from found[number]
        numbers = [number for number in doubtful if now[number] != told[number].lines]


def _lines(numbers: Sequence[int]) -> Any:
    subjects = [f"case:{number}" for number in numbers]
    return Line.objects.filter(subject__in=subjects, kind__startswith="case.").order_by("pk")


def _told(numbers: Sequence[int]) -> dict[int, _Told]:
    told: dict[int, _Told] = {}
    for line in _lines(numbers).defer("salt", "digest"):
        number = int(line.subject.removeprefix("case:"))
        told.setdefault(number, _Told(line.pk)).hear(line, number)
    return told


def _line_ids(numbers: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for line_id, subject in _lines(numbers).values_list("pk", "subject"):
        found[int(subject.removeprefix("case:"))].append(line_id)
    return found


def _rows(numbers: Sequence[int]) -> _Rows:
    records: dict[int, dict[tuple[str, int], Record]] = defaultdict(dict)
    for key, model in RECORDS.items():
        for record in model.objects.filter(case__in=numbers):
            records[record.case_id][key, record.pk] = record
    clocks: dict[int, dict[str, Clock]] = defaultdict(dict)
    for clock in Clock.objects.filter(case__in=numbers, met_at=None, dropped_at=None).order_by("pk"):
        clocks[clock.case_id][clock.kind] = clock
    sealed = SealedContent.objects.in_bulk(numbers)
    return _Rows(Case.objects.in_bulk(numbers), records, clocks, sealed)


def _compare(number: int, told: _Told, rows: _Rows) -> Iterator[Problem]:
    case = rows.cases.get(number)
    if case is None:
        yield Problem("record-missing", f"日志 {told.first} 登记的工单（{number}）已不存在", line=told.first)
        return
    records = rows.records.get(number, {})
    yield from _unsealed(case, told, rows.sealed.get(number), list(records.values()))
    yield from _compare_case(case, told)
    yield from _compare_records(case, told, records)
    yield from _compare_dues(case, told, rows.clocks.get(number, {}))


def _unsealed(case: Case, told: _Told, content: SealedContent | None, records: list[Record]) -> Iterator[Problem]:
    """What lies sealed against the line that sealed it; then case and records, in memory, have their words again, and
    the digests are those of the words."""
    is_sealed = bool(told.sealed and told.sealed.value)
    line = told.sealed.line if told.sealed else told.lines[-1]
    if content is None:
        if is_sealed:
            yield Problem("record-missing", f"工单 {case} 封存的内容已不存在，日志 {line} 记有", line=line)
        return
    if not is_sealed and not told.erased:
        yield Problem("record-added", f"工单 {case} 的内容被封存，没有一行日志提到", line=line)
    try:
        shown = sealed_content.look_through(case, records, content)
    except Unopenable:
        yield Problem("record-changed", f"工单 {case} 封存的内容打不开，与日志 {line} 不符", line=line)
        return
    if shown:
        yield Problem("record-changed", f"工单 {case} 封存的内容又写在记录里：{'、'.join(shown)}", line=line)


def _compare_case(case: Case, told: _Told) -> Iterator[Problem]:
    if told.at_stage and told.at_stage.value != case.stage:
        message = f"工单 {case} 的环节是 {case.stage}，日志 {told.at_stage.line} 记的是 {told.at_stage.value}"
        yield Problem("stage-differs", message, line=told.at_stage.line)
    if told.text and told.text.value and told.text.value != text_sm3(case):
        message = f"工单 {case} 的标题或内容与日志 {told.text.line} 的摘要不符"
        yield Problem("record-changed", message, line=told.text.line)
    for column, said in told.columns.items():
        if getattr(case, column) != said.value:
            message = f"工单 {case} 的{_WORDS[column]}与日志 {said.line} 不符"
            yield Problem("record-changed", message, line=said.line)


def _compare_records(case: Case, told: _Told, records: dict[tuple[str, int], Record]) -> Iterator[Problem]:
    for named, said in told.records.items():
        what = f"工单 {case} 的{_name(named)}"
        if named not in records:
            yield Problem("record-missing", f"{what}已不存在，日志 {said.line} 记有", line=said.line)
        elif said.value and said.value != text_sm3(records[named]):
            yield Problem("record-changed", f"{what}与日志 {said.line} 的摘要不符", line=said.line)
    if not told.erased:
        for named in records.keys() - told.records.keys():
            yield Problem("record-added", f"工单 {case} 的{_name(named)}没有一行日志提到", line=told.lines[-1])


def _name(named: tuple[str, int]) -> str:
    key, number = named
    return f"{_WORDS[key]} {number} "


def _compare_dues(case: Case, told: _Told, clocks: dict[str, Clock]) -> Iterator[Problem]:
    for kind in clocks.keys() & told.dues.keys():
        said, due = told.dues[kind], written(clocks[kind].due_at)
        if said.value != due:
            message = f"工单 {case} 的{ClockKind(kind).label}到期为 {due}，日志 {said.line} 记的是 {said.value}"
            yield Problem("due-differs", message, line=said.line)
