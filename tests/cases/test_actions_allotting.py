"""Allotting within a unit: to whom, what he may do with it, and what becomes of it when he leaves."""

from datetime import timedelta

import pytest

from tests.cases.conftest import CONTACT, REPLY, City, last_line, refused_code
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role, UnitKind
from yihaotong.cases import access, actions, allotting, succession, today, verifying
from yihaotong.cases.lists.kept import passing
from yihaotong.cases.lists.narrowing import narrowed
from yihaotong.cases.models import Case
from yihaotong.cases.rules import filters
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.identity import CallPurpose, Purpose
from yihaotong.journal.models import Line


@pytest.fixture
def team(city: City) -> City:
    """The street with a community below it, and a second handler at the water unit."""
    community = hiring.create_unit(
        "VILLAGE", actor=IMPORTER, at=city.at, name="示例村", kind=UnitKind.COMMUNITY, parent=city.street,
        since=city.at.date() - timedelta(days=900),
    )  # fmt: skip
    city.hire("villager", Role.HANDLER, community)
    city.hire("colleague", Role.HANDLER, city.water)
    return city


def allot(city: City, case: Case, to: str, by: str = "leader", **more) -> Case:
    return city.move(case, "allot", by, {"person": city.people[to].pk} | more)


def refused(city: City, case: Case, to: str, by: str = "leader") -> str:
    return refused_code(lambda: allot(city, case, to, by))


def test_a_case_is_allotted_and_the_journal_says_from_whom_to_whom(team: City):
    case = allot(team, team.to("dispatched"), "handler", note="先看现场")
    assert case.handler == team.people["handler"]
    assert (case.stage, case.legs.count()) == (Stage.DISPATCHED, 1)
    again = allot(team, case, "colleague", by="handler")
    assert again.handler == team.people["colleague"]
    line = last_line()
    assert (line.kind, line.facts["before"]) == ("case.allot", {"person": team.people["handler"].pk})
    assert line.facts["after"] == {"person": team.people["colleague"].pk}
    first = Line.objects.filter(kind="case.allot").order_by("pk")[0]
    assert "先看现场" not in first.payload
    assert case.remarks.get().text == "先看现场"


@pytest.mark.parametrize(
    ("to", "by", "code"),
    [
        ("street_handler", "leader", "not-at-unit"),
        ("operator", "leader", "not-at-unit"),
        ("colleague", "street_leader", "out-of-reach"),
        ("colleague", "dispatcher", "wrong-role"),
    ],
)
def test_only_within_the_unit(team: City, to: str, by: str, code: str):
    assert refused(team, team.to("dispatched"), to, by) == code


def test_not_twice_to_the_same_and_not_to_one_who_left(team: City):
    case = allot(team, team.to("dispatched"), "handler")
    assert refused(team, case, "handler") == "already-allotted"
    hiring.deactivate_person(team.people["colleague"], actor=IMPORTER, at=team.at, reason="调离")
    assert refused(team, case, "colleague") == "not-at-unit"
    assert refused_code(lambda: team.move(case, "allot", "leader", {"person": 99999})) == "not-at-unit"
    assert refused_code(lambda: team.move(case, "allot", "leader", {"person": "x"})) == "not-a-person"


def test_the_second_of_two_who_allot_at_once_is_told(team: City):
    seen = team.to("dispatched")
    other = access.fresh(seen)
    allot(team, seen, "handler")
    assert refused(team, other, "colleague") == "stale"


