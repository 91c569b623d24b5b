"""The same form sent again: whether it says what was filed from it before, so that a second press is no second case
and other words are never taken for it."""

from collections.abc import Mapping
from typing import Any

from yihaotong.cases import access
from yihaotong.cases.identities import Identity, unseal
from yihaotong.cases.models import Case, Remark, Reply
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.moves import MOVES
from yihaotong.cases.rules.needs import kept
from yihaotong.journal.refusal import Refused

#: What the line of a filing tells of the form; the case itself may have been changed since by those who handle it.
_IN_LINE = ("request_type", "category", "place", "urgency", "secrecy", "text_sm3")
#: What is typed or chosen where a call ends at once.
_ENDS_WITH = ("entry", "code", "line", "reason", "text", "words", "note")


def check_same(case: Case, told: Mapping[str, object], typed: Case, cleaned: Mapping[str, Any]) -> None:
    """Whether `case`, filed from this form before, is what the form says now: `told` is what the journal would say of
    `typed`, the case that would be made of it. Raises Refused("filed-otherwise", order_no=…)."""
    line = access.history(case).filter(kind="case.file").first()
    before = line.facts["after"] if line else {}
    if any(before.get(name) != told[name] for name in _IN_LINE) or not _same_columns(case, typed, cleaned):
        raise _otherwise(case)


def check_same_end(case: Case, name: str, fields: Mapping[str, Any]) -> None:
    """Whether the case was ended by this move, with all the words that the form says now. Raises as `check_same`."""
    line = access.history(case).filter(kind=f"case.{name}").last()
    if line is None:
        raise _otherwise(case)
    if access.is_sealed(case):
        return
    said = clean(MOVES[name].fields, fields)
    typed = {str(said[each]) for each in _ENDS_WITH if said.get(each)}
    if not typed <= _said(line.facts["after"]):
        raise _otherwise(case)


def _same_columns(case: Case, typed: Case, cleaned: Mapping[str, Any]) -> bool:
    if access.is_sealed(case):
        return True
    requester = case.requester
    his = Identity() if cleaned["anonymous"] else Identity(cleaned["name"], cleaned["phone"])
    return (
        (case.address, case.occurred_at) == (typed.address, typed.occurred_at)
        and (requester.anonymous, requester.needs) == (cleaned["anonymous"], kept(cleaned["needs"]))
        and unseal(requester) == his
    )


def _said(after: Mapping[str, Any]) -> set[str]:
    """The codes of a line, and the words of the record that it names."""
    said = {str(value) for value in after.values()}
    for remark in Remark.objects.filter(pk__in=_named(after, "remark")):
        said |= {remark.text, remark.told}
    for reply in Reply.objects.filter(pk__in=_named(after, "reply")):
        said |= {reply.text, reply.ground}
    return said


def _named(after: Mapping[str, Any], record: str) -> list[int]:
    return [int(after[record])] if record in after else []


def _otherwise(case: Case) -> Refused:
    return Refused(
        "filed-otherwise",
        f"还没有登记：这一份已经登记为工单 {case.order_no}（在另一个窗口，或刚才按过），内容与这里写的不同",
        order_no=case.order_no,
    )
