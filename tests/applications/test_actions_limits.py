"""What nobody gets around: objections, limits that have ended, the second pair of eyes, the letter that goes out."""

from dataclasses import replace
from datetime import date

import pytest

from tests.applications.conftest import Office, due, on, refused_code
from yihaotong.accounts.rules import citizen
from yihaotong.applications import access, actions
from yihaotong.applications.actions.facts import Facts, told
from yihaotong.applications.actions.hotline import use_up
from yihaotong.applications.models import Application, Invitation, Item, Letter
from yihaotong.applications.rules import local, tables
from yihaotong.applications.rules.codes import Channel, Stage
from yihaotong.applications.standing import clock_deadline
from yihaotong.cases import actions as casework
from yihaotong.cases.rules.codes import Channel as CaseChannel
from yihaotong.journal.models import Line

SEARCH = {"where": "档案室", "keywords": "供热补贴", "who": "示例丙"}


def consulted(office: Office, it: Application, opinion: str, asked: str = "third_party") -> Application:
    it = office.move(it, "consult", "2025-09-26", asked=asked, party="示例公司", question="是否同意")
    return office.move(it, "consult_answered", "2025-10-09", consultation=1, opinion=opinion, note="来函")


# --- objections -----------------------------------------------------------------------------------


@pytest.mark.parametrize("opinion", ["objects", "partly"])
@pytest.mark.parametrize(
    ("asked", "words", "code"),
    [
        ("third_party", {"public_interest": "涉及公共安全"}, "third-party-objects"),
        ("joint_organ", {"reason": "属于依法应当公开的文件。"}, "joint-organ-objects"),
    ],
)
def test_an_objection_that_comes_after_the_decision_is_answered_before_the_reply_goes_to_the_leader(
    office: Office, opinion: str, asked: str, words: dict[str, str], code: str
) -> None:
    it = consulted(office, office.decided(office.register("2025-09-24"), "2025-09-25"), opinion, asked)
    assert refused_code(lambda: office.move(it, "propose", "2025-10-09")) == code
    assert refused_code(lambda: office.decided(it, "2025-10-09")) == code
    it = office.decided(it, "2025-10-09", **words)
    assert office.move(it, "propose", "2025-10-09").stage == Stage.TO_SIGN


def test_who_agrees_or_whose_part_is_withheld_hinders_nothing(office: Office) -> None:
    it = consulted(office, office.decided(office.register("2025-09-24"), "2025-09-25"), "agrees")
    assert office.move(it, "propose", "2025-10-09").stage == Stage.TO_SIGN
    it = consulted(office, office.decided(office.register("2025-09-24"), "2025-09-25", "R3"), "partly")
    assert office.move(it, "propose", "2025-10-09").stage == Stage.TO_SIGN


# --- limits by law are not backdated --------------------------------------------------------------


def test_an_extension_is_told_after_its_approval_and_before_the_limit_has_ended(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "propose_extension", "2025-10-20", days=5, note="多")
    it = office.move(it, "approve_extension", "2025-10-22", "leader")
    early = lambda: office.move(it, "extend", "2025-10-23", told_on="2025-10-21")  # noqa: E731
    assert refused_code(early) == "before-last"
    rescue = lambda: office.move(it, "extend", "2025-10-29", told_on="2025-10-28")  # noqa: E731
    assert refused_code(rescue) == "too-late"
    it = office.move(it, "extend", "2025-10-28", told_on="2025-10-27")
    assert due(it, "reply") == date(2025, 11, 4)


def test_a_notice_of_correction_is_not_written_down_later(office: Office) -> None:
    it = office.register("2025-09-24")
    ask = lambda day, told_on: office.move(it, "ask_correction", day, defects="缺", told_on=told_on)  # noqa: E731
    assert refused_code(lambda: ask("2025-10-11", "2025-10-10")) == "too-late"
    it = office.move(it, "look_for", "2025-10-09", **SEARCH)
    assert refused_code(lambda: ask("2025-10-10", "2025-09-30")) == "before-last"
    assert ask("2025-10-10", "2025-10-09").stage == Stage.TO_CORRECT


def test_a_notice_of_fees_is_not_written_down_later(office: Office) -> None:
    it = office.register("2025-09-24")
    charge = lambda day, told_on: office.move(it, "charge", day, ladder="pages", pages=50, told_on=told_on)  # noqa: E731
    assert refused_code(lambda: charge("2025-10-29", "2025-10-28")) == "too-late"
    it = office.move(it, "take_up", "2025-10-13")
    assert refused_code(lambda: charge("2025-10-14", "2025-10-11")) == "before-last"
    assert charge("2025-10-14", "2025-10-13").stage == Stage.TO_PAY


