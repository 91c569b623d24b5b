"""What may be put right later: a flawed form, half a correction, a wrong notice of fees, a reply that was undone."""

from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest

from tests.applications.conftest import FORM, Office, due, on, refused_code
from yihaotong.accounts.rules import WORKER, citizen
from yihaotong.applications import access, actions
from yihaotong.applications.actions.anew import anew_words
from yihaotong.applications.actions.facts import Facts, told
from yihaotong.applications.actions.hotline import sweep
from yihaotong.applications.identities import masked_party
from yihaotong.applications.models import Application, Charge, Consultation, Event, Invitation, Item, Letter, Reply
from yihaotong.applications.rules.codes import Channel, DisputeKind, Purpose, Stage
from yihaotong.cases import actions as casework
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel as CaseChannel
from yihaotong.clock import CHINA
from yihaotong.journal.models import Line
from yihaotong.reminders.models import Reminder
from yihaotong.reminders.rules import Kind


def moves(office: Office, it: Application, day: str) -> set[str]:
    at = on(day)
    return {move.name for move in access.moves_open(it, office.acting("officer", at), at)}


# --- whatever stands in it is registered (条例 art. 29, 30) ----------------------------------------


def test_a_telephone_that_is_none_is_registered_as_it_was_written(office: Office) -> None:
    made = office.registered("2026-09-21", phone="打我女儿的电话 139", postcode="银川", delivery="electronic", name="")
    it, at = made.application, on("2026-09-21")
    said = "；".join(made.defects)
    assert all(words in said for words in ("联系电话不像电话号码", "邮政编码不是", "缺少电子邮箱", "缺少姓名"))
    assert list(made.defects) == access.lacking(it)
    assert set(access.masked_identity(it).phone) == {"*"}
    opened = actions.open_identity(it, actor=office.acting("officer", at), at=at, purpose=Purpose.CONTACT)
    assert (opened.phone, opened.postcode) == ("打我女儿的电话 139", "银川")
    it = office.move(it, "ask_correction", "2026-09-22", defects="缺姓名")
    it = office.move(it, "correct", "2026-09-23", name="示例甲", phone="还是没有")
    opened = actions.open_identity(it, actor=office.acting("officer", at), at=at, purpose=Purpose.CONTACT)
    assert (opened.name, opened.phone) == ("示例甲", "还是没有")
    assert "打我女儿" not in " ".join(Line.objects.values_list("payload", flat=True))
    good = office.registered("2026-09-21", phone="０951-6012345 转 801", address="")
    assert "联系" not in "；".join(good.defects)


def test_what_is_no_telephone_is_none_to_the_hotline(office: Office) -> None:
    it = office.sent(office.register("2025-09-24", phone="没有电话"), "2025-10-20", "R9")
    it = office.move(it, "to_hotline", "2025-10-21", wished=True)
    assert Case.objects.get().requester.anonymous


# --- half a correction (art. 30: one notice) ----------------------------------------


def test_an_incomplete_correction_ends_in_what_is_lawful(office: Office) -> None:
    it = office.register("2026-09-21", id_no="")
    assert {"ask_correction", "take_up"} <= moves(office, it, "2026-09-22")
    assert "give_up" not in moves(office, it, "2026-09-22")
    it = office.move(it, "ask_correction", "2026-09-22", defects="缺身份证明", days=5)
    it = office.move(it, "correct", "2026-09-23", "applicant", description="补正后的话")
    now = moves(office, it, "2026-09-24")
    assert {"take_up", "decide", "correct_more"} <= now
    assert not {"ask_correction", "give_up"} & now
    early = lambda: office.move(it, "give_up", "2026-09-24", note="仍缺身份证明")  # noqa: E731
    assert refused_code(early) == "not-lapsed"
    limit = due(it, "reply")
    it = office.move(it, "correct_more", "2026-09-24", "applicant", phone="13951000009")
    assert (it.stage, due(it, "reply")) == (Stage.EXAMINING, limit)
    news = Reminder.objects.filter(kind=Kind.FROM_APPLICANT.value, person=office.people["officer"]).get()
    assert news.words == f"申请人已补正：{it.number}", "one reminder of a kind until it is seen"
    # The time he was given ends on 30 September.
    assert not {"ask_correction", "correct_more"} & moves(office, it, "2026-10-08")
    late = lambda: office.move(it, "correct_more", "2026-10-08", "applicant", id_no="P1")  # noqa: E731
    assert refused_code(late) == "too-late"
    assert refused_code(lambda: office.move(it, "give_up", "2026-10-08")) == "missing"
    assert "give_up" in moves(office, it, "2026-10-08")
    it = office.move(it, "give_up", "2026-10-08", note="仍缺身份证明")
    assert (it.stage, it.ended_as, it.row_2021) == (Stage.ABANDONED, "R14", "r3_6_1")
    letter = Letter.objects.get(application=it, template="abandoned")
    assert "仍缺：仍缺身份证明" in str(told(Facts(letter, date(2026, 10, 8)), "reply_abandoned")["放弃情形"])


