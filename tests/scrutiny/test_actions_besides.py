"""责任追究, 社会评议, 考核 and the training ledger on the real database."""

import csv
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import City, last_line
from tests.scrutiny.conftest import liable, to
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import access, actions, ballots
from yihaotong.scrutiny.models import Assessment, Attendance, Ballot, Invite, Liability, Mark, Once, Session, Step
from yihaotong.scrutiny.rules import assessment, questionnaires

OPENED = {"ground": "guide_stale", "unit": "SEC-B", "persons": "某科科长", "why": "指南两年没有更新"}


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return caught.value.code


# --- 责任追究 ------------------------------------------------------------------------------------------


def opened(city: City, **changed) -> Liability:
    return actions.open_liability(OPENED | changed, actor=city.acting("officer"), at=city.at)


def decided(city: City, **changed) -> Liability:
    record, day = opened(city, **changed), localtime(city.at).date()
    liable(city, record, "establish", "officer", {"facts": "查明如此"})
    liable(city, record, "hear", "officer", {"heard": "said", "statement": "本人承认"})
    liable(city, record, "propose", "second", {"measure": "criticise", "words": "初次"})
    decision = {"measure": "circular", "organ": "示例中心", "paper": "示字1号", "decided_on": day, "words": "依规定"}
    return liable(city, record, "decide", "boss", decision)


def test_three_people_bring_it_to_its_decision(office: City) -> None:
    record = opened(office)
    liable(office, record, "establish", "officer", {"facts": "查明如此"})
    assert code_of(liable, office, record, "hear", "officer", {"heard": "said"}) == "missing"
    liable(office, record, "hear", "officer", {"heard": "waived", "statement": "11月2日当面告知，表示不陈述"})
    proposal = {"measure": "criticise", "words": "初次"}
    assert code_of(liable, office, record, "propose", "officer", proposal) == "same-person"
    assert code_of(liable, office, record, "propose", "second", proposal | {"measure": "jail"}) == "not-a-choice"
    liable(office, record, "propose", "boss", proposal)
    decision = {
        "measure": "none",
        "organ": "示例中心",
        "paper": "示字1号",
        "decided_on": localtime(office.at).date(),
        "words": "轻微",
    }
    assert code_of(liable, office, record, "decide", "boss", decision) == "same-person"
    liable(office, record, "decide", "above", decision)
    assert (record.progress, record.measure) == ("to_deliver", "none")


def test_what_is_about_somebody_lies_sealed_and_reading_it_is_a_line(office: City) -> None:
    record = decided(office, person=str(office.people["other_drafter"].pk))
    assert set(Step.objects.filter(subject=record.key).values_list("words", flat=True)) == {"{}"}
    told = "".join(Line.objects.filter(subject=record.key).values_list("payload", flat=True))
    assert "某科" not in told
    assert "承认" not in told
    assert code_of(actions.read_liability, record, actor=office.acting("boss"), at=office.at, purpose=" ") == "missing"
    read = actions.read_liability(record, actor=office.acting("boss"), at=office.at, purpose="审定")
    assert [words.get("facts") or words.get("statement") for _step, words in read][1:3] == ["查明如此", "本人承认"]
    assert (last_line().kind, last_line().facts["reason"]) == ("scrutiny.read_liability", "审定")


def test_the_one_concerned_sees_it_once_delivered_and_never_handles_it(office: City) -> None:
    record = decided(office, person=str(office.people["other_drafter"].pk))
    concerned = office.acting("other_drafter")
    assert not access.liabilities_visible_to(concerned).exists()
    day = localtime(office.at).date()
    liable(office, record, "deliver", "officer", {"delivered_on": day, "note": "当面"})
    assert access.liability_for(concerned, record.pk) == record
    assert code_of(opened, office, person=str(office.people["officer"].pk)) == "own-case"
    # Neither a login, nor somebody who has no post in a section: whoever is meant is chosen.
    for unknown in ("other_drafter", "999999", str(office.people["above"].pk)):
        assert code_of(opened, office, person=unknown) == "no-such-person"


