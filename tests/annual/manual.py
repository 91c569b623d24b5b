"""The passages of docs/desk/annual.md that the tables of the annual report write."""

from collections.abc import Callable, Iterable, Sequence

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.annual.rules.codes import Progress
from yihaotong.annual.rules.figures import Kind
from yihaotong.annual.rules.moves import MOVES, Move

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]
#: What each way to come about means to whoever reads the report.
_MEANS = {
    Kind.COUNTED: "点开列出每一条记录；表三、表四只有这一种，填不进去",
    Kind.STATED: "大事记里的外来数字（代码 `t2.行.列`），或者在年报表格页上填报的，写明谁、何时、依据什么",
    Kind.RECKONED: "合计、比率，写明由哪几个数、分子分母是多少",
    Kind.NONE: "印 0，同时列为“须核对”：填报，或者声明不涉及",
    Kind.INAPPLICABLE: "大事记里批准的“不涉及”声明，印 0，写明理由",
}


def moves(table: Table) -> str:
    return table(("动作", "从 → 到", "谁", "不能是同一人", "要填", "效果", "依据"), map(_move, MOVES.values()))


def _move(move: Move) -> Sequence[str]:
    sources = "、".join(_short(each) for each in Progress if each in move.sources)
    who = "、".join(str(ROLE_LABELS[role]) for role in sorted(move.by))
    apart = "、".join(f"{MOVES[name].label}的人" for name in move.apart)
    fields = "、".join(f"**{field.label}**" if field.required else field.label for field in move.fields)
    target = _short(move.target)
    return f"`{move.name}` {move.label}", f"{sources} → {target}", who, apart, fields, move.effect, move.basis


def _short(progress: Progress) -> str:
    """已审定，待报送 → 已审定."""
    return progress.label.partition("，")[0]


def origins(table: Table) -> str:
    return table(("来历", "意思"), [(kind.label, _MEANS[kind]) for kind in Kind])
