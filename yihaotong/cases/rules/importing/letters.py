"""One row of an export read as a letter, or the reason why it cannot be one."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from yihaotong.cases.rules.codes import RequestType, Secrecy, Urgency
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.cases.rules.filing import title_of
from yihaotong.cases.rules.importing.moments import moment_of
from yihaotong.cases.rules.importing.names import Columns
from yihaotong.cases.rules.importing.words import code_of
from yihaotong.journal.refusal import Refused

LONGEST_TEXT = 20_000
_LONGEST_NUMBER = 80
#: What is cut to its column; the original row keeps all of it.
_CUT = {"title": 100, "address": 200, "name": 60, "phone": 40}
_ANY = 1_000_000
_TEXTS = (
    Field("body", "诉求内容", Kind.TEXT, longest=LONGEST_TEXT),
    Field("reply", "答复意见", Kind.TEXT, longest=LONGEST_TEXT),
    *(
        Field(name, label, longest=_ANY)
        for name, label in (
            ("number", "原编号"),
            ("title", "标题"),
            ("name", "姓名"),
            ("phone", "联系电话"),
            ("address", "详细地址"),
            ("place", "区域"),
            ("category", "问题类别"),
            ("channel", "来源渠道"),
            ("request_type", "诉求类型"),
            ("urgency", "紧急程度"),
            ("secrecy", "保密要求"),
            ("unit", "承办单位"),
            ("outcome", "办理结果"),
        )
    ),
)
_NUMBERS = frozenset({"number", "phone"})
_PHONE = (Field("phone", "联系电话", Kind.PHONE, longest=_CUT["phone"]),)
#: What programs write where there is nothing.
_NOTHING = frozenset({"null", "none", "nan", "n/a", "#n/a", "\\n", "nil", "undefined"})
#: What clerks write where there is nothing; for a text of the letter itself these are words.
_BLANK = frozenset({"无", "-", "--", "—", "/", "\\", "不详", "未知", "空", "未提供", "暂无"})
_NO_REPLY = _BLANK | {
    "未回复",
    "未答复",
    "待回复",
    "待答复",
    "暂未回复",
    "暂未答复",
    "暂无回复",
    "暂无答复",
    "尚未回复",
    "尚未答复",
    "无回复",
}
_NO_NAME = _BLANK | {"匿名", "匿名用户", "匿名网友", "匿名市民", "匿名群众", "不愿透露", "不愿透露姓名"}
_WHOLE_FLOAT = re.compile(r"(-?\d+)\.0+")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+?\d+", re.IGNORECASE)
_KEPT_AS_TEXT = re.compile(r'="(.*)"|\'(.*)')


class BadRow(Exception):
    """A row that cannot enter: the column at fault, the reason in Chinese, and what stood there."""

    def __init__(self, column: str, reason: str, value: object = "") -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.value = value


@dataclass(frozen=True, slots=True)
class Letter:
    """A row that can enter. Codes are ours, "" where the file has none or an unknown word; `place`, `category` and
    `unit` are as written. `day_only` names the moments of which only the day is known."""

    row: int
    number: str
    title: str
    body: str
    filed_at: datetime | None
    reply: str
    replied_at: datetime | None
    occurred_at: datetime | None
    name: str
    phone: str
    phone_is_one: bool
    address: str
    place: str
    category: str
    unit: str
    channel: str
    request_type: str
    urgency: str
    secrecy: str
    outcome: str
    day_only: tuple[str, ...]
    original: str

    @property
    def digest(self) -> bytes:
        """Equal for rows that say the same; a number repeated with the same digest is the same letter."""
        return hashlib.sha256(f"{self.title}\0{self.body}\0{self.reply}".encode()).digest()[:16]


def letter_of(row: int, cells: Mapping[str, Any], columns: Columns, now: datetime) -> Letter:
    """Read one row. Raises BadRow."""
    texts = _texts(cells, columns)
    body = texts["body"] or texts["title"]
    if not body:
        column = columns.by_field.get("body") or columns.by_field.get("title", "")
        raise BadRow(column, "没有诉求内容")
    reply = "" if texts["reply"] in _NO_REPLY else texts["reply"]
    moments, day_only = _moments(cells, columns, now)
    phone, is_one = _phone(texts["phone"])
    return Letter(
        row=row,
        number=_number(texts["number"], columns),
        title=_cut("title", texts["title"]) or title_of(body),
        body=body,
        reply=reply,
        replied_at=moments["replied_at"] if reply else None,
        filed_at=moments["filed_at"],
        occurred_at=moments["occurred_at"],
        name="" if texts["name"] in _NO_NAME else _cut("name", texts["name"]),
        phone=phone,
        phone_is_one=is_one,
        address=_cut("address", texts["address"]),
        place=texts["place"],
        category=texts["category"],
        unit=texts["unit"],
        channel=code_of("channel", texts["channel"]),
        request_type=code_of("request_type", texts["request_type"]) or RequestType.OTHER.value,
        urgency=code_of("urgency", texts["urgency"]) or Urgency.NORMAL.value,
        secrecy=code_of("secrecy", texts["secrecy"]) or Secrecy.NORMAL.value,
        outcome=code_of("outcome", texts["outcome"]) or (code_of("outcome", reply) if reply else ""),
        day_only=day_only,
        original=_original(cells),
    )


def _texts(cells: Mapping[str, Any], columns: Columns) -> dict[str, str]:
    """The texts of the row, cleaned as in a filing. Raises BadRow naming the column."""
    data = {}
    for each in _TEXTS:
        column = columns.by_field.get(each.name)
        if column is not None and column in cells:
            text = _written(column, cells[column])
            text = _as_number(text) if each.name in _NUMBERS else text
            data[each.name] = "" if text.strip().lower() in _NOTHING else text
    try:
        return clean(_TEXTS, data)
    except Refused as refused:
        column = columns.by_field[refused.field]
        raise BadRow(column, refused.message, cells[column]) from refused


def _written(column: str, value: object) -> str:
    """A cell as its text; a whole number without its ".0"."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _digits(column, value)
    if isinstance(value, date | time):
        return str(value)
    raise BadRow(column, "不是文字", value)


