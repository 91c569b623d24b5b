"""The passage of docs/desk/articles.md that the table of moves writes."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from yihaotong.articles.rules.codes import Progress
from yihaotong.articles.rules.moves import MOVES

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def moves(table: Table, names: Mapping[str, str]) -> str:
    """The table of moves of an article; `names`: roles in words."""
    return table(
        ("动作", "从 → 到", "谁", "效果", "依据"),
        (
            (
                move.label,
                f"{_stages(move.sources)} → {'或'.join(target.label for target in move.targets) or '不变'}",
                "、".join(names.get(role.value, role.value) for role in sorted(move.by)),
                move.effect,
                move.basis,
            )
            for move in MOVES.values()
        ),
    )


def _stages(sources: Iterable[Progress]) -> str:
    return "、".join(each.label for each in Progress if each in sources) or "–"
