"""What a template leaves open: {工单编号} and the like, filled from the case it is used on. Checked when it is written,
so that nobody reads braces to a citizen."""

import re
from collections.abc import Mapping

from yihaotong.journal.refusal import Refused

#: The fields of a case that a template may name. None of them tells who the requester is: that lies sealed.
PLACEHOLDERS = (
    "工单编号",
    "标题",
    "诉求类型",
    "问题类别",
    "地点",
    "受理时间",
    "到期时间",
    "承办单位",
    "中心名称",
    "今天",
)
HINT = f"可以写 {'、'.join('{' + name + '}' for name in PLACEHOLDERS)}，用时自动填入"

_OPEN = re.compile("[{\uff5b]([^{}\uff5b\uff5d]*)[}\uff5d]")
_LONE = re.compile("[{}\uff5b\uff5d]")


def check(text: str) -> None:
    """Raises Refused("unknown-placeholder") naming all that no case can fill, or a lone brace. Braces of full
    width do as well."""
    named = [found[1] for found in _OPEN.finditer(text)]
    unknown = list(dict.fromkeys(name for name in named if name.strip() not in PLACEHOLDERS))
    if unknown:
        told = "、".join(f"“{{{name[:20]}}}”" for name in unknown)
        message = f"没有{told}这个占位，可用的有：{'、'.join(PLACEHOLDERS)}"
        raise Refused("unknown-placeholder", message, "text", placeholder="、".join(unknown))
    if lone := _LONE.search(_OPEN.sub("", text)):
        raise Refused("unknown-placeholder", f"有一个“{lone.group()}”没有配对", "text", placeholder=lone.group())


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its placeholders filled; one without a fact stays in view, so that the reader completes it."""
    return _OPEN.sub(lambda found: facts.get(found[1].strip()) or found[0], text)
