"""The passage of docs/desk/letters.md that the shipped templates write."""

from collections.abc import Callable, Sequence

from yihaotong.letters.rules import templates

Table = Callable[[Sequence[str], list[Sequence[str]]], str]


def shipped(table: Table) -> str:
    rows = [
        (each.name, each.code, "；".join(each.basis), "、".join(each.replies))
        for each in templates.templates().values()
    ]
    return table(
        ("文书", "代码", "依据", "答复类型"), [(name, f"`{code}`", basis, for_) for name, code, basis, for_ in rows]
    )
