"""Who plays in the simulation, and how a plan becomes acts: the same whether they are made singly or in batches."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any, Protocol
from uuid import NAMESPACE_URL, UUID, uuid5

from yihaotong.accounts.access import actor_of, actor_of_client
from yihaotong.accounts.models import Post, Unit
from yihaotong.accounts.rules import VISITOR, Actor, Role, UnitKind, citizen
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel
from yihaotong.dispatch.access import suggest_units
from yihaotong.dispatch.models import Place, RoutingRule
from yihaotong.dispatch.rules import PlaceLevel, chain
from yihaotong.knowledge.models import Entry, Version
from yihaotong.project.demo import city
from yihaotong.project.demo.plans import Life, Setting, Step, signed_by_handler
from yihaotong.project.demo.texts import WORDS

#: When the worker of the simulated city does its nightly round.
NIGHTLY = time(2)
#: So many submissions are looked for at once.
_ASKED = 500

Tell = Callable[[int, int], None]


def submission_of(number: int) -> UUID:
    """The fixed identifier of one simulated case."""
    return uuid5(NAMESPACE_URL, f"yihaotong:demo:{city.SEED}:{number}")


def missing(count: int) -> list[int]:
    """Those of the first `count` simulated cases that are not there."""
    if not Case.objects.exists():
        return list(range(count))
    found = []
    for begin in range(0, count, _ASKED):
        asked = {submission_of(number): number for number in range(begin, min(begin + _ASKED, count))}
        known = set(Case.objects.filter(submission__in=asked).values_list("submission", flat=True))
        found += [number for submission, number in asked.items() if submission not in known]
    return found


def setting(edge: datetime) -> Setting:
    """The communities and villages of the city, for the plans to play in."""
    communities = Place.objects.filter(level=PlaceLevel.COMMUNITY).values_list("code", "name")
    return Setting(edge, {code: city.plain(name) for code, name in communities})


class Cast:
    """Who can act, by role and unit. The posts of the demo city do not change, so each actor is read once."""

    def __init__(self, at: datetime) -> None:
        self.by_post: dict[tuple[Role, int | None], list[Actor]] = {}
        actors: dict[int, Actor] = {}
        for post in Post.objects.filter(until=None).select_related("person").order_by("pk"):
            actor = actors.get(post.person_id) or actors.setdefault(post.person_id, actor_of(post.person, at))
            role = Role(post.role)
            self.by_post.setdefault((role, post.unit_id), []).append(actor)
            self.by_post.setdefault((role, None), []).append(actor)
        self.client = actor_of_client(city.api_client())
        self.codes = dict(Unit.objects.values_list("pk", "code"))
        self.elsewhere = list(
            Unit.objects.filter(kind=UnitKind.DEPARTMENT, dissolved_on=None)
            .order_by("code")
            .values_list("code", flat=True)
        )
        self.entries = _entries()
        self._suggested: dict[tuple[str, ...], list[str]] = {}
        self._told_apart = {
            *Unit.objects.values_list("area_code", flat=True),
            *RoutingRule.objects.values_list("place", flat=True),
        }

    def actor(self, role: Role, hand: int, unit_id: int | None = None) -> Actor:
        """Somebody in that role, at that unit or anywhere."""
        able = self.by_post[role, unit_id]
        return able[hand % len(able)]

    def filer(self, channel: Channel, hand: int) -> Actor:
        if channel in (Channel.PORTAL, Channel.WECHAT):
            return VISITOR
        return self.client if channel is Channel.API else self.actor(Role.OPERATOR, hand)

    def unit(self, life: Life) -> str:
        """The first unit that the catalogue suggests, now and then the second: dispatchers differ."""
        category, place = life.filing["category"], life.filing["place"]
        # Two communities of which neither a unit nor a route knows get the units of their street.
        asked = category, *(part for part in chain(place) if part in self._told_apart)
        if asked not in self._suggested:
            self._suggested[asked] = [self.codes[found.unit_id] for found in suggest_units(category, place)]
        found = self._suggested[asked]
        return found[1 if life.second_choice and len(found) > 1 else 0]

    def another(self, life: Life, unit_id: int | None) -> str:
        """A unit that it could go to instead: the other one that is suggested, else some department."""
        here = self.codes[unit_id] if unit_id else ""
        category, place = life.filing["category"], life.filing["place"]
        suggested = [self.codes[found.unit_id] for found in suggest_units(category, place)]
        others = [code for code in (*suggested, *self.elsewhere) if code != here]
        return others[0 if len(suggested) > 1 else life.hand % len(others)]

    def answer(self, life: Life, at: datetime) -> dict[str, Any]:
        """From the knowledge base where it has something on the category, else in the operator's own words."""
        known = [code for since, code in self.entries.get(life.filing["category"][:2], ()) if since <= at]
        if known:
            return {"entry": known[life.hand % len(known)]}
        words = WORDS["answer"]
        return {kind: words[kind][life.hand % len(words[kind])] for kind in ("text", "reason")}


def _entries() -> dict[str, list[tuple[datetime, str]]]:
    """By the first level of their category: since when each version in force may be quoted, and its code."""
    released = dict(Version.objects.filter(number=1).values_list("subject", "released_at"))
    found: dict[str, list[tuple[datetime, str]]] = {}
    for entry in Entry.objects.filter(released=1, withdrawn_at=None, places="").order_by("pk"):
        if since := released.get(entry.key):
            found.setdefault(entry.category[:2], []).append((since, entry.code))
    return found


class Moves(Protocol):
    """`cases.move`, or that of a batch."""

    def __call__(
        self, case: Case, name: str, *, actor: Actor, at: datetime, data: Mapping[str, Any] | None = None
    ) -> Case: ...


def take(cast: Cast, move: Moves, life: Life, case: Case, step: Step) -> Case:
    """Make the move that the plan has here, by whoever may; the case as it is then.

    A unit whose leader need not sign replies directly, without a proposal.
    """
    leader_signs = bool(case.lead_unit and case.lead_unit.requires_leader_signature)
    if step.move == "propose" and not leader_signs:
        return case
    if step.move == "reply" and not leader_signs:
        step = signed_by_handler(step)
    data = dict(step.data) | _of_the_city(cast, life, case, step)
    return move(case, step.move, actor=_actor(cast, case, step), at=step.at, data=data)


def _of_the_city(cast: Cast, life: Life, case: Case, step: Step) -> dict[str, Any]:
    """What a plan cannot know: which units there are, and what the knowledge base says."""
    if step.move == "dispatch":
        return {"unit": cast.unit(life)}
    if step.move == "return":
        return {"proposed": cast.another(life, case.lead_unit_id)}
    if step.move in ("uphold", "redispatch"):
        return {"unit": cast.another(life, case.lead_unit_id)}
    if step.move == "answer":
        return cast.answer(life, step.at)
    return {}


def _actor(cast: Cast, case: Case, step: Step) -> Actor:
    if step.by is Role.CITIZEN:
        return citizen(case.order_no)
    at_unit = case.lead_unit_id if step.by in (Role.HANDLER, Role.UNIT_LEADER) else None
    return cast.actor(step.by, step.hand, at_unit)
