"""Every write of 解读回应参与. One act, one transaction, one journal line."""

from yihaotong.engagement.actions.binding import BIND_FIELDS, bind, follow_articles, unbind
from yihaotong.engagement.actions.importing import Read, read_table
from yihaotong.engagement.actions.living import amend, enter, fields_to_amend, move
from yihaotong.engagement.actions.moving_up import SAID, called
from yihaotong.engagement.actions.pictures import CAPTION, add_picture, drop_picture, pictures_of
from yihaotong.engagement.actions.signing_up import (
    cancel,
    contact,
    look_up,
    open_list,
    purge_sign_ups,
    query_code,
    sign_up,
)
from yihaotong.engagement.actions.terms import follow_calendar, remind_of_limits

__all__ = [
    "BIND_FIELDS",
    "CAPTION",
    "SAID",
    "Read",
    "add_picture",
    "amend",
    "bind",
    "called",
    "cancel",
    "contact",
    "drop_picture",
    "enter",
    "fields_to_amend",
    "follow_articles",
    "follow_calendar",
    "look_up",
    "move",
    "open_list",
    "pictures_of",
    "purge_sign_ups",
    "query_code",
    "read_table",
    "remind_of_limits",
    "sign_up",
    "unbind",
]