def _digits(column: str, value: float) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) >= 10**60:
        raise BadRow(column, "数字太大")
    return str(value)


def _as_number(text: str) -> str:
    """What a spreadsheet made of a number: 2549.0, ="0012", '0012."""
    text = unicodedata.normalize("NFKC", text).strip()
    if kept := _KEPT_AS_TEXT.fullmatch(text):
        text = kept[1] or kept[2] or ""
    whole = _WHOLE_FLOAT.fullmatch(text)
    return whole[1] if whole else text


def _number(text: str, columns: Columns) -> str:
    if text in _BLANK:
        return ""
    if _SCIENTIFIC.fullmatch(text):
        reason = "编号被写成了科学记数，丢了后面的数位；请从源头重新导出，或不用这一列（命令行写 --map 列名=-）"
        raise BadRow(columns.by_field["number"], reason, text)
    if len(text) > _LONGEST_NUMBER:
        raise BadRow(columns.by_field["number"], f"编号有 {len(text)} 字，最多 {_LONGEST_NUMBER} 字", text)
    return text


def _cut(name: str, text: str) -> str:
    longest = _CUT[name]
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _phone(text: str) -> tuple[str, bool]:
    """The number as it can be dialled, or what stands there as it is: exports hold "同上" and two numbers in one."""
    if text in _BLANK:
        return "", False
    try:
        return clean(_PHONE, {"phone": text})["phone"], True
    except Refused:
        return _cut("phone", text), False


def _moments(
    cells: Mapping[str, Any], columns: Columns, now: datetime
) -> tuple[dict[str, datetime | None], tuple[str, ...]]:
    found: dict[str, datetime | None] = {}
    day_only = []
    for name in ("filed_at", "replied_at", "occurred_at"):
        column = columns.by_field.get(name)
        value = cells.get(column) if column is not None else None
        if value is None or (isinstance(value, str) and _says_nothing(value)):
            found[name] = None
            continue
        try:
            found[name], coarse = moment_of(value, now)
        except ValueError as error:
            raise BadRow(column or "", f"不是可用的时间：{error}", value) from error
        if coarse:
            day_only.append(name)
    return found, tuple(day_only)


def _says_nothing(text: str) -> bool:
    text = text.strip()
    return not text or text in _BLANK or text.lower() in _NOTHING


def _original(cells: Mapping[str, Any]) -> str:
    """The row as it stood, for the vault; half characters as escapes, which every vault can hold."""
    text = json.dumps(cells, ensure_ascii=False, default=str)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(cells, default=str)
    return text
