"""The writes of a case on the real database: what each leaves behind, and that a refusal leaves nothing."""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils.timezone import localtime

from tests.cases.conftest import FILING, REPLY, WAY, City
from yihaotong.accounts.rules import VISITOR, WORKER, Actor, Held, Role, citizen
from yihaotong.almanac import actions as almanac
from yihaotong.cases import access, actions, consumers
from yihaotong.cases.actions import clocks
from yihaotong.cases.actions.tracking import ALLOWED_FAILURES, WINDOW
from yihaotong.cases.models import CallBack, Case, Clock, Draft, Evaluation, Leg, Reply, Requester
from yihaotong.cases.rules import moves
from yihaotong.cases.rules.codes import Channel, Stage
from yihaotong.cases.rules.identity import Purpose
from yihaotong.cases.rules.wording import written
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused


def last_line() -> Line:
    line = Line.objects.order_by("-pk").first()
    assert line
    return line


def refused_code(act: Callable[[], object]) -> str:
    """The code of the refusal; nothing of what the act touched has changed and no line was written."""
    before = (list(Case.objects.values()), list(Clock.objects.values()), Line.objects.count())
    with pytest.raises(Refused) as refused:
        act()
    assert (list(Case.objects.values()), list(Clock.objects.values()), Line.objects.count()) == before
    return refused.value.code


# --- filing ------------------------------------------------------------------------------------------------------


def test_a_filed_case_has_number_code_clocks_and_one_line(city: City) -> None:
    lines = Line.objects.count()
    filed = actions.file(FILING, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE)
    case = filed.case
    assert case.order_no == f"YC{localtime(city.at):%Y%m%d}000001"
    assert filed.query_code == actions.query_code(case.order_no)
    assert (case.stage, case.version, case.title) == ("filed", 1, "小区从昨天晚上开始停水，一栋楼四十户都没水。")
    assert set(case.clocks.values_list("kind", flat=True)) == {"dispatch", "total"}
    assert case.due_at == case.clocks.get(kind="dispatch").due_at
    assert Line.objects.count() == lines + 1
    line = last_line()
    assert (line.kind, line.subject, line.actor) == ("case.file", case.key, city.acting("operator").key)
    assert line.facts["after"]["order_no"] == case.order_no


def test_numbers_of_one_day_count_up(city: City) -> None:
    assert [city.file().order_no[-6:] for _ in range(3)] == ["000001", "000002", "000003"]


def test_the_identity_is_sealed_and_nowhere_in_clear(city: City) -> None:
    case = city.file()
    requester = Requester.objects.get(case=case)
    for secret in ("王䶮", "13951000001"):
        assert secret.encode() not in bytes(requester.sealed or b"")
        assert secret not in (last_line().payload or "")
    assert actions.masked(case) == actions.Identity("王*", "139****0001")


def test_the_same_phone_is_known_again_without_opening_anything(city: City) -> None:
    first, second = city.file(phone="139 5100 0001"), city.file(phone="+8613951000001")
    other = city.file(phone="13951000002")
    index = {r.case_id: bytes(r.phone_index or b"") for r in Requester.objects.all()}
    assert index[first.pk] == index[second.pk] != index[other.pk]


def test_an_anonymous_case_keeps_nothing_of_the_requester(city: City) -> None:
    case = city.file(name="", phone="", anonymous=True)
    assert Requester.objects.get(case=case).sealed is None
    assert actions.masked(case) == actions.Identity("", "")


def test_one_submission_makes_one_case(city: City) -> None:
    submission = uuid4()

    def once() -> actions.Filed:
        return actions.file(FILING, actor=VISITOR, at=city.at, channel=Channel.PORTAL, submission=submission)

    first, second = once(), once()
    assert (first.again, second.again) == (False, True)
    assert first.case.pk == second.case.pk
    assert first.query_code == second.query_code
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_submission_twice_at_once_makes_one_case(city: City) -> None:
    submission = uuid4()
    start = threading.Barrier(2)
    filed: list[actions.Filed] = []

    def run() -> None:
        try:
            start.wait()
            filed.append(actions.file(FILING, actor=VISITOR, at=city.at, channel=Channel.PORTAL, submission=submission))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one.case.order_no for one in filed}) == 1
    assert sorted(one.again for one in filed) == [False, True]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"body": ""}, "missing"),
        ({"body": "停" * 20_001}, "too-long"),
        ({"body": "a\x00b"}, "unusable-character"),
        ({"category": "9999"}, "no-such-category"),
        ({"category": "01"}, "no-such-category"),
        ({"category": "0102"}, "no-such-category"),
        ({"place": "999999"}, "no-such-place"),
        ({"phone": ""}, "no-way-to-reply"),
        ({"colour": "red"}, "unknown-field"),
    ],
)
def test_a_bad_filing_is_refused_and_leaves_nothing(city: City, changed: dict[str, str], code: str) -> None:
    assert refused_code(lambda: city.file(**changed)) == code


def test_only_those_of_the_table_may_file(city: City) -> None:
    act = lambda: actions.file(FILING, actor=city.acting("handler"), at=city.at, channel=Channel.PHONE)  # noqa: E731
    assert refused_code(act) == "wrong-role"


# --- drafts ------------------------------------------------------------------------------------------------------


