"""The passages of docs/rules/life-of-an-application.md that the tables of the area write."""

from collections.abc import Callable, Iterable, Sequence

from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.applications.rules import tables
from yihaotong.applications.rules.codes import Stage
from yihaotong.applications.rules.life import PRESSING
from yihaotong.applications.rules.moves import MOVES, Move
from yihaotong.forms.rules.codes import Format

Table = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def moves(table: Table) -> str:
    headings = ("动作", "从 → 到", "谁", "要填", "效果", "时限", "依据")
    return table(headings, [_row(move) for move in MOVES.values()])


def _row(move: Move) -> Sequence[str]:
    sources = (
        "任何环节" if move.sources == set(Stage) else "、".join(each.label for each in Stage if each in move.sources)
    )
    return (
        f"`{move.name}` {move.label}",
        f"{sources or '–'} → {'或'.join(each.label for each in move.targets) or '不变'}",
        "、".join(str(ROLE_LABELS[role]) for role in sorted(move.by)),
        "、".join(f"**{each.label}**" if each.required else each.label for each in move.fields),
        move.effect,
        _clocks(move),
        move.basis,
    )


def _clocks(move: Move) -> str:
    parts = [
        *(f"起 {kind.label}" for kind in move.starts),
        *(f"止 {kind.label}" for kind in move.meets),
        *(f"弃 {kind.label}" for kind in move.drops),
        *(["停 答复期限"] if move.pauses else []),
        *(["续 答复期限"] if move.resumes and not move.restarts else []),
        *(["重新计算答复期限"] if move.restarts else []),
        *(["延长答复期限"] if move.prolongs else []),
    ]
    return "；".join(parts)


def targets_from(move: Move, stage: Stage) -> tuple[Stage, ...]:
    """Where it may lead to from there; elsewhere it leaves a record."""
    return () if move.turns_at and stage not in move.turns_at else move.targets


def life() -> str:
    """The state diagram; moves that leave the request where it is are in the table only."""
    lines = ["```mermaid", "stateDiagram-v2", *(f"    {each.value}: {each.label}" for each in Stage)]
    for move in MOVES.values():
        for source in sorted(move.sources) or [None]:
            targets = targets_from(move, source) if source else move.targets
            lines += [f"    {source or '[*]'} --> {each}: {move.label}" for each in targets if each != source]
    return "\n".join([*lines, f"    {Stage.ARCHIVED} --> [*]", "```"])


def limits(table: Table) -> str:
    rows = [
        (each.words, each.value, each.basis, "" if each.verified else "未核实") for each in tables.shipped().values()
    ]
    return table(("项目", "值", "依据", "核实"), rows)


def receipt(table: Table) -> str:
    rows = [
        (
            each.channel.label,
            "双方确认之日" if each.confirmed else "当日",
            each.basis,
            "" if each.verified else "未核实",
        )
        for each in tables.receipts().values()
    ]
    return table(("渠道", "收到之日", "依据", "核实"), rows)


def replies(table: Table) -> str:
    rows = [
        (
            each.code.value,
            each.code.label,
            each.basis,
            each.document,
            "；".join(need.label for need in each.needs),
            *(f"`{each.rows[form]}`" for form in Format),
        )
        for each in tables.reply_types().values()
    ]
    return table(("代码", "答复", "依据", "文书", "另须", "表三（2019）", "表三（2021）"), rows)


def relief(table: Table) -> str:
    rows = [
        (
            f"{each.since.isoformat()} 起" + (f"至 {each.until.isoformat()} 前" if each.until else ""),
            each.code.value if each.code else "一般",
            each.path.label,
            each.basis,
            "；".join(filter(None, (each.note, "" if each.verified else "未核实"))),
        )
        for each in tables.reliefs()
    ]
    return table(("期间", "答复类型", "途径", "依据", "说明"), rows)


def pressing(table: Table) -> str:
    rows = [(stage.label, "、".join(kind.label for kind in kinds)) for stage, kinds in PRESSING.items()]
    return table(("环节", "按哪个时限催办"), rows)
