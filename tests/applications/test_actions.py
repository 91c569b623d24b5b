"""The life of a request through its real acts: what each leaves, whom it refuses, what it never loses."""

from datetime import date, datetime

import pytest

from tests.applications.conftest import FORM, Office, due, on, refused_code
from yihaotong.accounts.rules import VISITOR, WORKER
from yihaotong.applications import access, actions
from yihaotong.applications.actions.reminding import watch
from yihaotong.applications.models import Charge, Consultation, Item, Letter, Reply
from yihaotong.applications.rules.codes import Channel, Stage
from yihaotong.clock import CHINA
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.models import Reminder


def reminded(office: Office, username: str) -> set[str]:
    return set(Reminder.objects.filter(person=office.people[username], seen_at=None).values_list("words", flat=True))


def test_the_straight_way(office: Office) -> None:
    it = office.register("2026-09-21")
    assert (it.number, it.stage, it.received_on) == ("YQ2026-000001", Stage.EXAMINING, date(2026, 9, 21))
    it = office.move(it, "take_up", "2026-09-22")
    it = office.signed(it, "2026-10-26", "R2")
    assert reminded(office, "officer") == {"答复已签发，请送出：YQ2026-000001"}
    it = office.move(it, "send", "2026-10-26", delivery="post", carrier="post_office", tracking="XA000000001")
    assert (it.stage, it.concluded_on, it.row_2021) == (Stage.REPLIED, date(2026, 10, 26), "r3_1")
    clock = access.reply_clock(it)
    assert clock
    assert clock.met_at
    assert clock.due_at
    assert clock.met_at <= clock.due_at
    it = office.move(it, "deliver", "2026-10-29", proof="回执 1 号")
    it = office.move(it, "archive", "2026-12-30")
    assert it.stage == Stage.ARCHIVED
    assert it.concluded_on == date(2026, 10, 26)
    kinds = list(access.history(it).values_list("kind", flat=True))
    assert kinds[0] == "application.register"
    assert kinds[-1] == "application.archive"
    assert list(Letter.objects.values_list("template", flat=True)) == ["receipt", "reply"]
    said = " ".join(Line.objects.values_list("payload", flat=True))
    assert FORM["name"] not in said
    assert FORM["phone"] not in said
    assert FORM["id_no"] not in said


def test_a_reply_in_the_last_second_of_the_last_day_is_in_time_and_a_posted_one_counts_on_its_posting_day(
    office: Office,
) -> None:
    last = datetime(2026, 10, 26, 23, 59, 59, tzinfo=CHINA)
    first, second = (office.signed(office.register("2026-09-21"), "2026-10-26") for _ in range(2))
    first = office.move(first, "send", last, delivery="electronic", provided="in_text")
    clock = access.reply_clock(first)
    assert clock
    assert clock.due_at
    assert clock.met_at == last <= clock.due_at
    # Posted on the last day, written down on the next.
    posted = {"delivery": "post", "carrier": "post_office", "tracking": "XA2", "sent_on": "2026-10-26"}
    second = office.move(second, "send", "2026-10-27", **posted)
    clock = access.reply_clock(second)
    assert second.concluded_on == date(2026, 10, 26)
    assert clock
    assert clock.due_at
    assert clock.met_at
    assert clock.met_at <= clock.due_at


def test_a_reply_that_another_organ_hands_over_counts_when_he_signs_for_it(office: Office) -> None:
    it = office.sent(office.register("2026-09-21"), "2026-10-26", sending={"delivery": "entrusted", "note": "街道"})
    assert (it.stage, it.concluded_on) == (Stage.REPLIED, None)
    it = office.move(it, "deliver", "2026-10-28", proof="签收单")
    clock = access.reply_clock(it)
    assert it.concluded_on == date(2026, 10, 28)
    assert clock
    assert clock.due_at
    assert clock.met_at
    assert clock.met_at > clock.due_at
    direct = office.sent(office.register("2026-09-21"), "2026-10-20", sending={"delivery": "direct", "note": "本人"})
    assert (direct.stage, direct.concluded_on) == (Stage.DELIVERED, date(2026, 10, 20))


