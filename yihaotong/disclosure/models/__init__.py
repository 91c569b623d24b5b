"""What the disclosure office keeps: its organisation, its rules, the ledger of superiors' documents, its guide."""

from yihaotong.disclosure.models.guides import Guide
from yihaotong.disclosure.models.house_rules import HouseRule, RuleVersion
from yihaotong.disclosure.models.ledger import Clause, ClauseStep, DeadlineOverride, Directive
from yihaotong.disclosure.models.organisation import Notice, Tenure

__all__ = [
    "Clause",
    "ClauseStep",
    "DeadlineOverride",
    "Directive",
    "Guide",
    "HouseRule",
    "Notice",
    "RuleVersion",
    "Tenure",
]
