"""In which counts a case appears. 无效 is received and nothing else; what was declined, passed on, merged or withdrawn
was never handled either. (Handbook §0.4, case-moves.md; a direct answer is handled, and called back by nobody.)"""

from enum import StrEnum

from yihaotong.cases.rules.codes import ENDED_OTHERWISE, OPEN, Outcome, Stage


class Count(StrEnum):
    """受理, 办理, 回访, 考核: the denominators of the rates."""

    RECEIVED = "received"
    HANDLED = "handled"
    CALLED_BACK = "called_back"
    ASSESSED = "assessed"


def counts_in(stage: Stage, ended_as: str = "", outcome: str = "", *, follows: bool = False) -> frozenset[Count]:
    """The denominators a case is in, wherever it stands; in the archive `ended_as` tells how it ended.

    `follows`: it got its parent's answer. It is called back for itself, but the unit is assessed once, by the parent.
    """
    if stage in ENDED_OTHERWISE or ended_as:
        return frozenset({Count.RECEIVED})
    counts = {Count.RECEIVED, Count.HANDLED}
    if outcome == Outcome.ANSWERED:
        return frozenset(counts)
    if stage is Stage.TO_CALL_BACK or stage not in OPEN:
        counts.add(Count.CALLED_BACK)
    if not (follows or stage is Stage.FOLLOWING):
        counts.add(Count.ASSESSED)
    return frozenset(counts)
