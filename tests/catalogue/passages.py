"""The passages of docs/desk/catalogue.md that the tables of the catalogue write."""

from collections.abc import Callable, Sequence

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.catalogue.rules.codes import Progress
from yihaotong.catalogue.rules.columns import COLUMNS
from yihaotong.catalogue.rules.laws import laws
from yihaotong.catalogue.rules.moves import MOVES, Move

Table = Callable[[Sequence[str], list[Sequence[str]]], str]


def moves(table: Table) -> str:
    return table(("动作", "从 → 到", "谁", "要填", "依据"), [_row(move) for move in MOVES.values()])


def _row(move: Move) -> Sequence[str]:
    sources = "、".join(progress.label for progress in Progress if progress in move.sources)
    target = move.target.label if move.target else "不变"
    if move.turn:
        target += f"（科室都确认了：{move.turn.label}）"
    who = "、".join(str(ROLE_LABELS[role]) for role in sorted(move.by)) + (
        "（本科室的事项）" if move.own_section else ""
    )
    fields = "、".join(f"**{field.label}**" if field.required else field.label for field in move.fields)
    return f"`{move.name}` {move.label}", f"{sources} → {target}", who, fields, move.basis


def life() -> str:
    """The state diagram; moves that leave the version where it is are in the table only."""
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {each.value}: {each.label}" for each in Progress)]
    lines.append(f"    [*] --> {Progress.DRAFTING.value}: 开始编制")
    for move in MOVES.values():
        for target in dict.fromkeys(filter(None, (move.target, move.turn))):
            lines += [f"    {source} --> {target}: {move.label}" for source in sorted(map(str, move.sources))]
    return "\n".join([*lines, f"    {Progress.RELEASED.value} --> {Progress.REPLACED.value}: 新版本发布", "```"])


def limits(table: Table) -> str:
    rows = [(law.name, law.timing.chinese, f"`{law.timing}`", law.says) for law in laws().values()]
    return table(("期限依据", "最长的公开时限", "机读写法", "依据"), rows)


def columns() -> str:
    return "、".join(COLUMNS)
