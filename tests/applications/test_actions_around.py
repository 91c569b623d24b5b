"""What stands around the life of a request: twice the same, the hotline, the platform, files, identity, reminders."""

from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from tests.applications.conftest import FORM, Office, due, on, refused_code, visible
from yihaotong.accounts.rules import VISITOR, citizen
from yihaotong.almanac import actions as almanac
from yihaotong.applications import access, actions, repeats
from yihaotong.applications.actions.clocks import follow_calendar
from yihaotong.applications.actions.reminding import watch
from yihaotong.applications.models import Application
from yihaotong.applications.rules.codes import Channel, DisputeKind, Purpose, Stage
from yihaotong.cases import actions as casework
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel as CaseChannel
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.journal.statements import LookUp
from yihaotong.reminders.models import Reminder


def reminded(office: Office, username: str) -> set[str]:
    return set(Reminder.objects.filter(person=office.people[username], seen_at=None).values_list("words", flat=True))


def test_the_same_twice_is_one_request(office: Office) -> None:
    submission = uuid4()
    first = office.registered("2026-09-21", Channel.INTERNET, submission=submission)
    second = office.registered("2026-09-21", Channel.INTERNET, submission=submission)
    assert (second.again, second.application.pk, second.query_code) == (True, first.application.pk, first.query_code)
    assert Application.objects.count() == 1


def test_repeated_and_many_and_wanted_by_others(office: Office) -> None:
    first = office.register("2025-09-24")
    again = office.register(
        "2025-10-09", description="示例市2024年供热补贴发放办法以及其附件", id_no="", phone=FORM["phone"]
    )
    assert [each.number for each in repeats.repeated(again)] == [first.number]
    assert repeats.repeated(first) == []
    assert repeats.frequency(again).year == 2
    assert repeats.for_release(first) == ""
    for number in (2, 3):
        office.register("2025-10-09", name=f"示例{number}", id_no=f"P{number}", phone=f"1395100000{number}")
    assert "3 名申请人" in repeats.for_release(first)
    for _ in range(8):
        last = office.register("2025-10-10", description=f"别的事项{_}")
    assert "本月第 9 件" not in repeats.frequency(last).words
    many = office.register("2025-10-11", description="再一件")
    assert repeats.frequency(many).words[0].startswith("本月第 10 件")


def test_review_and_suit_and_archive(office: Office) -> None:
    it = office.sent(office.register("2025-09-24"), "2025-10-20", "R4", sending={"delivery": "direct", "note": "本人"})
    it = office.move(it, "dispute", "2025-11-03", kind="review", body="示例市人民政府")
    assert refused_code(lambda: office.move(it, "archive", "2025-12-01")) == "still-disputed"
    assert access.year_table(2025).table4[DisputeKind.REVIEW]["pending"] == (f"{it.number}#1",)
    it = office.move(it, "dispute_result", "2026-01-12", dispute=1, result="upheld")
    assert refused_code(lambda: office.move(it, "dispute_result", "2026-01-12", dispute=1, result="other"))
    assert access.year_table(2025).table4[DisputeKind.REVIEW]["pending"] == (f"{it.number}#1",)
    table = access.year_table(2026).table4[DisputeKind.REVIEW]
    assert (table["upheld"], table["pending"]) == ((f"{it.number}#1",), ())
    assert office.move(it, "archive", "2026-02-02").stage == Stage.ARCHIVED


def test_r9_and_then_a_case_if_he_wishes(office: Office) -> None:
    it = office.sent(office.register("2025-09-24", description="楼上漏水请派人来修"), "2025-10-20", "R9")
    assert refused_code(lambda: office.move(it, "to_hotline", "2025-10-21")) == "not-wished"
    it = office.move(it, "to_hotline", "2025-10-21", wished=True)
    case = Case.objects.get()
    assert (it.hotline_no, case.body, case.filed_by) == (case.order_no, "楼上漏水请派人来修", VISITOR.key)
    assert refused_code(lambda: office.move(it, "to_hotline", "2025-10-21", wished=True)) == "filed-already"


