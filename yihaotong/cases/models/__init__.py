"""The tables of the work order. Nothing here decides: see `rules`; nothing here is written but in `actions`."""

from yihaotong.cases.models.case import Case, Clock, DayCount, Leg, Requester
from yihaotong.cases.models.desk import BulkAct, BulkRow, Draft, LookUp, Preference, SavedFilter
from yihaotong.cases.models.importing import Import, Imported
from yihaotong.cases.models.records import CallBack, Conclusion, Contact, Evaluation, Reply, Review

__all__ = [
    "BulkAct",
    "BulkRow",
    "CallBack",
    "Case",
    "Clock",
    "Conclusion",
    "Contact",
    "DayCount",
    "Draft",
    "Evaluation",
    "Import",
    "Imported",
    "Leg",
    "LookUp",
    "Preference",
    "Reply",
    "Requester",
    "Review",
    "SavedFilter",
]