def test_an_appeal_is_settled_by_another_and_counts(office: City) -> None:
    record, year = decided(office), localtime(office.at).year
    day = localtime(office.at).date()
    early = {"delivered_on": day - timedelta(days=1), "note": "当面"}
    assert code_of(liable, office, record, "deliver", "officer", early) == "out-of-range"
    liable(office, record, "deliver", "officer", {"delivered_on": day, "note": "当面"})
    assert code_of(liable, office, record, "close", "officer", {"note": "x"}) == "too-early"
    late = office.at + timedelta(days=45)
    assert code_of(liable, office, record, "appeal", "officer", {"reason": "过重"}, at=late) == "too-late"
    liable(office, record, "appeal", "officer", {"reason": "过重"})
    assert code_of(liable, office, record, "settle", "boss", {"ruling": "upheld", "words": "x"}) == "same-person"
    assert code_of(liable, office, record, "settle", "above", {"ruling": "changed", "words": "x"}) == "missing"
    assert access.year_figures(year).by_measure == {"circular": 1}
    liable(office, record, "settle", "above", {"ruling": "revoked", "words": "证据不足"})
    liable(office, record, "close", "officer", {"note": "已撤销"})
    assert access.year_figures(year).by_measure == {}
    closed = decided(office)
    liable(office, closed, "deliver", "officer", {"delivered_on": day, "note": "当面"})
    liable(office, closed, "close", "officer", {"note": "已整改"}, at=late)
    assert closed.progress == "closed"


# --- 社会评议 ------------------------------------------------------------------------------------------


def asked(city: City, **changed):
    today = localtime(city.at).date()
    data = {"title": "年度评议", "since": today, "until": today + timedelta(days=10), "public": True} | changed
    return actions.begin_round(data, actor=city.acting("officer"), at=city.at)


def test_a_device_answers_once_and_nobody_can_tell_what(office: City) -> None:
    record, device = asked(office), uuid4()
    given = {"q1": ["5"], "q6": ["很好"]}
    actions.cast(record, given, at=office.at, device=device)
    assert ballots.has_answered(record, device)
    assert code_of(actions.cast, record, given, at=office.at, device=device) == "answered-already"
    assert Ballot.objects.count() == Once.objects.count() == 1
    assert code_of(actions.cast, record, {}, at=office.at, device=uuid4()) == "missing"
    assert code_of(actions.cast, record, given, at=office.at) == "wrong-code"
    over = office.at + timedelta(days=11)
    assert code_of(actions.cast, record, given, at=over, device=uuid4()) == "not-running"
    line = last_line()
    assert (line.kind, line.actor, line.payload) == ("scrutiny.ballot", "visitor", "{}")
    actions.forget_devices(over)
    assert not Once.objects.exists()
    # Nothing that came with a ballot leads from it to a device, an invite or an hour.
    assert {field.name for field in Ballot._meta.get_fields()} == {"id", "round", "group", "answers"}


def test_invited_groups_answer_by_code_once(office: City) -> None:
    record = asked(office, public=False)
    officer = office.acting("officer")
    made = actions.invite(record, {"label": "代表委员", "count": 40, "population": 300}, actor=officer, at=office.at)
    assert len(set(made.codes)) == 40 == Invite.objects.count()
    given = {"q1": ["4"]}
    code = made.codes[0]
    actions.cast(record, given, at=office.at, code=f" {code[:5].lower()}-{code[5:]} ")
    assert code_of(actions.cast, record, given, at=office.at, code=code) == "answered-already"
    assert code_of(actions.cast, record, given, at=office.at, code="ABC") == "wrong-code"
    assert code_of(actions.cast, record, given, at=office.at, device=uuid4()) == "wrong-code"
    for each in made.codes[1:35]:
        actions.cast(record, {"q1": ["5"]}, at=office.at, code=each)
    found = ballots.results_of(record, made.group)[0]
    assert (found.n, found.shares[0].margin != "") == (35, True)
    assert ballots.results_of(record)[0].n == 0
    twice = {"label": "代表委员", "count": 1}
    assert code_of(actions.invite, record, twice, actor=officer, at=office.at) == "twice"


def test_results_are_released_by_the_leader_once_it_is_over(office: City) -> None:
    record, boss = asked(office), office.acting("boss")
    over = office.at + timedelta(days=11)
    release = {"actor": boss, "summary": "共收回若干份"}
    assert code_of(actions.release_results, record, at=office.at, **release) == "too-early"
    drafter = {"actor": office.acting("officer"), "summary": "x"}
    assert code_of(actions.release_results, record, at=over, **drafter) == "wrong-role"
    actions.release_results(record, at=over, **release)
    assert code_of(actions.release_results, record, at=over, **release) == "stale"
    assert list(ballots.released()) == [record]


def test_a_round_keeps_its_version_of_the_questionnaire(office: City) -> None:
    record, officer = asked(office), office.acting("officer")
    version, before = ballots.newest()
    content = questionnaires.from_text("新问卷", "", "打分 | 必答 | 满意吗？")
    given = {"actor": officer, "at": office.at, "reason": "精简"}
    assert code_of(actions.set_questionnaire, content, expect=version + 5, **given) == "stale"
    actions.set_questionnaire(content, expect=version, **given)
    record.refresh_from_db()
    assert ballots.content_of(record.questionnaire) == before
    assert ballots.newest() == (version + 1, content)


