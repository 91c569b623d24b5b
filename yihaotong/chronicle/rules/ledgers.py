"""The four ledgers of a year: what an entry holds, what must be true of it, how a table may head its columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, clean
from yihaotong.cases.rules.fields import Kind as Holds
from yihaotong.chronicle.rules.codes import EvaluationKind, Kind, Level, MediaKind
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused

#: Who enters; a drafter corrects and withdraws what his own section entered.
KEEPERS = frozenset({Role.DISCLOSURE_OFFICER, Role.DRAFTER})
#: The largest count an entry may tell.
MOST = 10_000_000
FIRST_YEAR = 2000
_CODE = re.compile(r"[a-z][a-z0-9_.]{1,59}")
_LINK = re.compile(r"https?://[^\s\"'<>]+")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")  # noqa: RUF001 — as people type them


class Making(Code):
    """Whether an outlet wrote it itself."""

    OWN = "own", "原创"
    REPOST = "repost", "转载"


SOURCE = Field("source", "来源", longest=200, hint="剪报、来函、通知、登记表等，查得到原件的说法")
NOTE = Field("note", "备注", longest=300)
REASON = Field("reason", "理由", required=True, longest=200)


@dataclass(frozen=True)
class Ledger:
    """One ledger. `headings` gives further words by which a column of a table may be headed, by field; `day` the field
    that says when; `filters` the fields that a list is narrowed by."""

    kind: Kind
    fields: tuple[Field, ...]
    headings: Mapping[str, tuple[str, ...]]
    filters: tuple[str, ...]
    day: str = "on"

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def columns(self) -> dict[str, Field]:
        """Fields by every word that may head their column."""
        named = {field.label: field for field in self.fields}
        return named | {word: self.field(name) for name, words in self.headings.items() for word in words}


_ON = Field("on", "日期", Holds.DATE, required=True)
LEDGERS: Mapping[Kind, Ledger] = {
    each.kind: each
    for each in (
        Ledger(
            Kind.MEDIA,
            (
                _ON,
                Field("outlet", "媒体", required=True, longest=60, hint="如：银川电视台"),
                Field("column_name", "栏目", longest=60, hint="如：银川新闻"),
                Field("theme", "主题", required=True, longest=120),
                Field("media_kind", "类型", Holds.CHOICE, required=True, choices=MediaKind),
                Field("original", "原创或转载", Holds.CHOICE, required=True, choices=Making),
                Field("count", "篇（条）数", Holds.NUMBER, hint="不填就是 1；一个系列可以合记一条"),
                Field("link", "链接", longest=300),
                SOURCE,
                NOTE,
            ),
            {
                "on": ("刊播日期", "报道日期"),
                "outlet": ("媒体名称",),
                "theme": ("标题",),
                "original": ("原创/转载",),
                "count": ("篇数", "条数", "期数"),
                "link": ("网址",),
            },
            ("media_kind", "original"),
        ),
        Ledger(
            Kind.RECEPTION,
            (
                _ON,
                Field("delegation", "团组", required=True, longest=120, hint="单位或团组的名称；不写个人信息"),
                Field("level", "级别", Holds.CHOICE, required=True, choices=Level),
                Field("persons", "人数", Holds.NUMBER, hint="实到的确切人数；不知道就空着，“余”由系统按规则写"),
                Field("batches", "批次", Holds.NUMBER, hint="不填就是 1"),
                Field("theme", "主题", longest=120),
                SOURCE,
                NOTE,
            ),
            {"on": ("来访日期", "接待日期"), "delegation": ("来访单位", "团组名称"), "persons": ("人次",)},
            ("level",),
        ),
        Ledger(
            Kind.EVALUATION,
            (
                _ON,
                Field("kind", "类别", Holds.CHOICE, required=True, choices=EvaluationKind),
                Field("body", "评价机构", required=True, longest=80),
                Field("title", "名称", required=True, longest=120, hint="如：卓越百姓服务奖"),
                Field("method", "办法", longest=120, hint="如：服务质量、接通率综合测评"),
                Field("rank", "名次", Holds.NUMBER),
                Field("of_how_many", "参评数", Holds.NUMBER, hint="多少个里面排的"),
                Field("region", "范围", longest=40, hint="如：全国、西北地区"),
                Field("certificate", "证书", longest=120, hint="编号，存在哪里"),
                SOURCE,
                NOTE,
            ),
            {"on": ("公布日期", "获奖日期"), "body": ("颁发机构", "主办单位"), "title": ("奖项", "荣誉名称")},
            ("kind",),
        ),
        Ledger(
            Kind.STATED,
            (
                Field(
                    "measure", "代码", required=True, longest=60, hint="小写字母、数字、点和下划线，如 hotline.received"
                ),
                Field("label", "名称", required=True, longest=80),
                Field("year", "年度", Holds.NUMBER, required=True),
                Field("period", "统计期", longest=40, hint="全年的不填；其他如 2019-06、第25、26周"),
                Field("value", "数值", required=True, longest=24, hint="如 846542 或 95.05"),
                Field("unit_of_count", "单位", longest=12, hint="如 件、%、期"),
                Field("at_least", "来源写作“余”", Holds.FLAG),
                Field("source", "来源", required=True, longest=200, hint="文件名称、文号，或哪个系统的哪个查询"),
                Field("source_key", "来源中的位置", longest=120, hint="行、页或编号"),
                Field("as_of", "截至", Holds.DATE, required=True),
                NOTE,
            ),
            {"measure": ("指标代码",), "label": ("指标", "指标名称"), "value": ("数字",), "as_of": ("截至日期",)},
            (),
            day="as_of",
        ),
    )
}


def cleaned(ledger: Ledger, data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """An entry's columns as they are kept. Raises Refused naming the field."""
    said = clean(ledger.fields, data)
    if said[ledger.day] > today:
        raise Refused("out-of-range", f"“{ledger.field(ledger.day).label}”在今天之后；发生过的才登记", ledger.day)
    for field in ledger.fields:
        number = said[field.name]
        if field.kind is Holds.NUMBER and number is not None and number > MOST:
            raise Refused("out-of-range", f"“{field.label}”最多 {MOST}", field.name)
    return _FINISH[ledger.kind](said, today)


