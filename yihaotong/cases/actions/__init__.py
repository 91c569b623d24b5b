"""Every write to a case. One act, one transaction, one journal line for each case it changed."""

from yihaotong.cases.actions.archiving import archive_due
from yihaotong.cases.actions.at_once import answer_at_once, end_at_once
from yihaotong.cases.actions.attaching import (
    Attached,
    adopt,
    attach,
    attach_all,
    drop_early,
    early_of,
    move_early,
    receive_early,
    remove_attachment,
)
from yihaotong.cases.actions.bulk_acts import begin_bulk, continue_bulk
from yihaotong.cases.actions.calling import ask_centre, ask_for_call, check_may_call, note_print
from yihaotong.cases.actions.clocks import recompute
from yihaotong.cases.actions.drafts import (
    Window,
    aside_of,
    discard_draft,
    drafts_of,
    open_draft,
    save_draft,
    saved_when,
    set_aside,
)
from yihaotong.cases.actions.evidence import Evidence, check_evidence, take_evidence
from yihaotong.cases.actions.exporting import begin_export, end_export
from yihaotong.cases.actions.filing import Filed, file
from yihaotong.cases.actions.handover import accept, check_void, follow_up, followed_up, hand_over, take_back
from yihaotong.cases.actions.identity import masked, open_identity
from yihaotong.cases.actions.moving import move
from yihaotong.cases.actions.noting import note_moved
from yihaotong.cases.actions.profiles import cancel_choice, check_choice, copy_profile, edit_profile, use_profile
from yihaotong.cases.actions.saving import delete_filter, keep_columns, rename_filter, save_filter, start_with
from yihaotong.cases.actions.sealed_content import Content, open_content
from yihaotong.cases.actions.tracking import look_up, query_code
from yihaotong.cases.actions.trying import ask_try_on, take_try_on, work_try_ons
from yihaotong.cases.identities import Identity

__all__ = [
    "Attached",
    "Content",
    "Evidence",
    "Filed",
    "Identity",
    "Window",
    "accept",
    "adopt",
    "answer_at_once",
    "archive_due",
    "aside_of",
    "ask_centre",
    "ask_for_call",
    "ask_try_on",
    "attach",
    "attach_all",
    "begin_bulk",
    "begin_export",
    "cancel_choice",
    "check_choice",
    "check_evidence",
    "check_may_call",
    "check_void",
    "continue_bulk",
    "copy_profile",
    "delete_filter",
    "discard_draft",
    "drafts_of",
    "drop_early",
    "early_of",
    "edit_profile",
    "end_at_once",
    "end_export",
    "file",
    "follow_up",
    "followed_up",
    "hand_over",
    "keep_columns",
    "look_up",
    "masked",
    "move",
    "move_early",
    "note_moved",
    "note_print",
    "open_content",
    "open_draft",
    "open_identity",
    "query_code",
    "receive_early",
    "recompute",
    "remove_attachment",
    "rename_filter",
    "save_draft",
    "save_filter",
    "saved_when",
    "set_aside",
    "start_with",
    "take_back",
    "take_evidence",
    "take_try_on",
    "use_profile",
    "work_try_ons",
]
