"""What stands beside a case that left the straight way: the return it waits with, and its parent or its followers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.cases import access
from yihaotong.cases.models import Case, Ruling
from yihaotong.cases.rules.codes import ReturnReason, Stage
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
    """Six queries where a return waits, none elsewhere."""
    if case.stage != Stage.RETURN_PENDING.value:
        return None
    made = access.pending_return(case)
    rulings = list(access.precedents(case.category)) if case.category else []
    units = {made.unit_id, made.proposed_id, *(ruling.on.unit_id for ruling in rulings)}
    names = unit_names({pk for pk in (*units, *(ruling.unit_id for ruling in rulings)) if pk}, localdate(visit.at))
    return Pending(
        unit=names[made.unit_id],
        who=names_of({made.by})[made.by],
        at=made.at,
        reason=ReturnReason(made.reason).label,
        basis=made.basis,
        note=made.note,
        proposed=made.proposed.code if made.proposed else "",
        proposed_name=names.get(made.proposed_id or 0, ""),
        precedents=[_precedent(ruling, names) for ruling in rulings],
    )


def _precedent(ruling: Ruling, names: dict[int, str]) -> Precedent:
    return Precedent(
        order_no=ruling.case.order_no,
        at=ruling.at,
        upheld=ruling.upheld,
        unit=names[ruling.on.unit_id],
        to=names.get(ruling.unit_id or 0, ""),
        reason=ruling.reason,
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
