"""Every write of the catalogue. One act, one transaction, one journal line."""

from yihaotong.catalogue.actions.formed import answer_with, cancel_formed, formed
from yihaotong.catalogue.actions.importing import bring
from yihaotong.catalogue.actions.items import note_item
from yihaotong.catalogue.actions.moving import begin, move
from yihaotong.catalogue.actions.reminding import remind_of_limits
from yihaotong.catalogue.actions.rows import add_heading, add_row, change_row, merge_row, remove_row, shift_row

__all__ = [
    "add_heading",
    "add_row",
    "answer_with",
    "begin",
    "bring",
    "cancel_formed",
    "change_row",
    "formed",
    "merge_row",
    "move",
    "note_item",
    "remind_of_limits",
    "remove_row",
    "shift_row",
]
