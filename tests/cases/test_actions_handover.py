"""交班: drafts and follow-ups pass from one person to another by name, in one act; what is looked at again."""

import uuid
from datetime import timedelta

import pytest

from tests.cases.conftest import City, last_line
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases import actions, leftovers
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.actions import handover, tallying
from yihaotong.cases.lists.summing import done_on
from yihaotong.cases.models import Case, Draft, Emergency, FollowUp, Handover, HandoverPart, VoidCheck
from yihaotong.cases.rules.handover import sampled
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import access as reminders


@pytest.fixture
def two(city: City) -> City:
    """A second operator."""
    city.hire("night", Role.OPERATOR, city.centre)
    return city


def draft(city: City, owner: str = "operator") -> uuid.UUID:
    token = uuid.uuid4()
    actions.save_draft(token, {"body": "半句话", "phone": "13951000001"}, owner=city.people[owner], at=city.at)
    return token


def follow(city: City, case: Case, owner: str = "operator", note: str = "等市民回电，王先生") -> FollowUp:
    return actions.follow_up(case, owner=city.people[owner], actor=city.acting(owner), at=city.at, note=note)


def give(
    city: City, drafts: list[uuid.UUID], follow_ups: list[uuid.UUID], by: str = "operator", to: str = "night"
) -> Handover:
    return actions.hand_over(
        city.people["operator"],
        actor=city.acting(by),
        at=city.at,
        receiver=city.people[to],
        drafts=drafts,
        follow_ups=follow_ups,
    )


def test_drafts_and_follow_ups_are_the_receivers_from_now_on(two: City) -> None:
    token, mark = draft(two), follow(two, two.file())
    made = give(two, [token], [mark.token])
    left = leftovers.leftovers_of(two.people["operator"])
    assert (left.drafts, left.follow_ups) == ([], [])
    his = leftovers.leftovers_of(two.people["night"])
    assert [each.pk for each in his.drafts] == [token]
    assert [each.note for each in his.follow_ups] == ["等市民回电，王先生"]
    assert actions.open_draft(token, owner=two.people["night"])["body"] == "半句话"
    assert actions.open_draft(token, owner=two.people["operator"]) == {}
    assert dict(leftovers.parts_of(made)) == {"draft": 1, "follow_up": 1}


def test_the_journal_says_how_many_and_not_what(two: City) -> None:
    made = give(two, [draft(two), draft(two)], [follow(two, two.file()).token])
    line = last_line()
    assert (line.kind, line.subject, line.actor) == ("handover.give", made.key, two.people["operator"].key)
    after = {"from": two.people["operator"].key, "to": two.people["night"].key, "drafts": 2, "follow_ups": 1}
    assert line.facts == {"after": after}


def test_the_receiver_is_told_and_accepts_once(two: City) -> None:
    made = give(two, [draft(two)], [])
    told = reminders.panel(two.people["night"], two.at)
    assert [(each.kind, each.subject) for each in told] == [("handed_over", made.key)]
    assert "1 份草稿" in told[0].words
    assert leftovers.handovers_to(two.people["night"]) == [made]
    for _ in range(2):
        made = actions.accept(made, receiver=two.people["night"], at=two.at)
    assert made.accepted_at == two.at
    assert Line.objects.filter(kind="handover.accept").count() == 1
    assert leftovers.handovers_to(two.people["night"]) == []
    with pytest.raises(Refused) as refused:
        actions.accept(made, receiver=two.people["operator"], at=two.at)
    assert refused.value.code == "not-yours"


@pytest.mark.parametrize(
    ("by", "to", "code"),
    [
        ("operator", "operator", "to-oneself"),
        ("operator", "dispatcher", "not-taking-calls"),
        ("night", "night", "wrong-role"),
        ("dispatcher", "night", "wrong-role"),
    ],
)
def test_who_may_not_hand_over_to_whom(two: City, by: str, to: str, code: str) -> None:
    token = draft(two)
    with pytest.raises(Refused) as refused:
        give(two, [token], [], by=by, to=to)
    assert refused.value.code == code
    assert Draft.objects.get().owner == two.people["operator"]
    assert Handover.objects.count() == HandoverPart.objects.count() == 0


def test_a_shift_leader_passes_on_what_somebody_left_behind(two: City) -> None:
    token = draft(two)
    hiring.put_on_duty(
        two.centre,
        actor=IMPORTER,
        at=two.at,
        person=two.people["night"],
        phone="12345",
        starts_at=two.at - timedelta(hours=1),
        ends_at=two.at + timedelta(hours=8),
    )
    assert leftovers.left_behind(two.at) == [(two.people["operator"], 1)]
    give(two, [token], [], by="shift_leader")
    assert Draft.objects.get().owner == two.people["night"]
    assert last_line().actor == two.people["shift_leader"].key
    assert leftovers.left_behind(two.at) == []  # the receiver is on duty
    assert [each.person for each in leftovers.on_shift(two.at)] == [two.people["night"]]


def raised(city: City, by: str = "operator") -> Emergency:
    return alarms.raise_emergency(actor=city.acting(by), at=city.at, submission=uuid.uuid4())


def give_emergencies(city: City, *given: Emergency, giver: str = "operator", to: str = "night") -> Handover:
    return actions.hand_over(
        city.people[giver],
        actor=city.acting(giver),
        at=city.at,
        receiver=city.people[to],
        emergencies=[each.pk for each in given],
    )


