"""What stands beside a case that left the straight way: the return it waits with, its parent or its followers, what its
citizen said after the closing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.cases import access
from yihaotong.cases.identities import readings_for, words_for
from yihaotong.cases.late_evaluations import judged, late_evaluation
from yihaotong.cases.models import CallBack, Case, Evaluation, Ruling
from yihaotong.cases.rules.codes import ReturnReason, Stage
from yihaotong.cases.rules.own_number import may_hold_number
from yihaotong.desk.gate import Visit

#: Children that a page names; of the others it says how many.
NAMED = 10


@dataclass(frozen=True)
class Precedent:
    """An earlier ruling in the same category."""

    order_no: str
    at: datetime
    upheld: bool
    unit: str
    to: str
    reason: str


@dataclass(frozen=True)
class Pending:
    """The return that waits for its ruling, in words; `proposed` is the code of the unit that should have it."""

    unit: str
    who: str
    at: datetime
    reason: str
    basis: str
    note: str
    proposed: str
    proposed_name: str
    precedents: Sequence[Precedent]


@dataclass(frozen=True)
class Family:
    """`parent` only for whoever may see it; `children` the first of them, `others` how many more there are."""

    parent: Case | None
    merged: bool
    children: Sequence[Case]
    others: int


def pending(case: Case, visit: Visit) -> Pending | None:
    """Six queries where a return waits, a seventh where a number may stand in a precedent; none elsewhere. All words
    as this reader reads them."""
    if case.stage != Stage.RETURN_PENDING.value:
        return None
    made = access.pending_return(case)
    rulings = list(access.precedents(case.category)) if case.category else []
    units = {made.unit_id, made.proposed_id, *(ruling.on.unit_id for ruling in rulings)}
    names = unit_names({pk for pk in (*units, *(ruling.unit_id for ruling in rulings)) if pk}, localdate(visit.at))
    words = words_for(case, visit.actor)
    read = readings_for((ruling.case for ruling in rulings if may_hold_number(ruling.reason)), visit.actor)
    return Pending(
        unit=names[made.unit_id],
        who=names_of({made.by})[made.by],
        at=made.at,
        reason=ReturnReason(made.reason).label,
        basis=words(made.basis),
        note=words(made.note),
        proposed=made.proposed.code if made.proposed else "",
        proposed_name=names.get(made.proposed_id or 0, ""),
        precedents=[_precedent(ruling, names, read.get(ruling.case_id, str)) for ruling in rulings],
    )


def _precedent(ruling: Ruling, names: dict[int, str], words: Callable[[str], str]) -> Precedent:
    return Precedent(
        order_no=ruling.case.order_no,
        at=ruling.at,
        upheld=ruling.upheld,
        unit=names[ruling.on.unit_id],
        to=names.get(ruling.unit_id or 0, ""),
        reason=words(ruling.reason),
    )


def family(case: Case, visit: Visit) -> Family | None:
    """Numbers and stages, never whose they are. One query for a case without any; at most five."""
    children = list(access.children_of(case)[: NAMED + 1])
    if not children and case.parent_id is None:
        return None
    seen = access.visible_to(visit.actor)
    parent = seen.filter(pk=case.parent_id).first() if case.parent_id else None
    shown = list(seen.filter(pk__in=[each.pk for each in children[:NAMED]]).order_by("pk"))
    count = access.children_of(case).count() if len(children) > NAMED else len(children)
    if parent is None and not count:
        return None
    return Family(parent, case.stage == Stage.MERGED.value, shown, count - len(shown))


@dataclass(frozen=True)
class Late:
    """What he said after the closing, and what the call-back had recorded of him, in words; `until` as in
    `cases.late_evaluations`."""

    evaluation: Evaluation
    said: str
    note: str
    recorded: CallBack | None
    told: str
    who: str
    contradicts: bool
    until: datetime | None


def late(case: Case, words: Callable[[str], str]) -> Late | None:
    """None for a case that was not judged after its closing; asks nothing of one that nobody was discontent with."""
    found = late_evaluation(case)
    if found is None:
        return None
    call = found.recorded
    return Late(
        evaluation=found.evaluation,
        said=judged(found.evaluation),
        note=words(found.evaluation.note),
        recorded=call,
        told=judged(call) if call else "",
        who=names_of({call.by})[call.by] if call else "",
        contradicts=found.contradicts,
        until=found.until,
    )
