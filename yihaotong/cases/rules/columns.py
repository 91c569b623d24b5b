"""What a list of cases may show beside number and title, which always stand there."""

from collections.abc import Iterable

from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class Column(Code):
    """One column, in the order in which columns stand. Nothing of the requester is among them."""

    DUE = "due", "时限"
    PLACE = "place", "区域"
    UNIT = "unit", "主办单位"
    HANDLER = "handler", "承办人"
    STAGE = "stage", "环节"
    REQUEST_TYPE = "request_type", "诉求类型"
    CATEGORY = "category", "问题类别"
    URGENCY = "urgency", "紧急程度"
    CHANNEL = "channel", "来源渠道"
    OUTCOME = "outcome", "办理结果"
    SATISFACTION = "satisfaction", "满意度"
    FILED_AT = "filed_at", "受理时间"
    CLOSED_AT = "closed_at", "办结时间"


#: What a list shows to whoever has chosen nothing.
USUAL = (Column.DUE, Column.PLACE, Column.UNIT, Column.STAGE, Column.FILED_AT)


def chosen(names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of these names in their order; names that are no column are left out."""
    wanted = set(names)
    return tuple(column for column in Column if column.value in wanted)


def checked(names: Iterable[str]) -> tuple[Column, ...]:
    """The same, without mercy. Raises Refused("not-a-column")."""
    wanted = list(names)
    if strange := sorted(set(wanted) - {column.value for column in Column}):
        raise Refused("not-a-column", f"没有“{strange[0][:20]}”这一列", "column")
    return chosen(wanted)