def test_asking_others_stops_no_limit_that_has_ended(office: Office) -> None:
    it = office.register("2025-09-24")
    asked = {"asked": "third_party", "party": "示例公司", "question": "是否同意"}
    assert refused_code(lambda: office.move(it, "consult", "2025-10-29", sent_on="2025-09-25", **asked)) == "too-late"
    it = office.move(it, "consult", "2025-10-29", **asked)
    assert (it.stage, due(it, "reply")) == (Stage.CONSULTING, date(2025, 10, 28))


def test_a_delay_is_not_fixed_after_the_limit_has_ended(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "ask_reasons", "2025-09-28", note="本月第 12 件")
    it = office.move(it, "explain", "2025-10-10", note="研究")
    rule = lambda **days: office.move(it, "rule", "2025-10-29", "leader", ruling="reasonable", note="理", **days)  # noqa: E731
    assert refused_code(lambda: rule(days=30)) == "too-late"
    it = rule()
    assert (it.stage, due(it, "reply")) == (Stage.IN_HAND, date(2025, 10, 28))


def test_an_unconfirmed_request_is_not_withdrawn_before_it_came(office: Office) -> None:
    it = office.register("2025-09-28", Channel.INTERNET)
    early = lambda: office.move(it, "withdraw", "2025-09-29", withdrawn_on="2025-09-27")  # noqa: E731
    assert refused_code(early) == "before-last"
    assert office.move(it, "withdraw", "2025-09-29", withdrawn_on="2025-09-28").received_on == date(2025, 9, 28)


# --- the second pair of eyes ----------------------------------------------------------------------


def test_nobody_approves_his_own_extension_whatever_came_between(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "propose_extension", "2025-09-25", days=5, note="多")
    it = consulted(office, it, "agrees")
    at = on("2025-10-09")
    officer, leader = office.acting("officer", at), office.acting("leader", at)
    himself = replace(officer, posts=officer.posts + leader.posts)
    assert refused_code(lambda: actions.move(it, "approve_extension", actor=himself, at=at)) == "own-proposal"
    assert office.move(it, "approve_extension", "2025-10-09", "leader").extension == "approved"


def test_who_proposed_the_extension_is_not_who_proposed_the_reply(office: Office) -> None:
    it = office.register("2025-09-24")
    it = office.move(it, "propose_extension", "2025-09-25", "colleague", days=5, note="多")
    it = office.move(it, "refuse_extension", "2025-09-25", "leader", note="可以按期")
    it = office.move(office.decided(it, "2025-09-25"), "propose", "2025-09-25")
    assert (it.extension_by, it.proposer) == ("", f"person:{office.people['officer'].pk}")


# --- what is decided ------------------------------------------------------------------------------


def test_a_matter_of_inquiry_is_no_further_reason_of_a_refusal(office: Office) -> None:
    it = office.register("2025-09-24")
    assert refused_code(lambda: office.decided(it, "2025-09-25", "R4", also=["N5", "N8"])) == "redirect"
    it = office.decided(it, "2025-09-25", "R4", also=["N5"])
    assert Item.objects.get().also == "N5"


def test_absent_is_only_what_the_last_search_did_not_find(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "look_for", "2025-09-25", found=True, **SEARCH)
    absent = lambda: office.move(it, "decide", "2025-09-26", reply="R6")  # noqa: E731
    assert refused_code(absent) == "no-search"
    it = office.move(it, "look_for", "2025-09-26", **SEARCH | {"where": "公文系统"})
    it = absent()
    it = office.move(it, "look_for", "2025-09-28", found=True, **SEARCH)
    assert refused_code(lambda: office.move(it, "propose", "2025-09-28")) == "no-search"
    it = office.move(it, "look_for", "2025-09-28", **SEARCH | {"where": "移交目录"})
    it = office.move(office.move(it, "propose", "2025-09-28"), "sign", "2025-09-28", "leader")
    letter = Letter.objects.get(application=it, template="reply")
    said = str(told(Facts(letter, date(2025, 9, 28)), "reply_absent")["检索情况"])
    assert [place in said for place in ("公文系统", "移交目录", "档案室")] == [True, True, False]


def test_repeated_is_only_what_the_same_applicant_was_answered(office: Office) -> None:
    answered = office.sent(office.register("2025-09-24"), "2025-09-25")
    still_open = office.register("2025-09-24")
    given_back = office.move(office.register("2025-09-24"), "withdraw", "2025-09-25")
    of_another = office.sent(office.register("2025-09-24", name="示例乙", id_no="P7", phone=""), "2025-09-25")
    it = office.register("2025-09-26")
    for earlier in (still_open, given_back, of_another, it):
        again = lambda number=earlier.number: office.decided(it, "2025-09-26", "R10", earlier=number)  # noqa: E731
        assert refused_code(again) == "not-answered-before"
    assert office.decided(it, "2025-09-26", "R10", earlier=answered.number).stage == Stage.EXAMINING


