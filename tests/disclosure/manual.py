"""The passages of docs/desk/disclosure.md that come from the rules of the disclosure office."""

from collections.abc import Callable, Iterable, Sequence

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.accounts.rules import SYSTEM_ROLES, Role
from yihaotong.disclosure.rules import guides, ledger, overriding
from yihaotong.disclosure.rules.codes import Drafting, Progress

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def clause_moves(table: Table) -> str:
    rows = (
        (
            move.label,
            f"{_words(Progress, move.sources)} → {move.target.label}",
            "责任科室、责任人" if move.section else _roles(move.by),
            "、".join(f"**{each.label}**" if each.required else each.label for each in move.fields) or "–",
        )
        for move in ledger.MOVES.values()
    )
    return table(("动作", "从 → 到", "谁", "要填"), rows)


def guide_moves(table: Table) -> str:
    rows = (
        (move.label, f"{_words(Drafting, move.sources)} → {move.target.label}", _roles(move.by))
        for move in guides.MOVES.values()
    )
    return table(("动作", "从 → 到", "谁"), rows)


def guide_fields(table: Table) -> str:
    rows = ((each.label, each.hint or "–", guides.SOURCES.get(each.name, "–")) for each in guides.FIELDS)
    return table(("要素", "说明", "每天核对"), rows)


def statutory_days(table: Table) -> str:
    rows = (
        (each.label, f"次年 {each.month} 月 {each.day} 日", each.basis, "是" if each.verified else "否")
        for each in overriding.statutory().values()
    )
    return table(("事项", "法定期限", "依据", "已核实"), rows)


def _words(codes: type[Progress] | type[Drafting], found: Iterable[object]) -> str:
    chosen = set(found)
    return "、".join(each.label for each in codes if each in chosen)


def _roles(found: Iterable[Role]) -> str:
    return "、".join(str(ROLE_LABELS[role]) for role in sorted(found) if role not in SYSTEM_ROLES)
