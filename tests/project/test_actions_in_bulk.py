"""What a batch writes is what single acts write: the same lives, lived both ways, leave the same rows and lines."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from yihaotong.accounts.rules import Role
from yihaotong.cases import access, standing
from yihaotong.cases.actions.batches import MOST, Known, batch
from yihaotong.cases.actions.digests import RECORDS
from yihaotong.cases.identities import unseal
from yihaotong.cases.models import (
    CallBack,
    Case,
    Clock,
    Conclusion,
    Contact,
    DayCount,
    Evaluation,
    Leg,
    Remark,
    Reply,
    Requester,
    Return,
    Review,
    Ruling,
    Supplement,
)
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.moves import MOVES, STAGE_CLOCK
from yihaotong.journal.models import Line, Pending
from yihaotong.journal.refusal import Refused
from yihaotong.journal.verifying import verify
from yihaotong.project.demo import city, filling, playing, seeding, year
from yihaotong.project.demo.plans import Life

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
EDGE = seeding.edge_of(TODAY, NOW)
#: Moves that no simulated life makes.
NOT_PLAYED = {
    "import",
    "attach",
    "allot",
    "give_back",
    "hand_back",
    "restore",
    "reopen",
    "merge",
    "follow",
    "share",
    "leave",
}
#: Stages that only those lead to.
NOT_REACHED = {"following", "merged"}
#: Stages that so few are in at a moment that a sample may have none there; the lines show that cases went through.
PASSED_THROUGH = {"return_pending", "transferred", "void", "declined", "withdrawn"}
#: So many lives for each move, and so many of the newest, where every stage has some.
OF_EACH, NEWEST = 10, 90
OWN = (
    *(Leg, Clock, Contact, Reply, Review, CallBack, Conclusion, Evaluation),
    *(Remark, Return, Ruling, Supplement),
)
#: Columns that hold keys of their own.
KEYS = dict.fromkeys(("id", "case_id", "leg_id", "on_id"))


def quietly(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass
class Left:
    """What lives have left behind, by order number; keys are places within the case, secrets are opened."""

    rows: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, list[Any]] = field(default_factory=dict)
    queues: dict[str, list[str]] = field(default_factory=dict)
    standings: dict[str, Any] = field(default_factory=dict)
    sequence: list[str] = field(default_factory=list)
    stages: Counter[str] = field(default_factory=Counter)


def sample(setting: Any) -> list[Life]:
    """Lives with every move in them, the rare ones too, and those that are still under way."""
    by_time = year.in_time(range(4000))
    newest = list(year.lives(by_time[-NEWEST:], setting, city.SEED))
    chosen = {life.number: life for life in newest}
    seen: Counter[str] = Counter()
    for life in year.lives(by_time[:1500], setting, city.SEED):
        moves = {step.move for step in life.steps} | {f"ends with {life.steps[-1].data.get('ground', '')}"}
        if any(seen[move] < OF_EACH for move in moves):
            seen.update(moves)
            chosen[life.number] = life
    return sorted(chosen.values(), key=lambda life: (life.filed_at, life.number))


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One bare city for all tests of this file; what a test adds is rolled back on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        city.build(TODAY, standing=filling.standing(4000))
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def lived(town: None, django_db_blocker: Any) -> tuple[Left, Left]:
    """The same lives singly and in bulk, each on the bare city, rolled back in between."""
    with django_db_blocker.unblock():
        lives = sample(playing.setting(EDGE))
        with transaction.atomic():
            seeding.play(lives, EDGE, quietly, days=year.DAYS + 1)
            singly = left_behind()
            transaction.set_rollback(True)
        with transaction.atomic():
            works = filling.Filling(EDGE)
            for begin in range(0, len(lives), 90):
                works.add(lives[begin : begin + 90])
            in_bulk = left_behind()
            transaction.set_rollback(True)
    return singly, in_bulk


def left_behind() -> Left:
    left = Left()
    number_of = dict(Case.objects.values_list("pk", "order_no"))
    place_of = places(number_of)
    for row in Case.objects.values():
        left.rows["case", row["order_no"]] = row | {"id": None}
        left.stages[row["stage"]] += 1
    left.sequence = [number_of[pk] for pk in sorted(number_of)]
    for model in OWN:
        for row in model.objects.order_by("pk").values():
            place = place_of[model, row.get("id", row["case_id"])]
            left.rows[model.__name__, *place] = row | KEYS
    for requester in Requester.objects.all():
        opened = (unseal(requester), bytes(requester.phone_index or b""), requester.anonymous, len(requester.token))
        left.rows["requester", number_of[requester.pk]] = opened
    left.rows["days"] = sorted(DayCount.objects.values_list("day", "count"))
    for line in Line.objects.filter(subject__startswith="case:").order_by("pk"):
        number = number_of[int(line.subject.removeprefix("case:"))]
        left.lines.setdefault(number, []).append((line.kind, line.actor, line.at, told(line, place_of)))
    look(left)
    return left


def places(number_of: dict[int, str]) -> dict[tuple[Any, int], tuple[str, int]]:
    """The order number and the place in time of each record, by its model and key."""
    found = {}
    for model in OWN:
        count: Counter[str] = Counter()
        for pk, case_id in model.objects.order_by("pk").values_list("pk", "case_id"):
            found[model, pk] = (number_of[case_id], count[number_of[case_id]])
            count[number_of[case_id]] += 1
    return found


def told(line: Line, place_of: dict[tuple[Any, int], tuple[str, int]]) -> dict[str, Any]:
    """The payload with places instead of keys."""
    facts = json.loads(line.payload)
    after = facts.get("after", {})
    placed = {key: place_of[RECORDS[key], value] for key, value in after.items() if key in RECORDS}
    if "ruling" in after:
        # It vouches for which return it is on, by its key: `verify` below asks whether it does so rightly.
        placed["text_sm3"] = None
    return facts | {"after": after | placed}


def look(left: Left) -> None:
    """What people see of it: the queues in their order, the standing of each open case."""
    cast = playing.Cast(EDGE)
    for stage in STAGE_CLOCK:
        for (role, unit_id), actors in cast.by_post.items():
            if unit_id is None and stage in access.queues(actors[0]):
                for actor in actors[:40]:
                    seen = access.queue(actor, stage).values_list("order_no", flat=True)
                    left.queues[f"{stage} {role} {actor.key}"] = list(seen)
    still_open = list(Case.objects.filter(stage__in=list(STAGE_CLOCK)))
    numbers = {case.pk: case.order_no for case in still_open}
    for pk, stands in standing.stage_standings(still_open, EDGE).items():
        left.standings[numbers[pk]] = (stands.kind, stands.light, stands.text)


def test_the_sample_has_every_move_and_every_stage(lived: tuple[Left, Left]):
    singly, _ = lived
    kinds = {kind for lines in singly.lines.values() for kind, *_ in lines}
    assert kinds == {f"case.{name}" for name in MOVES.keys() - NOT_PLAYED}
    assert {stage.value for stage in Stage} - NOT_REACHED - PASSED_THROUGH <= set(singly.stages)
    assert len(singly.sequence) > 150
    columns = [row for name, row in singly.rows.items() if name[0] == "case"]
    assert any(row["redone"] for row in columns)
    assert any(row["dissatisfied"] for row in columns)
    assert any(requester[2] for name, requester in singly.rows.items() if name[0] == "requester")


def test_every_row_is_the_same_in_every_column(lived: tuple[Left, Left]):
    singly, in_bulk = lived
    assert singly.rows.keys() == in_bulk.rows.keys()
    for name, row in singly.rows.items():
        assert in_bulk.rows[name] == row, name


def test_every_line_is_the_same_in_the_same_order(lived: tuple[Left, Left]):
    singly, in_bulk = lived
    assert singly.lines.keys() == in_bulk.lines.keys()
    for number, lines in singly.lines.items():
        assert in_bulk.lines[number] == lines, number


def test_people_see_the_same(lived: tuple[Left, Left]):
    singly, in_bulk = lived
    assert in_bulk.sequence == singly.sequence
    assert sum(map(len, singly.queues.values())) > 50
    assert in_bulk.queues == singly.queues
    assert len(singly.standings) > 20
    assert in_bulk.standings == singly.standings


# --- filling a city ---


def test_a_filled_city_is_in_order_and_filling_again_adds_nothing(town: None):
    heard = []
    filled = filling.fill(EDGE, 120, lambda added, lines: heard.append((added, lines)))
    assert heard == [(120, filled.lines)]
    assert filled.added == Case.objects.filter(simulated=True).count() == 120
    assert filled.lines == Line.objects.filter(kind__startswith="case.").count()
    assert not Pending.objects.exists()
    report = verify(NOW)
    assert report.problems == []
    assert report.seals == Line.objects.count()
    assert filling.fill(EDGE, 120, quietly).added == 0
    assert filling.fill(EDGE, 150, quietly).added == 30
    assert Case.objects.count() == 150


def test_single_acts_go_on_where_the_batch_ended(town: None):
    """The keys and the numbers of the day that the batch took are taken."""
    filling.fill(EDGE, 40, quietly)
    works = filling.Filling(EDGE)
    seeding.play(works.plans(range(40, 60)), EDGE, quietly, days=1)
    filling.fill(EDGE, 80, quietly)
    assert Case.objects.count() == 80
    days: dict[str, list[str]] = defaultdict(list)
    for number in Case.objects.values_list("order_no", flat=True):
        days[number[:-6]].append(number)
    for day, count in DayCount.objects.values_list("day", "count"):
        assert len(days[f"YC{day:%Y%m%d}"]) == count
    filling.seal_all()
    assert verify(NOW).problems == []


def test_a_batch_that_breaks_off_leaves_nothing_and_is_made_up_for(town: None):
    works = filling.Filling(EDGE)
    plans = works.plans(range(20))
    before = Line.objects.count()
    with pytest.raises(Refused):
        works.add([*plans[:19], Life(**{**vars(plans[19]), "filing": {**plans[19].filing, "category": "9999"}})])
    assert (Case.objects.count(), Line.objects.count(), DayCount.objects.count()) == (0, before, 0)
    assert filling.fill(EDGE, 20, quietly).added == 20
    assert verify(NOW).problems == []


@pytest.mark.parametrize("size", [0, MOST + 1])
def test_a_batch_has_a_size(town: None, size: int):
    with pytest.raises(Refused) as refused, batch({TODAY: size}, Known()):
        pass
    assert refused.value.code == "bad-batch"


def test_a_role_that_may_not_is_refused_in_a_batch_too(town: None):
    works = filling.Filling(EDGE)
    life = works.plans([7])[0]
    clerk = works.cast.actor(Role.ANALYST, 0)
    submission = playing.submission_of(7)

    def file() -> None:
        with batch({timezone.localdate(life.filed_at): 1}, works.known) as made:
            made.file(life.filing, actor=clerk, at=life.filed_at, channel=life.channel, submission=submission)

    with pytest.raises(Refused) as refused:
        file()
    assert refused.value.code == "wrong-role"
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["merge", "follow", "share", "leave", "reopen", "attach"])
def test_what_rests_on_other_cases_is_no_matter_of_a_batch(town: None, name: str):
    works = filling.Filling(EDGE)
    life = works.plans([7])[0]
    clerk = works.cast.actor(Role.OPERATOR, 0)

    def join() -> None:
        with batch({timezone.localdate(life.filed_at): 1}, works.known) as made:
            submission = playing.submission_of(7)
            case = made.file(life.filing, actor=clerk, at=life.filed_at, channel=life.channel, submission=submission)
            made.move(case, name, actor=clerk, at=life.filed_at)

    with pytest.raises(Refused) as refused:
        join()
    assert refused.value.code == "not-in-a-batch"
    assert not Case.objects.exists()
