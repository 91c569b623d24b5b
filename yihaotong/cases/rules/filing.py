"""What a filing must satisfy beyond its single fields, and the numbers it gets."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from yihaotong.cases.rules.own_number import beginning
from yihaotong.journal.refusal import Refused

QUERY_CODE_DIGITS = 8
_TITLE_FROM_BODY, _TITLE_SHORTEST = 30, 10
_PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "「": "」"}


def complete(data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The cleaned filing with what follows from it: a title, defaults for what was left open.

    Raises Refused("no-way-to-reply") when it is neither anonymous nor has a phone, Refused("in-the-future").
    """
    if data["anonymous"] and (data["name"] or data["phone"]):
        raise Refused("anonymous-with-name", "既选了匿名，又留了姓名或电话：请去掉其中一样", "anonymous")
    if not data["anonymous"] and not data["phone"]:
        raise Refused("no-way-to-reply", "请留联系电话，或选择匿名", "phone")
    if data["occurred_at"] and data["occurred_at"] > at:
        raise Refused("in-the-future", "“发生时间”不能晚于现在", "occurred_at")
    return dict(data) | {"title": data["title"] or title_of(data["body"])}


#: What stands in a form before anybody has typed, and where he was in it.
_BY_ITSELF = frozenset({"urgency", "secrecy", "cursor", "join"})


def says_something(typed: Mapping[str, str]) -> bool:
    """Whether somebody has typed or chosen anything in the form of a filing."""
    return any(value.strip() for name, value in typed.items() if name not in _BY_ITSELF)


def title_of(body: str) -> str:
    """The first clause of the text, at most 30 characters. A quotation that the cut would leave open is left out, or
    closed where little would remain: 他说“好好好… → 他说…; so is a number that would be cut."""
    first = body.strip().split("\n", 1)[0]
    if len(first) <= _TITLE_FROM_BODY:
        return first
    cut = beginning(first, _TITLE_FROM_BODY - 1)
    opened = _left_open(cut)
    if opened is None:
        return cut + "…"
    before = cut[:opened].rstrip(" ，、：；")
    if len(before) >= _TITLE_SHORTEST:
        return before + "…"
    return f"{beginning(first, _TITLE_FROM_BODY - 2)}…{_PAIRS[cut[opened]]}"


def _left_open(text: str) -> int | None:
    """Where the outermost quotation or bracket begins that is not closed."""
    open_at: list[int] = []
    for place, char in enumerate(text):
        if char in _PAIRS:
            open_at.append(place)
        elif open_at and char == _PAIRS[text[open_at[-1]]]:
            open_at.pop()
    return open_at[0] if open_at else None


def order_no(prefix: str, day: date, count: int) -> str:
    """工单编号: prefix, day, and a count of that day in at least six digits (handbook A3). Never used twice."""
    return f"{prefix}{day:%Y%m%d}{count:06d}"


def query_code(mac: bytes) -> str:
    """查询码: eight digits out of a keyed hash of the order number, so it need not be stored anywhere."""
    return f"{int.from_bytes(mac[:8], 'big') % 10**QUERY_CODE_DIGITS:0{QUERY_CODE_DIGITS}d}"
