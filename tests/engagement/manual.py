"""The passage of docs/desk/engagement.md that the table of limits writes."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from yihaotong.clock import Limit
from yihaotong.engagement.rules.limits import limits

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def terms(table: Table) -> str:
    rows = (
        (kind.label, Limit.parse(row.limit).chinese, _ahead(row.ahead), row.basis) for kind, row in limits().items()
    )
    return table(("什么", "期限", "提前提醒", "依据"), rows)


def _ahead(span: timedelta) -> str:
    hours = int(span.total_seconds()) // 3600
    return f"{hours // 24} 日" if hours % 24 == 0 and hours > 24 else f"{hours} 小时"
