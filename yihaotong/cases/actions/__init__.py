"""Every write to a case. One act, one transaction, one journal line for each case it changed."""

from yihaotong.cases.actions.archiving import archive_due
from yihaotong.cases.actions.attaching import (
    Attached,
    adopt,
    attach,
    attach_all,
    drop_early,
    receive_early,
    remove_attachment,
)
from yihaotong.cases.actions.bulk_acts import begin_bulk, continue_bulk
from yihaotong.cases.actions.clocks import recompute
from yihaotong.cases.actions.drafts import discard_draft, drafts_of, open_draft, save_draft
from yihaotong.cases.actions.exporting import begin_export, end_export
from yihaotong.cases.actions.filing import Filed, file
from yihaotong.cases.actions.identity import Identity, masked, open_identity
from yihaotong.cases.actions.moving import move
from yihaotong.cases.actions.saving import delete_filter, keep_columns, rename_filter, save_filter, start_with
from yihaotong.cases.actions.tracking import look_up, query_code

__all__ = [
    "Attached",
    "Filed",
    "Identity",
    "adopt",
    "archive_due",
    "attach",
    "attach_all",
    "begin_bulk",
    "begin_export",
    "continue_bulk",
    "delete_filter",
    "discard_draft",
    "drafts_of",
    "drop_early",
    "end_export",
    "file",
    "keep_columns",
    "look_up",
    "masked",
    "move",
    "open_draft",
    "open_identity",
    "query_code",
    "receive_early",
    "recompute",
    "remove_attachment",
    "rename_filter",
    "save_draft",
    "save_filter",
    "start_with",
]