@pytest.mark.parametrize(
    ("sending", "code"),
    [
        ({"delivery": "post", "carrier": "courier", "tracking": "SF1"}, "courier"),
        ({"delivery": "post", "tracking": "SF1"}, "courier"),
        ({"delivery": "post", "carrier": "post_office", "tracking": "X", "collect": True}, "collect"),
        ({"delivery": "post", "carrier": "post_office"}, "missing"),
        ({"delivery": "electronic", "tracking": "X"}, "not-posted"),
        ({"delivery": "electronic", "sent_on": "2026-10-23"}, "before-last"),
        ({"delivery": "electronic", "sent_on": "2026-10-27"}, "in-the-future"),
    ],
)
def test_how_a_reply_may_not_go_out(office: Office, sending: dict, code: str) -> None:
    it = office.signed(office.register("2026-09-21"), "2026-10-26")
    assert refused_code(lambda: office.move(it, "send", "2026-10-26", **sending)) == code


def test_a_request_without_a_name_is_registered_and_corrected(office: Office) -> None:
    made = office.registered("2026-09-21", name="", id_no="", description="文件")
    it = made.application
    assert made.defects[0].startswith("缺少姓名")
    assert len(made.defects) == 3
    it = office.move(it, "ask_correction", "2026-10-08", defects="\n".join(made.defects))
    assert (it.stage, it.due_at and it.due_at.astimezone(CHINA).date()) == (Stage.TO_CORRECT, date(2026, 10, 21))
    it = office.move(
        it, "correct", "2026-10-12", "applicant", name="示例乙", description="示例文件全文", id_no=FORM["id_no"]
    )
    assert (it.stage, it.description, access.masked_identity(it).name) == (Stage.EXAMINING, "示例文件全文", "示**")
    assert due(it, "reply") == date(2026, 11, 9)
    assert reminded(office, "officer") == {"申请人已补正：YQ2026-000001"}
    ask = lambda: office.move(it, "ask_correction", "2026-10-13", defects="还缺")  # noqa: E731
    assert refused_code(ask) == "asked-already"
    assert Item.objects.get().text == "示例文件全文"


def test_only_an_empty_form_is_refused(office: Office) -> None:
    def empty() -> object:
        return actions.register({}, actor=VISITOR, at=on("2026-09-21"), channel=Channel.INTERNET)

    assert refused_code(empty) == "nothing-in-it"


def test_correction_is_asked_within_seven_working_days_once(office: Office) -> None:
    it = office.register("2026-09-21")
    late = lambda: office.move(it, "ask_correction", "2026-10-09", defects="缺")  # noqa: E731
    assert refused_code(late) == "too-late"
    it = office.move(it, "take_up", "2026-09-22")
    assert refused_code(lambda: office.move(it, "ask_correction", "2026-09-23", defects="缺")) == "examined-already"


def test_given_up_when_not_corrected_and_late_with_a_good_cause(office: Office) -> None:
    it, other = (
        office.move(office.register("2026-09-21"), "ask_correction", "2026-09-22", defects="缺", days=5)
        for _ in range(2)
    )
    assert due(it, "correction") == date(2026, 9, 30)
    assert refused_code(lambda: office.move(it, "give_up", "2026-09-30")) == "not-lapsed"
    it = office.move(it, "give_up", "2026-10-08")
    assert (it.stage, it.row_2021, it.row_2019) == (Stage.ABANDONED, "r3_6_1", "r3_6")
    late = lambda **data: office.move(other, "correct", "2026-10-08", description="补正后的内容", **data)  # noqa: E731
    assert refused_code(late) == "late-correction"
    assert late(good_cause="住院").stage == Stage.EXAMINING


def test_confirmation_starts_the_clock_and_nothing_before_it(office: Office) -> None:
    it = office.register("2025-09-28", Channel.INTERNET)
    assert (it.stage, it.received_on, it.due_at) == (Stage.UNCONFIRMED, None, None)
    it = office.move(it, "miss", "2025-09-29", note="无人接听")
    assert not it.clocks.exists()
    assert refused_code(lambda: office.move(it, "take_up", "2025-09-29")) == "wrong-stage"
    early = lambda: office.move(it, "confirm", "2025-10-09", confirmed_on="2025-09-27")  # noqa: E731
    assert refused_code(early) == "before-last"
    it = office.move(it, "confirm", "2025-10-09", note="电话")
    assert it.received_on == date(2025, 10, 9)


