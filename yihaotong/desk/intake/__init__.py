"""Intake: an operator on the telephone. The form, what stands beside it, the emergency key, and working offline."""

from yihaotong.desk.intake.alarm import danger, line, raise_alarm
from yihaotong.desk.intake.beside import answers, caller, caller_identity, ending, joinable, pick, similar
from yihaotong.desk.intake.form import autosave, category_groups, discard, filed, intake, places
from yihaotong.desk.intake.offline import enter, offline, paper, session, worker

__all__ = [
    "answers",
    "autosave",
    "caller",
    "caller_identity",
    "category_groups",
    "danger",
    "discard",
    "ending",
    "enter",
    "filed",
    "intake",
    "joinable",
    "line",
    "offline",
    "paper",
    "pick",
    "places",
    "raise_alarm",
    "session",
    "similar",
    "worker",
]
