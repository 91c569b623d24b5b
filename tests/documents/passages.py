"""The passages of docs/desk/documents.md that the table of moves writes."""

from collections.abc import Callable, Sequence

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.documents.rules.codes import State
from yihaotong.documents.rules.labels import EXEMPTIONS
from yihaotong.documents.rules.limits import LimitKind, limits
from yihaotong.documents.rules.marks import marks
from yihaotong.documents.rules.moves import MOVES, Move

Table = Callable[[Sequence[str], list[Sequence[str]]], str]


def moves(table: Table) -> str:
    return table(("动作", "从 → 到", "谁", "要填", "效果", "依据"), [_row(move) for move in MOVES.values()])


def _row(move: Move) -> Sequence[str]:
    sources = "、".join(state.label for state in State if state in move.sources) or "–"
    targets = "或".join(target.label for target in move.targets) or "不变"
    who = "、".join(str(ROLE_LABELS[role]) for role in sorted(move.by)) or "信息发布"
    if move.apart:
        who += "（没有起草过这一件的）"
    fields = "、".join(f"**{field.label}**" if field.required else field.label for field in move.fields)
    return f"`{move.name}` {move.label}", f"{sources} → {targets}", who, fields, move.effect, move.basis


def life() -> str:
    """The state diagram; moves that leave the state as it is are in the table only."""
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {state.value}: {state.label}" for state in State)]
    for move in MOVES.values():
        for target in dict.fromkeys(move.targets):
            sources = sorted(map(str, move.sources)) or ["[*]"]
            lines += [f"    {source} --> {target}: {move.label}" for source in sources]
    return "\n".join([*lines, f"    {State.ABANDONED.value} --> [*]", "```"])


def grounds(table: Table) -> str:
    rows = [
        (code.label, each.article, each.says, "不得公开" if each.binds else "可以不公开")
        for code, each in EXEMPTIONS.items()
    ]
    words = "、".join(f"“{mark.word}”" for mark in marks())
    kinds = "\n".join(f"- {kind.label}：{limits()[kind].limit}，{limits()[kind].basis}" for kind in LimitKind)
    return f"{table(('代码', '条款', '内容', ''), rows)}\n\n期限：\n\n{kinds}\n\n正文里查找的标志：{words}。"
