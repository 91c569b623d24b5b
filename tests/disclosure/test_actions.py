"""Notices, rules, the ledger, the guide: each act with its line, each refusal leaving nothing behind."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.cases.conftest import last_line
from tests.disclosure.conftest import refused_code
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER
from yihaotong.disclosure import access, actions, verifying
from yihaotong.disclosure.models import Clause, Directive, Guide, Notice, RuleVersion, Tenure
from yihaotong.disclosure.rules.codes import Duty
from yihaotong.files.models import File
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder


def seats(organisation) -> list[tuple[str, str]]:
    return [(seat.duty.value, seat.says) for seat in organisation.seats]


# --- the organisation ------------------------------------------------------------------------------------------------


def test_a_notice_changes_several_duties_and_each_day_shows_its_own(workroom):
    first = workroom.founded()
    head = access.organisation_on(workroom.today).head
    assert head is not None
    rows = [
        {"duty": "head", "name": "示例乙", "title": "主任"},
        {"duty": "deputy", "name": "示例甲", "title": "副主任"},
        {"duty": "liaison", "person": workroom.who("drafter"), "unit": "DESK"},
    ]
    second = workroom.notice(rows, number="示例〔2026〕2 号", days=-10, from_days=3, ends=[head.tenure])
    before, after = (access.organisation_on(workroom.today + timedelta(days=days)) for days in (2, 3))
    assert before.head is not None
    assert before.head.name == "示例甲"
    assert ("liaison", "测试drafter（示例DESK科）") in seats(after)
    assert [seat.name for seat in (after.head, *after.of(Duty.DEPUTY)) if seat] == ["示例乙", "示例甲"]
    assert after.office == before.office
    assert after.office is not None
    assert after.office.unit_name == "示例RESEARCH科"
    assert set(after.notice_numbers) == {first.number, second.number}
    assert seats(access.organisation_on(workroom.today - timedelta(days=31))) == []
    line = last_line()
    assert (line.kind, line.subject) == ("disclosure.notice", second.key)
    assert "示例乙" not in (line.payload or "")
    assert [row["duty"] for row in line.facts["after"]["begins"]] == ["head", "deputy", "liaison"]


def test_notices_that_cannot_be(workroom):
    workroom.founded()
    row = [{"duty": "member", "name": "示例丙"}]
    assert refused_code(lambda: workroom.notice(row)) == "number-taken"
    other = {"number": "示例〔2026〕2 号"}
    assert refused_code(lambda: workroom.notice(row, days=-31, **other)) == "earlier-than-in-force"
    assert refused_code(lambda: workroom.notice([{"duty": "head", "name": "示例乙"}], days=0, **other)) == "two-heads"
    assert refused_code(lambda: workroom.notice([], days=0, **other)) == "nothing-changed"
    assert refused_code(lambda: workroom.notice(row, days=0, ends=[999], **other)) == "not-held"
    assert refused_code(lambda: workroom.notice(row, days=0, expect=0, **other)) == "stale"
    assert refused_code(lambda: workroom.notice(row, days=0, by="drafter", **other)) == "wrong-role"
    strange = [{"duty": "section", "unit": "WATER"}]
    assert refused_code(lambda: workroom.notice(strange, days=0, **other)) == "no-such-unit"
    hiring.dissolve_unit(workroom.desk, actor=IMPORTER, at=workroom.city.at, on=workroom.today, reason="机构改革")
    gone = [{"duty": "section", "unit": "DESK"}]
    with pytest.raises(Refused) as refused:
        workroom.notice([*row, *gone], days=0, **other)
    assert (refused.value.code, refused.value.facts["row"]) == ("unit-dissolved", 2)
    assert (Notice.objects.count(), Tenure.objects.count()) == (1, 3)


# --- rules -----------------------------------------------------------------------------------------------------------


def test_a_rule_through_its_versions_to_its_end(workroom):
    rule = workroom.rule()
    assert [each.standing.value for each in access.rules_on(workroom.today)] == ["on_trial"]
    officer = workroom.city.acting("officer")
    changed = {"title": "政务公开工作责任追究制度", "text": "第一条 为了落实责任。\n第二条 自下月起施行。"}
    changed |= {"in_force_from": workroom.day(10), "note": "转为正式"}
    acting = {"actor": officer, "at": workroom.city.at}
    assert refused_code(lambda: actions.revise_rule(rule, changed | {"note": ""}, **acting, expect=1)) == "note-needed"
    revised = actions.revise_rule(rule, changed, **acting, expect=1)
    assert refused_code(lambda: actions.revise_rule(rule, changed, **acting, expect=1)) == "stale"
    assert refused_code(lambda: actions.revise_rule(revised, changed, **acting, expect=2)) == "nothing-changed"
    early = changed | {"in_force_from": workroom.day(-301)}
    assert refused_code(lambda: actions.revise_rule(revised, early, **acting, expect=2)) == "earlier-than-in-force"
    titles = [access.rules_on(workroom.today + timedelta(days=days))[0].version.title for days in (9, 10)]
    assert titles == ["政务公开工作责任追究制度（试行）", "政务公开工作责任追究制度"]
    other = workroom.rule(title="新的制度", number="示例〔2026〕10 号", trial=False)
    end = {"ends_on": workroom.day(30), "basis": "主任办公会", "replaced_by": str(rule.pk)}
    assert refused_code(lambda: actions.end_rule(revised, end, **acting, expect=2)) == "replaces-itself"
    ended = actions.end_rule(revised, end | {"replaced_by": str(other.pk)}, **acting, expect=2)
    assert [each.standing.value for each in access.house_rules(ended.ends_on) if each.rule == rule] == ["replaced"]
    assert refused_code(lambda: actions.end_rule(ended, end, **acting, expect=2)) == "ended"
    assert last_line().kind == "house_rule.end"


def test_rules_that_cannot_be(workroom):
    workroom.rule()
    assert refused_code(workroom.rule) == "number-taken"
    other = {"number": "示例〔2026〕11 号"}
    assert refused_code(lambda: workroom.rule(**other, text="")) == "text-needed"
    assert workroom.rule(**other, text="", with_file=True).latest == 1
    assert refused_code(lambda: workroom.rule(trial_until="", number="")) == "trial-end-needed"
    assert refused_code(lambda: workroom.rule(trial_until=workroom.day(-301), number="")) == "ends-before-start"
    assert refused_code(lambda: workroom.rule(unit="WATER", number="")) == "no-such-unit"


def test_rules_are_found_by_their_words_and_kept_from_the_public(workroom):
    workroom.rule()
    workroom.rule(title="值班守则", number="", text="第一条 值班。", public="", trial=False)
    found = {word: [each.version.title[:4] for each in access.house_rules(workroom.today, words=word)] for word in
             ("责任 追究", "〔2026〕9", "值班", "火星")}  # fmt: skip
    assert found == {"责任 追究": ["政务公开"], "〔2026〕9": ["政务公开"], "值班": ["值班守则"], "火星": []}
    assert [each.version.title for each in access.rules_on(workroom.today, public=False)] == ["值班守则"]


def test_the_end_of_a_trial_is_told_once_for_each_day_of_reminding(workroom):
    rule = workroom.rule(keeper=workroom.who("officer2"))
    for _again in range(2):
        actions.remind_of_trials(workroom.city.at)
    told = Reminder.objects.filter(subject=rule.key)
    assert [(each.person_id, each.kind) for each in told] == [(int(workroom.who("officer2")), "house_rule")]
    told.update(seen_at=workroom.city.at)
    actions.remind_of_trials(workroom.city.at + timedelta(days=12))
    actions.remind_of_trials(workroom.city.at + timedelta(days=14))
    assert told.count() == 2, "seven days before it is said again"


# --- the ledger ------------------------------------------------------------------------------------------------------


def test_a_task_from_its_handing_out_to_its_acceptance(workroom):
    clause = workroom.clause(unit="DESK", person=workroom.who("drafter"))
    assert [each.pk for each in access.tasks_open(workroom.desk)] == [clause.pk]
    assert refused_code(lambda: workroom.move(clause, "report", "secrecy", evidence="做")) == "not-your-section"
    assert refused_code(lambda: workroom.move(clause, "report", "drafter", evidence="")) == "missing"
    workroom.move(clause, "report", "drafter", evidence="指南已更新，见门户。")
    assert refused_code(lambda: workroom.move(clause, "accept", "drafter")) == "wrong-role"
    back = workroom.move(clause, "send_back", "officer", note="请附网址")
    assert (back.progress, list(Reminder.objects.filter(seen_at=None).values_list("person", "kind"))) == (
        "sent_back", [(int(workroom.who("drafter")), "clause_back")],
    )  # fmt: skip
    workroom.move(clause, "report", "drafter", evidence="指南已更新：/disclosure/guide/")
    assert refused_code(lambda: workroom.move(clause, "accept", "officer", expect=1)) == "stale"
    done = workroom.move(clause, "accept", "officer")
    assert (done.progress, access.tasks_open().count()) == ("accepted", 0)
    assert refused_code(lambda: workroom.move(clause, "drop", "chief", note="x")) == "wrong-progress"
    kinds = [line.kind for line in Line.objects.filter(subject=clause.key).order_by("pk")]
    assert kinds == ["clause.add", "clause.report", "clause.send_back", "clause.report", "clause.accept"]
    assert [step.move for step in clause.steps.order_by("pk")][-1] == "accept"
    assert list(verifying.check()) == []
    for changed in ({"progress": "handed_out"}, {"evidence": "别的"}, {"text": "别的"}, {"due_on": None}):
        row = Clause.objects.filter(pk=clause.pk).values()[0]
        Clause.objects.filter(pk=clause.pk).update(**changed)
        assert [clause.key in each.message for each in verifying.check()] == [True], changed
        Clause.objects.filter(pk=clause.pk).update(**row)


def test_nobody_accepts_what_he_reported_himself(workroom):
    clause = workroom.clause()
    workroom.move(clause, "report", "officer", evidence="已办")
    assert refused_code(lambda: workroom.move(clause, "accept", "officer")) == "own-work"
    assert workroom.move(clause, "accept", "officer2").progress == "accepted"


def test_clauses_that_cannot_be(workroom):
    directive = workroom.directive()
    assert refused_code(workroom.directive) == "number-taken"
    assert (
        refused_code(lambda: workroom.directive(number="x", received_on=workroom.day(-61))) == "received-before-dated"
    )
    workroom.clause(directive)
    assert refused_code(lambda: workroom.clause(directive)) == "place-taken"
    other = {"place": "二"}
    assert refused_code(lambda: workroom.clause(directive, due_on=workroom.day(-90), **other)) == "due-before-received"
    assert refused_code(lambda: workroom.clause(directive, due_on="", **other)) == "due-needed"
    assert (
        refused_code(lambda: workroom.clause(directive, person=workroom.who("drafter"), **other)) == "person-not-there"
    )
    waiting = workroom.clause(directive, unit="", due_on="", **other)
    assert waiting.progress == "waiting"


def test_limits_are_told_to_the_section_and_when_gone_to_the_officer_too(workroom):
    clause = workroom.clause(unit="DESK", due_on=workroom.day(3))
    for _again in range(2):
        actions.remind_of_clauses(workroom.city.at)
    told = Reminder.objects.order_by("pk").values_list("person__username", "kind")
    assert list(told) == [("drafter", "clause"), ("drafter", "clause_due")]
    actions.remind_of_clauses(workroom.city.at + timedelta(days=4))
    late = Reminder.objects.filter(kind="clause_late", subject=clause.key)
    assert set(late.values_list("person__username", flat=True)) == {"drafter", "officer", "officer2"}


def test_evidence_is_kept_with_the_task(workroom):
    clause = workroom.clause(unit="DESK")
    upload = SimpleUploadedFile("证明.txt", "已在门户公布".encode())
    drafter = {"actor": workroom.city.acting("drafter"), "at": workroom.city.at}
    file = actions.attach(clause, upload, **drafter)
    again = actions.attach(clause, SimpleUploadedFile("x.txt", "已在门户公布".encode()), **drafter)
    assert (file.pk, File.objects.count(), last_line().kind) == (again.pk, 1, "disclosure.attach")
    stranger = {"actor": workroom.city.acting("secrecy"), "at": workroom.city.at}
    code = refused_code(lambda: actions.attach(clause, SimpleUploadedFile("a.txt", b"a"), **stranger))
    assert code == "not-your-section"
    with pytest.raises(File.DoesNotExist):
        access.file_for(workroom.city.acting("secrecy"), file.key)
    assert access.file_for(workroom.city.acting("officer"), file.key) == file
    actions.remove_file(clause, file, **drafter)
    assert access.files_of(clause.key)[clause.key] == []


def test_a_ledger_from_a_table_names_row_and_column_and_goes_on(workroom, tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["2026 年上级文件任务台账"])
    sheet.append(
        ["文号", "发文机关", "文件标题", "成文日期", "收文日期", "条款", "任务内容", "责任科室", "责任人", "完成时限"]
    )
    day, due = workroom.today - timedelta(days=9), workroom.day(9)
    head = ["示政办发〔2026〕1 号", "市政府办", "工作要点", day, day]
    sheet.append([*head, "一", "更新目录", "示例DESK科", "drafter", due])
    sheet.append([None, None, None, None, None, "二", "培训一次", "RESEARCH", None, due.replace("-", "/")])
    sheet.append([None, None, None, None, None, "三", "办不了", "火星科", None, due])
    sheet.append([None, None, None, None, None, "四", "没有时限", "RESEARCH", None, None])
    sheet.append([None, None, None, None, None, "五", "以后再定", None, None, None])
    sheet.append([*[None] * 10, "只有备注"])
    sheet.cell(2, 11, "备注")
    sheet.cell(2, 12, "领导批示")
    path = tmp_path / "ledger.xlsx"
    book.save(path)
    acting = {"actor": workroom.city.acting("officer"), "at": workroom.city.at, "today": workroom.today}
    done = actions.bring(path, **acting)
    assert done.added == 3
    assert [(each.row, each.column) for each in done.rejects] == [(5, "责任科室"), (6, "完成时限"), (8, "")]
    assert done.warnings == ["没有用到的列：备注、领导批示"]
    assert list(Clause.objects.order_by("pk").values_list("place", "unit__code", "progress")) == [
        ("一", "DESK", "handed_out"), ("二", "RESEARCH", "handed_out"), ("五", None, "waiting"),
    ]  # fmt: skip
    again = actions.bring(path, **acting)
    assert (again.added, again.same, Directive.objects.count()) == (0, 3, 1)


def test_whoever_is_given_a_task_hears_of_it(workroom):
    def heard(clause):
        return list(Reminder.objects.filter(subject=clause.key, seen_at=None).values_list("person", "kind"))

    given = workroom.clause(person=str(workroom.who("drafter")), unit="DESK")
    assert heard(given) == [(int(workroom.who("drafter")), "clause")]
    assert "24:00 前完成" in Reminder.objects.get(subject=given.key).words
    later = workroom.clause(given.directive, place="二", unit="", due_on="")
    assert heard(later) == []
    moved = workroom.move(later, "hand_out", "officer", unit="DESK", due_on=workroom.day(4))
    assert [kind for _person, kind in heard(moved)] == ["clause"] * len(heard(moved)) != []


def test_a_title_on_trial_wants_its_last_day(workroom):
    assert refused_code(lambda: workroom.rule(trial=False)) == "title-on-trial"
    assert workroom.rule(trial=False, not_on_trial="on", number="").latest == 1


def test_a_guide_or_a_rule_rewritten_behind_our_back_is_named(workroom):
    workroom.founded()
    guide = actions.draft_guide(actor=workroom.city.acting("officer"), at=workroom.city.at)
    rule = workroom.rule()
    assert list(verifying.check()) == []
    Guide.objects.filter(pk=guide.pk).update(content="{}")
    RuleVersion.objects.filter(rule=rule).update(text="第一条 改过的。")
    assert [each.message.partition(" 的内容")[0] for each in verifying.check()] == [
        f"指南 {guide.key}",
        f"制度 {rule.key}.1",
    ]


def test_a_local_date_takes_the_place_of_the_laws(workroom):
    data = {"code": "annual_report_submit", "year": "2026", "day": "2027-01-26", "basis": "示例市政务公开办通知"}
    acting = {"actor": workroom.city.acting("officer"), "at": workroom.city.at}
    assert access.override_for("annual_report_submit", 2026) is None
    assert access.deadline_for("annual_report_submit", 2026)[0].isoformat() == "2027-01-31"
    first = actions.set_override(data, **acting)
    assert refused_code(lambda: actions.set_override(data, **acting)) == "nothing-changed"
    actions.set_override(data | {"day": "2027-01-20"}, **acting)
    found = access.override_for("annual_report_submit", 2026)
    assert found is not None
    assert (found.day.isoformat(), found.statutory.isoformat(), found.stricter) == ("2027-01-20", "2027-01-31", True)
    assert refused_code(lambda: actions.withdraw_override(first, **acting)) == "withdrawn-already"
    actions.withdraw_override(access.overrides().get(withdrawn_at=None), **acting)
    assert access.override_for("annual_report_submit", 2026) is None


# --- the guide -------------------------------------------------------------------------------------------------------


def test_a_guide_is_drafted_from_the_organisation_and_approved_by_another(workroom):
    workroom.founded()
    guide = actions.draft_guide(actor=workroom.city.acting("officer"), at=workroom.city.at)
    assert guide.says["office_name"] == "示例RESEARCH科"
    again = {"actor": workroom.city.acting("officer2"), "at": workroom.city.at}
    assert refused_code(lambda: actions.draft_guide(**again)) == "draft-open"
    with pytest.raises(Refused):
        workroom.turn(guide, "submit", "officer")
    whole = {name: text or "示例" for name, text in guide.says.items()}
    guide = workroom.turn(guide, "edit", "officer", **whole, note="新编")
    guide = workroom.turn(guide, "submit", "officer")
    assert list(Reminder.objects.values_list("person__username", "kind")) == [("chief", "guide")]
    assert refused_code(lambda: workroom.turn(guide, "edit", "officer", **whole, note="再改")) == "wrong-progress"
    early = {"in_force_from": workroom.day(-1)}
    assert refused_code(lambda: workroom.turn(guide, "approve", "chief", **early)) == "in-force-before-today"
    assert refused_code(lambda: workroom.turn(guide, "approve", "officer2", **early)) == "wrong-role"
    guide = workroom.turn(guide, "send_back", "chief", reason="电话写错")
    guide = workroom.turn(guide, "edit", "officer", **whole | {"phone": "0951-0000001"}, note="改电话")
    typed = whole | {"phone": "0951-0000002", "note": "再改电话"}
    by = {"actor": workroom.city.acting("officer"), "at": workroom.city.at}
    guide = actions.submit_guide(guide, **by, expect=guide.version, data=typed)
    assert (guide.says["phone"], guide.progress) == ("0951-0000002", "submitted"), "nothing typed is lost"
    on = {"in_force_from": workroom.day(2)}
    assert refused_code(lambda: workroom.turn(guide, "approve", "chief", **on)) == "differs"
    assert refused_code(lambda: workroom.turn(guide, "approve", "chief", **on, differs=True)) == "missing"
    approved = workroom.turn(guide, "approve", "chief", **on, differs=True, differs_reason="号码下周启用")
    assert (approved.number, access.guide_on(workroom.today)) == (1, None)
    assert access.guide_on(workroom.today + timedelta(days=2)) == approved
    kinds = [line.kind.partition(".")[2] for line in Line.objects.filter(subject=approved.key).order_by("pk")]
    assert kinds == ["draft", "edit", "submit", "send_back", "edit", "edit", "submit", "approve"]


def test_who_wrote_the_guide_does_not_approve_it(workroom):
    workroom.city.hire("both", "disclosure_officer", workroom.research)
    hiring.appoint(
        workroom.city.people["both"],
        actor=IMPORTER,
        at=workroom.city.at,
        role="disclosure_leader",
        unit=workroom.research,
    )
    guide = actions.draft_guide(actor=workroom.city.acting("both"), at=workroom.city.at)
    whole = {name: text or "示例" for name, text in guide.says.items()}
    workroom.turn(guide, "edit", "both", **whole, note="新编")
    workroom.turn(guide, "submit", "both")
    code = refused_code(lambda: workroom.turn(guide, "approve", "both", in_force_from=workroom.day(0)))
    assert code == "own-words"


def test_a_new_organisation_makes_the_guide_disagree_until_it_is_revised(workroom):
    workroom.founded()
    whole = {
        "address": "示例路 1 号",
        "hours": "周一至周五",
        "phone": "1",
        "fax": "无",
        "internet": "无",
        "postcode": "0",
    }
    workroom.guide(**whole)
    assert [each.field for each in access.guide_disagreements(workroom.today) if each.field == "office_name"] == []
    office = access.organisation_on(workroom.today).office
    assert office is not None
    workroom.notice([{"duty": "office", "unit": "DESK"}], number="示例〔2026〕3 号", days=0, ends=[office.tenure])
    found = {each.field: each.should for each in access.guide_disagreements(workroom.today)}
    assert found["office_name"] == "示例DESK科"
    for _again in range(2):
        actions.remind_of_disagreements(workroom.city.at)
    told = Reminder.objects.filter(subject="guide:in-force", seen_at=None)
    assert set(told.values_list("person__username", flat=True)) == {"officer", "officer2"}
    assert told.count() == 2
    workroom.guide()
    assert [each.field for each in access.guide_disagreements(workroom.today) if each.field == "office_name"] == []


def test_two_at_once_one_is_told(workroom):
    guide = actions.draft_guide(actor=workroom.city.acting("officer"), at=workroom.city.at)
    whole = {name: text or "示例" for name, text in guide.says.items()}
    workroom.turn(guide, "edit", "officer", **whole, note="甲", expect=1)
    assert refused_code(lambda: workroom.turn(guide, "edit", "officer2", **whole, note="乙", expect=1)) == "stale"


def test_files_are_looked_at_before_they_are_kept(workroom):
    notice = workroom.founded()
    broken = SimpleUploadedFile("通知.pdf", BytesIO(b"%PDF-1.4 nothing").read())
    acting = {"actor": workroom.city.acting("officer"), "at": workroom.city.at}
    assert refused_code(lambda: actions.attach(notice, broken, **acting)) == "broken"
