"""A matter's life on the real database: limits, two pairs of eyes, secrets, what is told to whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import City, last_line
from tests.scrutiny.conftest import COMPLAINT, FOUND, WAY, complain, go, to
from yihaotong.accounts.rules import VISITOR, citizen
from yihaotong.almanac import actions as almanac
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder
from yihaotong.scrutiny import access, actions, clocks
from yihaotong.scrutiny.models import Matter, Step, Term
from yihaotong.scrutiny.rules.codes import Progress
from yihaotong.scrutiny.rules.tables import LimitKind

FINDING = {
    "origin": "urge",
    "wrong": "unpublished",
    "title": "月报晚了",
    "body": "九月的月报到今天没有公开。",
    "source": "市政务公开办",
}


def refused(act, *args, **kwargs) -> str:
    before = (list(Matter.objects.values()), Term.objects.count(), Step.objects.count(), Line.objects.count())
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert (list(Matter.objects.values()), Term.objects.count(), Step.objects.count(), Line.objects.count()) == before
    return caught.value.code


def test_the_straight_way_of_a_complaint(office: City) -> None:
    lines = Line.objects.count()
    matter = to(office, "closed")
    assert Line.objects.count() == lines + len(WAY) + 1
    assert (matter.route, matter.outcome, matter.late, matter.due_at) == ("public", "founded", False, None)
    assert [step.move for step in access.steps_of(matter.key)] == ["register", *(name for name, _, _ in WAY)]
    assert not Term.objects.filter(subject=matter.key, ended_at=None).exclude(kind="ask_again").exists()
    payloads = "".join(Line.objects.filter(subject=matter.key).values_list("payload", flat=True))
    assert "旧号码" not in payloads
    assert "更正" not in payloads


def test_the_same_form_twice_is_one_matter(office: City) -> None:
    form = uuid4()
    first = actions.register(COMPLAINT, actor=VISITOR, at=office.at, submission=form)
    assert actions.register(COMPLAINT, actor=VISITOR, at=office.at, submission=form) == first
    assert Matter.objects.count() == 1


def test_an_exposure_alarms_at_once_and_is_secured_before_the_answer(office: City) -> None:
    matter = complain(office, wrong="exposed")
    alarmed = Reminder.objects.filter(subject=matter.key, kind="emergency")
    told = {office.people[name].pk for name in ("officer", "second", "boss", "secrecy")}
    assert set(alarmed.values_list("person", flat=True)) == told
    secure = Term.objects.get(subject=matter.key, kind="secure")
    assert matter.due_at == secure.due_at == office.at + timedelta(hours=4)
    for name, by, data in WAY[:-2]:
        go(office, matter, name, by, data)
    name, by, data = WAY[-2]
    assert refused(go, office, matter, name, by, data) == "not-secured", "nobody verifies what is still to be seen"
    go(office, matter, "secure", "secrecy", {"note": "已撤下整页"})
    assert not alarmed.filter(seen_at=None).exists()
    assert refused(go, office, matter, "secure", "secrecy", {"note": "再撤"}) == "stale"
    for name, by, data in WAY[-2:]:
        go(office, matter, name, by, data)
    assert matter.progress == Progress.CLOSED


def test_who_investigated_does_not_verify(office: City) -> None:
    matter = to(office, "in_hand")
    go(office, matter, "investigate", "officer", FOUND)
    go(office, matter, "rectify", "drafter", {"evidence": "改了"})
    assert refused(go, office, matter, "verify", "officer", {"note": "好"}) == "same-person"
    assert refused(go, office, matter, "verify", "drafter", {"note": "好"}) == "wrong-role"
    assert matter not in access.waiting_for(office.acting("officer"))
    assert matter in access.waiting_for(office.acting("second"))
    go(office, matter, "send_back", "second", {"reason": "手机页没有改"})
    assert matter.progress == Progress.RECTIFYING
    assert Term.objects.filter(subject=matter.key, kind="rectify", ended_at=None).count() == 1


def test_unfounded_is_verified_by_another_and_answered(office: City) -> None:
    matter = to(office, "in_hand", wrong="exposed")
    go(office, matter, "investigate", "drafter", {"outcome": "unfounded", "facts": "页面上没有个人信息"})
    assert matter.progress == Progress.TO_VERIFY
    go(office, matter, "send_back", "second", {"reason": "附件也要看"})
    assert matter.progress == Progress.IN_HAND
    go(office, matter, "investigate", "drafter", {"outcome": "unfounded", "facts": "附件里也没有"})
    go(office, matter, "verify", "second", {"note": "看过"})
    go(office, matter, "answer", "officer", {"answer": "没有发现个人信息。"})
    assert matter.secured_at is None


def test_sections_see_and_handle_their_own_only(office: City) -> None:
    matter = to(office, "in_hand")
    drafter, other = office.acting("drafter"), office.acting("other_drafter")
    assert access.matter_for(drafter, matter.number) == matter
    with pytest.raises(Matter.DoesNotExist):
        access.matter_for(other, matter.number)
    assert refused(go, office, matter, "investigate", "other_drafter", FOUND) == "out-of-reach"
    assert list(access.waiting_for(drafter)) == [matter]
    assert not access.waiting_for(other).exists()


def test_the_supervising_office_enters_and_sees_its_own_route(office: City) -> None:
    above = office.acting("above")
    due = localtime(office.at).date() + timedelta(days=3)
    matter = actions.register(FINDING | {"due_on": due, "paper": "示政公开〔2026〕3号"}, actor=above, at=office.at)
    complaint = complain(office)
    assert list(access.matters_visible_to(above)) == [matter]
    assert complaint not in access.matters_visible_to(above)
    term = Term.objects.get(subject=matter.key, kind="answer")
    assert (term.limit, "示政公开〔2026〕3号" in term.basis) == ("", True)
    assert f"{localtime(term.due_at):%Y-%m-%d %H:%M:%S}" == f"{due} 23:59:59", "24:00 of that day, written as ever"
    assert refused(actions.register, FINDING | {"origin": "media"}, actor=above, at=office.at) == "wrong-role"
    assert refused(actions.register, FINDING | {"origin": "nope"}, actor=above, at=office.at) == "not-a-choice"
    yesterday = {"due_on": localtime(office.at).date() - timedelta(days=1)}
    assert refused(actions.register, FINDING | yesterday, actor=above, at=office.at) == "out-of-range"
    assert refused(go, office, matter, "accept", "above") == "wrong-role"


def test_a_complaint_is_called_by_us_and_read_without_names_by_the_section(office: City) -> None:
    """Neither a list nor a reminder has a word of whoever complained."""
    body = "我叫王小明，身份证 11010519491231002X，指南写错了"
    matter = to(office, "in_hand", body=body, about_title="王小明的申请", name="王小明", contact="13951000009")
    assert matter.title.startswith("内容有错或过时（投诉举报，")
    told = "".join(Reminder.objects.filter(subject=matter.key).values_list("words", flat=True))
    assert matter.number in told
    assert "王小明" not in told + matter.title
    assert set(Reminder.objects.filter(subject=matter.key).values_list("kind", flat=True)) == {"scrutiny"}
    section, office_reads = (actions.words_for(matter, office.acting(who)) for who in ("drafter", "officer"))
    assert section(matter.body) == "我叫〔姓名已遮〕，身份证 〔身份证号已遮〕，指南写错了"
    assert section(matter.about_title) == "〔姓名已遮〕的申请"
    assert office_reads(matter.body) == body
    named = {"origin": "media", "wrong": "other", "title": "王小明反映", "body": "x", "name": "王小明"}
    assert refused(actions.register, named, actor=office.acting("officer"), at=office.at) == "personal"


def test_every_date_explains_itself(office: City) -> None:
    matter = complain(office)
    for term in access.terms_of(matter.key):
        told = clocks.explained(term)
        assert told.due == term.due_at
        assert told.derivation


def test_two_at_once_the_second_is_told(office: City) -> None:
    matter = complain(office)
    seen = matter.version
    go(office, matter, "accept", "officer", expect=seen)
    stale = Matter.objects.get(pk=matter.pk)
    stale.progress = "registered"
    assert refused(go, office, stale, "accept", "second", expect=seen) == "stale"


def test_a_citizen_asks_again_once_and_in_time(office: City) -> None:
    matter = to(office, "closed")
    own = citizen(matter.number)
    late = office.at + timedelta(days=60)
    again = {"data": {"reason": "还是旧的"}, "actor": own}
    assert refused(actions.move, matter, "reopen", at=late, expect=matter.version, **again) == "too-late"
    strange = {"data": {"reason": "x"}, "actor": citizen("JD1")}
    assert refused(actions.move, matter, "reopen", at=office.at, expect=matter.version, **strange) == "out-of-reach"
    actions.move(matter, "reopen", at=office.at, expect=matter.version, **again)
    assert (matter.progress, matter.reopened, matter.answer) == ("accepted", 1, "")
    for name, by, data in WAY[1:]:
        go(office, matter, name, by, data)
    assert refused(actions.move, matter, "reopen", at=office.at, expect=matter.version, **again) == "asked-already"


def test_a_citizen_takes_it_back_while_nobody_works_on_it(office: City) -> None:
    matter = complain(office)
    actions.move(matter, "call_off", actor=citizen(matter.number), at=office.at, expect=1, data={})
    assert (matter.progress, matter.due_at) == ("withdrawn", None)
    other = to(office, "in_hand")
    own = citizen(other.number)
    assert refused(actions.move, other, "call_off", actor=own, at=office.at, expect=other.version, data={}) == (
        "wrong-progress"
    )


def test_declining_says_why_and_can_be_asked_again(office: City) -> None:
    matter = complain(office)
    words = {"out_of_scope": "other_organ", "answer": "该页面由市教育局发布，请向市教育局提出。"}
    go(office, matter, "decline", "officer", words)
    assert (matter.progress, matter.out_of_scope) == ("declined", "other_organ")
    own = citizen(matter.number)
    actions.move(matter, "reopen", actor=own, at=office.at, expect=matter.version, data={"reason": "页面是你们的"})
    assert matter.progress == Progress.ACCEPTED


def test_number_and_code_open_it_and_guessing_slows_down(office: City) -> None:
    matter = complain(office)
    code = actions.query_code(matter.number)
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    assert actions.look_up(matter.number, code, at=office.at) == matter
    for _ in range(5):
        with pytest.raises(Refused, match="不对"):
            actions.look_up(matter.number, wrong, at=office.at)
    with pytest.raises(Refused) as caught:
        actions.look_up(matter.number, code, at=office.at)
    assert (caught.value.code, caught.value.facts["retry_after"]) == ("look-up-slow", 61)
    assert actions.look_up(matter.number, code, at=office.at + timedelta(minutes=2)) == matter
    with pytest.raises(Refused, match="不对"):
        actions.look_up("JD20260101000000", code, at=office.at)


def test_who_raised_it_lies_sealed(office: City) -> None:
    matter = complain(office, name="测试人", contact="13951000009")
    assert matter.contact is not None
    assert "测试".encode() not in bytes(matter.contact)
    assert actions.masked(matter) == {"name": "测**", "contact": "139****0009"}
    with pytest.raises(Refused, match="公开工作机构"):
        actions.open_contact(matter, actor=office.acting("drafter"), at=office.at, purpose=actions.Purpose.ASK)
    opened = actions.open_contact(matter, actor=office.acting("officer"), at=office.at, purpose=actions.Purpose.ASK)
    assert opened == {"name": "测试人", "contact": "13951000009"}
    assert (last_line().kind, last_line().facts["reason"]) == ("scrutiny.read_contact", "联系提出人了解情况")
    assert actions.masked(complain(office)) == {}
    assert actions.masked(complain(office, contact="ceshi@example.org")) == {"contact": "c***@example.org"}


def test_what_is_overdue_is_told_once(office: City) -> None:
    matter = to(office, "in_hand")
    later = office.at + timedelta(days=40)
    assert actions.remind_of_overdue(office.at) == 0
    assert actions.remind_of_overdue(later) == 4  # two officers, the leader, the drafter of the section
    assert actions.remind_of_overdue(later) == 0
    matter.refresh_from_db()
    assert matter.late
    go(office, matter, "investigate", "drafter", FOUND, at=later)
    assert matter.late


def test_a_remark_changes_nothing(office: City) -> None:
    matter = complain(office)
    go(office, matter, "remark", "officer", {"note": "已电话了解"}, expect=99)
    assert (matter.version, matter.progress) == (1, "registered")


def test_figures_of_the_year(office: City) -> None:
    to(office, "closed")
    complain(office)
    actions.register(FINDING, actor=office.acting("above"), at=office.at)
    figures = access.year_figures(localtime(office.at).year)
    assert (figures.matters, figures.founded, figures.closed, figures.open) == (3, 1, 1, 2)
    assert figures.by_route == {"public": 2, "administrative": 1}
    assert access.year_figures(1999).matters == 0


def test_limits_that_press_make_the_due_of_the_row(office: City) -> None:
    matter = to(office, "closed")
    assert [term.kind for term in access.terms_of(matter.key) if term.ended_at is None] == [LimitKind.ASK_AGAIN]
    assert matter.due_at is None


def test_a_holiday_notice_that_comes_late_moves_the_limits_that_run(office: City) -> None:
    matter = complain(office)
    term = min(Term.objects.filter(subject=matter.key, ended_at=None), key=lambda each: each.due_at)
    assert matter.due_at == term.due_at
    Matter.objects.filter(pk=matter.pk).update(late=True)
    day = localtime(term.due_at).date().isoformat()
    row = {"date": day, "kind": "holiday", "name": "示例假日", "basis": "示例〔2026〕1 号"}
    almanac.enter_days("nation", [row], actor="person:1", at=office.at, reason="示例〔2026〕1 号")
    entered = list(Line.objects.filter(kind="almanac.enter"))
    for _twice in range(2):
        actions.follow_calendar(entered, office.at)
    moved, now = Term.objects.get(pk=term.pk), Matter.objects.get(pk=matter.pk)
    assert moved.due_at > term.due_at
    assert clocks.explained(moved).due == moved.due_at
    assert (now.due_at, now.late) == (moved.due_at, False), "what is in time again is not late"
    told = [line.facts["before"] for line in Line.objects.filter(kind="scrutiny.recompute", subject=matter.key)]
    assert {"limit": term.kind, "due": term.due_at.isoformat()} in told
    assert len(told) == len({each["limit"] for each in told})
