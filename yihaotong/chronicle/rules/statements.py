"""Statements of what does not apply: who makes and who approves them, what they hold."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.chronicle.rules.matters import matters
from yihaotong.journal.refusal import Refused

MAKERS = frozenset({Role.DISCLOSURE_OFFICER, Role.DRAFTER})
DECIDERS = frozenset({Role.DISCLOSURE_LEADER})
ENDERS = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})

FIELDS = (
    Field("matter", "事项", Kind.CATEGORY, required=True),
    Field("reason", "理由", Kind.TEXT, required=True, longest=300, hint="公众读得懂的一句话：为什么本单位没有这项工作"),
    Field("basis", "依据", required=True, longest=200, hint="三定规定、机构性质等"),
    Field("since", "自", Kind.DATE, required=True, hint="从哪一天起不涉及"),
    Field("until", "至", Kind.DATE, hint="一直不涉及就空着"),
)
WORDS = (Field("note", "意见", longest=200, hint="不同意的要写明为什么"),)
END = (
    Field("until", "最后一天", Kind.DATE, required=True),
    Field("note", "理由", required=True, longest=200, hint="如：已承担这项职能"),
)


def cleaned(data: Mapping[str, Any]) -> dict[str, Any]:
    """Raises Refused: "not-a-choice", "out-of-range", what the fields say."""
    said = clean(FIELDS, data)
    if said["matter"] not in matters():
        raise Refused("not-a-choice", "请从表里选一个事项", "matter")
    check_span(said["since"], said["until"])
    return said | {"label": matters()[said["matter"]].label}


def check_span(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Refused("out-of-range", "“至”早于“自”", "until")
