"""Drawing, scoring, appealing, deciding on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import City, last_line
from tests.quality.conftest import drawn, full, later, sample_of, scored, week_of, worked
from yihaotong.accounts.rules import WORKER
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.quality import access, actions
from yihaotong.quality.actions import drawing
from yihaotong.quality.models import Appeal, Draw, Sample, Score, Sheet
from yihaotong.quality.rules import sampling, sheets
from yihaotong.quality.rules.codes import Part, Per, Progress, Work
from yihaotong.quality.rules.sheets import SheetCode
from yihaotong.reminders.models import Reminder


def refusal(act) -> str:
    before = (Line.objects.count(), list(Sample.objects.values()), list(Score.objects.values()))
    with pytest.raises(Refused) as refused:
        act()
    assert (Line.objects.count(), list(Sample.objects.values()), list(Score.objects.values())) == before
    return refused.value.code


# --- drawing ---


def test_a_week_is_drawn_once_and_says_why(quality: City):
    worked(quality, 4)
    draw = drawn(quality)
    assert draw.ended_at == later(quality)
    filings = Sample.objects.filter(work=Work.FILING.value)
    # Two of everybody's, and the small city's people have held their posts for 400 days.
    assert filings.count() == 2
    assert "共 4 件" in filings[0].why
    assert {each.person for each in filings} == {quality.people["operator"]}
    assert sample_of(quality, Work.REPLY, "handler").unit == quality.water
    assert sample_of(quality, Work.REPLY, "handler").blind
    again = drawn(quality)
    assert again.pk == draw.pk
    assert Draw.objects.count() == 1


def test_a_draw_begins_without_walking_through_the_journal(quality: City):
    if connection.vendor != "sqlite":
        pytest.skip("the plans are SQLite's")
    worked(quality)
    with CaptureQueriesContext(connection) as asked:
        actions.begin_draw(Per.WEEK, *week_of(quality.at), actor=WORKER, at=later(quality))
    queries = [each["sql"] for each in asked if 'FROM "journal_line"' in each["sql"]]
    with connection.cursor() as cursor:
        plans = [row[3] for sql in queries for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    assert plans
    assert not [plan for plan in plans if plan.startswith("SCAN journal_line")]


def test_the_same_seed_draws_the_same(quality: City):
    worked(quality, 5)
    draw = drawn(quality)
    taken = set(Sample.objects.values_list("line", flat=True))
    piles = {}
    sampling.put(piles, drawing.plan_of(draw), draw.seed, drawing._pieces(draw, draw.low, draw.high), Per.WEEK)
    assert {each.line for each in sampling.taken(piles, drawing.plan_of(draw))} == taken


def test_a_draw_that_was_cut_off_goes_on_where_it_was(quality: City):
    worked(quality, 3)
    draw = actions.begin_draw(Per.WEEK, *week_of(quality.at), actor=WORKER, at=later(quality))
    turns = 0
    while not actions.continue_draw(Draw.objects.get(pk=draw.pk), at=later(quality), most=1, portion=7):
        turns += 1
    assert turns > 3
    once = set(Sample.objects.values_list("line", flat=True))
    assert len(once) == Draw.objects.get().taken


def test_the_next_draw_looks_at_what_came_after(quality: City):
    worked(quality, 2)
    first = drawn(quality)
    quality.at += timedelta(days=7)
    worked(quality, 2)
    second = drawn(quality)
    assert set(first.samples.values_list("line", flat=True)).isdisjoint(second.samples.values_list("line", flat=True))


def test_the_worker_draws_what_is_due_and_a_span_must_be_over(quality: City):
    worked(quality)
    assert (
        refusal(
            lambda: actions.begin_draw(Per.WEEK, *week_of(quality.at), actor=quality.acting("second"), at=quality.at)
        )
        == "not-over"
    )
    assert (
        refusal(
            lambda: actions.begin_draw(
                Per.WEEK, *week_of(quality.at), actor=quality.acting("operator"), at=later(quality)
            )
        )
        == "wrong-role"
    )
    assert (
        refusal(lambda: actions.begin_draw(Per.MONTH, *week_of(quality.at), actor=WORKER, at=later(quality)))
        == "nothing-planned"
    )
    assert actions.draw_due(later(quality)) == 1
    assert actions.draw_due(later(quality)) == 0
    assert Sample.objects.exists()


def test_new_people_give_more(quality: City):
    post = quality.people["operator"].posts.get()
    post.since = quality.at - timedelta(days=10)
    post.save(update_fields=["since"])
    worked(quality, 7)
    drawn(quality)
    assert Sample.objects.filter(work=Work.FILING.value).count() >= 5


# --- the plan and the sheets ---


def test_a_plan_is_a_version_and_two_at_once_are_told(quality: City):
    rows = sampling.rows_of(sampling.shipped_plan()[:2])
    plan = actions.set_plan(rows, actor=quality.acting("supervisor"), at=quality.at, reason="先抽登记", expect=0)
    assert (plan.version, last_line().kind) == (1, "quality.plan")
    assert len(last_line().facts["before"]["lines"]) == len(sampling.shipped_plan())
    assert access.plan_in_force() == (1, sampling.shipped_plan()[:2])
    again = {"actor": quality.acting("second"), "at": quality.at, "reason": "也改", "expect": 0}
    assert refusal(lambda: actions.set_plan(rows, **again)) == "stale"
    assert refusal(lambda: actions.set_plan(rows, **again | {"actor": quality.acting("shift_leader")})) == "wrong-role"
    assert refusal(lambda: actions.set_plan(rows, **again | {"reason": " ", "expect": 1})) == "missing"
    assert refusal(lambda: actions.set_plan([], **again | {"expect": 1})) == "bad-plan"


def test_a_score_keeps_the_sheet_it_was_made_with(quality: City):
    worked(quality)
    drawn(quality)
    score = scored(quality, sample_of(quality, Work.FILING, "operator"), "shift_leader")
    content = sheets.from_text("新表", "", "# 一\n评分 | 10 | 都好 | ")
    act = {"actor": quality.acting("supervisor"), "at": quality.at, "reason": "简化"}
    sheet = actions.set_sheet(SheetCode.CALL, content, **act, expect=1)
    assert (sheet.version, access.sheet_in_force(SheetCode.CALL)) == (2, (2, content))
    score.refresh_from_db()
    assert access.content_of(score.sheet) == sheets.shipped()[SheetCode.CALL]
    assert refusal(lambda: actions.set_sheet(SheetCode.CALL, content, **act, expect=1)) == "stale"
    assert actions.set_sheet(SheetCode.REPLY, content, **act, expect=0).version == 2
    assert Sheet.objects.filter(code="reply", version=1, set_by=WORKER.key).exists()


# --- scoring ---


@pytest.fixture
def filing(quality: City) -> Sample:
    worked(quality)
    drawn(quality)
    return sample_of(quality, Work.FILING, "operator")


def test_a_score_reaches_the_person_and_is_journalled_without_its_words(quality: City, filing: Sample):
    score = scored(quality, filing, "shift_leader", facts=3, typing=1)
    filing.refresh_from_db()
    assert (filing.progress, filing.hundredths, score.hundredths) == (Progress.SCORED, 8900, 8900)
    line = last_line()
    assert (line.kind, line.subject) == ("quality.score", filing.key)
    assert "例如" not in line.payload
    assert score.appeal_until > later(quality) + timedelta(days=2)
    told = Reminder.objects.get(person=quality.people["operator"], subject=filing.key)
    assert "89.00" in told.words


def test_who_sees_a_sample_when(quality: City, filing: Sample):
    def sees(username):
        return access.samples_visible_to(quality.acting(username)).filter(pk=filing.pk).exists()

    before = {who for who in quality.people if sees(who)}
    assert before == {"shift_leader", "supervisor", "second"}
    scored(quality, filing, "shift_leader")
    assert {who for who in quality.people if sees(who)} == before | {"operator", "analyst"}
    reply = sample_of(quality, Work.REPLY, "handler")
    scored(quality, reply, "reviewer")
    filing = reply
    assert {who for who in quality.people if sees(who)} == {
        "shift_leader", "supervisor", "second", "analyst", "reviewer", "handler", "leader",
    }  # fmt: skip


def test_nobody_scores_himself(quality: City, filing: Sample):
    Sample.objects.filter(pk=filing.pk).update(person=quality.people["shift_leader"])
    filing.refresh_from_db()
    assert refusal(lambda: scored(quality, filing, "shift_leader")) == "own-work"
    assert not access.waiting(quality.acting("shift_leader")).filter(pk=filing.pk).exists()
    assert not access.samples_visible_to(quality.acting("shift_leader")).filter(pk=filing.pk).exists()


def test_a_draft_is_the_scorers_own_and_may_be_unfinished(quality: City, filing: Sample):
    actor = quality.acting("shift_leader")
    lines = Line.objects.count()
    draft = actions.keep_answers(filing, actor=actor, at=later(quality), answers={"facts": "3"}, notes={})
    assert Line.objects.count() == lines + 1  # the shipped sheet was written down
    assert access.draft_of(filing, quality.acting("supervisor"), Part.MAIN) is None
    assert refusal(lambda: actions.submit(draft, actor=actor, at=later(quality))) == "missing"
    assert access.others_at_it(filing, quality.acting("supervisor"), later(quality)) == [actor.key]


def test_the_second_of_two_scorers_is_told(quality: City, filing: Sample):
    content = access.content_for(filing)[1]
    drafts = {
        who: actions.keep_answers(filing, actor=quality.acting(who), at=later(quality), answers=full(content), notes={})
        for who in ("shift_leader", "supervisor")
    }
    stale = drafts["supervisor"].sample
    actions.submit(drafts["shift_leader"], actor=quality.acting("shift_leader"), at=later(quality))
    drafts["supervisor"].sample = stale
    with pytest.raises(Refused) as refused:
        actions.submit(drafts["supervisor"], actor=quality.acting("supervisor"), at=later(quality))
    assert refused.value.code in {"scored-meanwhile", "scored-already"}
    assert Score.objects.filter(submitted_at__isnull=False).count() == 1


# --- appeals ---


def test_an_appeal_is_decided_by_somebody_else(quality: City, filing: Sample):
    scored(quality, filing, "supervisor", facts=1)
    operator = quality.acting("operator")
    appeal = actions.appeal(filing, actor=operator, at=later(quality), reason="地址后来补了")
    assert appeal.due_at > later(quality)
    assert refusal(lambda: actions.appeal(filing, actor=operator, at=later(quality), reason="再来")) == "not-appealable"
    assert list(access.appeals_open(quality.acting("second"))) == [appeal]
    assert not access.appeals_open(quality.acting("supervisor")).exists()
    told = Reminder.objects.filter(kind="appeal").values_list("person__username", flat=True)
    assert set(told) == {"second"}
    own = {"at": later(quality), "words": "有补充记录"}
    assert refusal(lambda: actions.decide(appeal, actor=quality.acting("supervisor"), **own)) == "own-case"
    content = access.content_for(filing)[1]
    actions.decide(appeal, actor=quality.acting("second"), answers=full(content), **own)
    filing.refresh_from_db()
    assert (filing.progress, filing.hundredths) == (Progress.SETTLED, 10000)
    assert (last_line().kind, last_line().facts["before"]) == ("quality.decide", {"hundredths": 8000})


def test_a_score_that_stands_stands(quality: City, filing: Sample):
    scored(quality, filing, "shift_leader", facts=1)
    appeal = actions.appeal(filing, actor=quality.acting("operator"), at=later(quality), reason="不服")
    settled = actions.decide(appeal, actor=quality.acting("second"), at=later(quality), words="五要素缺起因")
    filing.refresh_from_db()
    assert (settled.changed, filing.progress, filing.hundredths) == (False, Progress.SETTLED, 8000)
    again = {"at": later(quality), "words": "再裁"}
    assert refusal(lambda: actions.decide(appeal, actor=quality.acting("supervisor"), **again)) == "decided-already"


def test_an_appeal_has_its_time(quality: City, filing: Sample):
    score = scored(quality, filing, "shift_leader", facts=1)
    late = {"actor": quality.acting("operator"), "reason": "晚了"}
    assert refusal(lambda: actions.appeal(filing, at=score.appeal_until + timedelta(seconds=2), **late)) == "too-late"
    assert (
        refusal(lambda: actions.appeal(filing, actor=quality.acting("handler"), at=later(quality), reason="不是我的"))
        == "not-yours"
    )
    actions.appeal(filing, at=score.appeal_until, **late)
    assert Appeal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_deciders_at_once(quality: City, filing: Sample):
    scored(quality, filing, "shift_leader", facts=1)
    appeal = actions.appeal(filing, actor=quality.acting("operator"), at=later(quality), reason="不服")

    def decided(who):
        try:
            actions.decide(appeal, actor=quality.acting(who), at=later(quality), words=f"{who}说的")
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(decided, ["supervisor", "second"]))
    assert told == ["decided-already", "done"]
    assert Line.objects.filter(kind="quality.decide").count() == 1


# --- figures ---


def test_figures_say_numerator_denominator_and_whether_they_are_few(quality: City):
    worked(quality, 3)
    drawn(quality)
    for sample, facts in zip(Sample.objects.filter(work=Work.FILING.value), (1, 5), strict=True):
        scored(quality, sample, "shift_leader", **({"facts": facts} if facts < 5 else {}))
    today = later(quality).date()
    [figure] = access.figures(quality.acting("analyst"), "person", today - timedelta(days=1), today + timedelta(days=1))
    assert (figure.key, figure.count, figure.sum, figure.mean, figure.few) == (
        "测试operator", 2, "180.00", "90.00", True,
    )  # fmt: skip
    [by_work] = access.figures(quality.acting("analyst"), "work", today, today)
    assert (by_work.key, by_work.total) == ("filing", 18000)
    assert access.figures(quality.acting("operator"), "unit", today, today)[0].count == 2
    assert access.figures(quality.acting("handler"), "person", today, today) == []
    [month] = access.months_of(list(access.results_of(quality.acting("operator"))))
    assert (month.count, month.mean) == (2, "90.00")