# --- 考核 --------------------------------------------------------------------------------------------


def drafted(city: City, unit: str = "SEC-A", **more) -> Assessment:
    year = localtime(city.at).year
    return actions.draft_assessment(year, unit, actor=city.acting("officer"), at=city.at, **more)


def marked(city: City, record: Assessment, points: str = "24") -> Assessment:
    given = {"points": points, "reason": "平时检查"}
    return actions.mark_item(record, "i4", actor=city.acting("officer"), at=city.at, data=given, expect=record.version)


def step(city: City, record: Assessment, name: str, by: str, data=None, at=None) -> Assessment:
    return actions.move_assessment(
        record, name, actor=city.acting(by), at=at or city.at, expect=record.version, data=data or {}
    )


def test_a_result_opens_to_what_it_is_made_of(office: City) -> None:
    matter = to(office, "closed")
    record = drafted(office)
    marks = {mark.item: mark for mark in Mark.objects.filter(assessment=record)}
    assert (marks["i1"].hundredths, marks["i1"].numerator, marks["i1"].denominator) == (3000, 1, 1)
    assert matter.number in marks["i1"].rows
    assert marks["i2"].hundredths == 1600
    assert marks["i3"].hundredths is None  # no plan, so nothing to divide by
    assert marks["i4"].hundredths is None
    assert record.hundredths == 9200
    marked(office, record)
    assert record.hundredths == 8750
    bonus = {"sign": "plus", "points": "1.5", "reason": "受表扬"}
    row = actions.adjust(record, actor=office.acting("officer"), at=office.at, data=bonus, expect=record.version)
    record.refresh_from_db()
    assert record.hundredths == 8900
    actions.remove_adjustment(row, actor=office.acting("officer"), at=office.at, expect=record.version)
    record.refresh_from_db()
    assert record.hundredths == 8750
    again = drafted(office)
    assert (again.pk, again.hundredths) == (record.pk, 8750)
    stale = {"actor": office.acting("officer"), "at": office.at, "data": bonus, "expect": 1}
    assert code_of(actions.adjust, again, **stale) == "stale"


def test_without_data_there_is_no_result(office: City) -> None:
    """Nothing was raised, nothing investigated: neither full points nor none."""
    given = {"actor": office.acting("officer"), "at": office.at, "reason": "x", "expect": 0}
    text = "自动 | 30 | 按期 | scrutiny.in_time | 100 | 60 |\n自动 | 20 | 查实 | scrutiny.founded | 0 | 5 |"
    actions.set_plan(localtime(office.at).year, assessment.from_text("考核", "", text), **given)
    record = drafted(office)
    assert set(record.marks.values_list("hundredths", "denominator")) == {(None, 0)}
    assert record.hundredths is None
    assert code_of(step, office, record, "show", "officer") == "no-data"
    to(office, "closed")
    assert drafted(office).hundredths == 9200


def test_shown_appealed_settled_and_fixed_by_others(office: City) -> None:
    record = drafted(office)
    assert code_of(step, office, record, "show", "officer") == "missing"
    marked(office, record, "20")
    assert not access.assessments_visible_to(office.acting("drafter")).exists()
    step(office, record, "show", "officer")
    assert access.assessment_for(office.acting("drafter"), record.pk) == record
    assert not access.assessments_visible_to(office.acting("other_drafter")).exists()
    assert code_of(step, office, record, "fix", "boss") == "too-early"
    reason = {"reason": "平时检查没有扣分记录"}
    assert code_of(step, office, record, "appeal", "other_drafter", reason) == "wrong-role"
    step(office, record, "appeal", "drafter", reason)
    ruling = {"ruling": "changed", "words": "属实"}
    assert code_of(step, office, record, "settle", "officer", ruling) == "same-person"
    step(office, record, "settle", "second", ruling)
    assert record.progress == "draft"
    marked(office, record, "30")
    step(office, record, "show", "officer")
    late = office.at + timedelta(days=20)
    assert code_of(step, office, record, "appeal", "drafter", reason, late) == "too-late"
    step(office, record, "fix", "boss", at=late)
    assert (record.progress, record.fixed_by) == ("fixed", office.acting("boss").key)
    assert access.year_figures(record.year).assessments_fixed == 1
    assert code_of(drafted, office) == "wrong-progress"


