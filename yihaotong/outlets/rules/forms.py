"""What the acts of this area ask for, as fields."""

from yihaotong.cases.rules.fields import Field, Kind

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
