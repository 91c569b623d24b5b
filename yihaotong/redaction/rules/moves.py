"""The life of a redaction: who brings it from which stage to which, with what."""

from collections.abc import Mapping
from dataclasses import dataclass

from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules.codes import Stage


class By(Code):
    """Who makes a move, among those who may redact for the subject at all."""

    MAKER = "maker", "标注人"
    REVIEWER = "reviewer", "复核人（没有参与标注的另一人）"
    EITHER = "either", "标注人或复核人"
    WORKER = "worker", "系统"


@dataclass(frozen=True)
class Move:
    """One row. `reason`: it must be said why. `basis`: where it comes from."""

    name: str
    label: str
    sources: frozenset[Stage]
    target: Stage
    by: By
    basis: str
    reason: bool = False


_BASIS = "条例第十七条（公开前审查）、第三十七条（区分处理）"
_FOUR_EYES = "条例第十七条；双人复核（设计）"
_ROWS = (
    Move("read", "读取完毕", frozenset({Stage.READING}), Stage.DRAFT, By.WORKER, "设计"),
    Move("submit", "开始制作", frozenset({Stage.DRAFT}), Stage.QUEUED, By.EITHER, _BASIS),
    Move("make", "制作完毕", frozenset({Stage.QUEUED}), Stage.MADE, By.WORKER, "设计"),
    Move("fail", "没有做成", frozenset({Stage.READING, Stage.QUEUED}), Stage.FAILED, By.WORKER, "设计"),
    Move("release", "复核放行", frozenset({Stage.MADE}), Stage.RELEASED, By.REVIEWER, _FOUR_EYES),
    Move("send_back", "退回重标", frozenset({Stage.MADE}), Stage.DRAFT, By.REVIEWER, _FOUR_EYES, reason=True),
    Move("take_back", "取回修改", frozenset({Stage.QUEUED, Stage.MADE}), Stage.DRAFT, By.MAKER, "设计"),
    Move("withdraw", "撤回结果", frozenset({Stage.RELEASED}), Stage.WITHDRAWN, By.EITHER, "条例第十七条", reason=True),
    Move("drop", "放弃", frozenset({Stage.READING, Stage.DRAFT, Stage.FAILED}), Stage.DROPPED, By.EITHER, "设计"),
)
MOVES: Mapping[str, Move] = {move.name: move for move in _ROWS}


def move_named(name: str) -> Move:
    """A move that people make. Raises Refused("no-such-move")."""
    move = MOVES.get(name)
    if move is None or move.by is By.WORKER:
        raise Refused("no-such-move", "没有这个操作")
    return move


def check(move: Move, stage: Stage, *, hand_in_it: bool, proven: bool) -> None:
    """Refuse a move from this stage, or by this person: `hand_in_it` says whether he made marks or had it made.

    Raises Refused("wrong-stage" | "four-eyes" | "not-yours" | "proof-failed").
    """
    if stage not in move.sources:
        raise Refused("wrong-stage", f"现在是“{stage.label}”，不能{move.label}")
    if move.by is By.REVIEWER and hand_in_it:
        raise Refused("four-eyes", f"您参与了标注，{move.label}要由另一个人来做")
    if move.by is By.MAKER and not hand_in_it:
        raise Refused("not-yours", f"只有标注人可以{move.label}；您可以复核")
    if move.name == "release" and not proven:
        raise Refused("proof-failed", "检验没有全部通过，不能放行；请退回重标，或改用图片化的 PDF")


def open_to(stage: Stage, *, hand_in_it: bool, proven: bool) -> list[Move]:
    """The moves somebody may try: the buttons of a page."""
    found = []
    for move in MOVES.values():
        try:
            check(move, stage, hand_in_it=hand_in_it, proven=proven)
        except Refused:
            continue
        if move.by is not By.WORKER:
            found.append(move)
    return found
