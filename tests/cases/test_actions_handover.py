"""交班: drafts and follow-ups pass from one person to another by name, in one act; what is looked at again."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction

from tests.cases.conftest import City, last_line
from tests.files.samples import jpeg
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases import actions, leftovers
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.actions import handover, tallying
from yihaotong.cases.actions.attaching import early_files
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


def test_the_files_of_a_draft_go_with_it_and_come_back_with_it(two: City) -> None:
    token, other = draft(two), draft(two)
    for form in (token, other):
        key = actions.early_of(form, two.people["operator"].key)
        actions.receive_early(key, [SimpleUploadedFile("路灯.jpg", jpeg())], at=two.at)

    def waiting(form: uuid.UUID, owner: str) -> int:
        return len(early_files(actions.early_of(form, two.people[owner].key)))

    made = give(two, [token], [])
    assert (waiting(token, "operator"), waiting(token, "night")) == (0, 1)
    assert (waiting(other, "operator"), waiting(other, "night")) == (1, 0), "what was not given stays"
    actions.take_back(made, actor=two.acting("operator"), at=two.at)
    assert (waiting(token, "operator"), waiting(token, "night")) == (1, 0)


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


def refused(handed: Handover, city: City, by: str = "operator") -> str:
    with pytest.raises(Refused) as refusal:
        actions.take_back(handed, actor=city.acting(by), at=city.at)
    return refusal.value.code


def test_what_the_giver_has_marked_again_stays_one_when_taken_back(two: City) -> None:
    again, other = two.file(), two.file()
    made = give(two, [], [follow(two, again).token, follow(two, other, note="另一件").token])
    follow(two, again, note="又想起来的")
    taken = actions.take_back(made, actor=two.acting("operator"), at=two.at)
    assert (taken.own, taken.gone) == (2, 0)
    notes = [each.note for each in leftovers.follow_ups_of(two.people["operator"])]
    assert sorted(notes) == ["又想起来的", "另一件"]
    assert leftovers.follow_ups_of(two.people["night"]) == []


def test_an_emergency_goes_back_to_whoever_saw_it_through_before(two: City) -> None:
    mine, raised_by_another, owned_by_another = raised(two, "shift_leader"), raised(two), raised(two)
    two.hire("day", Role.OPERATOR, two.centre)
    actions.accept(give_emergencies(two, owned_by_another, to="day"), receiver=two.people["day"], at=two.at)
    made = give_emergencies(two, mine, raised_by_another, owned_by_another, giver="shift_leader")
    taken = actions.take_back(made, actor=two.acting("shift_leader"), at=two.at)
    assert [list(leftovers.emergencies_of(two.people[name])) for name in ("shift_leader", "operator", "day")] == [
        [mine],
        [raised_by_another],
        [owned_by_another],
    ]
    assert (taken.own, taken.gone, taken.keepers) == (1, 0, ["测试day", "测试operator"])
    line = Line.objects.filter(kind="emergency.hand_over", subject=owned_by_another.key).latest("pk")
    assert line.facts["after"] == {"owner": two.people["day"].key, "handover": made.pk}


def test_an_emergency_whose_keeper_has_left_is_the_givers(two: City) -> None:
    emergency = raised(two)
    made = give_emergencies(two, emergency, giver="shift_leader")
    hiring.deactivate_person(two.people["operator"], actor=two.acting("system_admin"), at=two.at, reason="离岗")
    actions.take_back(made, actor=two.acting("shift_leader"), at=two.at)
    assert Emergency.objects.get().owner == two.people["shift_leader"]


def test_nothing_goes_back_to_somebody_who_has_left(two: City) -> None:
    token = draft(two)
    made = give(two, [token], [], by="shift_leader")
    assert leftovers.may_take_back(made, two.acting("shift_leader"))
    hiring.deactivate_person(two.people["operator"], actor=two.acting("system_admin"), at=two.at, reason="离岗")
    made = leftovers.handover_for(two.people["shift_leader"], made.pk)
    assert not leftovers.may_take_back(made, two.acting("shift_leader"))
    assert refused(made, two, "shift_leader") == "giver-left"
    assert Draft.objects.get(pk=token).owner == two.people["night"]


def test_what_the_receiver_handed_on_is_no_longer_on_the_way_and_does_not_come_back(two: City) -> None:
    emergency, token = raised(two), draft(two)
    made = give_emergencies(two, emergency)
    assert leftovers.emergencies_on_the_way(two.people["operator"]) == [emergency.pk]
    on = give_emergencies(two, emergency, giver="night", to="shift_leader")
    assert leftovers.emergencies_on_the_way(two.people["operator"]) == []
    assert leftovers.emergencies_on_the_way(two.people["night"]) == [emergency.pk]
    assert refused(made, two) == "nothing-left"
    actions.accept(on, receiver=two.people["shift_leader"], at=two.at)
    assert refused(made, two) == "nothing-left"
    assert Emergency.objects.get().owner == two.people["shift_leader"]
    assert leftovers.handovers_to(two.people["night"]) == [made], "as it was"
    first, second = draft(two), token
    made = give(two, [first, second], [])
    actions.discard_draft(first, owner=two.people["night"])
    taken = actions.take_back(made, actor=two.acting("operator"), at=two.at)
    assert (taken.own, taken.gone) == (1, 1)
    assert Draft.objects.get().owner == two.people["operator"]


def test_what_came_to_the_receiver_again_is_of_the_later_handover(two: City) -> None:
    emergency = raised(two)
    first = give_emergencies(two, emergency)
    second = give_emergencies(two, emergency, giver="night", to="shift_leader")
    third = give_emergencies(two, emergency, giver="shift_leader")
    assert leftovers.emergencies_on_the_way(two.people["operator"]) == []
    assert refused(first, two) == "nothing-left"
    actions.take_back(third, actor=two.acting("shift_leader"), at=two.at)
    actions.take_back(second, actor=two.acting("night"), at=two.at)
    assert leftovers.emergencies_on_the_way(two.people["operator"]) == [emergency.pk]
    actions.take_back(first, actor=two.acting("operator"), at=two.at)
    assert Emergency.objects.get().owner == two.people["operator"]


@pytest.mark.django_db(transaction=True)
def test_of_taking_back_and_accepting_at_once_one_wins(two: City) -> None:
    made, outcomes, waits = give(two, [draft(two)], []), [], threading.Event()

    def about_to_wait(execute: Any, sql: str, *rest: Any) -> Any:
        """Before it begins to write: on PostgreSQL it waits there for the row, on SQLite for the database."""
        if "UPDATE" in sql or sql.startswith("BEGIN"):
            waits.set()
        return execute(sql, *rest)

    def accept() -> None:
        try:
            with connection.execute_wrapper(about_to_wait):
                actions.accept(made, receiver=two.people["night"], at=two.at)
            outcomes.append("accepted")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            waits.set()
            connections.close_all()

    other = threading.Thread(target=accept)
    with transaction.atomic():
        actions.take_back(made, actor=two.acting("operator"), at=two.at)
        other.start()
        waits.wait()
    other.join()
    assert outcomes == ["taken-back"]
    assert Handover.objects.get().accepted_at is None
    assert not Line.objects.filter(kind="handover.accept").exists()


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
    drawn: set[bool] = set()
    while len(drawn) < 2:  # the secret is another one on every machine
        voided = two.move(two.file(), "void", "operator", {"code": "silent"}).order_no
        drawn.add(sampled(voided, settings.SECRET_KEY))
    found = leftovers.void_samples(two.at)
    assert 0 < len(found) < Case.objects.count()
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