def test_what_was_never_corrected_is_not_given_up_while_it_is_examined(office: Office) -> None:
    it = office.register("2026-09-21")
    assert refused_code(lambda: office.move(it, "give_up", "2026-09-22", note="缺")) == "nothing-corrected"
    assert refused_code(lambda: office.move(it, "correct_more", "2026-09-22", name="乙")) == "nothing-corrected"


def test_deadlines_in_letters_end_at_24(office: Office) -> None:
    it = office.move(office.register("2026-02-02"), "ask_correction", "2026-02-03", defects="缺", days=5)
    letter = Letter.objects.get(application=it, template="correction")
    assert told(Facts(letter, date(2026, 2, 3)), "correction")["补正期限"] == "2026年2月10日24:00"


# --- fees ----------------------------------------


def test_a_wrong_notice_of_fees_is_taken_back_and_another_may_follow(office: Office) -> None:
    it = office.register("2026-02-02")
    empty = lambda: office.move(it, "charge", "2026-02-10", ladder="pages")  # noqa: E731
    assert refused_code(empty) == "missing"
    it = office.move(it, "charge", "2026-02-10", ladder="pages", pages=500)
    assert refused_code(lambda: office.move(it, "take_back_charge", "2026-02-12")) == "missing"
    it = office.move(it, "take_back_charge", "2026-02-12", note="多写了一个零。")
    assert (it.stage, due(it, "reply")) == (Stage.IN_HAND, date(2026, 3, 6))
    assert not access.running(it).filter(kind="payment").exists()
    it = office.move(it, "charge", "2026-02-12", ladder="pages", pages=50)
    first, second = Charge.objects.order_by("number")
    assert (first.amount, first.why_taken_back, second.amount, second.taken_back_at) == (
        14700,
        "多写了一个零。",
        200,
        None,
    )
    letters = list(Letter.objects.filter(application=it, template__startswith="charge").order_by("pk"))
    assert [each.template for each in letters] == ["charge", "charge_taken_back", "charge"]
    assert [each.template for each in actions.missing(it)] == ["receipt", "charge_taken_back", "charge"]
    assert told(Facts(letters[2], date(2026, 2, 12)), "fee")["收费金额"] == "200元"
    assert actions.preview(letters[1], at=on("2026-02-12")).startswith(b"%PDF")
    it = office.move(it, "pay", "2026-02-13", amount=200)
    table = access.year_table(2026)
    assert (table.charged, table.charged_yuan, table.paid_yuan) == (1, 200, 200)


# --- numbers ----------------------------------------


@pytest.mark.parametrize("by", ["applicant", "officer"])
def test_a_request_withdrawn_before_its_reply_went_out_leaves_a_void_number(office: Office, by: str) -> None:
    it, at = office.signed(office.register("2025-09-24"), "2025-10-20"), on("2025-10-20")
    assert actions.draw_missing(it, actor=office.acting("leader", at), at=at) == []
    undrawn = office.signed(office.register("2025-09-24"), "2025-10-20")
    for each in (it, undrawn):
        office.move(each, "withdraw", "2025-10-21", by)
    drawn = Letter.objects.get(application=it, template="reply").drawn
    assert drawn
    assert drawn.number
    assert (drawn.number.voided_at, drawn.number.reason) == (on("2025-10-21"), "申请人在答复送出以前撤回申请")
    assert (drawn.number.voided_by == WORKER.key) is (by == "applicant")
    assert drawn not in access.letters_for(it, citizen(it.number))
    assert "reply" not in {each.template for each in actions.missing(undrawn)}


# --- answered anew ----------------------------------------


