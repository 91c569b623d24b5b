"""Every write to a case. One act, one transaction, one journal line for each case it changed."""

from yihaotong.cases.actions.archiving import archive_due
from yihaotong.cases.actions.clocks import recompute
from yihaotong.cases.actions.drafts import discard_draft, drafts_of, open_draft, save_draft
from yihaotong.cases.actions.filing import Filed, file
from yihaotong.cases.actions.identity import Identity, masked, open_identity
from yihaotong.cases.actions.moving import move
from yihaotong.cases.actions.tracking import look_up, query_code

__all__ = [
    "Filed",
    "Identity",
    "archive_due",
    "discard_draft",
    "drafts_of",
    "file",
    "look_up",
    "masked",
    "move",
    "open_draft",
    "open_identity",
    "query_code",
    "recompute",
    "save_draft",
]
