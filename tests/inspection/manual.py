"""The passages of docs/desk/inspection.md that the table of 自查 writes."""

from collections.abc import Callable, Iterable, Sequence

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.inspection.rules.thresholds import Threshold, shipped

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def limits(table: Table) -> str:
    return table(("指标", "性质", "界限", "扣分", "提前几天提醒", "谁来办", "依据"), map(_row, shipped().values()))


def _row(each: Threshold) -> Sequence[str]:
    points = f"每处 {each.points}，最多 {each.most}" if each.points else "—"
    ahead = str(each.ahead) if each.ahead else "—"
    return each.label, each.weight.label, each.chinese, points, ahead, str(ROLE_LABELS[each.who]), each.says