def test_an_appeal_that_was_upheld_lets_it_be_fixed_at_once(office: City) -> None:
    record = marked(office, drafted(office))
    step(office, record, "show", "officer")
    step(office, record, "appeal", "drafter", {"reason": "低了"})
    step(office, record, "settle", "second", {"ruling": "upheld", "words": "维持"})
    step(office, record, "fix", "boss")
    assert record.progress == "fixed"


def test_nobody_assesses_himself(office: City) -> None:
    own = office.people["officer"].pk
    assert code_of(drafted, office, person=own) == "own-case"
    assert code_of(drafted, office, person=office.people["other_drafter"].pk) == "no-such-person"
    record = marked(office, drafted(office, person=office.people["drafter"].pk))
    step(office, record, "show", "officer")
    assert access.assessment_for(office.acting("drafter"), record.pk) == record
    assert record.key not in {each.key for each in access.assessments_visible_to(office.acting("secrecy"))}


def test_a_plan_names_registered_figures_only(office: City) -> None:
    content = assessment.from_text("考核", "", "自动 | 30 | 按期 | nope | 100 | 60 | x")
    given = {"actor": office.acting("officer"), "at": office.at, "reason": "x", "expect": 0}
    assert code_of(actions.set_plan, 2026, content, **given) == "no-such-figure"
    plain = assessment.from_text("考核", "", "人工 | 100 | 平时 | x")
    assert actions.set_plan(2026, plain, **given).version == 1
    assert code_of(actions.set_plan, 2026, plain, **given) == "stale"


# --- training --------------------------------------------------------------------------------------


def held(city: City, **changed) -> Session:
    day = localtime(city.at).date()
    data = {"held_on": day, "title": "条例解读", "hours": "2", "trainer": "李老师"} | changed
    return actions.hold(data, actor=city.acting("officer"), at=city.at)


def test_hours_against_the_plan(office: City) -> None:
    year, officer = localtime(office.at).year, office.acting("officer")
    session = held(office)
    assert code_of(held, office) == "twice"
    actions.attend(session, {"who": "drafter", "score": 90}, actor=officer, at=office.at)
    assert code_of(actions.attend, session, {"who": "drafter"}, actor=officer, at=office.at) == "twice"
    actions.attend(session, {"who": "临聘张某", "unit": "SEC-B"}, actor=officer, at=office.at)
    plan = {"hours": 8, "sessions": 4, "reason": "年度培训计划"}
    actions.plan_training(year, plan, actor=officer, at=office.at)
    people = {each.name: each for each in access.hours_of_people(year, office.at)}
    assert (people["测试drafter"].words, people["测试drafter"].missing) == ("2", "6")
    assert (people["测试officer"].words, people["测试officer"].missing) == ("0", "8")
    assert people["临聘张某"].unit == Attendance.objects.get(name="临聘张某").unit_id
    sections = access.hours_of_sections(people.values())
    assert sum(each.tenths for each in sections) == 40
    record = drafted(office)
    mark = Mark.objects.get(assessment=record, item="i3")
    assert (mark.numerator, mark.denominator) == (20, 320)  # in tenths of an hour, of four people
    assert code_of(actions.hold, {}, actor=office.acting("drafter"), at=office.at) == "wrong-role"
    row = Attendance.objects.get(name="临聘张某")
    actions.leave_out(row, actor=officer, at=office.at)
    assert Attendance.objects.count() == 1


def table(path, rows) -> object:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["培训日期", "主题", "学时", "授课人", "登录名", "科室", "成绩"])
        writer.writerows(rows)
    return path


def test_a_table_is_entered_whole_or_not_at_all(office: City, tmp_path) -> None:
    day, officer = localtime(office.at).date().isoformat(), office.acting("officer")
    good = [
        [day, "保密课", "1.5", "王老师", "drafter", "", "88"],
        [day, "保密课", "1.5", "王老师", "赵某", "办公室", ""],
    ]
    bad = [[day, "保密课", "x", "王老师", "drafter", "", ""], [day, "保密课", "2", "王老师", "孙某", "没有的科", ""]]
    read = actions.read_table(table(tmp_path / "a.csv", good + bad), actor=officer, at=office.at)
    assert [(fault.number, fault.column) for fault in read.faults] == [(4, "学时"), (5, "科室")]
    assert not Session.objects.exists()
    path = table(tmp_path / "b.csv", good)
    read = actions.read_table(path, actor=officer, at=office.at)
    assert (read.faults, read.entered, read.known, read.sessions) == ((), 2, 0, 1)
    read = actions.read_table(path, actor=officer, at=office.at)
    assert (read.entered, read.known, read.sessions) == (0, 2, 0)