def _media(said: dict[str, Any], _today: date) -> dict[str, Any]:
    if said["link"] and not _LINK.fullmatch(said["link"]):
        raise Refused("not-a-link", "链接要以 http:// 或 https:// 开头", "link")
    return said | {"original": said["original"] == Making.OWN, "count": _one(said["count"], "篇（条）数", "count")}


def _reception(said: dict[str, Any], _today: date) -> dict[str, Any]:
    if said["persons"] == 0:
        raise Refused("out-of-range", "人数从 1 起；不知道就空着", "persons")
    return said | {"batches": _one(said["batches"], "批次", "batches")}


def _one(count: int | None, label: str, name: str) -> int:
    if count == 0:
        raise Refused("out-of-range", f"“{label}”从 1 起", name)
    return 1 if count is None else count


def _evaluation(said: dict[str, Any], _today: date) -> dict[str, Any]:
    rank, of = said["rank"], said["of_how_many"]
    if said["kind"] == EvaluationKind.RANKING and rank is None:
        raise Refused("missing", "测评排名请填写“名次”", "rank")
    if rank == 0:
        raise Refused("out-of-range", "名次从 1 起", "rank")
    if rank is not None and of is not None and rank > of:
        raise Refused("out-of-range", f"名次是 {rank}，参评数却只有 {of}", "of_how_many")
    return said


def _stated(said: dict[str, Any], today: date) -> dict[str, Any]:
    if not _CODE.fullmatch(said["measure"]):
        raise Refused("not-a-code", "代码须是小写字母、数字、点和下划线，如 hotline.received", "measure")
    if not FIRST_YEAR <= said["year"] <= today.year:
        raise Refused("out-of-range", f"年度从 {FIRST_YEAR} 到 {today.year}", "year")
    return said | {"value": value_of(said["value"])}


_FINISH = {Kind.MEDIA: _media, Kind.RECEPTION: _reception, Kind.EVALUATION: _evaluation, Kind.STATED: _stated}


def value_of(typed: str) -> Decimal:
    """A figure: "890,649", "95.05", "95.05%", full width too; up to four decimals. Raises Refused("not-a-figure")."""
    plain = typed.strip().translate(_FULL_WIDTH).replace(",", "").replace(" ", "").removesuffix("%")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise Refused("not-a-figure", f"“{typed[:20]}”不是数字；“余”“万”不要写在数里", "value") from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 14 or value != round(value, 4):
        raise Refused("not-a-figure", "数值最多 14 位整数、4 位小数", "value")
    return value


def typed_of(ledger: Ledger, record: Any) -> dict[str, str]:
    """A kept entry as it would be typed again, codes as codes."""
    return {field.name: _typed(field, getattr(record, field.name)) for field in ledger.fields}


def _typed(field: Field, value: Any) -> str:
    if field.name == "original":
        return str(Making.OWN if value else Making.REPOST)
    if field.kind is Holds.FLAG:
        return "on" if value else ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


def shown_of(ledger: Ledger, record: Any) -> list[str]:
    """The same in words, as a table prints it and as it can be read in again."""
    typed = typed_of(ledger, record)
    return [_shown(field, typed[field.name]) for field in ledger.fields]


def _shown(field: Field, typed: str) -> str:
    if field.kind is Holds.FLAG:
        return "是" if typed else "否"
    return str(field.choices(typed).label) if field.choices and typed else typed
