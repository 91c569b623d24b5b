"""Every write about requests for information."""

from yihaotong.applications.actions.attaching import adopt, attach, open_attachment, remove_attachment
from yihaotong.applications.actions.attaching_all import attach_all
from yihaotong.applications.actions.drawing import draw_up, preview, preview_reply, relief_told
from yihaotong.applications.actions.drawing_missing import draw_missing, draw_waiting, missing, read_preview
from yihaotong.applications.actions.hotline import filled_in, invite
from yihaotong.applications.actions.identity import open_identity, open_party
from yihaotong.applications.actions.moving import move
from yihaotong.applications.actions.platform import Brought, HandedOver, bring, hand_over, tell_platform
from yihaotong.applications.actions.registering import Registered, prefix, register, same_open
from yihaotong.applications.actions.tracking import look_up, query_code

__all__ = [
    "Brought",
    "HandedOver",
    "Registered",
    "adopt",
    "attach",
    "attach_all",
    "bring",
    "draw_missing",
    "draw_up",
    "draw_waiting",
    "filled_in",
    "hand_over",
    "invite",
    "look_up",
    "missing",
    "move",
    "open_attachment",
    "open_identity",
    "open_party",
    "prefix",
    "preview",
    "preview_reply",
    "query_code",
    "read_preview",
    "register",
    "relief_told",
    "remove_attachment",
    "same_open",
    "tell_platform",
]
