"""The tables of 监督保障. Nothing here decides: see `rules`; nothing here is written but in `actions`."""

from yihaotong.scrutiny.models.assessing import Adjustment, Assessment, AssessmentPlan, Mark
from yihaotong.scrutiny.models.liability import Liability
from yihaotong.scrutiny.models.life import Step, Term
from yihaotong.scrutiny.models.matters import Matter
from yihaotong.scrutiny.models.surveying import Ballot, Invite, InviteGroup, Once, Questionnaire, Round
from yihaotong.scrutiny.models.training import Attendance, Session, TrainingPlan

__all__ = [
    "Adjustment",
    "Assessment",
    "AssessmentPlan",
    "Attendance",
    "Ballot",
    "Invite",
    "InviteGroup",
    "Liability",
    "Mark",
    "Matter",
    "Once",
    "Questionnaire",
    "Round",
    "Session",
    "Step",
    "Term",
    "TrainingPlan",
]