def test_from_the_hotline_he_files_it_himself(office: Office) -> None:
    at = on("2025-09-24")
    operator = office.acting("operator", at)
    told = {"body": "想要供热补贴的办法", "request_type": "inquiry", "name": "示例甲", "phone": "13951000001"}
    case = casework.file(told, actor=operator, at=at, channel=CaseChannel.PHONE).case
    invitation = actions.invite(case, actor=operator, at=at)
    assert refused_code(lambda: actions.invite(case, actor=office.acting("officer", at), at=at)) == "wrong-role"
    filled = actions.filled_in(invitation.token, at=at)
    assert filled == {"name": "示例甲", "phone": "13951000001", "description": "想要供热补贴的办法"}

    def send(actor: object) -> Application:
        how = {"channel": Channel.INTERNET, "invitation": invitation.token}
        return actions.register(filled, actor=actor, at=at, **how).application

    assert refused_code(lambda: send(operator)) == "wrong-role"
    assert refused_code(lambda: send(office.acting("officer", at))) == "wrong-role"
    it = send(VISITOR)
    assert (it.hotline_no, it.from_hotline, it.stage) == (case.order_no, True, Stage.UNCONFIRMED)
    assert refused_code(lambda: send(VISITOR)) == "used-already"


def test_the_identity_is_masked_and_opened_with_a_line(office: Office) -> None:
    it = office.register("2025-09-24")
    shown = access.masked_identity(it)
    assert (shown.name, shown.phone, shown.id_no) == ("示**", "139****0001", "640*************3X")
    at = on("2025-09-25")
    identity = actions.open_identity(it, actor=office.acting("officer", at), at=at, purpose=Purpose.DELIVER)
    assert identity.name == FORM["name"]
    line = access.history(it).get(kind="identity.read")
    assert line.facts["reason"] == "送达文书"
    stranger = office.acting("stranger", at)
    opening = lambda: actions.open_identity(it, actor=stranger, at=at, purpose=Purpose.CONTACT)  # noqa: E731
    assert refused_code(opening) == "identity-sealed"


def test_the_applicant_follows_it_with_his_code(office: Office) -> None:
    made = office.registered("2025-09-24")
    number, at = made.application.number, on("2025-09-25")
    assert actions.look_up(number.lower(), made.query_code, at=at).pk == made.application.pk
    for _ in range(5):
        with pytest.raises(Refused, match="编号或查询码不对"):
            actions.look_up(number, "00000000", at=at)
    with pytest.raises(Refused) as slow:
        actions.look_up(number, made.query_code, at=at)
    assert slow.value.code == "look-up-slow"
    assert actions.look_up(number, made.query_code, at=on("2025-09-25", 11)).pk == made.application.pk


def test_files(office: Office) -> None:
    class Upload(BytesIO):
        name = "申请材料.txt"

        def chunks(self) -> list[bytes]:
            return [self.getvalue()]

    it = office.register("2025-09-24")
    at, officer, himself = on("2025-09-25"), office.acting("officer", on("2025-09-25")), citizen(it.number)
    actions.attach(it, Upload("申请材料".encode()), actor=himself, at=at)
    actions.attach(it, Upload("申请材料".encode()), actor=himself, at=at)
    supplied = actions.attach(it, Upload("供热补贴办法".encode()), actor=officer, at=at, supplied=True)
    actions.attach(it, Upload("内部意见".encode()), actor=officer, at=at)
    assert access.attachments(it, officer).count() == 3
    assert access.attachments(it, himself).count() == 1
    it = office.sent(it, "2025-10-20")
    assert supplied in access.attachments(it, himself)
    assert access.attachments(it, himself).count() == 2
    taking = lambda: actions.remove_attachment(it, supplied.key, actor=officer, at=at)  # noqa: E731
    assert refused_code(taking) == "not-removable"


def test_a_stranger_finds_nothing(office: Office) -> None:
    it = office.register("2025-09-24")
    assert visible(office, "officer", "2025-09-25") == visible(office, "leader", "2025-09-25") == {it.number}
    assert visible(office, "stranger", "2025-09-25") == visible(office, "operator", "2025-09-25") == set()
    assert refused_code(lambda: office.move(it, "take_up", "2025-09-25", "stranger")) == "wrong-role"
    assert not access.visible_to(VISITOR).exists()
    assert not access.reaches(it, VISITOR)
    assert access.moves_open(it, citizen(it.number), on("2025-09-25"))[0].name == "supplement"


# --- the platform ---------------------------------------------------------------------------------