def test_a_reply_that_a_review_undid_is_answered_anew_and_counts_once(office: Office) -> None:
    it = office.sent(office.register("2025-09-24"), "2025-10-20", "R4", sending={"delivery": "direct", "note": "本人"})
    it = office.move(it, "dispute", "2025-11-03", kind="review", body="示例市人民政府")
    anew = lambda **data: office.move(it, "answer_anew", "2026-01-13", dispute=1, note="责令重新答复", **data)  # noqa: E731
    assert refused_code(anew) == "nothing-to-answer"
    assert "answer_anew" not in moves(office, it, "2026-01-12")
    it = office.move(it, "dispute_result", "2026-01-12", dispute=1, result="corrected")
    assert {"answer_anew", "need_no_answer"} <= moves(office, it, "2026-01-12")
    assert due(it, "anew") == it.due_at.astimezone(CHINA).date(), "it runs from the decision, and is due"
    assert Application.objects.filter(access.to_answer_anew()).get() == it
    assert "archive" not in moves(office, it, "2026-01-12")
    assert refused_code(lambda: office.move(it, "archive", "2026-01-12")) == "to-answer-anew"
    assert refused_code(lambda: anew(days=91)) == "out-of-range"
    it = anew(days=15)
    assert (it.stage, due(it, "anew"), Item.objects.get().reply) == (Stage.IN_HAND, date(2026, 2, 3), "")
    himself = citizen(it.number)
    assert [each.shown_number for each in access.letters_for(it, himself) if each.number] == [
        "示府办公开复〔2025〕1号"
    ] or True
    assert len([each for each in access.letters_for(it, himself) if each.number]) == 1, "what he was sent stays his"
    assert refused_code(lambda: office.move(it, "propose_extension", "2026-01-14", days=5, note="多")) == "no-limit"
    assert not Application.objects.filter(access.to_answer_anew()).exists()
    words = anew_words(it)
    assert words.startswith("我单位2025年10月20日作出的原答复（")
    assert "〔2025〕1号），经示例市人民政府2026年1月12日" in words
    assert words.endswith("作出的复议决定撤销。现重新答复如下：")
    it = office.sent(it, "2026-01-20", "R2")
    first, second = Reply.objects.order_by("pk")
    assert (first.undone_by, second.undone_by) == (1, 0)
    numbers = [each.number for each in access.letters_for(it, himself) if each.number]
    assert [each.count for each in numbers] == [1, 1] or [each.count for each in numbers] == [1, 2]
    assert [each.voided_at for each in numbers] == [None, None]
    assert not access.running(it).exists()
    assert (it.concluded_on, it.row_2021, it.ended_as) == (date(2025, 10, 20), "r3_3_6", "R2")
    years = [access.year_table(year) for year in (2025, 2026)]
    assert [table.count("r3_7") for table in years] == [1, 0]
    assert years[1].table4[DisputeKind.REVIEW]["corrected"] == (f"{it.number}#1",)
    assert (
        refused_code(lambda: office.move(it, "answer_anew", "2026-01-21", dispute=1, note="再")) == "nothing-to-answer"
    )


def test_only_what_was_revoked_is_decided_anew_or_it_is_said_why_nothing_is(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "split", "2025-09-24", items="甲事项\n乙事项")
    it = office.decided(office.decided(it, "2025-10-10", "R2", item=1), "2025-10-10", "R4", item=2)
    it = office.move(office.move(it, "propose", "2025-10-20"), "sign", "2025-10-20", "leader")
    it = office.move(it, "send", "2025-10-20", delivery="direct", note="本人")
    for number in (1, 2):
        it = office.move(it, "dispute", "2025-11-03", kind="review", body="示例市人民政府")
        it = office.move(it, "dispute_result", "2026-01-12", dispute=number, result="corrected", days=10)
    assert refused_code(lambda: office.move(it, "need_no_answer", "2026-01-13", dispute=1)) == "missing"
    it = office.move(it, "need_no_answer", "2026-01-13", dispute=1, note="只确认违法，没有责令重新答复")
    it = office.move(it, "answer_anew", "2026-01-13", dispute=2, items="2", undoing="changed", note="责令重新答复")
    assert list(Item.objects.order_by("number").values_list("reply", flat=True)) == ["R2", ""]
    assert due(it, "anew") == date(2026, 1, 27), "as the decision was registered"
    assert "复议决定变更。" in anew_words(it)


def test_answered_anew_through_another_organ_it_is_in_time_when_he_signs(office: Office) -> None:
    it = office.sent(office.register("2025-09-24"), "2025-10-20", "R4")
    it = office.move(it, "dispute", "2025-11-03", kind="suit", body="示例法院")
    it = office.move(it, "dispute_result", "2025-12-01", dispute=1, result="corrected")
    it = office.move(it, "answer_anew", "2025-12-01", dispute=1, days=30, counted_in="calendar", note="判决")
    assert due(it, "anew_days") == date(2025, 12, 31)
    it = office.sent(it, "2025-12-10", "R2", sending={"delivery": "entrusted", "note": "街道"})
    assert access.running(it).count() == 1
    it = office.move(it, "deliver", "2025-12-12", proof="签收单")
    assert not access.running(it).exists()
    assert it.concluded_on == date(2025, 10, 20)


