"""Random lives of a family of cases on the real database: whatever people do, what must hold holds (case-moves.md)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cases.conftest import CALLED, CONTACT, REPLY, RETURN, UNHAPPY, City
from yihaotong.accounts.rules import RULE, Actor, citizen
from yihaotong.cases import access, actions, verifying
from yihaotong.cases.actions.keeping import TABLES, due_at_stage
from yihaotong.cases.models import Case, Clock
from yihaotong.cases.rules.codes import ENDED, ENDED_OTHERWISE, LEADING, OPEN, Stage
from yihaotong.cases.rules.counting import Count
from yihaotong.cases.rules.moves import HELD_BY_UNIT, MOVES, STAGE_CLOCK
from yihaotong.journal.refusal import Refused

LIVES, STEPS = 6, 24
#: Telephones of the four: two of one person, two of others.
PHONES = ("13951000001", "13951000001", "13951000002", "13951000003")
#: Where a life begins that is watched: not each from the first call on, or few would come to their end.
STARTS = ("filed", "filed", "dispatched", "return_pending", "in_hand", "replied", "to_call_back")
UNITS = ("WATER", "NORTH", "EAST")
#: Not played: a file is no code, and the rest comes with what happens to another case.
NOT_PLAYED = {"file", "import", "attach", "share", "archive"}
NOTE = {"note": "说明"}
DECIDED = {f"case.{name}" for name, move in MOVES.items() if move.decides and not move.target}


def others(cases: Sequence[Case], case: Case) -> list[str]:
    return [each.order_no for each in cases if each.pk != case.pk]


def filled(chance: Random, city: City, cases: Sequence[Case], case: Case, name: str) -> dict[str, Any]:
    """What somebody might fill in; now and then it will be refused."""
    unit = chance.choice(UNITS)
    plain: dict[str, dict[str, Any]] = {
        "answer": {"text": "请到窗口办理", "reason": "尚无条目"},
        "void": {"code": "silent"},
        "decline": {"code": "oos-5"},
        "transfer": {"line": "110"},
        "dispatch": {"unit": unit},
        "redispatch": {"unit": unit, "reason": "职责在彼"},
        "return": RETURN | {"proposed": unit},
        "overrule": {"reason": "属该单位"},
        "contact": CONTACT,
        "propose": REPLY,
        "reply": REPLY,
        "send_back": {"reason": "incomplete", "note": "未说明"},
        "close": CALLED,
        "redo": UNHAPPY,
        "refer": UNHAPPY,
        "conclude": {"ground": chance.choice(["redone", "unreasonable"]), "note": "已尽职"},
        "evaluate": {"solved": "no", "satisfaction": chance.choice(["satisfied", "dissatisfied"])},
        "supplement": {"text": "补充一句"},
        "allot": {"person": str(city.people["handler"].pk)},
    }
    if name in ("merge", "follow"):
        return {"parent": chance.choice(others(cases, case))}
    if name == "uphold":
        final = chance.random() < 0.3
        return {"reason": "归彼", "unit": unit if final or chance.random() < 0.7 else "", "final": final}
    return plain.get(name, NOTE if any(field.required for field in MOVES[name].fields) else {})


def open_to_anybody(city: City, case: Case, at: datetime) -> list[tuple[Actor, str]]:
    actors = [*(city.acting(name) for name in city.people), citizen(case.order_no)]
    return [
        (actor, move.name)
        for actor in actors
        for move in access.moves_open(case, actor, at)
        if move.name not in NOT_PLAYED
    ]


def weighed(names: set[str]) -> list[str]:
    """Ends and mere records come seldom, or every life were short and idle."""
    seldom = {
        "withdraw",
        "archive",
        "void",
        "decline",
        "transfer",
        "answer",
        "merge",
        "supplement",
        "allot",
        "evaluate",
    }
    return [name for name in names for _ in range(1 if name in seldom else 5)]


def check_holders(case: Case) -> None:
    """Each moment of its age belongs to one holder; an open case has one now, an ended one none."""
    spans = access.holdings(access.history(case))
    assert spans[0].since == case.filed_at
    assert (spans[-1].until is None) is (Stage(case.stage) in OPEN)
    for earlier, later in pairwise(spans):
        assert earlier.until is not None
        assert earlier.until <= later.since
        # A gap is only where the case had ended and was taken up again.
        if earlier.until < later.since:
            ends = [
                line.at
                for line in access.history(case)
                if (line.facts.get("after") or {}).get("stage") in {stage.value for stage in ENDED}
            ]
            assert earlier.until in ends
    if Stage(case.stage) in HELD_BY_UNIT:
        assert spans[-1].unit == case.lead_unit_id
    elif Stage(case.stage) in OPEN:
        assert spans[-1].unit is None


def check_clocks(case: Case) -> None:
    running = set(Clock.objects.filter(case=case, met_at=None, dropped_at=None).values_list("kind", flat=True))
    stage = Stage(case.stage)
    if stage in STAGE_CLOCK:
        assert STAGE_CLOCK[stage].value in running, f"{stage} without its clock"
        assert case.due_at == due_at_stage(TABLES, case, stage, [])
    if stage not in OPEN:
        assert running == set(), f"a clock runs at {stage}"
        assert case.due_at is None
    first = case.clocks.get(kind="total")
    assert first.started_at == case.filed_at, "the citizen's clock never starts again"


def check_family(case: Case) -> None:
    stage = Stage(case.stage)
    if stage is Stage.FOLLOWING:
        parent = access.parent_of(case)
        assert parent.pk != case.pk
        assert Stage(parent.stage) in LEADING, "a follower outlives its parent"
        assert STAGE_CLOCK[Stage(parent.stage)].value in set(
            Clock.objects.filter(case=parent, met_at=None, dropped_at=None).values_list("kind", flat=True)
        )
    seen, here = {case.pk}, case
    while here.parent_id and here.stage in ("merged", "following"):
        here = access.parent_of(here)
        assert here.pk not in seen, "a case is its own ancestor"
        seen.add(here.pk)


def check_record(case: Case) -> None:
    stage = Stage(case.stage)
    assert (case.ended_as == case.stage) is (stage in ENDED_OTHERWISE) or stage is Stage.ARCHIVED
    assert case.returns == case.return_requests.count() <= 2
    assert case.final == (case.legs.count() >= 3 or case.rulings.filter(final=True).exists())
    assert case.return_requests.filter(ruling=None).count() == (stage is Stage.RETURN_PENDING) or case.ended_as
    if case.ended_as:
        assert access.counts_of(case) == {Count.RECEIVED}
    if stage in {Stage.DISPATCHED, Stage.RETURN_PENDING}:
        assert case.legs.filter(ended_at=None).get().unit_id == case.lead_unit_id
    moved = [
        line for line in access.history(case) if "stage" in (line.facts.get("after") or {}) or line.kind in DECIDED
    ]
    assert case.version == len(moved), "one version for each line that moved it or decided on it"


def check(cases: Sequence[Case]) -> None:
    for case in cases:
        check_holders(case)
        check_clocks(case)
        check_family(case)
        check_record(case)


def live(city: City, chance: Random) -> list[Case]:
    """A family of four and what people do to it, one act after another."""
    at = city.at
    cases = [city.to(chance.choice(STARTS), phone=phone) for phone in PHONES]
    for _ in range(STEPS):
        at += timedelta(minutes=chance.choice([1, 30, 300, 1500]))
        case = access.fresh(chance.choice(cases))
        able = open_to_anybody(city, case, at)
        if not able:
            continue
        name = chance.choice(sorted(weighed({name for _, name in able})))
        actor = chance.choice([actor for actor, what in able if what == name])
        data = filled(chance, city, cases, case, name)
        try:
            actions.move(case, name, actor=actor, at=at, data=data)
        except Refused:
            continue
        cases = [access.fresh(each) for each in cases]
        check(cases)
    return cases


@pytest.mark.both
@settings(
    max_examples=LIVES,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(seed=st.integers(0, 2**32))
def test_whatever_people_do_what_must_hold_holds(city: City, seed: int) -> None:
    with transaction.atomic():
        cases = live(city, Random(seed))
        assert list(verifying.check()) == []
        for each in cases:
            case = access.fresh(each)
            if Stage(case.stage) in OPEN:
                ended = actions.move(case, "withdraw", actor=citizen(case.order_no), at=case.moved_at)
                assert ended.stage == "withdrawn", "from every open stage an end can be reached"
        check([access.fresh(case) for case in cases])
        assert actions.archive_due(city.at + timedelta(days=400)) == len(cases)
        check([access.fresh(case) for case in cases])
        transaction.set_rollback(True)


def test_no_person_can_share_an_answer(city: City) -> None:
    """What the rule does for followers is nobody's button."""
    case = city.to("following")
    assert not any(name == "share" for _, name in open_to_anybody(city, case, city.at))
    assert "share" in {move.name for move in access.moves_open(case, RULE)}
