"""A unit dissolved, a category retired, a person gone: nothing that was in hand is left in nobody's."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from tests.cases.conftest import City, refused_code
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.actions import newest_line
from yihaotong.accounts.models import DutyShift, Person, Unit
from yihaotong.accounts.rules import IMPORTER, WORKER, Role, UnitKind
from yihaotong.cases import actions, succession
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.actions import succeeding
from yihaotong.cases.models import Case, Draft, Emergency, Handover
from yihaotong.cases.rules.codes import Stage
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.models import Category, Place, RoutingRule
from yihaotong.dispatch.rules import CategoryRow, ServiceClass
from yihaotong.journal.models import Line
from yihaotong.knowledge import actions as knowledge
from yihaotong.knowledge import verifying
from yihaotong.knowledge.models import Bulletin, Entry, Template
from yihaotong.reminders.models import Reminder

BASIS = "示政办发〔2026〕12号"


@pytest.fixture
def successor(city: City) -> Unit:
    """The group that takes the water unit over."""
    unit = hiring.create_unit(
        "GROUP",
        actor=IMPORTER,
        at=city.at,
        name="示例水务集团",
        kind=UnitKind.ENTERPRISE,
        parent=city.centre,
        since=date(2020, 1, 1),
    )
    city.hire("group_handler", Role.HANDLER, unit)
    return unit


def dissolve(city: City, successor: Unit | None, **more: object) -> Unit:
    given = {"on": localdate(city.at), "reason": BASIS, "successor": successor} | more
    return succeeding.dissolve_unit(city.water, actor=city.acting("system_admin"), at=city.at, **given)


def test_open_cases_go_to_the_successor_each_by_its_own_act_and_closed_ones_stay(city: City, successor: Unit):
    dispatched, in_hand, closed = city.to("dispatched"), city.to("in_hand"), city.to("closed")
    replied = city.to("replied")
    hanging = succession.hanging_on_unit(city.water, city.at)
    assert hanging.stages == {Stage.DISPATCHED: 1, Stage.IN_HAND: 1, Stage.REPLIED: 1}
    assert (hanging.open, hanging.in_hand) == (3, 2)
    dissolve(city, successor)
    assert succession.left_at(city.water) == 2
    later = city.at + timedelta(minutes=1)
    assert succeeding.hand_over_cases(later) == 2
    assert succeeding.hand_over_cases(later) == 0
    for case in (dispatched, in_hand):
        fresh = Case.objects.get(pk=case.pk)
        assert (fresh.lead_unit, fresh.stage) == (successor, "dispatched")
        line = Line.objects.filter(subject=case.key).last()
        assert (line.kind, line.actor, line.facts["via"]) == ("case.redispatch", WORKER.key, "succession")
    assert Case.objects.get(pk=closed.pk).lead_unit == city.water
    assert Case.objects.get(pk=replied.pk).lead_unit == city.water
    told = Reminder.objects.filter(person=city.people["group_handler"])
    assert "承接" in told.get(kind="settings").words


def test_a_case_that_comes_back_to_a_dissolved_unit_is_handed_over_then(city: City, successor: Unit):
    case = city.to("replied")
    dissolve(city, successor)
    city.move(case, "send_back", "reviewer", {"reason": "incomplete", "note": "没有写处理结果"})
    assert succeeding.hand_over_cases(city.at + timedelta(minutes=1)) == 1
    assert Case.objects.get(pk=case.pk).lead_unit == successor


def test_what_is_left_open_needs_a_successor(city: City):
    city.to("in_hand")
    assert refused_code(lambda: dissolve(city, None)) == "successor-needed"
    assert refused_code(lambda: dissolve(city, city.water)) == "bad-successor"
    assert not Unit.objects.get(pk=city.water.pk).dissolved_on


def test_a_unit_without_anything_needs_none(city: City):
    assert dissolve(city, None).dissolved_on == localdate(city.at)


def test_routes_lead_to_the_successor_and_none_is_there_twice(city: City, successor: Unit):
    category, place = Category.objects.get(pk="0101"), Place.objects.get(pk="6401")
    admin = city.acting("system_admin")
    for unit in (city.water, successor):
        catalogue.add_route(category, place, unit, precedence=1, actor=admin, at=city.at, reason=BASIS)
    east = Place.objects.get(pk="640104")
    catalogue.add_route(category, east, city.water, precedence=1, actor=admin, at=city.at, reason=BASIS)
    dissolve(city, successor)
    assert set(RoutingRule.objects.values_list("place", "unit")) == {("6401", successor.pk), ("640104", successor.pk)}


def test_a_departments_routes_do_not_pass_down_to_a_street(city: City):
    category, place = Category.objects.get(pk="0101"), Place.objects.get(pk="6401")
    admin = city.acting("system_admin")
    catalogue.add_route(category, place, city.water, precedence=1, actor=admin, at=city.at, reason=BASIS)
    assert refused_code(lambda: dissolve(city, city.street)) == "not-for-streets"


def test_the_chain_of_successors_is_followed_and_a_ring_is_not(city: City, successor: Unit):
    case = city.to("in_hand")
    dissolve(city, successor)
    third = Unit.objects.get(code="NORTH")
    succeeding.dissolve_unit(
        successor, actor=city.acting("system_admin"), at=city.at, on=localdate(city.at), reason=BASIS, successor=third
    )
    assert succession.living_successor(Unit.objects.get(pk=city.water.pk)) == third
    assert succeeding.hand_over_cases(city.at + timedelta(minutes=1)) == 1
    assert Case.objects.get(pk=case.pk).lead_unit == third
    ring = Unit(pk=-1, dissolved_on=localdate(city.at))
    ring.successor = Unit(pk=-2, dissolved_on=localdate(city.at), successor=ring)
    assert succession.living_successor(ring) is None


def test_only_who_may_and_only_as_seen(city: City, successor: Unit):
    given = {"at": city.at, "on": localdate(city.at), "reason": BASIS, "successor": successor}
    supervisor = city.acting("supervisor")
    assert refused_code(lambda: succeeding.dissolve_unit(city.water, actor=supervisor, **given)) == "wrong-role"
    version = newest_line(f"unit:{city.water.pk}")
    assert refused_code(lambda: dissolve(city, successor, expect=version - 1)) == "stale"


def shelf_of(city: City) -> tuple[Entry, Bulletin, Template]:
    """What the water unit answers for: an entry, a bulletin, a template."""
    day, writing = localdate(city.at), {"actor": city.acting("handler"), "at": city.at, "unit": city.water}
    told = {"question": "停水了怎么办", "answer": "请看公告。", "valid_from": day.isoformat()}
    entry = knowledge.write_entry(told | {"review_on": (day + timedelta(days=90)).isoformat()}, **writing)
    hours = {"since": city.at.isoformat(), "until": (city.at + timedelta(hours=8)).isoformat()}
    bulletin = knowledge.announce({"title": "停水", "words": "抢修"} | hours, **writing)
    template = knowledge.write_template({"title": "已联系", "purpose": "contact", "text": "已联系"}, **writing)
    return entry, bulletin, template


def test_what_it_answers_for_goes_to_the_successor_too(city: City, successor: Unit):
    records = shelf_of(city)
    gone = knowledge.write_template(
        {"title": "旧的", "purpose": "contact", "text": "旧"}, actor=city.acting("handler"), at=city.at, unit=city.water
    )
    knowledge.withdraw_template(gone, actor=city.acting("handler"), at=city.at)
    hanging = succession.hanging_on_unit(city.water, city.at)
    assert (hanging.entries, hanging.bulletins, hanging.templates) == (1, 1, 1)
    assert refused_code(lambda: dissolve(city, None)) == "successor-needed"
    dissolve(city, successor)
    assert succession.hanging_on_unit(city.water, city.at).knowledge == 3
    later = city.at + timedelta(minutes=1)
    assert succeeding.hand_over_knowledge(later) == 3
    assert succeeding.hand_over_knowledge(later) == 0
    for record in records:
        assert type(record).objects.get(pk=record.pk).unit == successor
        line = Line.objects.filter(subject=record.key).last()
        assert (line.kind.partition(".")[2], line.actor) == ("hand_over", WORKER.key)
        assert (line.facts["before"], line.facts["after"]) == ({"unit": city.water.pk}, {"unit": successor.pk})
        assert "承接" in line.facts["reason"]
    assert Template.objects.get(pk=gone.pk).unit == city.water, "what nobody uses any more stays history"
    assert not list(verifying.check()), "the words are the same"


def test_who_may_give_knowledge_to_another_unit(city: City, successor: Unit):
    entry, _bulletin, _template = shelf_of(city)
    given = {"at": city.at, "to": successor, "reason": BASIS}
    for by in ("leader", "system_admin", "operator"):
        assert refused_code(lambda by=by: knowledge.hand_over(entry, actor=city.acting(by), **given)) == "wrong-role"
    knowledge.hand_over(entry, actor=city.acting("supervisor"), **given)
    assert refused_code(lambda: knowledge.hand_over(entry, actor=city.acting("supervisor"), **given)) == "stale"
    dissolve(city, successor)
    entry.refresh_from_db()
    given["to"] = Unit.objects.get(pk=city.water.pk)
    assert refused_code(lambda: knowledge.hand_over(entry, actor=city.acting("supervisor"), **given)) == "unit-gone"


# --- a category ------------------------------------------------------------------------------------------------------


def test_a_category_with_open_cases_needs_a_successor_and_the_dispatchers_are_told(city: City):
    case = city.file()
    admin = city.acting("system_admin")
    row = CategoryRow("0103", "二次供水", "01", ServiceClass.ADMINISTRATIVE, localdate(city.at))
    new = catalogue.add_category(row, actor=admin, at=city.at, reason=BASIS)
    old = Category.objects.get(pk="0101")
    until = localdate(city.at) + timedelta(days=1)
    given = {"actor": admin, "at": city.at, "until": until, "reason": BASIS}
    assert refused_code(lambda: succeeding.retire_category(old, **given)) == "successor-needed"
    succeeding.retire_category(old, successor=new, **given)
    assert Case.objects.get(pk=case.pk).category == "0101"
    assert "停用" in Reminder.objects.get(person=city.people["dispatcher"], kind="settings").words
    assert refused_code(lambda: succeeding.retire_category(old, successor=new, **given)) == "already-retired"


# --- a person --------------------------------------------------------------------------------------------------------


def leave(city: City, person: Person, successor: Person | None) -> Person:
    admin = city.acting("system_admin")
    return succeeding.release_person(person, actor=admin, at=city.at, reason="退休", successor=successor)


def test_somebody_with_sixty_cases_leaves_and_the_worker_allots_them(
    city: City, queries: Callable[[], CaptureQueriesContext]
):
    cases = [city.to("in_hand") for _ in range(60)]
    gone, heir = city.people["handler"], city.people["leader"]
    assert succession.open_with(gone) == 60
    assert refused_code(lambda: leave(city, gone, None)) == "successor-needed"
    with queries() as leaving:
        leave(city, gone, heir)
    assert len(leaving) <= 30, "his cases are the worker's"
    later, turns, costs = city.at + timedelta(minutes=1), [], []
    for _turn in range(4):
        with queries() as seen:
            turns.append(succeeding.allot_cases_again(later))
        costs.append(len(seen))
    assert turns == [25, 25, 10, 0]
    # One act for each case, and each act costs the same however many there are.
    full, rest, none = costs[1] - costs[3], costs[2] - costs[3], costs[3]
    assert full / 25 == rest / 10 <= 20
    assert none == 1
    assert set(Case.objects.filter(pk__in=[case.pk for case in cases]).values_list("handler", flat=True)) == {heir.pk}
    for case in cases:
        (line,) = Line.objects.filter(subject=case.key, at=later)
        assert (line.kind, line.actor, line.facts["via"]) == ("case.allot", WORKER.key, "succession")
        assert line.facts["after"]["person"] == heir.pk
    assert succession.open_with(gone) == 0


def test_his_shifts_to_come_and_his_drafts_are_not_left_lying(city: City):
    operator, heir = city.people["operator"], city.hire("second", Role.OPERATOR, city.centre)
    actions.save_draft(uuid4(), {"body": "半句话"}, owner=operator, at=city.at)
    alarms.raise_emergency(actor=city.acting("operator"), at=city.at, submission=uuid4())
    DutyShift.objects.create(
        unit=city.centre,
        person=operator,
        phone="1",
        starts_at=city.at + timedelta(days=1),
        ends_at=city.at + timedelta(days=2),
    )
    leave(city, operator, heir)
    assert Draft.objects.get().owner == heir
    assert Handover.objects.get().receiver == heir
    assert Emergency.objects.get().owner == heir
    assert not DutyShift.objects.exists()
