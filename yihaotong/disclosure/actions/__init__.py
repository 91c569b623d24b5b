"""Every write of the disclosure office."""

from yihaotong.disclosure.actions.attaching import attach, remove_file
from yihaotong.disclosure.actions.guides import draft_guide, move_guide, remind_of_disagreements, submit_guide
from yihaotong.disclosure.actions.house_rules import (
    adopt_rule,
    end_rule,
    entrust_rule,
    remind_of_trials,
    revise_rule,
)
from yihaotong.disclosure.actions.importing import bring
from yihaotong.disclosure.actions.ledger import add_clause, enter_directive, move_clause, remind_of_clauses
from yihaotong.disclosure.actions.organising import enter_notice
from yihaotong.disclosure.actions.overriding import set_override, withdraw_override

__all__ = [
    "add_clause",
    "adopt_rule",
    "attach",
    "bring",
    "draft_guide",
    "end_rule",
    "enter_directive",
    "enter_notice",
    "entrust_rule",
    "move_clause",
    "move_guide",
    "remind_of_clauses",
    "remind_of_disagreements",
    "remind_of_trials",
    "remove_file",
    "revise_rule",
    "set_override",
    "submit_guide",
    "withdraw_override",
]
