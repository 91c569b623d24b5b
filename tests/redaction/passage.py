"""What docs/desk/redaction.md tells of redaction, from its own tables."""

from collections.abc import Callable, Sequence

from yihaotong.redaction.rules.codes import Ground
from yihaotong.redaction.rules.limits import limits as all_limits
from yihaotong.redaction.rules.moves import MOVES

Table = Callable[[Sequence[str], list[Sequence[str]]], str]


def moves(table: Table) -> str:
    rows = [
        (
            move.label,
            "、".join(sorted(stage.label for stage in move.sources)),
            move.target.label,
            move.by.label,
            move.basis,
        )
        for move in MOVES.values()
    ]
    return table(("操作", "从", "到", "由谁", "依据"), rows)


def grounds(table: Table) -> str:
    return table(("依据", "年报表三（三）代码"), [(ground.label, ground.exemption) for ground in Ground])


def limits(table: Table) -> str:
    rows = [(kind.label, f"{each.limit} {each.unit}", each.basis) for kind, each in all_limits().items()]
    return table(("什么", "最多", "依据"), rows)
