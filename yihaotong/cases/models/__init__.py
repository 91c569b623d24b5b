"""The tables of the work order. Nothing here decides: see `rules`; nothing here is written but in `actions`."""

from yihaotong.cases.models.case import Case, Clock, DayCount, Leg, Requester
from yihaotong.cases.models.desk import BulkAct, BulkRow, Draft, LookUp, Preference, SavedFilter
from yihaotong.cases.models.emergencies import Emergency
from yihaotong.cases.models.handover import FollowUp, Handover, HandoverPart, Tally, VoidCheck
from yihaotong.cases.models.importing import Import, Imported
from yihaotong.cases.models.profiles import MovedClock, ProfileChoice, ProfileVersion, TryOn, TryOnRow
from yihaotong.cases.models.records import CallBack, Conclusion, Contact, Evaluation, Reply, Review
from yihaotong.cases.models.sealed_content import SealedContent
from yihaotong.cases.models.supplements import Supplement
from yihaotong.cases.models.turning import Remark, Return, Ruling

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
    "Emergency",
    "Evaluation",
    "FollowUp",
    "Handover",
    "HandoverPart",
    "Import",
    "Imported",
    "Leg",
    "LookUp",
    "MovedClock",
    "Preference",
    "ProfileChoice",
    "ProfileVersion",
    "Remark",
    "Reply",
    "Requester",
    "Return",
    "Review",
    "Ruling",
    "SavedFilter",
    "SealedContent",
    "Supplement",
    "Tally",
    "TryOn",
    "TryOnRow",
    "VoidCheck",
]