def test_a_request_withdrawn_before_it_was_confirmed_is_counted(office: Office) -> None:
    it = office.move(office.register("2025-09-28", Channel.INTERNET), "withdraw", "2025-09-29", "applicant")
    assert (it.stage, it.received_on, it.row_2021) == (Stage.WITHDRAWN, date(2025, 9, 29), "r3_6_3")


def test_extension_once_approved_and_told_before_the_end(office: Office) -> None:
    it = office.register("2025-09-24")
    propose = lambda day, days=20: office.move(it, "propose_extension", day, days=days, note="多")  # noqa: E731
    assert refused_code(lambda: propose("2025-10-20", 21)) == "out-of-range"
    assert refused_code(lambda: office.move(it, "extend", "2025-10-20")) == "not-approved"
    it = propose("2025-10-20")
    assert reminded(office, "leader") == {f"延期待同意：{it.number}"}
    assert refused_code(lambda: office.move(it, "approve_extension", "2025-10-29", "leader")) == "too-late"
    it = office.move(it, "approve_extension", "2025-10-21", "leader")
    assert due(it, "reply") == date(2025, 10, 28)
    assert refused_code(lambda: office.move(it, "extend", "2025-10-29")) == "too-late"
    it = office.move(it, "extend", "2025-10-28")
    assert due(it, "reply") == date(2025, 11, 25)
    assert refused_code(lambda: propose("2025-11-03")) == "extended-already"


def test_an_extension_is_not_proposed_after_the_end_and_may_be_refused(office: Office) -> None:
    it = office.register("2025-09-24")
    late = lambda: office.move(it, "propose_extension", "2025-10-29", days=5, note="多")  # noqa: E731
    assert refused_code(late) == "too-late"
    it = office.move(it, "propose_extension", "2025-10-20", days=5, note="多")
    it = office.move(it, "refuse_extension", "2025-10-21", "leader", note="可以按期")
    assert (it.extension, it.extension_days) == ("", 0)


def test_silence_of_a_third_party_is_no_consent_and_that_of_a_joint_organ_is(office: Office) -> None:
    it = office.register("2025-09-24")
    for asked in ("third_party", "joint_organ"):
        it = office.move(it, "consult", "2025-09-26", asked=asked, party="示例单位", question="是否同意")
    for number in (1, 2):
        it = office.move(it, "consult_received", "2025-09-29", consultation=number)
    assert watch(on("2025-10-27", 23)) == 0 or it.stage == Stage.CONSULTING
    watch(on("2025-10-28", 1))
    watch(on("2025-10-28", 2))
    it = access.fresh(it)
    opinions = list(Consultation.objects.order_by("number").values_list("opinion", "closed_on"))
    assert opinions == [("silent", date(2025, 10, 28)), ("agrees", date(2025, 10, 28))]
    assert (it.stage, due(it, "reply")) == (Stage.IN_HAND, date(2025, 11, 21))
    assert access.history(it).filter(kind="application.consult_lapsed", actor=WORKER.key).count() == 2


def test_an_answer_after_the_reply_is_recorded_and_changes_nothing(office: Office) -> None:
    it = office.register("2025-09-24")
    it = office.move(it, "consult", "2025-09-26", asked="third_party", party="示例公司", question="是否同意")
    it = office.move(it, "consult_received", "2025-09-29", consultation=1)
    it = office.move(it, "consult_lapsed", "2025-10-28", consultation=1)
    it = office.sent(it, "2025-10-30", "R2")
    before = list(it.clocks.values())
    it = office.move(it, "consult_answered", "2025-11-03", consultation=1, opinion="objects", note="不同意")
    said = Consultation.objects.get()
    assert (said.opinion, said.late_answer, said.closed_on) == ("objects", True, date(2025, 10, 28))
    assert (it.stage, it.concluded_on, list(it.clocks.values())) == (Stage.REPLIED, date(2025, 10, 30), before)
    event = access.events(it).last()
    assert event
    assert "不改变答复" in event.note


