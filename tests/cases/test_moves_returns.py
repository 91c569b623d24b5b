"""Giving back, ruling on it, redispatching: to whom a case may go again, which clocks run, when it is final."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connections

from tests.cases.conftest import CONTACT, REPLY, RETURN, City, last_line, refused_code
from yihaotong.cases import access, verifying
from yihaotong.cases.models import Case, Clock, Leg, Return, Ruling
from yihaotong.cases.rules.codes import Stage
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.both

HANDLERS = {"WATER": "handler", "NORTH": "street_handler", "EAST": "district_handler"}
RULE = {"reason": "二次供水设施由街道管理"}


def running(case: Case) -> dict[str, datetime | None]:
    return dict(Clock.objects.filter(case=case, met_at=None, dropped_at=None).values_list("kind", "due_at"))


def give_back(city: City, case: Case, proposed: str) -> Case:
    """By whoever has it now."""
    assert case.lead_unit
    return city.move(case, "return", HANDLERS[case.lead_unit.code], RETURN | {"proposed": proposed})


def send(city: City, case: Case, unit: str, **more: object) -> Case:
    return city.move(case, "uphold", "arbiter", RULE | {"unit": unit, **more})


@pytest.mark.parametrize("origin", ["dispatched", "in_hand"])
def test_a_return_waits_for_the_arbiter_while_the_units_limit_runs_on(origin: str, city: City) -> None:
    case = city.to(origin)
    before = running(case)
    case = give_back(city, case, "NORTH")
    assert (case.stage, case.returns, case.lead_unit) == ("return_pending", 1, city.water)
    assert running(case).items() > before.items(), "the unit's clocks run as they did"
    assert case.due_at == running(case)["ruling"]
    made = Return.objects.get()
    assert (made.unit, made.origin, made.reason, made.proposed) == (city.water, origin, "not_our_duty", city.street)
    assert list(access.queue(city.acting("arbiter"), Stage.RETURN_PENDING)) == [case]
    assert Stage.RETURN_PENDING in access.queues(city.acting("arbiter"))
    assert access.holdings(access.history(case))[-1].unit is None, "the centre holds it"
    assert list(verifying.check()) == []


@pytest.mark.parametrize("origin", ["dispatched", "in_hand"])
def test_overruled_it_goes_back_to_where_it_came_from_with_the_clocks_it_had(origin: str, city: City) -> None:
    case = city.to(origin)
    due, before = case.due_at, running(case)
    case = give_back(city, case, "NORTH")
    case = city.move(case, "overrule", "arbiter", {"reason": "市政管网属水务"}, at=city.at + timedelta(hours=1))
    assert (case.stage, case.lead_unit, case.due_at) == (origin, city.water, due)
    assert running(case) == before
    assert Ruling.objects.get().upheld is False
    assert Leg.objects.get().ended_at is None
    assert list(verifying.check()) == []
    if origin == "dispatched":
        case = city.move(case, "sign", "handler")
    case = city.move(case, "contact", "handler", CONTACT)
    assert city.move(case, "reply", "handler", REPLY).stage == "replied"


def test_upheld_it_goes_to_another_unit_under_clocks_of_its_own(city: City) -> None:
    case = give_back(city, city.to("in_hand"), "NORTH")
    total, later = running(case)["total"], city.at + timedelta(hours=2)
    case = city.move(case, "uphold", "arbiter", RULE | {"unit": "NORTH"}, at=later)
    assert (case.stage, case.lead_unit, case.final) == ("dispatched", city.street, False)
    assert running(case).keys() == {"sign", "return", "handle", "total"}
    assert running(case)["total"] == total, "the citizen's clock runs on"
    assert {clock.unit for clock in case.clocks.filter(dropped_at=None, met_at=None).exclude(kind="total")} == {
        city.street
    }
    old, new = Leg.objects.order_by("pk")
    assert (old.ended_at, old.end, new.unit, new.ended_at) == (later, "returned", city.street, None)
    assert city.move(case, "sign", "street_handler", at=later).stage == "in_hand"
    assert list(verifying.check()) == []


def test_upheld_without_a_unit_it_waits_for_the_dispatcher_again(city: City) -> None:
    case = city.move(city.to("return_pending"), "uphold", "arbiter", RULE)
    assert (case.stage, case.lead_unit) == ("filed", None)
    assert running(case).keys() == {"dispatch", "total"}
    assert case.due_at == running(case)["dispatch"]
    assert refused_code(lambda: city.move(case, "dispatch", "dispatcher", {"unit": "WATER"})) == "circular-transfer"
    assert city.move(case, "dispatch", "dispatcher", {"unit": "NORTH"}).stage == "dispatched"
    assert not access.queue(city.acting("handler"), Stage.DISPATCHED).exists()
    assert list(verifying.check()) == []


def test_from_a_to_b_to_a_only_by_a_final_word(city: City) -> None:
    case = give_back(city, city.to("dispatched"), "NORTH")
    assert refused_code(lambda: send(city, case, "WATER")) == "same-unit"
    again = give_back(city, send(city, case, "NORTH"), "WATER")
    assert refused_code(lambda: send(city, again, "WATER")) == "circular-transfer"
    assert refused_code(lambda: city.move(again, "uphold", "arbiter", RULE | {"final": True})) == "missing"
    case = send(city, again, "WATER", final=True)
    assert (case.stage, case.lead_unit, case.final) == ("dispatched", city.water, True)
    assert refused_code(lambda: give_back(city, case, "NORTH")) == "designated"
    assert "return" not in {move.name for move in access.moves_open(case, city.acting("handler"), city.at)}
    assert list(verifying.check()) == []


def test_with_the_third_dispatch_it_is_final(city: City) -> None:
    case = city.move(city.to("dispatched"), "redispatch", "dispatcher", {"unit": "NORTH", "reason": "区域有误"})
    assert not case.final
    case = send(city, give_back(city, case, "EAST"), "EAST")
    assert (case.legs.count(), case.returns, case.final) == (3, 1, True)
    assert refused_code(lambda: give_back(city, case, "WATER")) == "designated"


def test_a_case_is_given_back_twice_at_most(city: City) -> None:
    case = city.to("dispatched")
    for _ in range(2):
        case = city.move(give_back(city, case, "NORTH"), "overrule", "arbiter", {"reason": "属水务"})
    assert not case.final
    assert refused_code(lambda: give_back(city, case, "NORTH")) == "returned-twice"


def test_after_the_return_limit_the_unit_keeps_it(city: City) -> None:
    case = city.to("dispatched")
    due = running(case)["return"]
    assert due
    late = due + timedelta(seconds=1)
    assert "return" in {move.name for move in access.moves_open(case, city.acting("handler"), due)}
    assert "return" not in {move.name for move in access.moves_open(case, city.acting("handler"), late)}
    assert refused_code(lambda: city.move(case, "return", "handler", RETURN, at=late)) == "too-late-to-return"


def test_what_was_sent_back_or_redone_cannot_be_given_back_any_more(city: City) -> None:
    case = city.move(city.to("replied"), "send_back", "reviewer", {"reason": "incomplete", "note": "未说明"})
    assert refused_code(lambda: city.move(case, "return", "handler", RETURN)) == "too-late-to-return"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"basis": " "}, "missing"),
        ({"proposed": ""}, "missing"),
        ({"proposed": "NOWHERE"}, "no-such-unit"),
        ({"proposed": "WATER"}, "same-unit"),
        ({"reason": "because"}, "not-a-choice"),
    ],
)
def test_a_return_without_basis_or_with_a_unit_that_is_none_is_refused(
    changed: dict[str, str], code: str, city: City
) -> None:
    case = city.to("dispatched")
    assert refused_code(lambda: city.move(case, "return", "handler", RETURN | changed)) == code
    assert refused_code(lambda: city.move(case, "return", "street_handler", RETURN)) == "out-of-reach"


def test_an_unclear_case_needs_no_proposal(city: City) -> None:
    case = city.move(city.to("dispatched"), "return", "handler", RETURN | {"reason": "unclear", "proposed": ""})
    assert Return.objects.get().proposed is None
    assert case.stage == "return_pending"


@pytest.mark.parametrize("by", ["dispatcher", "supervisor"])
@pytest.mark.parametrize("origin", ["dispatched", "in_hand"])
def test_a_redispatch_starts_the_new_units_clocks_and_leaves_the_citizens_alone(
    by: str, origin: str, city: City
) -> None:
    case = city.to(origin)
    total, later = running(case)["total"], city.at + timedelta(days=1)
    case = city.move(case, "redispatch", by, {"unit": "NORTH", "reason": "楼栋在北街"}, at=later)
    assert (case.stage, case.lead_unit) == ("dispatched", city.street)
    assert running(case).keys() == {"sign", "return", "handle", "total"}
    assert running(case)["total"] == total
    assert case.clocks.get(kind="sign", dropped_at=None, met_at=None).started_at == later
    old, new = Leg.objects.order_by("pk")
    assert (old.end, new.note, last_line().facts["after"]["leg"]) == ("redispatched", "楼栋在北街", new.pk)
    assert refused_code(lambda: city.move(case, "redispatch", by, {"unit": "NORTH", "reason": "再派"})) == "same-unit"
    assert list(verifying.check()) == []


def test_rulings_on_the_same_category_are_found_again_by_their_words(city: City) -> None:
    city.move(city.to("return_pending"), "overrule", "arbiter", {"reason": "市政管网属水务"})
    upheld = city.move(city.to("return_pending"), "uphold", "arbiter", RULE | {"unit": "NORTH"})
    other = city.to("return_pending", category="")
    city.move(other, "uphold", "arbiter", {"reason": "别的类别"})
    found = list(access.precedents("0101"))
    assert [ruling.upheld for ruling in found] == [True, False]
    assert (found[0].case, found[0].on.unit, found[0].unit) == (upheld, city.water, city.street)
    assert [ruling.reason for ruling in access.precedents("0101", words="管网")] == ["市政管网属水务"]


def test_the_second_of_two_arbiters_is_told_what_the_first_did(city: City) -> None:
    seen = city.to("return_pending")
    city.move(access.fresh(seen), "overrule", "arbiter", {"reason": "属水务"})
    for case in (seen, access.fresh(seen)):
        with pytest.raises(Refused) as refused:
            city.move(case, "uphold", "arbiter", RULE | {"unit": "NORTH"}, expect=seen.version)
        assert refused.value.code == "stale"
        assert "测试arbiter" in refused.value.message
        assert "驳回退单" in refused.value.message
    assert Ruling.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_arbiters_at_once_one_rules(city: City) -> None:
    case = city.to("return_pending")
    start, outcomes = threading.Barrier(2), []

    def rule(name: str, data: dict[str, str]) -> None:
        try:
            mine = access.fresh(case)
            start.wait()
            city.move(mine, name, "arbiter", data)
            outcomes.append("won")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=rule, args=("uphold", RULE | {"unit": "NORTH"})),
        threading.Thread(target=rule, args=("overrule", {"reason": "属水务"})),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stale", "won"]
    assert Ruling.objects.count() == 1
    assert Line.objects.filter(kind__in=["case.uphold", "case.overrule"]).count() == 1
