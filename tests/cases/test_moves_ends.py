"""The ends a case finds before anybody has to act, the ways back from them, withdrawing, reopening, the archive."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cases.conftest import FILING, UNHAPPY, City, last_line, refused_code
from tests.knowledge.conftest import Shelf
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, citizen
from yihaotong.cases import access, actions, representations, verifying
from yihaotong.cases.actions.at_once import ENDS
from yihaotong.cases.models import Case, Clock, Leg, Remark, Reply
from yihaotong.cases.rules.codes import ENDED, ENDED_OTHERWISE, Channel, OutOfScope, Stage
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.journal.models import Line
from yihaotong.knowledge.models import Entry

pytestmark = pytest.mark.both

ANSWER = {"text": "请携身份证到就近窗口办理", "reason": "知识库尚无此条"}


@pytest.fixture
def entry(city: City) -> Entry:
    return Shelf(city).in_force()


def running(case: Case) -> set[str]:
    return set(Clock.objects.filter(case=case, met_at=None, dropped_at=None).values_list("kind", flat=True))


def test_a_direct_answer_closes_the_case_with_its_own_outcome(city: City) -> None:
    case = city.move(city.file(), "answer", "operator", ANSWER)
    assert (case.stage, case.outcome, case.closed_at, case.ended_as) == ("closed", "answered", city.at, "")
    reply = Reply.objects.get()
    assert (reply.text, reply.ground, reply.entry, reply.entry_version) == (ANSWER["text"], ANSWER["reason"], "", None)
    assert running(case) == set()
    assert set(case.clocks.exclude(met_at=None).values_list("kind", flat=True)) == {"dispatch", "total"}
    assert representations.answer(case) == ANSWER["text"]
    assert not Leg.objects.exists()


def test_a_direct_answer_from_an_entry_keeps_code_version_and_words(city: City, entry: Entry) -> None:
    case = city.move(city.file(), "answer", "operator", {"entry": entry.code.lower()})
    reply = Reply.objects.get()
    assert (reply.entry, reply.entry_version, reply.text) == (entry.code, entry.released, entry.answer)
    told = last_line().facts["after"]
    assert (told["entry"], told["entry_version"]) == (entry.code, entry.released)
    assert list(verifying.check()) == []
    Reply.objects.update(entry_version=7)
    assert [problem.kind for problem in verifying.check()] == ["record-changed"]
    assert case.outcome == "answered"


def test_an_entry_that_is_none_answers_nothing(city: City) -> None:
    case = city.file()
    assert refused_code(lambda: city.move(case, "answer", "operator", {"entry": "K999999"})) == "no-such-entry"


def test_a_shift_leader_answers_too_and_a_dispatcher_does_not(city: City) -> None:
    assert city.move(city.file(), "answer", "shift_leader", ANSWER).stage == "closed"
    case = city.file()
    assert refused_code(lambda: city.move(case, "answer", "dispatcher", ANSWER)) == "wrong-role"


@pytest.mark.parametrize("stage", sorted(ENDED_OTHERWISE))
def test_each_end_says_how_it_ended_runs_no_clock_and_is_in_no_queue(stage: Stage, city: City) -> None:
    case = city.to(stage.value)
    assert (case.stage, case.ended_as, case.closed_at, case.due_at) == (stage, stage, None, None)
    assert running(case) == set()
    lines = list(access.history(case))
    assert access.holdings(lines)[-1].until == city.at, "nobody holds what has ended"
    archived = actions.archive_due(city.at + timedelta(days=31))
    assert archived == 1
    assert (access.fresh(case).stage, access.fresh(case).ended_as) == ("archived", stage.value)


def test_what_is_declined_keeps_its_ground_the_law_and_the_words(city: City) -> None:
    case = city.move(city.file(), "decline", "operator", {"code": "oos-2", "note": "已向法院起诉"})
    remark, ground = Remark.objects.get(), GROUNDS[OutOfScope.OTHER_PROCEDURE]
    assert (remark.code, remark.basis, remark.told, remark.text) == (
        "oos-2",
        ground.basis,
        ground.words,
        "已向法院起诉",
    )
    assert representations.answer(case) == ground.words
    own = city.move(city.file(), "decline", "operator", {"code": "oos-2", "words": "这件事请向法院提出"})
    assert representations.answer(own) == "这件事请向法院提出"


def test_a_repetition_names_the_first_case(city: City) -> None:
    first, again = city.file(), city.file()
    assert refused_code(lambda: city.move(again, "decline", "operator", {"code": "oos-3"})) == "missing"
    unknown = {"code": "oos-3", "original": "YC20190101000001"}
    assert refused_code(lambda: city.move(again, "decline", "operator", unknown)) == "no-such-case"
    itself = {"code": "oos-3", "original": again.order_no}
    assert refused_code(lambda: city.move(again, "decline", "operator", itself)) == "own-parent"
    city.move(again, "decline", "operator", {"code": "oos-3", "original": f" {first.order_no.lower()} "})
    assert Remark.objects.get().other == first


def test_a_transfer_notes_line_and_time_and_comes_back_with_what_the_line_said(city: City) -> None:
    earlier = city.at - timedelta(minutes=3)
    case = city.file()
    ahead = {"line": "110", "moment": (city.at + timedelta(hours=1)).isoformat()}
    assert refused_code(lambda: city.move(case, "transfer", "operator", ahead)) == "in-the-future"
    case = city.move(case, "transfer", "operator", {"line": "110", "moment": earlier.isoformat(), "note": "0317 接"})
    remark = Remark.objects.get()
    assert (remark.code, remark.moment, remark.text) == ("110", earlier, "0317 接")
    later = city.at + timedelta(hours=1)
    case = city.move(case, "take_back", "operator", {"note": "属城管职责"}, at=later)
    assert (case.stage, case.ended_as) == ("filed", "")
    assert case.due_at == case.clocks.get(kind="dispatch", dropped_at=None).due_at
    assert case.clocks.get(kind="dispatch", dropped_at=None).started_at == later


@pytest.mark.parametrize("stage", ["void", "declined"])
@pytest.mark.parametrize("by", ["shift_leader", "supervisor"])
def test_a_first_judgement_that_was_wrong_is_put_right_and_the_citizens_clock_ran_on(
    stage: str, by: str, city: City
) -> None:
    case = city.to(stage)
    later = city.at + timedelta(days=1)
    assert refused_code(lambda: city.move(case, "restore", "operator", {"note": "录音里有诉求"})) == "wrong-role"
    case = city.move(case, "restore", by, {"note": "录音里有诉求"}, at=later)
    assert (case.stage, case.ended_as) == ("filed", "")
    total = case.clocks.get(kind="total")
    assert total.running
    assert (total.started_at, case.clocks.filter(kind="total").count()) == (case.filed_at, 1)
    assert set(last_line().facts["after"]["clocks"]) == {"dispatch", "total"}
    assert city.move(case, "dispatch", "dispatcher", {"unit": "WATER"}, at=later).stage == "dispatched"
    assert list(verifying.check()) == []


@pytest.mark.parametrize(
    "stage", ["filed", "dispatched", "return_pending", "in_hand", "following", "replied", "to_call_back"]
)
@pytest.mark.parametrize("by", ["citizen", "operator"])
def test_from_every_open_stage_the_citizen_withdraws_or_the_operator_for_him(stage: str, by: str, city: City) -> None:
    case = city.move(city.to(stage), "withdraw", by, {})
    assert (case.stage, case.ended_as) == ("withdrawn", "withdrawn")
    assert running(case) == set()
    assert not Leg.objects.filter(case=case, ended_at=None).exists()
    assert list(verifying.check()) == []


def test_nobody_withdraws_anothers_case(city: City) -> None:
    case, other = city.file(), city.file()
    stranger = refused_code(lambda: actions.move(case, "withdraw", actor=citizen(other.order_no), at=city.at))
    assert stranger == "out-of-reach"
    assert refused_code(lambda: city.move(case, "withdraw", "handler")) == "wrong-role"


def test_a_closed_case_is_reopened_on_new_facts_and_the_first_closing_is_kept(city: City) -> None:
    case = city.to("closed")
    closed_at, later = case.closed_at, city.at + timedelta(days=3)
    assert refused_code(lambda: city.move(case, "reopen", "supervisor", {})) == "missing"
    case = city.move(case, "reopen", "supervisor", {"note": "同一处又漏水"}, at=later)
    assert (case.stage, case.closed_at, case.lead_unit) == ("in_hand", None, city.water)
    assert (Remark.objects.get().moment, Remark.objects.get().text) == (closed_at, "同一处又漏水")
    assert running(case) == {"handle"}
    total = case.clocks.get(kind="total")
    assert (total.met_at, case.clocks.filter(kind="total").count()) == (closed_at, 1), "it never starts again"
    assert list(verifying.check()) == []


def test_what_was_referred_waits_for_the_supervisor_and_no_longer_for_the_clerk(city: City) -> None:
    told, evaluated = city.to("to_call_back"), city.to("to_call_back")
    told = city.move(told, "refer", "call_back_clerk", UNHAPPY)
    Case.objects.filter(pk=evaluated.pk).update(dissatisfied=True)  # online: nobody has spoken with him yet

    def waiting(*who: str) -> set[Case]:
        roles = [city.acting(each) for each in who]
        return set().union(*(access.queue(actor, Stage.TO_CALL_BACK) for actor in roles))

    assert waiting("call_back_clerk") == {evaluated}
    assert waiting("supervisor") == {told}
    both, since = city.hire("both", Role.CALL_BACK_CLERK, city.centre), city.at - timedelta(days=1)
    hiring.appoint(both, actor=IMPORTER, at=city.at, role=Role.SUPERVISOR, unit=city.centre, since=since)
    assert waiting("both") == {told, evaluated}
    Case.objects.filter(pk=evaluated.pk).update(redone=True)
    assert waiting("call_back_clerk") == set()


def test_a_case_that_was_concluded_can_be_concluded_again_after_its_reopening(city: City) -> None:
    conclusion = {"ground": "unreasonable", "note": "要求超出标准"}
    case = city.move(city.to("to_call_back"), "refer", "call_back_clerk", UNHAPPY)
    case = city.move(access.fresh(case), "conclude", "supervisor", conclusion)
    case = city.move(case, "reopen", "supervisor", {"note": "新的检测报告"})
    case = city.move(case, "contact", "handler", {"means": "phone", "reached": True, "note": "已说明"})
    case = city.move(case, "reply", "handler", {"outcome": "explained", "text": "复检结果如下"})
    case = city.move(case, "approve", "reviewer")
    case = city.move(case, "refer", "call_back_clerk", UNHAPPY)
    case = city.move(access.fresh(case), "conclude", "supervisor", conclusion)
    assert (case.stage, case.conclusions.count()) == ("closed", 2)
    assert list(verifying.check()) == []


def test_after_the_days_of_the_city_nothing_is_reopened(city: City) -> None:
    case, facts = city.to("closed"), {"note": "又漏水"}
    late = city.at + timedelta(days=30, seconds=1)
    assert "reopen" in {move.name for move in access.moves_open(case, city.acting("supervisor"), city.at)}
    assert "reopen" not in {move.name for move in access.moves_open(case, city.acting("supervisor"), late)}
    assert refused_code(lambda: city.move(case, "reopen", "supervisor", facts, at=late)) == "too-late-to-reopen"
    answered = city.move(city.file(), "answer", "operator", ANSWER)
    assert refused_code(lambda: city.move(answered, "reopen", "supervisor", facts)) == "no-unit-to-reopen"


def test_the_archive_takes_every_end_after_its_days_and_not_before(city: City) -> None:
    for stage in sorted(ENDED):
        city.to(stage.value)
    waiting = Case.objects.filter(stage__in=sorted(map(str, ENDED))).count()
    assert waiting == len(ENDED)
    assert actions.archive_due(city.at + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert actions.archive_due(city.at + timedelta(days=30)) == len(ENDED)
    ended_as = Case.objects.filter(stage="archived").values_list("ended_as", flat=True)
    assert sorted(ended_as) == sorted(["", *map(str, ENDED_OTHERWISE)])
    assert list(verifying.check()) == []


# --- at intake: filed and ended in one go ---

FIELDS: dict[str, dict[str, Any]] = {
    "answer": ANSWER,
    "void": {"code": "silent"},
    "decline": {"code": "oos-6"},
    "transfer": {"line": "120"},
}


@pytest.mark.parametrize("name", ENDS)
def test_a_call_that_ends_at_once_is_one_case_with_two_lines_however_often_it_is_sent(name: str, city: City) -> None:
    submission = uuid4()

    def send() -> Any:
        by, phone = city.acting("operator"), Channel.PHONE
        return actions.end_at_once(
            FILING, name, FIELDS[name], actor=by, at=city.at, channel=phone, submission=submission
        )

    first, again = send(), send()
    assert (first.again, again.again) == (False, True)
    assert first.case.pk == again.case.pk == Case.objects.get().pk
    assert again.case.stage == first.case.stage != "filed"
    assert [line.kind for line in Line.objects.filter(subject=first.case.key)] == ["case.file", f"case.{name}"]


def test_when_the_end_is_refused_nothing_is_filed(city: City) -> None:
    def answer() -> None:
        actions.answer_at_once(FILING, {}, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE)

    assert refused_code(answer) == "missing"
    assert not Case.objects.exists()
    other = refused_code(
        lambda: actions.end_at_once(
            FILING, "withdraw", {}, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE
        )
    )
    assert other == "not-at-once"


def test_the_straight_way_does_not_become_dearer_by_followers_that_nobody_has(city: City, queries: Any) -> None:
    """`file` itself asks nothing of parents and returns."""
    with queries() as seen:
        city.file()
    asked = " ".join(query["sql"] for query in seen.captured_queries if query["sql"].startswith("SELECT"))
    for table in ("cases_remark", "cases_return", "cases_ruling", '"parent_id" ='):
        assert table not in asked