def test_a_third_party_that_objects_is_overridden_only_for_the_public_good(office: Office) -> None:
    it = office.register("2025-09-24")
    it = office.move(it, "consult", "2025-09-26", asked="third_party", party="示例公司", question="是否同意")
    assert refused_code(lambda: office.decided(it, "2025-10-09")) == "wrong-stage"
    it = office.move(it, "consult_answered", "2025-10-09", consultation=1, opinion="objects", note="不同意")
    assert refused_code(lambda: office.decided(it, "2025-10-09")) == "third-party-objects"
    assert office.decided(it, "2025-10-09", public_interest="涉及公共安全").stage == Stage.IN_HAND


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"reply": "R1"}, "missing"),
        ({"reply": "R3", "exemption": "N4"}, "missing"),
        ({"reply": "R3", "withheld": "附件二"}, "missing"),
        ({"reply": "R4", "reason": "过程稿"}, "missing"),
        ({"reply": "R4", "reason": "登记资料", "exemption": "N8"}, "redirect"),
        ({"reply": "R2", "exemption": "N1"}, "no-exemption"),
        ({"reply": "R6"}, "no-search"),
        ({"reply": "R8", "reason": "不明确"}, "not-corrected"),
        ({"reply": "R10"}, "missing"),
        ({"reply": "R12"}, "not-ruled"),
        ({"reply": "R14"}, "not-a-reply"),
        ({"reply": "R15"}, "not-a-reply"),
        ({"reply": "R2", "item": 7}, "no-such-item"),
    ],
)
def test_what_a_type_of_reply_needs(office: Office, data: dict, code: str) -> None:
    it = office.register("2025-09-24")
    assert refused_code(lambda: office.move(it, "decide", "2025-09-25", **data)) == code


def test_nothing_is_said_to_be_absent_without_a_search(office: Office) -> None:
    it = office.register("2025-09-24")
    it = office.move(it, "look_for", "2025-09-25", where="档案室", keywords="供热补贴", who="示例丙")
    it = office.move(it, "decide", "2025-09-25", reply="R6", reason="未制作。")
    it = office.move(it, "propose", "2025-09-25")
    assert Reply.objects.get().text.startswith(
        "根据《中华人民共和国政府信息公开条例》第三十六条第（四）项的规定，经检索，您申请的信息不存在"
    )


def test_items_each_have_one_reply_and_the_request_counts_once(office: Office) -> None:
    it = office.register("2025-09-24")
    it = office.move(it, "split", "2025-09-25", items="供热补贴办法\n会议记录\n供热补贴台账")
    it = office.decided(it, "2025-09-26", "R2", item=1)
    assert refused_code(lambda: office.move(it, "propose", "2025-09-26")) == "undecided"
    it = office.decided(it, "2025-09-26", "R4", item=2)
    it = office.decided(it, "2025-09-26", "R7", item=3)
    it = office.move(office.move(it, "propose", "2025-09-28"), "sign", "2025-09-28", "leader")
    it = office.move(it, "send", "2025-09-28", delivery="electronic", provided="in_text")
    assert (it.row_2021, it.ended_as) == ("r3_2", "R2")
    table = access.year_table(2025)
    assert (table.count("r1"), table.count("r3_2"), table.count("r3_7"), table.faults) == (1, 1, 1, ())


def test_splitting_anew_keeps_what_was_searched_for(office: Office) -> None:
    it = office.register("2025-09-24")
    it = office.move(it, "split", "2025-09-25", items="甲\n乙")
    it = office.move(it, "look_for", "2025-09-25", item=2, where="档案室", keywords="乙", who="示例丙")
    it = office.move(it, "split", "2025-09-25", items="乙\n丙")
    assert [(each.text, each.searches.count()) for each in it.items.order_by("number")] == [("乙", 1), ("丙", 0)]
    it = office.move(it, "split", "2025-09-25", items="丙\n丁")
    assert [each.text for each in it.items.order_by("number")] == ["丙", "丁", "乙"]


