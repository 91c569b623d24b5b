"""The acts of 解读回应参与: bound both ways, in time or late, signed up for, and never more public than it may be."""

from datetime import timedelta
from typing import Any

import pytest

from tests.engagement.conftest import ANSWER, Office
from yihaotong.accounts.rules import VISITOR
from yihaotong.engagement import access, actions, verifying
from yihaotong.engagement.models import Binding, Budget, Opinion, SignUp
from yihaotong.engagement.rules.codes import Sort
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def told(record: Any) -> tuple[str, bool, bool]:
    """Where it stands, whether it is public, whether it stands out."""
    record.refresh_from_db()
    return record.progress, record.released_on is not None, bool(record.flagged)


def test_an_interpretation_and_its_policy_know_of_each_other(office: Office) -> None:
    policy = office.press.released(title="关于热线的办法")
    text = office.press.approved(title="办法的解读")
    record = office.enter(Sort.INTERPRETATION, policy=str(policy.pk), policy_title="", policy_organ="")
    assert (record.policy_title, record.policy_on is not None, record.due_at is not None) == (
        "关于热线的办法",
        True,
        True,
    )
    office.bind(record, text)
    assert (told(record), access.bound_to(policy.key)) == (("preparing", False, False), [])
    office.press.release(text)
    office.follow()
    office.follow()
    assert (told(record), record.due_at, record.late) == (("released", True, False), None, False)
    assert [(each.words, each.article) for each in access.bound_to(policy.key)] == [("解读", text.key)]
    assert [(each.words, each.article) for each in access.bound_to(text.key)] == [("政策原文", policy.key)]
    office.withdraw(policy)
    assert (told(record), access.bound_to(text.key)) == (("released", True, True), [])
    assert Reminder.objects.filter(subject=record.key).exists()
    office.move(record, "look", note="解读仍适用于新办法")
    office.withdraw(text)
    assert told(record) == ("preparing", False, True)
    assert list(verifying.check()) == []


def test_the_policy_of_another_organ_is_told_with_its_link(office: Office) -> None:
    link = {"policy_link": "https://www.example.gov.cn/1", "policy_number": "示政发〔2019〕1号"}
    record = office.enter(Sort.INTERPRETATION, policy_on=office.ago(30), **link)
    assert record.late, "three working days after the policy are over"
    text = office.press.released(title="计划的解读")
    office.bind(record, text)
    shown = access.bound_to(text.key)
    assert [(each.title, each.organ, each.link) for each in shown] == [
        ("示例都市圈建设工作计划", "示例市人民政府", "https://www.example.gov.cn/1")
    ]
    assert (told(record)[0], record.late) == ("released", True)
    assert [each.key for each in access.interpretations_in(office.at.year)] == [record.key]


@pytest.mark.parametrize(
    ("approved", "released", "late"), [(30, 10, False), (30, 9, True), (20, 0, False), (21, 1, False), (21, 0, True)]
)
def test_a_budget_has_twenty_days(office: Office, approved: int, released: int, *, late: bool) -> None:
    record = office.enter(Sort.BUDGET, approved_on=office.ago(approved))
    office.move(record, "release", released_on=office.ago(released), link="https://www.example.gov.cn/2")
    assert (told(record), record.late) == (("released", True, False), late)


