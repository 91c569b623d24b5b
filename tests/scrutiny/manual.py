"""The passages of docs/desk/scrutiny.md that the tables of 监督保障 write."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.scrutiny.rules import assessment, liability, matters
from yihaotong.scrutiny.rules.codes import Progress
from yihaotong.scrutiny.rules.figures import figures
from yihaotong.scrutiny.rules.life import Move
from yihaotong.scrutiny.rules.tables import grounds, limits, measures, origins

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def _moves(table: Table, moves: Mapping[str, Move]) -> str:
    return table(
        ("动作", "从 → 到", "谁", "要填", "不能是同一人", "依据"), [_row(move, moves) for move in moves.values()]
    )


def _row(move: Move, moves: Mapping[str, Move]) -> Sequence[str]:
    progress = type(next(iter(move.sources)))
    sources = "、".join(each.label for each in progress if each in move.sources)
    targets = "或".join(target.label for target in move.targets) or "不变"
    who = "、".join(str(ROLE_LABELS[role]) for role in sorted(move.by))
    fields = "、".join(f"**{field.label}**" if field.required else field.label for field in move.fields)
    apart = "、".join(moves[name].label if name in moves else "开头的人" for name in move.apart)
    return f"`{move.name}` {move.label}", f"{sources} → {targets}", who, fields, apart, move.basis


def matter_moves(table: Table) -> str:
    return _moves(table, matters.MOVES)


def liability_moves(table: Table) -> str:
    return _moves(table, liability.MOVES)


def assessment_moves(table: Table) -> str:
    return _moves(table, assessment.MOVES)


def assessed(table: Table) -> str:
    """The figures that an automatic item may name."""
    return table(("代码", "数的是什么"), [(f"`{each.code}`", each.label) for each in figures().values()])


def life() -> str:
    """The state diagram of a matter; moves that leave it where it is are in the table only."""
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {each.value}: {each.label}" for each in Progress)]
    lines.append(f"    [*] --> {Progress.REGISTERED.value}: 登记")
    for move in matters.MOVES.values():
        for target in move.targets:
            lines += [f"    {source} --> {target}: {move.label}" for source in sorted(map(str, move.sources))]
    return "\n".join([*lines, "```"])


def sources(table: Table) -> str:
    rows = [
        (row.route.label, row.origin.label, "、".join(str(ROLE_LABELS[role]) for role in sorted(row.by)), row.basis)
        for row in origins().values()
    ]
    return table(("途径", "来源", "谁登记", "依据"), rows)


def terms(table: Table) -> str:
    return table(
        ("期限", "多长", "依据"), [(kind.label, f"`{row.limit}`", row.basis) for kind, row in limits().items()]
    )


def reasons(table: Table) -> str:
    rows = [("情形", row.label, row.basis) for row in grounds().values()]
    return table(("", "", "依据"), [*rows, *(("处理", row.label, row.basis) for row in measures().values())])
