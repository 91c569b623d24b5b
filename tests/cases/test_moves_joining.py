"""One matter from many: who may be whose parent, what a follower gets, and that none outlives its parent."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tests.cases.conftest import CALLED, CONTACT, FILING, REPLY, RETURN, UNHAPPY, City, refused_code
from yihaotong.accounts.rules import citizen
from yihaotong.cases import access, actions, representations, verifying
from yihaotong.cases.models import Case, Clock, Leg, Remark, Reply
from yihaotong.cases.rules.codes import LEADING, Stage
from yihaotong.cases.standing import stage_standings
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.both

OTHERS = [f"1395100001{number}" for number in range(5)]


def running(case: Case) -> set[str]:
    return set(Clock.objects.filter(case=case, met_at=None, dropped_at=None).values_list("kind", flat=True))


def follow(city: City, parent: Case, phone: str = OTHERS[0], stage: str = "filed") -> Case:
    return city.move(
        city.to(stage, phone=phone), "follow", "dispatcher", {"parent": parent.order_no, "note": "同一停水"}
    )


def lines_of(case: Case) -> list[str]:
    return [line.kind for line in access.history(case)]


# --- merging ---


@pytest.mark.parametrize(
    "stage", ["filed", "dispatched", "return_pending", "in_hand", "following", "replied", "to_call_back"]
)
def test_the_same_persons_case_is_merged_from_every_open_stage(stage: str, city: City) -> None:
    parent = city.file()
    case = city.move(city.to(stage), "merge", "operator", {"parent": parent.order_no, "note": "重复来电"})
    assert (case.stage, case.ended_as, case.parent) == ("merged", "merged", parent)
    assert running(case) == set()
    assert not Leg.objects.filter(case=case, ended_at=None).exists()
    assert Remark.objects.get(move="merge").other == parent
    assert list(verifying.check()) == []


def test_who_was_merged_gets_the_parents_result(city: City) -> None:
    parent, case = city.to("replied"), city.file()
    case = city.move(case, "merge", "operator", {"parent": parent.order_no})
    assert representations.answer(case) is None
    city.move(parent, "approve", "reviewer")
    assert representations.answer(access.fresh(case)) == REPLY["text"]


def test_a_merged_case_follows_its_parent_into_the_next(city: City) -> None:
    last, middle, first = city.to("to_call_back"), city.file(), city.file()
    city.move(first, "merge", "operator", {"parent": middle.order_no})
    city.move(middle, "merge", "operator", {"parent": last.order_no})
    assert representations.answer(access.fresh(first)) == REPLY["text"]
    assert refused_code(lambda: city.move(last, "merge", "operator", {"parent": first.order_no})) == "parent-not-open"


def test_another_persons_or_an_anonymous_case_is_not_merged(city: City) -> None:
    parent = city.file()
    other = city.file(phone=OTHERS[0])
    nameless = city.file(anonymous=True, name="", phone="")
    for case in (other, nameless):
        assert refused_code(lambda: city.move(case, "merge", "operator", {"parent": parent.order_no})) == "other-person"  # noqa: B023
    assert refused_code(lambda: city.move(parent, "merge", "operator", {"parent": parent.order_no})) == "own-parent"
    assert refused_code(lambda: city.move(parent, "merge", "operator", {"parent": "YC0"})) == "no-such-case"


# --- following ---


@pytest.mark.parametrize("stage", ["filed", "dispatched"])
@pytest.mark.parametrize("leading", sorted(LEADING))
def test_somebody_elses_case_follows_while_the_answer_is_still_to_be_passed(
    stage: str, leading: Stage, city: City
) -> None:
    parent = city.to(leading.value)
    case = follow(city, parent, stage=stage)
    assert (case.stage, case.parent, case.lead_unit, case.due_at) == ("following", parent, None, None)
    assert running(case) == {"total"}
    assert not Leg.objects.filter(case=case, ended_at=None).exists()
    shown = stage_standings([case], city.at)[case.pk]
    assert shown.clock == stage_standings([parent], city.at)[parent.pk].clock, "it is as late as its parent"
    assert not any(
        access.queue(city.acting(who), stage).filter(pk=case.pk).exists()
        for who in city.people
        for stage in access.queues(city.acting(who))
    )
    assert access.holdings(access.history(case))[-1].unit is None
    assert list(verifying.check()) == []


def test_who_cannot_be_followed(city: City) -> None:
    case, parent = city.file(), city.file(phone=OTHERS[0])
    leader = city.file(phone=OTHERS[1])
    follower = follow(city, leader, OTHERS[2])

    def refusal(of: Case) -> str:
        return refused_code(lambda: city.move(case, "follow", "operator", {"parent": of.order_no}))

    assert refusal(case) == "own-parent"
    assert refusal(follower) == "parent-follows"
    assert refusal(city.file()) == "same-person"
    assert refusal(city.to("to_call_back", phone=OTHERS[3])) == "parent-answered"
    assert refusal(city.to("closed", phone=OTHERS[3])) == "parent-not-open"
    assert city.move(case, "follow", "operator", {"parent": parent.order_no}).stage == "following"


def test_when_the_parent_is_approved_each_follower_gets_the_reply_and_a_call_back_of_his_own(city: City) -> None:
    parent = city.to("replied")
    followers = [follow(city, parent, phone) for phone in OTHERS[:3]]
    before = Line.objects.count()
    city.move(parent, "approve", "reviewer")
    assert Line.objects.count() == before + 4, "one line for each case that changed"
    for follower in map(access.fresh, followers):
        assert (follower.stage, follower.outcome, follower.lead_unit) == ("to_call_back", "solved", city.water)
        assert running(follower) == {"call_back", "total"}
        assert follower.due_at == follower.clocks.get(kind="call_back").due_at
        assert representations.answer(follower) == REPLY["text"]
        assert lines_of(follower)[-1] == "case.share"
        assert not follower.legs.exists(), "it was dispatched, handled and assessed once"
    assert list(verifying.check()) == []
    one, two, _ = map(access.fresh, followers)
    one = city.move(one, "close", "call_back_clerk", CALLED)
    city.move(one, "evaluate", "citizen", {"solved": "yes", "satisfaction": "satisfied"})
    again = city.move(two, "redo", "call_back_clerk", UNHAPPY)
    assert (again.stage, again.lead_unit, parent.order_no) == ("in_hand", city.water, parent.order_no)
    assert access.fresh(parent).stage == "to_call_back", "the parent's own call-back is its own"
    again = city.move(again, "contact", "handler", CONTACT)
    again = city.move(again, "reply", "handler", REPLY)
    assert city.move(again, "approve", "reviewer").stage == "to_call_back"
    assert list(verifying.check()) == []


def test_a_reply_that_is_sent_back_keeps_the_followers_waiting(city: City) -> None:
    parent = city.to("replied")
    follower = follow(city, parent)
    city.move(parent, "send_back", "reviewer", {"reason": "incomplete", "note": "未说明"})
    assert access.fresh(follower).stage == "following"


def test_a_dispatcher_lets_a_follower_go_its_own_way(city: City) -> None:
    parent = city.to("in_hand")
    case = city.move(follow(city, parent, stage="dispatched"), "leave", "dispatcher", {"note": "不是同一栋楼"})
    assert (case.stage, case.parent) == ("filed", None)
    assert running(case) == {"dispatch", "total"}
    case = city.move(case, "dispatch", "dispatcher", {"unit": "NORTH"})
    assert case.legs.count() == 2
    assert list(verifying.check()) == []


ENDINGS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "withdraw": ("in_hand", "citizen", {}),
    "void": ("filed", "operator", {"code": "misdial"}),
    "decline": ("filed", "operator", {"code": "oos-5"}),
    "transfer": ("filed", "operator", {"line": "119"}),
    "answer": ("filed", "operator", {"text": "今晚恢复", "reason": "抢修通知"}),
}


@pytest.mark.parametrize("move", ENDINGS)
def test_no_follower_outlives_a_parent_that_ends_without_a_reply(move: str, city: City) -> None:
    stage, by, data = ENDINGS[move]
    parent = city.to(stage)
    followers = [follow(city, parent, phone) for phone in OTHERS[:2]]
    city.move(parent, move, by, data)
    for follower in map(access.fresh, followers):
        assert (follower.stage, follower.parent) == ("filed", None)
        assert running(follower) == {"dispatch", "total"}
        assert Remark.objects.get(case=follower, move="leave").other == parent
        assert access.history(follower).last().actor == "system:rule"  # type: ignore[union-attr]
    assert list(verifying.check()) == []


@pytest.mark.parametrize(("move", "phone"), [("merge", FILING["phone"]), ("follow", OTHERS[4])])
def test_followers_follow_their_parents_own_parent(move: str, phone: str, city: City) -> None:
    upper, parent = city.to("in_hand", phone=phone), city.file()
    follower = follow(city, parent)
    city.move(parent, move, "dispatcher", {"parent": upper.order_no})
    follower = access.fresh(follower)
    assert (follower.stage, follower.parent) == ("following", upper)
    assert lines_of(follower)[-1] == "case.follow"
    assert list(verifying.check()) == []


def test_followers_of_a_case_merged_into_an_answered_one_go_their_own_way(city: City) -> None:
    upper, parent = city.to("to_call_back"), city.file()
    follower = follow(city, parent)
    city.move(parent, "merge", "dispatcher", {"parent": upper.order_no})
    assert access.fresh(follower).stage == "filed"


def test_requesters_learn_nothing_of_one_another(city: City) -> None:
    parent = city.to("replied")
    follower = follow(city, parent)
    city.move(parent, "approve", "reviewer")
    follower = access.fresh(follower)
    for one, other in ((parent, follower), (follower, parent)):
        seen = str(representations.whole(access.fresh(one), citizen(one.order_no), city.at))
        assert other.order_no not in seen
    assert representations.whole(follower, city.acting("dispatcher"), city.at)["parent"] == parent.order_no
    assert not access.visible_to(citizen(follower.order_no)).filter(pk=parent.pk).exists()


def test_twenty_followers_of_a_unit_are_one_dispatch(city: City) -> None:
    parent = city.to("dispatched")
    followers = [follow(city, parent, f"139510002{number:02}") for number in range(20)]
    for name, by, data in (("sign", "handler", {}), ("contact", "handler", CONTACT), ("reply", "handler", REPLY)):
        parent = city.move(parent, name, by, data)
    city.move(parent, "approve", "reviewer")
    assert set(Case.objects.values_list("stage", flat=True)) == {"to_call_back"}
    assert Leg.objects.count() == 1
    assert Reply.objects.count() == 1 + len(followers)


def test_a_followers_return_is_the_parents_business(city: City) -> None:
    parent = city.to("dispatched")
    follower = follow(city, parent)
    city.move(parent, "return", "handler", RETURN)
    assert access.fresh(follower).stage == "following"
    assert refused_code(lambda: city.move(access.fresh(follower), "share", "dispatcher")) == "wrong-role"


# --- at once ---


def together(*acts: Callable[[], object]) -> list[str]:
    """All acts at the same moment: "done", or the code of the refusal, of each."""
    start, outcomes = threading.Barrier(len(acts)), ["" for _ in acts]

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            outcomes[place] = "done"
        except Refused as refused:
            outcomes[place] = refused.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_cases_merged_into_one_another_at_once_one_is_left(city: City) -> None:
    one, two = city.file(), city.file()
    by = city.acting("operator")
    outcomes = together(
        lambda: actions.move(one, "merge", actor=by, at=city.at, data={"parent": two.order_no}),
        lambda: actions.move(two, "merge", actor=by, at=city.at, data={"parent": one.order_no}),
    )
    assert sorted(outcomes) in (["done", "parent-not-open"], ["done", "stale"])
    assert sorted(Case.objects.values_list("stage", flat=True)) == ["filed", "merged"]


@pytest.mark.django_db(transaction=True)
def test_who_follows_while_the_parent_is_being_approved_is_answered_or_refused_and_never_left_behind(
    city: City,
) -> None:
    parent, case = city.to("replied"), city.file(phone=OTHERS[0])
    dispatcher, reviewer = city.acting("dispatcher"), city.acting("reviewer")
    outcomes = together(
        lambda: actions.move(case, "follow", actor=dispatcher, at=city.at, data={"parent": parent.order_no}),
        lambda: actions.move(parent, "approve", actor=reviewer, at=city.at),
    )
    assert outcomes[1] == "done"
    assert (outcomes[0], access.fresh(case).stage) in {("done", "to_call_back"), ("parent-answered", "filed")}