def test_nobody_signs_his_own_and_the_second_of_two_is_told_who_was_first(office: Office) -> None:
    it = office.decided(office.register("2025-09-24"), "2025-09-25")
    seen = it.version
    office.move(it, "propose", "2025-09-25", "colleague", expect=seen)
    with pytest.raises(Refused) as refused:
        office.move(it, "propose", "2025-09-25", "officer", expect=seen)
    assert refused.value.code == "stale"
    assert "测试colleague" in refused.value.message
    assert "送签" in refused.value.message
    assert Reply.objects.count() == 1
    office.people["both"] = office.people["leader"]
    it = access.fresh(it)
    assert refused_code(lambda: office.move(it, "sign", "2025-09-25", "officer")) == "wrong-role"
    it = office.move(it, "send_back", "2025-09-26", "leader", note="补充依据")
    assert (it.stage, reminded(office, "officer")) == (Stage.IN_HAND, {f"答复退回修改：{it.number}"})


def test_many_requests_reasons_and_the_ruling(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "ask_reasons", "2025-09-28", note="本月第 12 件")
    rule = lambda **data: office.move(it, "rule", "2025-10-13", "leader", note="理由", **data)  # noqa: E731
    assert refused_code(lambda: rule(ruling="unreasonable")) == "not-explained"
    it = office.move(it, "explain", "2025-10-10", "applicant", note="就是想要")
    assert refused_code(lambda: rule(ruling="unreasonable", days=10)) == "no-delay"
    it = rule(ruling="unreasonable")
    it = office.sent(it, "2025-10-20", "R12")
    assert it.row_2021 == "r3_5_4"


def test_fees_by_items_count_the_month_of_the_same_applicant(office: Office) -> None:
    for _ in range(9):
        office.register("2025-09-24", description=f"另一事项 {_}")
    it = office.register("2025-09-24", description="甲、乙、丙")
    assert refused_code(lambda: office.move(it, "charge", "2025-09-25", ladder="items")) == "free"
    it = office.move(it, "split", "2025-09-25", items="甲\n乙\n丙")
    it = office.move(it, "charge", "2025-09-25", ladder="items")
    charge = Charge.objects.get()
    assert (charge.before, charge.count, charge.amount, it.stage) == (9, 3, 200, Stage.TO_PAY)
    assert refused_code(lambda: office.move(it, "pay", "2025-09-26", amount=100)) == "wrong-amount"
    it = office.move(it, "waive", "2025-09-26", "leader", amount=100, note="困难")
    it = office.move(it, "pay", "2025-09-28", amount=100, voucher="P1")
    again = lambda: office.move(it, "charge", "2025-09-29", ladder="pages", pages=200)  # noqa: E731
    assert (it.stage, refused_code(again)) == (Stage.IN_HAND, "charged-already")
    table = access.year_table(2025)
    assert (table.charged, table.charged_yuan, table.paid_yuan) == (1, 100, 100)


def test_payment_after_the_limit_is_refused_and_what_comes_later_is_only_noted(office: Office) -> None:
    it = office.move(office.register("2026-02-02"), "charge", "2026-02-10", ladder="pages", pages=50)
    assert due(it, "payment") == date(2026, 3, 16)
    assert refused_code(lambda: office.move(it, "pay", "2026-03-17", amount=200)) == "too-late"
    # Paid on the last day, entered on the next.
    in_time = office.move(office.register("2026-02-02"), "charge", "2026-02-10", ladder="pages", pages=50)
    in_time = office.move(in_time, "pay", "2026-03-17", amount=200, paid_on="2026-03-16")
    assert in_time.stage == Stage.IN_HAND
    it = office.move(it, "give_up", "2026-03-17")
    assert (it.stage, it.ended_as, it.row_2021) == (Stage.ABANDONED, "R15", "r3_6_2")
    it = office.move(it, "note_payment", "2026-03-20", amount=200, note="已退还")
    assert it.stage == Stage.ABANDONED
