"""The demo city is built once, by real actions, and people can work in it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone

from yihaotong.accounts import access
from yihaotong.accounts.models import DutyShift, Person, Post, Unit
from yihaotong.accounts.rules import ADMINISTRATORS, DISCLOSURE_POSTS, ReachedBy, Role, UnitKind
from yihaotong.annual import access as annual
from yihaotong.annual.models import Report
from yihaotong.annual.verifying import check as annual_check
from yihaotong.articles import finding
from yihaotong.articles.verifying import check as articles_check
from yihaotong.cases import access as cases
from yihaotong.cases import city as city_settings
from yihaotong.cases.models import Case, Reply
from yihaotong.cases.rules.codes import OPEN, Stage
from yihaotong.catalogue import access as catalogue
from yihaotong.chronicle import access as chronicle
from yihaotong.chronicle.verifying import check as chronicle_check
from yihaotong.dispatch.access import suggest_units
from yihaotong.dispatch.models import Category
from yihaotong.engagement import access as engagement
from yihaotong.engagement.verifying import check as engagement_check
from yihaotong.inspection import access as inspection
from yihaotong.inspection.verifying import check as inspection_check
from yihaotong.journal.models import Line, Pending
from yihaotong.outlets import access as outlets
from yihaotong.outlets.verifying import check as outlets_check
from yihaotong.project.commands import demo
from yihaotong.project.commands import seed as command
from yihaotong.project.demo import city, gathering, seeding
from yihaotong.project.demo.life import plan
from yihaotong.project.demo.playing import setting, submission_of
from yihaotong.project.demo.seeding import Seeded, edge_of, seed

pytestmark = pytest.mark.django_db

CASES = 80
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def quietly(_done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker) -> Iterator[Seeded]:
    """One city for all tests of this file; what a test writes besides is rolled back on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed(TODAY, now=NOW, count=CASES, tell=quietly)
        transaction.set_rollback(True)


def test_the_city_has_its_four_levels_and_its_enterprises(seeded: Seeded):
    units = list(Unit.objects.all())
    kinds = [UnitKind(unit.kind) for unit in units]
    assert kinds.count(UnitKind.DISTRICT) == 6
    assert kinds.count(UnitKind.ZONE) == 3
    assert kinds.count(UnitKind.DEPARTMENT) >= 22
    assert kinds.count(UnitKind.ENTERPRISE) == 5
    assert kinds.count(UnitKind.STREET) == 62
    assert kinds.count(UnitKind.COMMUNITY) == 26
    assert {unit.level for unit in units} == {1, 2, 3, 4}


def test_a_page_about_2018_shows_the_name_of_2018(seeded: Seeded):
    centre = Unit.objects.get(code=city.ROOT)
    assert centre.name_on(date(2018, 12, 31)) == "银川市12345便民服务中心"
    assert centre.name_on(date(2019, 8, 31)) == "银川市12345便民服务中心"
    assert centre.name_on(TODAY) == "银川市智慧城市运营管理指挥中心"


def test_there_is_somebody_for_every_role_and_the_password_opens(seeded: Seeded):
    posts = {Role(role) for role in Post.objects.values_list("role", flat=True)}
    assert posts == {role for role in Role if role.value not in ("citizen", "client", "importer", "worker", "rule")}
    for role in posts:
        person = Person.objects.filter(posts__role=role).first()
        assert check_password(city.PASSWORD, person.password)
        assert role in access.actor_of(person, NOW).roles
    for person in Person.objects.filter(posts__role__in=ADMINISTRATORS):
        assert len(access.actor_of(person, NOW).roles) == 1, "三员分立"


def test_every_unit_that_may_be_dispatched_to_has_hands_and_a_leader(seeded: Seeded):
    for unit in Unit.objects.exclude(parent__code=city.ROOT, kind=UnitKind.CENTRE):
        roles = {Role(role) for role in unit.posts.values_list("role", flat=True)}
        assert {Role.HANDLER, Role.UNIT_LEADER} <= roles, unit


def test_every_unit_is_reached_at_night(seeded: Seeded):
    night = timezone.make_aware(datetime.combine(TODAY, time(23)))
    for unit in Unit.objects.all():
        assert access.on_duty(unit, night), unit
    heat = Unit.objects.get(code="E-GR")
    assert access.on_duty(heat, night).reached_by is ReachedBy.SHIFT
    community = Unit.objects.filter(kind=UnitKind.COMMUNITY).first()
    assert access.on_duty(community, night).unit_id == community.parent_id
    assert DutyShift.objects.filter(starts_at__lte=night, ends_at__gt=night).exists()


def test_every_leaf_has_somebody_to_suggest(seeded: Seeded):
    for leaf in Category.objects.filter(parent__isnull=False):
        assert suggest_units(leaf.code, "640104001002"), leaf.name
        assert suggest_units(leaf.code, ""), leaf.name


def test_the_cases_lie_at_every_stage_and_are_marked(seeded: Seeded):
    assert seeded.added == seeded.simulated == Case.objects.count() == CASES
    assert not Case.objects.filter(simulated=False).exists()
    # Lives are written one by one; who follows whom comes with `gathering`. A return waits some hours only: of so few
    # cases there is not one at every hour of every day.
    assert OPEN - {Stage.FOLLOWING, Stage.RETURN_PENDING} | {"closed"} <= set(seeded.stages)
    archived_by_now = NOW - city_settings.archive_after() - timedelta(days=1)
    long_closed = Case.objects.filter(stage="closed", closed_at__lt=archived_by_now)
    assert not long_closed.exists(), "the simulated worker archives, too"
    late = Case.objects.filter(stage__in=[stage.value for stage in OPEN], due_at__lt=NOW)
    assert late.exists()
    assert Case.objects.filter(stage="in_hand", due_at__gt=NOW).exists()


