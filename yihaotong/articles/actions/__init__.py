"""Every write of articles. One act, one transaction, one journal line; a release has one gate."""

from yihaotong.articles.actions.attaching import attach_file, remove_file
from yihaotong.articles.actions.drafting import correct, drop, revise, submit, take_back, write_article
from yihaotong.articles.actions.following import follow_calendar, follow_documents
from yihaotong.articles.actions.importing import bring
from yihaotong.articles.actions.links import look_at_links
from yihaotong.articles.actions.lists import set_roll
from yihaotong.articles.actions.purging import purge
from yihaotong.articles.actions.redacting import take_redacted
from yihaotong.articles.actions.releasing import (
    appear,
    disappear,
    release,
    release_due,
    schedule,
    unschedule,
    withdraw,
)
from yihaotong.articles.actions.reviewing import answer, ask, review
from yihaotong.articles.actions.slips import note_slip

__all__ = [
    "answer",
    "appear",
    "ask",
    "attach_file",
    "bring",
    "correct",
    "disappear",
    "drop",
    "follow_calendar",
    "follow_documents",
    "look_at_links",
    "note_slip",
    "purge",
    "release",
    "release_due",
    "remove_file",
    "review",
    "revise",
    "schedule",
    "set_roll",
    "submit",
    "take_back",
    "take_redacted",
    "unschedule",
    "withdraw",
    "write_article",
]
