"""Every write of the knowledge base."""

from yihaotong.knowledge.actions.bulletins import announce, end, extend, release_bulletin, revise_bulletin
from yihaotong.knowledge.actions.entries import (
    look_through,
    release_entry,
    remind_of_reviews,
    revise_entry,
    withdraw_entry,
    write_entry,
)
from yihaotong.knowledge.actions.succeeding import hand_over
from yihaotong.knowledge.actions.templates import revise_template, withdraw_template, write_template
from yihaotong.knowledge.actions.uses import count_uses
from yihaotong.knowledge.actions.versions import turn_down
from yihaotong.knowledge.actions.wrong_answers import report_wrong, settle_wrong

__all__ = [
    "announce",
    "count_uses",
    "end",
    "extend",
    "hand_over",
    "look_through",
    "release_bulletin",
    "release_entry",
    "remind_of_reviews",
    "report_wrong",
    "revise_bulletin",
    "revise_entry",
    "revise_template",
    "settle_wrong",
    "turn_down",
    "withdraw_entry",
    "withdraw_template",
    "write_entry",
    "write_template",
]
