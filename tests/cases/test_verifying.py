"""The intruder rewrites records and leaves the lines alone. `journal verify` finds him, and nobody else."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone

from tests.cases.conftest import ASIDE, CONTACT, REPLY, UNHAPPY, City, city_of, founded
from tests.cases.imports import bring_in, letter
from tests.standing import standing
from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import WORKER
from yihaotong.almanac import actions as almanac
from yihaotong.cases import actions, verifying
from yihaotong.cases.consumers import follow_calendar
from yihaotong.cases.models import (
    CallBack,
    Case,
    Clock,
    Conclusion,
    Contact,
    Evaluation,
    Leg,
    Remark,
    Reply,
    Return,
    Review,
    Ruling,
)
from yihaotong.cases.rules.moves import MOVES
from yihaotong.journal import actions as journal
from yihaotong.journal import sealing
from yihaotong.journal.guards import lower_guards
from yihaotong.journal.models import Line
from yihaotong.journal.verifying import Problem, verify

pytestmark = pytest.mark.both

#: A life with everything that can go wrong for a unit.
HARD_WAY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("dispatch", "dispatcher", {"unit": "NORTH", "note": "请速办"}),
    ("sign", "street_handler", {}),
    ("contact", "street_handler", CONTACT),
    ("propose", "street_handler", REPLY),
    ("hand_back", "street_leader", {"note": "写明原因"}),
    ("propose", "street_handler", REPLY),
    ("reply", "street_leader", REPLY),
    ("send_back", "reviewer", {"reason": "incomplete", "note": "未说明原因"}),
    ("reply", "street_leader", REPLY),
    ("approve", "reviewer", {"note": "可"}),
    ("attempt", "call_back_clerk", {"note": "无人接听"}),
    ("redo", "call_back_clerk", UNHAPPY),
    ("contact", "street_handler", CONTACT),
    ("reply", "street_leader", REPLY),
    ("approve", "reviewer", {}),
    ("refer", "call_back_clerk", UNHAPPY),
    ("conclude", "supervisor", {"ground": "redone", "note": "已重办，已尽职"}),
)


def found() -> list[Problem]:
    return list(verifying.check())


def live(city: City) -> None:
    """Cases at every stage, every move of the table made at least once, and dates moved by a holiday."""
    straight = city.to("closed")
    straight = city.move(straight, "evaluate", "citizen", {"solved": "yes", "satisfaction": "satisfied"})
    actions.move(straight, "archive", actor=WORKER, at=city.at)
    hard = city.file()
    evidence = SimpleUploadedFile("说明.txt", "已停水三天".encode())
    actions.attach(hard, evidence, actor=city.acting("operator"), at=city.at)
    for name, by, data in HARD_WAY:
        hard = city.move(hard, name, by, data)
    for stage in ("filed", "dispatched", "in_hand", "replied", "to_call_back", *ASIDE):
        city.to(stage)
    aside(city)
    bring_in(city.at, [letter("1"), letter("2", 答复意见="已修好", 答复时间="2019/4/26")])
    holiday = {"date": (city.at + timedelta(days=1)).date().isoformat(), "kind": "off", "name": "停办", "basis": "测试"}
    almanac.enter_days("nation", [holiday], actor=city.acting("system_admin").key, at=city.at, reason="测试")
    follow_calendar(list(Line.objects.filter(kind="almanac.enter")), city.at)


def aside(city: City) -> None:
    """Every move off the straight way that leads on from the stages beside it."""
    returned = city.move(city.to("return_pending"), "uphold", "arbiter", {"reason": "归街道", "unit": "NORTH"})
    city.move(returned, "redispatch", "supervisor", {"reason": "归东区", "unit": "EAST"})
    city.move(city.to("return_pending"), "overrule", "arbiter", {"reason": "属水务"})
    city.move(city.to("declined"), "restore", "supervisor", {"note": "属于受理范围"})
    city.move(city.to("transferred"), "take_back", "operator", {"note": "不属公安"})
    city.move(city.to("following"), "leave", "dispatcher", {"note": "不是一件事"})
    city.move(city.to("closed"), "reopen", "supervisor", {"note": "又停水了"})
    parent = city.to("replied")
    follower = city.file(phone="13951000003")
    city.move(follower, "follow", "dispatcher", {"parent": parent.order_no})
    city.move(parent, "approve", "reviewer")
    at_hand = city.move(city.to("in_hand"), "allot", "leader", {"person": str(city.people["leader"].pk)})
    at_hand = city.move(at_hand, "give_back", "leader", {"note": "今晚出差"})
    city.move(at_hand, "supplement", "citizen", {"text": "今天水压也低"})
    answered = {"text": "今晚恢复供水", "reason": "抢修通知"}
    city.move(city.file(), "answer", "operator", answered)


@pytest.fixture
def lived(db: None, at: datetime) -> City:
    standing("lived", at, lambda: live(founded(at)))
    return city_of(at)


def test_an_untouched_city_after_all_moves_is_in_order(lived: City) -> None:
    told = set(Line.objects.filter(kind__startswith="case.").values_list("kind", flat=True))
    assert told == {*(f"case.{name}" for name in MOVES), "case.recompute"}
    assert found() == []
    while sealing.seal_batch():
        pass
    assert verify(timezone.now()).problems == []


def test_every_line_that_leaves_words_carries_their_digest(lived: City) -> None:
    wordy = {"file", "contact", "propose", "reply", "approve", "send_back", "attempt", "redo", "refer", "conclude"}
    for line in Line.objects.filter(kind__in=[f"case.{name}" for name in {*wordy, "close", "evaluate"}]):
        assert len(line.facts["after"]["text_sm3"]) == 64, line.kind


def rewrite(model: Any, **changed: Any) -> Callable[[], object]:
    def attack() -> object:
        return model.objects.filter(pk=model.objects.order_by("-pk").values("pk")[:1].get()["pk"]).update(**changed)

    return attack


def remove(model: Any) -> Callable[[], object]:
    return lambda: model.objects.get(pk=model.objects.order_by("-pk")[0].pk).delete()


def add(model: Any) -> Callable[[], object]:
    def attack() -> None:
        row = model.objects.order_by("-pk")[0]
        row.pk = None
        row.save(force_insert=True)

    return attack


def imported(**changed: Any) -> Callable[[], object]:
    return lambda: Case.objects.filter(stage="archived", historical=True).update(**changed)


def live_after_all() -> None:
    imported(historical=False, lead_unit=Unit.objects.order_by("pk")[0])()


def put_off_a_running_clock() -> None:
    clock = Clock.objects.filter(met_at=None, dropped_at=None)[0]
    Clock.objects.filter(pk=clock.pk).update(due_at=F("due_at") + timedelta(days=1))


def at_stage(here: str, **changed: Any) -> Callable[[], object]:
    """Rewrites the cases that stand there."""
    return lambda: Case.objects.filter(stage=here).update(**changed)


def words_of(move: str, **changed: Any) -> Callable[[], object]:
    return lambda: Remark.objects.filter(move=move).update(**changed)


def another_parent() -> object:
    strangers = Case.objects.filter(stage="closed").order_by("pk")
    return Case.objects.filter(stage="following").update(parent=strangers[0])


ATTACKS: dict[str, tuple[Callable[[], object], str]] = {
    "title": (rewrite(Case, title="另一件事"), "record-changed"),
    "body": (rewrite(Case, body="没有这回事"), "record-changed"),
    "request_type": (rewrite(Case, request_type="praise"), "record-changed"),
    "category": (rewrite(Case, category="01"), "record-changed"),
    "place": (rewrite(Case, place="6401"), "record-changed"),
    "urgency": (rewrite(Case, urgency="urgent"), "record-changed"),
    "outcome": (rewrite(Case, outcome="unsolved"), "record-changed"),
    "filed_at": (
        rewrite(Case, filed_at=datetime(2020, 1, 1, tzinfo=timezone.get_default_timezone())),
        "record-changed",
    ),
    "closed_at": (imported(closed_at=F("closed_at") + timedelta(days=1)), "record-changed"),
    "historical": (live_after_all, "record-changed"),
    "an import's filed_at": (imported(filed_at=F("filed_at") - timedelta(days=1)), "record-changed"),
    "an import's body": (imported(body="没有这回事"), "record-changed"),
    "filed_by": (rewrite(Case, filed_by="person:999"), "record-changed"),
    "stage": (at_stage("replied", stage="in_hand"), "stage-differs"),
    "reply": (rewrite(Reply, text="早已办妥"), "record-changed"),
    "reply's outcome": (rewrite(Reply, outcome="unsolved"), "record-changed"),
    "reply's author": (rewrite(Reply, by="person:999"), "record-changed"),
    "contact": (rewrite(Contact, reached=False), "record-changed"),
    "contact's words": (rewrite(Contact, note="别的话"), "record-changed"),
    "review": (rewrite(Review, note="不可"), "record-changed"),
    "call-back": (rewrite(CallBack, satisfaction="very_satisfied"), "record-changed"),
    "call-back's time": (rewrite(CallBack, at=F("at") + timedelta(days=1)), "record-changed"),
    "evaluation": (rewrite(Evaluation, solved="no"), "record-changed"),
    "conclusion": (rewrite(Conclusion, note="算了"), "record-changed"),
    "due": (put_off_a_running_clock, "due-differs"),
    "a reply gone": (remove(Reply), "record-missing"),
    "a contact gone": (remove(Contact), "record-missing"),
    "a review gone": (remove(Review), "record-missing"),
    "a call-back gone": (remove(CallBack), "record-missing"),
    "an evaluation gone": (remove(Evaluation), "record-missing"),
    "a conclusion gone": (remove(Conclusion), "record-missing"),
    "a leg gone": (remove(Leg), "record-missing"),
    "a reply slipped in": (add(Reply), "record-added"),
    "parent": (at_stage("following", parent=None, stage="filed"), "record-changed stage-differs"),
    "another parent": (another_parent, "record-changed"),
    "how it ended": (at_stage("void", stage="declined", ended_as="declined"), "record-changed stage-differs"),
    "returns": (at_stage("return_pending", returns=0), "record-changed"),
    "closing": (at_stage("closed", closed_at=F("filed_at") - timedelta(days=1)), "record-changed"),
    "return's basis": (rewrite(Return, basis="无"), "record-changed"),
    "return's unit": (rewrite(Return, unit=F("proposed")), "record-changed"),
    "ruling": (rewrite(Ruling, reason="算了"), "record-changed"),
    "words of a declining": (words_of("decline", told="没说过"), "record-changed"),
    "ground of a declining": (words_of("decline", code="oos-7"), "record-changed"),
    "version of an entry": (rewrite(Reply, entry="K000009", entry_version=2), "record-changed"),
    "a ruling gone": (remove(Ruling), "record-missing"),
    "a remark gone": (remove(Remark), "record-missing"),
    "a remark slipped in": (add(Remark), "record-added"),
    "a call-back slipped in": (add(CallBack), "record-added"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_rewritten_record_is_found(name: str, lived: City) -> None:
    attack, kind = ATTACKS[name]
    attack()
    problems = found()
    assert {problem.kind for problem in problems} == set(kind.split())
    assert all(Line.objects.filter(pk=problem.line, kind__startswith="case.").exists() for problem in problems)


def test_a_case_that_vanished_is_found_by_the_whole_verification(city: City) -> None:
    lost = city.file()
    city.file()
    line = Line.objects.get(subject=lost.key)
    lost.clocks.all().delete()
    lost.requester.delete()
    lost.delete()
    missing = [problem for problem in verify(timezone.now()).problems if problem.kind == "record-missing"]
    assert [problem.line for problem in missing] == [line.pk]


def test_of_what_the_law_had_erased_nothing_is_asked(lived: City) -> None:
    lines = Line.objects.filter(kind__in=[f"case.{name}" for name in ("file", "import", "reply", "answer", "share")])
    journal.erase([line.pk for line in lines], actor="person:5", at=lived.at, basis="个人信息保护法第四十七条")
    Case.objects.update(title="〔已删除〕", body="〔已删除〕")
    Reply.objects.filter(proposed=False).update(text="〔已删除〕")
    assert found() == []


@pytest.mark.parametrize(
    "payload", ["", "{", "[]", "7", '{"after":[]}', '{"after":{"reply":[]}}', '{"after":{"clocks":1}}']
)
@pytest.mark.parametrize("kind", ["case.file", "case.reply", "case.recompute"])
def test_a_line_of_garbage_is_the_chains_finding_and_stops_nothing(kind: str, payload: str, lived: City) -> None:
    while sealing.seal_batch():
        pass
    lower_guards(connection)
    line = Line.objects.filter(kind=kind).order_by("-pk")[0]
    Line.objects.filter(pk=line.pk).update(payload=payload)
    assert {problem.kind for problem in verify(timezone.now()).problems} == {"payload-changed"}


def test_more_cases_than_a_chunk_are_all_looked_at(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "_CHUNK", 2)
    for _ in range(5):
        city.file()
    assert found() == []
    Case.objects.update(body="没有这回事")
    assert len(found()) == 5


def test_the_queries_do_not_grow_with_the_cases(city: City, queries: Callable[[], Any]) -> None:
    city.file()
    with queries() as few:
        found()
    for _ in range(4):
        city.to("closed")
    with queries() as many:
        found()
    assert len(many) == len(few)


def test_a_case_that_moves_between_the_two_queries_is_read_again(city: City) -> None:
    case, moved = city.file(), []

    def move_it(execute: Any, sql: str, *rest: Any) -> Any:
        if not moved and 'FROM "cases_case"' in sql:
            moved.append(True)
            city.move(case, "dispatch", "dispatcher", {"unit": "WATER"})
        return execute(sql, *rest)

    with connection.execute_wrapper(move_it):
        assert found() == []
    assert moved


@pytest.mark.django_db(transaction=True)
def test_people_at_work_raise_no_false_alarm(city: City) -> None:
    done = threading.Event()

    def work() -> None:
        try:
            for _ in range(4):
                city.to("closed")
        finally:
            done.set()
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.is_set():
        assert found() == []
    worker.join()
    assert Case.objects.filter(stage="closed").count() == 4
    assert found() == []
