"""A row of the list that an OA system exports: what its columns mean, what of it counts as labelled and reviewed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yihaotong.documents.rules.codes import Outcome
from yihaotong.documents.rules.labels import Ground, Label
from yihaotong.documents.rules.marks import found_in
from yihaotong.journal.refusal import Refused

#: The field of a column, by every name under which OA systems export it.
COLUMNS: Mapping[str, str] = {
    "标题": "title",
    "公文标题": "title",
    "文件标题": "title",
    "文号": "doc_no",
    "发文字号": "doc_no",
    "成文日期": "dated_on",
    "签发日期": "dated_on",
    "科室": "section",
    "主办科室": "section",
    "拟稿科室": "section",
    "公开属性": "label",
    "理由": "reason",
    "不公开理由": "reason",
    "保密审查结果": "outcome",
    "保密审查": "outcome",
    "法定理由": "ground",
}
LABELS: Mapping[str, str] = {
    "title": "标题",
    "doc_no": "文号",
    "dated_on": "成文日期",
    "section": "科室",
    "label": "公开属性",
    "reason": "理由",
    "outcome": "保密审查结果",
    "ground": "法定理由",
}
_LABEL_WORDS = {"不公开": Label.WITHHELD, "此件公开发布": Label.PROACTIVE, "公开": Label.PROACTIVE}
_OUTCOME_WORDS = {
    "可以公开": Outcome.PUBLIC,
    "通过": Outcome.PUBLIC,
    "不公开": Outcome.EXEMPT,
    "不予公开": Outcome.EXEMPT,
    "报审": Outcome.REFER,
}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+[\d:.]+)?")
_LONGEST = {"title": 200, "doc_no": 80, "section": 80, "reason": 500}


@dataclass(frozen=True)
class OaDocument:
    """One row as it is kept. `label` and `outcome` are codes, "" where the row says nothing."""

    title: str
    doc_no: str
    dated_on: date
    section: str
    label: str
    ground: str
    reason: str
    outcome: str

    @property
    def key(self) -> str:
        """What tells one document from another: its number; without one its title, day and section."""
        if self.doc_no:
            return f"no:{self.doc_no}"
        return f"title:{self.title}|{self.dated_on.isoformat()}|{self.section}"

    @property
    def is_labelled(self) -> bool:
        """A label, and with the last two a reason."""
        return bool(self.label) and (self.label == Label.PROACTIVE or bool(self.reason or self.ground))

    @property
    def is_reviewed(self) -> bool:
        return self.outcome in (Outcome.PUBLIC, Outcome.EXEMPT)


def known(column: str) -> bool:
    return column.strip() in COLUMNS


def plain_number(number: str) -> str:
    """文号 as it is compared: without blanks, with six-angle brackets, without 第 and leading zeros."""
    text = "".join(number.split()).translate(str.maketrans("[]【】()（）", "〔〕〔〕〔〕〔〕")).replace("第", "")
    return re.sub(r"〕0+(?=\d)", "〕", text)


def check_width(cells: Mapping[str, Any], columns: Collection[str]) -> None:
    """A row with more cells than the header has names was cut in the wrong places. Raises Refused("too-wide")."""
    beyond = [str(value)[:20] for name, value in cells.items() if name not in columns]
    if beyond:
        words = f"这一行比表头多出“{'”“'.join(beyond[:3])}”：多半是文字里的逗号没有加引号，各列错了位"
        raise Refused("too-wide", words)


def row_of(cells: Mapping[str, Any], today: date) -> OaDocument:
    """The document a row tells of. Raises Refused naming the field."""
    said = {COLUMNS[name.strip()]: value for name, value in cells.items() if known(name)}
    title = _text(said, "title")
    if not title:
        raise Refused("missing", "没有标题", "title")
    if marks := [each.mark.word for each in found_in(title) if each.mark.kind == "secret"]:
        words = f"标题里像有密级标志“{marks[0]}”：涉密公文不得录入，请核对；确实不是涉密的，改写标题后再导"
        raise Refused("secrecy-mark", words, "title")
    dated_on = _date(said.get("dated_on"))
    if dated_on > today:
        raise Refused("in-future", f"成文日期 {dated_on.isoformat()} 在今天以后", "dated_on")
    return OaDocument(
        title,
        plain_number(_text(said, "doc_no")),
        dated_on,
        _text(said, "section"),
        _label(_text(said, "label")),
        _ground(_text(said, "ground")),
        _text(said, "reason"),
        _outcome(_text(said, "outcome")),
    )


def check_section(section: str, known: Collection[str]) -> None:
    """A row may name none; one that nobody knows would stand in the coverage as a section. Raises Refused."""
    if section and section not in known:
        raise Refused("no-such-section", f"“{section[:20]}”不是本单位的科室（现在的和从前的名称都认）", "section")


def _text(said: Mapping[str, Any], name: str) -> str:
    text = " ".join(str(said.get(name, "")).split())
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise Refused("unusable-character", f"“{LABELS[name]}”里有认不出的字符", name)
    if len(text) > _LONGEST.get(name, 80):
        raise Refused("too-long", f"“{LABELS[name]}”有 {len(text)} 字，最多 {_LONGEST.get(name, 80)} 字", name)
    return text


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value is None or not str(value).strip():
        raise Refused("missing", "没有成文日期", "dated_on")
    found = _DATE.fullmatch(str(value).strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else date.fromisoformat(str(value).strip())
    except ValueError:
        raise Refused(
            "not-a-date", f"成文日期“{str(value).strip()[:20]}”认不出，请写成 2026-09-27", "dated_on"
        ) from None


def _label(text: str) -> str:
    if not text:
        return ""
    found = _LABEL_WORDS.get(text) or next((each for each in Label if text in (each.label, each.value)), None)
    if found is None:
        words = "、".join(each.label for each in Label)
        raise Refused("not-a-label", f"公开属性“{text[:20]}”不在名录里（{words}）", "label")
    return str(found)


def _ground(text: str) -> str:
    if not text:
        return ""
    found = next((each for each in Ground if text.upper().startswith(each.value)), None)
    if found is None:
        raise Refused("not-a-ground", f"法定理由“{text[:20]}”不在名录里（N1 到 N7）", "ground")
    return str(found)


def _outcome(text: str) -> str:
    if not text or text in ("未审查", "无"):
        return ""
    found = _OUTCOME_WORDS.get(text) or next((each for each in Outcome if text in (each.label, each.value)), None)
    if found is None:
        words = "、".join(each.label for each in Outcome)
        raise Refused("not-an-outcome", f"保密审查结果“{text[:20]}”认不出（{words}）", "outcome")
    return str(found)
