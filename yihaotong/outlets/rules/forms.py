"""What the acts of this area ask for, as fields."""

import re

from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused
from yihaotong.outlets.rules.tables import label, outlets

_LINK = re.compile(r"https?://[^\s\"'<>\\/]+[^\s\"'<>\\]*", re.IGNORECASE)
#: What begins like an address of whatever kind: javascript:, ftp://, www.
_LIKE_A_LINK = re.compile(r"[a-z][a-z0-9+.-]*:|www\.", re.IGNORECASE)

RECEIPT_FIELDS = (
    Field("address", "网址、期号或张贴地点", required=True, longest=300, hint="发布后打开看过，把那里的网址贴进来"),
)
GONE_FIELDS = (
    Field("seen_at", "何时看到已经没有", Kind.MOMENT, required=True),
    Field("seen", "怎样看的", required=True, longest=200, hint="打开的网址、截图编号或对方的回执"),
    Field("seen_by", "谁看的", required=True, longest=40),
    Field("sure", "已打开看过，那里确实已经没有", Kind.FLAG, required=True),
)
LIST_FIELDS = (
    Field("body", "接收单位", required=True, longest=80, hint="如 银川市档案馆、银川市图书馆"),
    Field("since", "发布日期自", Kind.DATE, required=True),
    Field("until", "至", Kind.DATE, required=True),
    Field("copies", "每件份数", Kind.NUMBER, required=True),
)
SIGNED_FIELDS = (
    Field("received_on", "签收日期", Kind.DATE, required=True),
    Field("received_by", "签收人", required=True, longest=60),
    Field("note", "回执", longest=200, hint="回执编号、缺件说明等"),
)


def checked_address(outlet: str, address: str) -> str:
    """Where something was put out: on the web by its http(s) address, elsewhere in words that look like no other kind
    of address. Raises Refused("not-a-link")."""
    if _LINK.fullmatch(address) or not (outlets()[outlet].web or _LIKE_A_LINK.match(address)):
        return address
    said = f"{label(outlet)}的“网址、期号或张贴地点”须是 http:// 或 https:// 开头的网址"
    raise Refused("not-a-link", said, "address")
