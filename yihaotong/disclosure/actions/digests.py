"""The digests by which lines of the journal vouch for guides, rules and clauses; `journal verify` makes them again."""

from yihaotong.disclosure.models import Clause, Guide, RuleVersion
from yihaotong.journal.rules.chain import instant, sm3

#: What each covers, in this order for ever.
_GUIDE = ("number", "content", "note", "in_force_from")
_RULE = ("number", "title", "document_no", "text", "in_force_from", "in_force_until", "trial_until")


def guide_sm3(guide: Guide) -> str:
    """In hex."""
    return _sm3(guide, _GUIDE)


def rule_sm3(version: RuleVersion) -> str:
    """In hex."""
    return _sm3(version, _RULE)


def clause_sm3(clause: Clause) -> str:
    """Of the words of a clause and of the report on it, in hex."""
    when = instant(clause.reported_at) if clause.reported_at else ""
    words = (clause.place, clause.text, clause.evidence, clause.reported_by, when)
    return sm3(*(each.encode() for each in words)).hex()


def _sm3(record: Guide | RuleVersion, names: tuple[str, ...]) -> str:
    values = (getattr(record, name) for name in names)
    return sm3(*(("" if value is None else str(value)).encode() for value in values)).hex()
