"""Trying a profile on a month: the figures are those of each clock judged twice, and nothing is counted twice."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from tests.cases.conftest import City, last_line
from yihaotong.cases import actions, try_ons
from yihaotong.cases.actions import trying
from yihaotong.cases.models import Clock, TryOn, TryOnRow
from yihaotong.journal.refusal import Refused


def filed_at(city: City) -> date:
    return city.at.date()


def ask(city: City, code: str, by: str = "supervisor", at: datetime | None = None, **more: object) -> TryOn:
    more.setdefault("month", filed_at(city))
    return actions.ask_try_on(code, actor=city.acting(by), at=at or city.at, **more)


def worked(run: TryOn, at: datetime, **how: int) -> TryOn:
    while TryOn.objects.filter(pk=run.pk, ended_at=None).exists():
        actions.work_try_ons(at, **how)
    return TryOn.objects.get(pk=run.pk)


def figures(run: TryOn) -> dict[str, tuple[int, int, int]]:
    return {each.kind.value: (each.judged, each.now, each.then) for each in try_ons.by_clock(run)}


def test_a_month_under_guangdong_is_judged_clock_by_clock(city: City) -> None:
    city.to("in_hand", request_type="complaint")
    slow = city.to("in_hand", request_type="complaint")
    quick = city.to("closed", request_type="help")
    later = city.at + timedelta(days=12)  # more than 5 working days, less than 15
    run = worked(ask(city, "guangdong", at=later, month=filed_at(city)), later)
    assert run.fault == ""
    assert (run.done, run.total) == (3, 3)
    assert figures(run)["handle"] == (3, 2, 0)
    assert figures(run)["sign"] == (3, 0, 0)
    assert [(each.request_type, each.change) for each in try_ons.by_type(run)] == [("complaint", -2)]
    assert [(each.unit, each.kind.value, each.change) for each in try_ons.by_unit(run)] == [
        (city.water.pk, "handle", -2)
    ]
    changed = {row.case_id for row in try_ons.changed(run, city.acting("supervisor"))}
    assert slow.pk in changed
    assert quick.pk not in changed
    row = TryOnRow.objects.filter(case=slow).get()
    assert (row.limit_now, row.late_now, row.limit_then) == ("5wd", True, "15wd")
    assert row.due_now == Clock.objects.get(case=slow, kind="handle").due_at
    assert row.due_then
    steps = try_ons.steps(Clock.objects.select_related("unit").get(pk=row.clock_id), row.limit_then)
    assert "15 个工作日" in steps[0].why


def test_the_figures_are_those_of_every_clock_judged_by_itself(city: City) -> None:
    for kind in ("help", "inquiry", "complaint", "suggestion"):
        for stage in ("filed", "dispatched", "in_hand", "closed"):
            city.to(stage, request_type=kind)
    later = city.at + timedelta(days=9)
    for code in ("guangdong", "tianjin", "shandong", "default"):
        run = worked(ask(city, code, at=later, month=filed_at(city)), later)
        for kind, (judged, now, then) in figures(run).items():
            clocks = [
                clock
                for clock in Clock.objects.filter(kind=kind, dropped_at=None)
                if not (kind == "return" and clock.met_at is None)
            ]
            assert judged == len(clocks)
            assert now == sum((clock.met_at or later) > clock.due_at for clock in clocks if clock.due_at)
            rows = TryOnRow.objects.filter(run=run, kind=kind)
            assert then - now == rows.filter(late_now=False).count() - rows.filter(late_now=True).count()
        if code == "default":
            assert run.changed == 0


def test_a_run_that_was_killed_goes_on_and_two_workers_count_once(city: City) -> None:
    for _ in range(5):
        city.to("in_hand", request_type="complaint")
    later = city.at + timedelta(days=12)
    run = ask(city, "guangdong", at=later, month=filed_at(city))
    stale = TryOn.objects.get(pk=run.pk)
    actions.work_try_ons(later, chunk=2, turn=1)
    assert not trying.advance(stale, trying.trial_of(stale), later, 2)  # another worker, still with the row of before
    run = TryOn.objects.get(pk=run.pk)
    assert run.done == 2
    # Killed: a new process begins with nothing but the row.
    while trying.advance(run, trying.trial_of(run), later, 2):
        run = TryOn.objects.get(pk=run.pk)
    run = TryOn.objects.get(pk=run.pk)
    assert (run.done, run.changed, TryOnRow.objects.filter(run=run).count()) == (5, 5, 5)
    assert figures(run)["handle"] == (5, 5, 0)


def test_asked_twice_is_one_run_and_the_journal_knows(city: City) -> None:
    city.file()
    first = ask(city, "tianjin", at=city.at + timedelta(hours=1))
    assert (last_line().kind, last_line().subject) == ("profile.try", first.key)
    assert ask(city, "tianjin", at=city.at + timedelta(hours=2)).pk == first.pk
    assert ask(city, "shandong", at=city.at + timedelta(hours=2)).pk != first.pk


def test_an_empty_month_ends_at_once(city: City) -> None:
    run = worked(ask(city, "tianjin", month=date(2019, 5, 1)), city.at)
    assert (run.total, run.done, run.fault) == (0, 0, "")
    assert try_ons.by_clock(run) == []


def test_whoever_sees_no_cases_sees_no_list(city: City) -> None:
    city.to("in_hand", request_type="complaint")
    later = city.at + timedelta(days=12)
    run = worked(ask(city, "guangdong", at=later, month=filed_at(city)), later)
    assert try_ons.changed(run, city.acting("supervisor")).count() == 1
    assert try_ons.changed(run, city.acting("system_admin")).count() == 0


@pytest.mark.parametrize(
    ("code", "by", "month", "profile"),
    [
        ("wrong-role", "handler", None, "tianjin"),
        ("no-such-profile", "supervisor", None, "atlantis"),
        ("no-such-month", "supervisor", date(2098, 1, 1), "tianjin"),
    ],
)
def test_what_is_refused(city: City, code: str, by: str, month: date | None, profile: str) -> None:
    with pytest.raises(Refused) as refused, transaction.atomic():
        ask(city, profile, by=by, month=month or filed_at(city))
    assert refused.value.code == code
    assert TryOn.objects.count() == 0


def test_only_the_last_runs_are_kept(city: City) -> None:
    runs = [worked(ask(city, code), city.at, kept=2) for code in ("tianjin", "shandong", "guangdong")]
    assert list(TryOn.objects.order_by("pk")) == runs[1:]
