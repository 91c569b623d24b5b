"""Random lives of requests, by the very acts: what the table of moves lets happen, and that everything adds up."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import localtime
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.applications.conftest import DECIDED, Office, on
from tests.applications.manual import targets_from
from yihaotong.accounts.rules import WORKER, Actor, citizen
from yihaotong.almanac import access as almanac
from yihaotong.applications import access, actions
from yihaotong.applications.actions.clocks import replayed
from yihaotong.applications.actions.reminding import watch
from yihaotong.applications.models import Application, Clock
from yihaotong.applications.rules.codes import ENDED, ApplicantKind, Channel, ReplyType, Stage
from yihaotong.applications.rules.counting import check_years
from yihaotong.applications.rules.moves import MOVES, open_to
from yihaotong.applications.rules.tables import APART
from yihaotong.disclosure import city
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

#: Every clock column that has to come out again when the events are replayed.
_DATES = ("kind", "number", "started_at", "restart_at", "extension", "pauses", "due_at", "met_at", "dropped_at")
_STAFF = ("officer", "colleague", "leader")


_NUMBER = st.integers(1, 3)
#: Something that the form of a move takes, right or wrong.
TYPED: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "miss": st.just({"note": "无人接听"}),
    "split": st.just({"items": "甲事项\n乙事项"}),
    "ask_correction": st.fixed_dictionaries({"defects": st.just("缺身份证明"), "days": st.integers(1, 12)}),
    "correct": st.fixed_dictionaries({"description": st.just("补正后"), "good_cause": st.sampled_from(["住院", ""])}),
    "consult": st.fixed_dictionaries(
        {
            "asked": st.sampled_from(["third_party", "joint_organ", "other_organ"]),
            "party": st.just("示例单位"),
            "question": st.just("是否同意公开"),
        }
    ),
    "consult_received": st.fixed_dictionaries({"consultation": _NUMBER}),
    "consult_answered": st.fixed_dictionaries(
        {"consultation": _NUMBER, "opinion": st.sampled_from(["agrees", "objects"]), "note": st.just("来函")}
    ),
    "consult_lapsed": st.fixed_dictionaries({"consultation": _NUMBER}),
    "ask_reasons": st.fixed_dictionaries({"note": st.just("本月第 12 件"), "days": st.integers(1, 12)}),
    "correct_more": st.just({"description": "再补正"}),
    "take_back_charge": st.just({"note": "页数写错"}),
    "give_up": st.sampled_from([{"note": "仍缺身份证明"}, {}]),
    "answer_anew": st.fixed_dictionaries(
        {
            "dispute": st.integers(1, 2),
            "days": st.sampled_from([None, 15]),
            "counted_in": st.sampled_from(["working", "calendar", ""]),
            "note": st.just("责令重新答复"),
        }
    ),
    "explain": st.just({"note": "研究"}),
    "rule": st.fixed_dictionaries(
        {
            "ruling": st.sampled_from(["reasonable", "unreasonable"]),
            "note": st.just("理由"),
            "days": st.sampled_from([None, 30]),
        }
    ),
    "propose_extension": st.fixed_dictionaries({"days": st.integers(1, 22), "note": st.just("材料多")}),
    "refuse_extension": st.just({"note": "可以按期"}),
    "charge": st.fixed_dictionaries({"ladder": st.just("pages"), "pages": st.sampled_from([50, 10])}),
    "waive": st.fixed_dictionaries({"amount": st.sampled_from([0, 100]), "note": st.just("困难")}),
    "pay": st.fixed_dictionaries({"amount": st.sampled_from([200, 100])}),
    "note_payment": st.just({"amount": 200}),
    "look_for": st.just({"where": "档案室", "keywords": "供热", "who": "示例丙"}),
    "send_back": st.just({"note": "补充依据"}),
    "take_back": st.just({"note": "另行处理"}),
    "deliver": st.just({"proof": "回执"}),
    "need_no_answer": st.fixed_dictionaries({"dispute": st.integers(1, 2), "note": st.just("只确认违法")}),
    "dispute": st.fixed_dictionaries({"kind": st.sampled_from(["review", "suit"]), "body": st.just("示例机关")}),
    "dispute_result": st.fixed_dictionaries(
        {"dispute": st.integers(1, 2), "result": st.sampled_from(["upheld", "corrected"])}
    ),
    "send": st.sampled_from(
        [
            {"delivery": "electronic", "provided": "in_text"},
            {"delivery": "direct"},
            {"delivery": "entrusted"},
            {"delivery": "post", "carrier": "post_office", "tracking": "XA1"},
        ]
    ),
    "decide": st.sampled_from(
        [
            {"reply": each.value, "item": item, "public_interest": "重大影响"} | dict(DECIDED.get(each.value, {}))
            for item in (1, 2)
            for each in ReplyType
        ]
    ),
}
#: These would end most lives before they began.
_SELDOM = frozenset({"withdraw", "dispute", "dispute_result", "note_payment", "archive", "take_back", "split", "miss"})


DAYS = st.sampled_from([0, 1, 3, 10, 30])


class Lives(RuleBasedStateMachine):
    """Several requests over three years, the days going by between acts."""

    office: Office

    @initialize(day=st.dates(date(2024, 9, 1), date(2025, 1, 20)))
    def begin(self, day: date) -> None:
        self.day = day
        self.numbers: list[str] = []
        self.moved = ""
        for channel in (Channel.COUNTER, Channel.INTERNET):
            self.a_request_comes(channel, ApplicantKind.NATURAL)

    def later(self, days: int) -> None:
        """Time goes by, and the worker looks around."""
        self.day = min(self.day + timedelta(days=days), date(2026, 10, 30))
        if days > 9:
            watch(on(self.day, 1))

    @precondition(lambda self: len(self.numbers) < 5)
    @rule(channel=st.sampled_from(list(Channel)), kind=st.sampled_from(list(ApplicantKind)))
    def a_request_comes(self, channel: Channel, kind: ApplicantKind) -> None:
        registered = self.office.register(self.day.isoformat(), channel, kind=kind.value)
        self.numbers.append(registered.number)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), days=DAYS)
    def somebody_acts(self, data: st.DataObject, days: int) -> None:
        """Mostly what the table lets somebody do here; now and then anything, which must then be refused."""
        self.later(days)
        for _ in range(4):
            self.act(data)

    def act(self, data: st.DataObject) -> None:
        it = Application.objects.get(number=data.draw(st.sampled_from(self.numbers)))
        actors = [self.office.acting(name, on(self.day)) for name in _STAFF] + [citizen(it.number), WORKER]
        luck = data.draw(st.integers(0, 11))
        if luck == 0:
            choices = [(name, actor) for name in sorted(set(MOVES) - _ELSEWHERE) for actor in actors]
        else:
            left_out = _ELSEWHERE if luck == 1 else _ELSEWHERE | _SELDOM
            choices = [
                (move.name, actor)
                for actor in actors
                for move in open_to(Stage(it.stage), actor.roles)
                if move.name not in left_out
            ]
        if choices:
            name, actor = data.draw(st.sampled_from(choices))
            self.made(it, name, actor, data.draw(TYPED.get(name, st.just({}))))

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), days=DAYS)
    def it_is_answered(self, data: st.DataObject, days: int) -> None:
        """The straight way from wherever it stands, as far as it goes."""
        self.later(days)
        it = Application.objects.get(number=data.draw(st.sampled_from(self.numbers)))
        officer, leader = (self.office.acting(name, on(self.day)) for name in ("officer", "leader"))
        for name, actor in (("confirm", officer), ("decide", officer), ("propose", officer), ("sign", leader)):
            it = self.made(it, name, actor, data.draw(TYPED.get(name, st.just({}))))
        self.made(it, "send", officer, data.draw(TYPED["send"]))

    def made(self, it: Application, name: str, actor: Actor, typed: dict[str, Any]) -> Application:
        """One move, made or refused: refused, nothing has changed."""
        same = Line.objects.filter(kind=f"application.{name}")
        before = (it.stage, it.version, Line.objects.count(), same.count(), Line.objects.filter(subject=it.key).count())
        allowed = name in {move.name for move in open_to(Stage(it.stage), actor.roles)}
        try:
            it = actions.move(it, name, actor=actor, at=on(self.day), data=typed)
        except Refused:
            it.refresh_from_db()
            assert (it.stage, it.version, Line.objects.count()) == before[:3]
            return it
        self.moved = it.number
        assert allowed, f"{name} was made from {before[0]} by {actor.key}"
        assert it.stage == before[0] or Stage(it.stage) in targets_from(MOVES[name], Stage(before[0]))
        # A letter that is drawn up or made void on the way has lines of its own.
        assert Line.objects.filter(kind=f"application.{name}").count() == before[3] + 1
        assert Line.objects.filter(subject=it.key).count() == before[4] + 1
        return it

    def every_year_adds_up(self) -> None:
        tables = [access.year_table(year) for year in range(2024, 2027)]
        assert [table.faults for table in tables] == [(), (), ()]
        for earlier, later in pairwise(tables):
            assert list(check_years(earlier.table3, later.table3)) == []
        counted = Application.objects.exclude(row_2021=APART)
        received = counted.filter(received_on__isnull=False).count()
        concluded = counted.filter(concluded_on__isnull=False).count()
        assert sum(table.count("r1") for table in tables) == received
        assert sum(table.count("r3_7") for table in tables) == concluded
        for table in tables:
            self.counted_by_hand(table)

    def counted_by_hand(self, table: access.YearTable) -> None:
        """The table's sums again, from the rows themselves and by nothing of the area's own."""
        column = "row_2019" if table.year < 2021 else "row_2021"
        lives = Application.objects.exclude(row_2021=APART).values_list("kind", "received_on", "concluded_on", column)
        cells: Counter[tuple[str, str]] = Counter()
        for kind, received, concluded, row in lives:
            if received is None or received.year > table.year or (concluded and concluded.year < table.year):
                continue
            ended = concluded is not None and concluded.year == table.year
            rows = ["r1" if received.year == table.year else "r2", *([row, "r3_7"] if ended else ["r4"])]
            cells.update((each, which) for each in rows for which in (kind, "total"))
        printed = {(line.row, which): len(found) for line in table.table3 for which, found in line.cells.items()}
        assert {cell: count for cell, count in printed.items() if count} == dict(cells)

    @precondition(lambda self: self.moved)
    @invariant()
    def replaying_gives_the_same_dates(self) -> None:
        moved, self.moved = self.moved, ""
        for it in Application.objects.filter(number=moved):
            kept = list(Clock.objects.filter(application=it).order_by("place").values_list(*_DATES))
            again = [tuple(getattr(clock, name) for name in _DATES) for clock in replayed(it, almanac.latest_version())]
            assert again == kept
            self.reply_is_due_after_twenty_working_days(it)
            if it.concluded_on and Stage(it.stage) in ENDED:
                assert not access.running(it).exists()

    def reply_is_due_after_twenty_working_days(self, it: Application) -> None:
        """Counted on the fingers, for a limit that nothing has stopped, begun anew or made longer."""
        clock = Clock.objects.filter(application=it, kind="reply", restart_at=None, extension="", pauses="[]").first()
        if clock is None:
            return
        day, counted, works = it.received_on, 0, city.calendar().works
        assert day
        while counted < 20:
            day += timedelta(days=1)
            counted += works(day)
        assert clock.due_at
        assert localtime(clock.due_at).date() == day


#: They need more than a form: a file, a case of the hotline, a registration.
_ELSEWHERE = frozenset({"register", "attach", "to_hotline"})


@pytest.mark.django_db
def test_random_lives(office: Office) -> None:
    """Each life in a savepoint of its own, so that the people stay."""

    class Rolled(Lives):
        def __init__(self) -> None:
            super().__init__()
            self.office = office
            self.mark = transaction.savepoint()

        def teardown(self) -> None:
            self.every_year_adds_up()
            transaction.savepoint_rollback(self.mark)

    run_state_machine_as_test(
        Rolled,
        settings=settings(
            max_examples=6,
            stateful_step_count=15,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        ),
    )
