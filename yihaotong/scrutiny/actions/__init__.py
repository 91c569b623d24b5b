"""Every write of 监督保障. One act, one transaction, one journal line."""

from yihaotong.scrutiny.actions.assessing import (
    adjust,
    draft_assessment,
    mark_item,
    move_assessment,
    remove_adjustment,
    set_plan,
)
from yihaotong.scrutiny.actions.attaching import adopt, attach, attached
from yihaotong.scrutiny.actions.contacts import Purpose, masked, open_contact, words_for
from yihaotong.scrutiny.actions.liability import move_liability, open_liability, read_liability
from yihaotong.scrutiny.actions.limits import follow_calendar, remind_of_overdue
from yihaotong.scrutiny.actions.moving import move
from yihaotong.scrutiny.actions.registering import register
from yihaotong.scrutiny.actions.surveying import (
    begin_round,
    cast,
    forget_devices,
    invite,
    release_results,
    set_questionnaire,
)
from yihaotong.scrutiny.actions.tracking import look_up, query_code
from yihaotong.scrutiny.actions.training import attend, hold, leave_out, plan_training, read_table

__all__ = [
    "Purpose",
    "adjust",
    "adopt",
    "attach",
    "attached",
    "attend",
    "begin_round",
    "cast",
    "draft_assessment",
    "follow_calendar",
    "forget_devices",
    "hold",
    "invite",
    "leave_out",
    "look_up",
    "mark_item",
    "masked",
    "move",
    "move_assessment",
    "move_liability",
    "open_contact",
    "open_liability",
    "plan_training",
    "query_code",
    "read_liability",
    "read_table",
    "register",
    "release_results",
    "remind_of_overdue",
    "remove_adjustment",
    "set_plan",
    "set_questionnaire",
    "words_for",
]