def test_items_are_told_apart(office: Office) -> None:
    it = office.register("2025-09-24")
    twice = lambda: office.move(it, "split", "2025-09-25", items="甲\n乙\n 甲 ")  # noqa: E731
    assert refused_code(twice) == "equal-lines"


# --- the letter that goes out ---------------------------------------------------------------------


def test_a_reply_goes_out_with_its_pages_dated_by_its_signature(office: Office) -> None:
    it = office.signed(office.register("2025-09-24"), "2025-10-20")
    assert Letter.objects.get(template="reply").drawn is None
    it = office.move(it, "send", "2025-10-22", delivery="electronic", provided="in_text")
    drawn = Letter.objects.get(template="reply").drawn
    assert drawn
    assert drawn.at == on("2025-10-20")
    assert access.letters_for(it, citizen(it.number)) == [drawn]


def test_a_reply_without_pages_does_not_go_out(office: Office) -> None:
    it = office.signed(office.register("2025-09-24"), "2025-10-20")
    Letter.objects.filter(template="reply").delete()
    assert (
        refused_code(lambda: office.move(it, "send", "2025-10-22", delivery="electronic", provided="in_text"))
        == "not-drawn-up"
    )


def test_a_reply_that_is_taken_back_leaves_a_void_number(office: Office) -> None:
    it = office.signed(office.register("2025-09-24"), "2025-10-20")
    assert actions.draw_missing(it, actor=office.acting("leader", on("2025-10-20")), at=on("2025-10-20")) == []
    it = office.move(it, "take_back", "2025-10-21", note="另行处理")
    drawn = Letter.objects.get(template="reply").drawn
    assert drawn
    assert drawn.number
    assert (drawn.number.voided_at, drawn.number.reason) == (on("2025-10-21"), "答复送出以前撤回送签")
    it = office.sent(it, "2025-10-22")
    newest = Letter.objects.filter(template="reply").order_by("-pk")[0].drawn
    assert newest
    assert newest.number
    assert (newest.number.count, newest.number.voided_at) == (2, None)
    shown = access.letters_for(it, citizen(it.number))
    assert (drawn in shown, newest in shown) == (False, True)


# --- what others hand in --------------------------------------------------------------------------


def test_an_invitation_is_used_once_though_two_had_it_open(office: Office) -> None:
    at = on("2025-09-24")
    operator = office.acting("operator", at)
    said = {"body": "想要供热补贴的办法", "request_type": "inquiry", "name": "示例甲", "phone": "13951000001"}
    case = casework.file(said, actor=operator, at=at, channel=CaseChannel.PHONE).case
    invitation = actions.invite(case, actor=operator, at=at)
    first, second = office.register("2025-09-24"), office.register("2025-09-24")
    use_up(invitation.token, first, at=at)
    assert refused_code(lambda: use_up(invitation.token, second, at=at)) == "used-already"
    assert Invitation.objects.get().application == first


def test_what_a_platform_writes_freely_stays_out_of_the_journal(office: Office) -> None:
    at = on("2025-09-25")
    row = {
        "platform_no": "示例甲13951000001",
        "received_at": "2025-09-24T09:30:00+08:00",
        "name": "示例甲",
        "phone": "13951000001",
        "description": "供热补贴发放办法",
        "their_stage": "示例甲来电催办",
    }
    officer = office.acting("officer", at)
    actions.hand_over(row, actor=officer, at=at)
    actions.hand_over(row | {"their_stage": "示例甲再次来电"}, actor=officer, at=at)
    lines = Line.objects.filter(kind="application.hand_over").order_by("pk")
    assert [line.facts["after"]["moved_there"] for line in lines] == [False, True]
    assert "示例甲" not in " ".join(
        Line.objects.filter(kind__startswith="application.").values_list("payload", flat=True)
    )


# --- a city's own limits --------------------------------------------------------------------------


def test_a_city_gives_itself_less_time_and_the_date_says_by_which_rule(office: Office) -> None:
    before = office.register("2025-09-24", description="按条例的一件")
    own = {"value": "15wd", "basis_kind": "local_rule", "basis": "《示例市政府信息公开规定》第十二条", "verified": True}
    tables.adopt(local.read({"reply": own}))
    try:
        it = office.register("2025-09-24")
        office.move(before, "look_for", "2025-09-26", **SEARCH, found="", looked_on="2025-09-26")
    finally:
        tables.adopt({})
    by_law = due(before, "reply")
    assert (by_law, due(it, "reply")) == (date(2025, 10, 28), date(2025, 10, 21)), "what runs already keeps its limit"
    clock = it.clocks.get(kind="reply")
    steps = " ".join(str(each) for each in clock_deadline(clock).derivation)
    assert "《示例市政府信息公开规定》第十二条（地方规定）" in steps
    it = office.move(it, "look_for", "2025-09-26", **SEARCH, found="", looked_on="2025-09-26")
    assert due(it, "reply") == date(2025, 10, 21), "nor does it change back"
