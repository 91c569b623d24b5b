"""Every write of documents."""

from yihaotong.documents.actions.annexes import add_annex, drop_annex, mark_annex, split_off
from yihaotong.documents.actions.delivering import deliver
from yihaotong.documents.actions.drafting import draft, revise
from yihaotong.documents.actions.listing import continue_list, keep_list, work_lists
from yihaotong.documents.actions.moving import move
from yihaotong.documents.actions.releasing import note_parted, note_released, note_withdrawn
from yihaotong.documents.actions.timing import reckon_releases, remind_of_documents

__all__ = [
    "add_annex",
    "continue_list",
    "deliver",
    "draft",
    "drop_annex",
    "keep_list",
    "mark_annex",
    "move",
    "note_parted",
    "note_released",
    "note_withdrawn",
    "reckon_releases",
    "remind_of_documents",
    "revise",
    "split_off",
    "work_lists",
]
