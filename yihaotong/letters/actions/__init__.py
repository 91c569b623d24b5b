"""Every write of the letters."""

from yihaotong.letters.actions.drawing_up import draw_up, draw_up_written, open_letter
from yihaotong.letters.actions.numbering import begin_at, number, void
from yihaotong.letters.actions.versions import release, restore, turn_down, write

__all__ = [
    "begin_at",
    "draw_up",
    "draw_up_written",
    "number",
    "open_letter",
    "release",
    "restore",
    "turn_down",
    "void",
    "write",
]
