"""While somebody is on the telephone: what he has called about before, and what others call about just now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.actions.identity import masked, phone_index
from yihaotong.cases.identities import Identity
from yihaotong.cases.lists import searching
from yihaotong.cases.models import Case, Requester
from yihaotong.cases.rules.codes import LEADING, OPEN, Secrecy, Stage
from yihaotong.cases.rules.filters import Filters
from yihaotong.cases.rules.suggesting import Likeness, Matter, best, likeness

#: A repeated call within so many days (handbook A3: repeat_count_30d).
REPEATED_WITHIN = timedelta(days=30)
#: So many of a caller's cases are counted, and so many shown.
COUNTED, SHOWN = 100, 6
#: Whoever calls about the same outage calls within so long.
_OUTAGE = timedelta(days=1)
#: So many open cases are held against what is being typed, and so many offered.
_COMPARED, _OFFERED = 60, 5
#: Many cases name no more than their district (GB/T 2260): its length.
_DISTRICT = 6
#: From so many of his last filings it is seen what an operator files most.
_LAST_FILED = 200


@dataclass(frozen=True)
class Caller:
    """What is known of whoever called from this number before. `cases`: the open ones first, then the newest."""

    cases: list[Case]
    count: int
    more: bool
    recent: int
    still_open: int
    needs: str
    known_as: Identity


def caller(actor: Actor, phone: str, at: datetime) -> Caller | None:
    """None for a number from which nobody has called. One query, however many cases there are."""
    same = access.visible_to(actor).filter(requester__phone_index=phone_index(phone))
    found = list(same.select_related("requester", "lead_unit").order_by("-requester__case")[: COUNTED + 1])
    if not found:
        return None
    counted = found[:COUNTED]
    waiting = [case for case in counted if Stage(case.stage) in OPEN]
    ended = [case for case in counted if Stage(case.stage) not in OPEN]
    return Caller(
        cases=[*waiting, *ended][:SHOWN],
        count=len(counted),
        more=len(found) > COUNTED,
        recent=sum(at - case.filed_at <= REPEATED_WITHIN for case in counted),
        still_open=len(waiting),
        needs=next((case.requester.needs for case in counted if case.requester.needs), ""),
        known_as=masked(counted[0]),
    )


def known_before(actor: Actor, case: Case) -> tuple[Case | None, Case | None]:
    """Of all cases from the number of this one: the newest that has a name, and the newest that has an address. One
    query; nothing of a name is shown, so it is no reading."""
    index = case.requester.phone_index
    same = access.visible_to(actor).filter(requester__phone_index=index).select_related("requester")
    found = list(same.order_by("-requester__case")[:COUNTED]) if index else [case]
    named = next((each for each in found if masked(each).name), None)
    return named, next((each for each in found if each.address), None)


@dataclass(frozen=True)
class Similar:
    """An open case that may be the same matter; `his_own`: from the same number."""

    case: Case
    why: tuple[str, ...]
    his_own: bool


def similar(
    actor: Actor, typed: Matter, at: datetime, *, categories: Iterable[str] = (), phone: str = ""
) -> list[Similar]:
    """Cases of the last thirty days that are still open and much like what is being typed, the likest first.

    `categories` are those it may belong to, besides the one that has been chosen. At most two searches.
    """
    asked = frozenset(filter(None, [typed.category])) or frozenset(categories)
    compared = _near(actor, typed, asked, at)
    scored: dict[int, Likeness] = {}
    for case in compared.values():
        known = Matter(f"{case.title} {case.body}", case.category, case.place, case.address)
        if found := likeness(typed, known):
            scored[case.pk] = found
    offered = best(scored, _OFFERED)
    index = phone_index(phone) if phone else None
    # By the cases: asked for both, SQLite reads all that ever came from the number.
    numbers = dict(Requester.objects.filter(case__in=offered).values_list("case", "phone_index")) if index else {}
    his = {pk for pk, known in numbers.items() if known is not None and bytes(known) == index}
    return [Similar(compared[pk], scored[pk].why, pk in his) for pk in offered]


def joinable(actor: Actor, case: Case, at: datetime) -> list[Similar]:
    """Open cases that this one may join: those of the same number first, then those much like it."""
    # Who asked to be sealed is not tied to his other cases here.
    index = case.requester.phone_index if case.secrecy == Secrecy.NORMAL.value else None
    same = (
        access.visible_to(actor)
        .filter(
            requester__phone_index=index, stage__in=[stage.value for stage in LEADING], secrecy=Secrecy.NORMAL.value
        )
        .exclude(pk=case.pk)
    )
    own = list(same.select_related("lead_unit").order_by("-pk")[:_OFFERED]) if index else []
    found = [Similar(each, ("同一号码",), his_own=True) for each in own]
    mine = {case.pk, *(each.pk for each in own)}
    typed = Matter(f"{case.title} {case.body}", case.category, case.place, case.address)
    return [*found, *(each for each in similar(actor, typed, at) if each.case.pk not in mine)][:_OFFERED]


def _near(actor: Actor, typed: Matter, categories: frozenset[str], at: datetime) -> dict[int, Case]:
    """Candidates: the newest there, as in an outage all call at once; those of its category, and with its address."""
    anywhere = Filters(stages=LEADING, since=localtime(at - REPEATED_WITHIN).date())
    found = _just_now(actor, typed, at)
    if categories:
        of_kind = replace(anywhere, place=typed.place[:_DISTRICT], categories=categories)
        found |= _by_key(searching.find(actor, at=at, filters=of_kind, most=_COMPARED, counted=False))
    if typed.address:
        found |= _by_key(
            searching.find(actor, at=at, typed=typed.address, filters=anywhere, most=_COMPARED, counted=False)
        )
    return found


def _just_now(actor: Actor, typed: Matter, at: datetime) -> dict[int, Case]:
    """Along the index of filing: a day of it is short enough to be read whole when little in it is from there."""
    filed = access.visible_to(actor).filter(
        filed_at__gt=at - _OUTAGE,
        stage__in=[stage.value for stage in LEADING],
        place__startswith=typed.place[:_DISTRICT],
    )
    return {case.pk: case for case in filed.select_related("lead_unit").order_by("-filed_at", "-pk")[:_COMPARED]}


def _by_key(page: searching.Page) -> dict[int, Case]:
    return {case.pk: case for case in page.cases}


def often_filed(actor: Actor) -> list[str]:
    """The categories that this person files most, of his last filings. One query along an index."""
    last = (
        Case.objects.filter(filed_by=actor.key).exclude(category="").order_by("-pk").values_list("category", flat=True)
    )
    return [code for code, _times in Counter(last[:_LAST_FILED]).most_common()]
