"""What an emergency learns from the words and from its case, and how long its alarm stands on the screens."""

from datetime import datetime
from uuid import uuid4

import pytest

from tests.cases.conftest import FILING, City
from tests.cases.test_actions_emergencies import boss, hired, kinds, raised, told
from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Role
from yihaotong.cases import actions, emergencies
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.models import Emergency
from yihaotong.cases.rules.codes import Channel, SpecialLine
from yihaotong.cases.rules.emergencies import Danger
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder

__all__ = ["boss"]


def test_the_words_choose_the_kind_and_the_journal_says_so(city: City, at: datetime, boss: Person) -> None:
    form, operator = uuid4(), city.acting("operator")
    emergency = raised(city, at, submission=form, danger=None, what="楼下好浓的煤气味")
    assert emergency.danger == "gas"
    assert Line.objects.get(kind="emergency.raise").facts["after"]["danger_from"] == "words"
    raised(city, at, submission=form, danger=None, what="楼下煤气味很浓，着火了")
    told_again = Line.objects.get(kind="emergency.describe").facts["after"]
    assert (Emergency.objects.get().danger, told_again["danger_from"]) == ("fire", "words")
    assert "火灾、爆炸" in Reminder.objects.get().words
    alarms.name_danger(Emergency.objects.get(), Danger.OTHER, actor=operator, at=at)
    raised(city, at, submission=form, danger=None, what="楼下煤气味很浓，着火了，有人受伤")
    assert Emergency.objects.get().danger == "other", "what somebody chose stays"
    named = Line.objects.filter(kind="emergency.describe").order_by("-pk")
    assert all("danger_from" not in line.facts["after"] for line in named[:2])
    assert "danger_from" not in Line.objects.get(subject=raised(city, at).key).facts["after"], "chosen by hand"


def test_what_was_learnt_after_the_key_stands_in_the_report(city: City, at: datetime, boss: Person) -> None:
    form, by = uuid4(), city.acting("operator")
    raised(city, at, submission=form, danger=None, what="楼下好浓的味道", place="")
    learnt = FILING | {"body": "楼下好浓的煤气味，有人头晕"}
    actions.file(learnt, actor=by, at=at, channel=Channel.PHONE, submission=form, draft=form, via="desk")
    kept = Emergency.objects.get()
    assert (kept.what, kept.danger) == ("楼下好浓的煤气味，有人头晕", "gas")
    assert "示例小区 3 号楼" in kept.place
    tied = Line.objects.get(kind="emergency.tie").facts["after"]
    assert (tied["changed"], tied["danger_from"]) == (["danger", "place", "what"], "words")
    text = alarms.proposed_report(kept)
    assert "来电人说“有人头晕”" in text
    assert "示例小区 3 号楼" in text
    assert "待核实" not in text


@pytest.mark.parametrize("step", ["report", "end"])
def test_once_it_was_reported_or_ended_its_words_stay(city: City, at: datetime, boss: Person, step: str) -> None:
    form, leader = uuid4(), city.acting("shift_leader")
    emergency = raised(city, at, submission=form)
    if step == "report":
        alarms.report(emergency, actor=leader, at=at, **told())
    else:
        alarms.end(emergency, actor=leader, at=at, ending="误触", false_alarm=True)
    by = city.acting("operator")
    actions.file(FILING, actor=by, at=at, channel=Channel.PHONE, submission=form, draft=form)
    kept = Emergency.objects.get()
    assert (kept.what, kept.place) == ("三楼着火", "示例路 1 号")
    assert "changed" not in Line.objects.get(kind="emergency.tie").facts["after"]


def test_the_alarm_goes_from_every_screen_once_it_asks_nothing(city: City, at: datetime, boss: Person) -> None:
    hired(city, "second", Role.SHIFT_LEADER)
    leader = city.acting("shift_leader")

    def waiting() -> list[tuple[str, str]]:
        found = Reminder.objects.filter(seen_at=None).select_related("person").order_by("person")
        return [(each.person.username, each.words.rpartition("，")[2]) for each in found]

    false = raised(city, at)
    assert sorted(who for who, _words in waiting()) == ["second", "shift_leader"]
    assert f"第 {false.pk} 号" in Reminder.objects.all()[0].words
    alarms.end(false, actor=leader, at=at, ending="误触", false_alarm=True)
    assert waiting() == []
    real = raised(city, at)
    alarms.see(real, actor=leader, at=at)
    assert waiting() == [("second", "请报值班室")]
    alarms.report(real, actor=leader, at=at, **told())
    assert waiting() == []
    unseen = raised(city, at)
    alarms.report(unseen, actor=city.acting("operator"), at=at, **told())
    assert {words for _who, words in waiting()} == {"请马上查看"}
    alarms.see(unseen, actor=city.acting("second"), at=at)
    assert waiting() == []


def test_nothing_is_written_into_one_that_has_ended(city: City, at: datetime, boss: Person) -> None:
    leader, false = city.acting("shift_leader"), raised(city, at)
    as_it_was = Emergency.objects.get()
    alarms.end(false, actor=leader, at=at, ending="误触", false_alarm=True)
    with pytest.raises(Refused) as refused:
        alarms.report(as_it_was, actor=leader, at=at, **told())
    assert refused.value.code == "already-closed"
    alarms.see(as_it_was, actor=leader, at=at)
    kept = Emergency.objects.get()
    assert (kept.report, kept.reported_at, kept.seen_at) == ("", None, None)
    assert kinds(kept) == ["emergency.raise", "emergency.end"]


def test_the_story_of_the_case_tells_the_emergency_to_the_centre_only(city: City, at: datetime, boss: Person) -> None:
    case, leader = city.to("in_hand"), city.acting("shift_leader")
    emergency = alarms.raise_for_case(case, actor=city.acting("operator"), at=at, submission=uuid4())
    alarms.put_through(emergency, SpecialLine.FIRE, actor=leader, at=at)
    alarms.name_danger(emergency, Danger.GAS, actor=leader, at=at)
    alarms.end(emergency, actor=leader, at=at, ending="误触", false_alarm=True)
    told_to = [line.kind for line in emergencies.story(leader, case)]
    assert told_to == ["emergency.raise", "emergency.put_through", "emergency.end"]
    assert emergencies.story(city.acting("handler"), case) == []