ROW = {
    "platform_no": "PT-1",
    "received_at": "2025-09-24T09:30:00+08:00",
    "name": "示例甲",
    "id_no": FORM["id_no"],
    "phone": "13951000001",
    "description": "示例市 2024 年供热补贴发放办法",
}


def test_what_the_platform_hands_over_twice_is_one_request_in_step_with_it(office: Office) -> None:
    at = on("2025-09-25")
    officer = office.acting("officer", at)
    first = actions.hand_over(ROW, actor=officer, at=at)
    assert (first.outcome, first.application.received_on) == ("new", date(2025, 9, 24))
    assert actions.hand_over(ROW, actor=officer, at=at).outcome == "same"
    moved = actions.hand_over(ROW | {"platform_due": "2025-10-27", "their_stage": "办理中"}, actor=officer, at=at)
    assert (moved.outcome, Application.objects.count()) == ("changed", 1)
    assert moved.application.platform.due_on in (None, date(2025, 10, 27))
    told = actions.tell_platform(actor=officer, at=at)
    assert told[1][:5] == ("PT-1", first.application.number, "审查中", "2025-09-24", "2025-10-10")
    gone = actions.hand_over(ROW | {"their_stage": "已撤回"}, actor=officer, at=at)
    assert gone.application.stage == Stage.WITHDRAWN


def test_a_clerks_file_names_row_and_field_of_each_error_and_goes_on(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "平台.csv"
    path.write_text(
        "平台编号,平台收到时间,申请人类别,姓名,联系电话,所需信息\n"
        "PT-1,2025/9/24 9:30,自然人,示例甲,13951000001,供热补贴办法\n"
        "PT-2,昨天,自然人,示例乙,13951000002,供水管网图\n"
        "PT-3,2025-09-24,外星人,示例丙,13951000003,供电方案\n"
        ",2025-09-24,自然人,示例丁,13951000004,供气方案\n"
        "PT-5,2025-09-24,商业企业,示例公司,12,排水方案\n"
        "PT-6,2025年9月24日,商业企业,示例公司,13951000006,绿化方案\n",
        encoding="gb18030",
    )
    at = on("2025-09-25")
    done = actions.bring(path, actor=office.acting("officer", at), at=at)
    assert len(done.new) == 3, "a telephone nobody can dial is registered as it was written"
    assert [(each.row, each.column) for each in done.rejects] == [
        (3, "平台收到时间"),
        (4, "申请人类别"),
        (5, "平台编号"),
    ]
    again = actions.bring(path, actor=office.acting("officer", at), at=at)
    assert (again.new, len(again.same)) == ([], 3)


# --- reminders and the calendar -------------------------------------------------------------------


def test_limits_that_come_near_or_are_over_are_told_once(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "take_up", "2025-09-25")
    Reminder.objects.all().delete()
    assert watch(on("2025-10-22")) == 0
    assert watch(on("2025-10-23")) == 2
    assert watch(on("2025-10-23", 11)) == 0
    assert reminded(office, "officer") == {f"答复期限 10月28日 24:00 届满：{it.number}"}
    assert watch(on("2025-10-29")) == 3
    assert reminded(office, "leader") == {f"答复期限已届满：{it.number}"}
    Reminder.objects.update(seen_at=on("2025-10-29"))
    assert watch(on("2025-10-30")) == 0


def test_a_holiday_notice_that_comes_late_moves_what_still_runs(office: Office) -> None:
    it, answered = office.register("2025-09-24"), office.sent(office.register("2025-09-24"), "2025-10-20")
    assert due(it, "reply") == date(2025, 10, 28)
    row = {"date": "2025-10-20", "kind": "holiday", "name": "示例假日", "basis": "示例〔2025〕1 号"}
    almanac.enter_days("nation", [row], actor="person:1", at=on("2025-10-15"), reason="示例〔2025〕1 号")
    LookUp.forget()
    follow_calendar(list(Line.objects.filter(kind="almanac.enter")), on("2025-10-15"))
    follow_calendar(list(Line.objects.filter(kind="almanac.enter")), on("2025-10-15"))
    assert due(it, "reply") == date(2025, 10, 29)
    assert access.history(it).filter(kind="application.recompute").count() == 1
    assert due(answered, "reply") == date(2025, 10, 28)
    assert office.move(it, "take_up", "2025-10-20").due_at == access.running(it)[0].due_at
