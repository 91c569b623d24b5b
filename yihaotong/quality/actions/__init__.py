"""Every write of quality. One act, one transaction, one journal line."""

from yihaotong.quality.actions.appealing import appeal, decide
from yihaotong.quality.actions.drawing import begin_draw, continue_draw, draw_due
from yihaotong.quality.actions.planning import set_plan, set_sheet
from yihaotong.quality.actions.scoring import keep_answers, submit

__all__ = [
    "appeal",
    "begin_draw",
    "continue_draw",
    "decide",
    "draw_due",
    "keep_answers",
    "set_plan",
    "set_sheet",
    "submit",
]