def test_somebody_below_the_unit_handles_what_is_allotted_to_him_and_nothing_else(team: City):
    case = team.move(team.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    other = team.move(team.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    assert team.see("villager") == set()
    case = allot(team, case, "villager", by="street_leader")
    assert team.see("villager") == {case.order_no}
    villager = team.acting("villager")
    assert list(access.queue(villager, Stage.DISPATCHED)) == [case]
    assert {move.name for move in access.moves_open(case, villager, team.at)} == {
        *("sign", "allot", "attach", "give_back"),
    }
    assert refused_code(lambda: team.move(case, "return", "villager", {"reason": "other", "basis": "无"})) in {
        "out-of-reach",
        "wrong-role",
    }
    assert refused_code(lambda: team.move(other, "sign", "villager")) == "out-of-reach"
    case = team.move(case, "sign", "villager")
    case = team.move(case, "contact", "villager", CONTACT)
    # The street's leader signs: the villager proposes.
    assert refused_code(lambda: team.move(case, "reply", "villager", REPLY)) == "leader-must-sign"
    case = team.move(case, "propose", "villager", REPLY)
    case = allot(team, case, "street_handler", by="villager")
    assert team.see("villager") == set()
    assert access.visible_to(team.acting("street_handler")).filter(pk=case.pk).exists()


def test_another_unit_knows_nothing_of_it(team: City):
    case = allot(team, team.to("dispatched"), "handler")
    case = team.move(case, "redispatch", "dispatcher", {"unit": "NORTH", "reason": "职责在街道"})
    assert case.handler is None
    assert last_line().facts["before"]["person"] == team.people["handler"].pk
    assert last_line().facts["after"]["person"] is None
    assert list(verifying.check()) == []


def test_a_unit_that_held_it_earlier_follows_it_and_opens_no_identity(team: City):
    case = team.move(team.to("dispatched"), "redispatch", "dispatcher", {"unit": "NORTH", "reason": "职责在街道"})
    case = team.move(case, "sign", "street_handler")
    assert access.visible_to(team.acting("leader")).filter(pk=case.pk).exists()

    def opened(by: str) -> actions.Identity:
        return actions.open_identity(case, actor=team.acting(by), at=team.at, purpose=Purpose.CALL)

    assert opened("street_handler").name == "王䶮"
    assert refused_code(lambda: opened("leader")) == "identity-sealed"
    asked = {"actor": team.acting("leader"), "at": team.at, "purpose": CallPurpose.FACTS}
    assert refused_code(lambda: actions.ask_for_call(case, **asked)) == "identity-sealed"


def test_what_somebody_left_behind_is_told_and_found(team: City):
    mine = [allot(team, team.to("in_hand"), "colleague") for _ in range(3)]
    allot(team, team.to("dispatched"), "handler")
    leader = team.acting("leader")
    assert allotting.left_behind_for(leader, team.at) == []
    hiring.deactivate_person(team.people["colleague"], actor=IMPORTER, at=team.at, reason="调离")
    [gone] = allotting.left_behind_for(leader, team.at)
    assert (gone.person, gone.name, gone.count) == (team.people["colleague"].pk, "测试colleague", 3)
    assert allotting.left_behind_for(team.acting("street_leader"), team.at) == []
    assert allotting.left_behind_for(team.acting("handler"), team.at) == []
    wanted = filters.read({"handler": [str(gone.person)]})
    found = passing(access.queue(leader, Stage.IN_HAND), wanted, team.at)
    assert set(found) == set(mine)
    assert set(narrowed(leader, wanted, team.at).rows) == set(mine)
    for case in mine:
        allot(team, access.fresh(case), "handler")
    assert allotting.left_behind_for(leader, team.at) == []


def test_a_filter_that_is_no_persons_number_finds_nothing(team: City):
    allot(team, team.to("dispatched"), "handler")
    assert not passing(Case.objects.all(), filters.read({"handler": ["999999"]}), team.at).exists()
    for value in ("X", "0" * 20):
        assert refused_code(lambda value=value: filters.read({"handler": [value]})) == "not-a-code"


def test_colleagues_stand_by_unit_with_what_they_have(team: City, queries):
    allot(team, team.to("dispatched"), "handler")
    with queries() as seen:
        groups = allotting.choices([team.water.pk], team.at)
    assert [[word for _, word in people] for _, people in groups] == [
        ["测试colleague（手上 0 件）", "测试handler（手上 1 件）", "测试leader（手上 0 件）"]
    ]
    assert len(seen) <= 6
    assert len(allotting.choices([team.street.pk], team.at)) == 2


def test_whoever_signs_has_it_in_hand_unless_it_was_allotted(team: City):
    mine = team.to("in_hand")
    assert mine.handler == team.people["handler"]
    assert last_line().facts["after"]["person"] == team.people["handler"].pk
    allotted = allot(team, team.to("dispatched"), "colleague")
    assert team.move(allotted, "sign", "handler").handler == team.people["colleague"]
    assert "person" not in last_line().facts["after"]
    words = dict(allotting.choices([team.water.pk], team.at)[0][1])
    assert words[str(team.people["handler"].pk)] == "测试handler（手上 1 件）"
    assert succession.open_with(team.people["handler"]) == 1
    assert list(verifying.check()) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("allot", "leader", "handler"), ("allot", "colleague", "leader")),
        (("allot", "leader", "colleague"), ("reply", "handler", None)),
        (("give_back", "handler", None), ("allot", "leader", "colleague")),
    ],
)
def test_of_two_with_the_same_page_open_the_second_is_told(team: City, first, second):
    """What decides something goes by the version that was on the screen, although the case stays at its stage."""
    case = team.to("in_hand")
    if first[2] == "handler":
        case = allot(team, case, "colleague")
    case = team.move(case, "contact", "handler", CONTACT)
    seen = case.version
    data = {"allot": lambda to: {"person": team.people[to].pk}, "give_back": lambda _: {"note": "请假"}}
    data["reply"] = lambda _: REPLY
    team.move(access.fresh(case), first[0], first[1], data[first[0]](first[2]), expect=seen)
    later = lambda: team.move(  # noqa: E731
        access.fresh(case), second[0], second[1], data[second[0]](second[2]), expect=seen
    )
    assert refused_code(later) == "stale"