def test_a_draft_is_its_owners_sealed_and_used_up_by_the_filing(city: City) -> None:
    token, owner, other = uuid4(), city.people["operator"], city.people["dispatcher"]
    lines = Line.objects.count()
    actions.save_draft(token, {"body": "半句话", "phone": "1395100"}, owner=owner, at=city.at)
    actions.save_draft(token, {"body": "整句话", "phone": "13951000001"}, owner=owner, at=city.at)
    assert actions.open_draft(token, owner=owner) == {"body": "整句话", "phone": "13951000001"}
    assert actions.open_draft(token, owner=other) == {}
    assert refused_code(lambda: actions.save_draft(token, {"body": "x"}, owner=other, at=city.at)) == "not-yours"
    assert b"13951000001" not in bytes(Draft.objects.get().sealed)
    assert Line.objects.count() == lines, "drafts are not journalled"
    actions.file(
        FILING, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE, submission=token, draft=token
    )
    assert not Draft.objects.exists()


def test_a_refused_filing_keeps_the_draft(city: City) -> None:
    token = uuid4()
    actions.save_draft(token, {"body": ""}, owner=city.people["operator"], at=city.at)
    act = lambda: actions.file(  # noqa: E731
        FILING | {"body": ""}, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE, draft=token
    )
    assert refused_code(act) == "missing"
    assert Draft.objects.filter(pk=token).exists()


# --- the straight way --------------------------------------------------------------------------------------------


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
        ("in_hand", "handle"),
        ("replied", "review"),
        ("to_call_back", "call_back"),
    ],
)
def test_at_each_stage_the_case_is_due_by_the_stages_own_clock(city: City, stage: str, clock: str) -> None:
    case = city.to(stage)
    running = case.clocks.get(kind=clock)
    assert running.running
    assert case.due_at == running.due_at


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


# --- two at once -------------------------------------------------------------------------------------------------


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


# --- identity and tracking ---------------------------------------------------------------------------------------


def test_opening_an_identity_is_in_the_journal_before_it_is_seen(city: City) -> None:
    case = city.to("in_hand")
    opened = actions.open_identity(case, actor=city.acting("handler"), at=city.at, purpose=Purpose.CALL)
    assert opened == actions.Identity("王䶮", "13951000001")
    line = last_line()
    assert (line.kind, line.subject, line.actor) == ("identity.read", case.key, city.acting("handler").key)
    assert line.facts == {"reason": Purpose.CALL.label}


def test_a_protected_identity_stays_closed_to_the_unit(city: City) -> None:
    case = city.to("in_hand", secrecy="protected")
    act = lambda: actions.open_identity(  # noqa: E731
        case, actor=city.acting("handler"), at=city.at, purpose=Purpose.CALL
    )
    assert refused_code(act) == "identity-sealed"
    assert actions.masked(case).phone == ""
    assert actions.open_identity(case, actor=city.acting("operator"), at=city.at, purpose=Purpose.CALL).name == "王䶮"


def test_number_and_code_open_the_case_and_a_wrong_code_does_not(city: City) -> None:
    case = city.file()
    code = actions.query_code(case.order_no)
    assert actions.look_up(case.order_no, code, at=city.at) == case
    for number, wrong in ((case.order_no, "00000000"), ("YC20000101000001", code), (case.order_no, "")):
        with pytest.raises(Refused) as refused:
            actions.look_up(number, wrong, at=city.at)
        assert refused.value.code == "wrong-code"


def test_guessing_is_limited_by_case_and_ends_with_the_window(city: City) -> None:
    case, other = city.file(), city.file()
    code = actions.query_code(case.order_no)
    for _ in range(ALLOWED_FAILURES):
        with pytest.raises(Refused, match="不对"):
            actions.look_up(case.order_no, "00000000", at=city.at)
    with pytest.raises(Refused) as refused:
        actions.look_up(case.order_no, code, at=city.at)
    assert refused.value.code == "look-up-locked"
    assert actions.look_up(other.order_no, actions.query_code(other.order_no), at=city.at) == other
    later = city.at + WINDOW + timedelta(seconds=1)
    assert actions.look_up(case.order_no, code, at=later) == case


# --- the calendar changes ----------------------------------------------------------------------------------------


def test_a_holiday_notice_that_comes_late_moves_open_dates_and_says_so(city: City) -> None:
    open_case, done = city.to("in_hand"), city.to("closed")
    clock = open_case.clocks.get(kind="handle")
    assert clock.due_at
    last_day = localtime(clock.due_at).date()
    row = {"date": last_day.isoformat(), "kind": "holiday", "name": "停工一天", "basis": "应急〔2026〕1号"}
    almanac.enter_days("nation", [row], actor=city.people["system_admin"].key, at=city.at, reason="应急停工")
    read = list(Line.objects.filter(kind="almanac.enter"))
    consumers.follow_calendar(read, city.at)
    moved = Clock.objects.get(pk=clock.pk)
    assert moved.due_at
    assert moved.due_at > clock.due_at
    assert clocks.derive(moved).due == moved.due_at, "the new date explains itself under the new calendar"
    assert access.fresh(open_case).due_at == moved.due_at
    told = Line.objects.get(kind="case.recompute", subject=open_case.key, payload__contains="handle").facts
    assert told["before"]["due"] == written(clock.due_at)
    assert told["after"] == {"clock": "handle", "due": written(moved.due_at), "almanac": 1}
    assert not Line.objects.filter(kind="case.recompute", subject=done.key).exists(), "what has ended does not move"
    lines = Line.objects.count()
    consumers.follow_calendar(read, city.at)
    assert Line.objects.count() == lines, "read twice, it says nothing twice"