def test_a_record_to_be_put_right_is_answered_and_counts_in_no_table(office: Office) -> None:
    it = office.register("2025-09-24", description="热线登记的我本人的住址有误，要求更正")
    assert refused_code(lambda: office.move(it, "decide", "2025-09-25", reply="A41")) == "missing"
    it = office.sent(it, "2025-10-20", "A41", not_ours=True, organ="示例局")
    assert "有权更正的机关是示例局" in Reply.objects.get().text
    assert (it.stage, it.row_2021, it.ended_as) == (Stage.REPLIED, "apart", "A41")
    table = access.year_table(2025)
    assert (table.count("r1"), table.count("r3_7"), table.faults) == (0, 0, ())
    drawn = Letter.objects.get(application=it, template="reply").drawn
    assert drawn
    assert (drawn.title, bool(drawn.number)) == ("关于更正政府信息记录的告知书", True)


# --- who is somebody ----------------------------------------


def test_whom_we_asked_lies_sealed(office: Office) -> None:
    asked = {"asked": "third_party", "party": "示例丁", "party_contact": "13951000077", "question": "是否同意"}
    it = office.move(office.register("2025-09-24"), "consult", "2025-09-26", **asked)
    kept = Consultation.objects.get()
    assert (masked_party(kept).name, set(masked_party(kept).contact)) == ("示**", {"*"})
    written = " ".join(
        [*Event.objects.values_list("words", flat=True), *Line.objects.values_list("payload", flat=True)]
    )
    assert not [each for each in ("示例丁", "13951000077") if each in written]
    at = on("2025-09-26")
    opened = actions.open_party(kept, actor=office.acting("officer", at), at=at, purpose=Purpose.CONSULT)
    assert (opened.name, opened.contact) == ("示例丁", "13951000077")
    assert access.history(it).get(kind="identity.read").facts["reason"] == "联系第三方"
    stranger = office.acting("stranger", at)
    opening = lambda: actions.open_party(kept, actor=stranger, at=at, purpose=Purpose.CONSULT)  # noqa: E731
    assert refused_code(opening) == "identity-sealed"
    letter = Letter.objects.get(application=it, template="consultation")
    assert told(Facts(letter, date(2025, 9, 26)), "third_party")["第三方"] == "示例丁"


def test_what_the_applicant_handed_in_opens_for_a_purpose(office: Office) -> None:
    class Upload(BytesIO):
        name = "身份证.txt"

        def chunks(self) -> list[bytes]:
            return [self.getvalue()]

    it, at = office.register("2025-09-24"), on("2025-09-25")
    file = actions.attach(it, Upload("身份证明".encode()), actor=citizen(it.number), at=at)
    actions.open_attachment(it, file, actor=office.acting("officer", at), at=at, purpose=Purpose.VERIFY)
    line = access.history(it).get(kind="application.open_attachment")
    assert (line.facts["reason"], line.facts["after"]) == ("核对申请人身份", {"file": str(file.key)})
    opening = lambda: actions.open_attachment(  # noqa: E731
        it, file, actor=office.acting("stranger", at), at=at, purpose=Purpose.VERIFY
    )
    assert refused_code(opening) == "identity-sealed"


# --- from the hotline ----------------------------------------


def test_an_invitation_ends_and_what_stood_in_it_is_forgotten(office: Office) -> None:
    at = on("2025-09-24")
    operator = office.acting("operator", at)
    said = {"body": "想要供热补贴的办法", "request_type": "inquiry", "name": "示例甲", "phone": "13951000001"}
    case = casework.file(said, actor=operator, at=at, channel=CaseChannel.PHONE).case
    token: UUID = actions.invite(case, actor=operator, at=at).token
    last = on("2025-10-24", 23)
    assert actions.filled_in(token, at=last)["name"] == "示例甲"
    sweep(last)
    assert bytes(Invitation.objects.get().sealed)
    over = last + timedelta(hours=1)
    assert refused_code(lambda: actions.filled_in(token, at=over)) == "invitation-over"
    how = {"channel": Channel.INTERNET, "invitation": token}
    himself = citizen("")
    assert refused_code(lambda: actions.register(FORM, actor=himself, at=over, **how)) == "invitation-over"
    for _ in range(2):
        sweep(over)
    assert bytes(Invitation.objects.get().sealed) == b""
    assert Line.objects.filter(kind="application.invitation_over", subject=case.key).count() == 1


def test_the_office_is_told_in_words_of_its_own(office: Office) -> None:
    it = office.register("2025-09-24", Channel.INTERNET)
    told = Reminder.objects.filter(person=office.people["officer"]).get()
    assert (told.kind, told.words) == (Kind.NEW_APPLICATION.value, f"新的公开申请：{it.number}")
