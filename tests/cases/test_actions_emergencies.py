"""Emergencies: raised once, known at once, their clock from the alarm, each step once and in the journal."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cases.conftest import FILING, City
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import IMPORTER, Role
from yihaotong.cases import actions, emergencies, verifying
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.models import Case, Emergency
from yihaotong.cases.rules.codes import Channel, SpecialLine
from yihaotong.cases.rules.emergencies import Danger, ReportMeans
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder


def hired(city: City, username: str, role: Role) -> Person:
    return city.people[username] if username in city.people else city.hire(username, role, city.centre)


@pytest.fixture
def boss(city: City) -> Person:
    return hired(city, "shift_leader", Role.SHIFT_LEADER)


def raised(city: City, at: datetime, **more: Any) -> Emergency:
    told = {"danger": Danger.FIRE, "what": "三楼着火", "place": "示例路 1 号", "submission": uuid4()}
    return alarms.raise_emergency(actor=city.acting("operator"), at=at, **told | more)


def kinds(emergency: Emergency) -> list[str]:
    return list(Line.objects.filter(subject=emergency.key).order_by("pk").values_list("kind", flat=True))


def told(words: str = "已转 119。") -> dict[str, Any]:
    return {"to": "市政府总值班室", "means": ReportMeans.PHONE, "text": words}


def test_the_clock_of_the_report_runs_from_the_alarm(city: City, at: datetime, boss: Person) -> None:
    emergency = raised(city, at)
    assert emergency.due_at is not None
    assert timedelta(minutes=30) <= emergency.due_at - at < timedelta(minutes=31), "kept through its last second"
    shown = emergencies.timed([emergency], at + timedelta(hours=1))[0]
    assert shown.standing is not None
    assert shown.standing.light == "red"
    alarms.report(emergency, actor=city.acting("shift_leader"), at=at + timedelta(minutes=20), **told())
    again = emergencies.timed([Emergency.objects.get(pk=emergency.pk)], at + timedelta(hours=1))[0]
    assert again.standing is not None
    assert again.standing.text == "按时完成"


def test_the_journal_tells_every_step_and_no_word_of_the_caller(city: City, at: datetime, boss: Person) -> None:
    emergency = raised(city, at)
    leader = city.acting("shift_leader")
    alarms.put_through(emergency, SpecialLine.FIRE, actor=city.acting("operator"), at=at)
    alarms.see(emergency, actor=leader, at=at)
    alarms.see(emergency, actor=leader, at=at + timedelta(minutes=1))
    alarms.report(emergency, actor=leader, at=at, **told())
    alarms.end(emergency, actor=leader, at=at, ending="火已扑灭")
    steps = ["raise", "put_through", "see", "report", "end"]
    assert kinds(emergency) == [f"emergency.{step}" for step in steps]
    lines = Line.objects.filter(subject=emergency.key)
    assert not any("三楼" in line.payload or "示例路" in line.payload or "扑灭" in line.payload for line in lines)
    assert Emergency.objects.get().seen_at == at, "the first who saw it stays"


def test_the_same_form_raises_one_and_brings_its_words_up_to_date(city: City, at: datetime, boss: Person) -> None:
    form = uuid4()
    first = raised(city, at, submission=form, what="", danger=None)
    again = raised(city, at + timedelta(minutes=1), submission=form, what="四楼也着了", danger=None)
    assert first.pk == again.pk
    kept = Emergency.objects.get()
    assert (kept.what, kept.raised_at, kept.danger) == ("四楼也着了", at, "other")
    assert kinds(kept) == ["emergency.raise", "emergency.describe"]
    assert Reminder.objects.count() == 1
    raised(city, at, submission=form, what="四楼也着了", danger=None)
    assert len(kinds(kept)) == 2, "nothing new, no line"


def test_leaders_on_duty_are_alarmed_then_all_leaders_then_the_supervisors(city: City, at: datetime) -> None:
    def alarmed() -> set[str]:
        Reminder.objects.all().delete()
        raised(city, at)
        return {reminder.person.username for reminder in Reminder.objects.select_related("person")}

    early, late = (hired(city, name, Role.SHIFT_LEADER) for name in ("early", "late"))
    everybody = alarmed()
    assert {"early", "late"} <= everybody
    hiring.put_on_duty(
        city.centre,
        actor=IMPORTER,
        at=at,
        person=early,
        phone="09516012345",
        starts_at=at - timedelta(hours=1),
        ends_at=at + timedelta(hours=1),
    )
    assert alarmed() == {"early"}
    for person in Person.objects.filter(posts__role=Role.SHIFT_LEADER.value):
        person.posts.update(until=at)
    assert alarmed() == {"supervisor"}
    assert late.pk


def test_tied_once_to_the_case_of_the_same_call(city: City, at: datetime, boss: Person) -> None:
    emergency, case, other = raised(city, at), city.file(), city.file()
    operator = city.acting("operator")
    alarms.tie(emergency, case, actor=operator, at=at)
    alarms.tie(emergency, other, actor=operator, at=at)
    assert Emergency.objects.get().case == case
    assert kinds(emergency).count("emergency.tie") == 1
    with pytest.raises(Refused, match="别人报的"):
        alarms.tie(emergency, case, actor=city.acting("dispatcher"), at=at)
    assert case.order_no in alarms.proposed_report(emergencies.emergency_for(operator, emergency.pk))


def test_what_was_handed_over_is_told_and_tied_by_the_receiver(city: City, at: datetime, boss: Person) -> None:
    form, night = uuid4(), hired(city, "night", Role.OPERATOR)
    emergency = raised(city, at, submission=form)
    taken = city.acting("night")
    assert emergencies.of_form(taken, form) is None
    giver = city.people["operator"]
    actions.hand_over(giver, actor=city.acting("operator"), at=at, receiver=night, emergencies=[emergency.pk])
    assert emergencies.of_form(taken, form) == emergency
    alarms.raise_emergency(actor=taken, at=at, submission=form, what="四楼也着了")
    assert Emergency.objects.get().what == "四楼也着了"
    case = city.file()
    alarms.tie(Emergency.objects.get(), case, actor=taken, at=at)
    kept = Emergency.objects.get()
    assert (kept.case, kept.what) == (case, case.body)
    assert emergencies.of_form(city.acting("dispatcher"), form) is None


def test_filed_from_its_form_it_is_about_that_case(city: City, at: datetime, boss: Person) -> None:
    form = uuid4()
    raised(city, at, submission=form)
    by, phone = city.acting("operator"), Channel.PHONE
    filed = actions.file(FILING, actor=by, at=at, channel=phone, submission=form, draft=form, via="desk").case
    assert Emergency.objects.get().case == filed
    assert (filed.urgency, filed.version) == ("emergency", Case.objects.get().version)
    assert urgency_lines(filed) == [("case.escalate", "normal", "emergency")]
    assert Line.objects.get(kind="emergency.tie").facts["via"] == "desk"
    city.move(filed, "dispatch", "dispatcher", {"unit": "WATER"})


def test_raised_in_a_form_that_is_filed_already_it_is_about_that_case(city: City, at: datetime, boss: Person) -> None:
    form, by = uuid4(), city.acting("operator")
    filed = actions.file(FILING, actor=by, at=at, channel=Channel.PHONE, submission=form, draft=form).case
    emergency = alarms.raise_in_form(form, actor=by, at=at, what="着火了", place="")
    assert emergency.case == Emergency.objects.get().case == filed
    assert Case.objects.get().urgency == "emergency"


def test_a_false_alarm_of_a_call_that_is_filed_later_lifts_nothing(city: City, at: datetime, boss: Person) -> None:
    emergency, case = raised(city, at), city.file()
    as_it_was = Emergency.objects.get()
    alarms.end(emergency, actor=city.acting("shift_leader"), at=at, ending="误触", false_alarm=True)
    alarms.tie(as_it_was, case, actor=city.acting("operator"), at=at)
    assert (Emergency.objects.get().case, Case.objects.get().urgency) == (case, "normal")
    assert urgency_lines(case) == []


def test_ended_as_false_while_the_case_was_being_filed_it_lifts_nothing_either(
    city: City, at: datetime, boss: Person
) -> None:
    emergency, case = raised(city, at), city.file()
    as_it_was = Emergency.objects.get()
    alarms.tie(emergency, case, actor=city.acting("operator"), at=at)
    alarms.end(as_it_was, actor=city.acting("shift_leader"), at=at, ending="误触", false_alarm=True)
    assert Case.objects.get().urgency == "normal"
    assert [kind for kind, *_ in urgency_lines(case)] == ["case.escalate", "case.calm"]


def test_a_move_that_was_under_way_does_not_begin_the_limits_of_before(city: City, at: datetime, boss: Person) -> None:
    case = city.file()
    raised_now = alarms.raise_for_case(case, actor=city.acting("operator"), at=at, submission=uuid4())
    with pytest.raises(Refused, match=r"刚有变动：.*报急，列为特急，现在是") as refused:
        city.move(case, "dispatch", "dispatcher", {"unit": "WATER"})
    assert refused.value.code == "stale"
    assert not case.clocks.filter(kind="sign").exists()
    seen = Case.objects.get()
    alarms.end(raised_now, actor=city.acting("shift_leader"), at=at, ending="误触", false_alarm=True)
    with pytest.raises(Refused, match="按误报了结特急"):
        city.move(seen, "dispatch", "dispatcher", {"unit": "WATER"})
    assert Case.objects.get().version == 3


def test_what_no_table_takes_keeps_no_alarm_back(city: City, at: datetime, boss: Person) -> None:
    form = uuid4()
    raised(city, at, what="\x00三楼着火 ", place="示例路\x00 1 号", submission=form)
    kept = Emergency.objects.get()
    assert (kept.what, kept.place) == ("三楼着火", "示例路 1 号")
    raised(city, at, what="三楼\x00着火，四楼也是", submission=form)
    assert Emergency.objects.get().what == "三楼着火，四楼也是"
    again = {"actor": city.acting("operator"), "at": at, "submission": uuid4()}
    assert alarms.raise_for_case(city.file(), what="\x00", **again).what == ""


@pytest.mark.parametrize("by", ["operator", "dispatcher", "reviewer", "handler"])
def test_only_a_shift_leader_or_a_supervisor_ends_it(city: City, at: datetime, boss: Person, by: str) -> None:
    emergency = raised(city, at)
    with pytest.raises(Refused) as refused:
        alarms.end(emergency, actor=city.acting(by), at=at, ending="好了", false_alarm=True)
    assert refused.value.code == "wrong-role"
    assert kinds(emergency) == ["emergency.raise"]


def test_two_who_report_at_once_one_is_told(city: City, at: datetime, boss: Person) -> None:
    emergency = raised(city, at)
    other = Emergency.objects.get(pk=emergency.pk)
    alarms.report(emergency, actor=city.acting("shift_leader"), at=at, **told())
    with pytest.raises(Refused) as refused:
        alarms.report(other, actor=city.acting("operator"), at=at, **told("另一份"))
    assert refused.value.code == "already-reported"
    assert Emergency.objects.get().report == "已转 119。"


def test_a_real_one_is_reported_before_it_ends_a_false_one_need_not(city: City, at: datetime, boss: Person) -> None:
    leader = city.acting("shift_leader")
    real, false = raised(city, at), raised(city, at)
    with pytest.raises(Refused) as refused:
        alarms.end(real, actor=leader, at=at, ending="没事了")
    assert refused.value.code == "not-reported"
    alarms.end(false, actor=leader, at=at, ending="误触", false_alarm=True)
    shown = emergencies.timed([false], at)[0].standing
    assert shown is not None
    assert shown.text == "不再计时"
    with pytest.raises(Refused, match="已经了结"):
        alarms.put_through(false, SpecialLine.FIRE, actor=leader, at=at)
    running, past = emergencies.current(leader, at)
    assert [each.emergency for each in running] == [real]
    assert [each.emergency for each in past] == [false]


def test_raised_about_a_case_that_was_filed_before(city: City, at: datetime, boss: Person) -> None:
    case, form = city.to("in_hand"), uuid4()
    given = {"at": at, "danger": Danger.GAS, "what": "闻到煤气", "submission": form}
    emergency = alarms.raise_for_case(case, actor=city.acting("dispatcher"), **given)
    assert (emergency.case, emergency.danger, emergency.due_at is not None) == (case, "gas", True)
    assert case.address in emergency.place
    assert Line.objects.get(kind="emergency.raise").facts["after"]["case"] == case.key
    assert Reminder.objects.get(kind="emergency").person == boss
    assert alarms.raise_for_case(case, actor=city.acting("dispatcher"), **given) == emergency, "pressed twice"
    with pytest.raises(Refused) as refused:
        alarms.raise_for_case(case, actor=city.acting("operator"), at=at, submission=uuid4())
    assert refused.value.code == "emergency-open"
    alarms.end(emergency, actor=city.acting("shift_leader"), at=at, ending="没有煤气", false_alarm=True)
    again = alarms.raise_for_case(case, actor=city.acting("operator"), at=at, submission=uuid4())
    assert [each.emergency for each in emergencies.of_case(city.acting("operator"), case, at)] == [again, emergency]
    assert emergencies.of_case(city.acting("handler"), case, at) == []


def urgency_lines(case: Case) -> list[tuple[str, str, str]]:
    lines = Line.objects.filter(subject=case.key, kind__in=("case.escalate", "case.calm")).order_by("pk")
    return [(line.kind, line.facts["before"]["urgency"], line.facts["after"]["urgency"]) for line in lines]


@pytest.mark.parametrize("stage", ["filed", "dispatched", "in_hand", "closed"])
def test_the_case_is_the_most_urgent_from_then_on(city: City, at: datetime, boss: Person, stage: str) -> None:
    case, form = city.to(stage, urgency="urgent"), uuid4()
    dues = sorted(case.clocks.values_list("kind", "due_at"))
    raised_now = alarms.raise_for_case(case, actor=city.acting("operator"), at=at, submission=form)
    assert Case.objects.get(pk=case.pk).urgency == "emergency"
    assert urgency_lines(case) == [("case.escalate", "urgent", "emergency")]
    assert Line.objects.get(kind="case.escalate").facts["after"]["emergency"] == raised_now.key
    assert sorted(case.clocks.values_list("kind", "due_at")) == dues, "what was promised stays"
    alarms.raise_for_case(case, actor=city.acting("operator"), at=at, submission=form, what="又说了一遍")
    assert len(urgency_lines(case)) == 1, "pressed twice"
    assert list(verifying.check()) == []


def test_limits_that_begin_after_it_are_those_of_an_emergency(city: City, at: datetime, boss: Person) -> None:
    case = city.file()
    alarms.raise_for_case(case, actor=city.acting("operator"), at=at, submission=uuid4())
    case = city.move(Case.objects.get(pk=case.pk), "dispatch", "dispatcher", {"unit": "WATER"})
    assert case.clocks.get(kind="sign").limit == "15min"


def test_one_that_was_raised_on_the_telephone_lifts_the_case_of_that_call(city: City, at: datetime) -> None:
    emergency, case = raised(city, at), city.file()
    alarms.tie(emergency, case, actor=city.acting("operator"), at=at)
    alarms.tie(emergency, case, actor=city.acting("operator"), at=at)
    assert urgency_lines(case) == [("case.escalate", "normal", "emergency")]
    filed_so = city.file(urgency="emergency")
    alarms.tie(raised(city, at), filed_so, actor=city.acting("operator"), at=at)
    assert urgency_lines(filed_so) == []


def test_a_false_alarm_leaves_the_case_as_it_was_unless_another_was_real(
    city: City, at: datetime, boss: Person
) -> None:
    leader = city.acting("shift_leader")
    false = alarms.raise_for_case(city.file(), actor=leader, at=at, submission=uuid4())
    alarms.end(false, actor=leader, at=at, ending="误触", false_alarm=True)
    assert false.case
    assert Case.objects.get(pk=false.case.pk).urgency == "normal"
    assert urgency_lines(false.case) == [("case.escalate", "normal", "emergency"), ("case.calm", "emergency", "normal")]
    real = alarms.raise_for_case(city.file(), actor=leader, at=at, submission=uuid4())
    alarms.report(real, actor=leader, at=at, **told())
    alarms.end(real, actor=leader, at=at, ending="已处置")
    assert real.case
    again = alarms.raise_for_case(real.case, actor=leader, at=at, submission=uuid4())
    alarms.end(again, actor=leader, at=at, ending="误触", false_alarm=True)
    assert Case.objects.get(pk=real.case.pk).urgency == "emergency"
    assert list(verifying.check()) == []


def test_one_submission_is_for_one_case(city: City, at: datetime, boss: Person) -> None:
    form, operator = uuid4(), city.acting("operator")
    alarms.raise_for_case(city.file(), actor=operator, at=at, submission=form)
    with pytest.raises(Refused) as refused:
        alarms.raise_for_case(city.file(), actor=operator, at=at, submission=form)
    assert refused.value.code == "submission-taken"


@pytest.mark.parametrize("by", ["reviewer", "call_back_clerk", "handler"])
def test_who_raises_none_raises_none_about_a_case(city: City, at: datetime, boss: Person, by: str) -> None:
    with pytest.raises(Refused) as refused:
        alarms.raise_for_case(city.file(), actor=city.acting(by), at=at, submission=uuid4())
    assert refused.value.code == "wrong-role"
    assert not Emergency.objects.exists()


def test_a_unit_sees_none(city: City, at: datetime, boss: Person) -> None:
    emergency = raised(city, at)
    with pytest.raises(Emergency.DoesNotExist):
        emergencies.emergency_for(city.acting("handler"), emergency.pk)
    assert emergencies.current(city.acting("handler"), at) == ([], [])


def test_the_report_is_proposed_from_what_is_known_and_says_what_is_not(city: City, at: datetime, boss: Person) -> None:
    emergency = raised(city, at, what="", place="")
    text = alarms.proposed_report(emergency)
    assert "火灾、爆炸" in text
    assert "（待核实）" in text
    assert "（待补充）" in text
    alarms.put_through(emergency, SpecialLine.FIRE, actor=city.acting("operator"), at=at)
    assert "10时00分已转接119 消防" in alarms.proposed_report(emergency)
    assert "班长已知悉" not in alarms.proposed_report(emergency), "nobody has said so yet"
    alarms.see(emergency, actor=city.acting("shift_leader"), at=at)
    assert "班长已知悉" in alarms.proposed_report(emergency)