@pytest.mark.parametrize("day", ["2026-01-05", "2026-02-25", "2026-06-07", "2026-10-09", "2026-12-31"])
def test_in_every_season_somebody_whom_a_redo_did_not_content_waits_for_the_supervisor(seeded: Seeded, day: str):
    edge = timezone.make_aware(datetime.combine(date.fromisoformat(day), seeding.EVENING))
    lives = plan(300, setting(edge), city.SEED)
    waiting = [life for life in lives if life.steps and life.steps[-1].move == "refer"]
    assert 0 < len(waiting) < 15
    for life in waiting:
        moves = [step.move for step in life.steps]
        assert moves.index("evaluate") < moves.index("redo") < moves.index("refer")


def test_the_supervisor_finds_whom_a_redo_did_not_content(seeded: Seeded):
    lives = plan(CASES, setting(edge_of(TODAY, NOW)), city.SEED)
    referred = {submission_of(life.number) for life in lives if life.steps and life.steps[-1].move == "refer"}
    person = Person.objects.filter(posts__role=Role.SUPERVISOR).first()
    queue = cases.queue(access.actor_of(person, NOW), Stage.TO_CALL_BACK)
    assert referred == {case.submission for case in queue if case.redone}


def test_a_newcomer_finds_the_disclosure_site_and_the_years_report_alive(seeded: Seeded):
    released = finding.counts()
    rows = {key: name for _head, below in catalogue.choices(NOW) for key, name in below}
    assert {name for key, name in rows.items() if not released.get(key)} == set(), "something in every column"
    year = annual.public_reports().values_list("year", flat=True)[0]
    assert annual.report_of(year + 1).year == year + 1
    assert Report.objects.get(year=year + 1).progress == "draft"
    assert len(chronicle.statements_on(TODAY)) == 3
    assert {each.matter for each, _key, _words in chronicle.contradictions(NOW)} == {"procurement"}
    assert {each.released_on is not None for each in engagement.public_proposals()} == {True}
    assert engagement.public_interpretations().count() == 2
    assert engagement.public_activities().count() == 2
    assert outlets.to_carry().exists()
    assert outlets.to_take_down().exists()
    assert inspection.monthlies().get().items.exists()


def test_what_the_city_keeps_beside_its_journal_is_as_the_journal_says(seeded: Seeded):
    checks = (chronicle_check, annual_check, outlets_check, engagement_check, articles_check, inspection_check)
    assert [problem for check in checks for problem in check()] == []


def test_a_leader_signed_where_the_unit_asks_for_it(seeded: Seeded):
    signed = Reply.objects.filter(proposed=False, case__lead_unit__requires_leader_signature=True)
    assert signed.exists()
    for reply in signed.select_related("case"):
        leaders = Post.objects.filter(unit=reply.case.lead_unit_id, role=Role.UNIT_LEADER)
        assert reply.by in {f"person:{post.person_id}" for post in leaders}


def test_every_case_has_its_line_and_no_line_holds_a_name_or_a_phone(seeded: Seeded):
    assert Line.objects.filter(kind="case.file").count() == CASES
    assert Pending.objects.count() == 0
    assert not Line.objects.filter(kind__startswith="case.", payload__contains="1540000").exists()


def test_a_second_time_adds_nothing(seeded: Seeded):
    lines = Line.objects.count()
    again = seed(TODAY - timedelta(days=3), now=NOW, count=CASES, tell=quietly)
    assert (again.built, again.added, again.simulated) == (None, 0, CASES)
    assert Line.objects.count() == lines
    assert "未添加" in command.summary(again)


def test_a_seeding_that_was_cut_off_is_completed(seeded: Seeded):
    more = seed(TODAY, now=NOW, count=CASES + 5, tell=quietly)
    assert (more.added, more.simulated) == (5, CASES + 5)
    submissions = set(Case.objects.values_list("submission", flat=True))
    assert submissions == {seeding.submission_of(number) for number in range(CASES + 5)}


def test_one_matter_from_many_people_is_handled_once(seeded: Seeded):
    assert gathering.gather(NOW) == gathering.COUNT
    assert gathering.gather(NOW) == 0
    parent = Case.objects.get(stage="in_hand", title="锦河家园停水")
    joined = Counter(Case.objects.filter(parent=parent).values_list("stage", flat=True))
    assert joined["following"] > 4
    assert joined["merged"] == 1


def test_the_present_day_is_seen_from_now_and_a_past_day_from_its_afternoon():
    assert edge_of(TODAY, NOW) <= NOW
    past = edge_of(TODAY - timedelta(days=10), NOW)
    assert timezone.localtime(past).time() == seeding.EVENING


def test_the_demo_names_a_login_for_every_post_and_counts_what_it_added(seeded: Seeded):
    shown = {role: username for role, username, _unit in demo.logins(NOW)}
    assert set(shown) >= ADMINISTRATORS | DISCLOSURE_POSTS
    assert shown[Role.AUDIT_ADMIN] == "shenji1"
    assert f"新增 {CASES + gathering.COUNT} 件，共 {CASES + gathering.COUNT} 件" in command.summary(
        demo.with_gathered(seeded, gathering.COUNT)
    )


def test_the_command_refuses_a_day_to_come(capsys: pytest.CaptureFixture[str]):
    parser = command.argparse.ArgumentParser()
    command.add_arguments(parser)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert command.run(parser.parse_args(["--today", tomorrow])) == 2
    assert "不得晚于今天" in capsys.readouterr().err
