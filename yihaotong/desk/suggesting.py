"""To whom a case might go: what a ruling named and the routes suggest, for one case and for a selection."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import open_units, unit_names
from yihaotong.cases import access
from yihaotong.cases.models import Case, Ruling
from yihaotong.cases.rules.codes import Stage
from yihaotong.desk.gate import Visit
from yihaotong.dispatch.access import suggest_units_for
from yihaotong.dispatch.rules import Suggestion

Groups = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Suggested:
    """`firm`: whoever sends the case elsewhere should know."""

    code: str
    name: str
    why: str
    firm: bool


@dataclass(frozen=True)
class Units:
    """The open units to choose from, and by case (its key) those suggested, the best first."""

    groups: Groups
    suggested: Mapping[int, Sequence[Suggested]]

    def first(self, case: Case) -> Suggested | None:
        return next(iter(self.suggested.get(case.pk, ())), None)

    def other_than(self, code: str, cases: Iterable[Case]) -> dict[Suggested, list[Case]]:
        """The cases that should rather go to another unit than this one, by that unit."""
        found = defaultdict(list)
        for case in cases:
            if (best := self.first(case)) and best.firm and best.code != code:
                found[best].append(case)
        return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def units_for(cases: Sequence[Case], visit: Visit, *, suggest: bool = True) -> Units:
    """The suggested units first, then all others; those that had one of these cases and may not get it again come
    last. As many queries for one case as for all; one more where any of them was returned.
    """
    codes = dict(open_units().prefetch_related(None).values_list("pk", "code"))
    names = unit_names(codes, localdate(visit.at))
    upheld = _upheld(cases)
    routes = suggest_units_for((case.category, case.place) for case in cases) if suggest else {}
    suggested = {
        case.pk: [
            Suggested(codes[each.unit_id], names[each.unit_id], each.why, each.firm)
            for each in _told(case, upheld[case.pk], routes.get((case.category, case.place), ()), suggest=suggest)
            if each.unit_id in codes
        ]
        for case in cases
    }
    # Of one case all that are suggested; of many, the first of each.
    first = [each for told in suggested.values() for each in (told if len(cases) == 1 else told[:1])]
    often = Counter((each.code, each.name) for each in first)
    last = {pk for pk in codes if cases and all(pk in _had(case, upheld[case.pk]) for case in cases)}
    return Units(_groups(codes, names, [unit for unit, _times in often.most_common()], last), suggested)


def _upheld(cases: Iterable[Case]) -> defaultdict[int, list[Ruling]]:
    found = defaultdict(list)
    returned = [case for case in cases if case.returns]
    for ruling in access.returns_upheld(returned) if returned else ():
        found[ruling.case_id].append(ruling)
    return found


def _had(case: Case, upheld: Iterable[Ruling]) -> set[int]:
    """The units that a dispatch to would be refused for: their return was upheld, or they have the case."""
    has = {case.lead_unit_id} if case.lead_unit_id and case.stage != Stage.FILED.value else set()
    return {*has, *(ruling.on.unit_id for ruling in upheld)}


def _told(case: Case, upheld: Sequence[Ruling], routes: Iterable[Suggestion], *, suggest: bool) -> list[Suggestion]:
    """Whom the newest ruling leads to, then by the routes; never who had the case already."""
    had = _had(case, upheld)
    ruled = [pk for pk in (upheld[0].unit_id or upheld[0].on.proposed_id,) if pk] if upheld and suggest else []
    named = [Suggestion(pk, _("退单已准退，拟办单位是它")) for pk in ruled]
    told: dict[int, Suggestion] = {}
    for each in (*named, *routes):
        if each.unit_id not in had:
            told.setdefault(each.unit_id, each)
    return list(told.values())


def _groups(
    codes: Mapping[int, str], names: Mapping[int, str], first: Sequence[tuple[str, str]], last: Collection[int]
) -> Groups:
    shown = {code for code, _name in first}
    others = [(code, names[pk]) for pk, code in codes.items() if code not in shown and pk not in last]
    groups = [(_("推荐"), list(first)), (_("全部单位"), others)]
    groups.append((_("退单已准退的、正在办的"), [(codes[pk], names[pk]) for pk in codes if pk in last]))
    return [group for group in groups if group[1]]
