"""Every write of this area. One act, one transaction, one journal line."""

from yihaotong.outlets.actions.by_hand import readdress, receipt, see_gone, try_now
from yihaotong.outlets.actions.certifying import certify
from yihaotong.outlets.actions.following import follow_articles
from yihaotong.outlets.actions.handing_over import draw_up, signed_for
from yihaotong.outlets.actions.registering import bring, read_table, register, see_item_gone
from yihaotong.outlets.actions.sending import recall_due, report, send_due

__all__ = [
    "bring",
    "certify",
    "draw_up",
    "follow_articles",
    "read_table",
    "readdress",
    "recall_due",
    "receipt",
    "register",
    "report",
    "see_gone",
    "see_item_gone",
    "send_due",
    "signed_for",
    "try_now",
]
