"""Every write of this area. One act, one transaction, one journal line."""

from yihaotong.annual.actions.following import follow_articles
from yihaotong.annual.actions.moving import begin, move
from yihaotong.annual.actions.writing import (
    enter_problem,
    remove_problem,
    rewrite,
    settle_problem,
    state_cell,
)

__all__ = [
    "begin",
    "enter_problem",
    "follow_articles",
    "move",
    "remove_problem",
    "rewrite",
    "settle_problem",
    "state_cell",
]