def test_an_open_emergency_is_the_receivers_to_see_through(two: City) -> None:
    emergency = raised(two)
    made = give_emergencies(two, emergency)
    assert dict(leftovers.parts_of(made)) == {"emergency": 1}
    assert list(leftovers.emergencies_of(two.people["night"])) == [emergency]
    assert not leftovers.emergencies_of(two.people["operator"]).exists()
    line = Line.objects.get(kind="emergency.hand_over")
    assert (line.subject, line.facts["before"]) == (emergency.key, {"owner": two.people["operator"].key})
    assert line.facts["after"] == {"owner": two.people["night"].key, "handover": made.pk}
    assert last_line().facts["after"]["emergencies"] == 1
    assert "1 件紧急情况" in reminders.panel(two.people["night"], two.at)[0].words


def test_anothers_emergency_is_handed_over_by_a_shift_leader_alone_and_a_closed_one_by_nobody(two: City) -> None:
    others, closed = raised(two, "dispatcher"), raised(two)
    alarms.end(closed, actor=two.acting("shift_leader"), at=two.at, ending="误触", false_alarm=True)
    for emergency in (others, closed):
        with pytest.raises(Refused) as refused:
            give_emergencies(two, emergency)
        assert refused.value.code == "gone"
    assert Handover.objects.count() == 0
    give_emergencies(two, others, giver="shift_leader")
    assert Emergency.objects.get(pk=others.pk).owner == two.people["night"]


def test_what_was_used_up_meanwhile_takes_the_whole_act_back(two: City) -> None:
    token, gone = draft(two), draft(two)
    actions.discard_draft(gone, owner=two.people["operator"])
    mark = follow(two, two.file())
    for drafts, follow_ups in (([token, gone], []), ([token], [mark.token, uuid.uuid4()])):
        with pytest.raises(Refused) as refused:
            give(two, drafts, follow_ups)
        assert refused.value.code == "gone"
    with pytest.raises(Refused) as refused:
        give(two, [], [])
    assert refused.value.code == "nothing-chosen"
    assert Draft.objects.get(pk=token).owner == two.people["operator"]
    assert Handover.objects.count() == 0


def test_what_the_receiver_follows_up_himself_stays_one(two: City) -> None:
    case = two.file()
    mark = follow(two, case)
    follow(two, case, "night", "自己的")
    give(two, [], [mark.token])
    assert [each.note for each in leftovers.follow_ups_of(two.people["night"])] == ["自己的"]
    assert leftovers.follow_ups_of(two.people["operator"]) == []


def test_a_follow_up_is_sealed_said_again_replaced_and_done(two: City) -> None:
    case = two.file()
    mark = follow(two, case)
    assert "王先生".encode() not in bytes(FollowUp.objects.get().sealed)
    assert follow(two, case, note="改约下午") == mark
    assert [each.note for each in leftovers.follow_ups_of(two.people["operator"])] == ["改约下午"]
    with pytest.raises(Refused):
        actions.followed_up(mark, owner=two.people["night"], at=two.at)
    actions.followed_up(mark, owner=two.people["operator"], at=two.at)
    assert leftovers.follow_ups_of(two.people["operator"]) == []
    assert follow(two, case).token != mark.token
    for note in ("", " ", "长" * 201):
        with pytest.raises(Refused):
            follow(two, case, note=note)
    with pytest.raises(Refused) as refused:
        follow(two, case, "handler")
    assert refused.value.code == "wrong-role"


def test_the_next_shift_comes_first_among_those_who_could_take_it(two: City) -> None:
    two.hire("zz_next", Role.OPERATOR, two.centre)
    hiring.put_on_duty(
        two.centre,
        actor=IMPORTER,
        at=two.at,
        person=two.people["zz_next"],
        phone="12345",
        starts_at=two.at + timedelta(hours=2),
        ends_at=two.at + timedelta(hours=10),
    )
    found = leftovers.candidates(two.people["operator"], two.at)
    assert found[0].person == two.people["zz_next"]
    assert found[0].shift is not None
    assert {each.person.username for each in found} == {"zz_next", "night", "shift_leader"}


def test_what_somebody_leaves_is_known(two: City) -> None:
    filed, taken = two.file(), two.to("in_hand")
    assert leftovers.leftovers_of(two.people["operator"]).waiting == [filed]
    assert leftovers.leftovers_of(two.people["handler"]).in_hand == [taken]
    assert leftovers.leftovers_of(two.people["leader"]).in_hand == []


def test_one_in_ten_void_cases_is_looked_at_again(two: City) -> None:
    share = sum(sampled(f"YC20261123{number:06}", "secret") for number in range(5000)) / 5000
    assert 0.08 < share < 0.12
    assert [sampled("YC1", each) for each in ("a", "a")] == [sampled("YC1", "a")] * 2
    for _ in range(40):
        two.move(two.file(), "void", "operator", {"code": "silent"})
    found = leftovers.void_samples(two.at)
    assert 0 < len(found) < 40
    with pytest.raises(Refused):
        handover.check_void(found[0], actor=two.acting("operator"), at=two.at)
    for _ in range(2):
        handover.check_void(found[0], actor=two.acting("shift_leader"), at=two.at)
    assert VoidCheck.objects.count() == Line.objects.filter(kind="void.check").count() == 1
    assert leftovers.void_samples(two.at) == found[1:]


def test_the_moves_of_a_day_are_counted_once_however_often_they_are_read(two: City) -> None:
    two.to("in_hand")
    lines = list(Line.objects.order_by("pk"))
    for _ in range(2):
        tallying.follow(lines, two.at)
    assert done_on(two.people["handler"], two.at.date()) == 1
    two.move(two.file(), "dispatch", "dispatcher", {"unit": "WATER"})
    tallying.follow(list(Line.objects.order_by("pk")), two.at)
    assert done_on(two.people["dispatcher"], two.at.date()) == 2
    assert done_on(two.people["operator"], two.at.date() - timedelta(days=1)) == 0
    tallying.follow(list(Line.objects.order_by("pk")), two.at + timedelta(days=9))
