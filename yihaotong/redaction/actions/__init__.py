"""Every write of redaction. One act, one transaction, one journal line."""

from yihaotong.redaction.actions.beginning import begin, read_on
from yihaotong.redaction.actions.making import make_now, work
from yihaotong.redaction.actions.marking import accept, cover_box, cover_range, cover_word, uncover
from yihaotong.redaction.actions.moving import move, purge, record_view

__all__ = [
    "accept",
    "begin",
    "cover_box",
    "cover_range",
    "cover_word",
    "make_now",
    "move",
    "purge",
    "read_on",
    "record_view",
    "uncover",
    "work",
]
