"""The moves of a case on the real database: what each leaves behind, and that a refusal leaves nothing."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from tests.cases.conftest import CALLED, CONTACT, REPLY, UNHAPPY, WAY, City, last_line, refused_code
from yihaotong.accounts.rules import WORKER, Actor, Held, Role, citizen
from yihaotong.cases import access, actions
from yihaotong.cases.actions import clocks
from yihaotong.cases.models import CallBack, Case, Clock, Evaluation, Leg, Reply
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.codes import Stage
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused


def test_the_straight_way_from_the_call_to_the_archive(city: City) -> None:
    case = city.file()
    stages = [case.stage]
    for name, by, data in WAY:
        version, lines = case.version, Line.objects.count()
        case = city.move(case, name, by, data)
        stages.append(case.stage)
        assert Line.objects.count() == lines + 1
        assert last_line().kind == f"case.{name}"
        assert case.version == version + (1 if moves.MOVES[name].target else 0)
    assert stages == ["filed", "dispatched", "in_hand", "in_hand", "replied", "to_call_back", "closed"]
    assert (case.lead_unit, case.outcome, case.closed_at, case.due_at) == (city.water, "solved", city.at, None)
    leg = Leg.objects.get()
    assert (leg.unit, leg.signed_at, leg.signed_by) == (city.water, city.at, city.acting("handler").key)
    assert Reply.objects.get().text == REPLY["text"]
    assert CallBack.objects.get().satisfaction == "satisfied"
    assert not Clock.objects.filter(met_at=None, dropped_at=None).exists(), "no clock runs after the end"
    archive_at = city.at + timedelta(days=31)
    assert actions.archive_due(city.at + timedelta(days=29)) == 0
    assert actions.archive_due(archive_at) == 1
    assert actions.archive_due(archive_at) == 0
    assert access.fresh(case).stage == "archived"


@pytest.mark.parametrize(
    ("stage", "clock"),
    [
        ("filed", "dispatch"),
        ("dispatched", "sign"),
        ("in_hand", "first_contact"),
        ("replied", "review"),
        ("to_call_back", "call_back"),
    ],
)
def test_at_each_stage_the_case_is_due_by_the_stages_own_clock(city: City, stage: str, clock: str) -> None:
    case = city.to(stage)
    running = case.clocks.get(kind=clock)
    assert running.running
    assert case.due_at == running.due_at


def test_once_the_requester_was_reached_the_handling_limit_presses(city: City) -> None:
    case = city.move(city.to("in_hand"), "contact", "handler", CONTACT)
    assert case.due_at == case.clocks.get(kind="handle").due_at


def test_a_reply_that_was_sent_back_is_handled_again_under_a_new_limit(city: City) -> None:
    case = city.to("replied")
    later = city.at + timedelta(days=1)
    case = city.move(case, "send_back", "reviewer", {"reason": "beside_the_point", "note": "没有说何时修好"}, at=later)
    assert (case.stage, case.due_at) == ("in_hand", case.clocks.get(kind="handle", met_at=None).due_at)
    assert case.clocks.filter(kind="handle").count() == 2
    assert case.reviews.get().reason == "beside_the_point"
    case = city.move(case, "reply", "handler", REPLY, at=later)
    assert city.move(case, "approve", "reviewer", {"note": "可以"}, at=later).stage == "to_call_back"


def test_who_is_not_content_gets_one_redo_and_then_the_supervisors_word(city: City) -> None:
    case = city.move(city.to("to_call_back"), "redo", "call_back_clerk", UNHAPPY)
    assert (case.stage, case.redone) == ("in_hand", True)
    case = city.move(case, "reply", "handler", REPLY)
    case = city.move(case, "approve", "reviewer")
    assert not case.dissatisfied, "what was said of the first reply is not said of the second"
    assert refused_code(lambda: city.move(case, "redo", "call_back_clerk", UNHAPPY)) == "redone-before"
    conclusion = {"ground": "redone", "note": "已两次上门，管道为小区自管"}
    assert refused_code(lambda: city.move(case, "conclude", "supervisor", conclusion)) == "no-dissatisfaction"
    assert not access.queue(city.acting("supervisor"), Stage.TO_CALL_BACK).exists()
    case = city.move(case, "refer", "call_back_clerk", UNHAPPY)
    assert list(access.queue(city.acting("supervisor"), Stage.TO_CALL_BACK)) == [case]
    case = city.move(access.fresh(case), "conclude", "supervisor", conclusion)
    assert (case.stage, case.dissatisfied, case.closed_at) == ("closed", True, city.at)
    assert set(case.call_backs.values_list("satisfaction", flat=True)) == {"dissatisfied"}
    assert not Clock.objects.filter(case=case, met_at=None, dropped_at=None).exists()


def test_what_nobody_referred_and_no_redo_failed_to_mend_is_the_clerks(city: City) -> None:
    case = city.to("to_call_back")
    case = city.move(case, "evaluate", "citizen", {"solved": "no", "satisfaction": "dissatisfied"})
    supervisor = city.acting("supervisor")
    assert case.dissatisfied
    assert not access.queue(supervisor, Stage.TO_CALL_BACK).exists()
    case = city.move(case, "refer", "call_back_clerk", UNHAPPY)
    assert list(access.queue(supervisor, Stage.TO_CALL_BACK)) == [case]


def test_the_citizens_own_no_cannot_be_called_a_yes(city: City) -> None:
    case = city.to("to_call_back")
    city.move(case, "evaluate", "citizen", {"solved": "no", "satisfaction": "dissatisfied"}, at=city.at)
    case = access.fresh(case)
    assert case.dissatisfied
    assert refused_code(lambda: city.move(case, "close", "call_back_clerk", CALLED)) == "evaluated-dissatisfied"
    case = city.move(case, "redo", "call_back_clerk", UNHAPPY)
    later = city.at + timedelta(hours=1)
    case = city.move(case, "reply", "handler", REPLY, at=later)
    case = city.move(case, "approve", "reviewer", at=later)
    assert city.move(case, "close", "call_back_clerk", CALLED, at=later).stage == "closed", "it was said of the first"


def test_every_stored_date_is_derived_again_with_its_steps(city: City) -> None:
    case = city.to("closed")
    assert case.clocks.count() == 8
    for clock in case.clocks.all():
        derived = clocks.derive(clock)
        assert derived.due == clock.due_at
        assert derived.derivation, clock.kind


def test_the_citizens_clock_starts_at_filing_and_never_again(city: City) -> None:
    case = city.to("closed")
    total = case.clocks.get(kind="total")
    assert (total.started_at, total.met_at) == (case.filed_at, city.at)


def test_for_every_stage_and_move_outside_the_table_nothing_changes(city: City) -> None:
    """Every stage × move × role once through the database; the pure table is tested in test_rules."""
    everything = Actor(
        "person:1", "测试", tuple(Held(role, city.water.pk) for role in Role if role is not Role.CITIZEN)
    )
    cases = {stage: city.to(stage.value) for stage in Stage if stage is not Stage.ARCHIVED}
    archived = city.to("closed")
    cases[Stage.ARCHIVED] = actions.move(archived, "archive", actor=WORKER, at=city.at)
    lines, rows = Line.objects.count(), list(Case.objects.order_by("pk").values())
    tried = 0
    for stage, case in cases.items():
        for move in moves.MOVES.values():
            for role in Role:
                if stage in move.sources and role in move.by:
                    continue
                actor = (
                    citizen(case.order_no)
                    if role is Role.CITIZEN
                    else Actor("person:1", "", (Held(role, city.water.pk),))
                )
                for who in {actor, everything} if stage not in move.sources else {actor}:
                    with pytest.raises(Refused):
                        actions.move(case, move.name, actor=who, at=city.at, data={})
                    tried += 1
    assert tried > 1000
    assert Line.objects.count() == lines
    assert list(Case.objects.order_by("pk").values()) == rows


def test_a_unit_cannot_touch_what_was_sent_to_another(city: City) -> None:
    case = city.to("dispatched")
    assert refused_code(lambda: city.move(case, "sign", "street_handler")) == "out-of-reach"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"unit": "NOWHERE"}, "no-such-unit"),
        ({}, "missing"),
        ({"unit": "WATER", "category": "9999"}, "no-such-category"),
    ],
)
def test_a_dispatch_needs_a_unit_that_exists(city: City, data: dict[str, str], code: str) -> None:
    case = city.file()
    assert refused_code(lambda: city.move(case, "dispatch", "dispatcher", data)) == code


def test_where_the_leader_must_sign_the_handler_proposes(city: City) -> None:
    case = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    case = city.move(case, "sign", "street_handler")
    reply = REPLY | {"no_contact": "unreachable"}
    assert refused_code(lambda: city.move(case, "reply", "street_handler", reply)) == "leader-must-sign"
    case = city.move(case, "propose", "street_handler", reply)
    assert case.stage == "in_hand"
    case = city.move(case, "reply", "street_leader", reply)
    assert case.stage == "replied"
    assert [r.proposed for r in case.replies.order_by("pk")] == [True, False]


def test_contact_meets_the_first_contact_clock_only_when_somebody_was_reached(city: City) -> None:
    case = city.to("in_hand")
    vain = {"means": "phone", "reached": False, "note": "无人接听"}
    city.move(case, "contact", "handler", vain)
    assert case.clocks.get(kind="first_contact").met_at is None
    city.move(case, "contact", "handler", vain | {"reached": True})
    assert case.clocks.get(kind="first_contact").met_at == city.at


def test_three_vain_calls_on_three_half_days_close_a_case_without_a_satisfaction(city: City) -> None:
    case = city.to("to_call_back")
    ground = {"ground": "not_reached"}
    for hours in (0, 3):
        city.move(case, "attempt", "call_back_clerk", {"note": "无人接听"}, at=city.at + timedelta(hours=hours))
    assert refused_code(lambda: city.move(case, "close", "call_back_clerk", ground)) == "too-few-attempts"
    city.move(case, "attempt", "call_back_clerk", {"note": "关机"}, at=city.at + timedelta(days=1))
    case = city.move(case, "close", "call_back_clerk", ground)
    assert case.stage == "closed"
    assert set(case.call_backs.values_list("reached", "satisfaction")) == {(False, "")}


def test_the_citizen_evaluates_once(city: City) -> None:
    case = city.to("to_call_back")
    word = {"solved": "yes", "satisfaction": "very_satisfied", "note": "修得很快"}
    city.move(case, "evaluate", "citizen", word)
    assert Evaluation.objects.get().satisfaction == "very_satisfied"
    assert refused_code(lambda: city.move(case, "evaluate", "citizen", word)) == "already-evaluated"
    other = city.to("to_call_back")
    stranger = citizen(other.order_no)
    act = lambda: actions.move(case, "evaluate", actor=stranger, at=city.at, data=word)  # noqa: E731
    assert refused_code(act) == "out-of-reach"
    assert city.move(case, "close", "call_back_clerk", {"ground": "evaluated"}).stage == "closed"


def test_a_stale_page_is_refused_and_told_what_happened(city: City) -> None:
    seen = city.file()
    city.move(access.fresh(seen), "dispatch", "dispatcher", {"unit": "WATER"})
    with pytest.raises(Refused) as refused:
        city.move(seen, "dispatch", "dispatcher", {"unit": "NORTH"})
    assert refused.value.code == "stale"
    assert "测试dispatcher" in refused.value.message
    assert "派单" in refused.value.message
    assert "待签收" in refused.value.message
    assert Leg.objects.count() == 1


def test_a_page_of_an_older_version_is_refused_even_at_the_same_stage(city: City) -> None:
    case = city.to("dispatched")
    assert refused_code(lambda: city.move(case, "sign", "handler", expect=case.version - 1)) == "stale"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_wins_and_the_other_is_told(city: City) -> None:
    case = city.file()
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def dispatch_to(unit: str) -> None:
        try:
            mine = access.fresh(case)
            start.wait()
            city.move(mine, "dispatch", "dispatcher", {"unit": unit})
            outcomes.append("won")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=dispatch_to, args=(unit,)) for unit in ("WATER", "NORTH")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stale", "won"]
    assert Leg.objects.count() == 1
    assert Line.objects.filter(kind="case.dispatch").count() == 1