def test_a_record_that_is_added_hinders_nobody(team: City):
    case = team.to("in_hand")
    seen = case.version
    allot(team, access.fresh(case), "colleague", by="leader")
    team.move(access.fresh(case), "contact", "handler", CONTACT, expect=seen)
    case = team.move(access.fresh(case), "supplement", "citizen", {"text": "今天水压也低"}, expect=seen)
    assert case.version == seen + 1


def test_whoever_was_allotted_a_case_gives_it_back_with_his_reason(team: City):
    case = allot(team, team.to("in_hand"), "colleague")
    assert refused_code(lambda: team.move(case, "give_back", "handler", {"note": "不熟"})) == "not-allotted-to-you"
    assert refused_code(lambda: team.move(case, "give_back", "colleague")) == "missing"
    case = team.move(case, "give_back", "colleague", {"note": "明天起休假"})
    assert (case.handler, case.stage, case.lead_unit) == (None, Stage.IN_HAND, team.water)
    assert last_line().facts["before"] == {"person": team.people["colleague"].pk}
    assert "休假" not in last_line().payload
    waiting = {task.case: task for task in today.tasks(team.acting("leader"), team.at)}
    assert waiting[case].act.move == "allot"
    assert "承办人交回，待另行分办" in waiting[case].reasons
    assert case not in {task.case for task in today.tasks(team.acting("colleague"), team.at)}
    case = allot(team, case, "handler")
    assert waiting.keys().isdisjoint({task.case for task in today.tasks(team.acting("leader"), team.at)})
    assert list(verifying.check()) == []


def test_nobody_is_to_be_contacted_who_left_no_way_to_contact_him(team: City):
    case = team.to("dispatched", anonymous=True, name="", phone="")
    case = team.move(case, "sign", "handler")
    known = team.to("dispatched")
    known = team.move(known, "sign", "handler")
    running = lambda each: set(each.clocks.filter(met_at=None).values_list("kind", flat=True))  # noqa: E731
    assert running(known) - running(case) == {ClockKind.FIRST_CONTACT.value}
    acts = {task.case: task.act.move for task in today.tasks(team.acting("handler"), team.at)}
    assert (acts[case], acts[known]) == ("reply", "contact")
    assert case.due_at == case.clocks.get(kind=ClockKind.HANDLE.value).due_at
