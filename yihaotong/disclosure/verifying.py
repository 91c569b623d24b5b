"""What the journal says of the guide, of the office's rules and of what superiors ask for, against their rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from yihaotong.disclosure.actions.digests import clause_sm3, guide_sm3, rule_sm3
from yihaotong.disclosure.models import Clause, Guide, RuleVersion
from yihaotong.disclosure.rules.codes import CLAUSE, GUIDE, HOUSE_RULE
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem
from yihaotong.journal.vouching import Vouched

#: Where a clause stands, as its lines tell it.
_STANDING = ("progress", "unit", "person", "due_on", "version")


def check() -> Iterator[Problem]:
    """Every version and every clause gone, changed, or added without a line."""
    yield from Vouched(GUIDE, "指南", _guides, _every_guide).check()
    yield from Vouched(HOUSE_RULE, "制度", _rules, _every_rule, _told).check()
    yield from Vouched(CLAUSE, "任务", _clauses, _every_clause, _told_clause).check()


def _guides(places: Sequence[str]) -> Mapping[str, str]:
    found = Guide.objects.filter(pk__in=[int(place.partition(":")[2]) for place in places])
    return {guide.key: guide_sm3(guide) for guide in found}


def _every_guide() -> Iterator[str]:
    return (f"{GUIDE}:{number}" for number in Guide.objects.values_list("pk", flat=True))


def _told(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "text_sm3" in after:
        yield f"{line.subject}.{after['version']}", str(after["text_sm3"])


def _rules(places: Sequence[str]) -> Mapping[str, str]:
    found = RuleVersion.objects.filter(rule__in={int(place.partition(":")[2].partition(".")[0]) for place in places})
    return {version.key: rule_sm3(version) for version in found}


def _every_rule() -> Iterator[str]:
    return (f"{HOUSE_RULE}:{rule}.{number}" for rule, number in RuleVersion.objects.values_list("rule", "number"))


def _told_clause(line: Line, after: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if line.kind.startswith(f"{CLAUSE}."):
        yield line.subject, "|".join(str(after[name]) for name in _STANDING)
        if "clause_sm3" in after:
            yield f"{line.subject}.words", str(after["clause_sm3"])


def _clauses(places: Sequence[str]) -> Mapping[str, str]:
    found = {}
    for each in Clause.objects.filter(pk__in={int(place.partition(":")[2].partition(".")[0]) for place in places}):
        standing = (each.progress, each.unit_id, each.person_id, each.due_on, each.version)
        found[each.key] = "|".join(map(str, standing))
        found[f"{each.key}.words"] = clause_sm3(each)
    return found


def _every_clause() -> Iterator[str]:
    return (f"{CLAUSE}:{number}" for number in Clause.objects.values_list("pk", flat=True))
