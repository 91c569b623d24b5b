"""What an entry, a bulletin and a template consist of, as data: the same rows make the form and the check behind it.

A content is a dict of JSON's types, so that one table of versions keeps them all and one digest vouches for each.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yihaotong.clock import CHINA
from yihaotong.journal.refusal import Refused
from yihaotong.journal.rules import comparing
from yihaotong.knowledge.rules import placeholders
from yihaotong.knowledge.rules.codes import PURPOSE_LABELS, Purpose


@dataclass(frozen=True)
class Part:
    """One part of a content. `kind`: line, text, day, moment, places, category, choice, flag."""

    name: str
    label: str
    kind: str = "line"
    required: bool = False
    longest: int = 200
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


ENTRY = (
    Part("question", "问题", required=True, longest=100, hint="市民会怎么问，一句话"),
    Part("asked", "同义问法", "text", longest=600, hint="每行一种问法；检索时与问题同样起作用"),
    Part("category", "问题类别", "category", longest=12),
    Part("places", "适用地区", "places", hint="不选即全市适用"),
    Part("answer", "答复口径", "text", required=True, longest=3000, hint="话务员照着说的话"),
    Part("steps", "办理步骤", "text", longest=3000),
    Part("materials", "所需材料", "text", longest=2000),
    Part("links", "相关链接", "text", longest=1000, hint="每行一个网址，以 https:// 或 http:// 开头"),
    Part("basis", "依据", "text", longest=500, hint="法规、文件的名称与条款"),
    Part("contact", "咨询电话或窗口", longest=200),
    Part("valid_from", "生效日期", "day", required=True),
    Part("valid_until", "失效日期", "day", hint="到当日 24:00 为止；不填即长期有效"),
    Part("review_on", "复核日期", "day", required=True, hint="到期提醒责任单位核对一遍，最长一年"),
)
BULLETIN = (
    Part("title", "标题", required=True, longest=60, hint="何处、何事，如“凤凰北街一带停水”"),
    Part("words", "答复口径", "text", required=True, longest=1000, hint="话务员照着说的话：起因、影响、预计恢复"),
    Part("category", "问题类别", "category", longest=12),
    Part("places", "涉及地区", "places", hint="不选即全市"),
    Part("since", "开始时间", "moment", required=True),
    Part("until", "预计结束", "moment", required=True, hint="到时自动不再显示；延长或提前结束另有按钮"),
    Part("public", "在市民门户公布", "flag"),
)
TEMPLATE = (
    Part("title", "名称", required=True, longest=40),
    Part(
        "purpose",
        "用在",
        "choice",
        required=True,
        choices=tuple((each.value, PURPOSE_LABELS[each]) for each in Purpose),
    ),
    Part("category", "问题类别", "category", longest=12, hint="不选即各类通用"),
    Part("text", "内容", "text", required=True, longest=2000, hint=placeholders.HINT),
)

_UNUSABLE = re.compile("[\ud800-\udfff\x00]")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
_PLACE = re.compile(r"\d{4,12}")
_LINK = re.compile(r"https?://[^\s<>\"']{3,}")
_MOST_PLACES = 50


def clean(parts: Iterable[Part], data: Mapping[str, Any]) -> dict[str, Any]:
    """The content in JSON's types; what was not given is "" ([] for places, False for a flag).

    Raises Refused naming the first part at fault; its fact `parts` says what is wrong with each.
    """
    content, wrong = {}, {}
    for part in parts:
        try:
            content[part.name] = _CLEANERS[part.kind](part, data.get(part.name))
        except Refused as refusal:
            wrong[part.name] = refusal
    if wrong:
        first = next(iter(wrong.values()))
        told = {name: refusal.message for name, refusal in wrong.items()}
        raise Refused(first.code, first.message, first.field, **first.facts | {"parts": told})
    return content


def _text(part: Part, value: object) -> str:
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Refused("not-text", f"“{part.label}”须是文字", part.name)
    if _UNUSABLE.search(value):
        raise Refused("unusable-character", f"“{part.label}”里有不能保存的字符", part.name)
    text = _CONTROL.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if part.kind != "text":
        text = " ".join(text.split())
    if len(text) > part.longest:
        raise Refused("too-long", f"“{part.label}”有 {len(text)} 字，最多 {part.longest} 字", part.name)
    if part.required and not text:
        raise Refused("missing", f"请填写“{part.label}”", part.name)
    return text


def _day(part: Part, value: object) -> str:
    if isinstance(value, date):
        value = (value.date() if isinstance(value, datetime) else value).isoformat()
    text = _text(part, value)
    if not text:
        return ""
    try:
        day = date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Refused("not-a-day", f"“{part.label}”须是日期，如 2026-03-01", part.name) from None
    if not 1990 <= day.year <= 2199:
        raise Refused("out-of-range", f"“{part.label}”的年份不对", part.name)
    return day.isoformat()


def _moment(part: Part, value: object) -> str:
    if isinstance(value, datetime):
        value = value.isoformat()
    text = _text(part, value)
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("not-a-moment", f"“{part.label}”须是时间，如 2026-03-01 18:30", part.name) from None
    if not 1990 <= moment.year <= 2199:
        raise Refused("out-of-range", f"“{part.label}”的年份不对", part.name)
    # What a form sends has no zone: it is the city's own time.
    aware = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return aware.astimezone(CHINA).isoformat()


def _places(part: Part, value: object) -> list[str]:
    given = value.replace("，", ",").replace("、", ",").split(",") if isinstance(value, str) else value or []
    codes = sorted({str(each).strip() for each in given if str(each).strip()}) if isinstance(given, list) else ["?"]
    if strange := [each for each in codes if not _PLACE.fullmatch(each)]:
        raise Refused("unknown-place", f"没有“{strange[0]}”这个地点代码", part.name)
    if len(codes) > _MOST_PLACES:
        raise Refused("too-many", f"“{part.label}”最多选 {_MOST_PLACES} 个；更多时请改选上一级", part.name)
    # A district says all that its streets say.
    return [each for each in codes if not any(each != other and each.startswith(other) for other in codes)]


def _choice(part: Part, value: object) -> str:
    text = _text(part, value)
    if text not in dict(part.choices):
        raise Refused("not-a-choice", f"“{part.label}”须是：{'、'.join(label for _, label in part.choices)}", part.name)
    return text


def _flag(part: Part, value: object) -> bool:
    if value not in (None, "", False, True, "on", "true", "1", "false", "0", "是", "否"):
        raise Refused("not-a-flag", f"“{part.label}”须是“是”或“否”", part.name)
    return value in (True, "on", "true", "1", "是")


_CLEANERS: dict[str, Callable[[Part, object], Any]] = {
    "line": _text,
    "text": _text,
    "category": _text,
    "day": _day,
    "moment": _moment,
    "places": _places,
    "choice": _choice,
    "flag": _flag,
}


def check_entry(content: Mapping[str, Any], today: date) -> None:
    """What the parts of an entry must say together. Raises Refused: ends-before-start, bad-link, review-too-late."""
    if content["valid_until"] and content["valid_until"] < content["valid_from"]:
        raise Refused("ends-before-start", "失效日期不能早于生效日期", "valid_until")
    for link in content["links"].split():
        if not _LINK.fullmatch(link):
            raise Refused("bad-link", f"“{link[:40]}”不像网址：每行一个，以 https:// 或 http:// 开头", "links")
    check_review(date.fromisoformat(content["review_on"]), today)


#: A design of this house: no rule names a number of days.
LONGEST_WITHOUT_REVIEW = 366


def check_review(day: date, today: date) -> None:
    """Raises Refused: review-too-late, review-passed."""
    if day <= today:
        raise Refused("review-passed", "复核日期须在今天之后", "review_on")
    if (day - today).days > LONGEST_WITHOUT_REVIEW:
        raise Refused("review-too-late", "复核日期最远在一年以内", "review_on")


def check_bulletin(content: Mapping[str, Any], at: datetime) -> None:
    """Raises Refused: ends-before-start, over-already, bulletin-too-long."""
    since, until = (datetime.fromisoformat(content[name]) for name in ("since", "until"))
    if until <= since:
        raise Refused("ends-before-start", "预计结束须晚于开始时间", "until")
    if until <= at:
        raise Refused("over-already", "预计结束已经过去，不必再公告", "until")
    check_not_too_long(until, at)


def check_not_too_long(until: datetime, at: datetime) -> None:
    """Raises Refused("bulletin-too-long"): what holds for years is an entry, not a bulletin."""
    if (until - at).days > LONGEST_WITHOUT_REVIEW:
        raise Refused("bulletin-too-long", "预计结束最远在一年以内；长期有效的请写成知识", "until")


# --- contents as columns -------------------------------------------------------------------------------------------


def columns(parts: Iterable[Part], content: Mapping[str, Any]) -> dict[str, Any]:
    """The same as the columns of a record hold it: days and moments as such, places between slashes."""
    return {part.name: _COLUMNS.get(part.kind, _as_it_is)(content[part.name]) for part in parts}


def _as_it_is(value: Any) -> Any:
    return value


_COLUMNS: dict[str, Callable[[Any], Any]] = {
    "day": lambda value: date.fromisoformat(value) if value else None,
    "moment": lambda value: datetime.fromisoformat(value) if value else None,
    "places": lambda value: f"/{'/'.join(value)}/" if value else "",
}


@dataclass(frozen=True)
class Difference:
    """One part in which two versions differ: its lines, each with "-" (only before), "+" (only after) or " "."""

    label: str
    lines: tuple[tuple[str, str], ...]


def differences(parts: Iterable[Part], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What of a content changed, part by part, in the order of the form."""
    told = []
    for part in parts:
        old, new = (shown(part, each.get(part.name, "")) for each in (before, after))
        if old != new:
            told.append(Difference(part.label, tuple(comparing.lines(old.splitlines(), new.splitlines()))))
    return told


def shown(part: Part, value: Any) -> str:
    """A value in words, as a page or a table shows it; places stay codes, whoever knows their names puts them in."""
    if part.kind == "flag":
        return "是" if value else "否"
    if part.kind == "places":
        return "、".join(value or [])
    if part.kind == "choice":
        return dict(part.choices).get(str(value), "")
    if part.kind == "moment" and value:
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
    return str(value or "")