def test_a_budget_explains_what_its_organ_costs(office: Office) -> None:
    record = office.enter(Sort.BUDGET, running_costs="")
    for act in (
        lambda: office.move(record, "release", released_on=office.ago(0), link="https://www.example.gov.cn/2"),
        lambda: office.bind(record, office.press.write(title="预算公开")),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "no-explanation"
    with pytest.raises(Refused) as refusal:
        office.enter(Sort.BUDGET)
    assert (refusal.value.code, Budget.objects.count()) == ("twice", 1)


def test_a_proposal_is_answered_and_done_again_and_counted(office: Office) -> None:
    record = office.enter(Sort.PROPOSAL)
    with pytest.raises(Refused) as refusal:
        office.move(record, "answer", answered_on=office.ago(5), **ANSWER | {"answer": "联系人手机13951000001"})
    assert refusal.value.code == "personal"
    office.move(record, "answer", answered_on=office.ago(5), **ANSWER)
    office.move(record, "hear", satisfaction="not")
    assert (record.progress, record.counts, record.redone) == ("received", "redo", 1)
    office.move(
        record, "answer", answered_on=office.ago(0), **ANSWER | {"publicity": "withheld", "publicity_reason": "x"}
    )
    office.move(record, "hear", satisfaction="content")
    with pytest.raises(Refused) as refusal:
        office.bind(record, office.press.write(title="复文"))
    assert refusal.value.code == "not-public"
    counted = access.handling(access.proposals_in(office.at.year))
    assert (counted.received, counted.answered, counted.satisfied, counted.public) == (1, 1, 1, 0)


def test_sign_ups_fill_up_wait_and_move_up(office: Office) -> None:
    activity = office.activity()
    first = office.sign_up(activity)
    second = office.sign_up(activity, phone="13951000002")
    third = office.sign_up(activity, phone="13951000003", persons="1")
    assert [first.place, second.place, third.place] == ["in", "waiting", "waiting"]
    with pytest.raises(Refused) as refusal:
        office.sign_up(activity)
    assert (refusal.value.code, refusal.value.field) == ("twice", "phone")
    actions.cancel(
        actions.look_up(first.number, actions.query_code(first.number), at=office.at), actor=VISITOR, at=office.at
    )
    places = SignUp.objects.order_by("pk").values_list("place", flat=True)
    assert list(places) == ["gone", "in", "in"]
    officer, told = office.press.by("officer"), Reminder.objects.filter(subject=activity.key, seen_at=None)
    assert told.filter(words__contains="打电话").exists()
    assert access.calling_for(officer, office.at) == {activity: 2}
    numbers = [each.number for each in access.to_call([activity])]
    for wrong, said, code in (([], "接通", "missing"), (numbers, "", "missing"), (["BM0"], "接通", "wrong-progress")):
        with pytest.raises(Refused) as refusal:
            actions.called(activity, wrong, said, actor=officer, at=office.at)
        assert refusal.value.code == code
    assert actions.called(activity, numbers, "接通了本人", actor=officer, at=office.at) == 2
    assert access.calling_for(officer, office.at) == {}
    assert access.moved_up_at(SignUp.objects.get(pk=second.pk)) == office.at
    assert not told.exists()
    assert not any("王䶮" in line.payload or "1395100" in line.payload for line in Line.objects.all())
    later = activity.starts_at + timedelta(days=91)
    assert (actions.purge_sign_ups(later), actions.purge_sign_ups(later)) == (1, 0)
    assert not SignUp.objects.exclude(sealed=None).exists()
    assert list(verifying.check()) == []


def test_whoever_waits_comes_in_when_there_is_more_room(office: Office) -> None:
    activity = office.activity(capacity="2")
    office.sign_up(activity)
    waits = office.sign_up(activity, phone="13951000002")
    activity.refresh_from_db()
    more = office.fields(Sort.ACTIVITY, capacity="4", sign_up_until=activity.sign_up_until)
    actions.amend(activity, more, actor=office.press.by("officer"), at=office.at, expect=activity.version)
    waits.refresh_from_db()
    assert (waits.place, [each.pk for each in access.to_call([activity])]) == ("in", [waits.pk])


def test_sign_up_opens_after_its_notice_and_ends(office: Office) -> None:
    activity = office.enter(Sort.ACTIVITY, capacity="3", sign_up_until=office.at + timedelta(days=4))
    with pytest.raises(Refused) as refusal:
        office.move(activity, "open")
    assert refusal.value.code == "no-notice"
    open_one = office.activity(title="另一次开放日")
    office.move(open_one, "end_sign_up")
    with pytest.raises(Refused) as refusal:
        office.sign_up(open_one)
    assert refusal.value.code == "sign-up-over"
    notice = Binding.objects.get(subject=open_one.key)
    assert list(access.public_activities()) == [open_one]
    Binding.objects.filter(pk=notice.pk).update(gone_at=office.at)
    assert list(access.public_activities()) == []


def test_opinion_runs_by_the_hour_and_is_told_before_the_breach(office: Office) -> None:
    found = office.at - timedelta(hours=4)
    record: Opinion = office.enter(Sort.OPINION, found_at=found)
    assert record.due_at == found + timedelta(hours=48)
    office.move(record, "assess", grade="major", assessment="属实，影响大")
    assert record.due_at == found + timedelta(hours=5)
    assert actions.remind_of_limits(office.at)
    assert not actions.remind_of_limits(office.at)
    assert set(Reminder.objects.values_list("kind", flat=True)) >= {"due_soon"}
    actions.remind_of_limits(found + timedelta(hours=6))
    record.refresh_from_db()
    assert record.late
    office.move(record, "respond", responded_at=office.at, response="抢修中")
    assert (record.late, record.due_at) == (False, found + timedelta(hours=24))
    office.move(record, "confer", conference_at=office.at)
    assert (record.progress, record.due_at) == ("responded", None)
    assert [each.key for each in access.responses_in(office.at.year)] == [record.key]


def test_what_was_rewritten_behind_the_application_is_named(office: Office) -> None:
    record = office.enter(Sort.OPINION)
    Opinion.objects.filter(pk=record.pk).update(text="另一回事")
    assert [problem.kind for problem in verifying.check()] == ["record-changed"]
