"""Builds the city where there is none, and runs the plans of simulated cases through the real actions."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.access import actor_of, actor_of_client
from yihaotong.accounts.models import Post, Unit
from yihaotong.accounts.rules import VISITOR, Actor, Role, citizen
from yihaotong.cases import actions as cases
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel
from yihaotong.dispatch.access import suggest_units
from yihaotong.dispatch.models import Place
from yihaotong.dispatch.rules import PlaceLevel
from yihaotong.journal.sealing import seal_batch
from yihaotong.project.demo import city
from yihaotong.project.demo.life import DAYS, Life, Setting, Step, plan, signed_by_handler

#: Moves in one transaction: about three journal lines each, and no writer waits longer than a moment.
CHUNK = 100
#: A day that is over, or still to come, is seen from this hour; the present day from the present moment.
EVENING = time(16, 30)
#: When the worker of the simulated city does its nightly round.
NIGHTLY = time(2)

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Seeded:
    """What a seeding added. `built` is None where the city stood already."""

    built: city.Built | None
    added: int
    simulated: int
    stages: dict[str, int]


def edge_of(today: date, now: datetime) -> datetime:
    """The last simulated moment: the afternoon of `today`, but never later than now."""
    return min(make_aware(datetime.combine(today, EVENING)), now)


def seed(today: date, *, now: datetime, count: int, tell: Tell) -> Seeded:
    """Build the city as of `today` where there is none, then add what is missing of `count` simulated cases.

    Doing it again adds nothing: the city is built once, and each case is a submission with a fixed identifier, so
    a seeding that was cut off is completed. `tell(done, total)` hears of every chunk.
    """
    built = None if city.present() else city.build(today)
    added = _simulate(edge_of(today, now), count, tell)
    while seal_batch():
        pass
    simulated = Case.objects.filter(simulated=True)
    stages = Counter(simulated.values_list("stage", flat=True))
    return Seeded(built, added, simulated.count(), dict(sorted(stages.items())))


def submission_of(number: int) -> UUID:
    """The fixed identifier of one simulated case."""
    return uuid5(NAMESPACE_URL, f"yihaotong:demo:{city.SEED}:{number}")


def _simulate(edge: datetime, count: int, tell: Tell) -> int:
    known = set(Case.objects.filter(simulated=True).values_list("submission", flat=True))
    lives = [life for life in plan(count, setting(edge), city.SEED) if submission_of(life.number) not in known]
    if not lives:
        return 0
    events = sorted([*_events(lives), *_nights(edge)], key=lambda event: event.at)
    run = _Run(_Cast(edge), {life.number: life for life in lives})
    for begin in range(0, len(events), CHUNK):
        with transaction.atomic():
            for event in events[begin : begin + CHUNK]:
                run.happen(event)
        tell(min(begin + CHUNK, len(events)), len(events))
    return len(lives)


def setting(edge: datetime) -> Setting:
    """The communities and villages of the city, for the plans to play in."""
    communities = Place.objects.filter(level=PlaceLevel.COMMUNITY).values_list("code", "name")
    return Setting(edge, {code: city.plain(name) for code, name in communities})


@dataclass(frozen=True)
class _Event:
    """A filing (`step` None), a move, or the worker's nightly round (`number` None)."""

    at: datetime
    number: int | None = None
    step: Step | None = None


def _events(lives: list[Life]) -> Iterator[_Event]:
    for life in lives:
        yield _Event(life.filed_at, life.number)
        for step in life.steps:
            yield _Event(step.at, life.number, step)


def _nights(edge: datetime) -> Iterator[_Event]:
    for days in range(DAYS):
        night = make_aware(datetime.combine(localtime(edge).date() - timedelta(days=days), NIGHTLY))
        if night <= edge:
            yield _Event(night)


class _Cast:
    """Who can act, by role and unit. The posts of the demo city do not change, so each actor is read once."""

    def __init__(self, at: datetime) -> None:
        self.by_post: dict[tuple[Role, int | None], list[Actor]] = {}
        actors: dict[int, Actor] = {}
        for post in Post.objects.filter(until=None).select_related("person").order_by("pk"):
            actor = actors.setdefault(post.person_id, actor_of(post.person, at))
            role = Role(post.role)
            self.by_post.setdefault((role, post.unit_id), []).append(actor)
            self.by_post.setdefault((role, None), []).append(actor)
        self.client = actor_of_client(city.api_client())
        self.codes = dict(Unit.objects.values_list("pk", "code"))

    def actor(self, role: Role, hand: int, unit_id: int | None = None) -> Actor:
        """Somebody in that role, at that unit or anywhere."""
        able = self.by_post[role, unit_id]
        return able[hand % len(able)]

    def filer(self, channel: Channel, hand: int) -> Actor:
        if channel in (Channel.PORTAL, Channel.WECHAT):
            return VISITOR
        return self.client if channel is Channel.API else self.actor(Role.OPERATOR, hand)


class _Run:
    """Carries out plans side by side; holds each case as its last move left it."""

    def __init__(self, cast: _Cast, lives: dict[int, Life]) -> None:
        self.cast = cast
        self.lives = lives
        self.cases: dict[int, Case] = {}

    def happen(self, event: _Event) -> None:
        if event.number is None:
            cases.archive_due(event.at)
        elif event.step is None:
            self.cases[event.number] = self._file(self.lives[event.number])
        else:
            self._move(self.lives[event.number], event.step)

    def _file(self, life: Life) -> Case:
        filed = cases.file(
            life.filing,
            actor=self.cast.filer(life.channel, life.hand),
            at=life.filed_at,
            channel=life.channel,
            submission=submission_of(life.number),
            simulated=True,
        )
        return filed.case

    def _move(self, life: Life, step: Step) -> None:
        case = self.cases[life.number]
        leader_signs = bool(case.lead_unit and case.lead_unit.requires_leader_signature)
        if step.move == "propose" and not leader_signs:
            return
        if step.move == "reply" and not leader_signs:
            step = signed_by_handler(step)
        data = dict(step.data)
        if step.move == "dispatch":
            data["unit"] = self._unit(life)
        self.cases[life.number] = cases.move(case, step.move, actor=self._actor(case, step), at=step.at, data=data)

    def _unit(self, life: Life) -> str:
        """The first unit that the catalogue suggests, now and then the second: dispatchers differ."""
        found = suggest_units(life.filing["category"], life.filing["place"])
        return self.cast.codes[found[1 if life.second_choice and len(found) > 1 else 0].unit_id]

    def _actor(self, case: Case, step: Step) -> Actor:
        if step.by is Role.CITIZEN:
            return citizen(case.order_no)
        at_unit = case.lead_unit_id if step.by in (Role.HANDLER, Role.UNIT_LEADER) else None
        return self.cast.actor(step.by, step.hand, at_unit)
