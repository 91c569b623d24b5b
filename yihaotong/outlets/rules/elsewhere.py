"""Items that were published without us, as a form and as a table of rows; what makes one of them this one."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused
from yihaotong.outlets.rules.codes import Placed, Whose
from yihaotong.outlets.rules.tables import by_words, outlets

MOST_ROWS = 20_000
TITLE_LONGEST, LINK_LONGEST = 200, 500
_FIRST = date(1990, 1, 1)


ITEM_FIELDS = (
    Field("outlet", "渠道", Kind.CHOICE, required=True, choices=Placed),
    Field("on", "发布日期", Kind.DATE, required=True),
    Field("title", "标题", required=True, longest=TITLE_LONGEST, hint="没有标题的写正文第一句"),
    Field("link", "链接", longest=LINK_LONGEST, hint="https:// 开头；没有的不填"),
    Field("whose", "原创或转发", Kind.CHOICE, required=True, choices=Whose),
    Field("article", "对应稿件", longest=60, hint="本站发过的填索引号，可以不填"),
)
ITEM_GONE = (
    Field("seen", "怎样看的", required=True, longest=200, hint="打开的网址、截图编号或对方的回执"),
    Field("seen_by", "谁看的", required=True, longest=40),
    Field("sure", "已打开看过，那里确实已经没有", Kind.FLAG, required=True),
)
#: The columns of a table: the words by which each may be headed, and whether it must be filled.
COLUMNS: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "outlet": (("渠道", "平台", "发布渠道", "outlet"), True),
    "on": (("日期", "发布日期", "发布时间", "时间", "date", "on"), True),
    "title": (("标题", "名称", "内容", "题目", "title"), True),
    "link": (("链接", "网址", "地址", "link", "url"), False),
    "whose": (("原创/转发", "原创或转发", "类型", "性质", "是否原创", "kind", "whose"), False),
    "article": (("索引号", "对应稿件", "index_number"), False),
}
_COLUMN = {word: name for name, (words, _needed) in COLUMNS.items() for word in words}
_OWN = {"", "原创", "自发", "发布", "本单位", "是", "own", "original", "true", "1"}
_REPOST = {"转发", "转载", "转", "否", "repost", "forward", "false", "0"}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")


@dataclass(frozen=True)
class Item:
    """One item as given. `article`: the index number it belongs to, or ""."""

    outlet: str
    on: date
    title: str
    link: str = ""
    original: bool = True
    article: str = ""

    @property
    def digest(self) -> str:
        """What makes it this one: where, when, its title, its link; in hex."""
        told = [self.outlet, self.on.isoformat(), self.title, self.link]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class RowFault:
    """Why a row cannot be used; `column` is "" for the row as a whole."""

    number: int
    column: str
    reason: str


def knows(column: str) -> bool:
    return column.strip().rstrip("*") in _COLUMN


def check_columns(columns: Iterable[str]) -> None:
    """Raises Refused("no-columns") naming what is missing."""
    there = {_COLUMN[name] for each in columns if (name := each.strip().rstrip("*")) in _COLUMN}
    missing = [words[0] for name, (words, needed) in COLUMNS.items() if needed and name not in there]
    if missing:
        raise Refused("no-columns", f"表里缺少这几列：{'、'.join(missing)}", "file")


def read_row(number: int, cells: Mapping[str, Any], today: date) -> Item | RowFault:
    """One row of the table, or what is wrong with it."""
    told = {_COLUMN[name]: value for each, value in cells.items() if (name := each.strip().rstrip("*")) in _COLUMN}
    texts = {name: " ".join(str(told.get(name, "")).split()) for name in COLUMNS}
    for name, (words, needed) in COLUMNS.items():
        if needed and not texts[name]:
            return RowFault(number, words[0], "没有填")
    try:
        return Item(
            _outlet(texts["outlet"]),
            _day(told["on"], today),
            _within(texts["title"], TITLE_LONGEST, "title"),
            checked_link(texts["link"]),
            _original(texts["whose"]),
            _within(texts["article"], 60, "article"),
        )
    except Refused as refusal:
        return RowFault(number, COLUMNS[refusal.field][0][0], refusal.message)


def _outlet(words: str) -> str:
    if code := by_words(words):
        return code
    known = "、".join(row.label for row in outlets().values())
    raise Refused("not-a-choice", f"“{words[:20]}”不是渠道，可以写：{known}", "outlet")


def _original(words: str) -> bool:
    said = words.lower()
    if said in _OWN or said in _REPOST:
        return said in _OWN
    raise Refused("not-a-choice", f"“{words[:20]}”应为 原创 或 转发", "whose")


def _within(text: str, longest: int, field: str) -> str:
    if len(text) > longest:
        raise Refused("too-long", f"有 {len(text)} 字，最多 {longest} 字", field)
    if not text.isprintable():
        raise Refused("unusable-character", "里面有不能显示的字符", field)
    return text


def checked_link(link: str) -> str:
    """Raises Refused("not-a-link")."""
    if link and not re.fullmatch(r"https?://[^\s\"'<>\\]+", link):
        raise Refused("not-a-link", f"“{link[:40]}”不是 http:// 或 https:// 开头的网址", "link")
    return _within(link, LINK_LONGEST, "link")


def checked_day(on: date, today: date) -> date:
    """Raises Refused("out-of-range")."""
    if on > today:
        raise Refused("out-of-range", f"{on} 在今天之后", "on")
    if on < _FIRST:
        raise Refused("out-of-range", f"{on} 太早，核对一下年份", "on")
    return on


def _day(value: Any, today: date) -> date:
    if isinstance(value, datetime):
        return checked_day(value.date(), today)
    if isinstance(value, date):
        return checked_day(value, today)
    found = _DAY.fullmatch(str(value).strip())
    try:
        year, month, day = map(int, found.groups() if found else ())
        return checked_day(date(year, month, day), today)
    except ValueError:
        raise Refused("not-a-date", f"“{str(value)[:20]}”不是日期，请写成 2019-06-05", "on") from None
