"""The letters that moves call for: every one can be drawn up, once, and says what its template asks for."""

import pytest

from tests.applications.conftest import Office, on, refused_code
from yihaotong.accounts.rules import WORKER, citizen
from yihaotong.applications import access, actions
from yihaotong.applications.actions.drawing import template_of
from yihaotong.applications.actions.facts import Facts, told
from yihaotong.applications.models import Application, Letter, Reply
from yihaotong.applications.rules.codes import ReplyType
from yihaotong.letters.rules import filling, templates
from yihaotong.letters.rules.writing import Letterhead


def _filled(letter: Letter) -> str:
    """The text of a letter, with every placeholder that its template requires."""
    code = template_of(letter)
    template, head = (
        templates.template(code),
        Letterhead("示例中心", phone="0951-0000000", address="示例路", postcode="750000"),
    )
    values = filling.values(template, told(Facts(letter, on("2026-03-02").date()), code), head)
    written = filling.fill(template.shipped, values, letterhead=head, on=on("2026-03-02").date())
    return "\n".join(written.texts())


def _of_replies(office: Office) -> dict[str, Application]:
    """A request signed with each type that can be decided straight away."""
    office.sent(office.register("2025-09-23"), "2025-09-24")  # what R10 refers to
    codes = [each.value for each in ReplyType if each.value not in ("R8", "R12", "R14", "R15", "A41")]
    return {code: office.signed(office.register("2025-09-24"), "2025-10-20", code) for code in codes}


def test_every_reply_has_its_letter_with_all_that_its_template_asks_for(office: Office) -> None:
    for code, it in _of_replies(office).items():
        said = _filled(Letter.objects.get(application=it, template="reply"))
        assert "示例甲" in said, code
        assert "60日内" in said.replace(" ", ""), code
        first = "应当先" in said
        assert first == (code in ("R3", "R4", "R6")), code


def test_every_other_letter_on_the_way(office: Office) -> None:
    it = office.move(office.register("2026-02-02"), "ask_correction", "2026-02-03", defects="请写明文号")
    it = office.move(it, "correct", "2026-02-04", description="供热补贴办法")
    for asked in ("third_party", "joint_organ", "other_organ"):
        it = office.move(it, "consult", "2026-02-05", asked=asked, party="示例单位", question="是否同意公开")
    for number in (1, 2, 3):
        it = office.move(it, "consult_answered", "2026-02-09", consultation=number, opinion="agrees", note="同意")
    it = office.move(it, "propose_extension", "2026-02-10", days=5, note="材料多")
    it = office.move(office.move(it, "approve_extension", "2026-02-10", "leader"), "extend", "2026-02-10")
    it = office.move(it, "ask_reasons", "2026-02-10", note="本月第 12 件")
    it = office.move(it, "explain", "2026-02-11", note="研究")
    it = office.move(it, "rule", "2026-02-11", "leader", ruling="reasonable", note="合理", days=30)
    it = office.move(it, "charge", "2026-02-12", ladder="pages", pages=50)
    it = office.move(it, "give_up", "2026-04-01")
    letters = list(Letter.objects.filter(application=it).order_by("pk"))
    assert [template_of(letter) for letter in letters] == [
        *("receipt", "correction", "third_party", "joint_organ", "assistance"),
        *("extension", "reasons", "late", "fee", "reply_abandoned"),
    ]
    said = [_filled(letter) for letter in letters]
    assert all("{" not in each for each in said)
    assert "200元" in said[8]


def test_a_letter_is_drawn_up_once_numbered_and_shown_to_whom_it_is_for(office: Office) -> None:
    it = office.signed(office.register("2025-09-24"), "2025-10-20", "R4")
    letter, at = Letter.objects.get(application=it, template="reply"), on("2025-10-20")
    himself, leader = citizen(it.number), office.acting("leader", at)
    assert refused_code(lambda: actions.draw_up(letter, actor=himself, at=at)) == "out-of-reach"
    drawn = actions.draw_up(letter, actor=leader, at=at)
    assert actions.draw_up(letter, actor=leader, at=at) == drawn
    assert drawn.number
    assert drawn.number.count == 1
    assert access.letters_for(it, himself) == []
    it = office.move(it, "send", "2025-10-20", delivery="electronic", provided="in_text")
    assert access.letters_for(it, himself) == access.letters_for(it, leader) == [drawn]
    assert access.letter_file(it, himself, drawn.pk, "pdf").media == "application/pdf"


def test_a_reply_to_several_items_is_one_letter(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "split", "2025-09-25", items="供热补贴办法\n会议记录")
    it = office.decided(it, "2025-09-26", "R2", item=1)
    it = office.decided(it, "2025-09-26", "R4", item=2)
    it = office.move(it, "propose", "2025-09-28")
    assert actions.preview_reply(it, at=on("2025-09-28")).startswith(b"%PDF")


def test_an_objection_binds_its_items_and_its_author_is_told_what_is_disclosed_against_it(office: Office) -> None:
    it = office.move(office.register("2025-09-24"), "split", "2025-09-25", items="采购合同\n会议记录")
    asking = {"asked": "third_party", "party": "示例乙", "question": "是否同意公开单价。", "items": "1"}
    it = office.move(it, "consult", "2025-09-26", natural=True, **asking)
    asked = _filled(Letter.objects.get(application=it, template="consultation"))
    assert "“采购合同”涉及你，" in asked
    assert "征求的具体事项：是否同意公开单价。" in asked
    it = office.move(it, "consult_answered", "2025-09-28", consultation=1, opinion="objects", note="不同意。")
    assert refused_code(lambda: office.decided(it, "2025-09-28", "R2", item=1)) == "third-party-objects"
    it = office.decided(it, "2025-09-28", "R2", item=2)
    it = office.decided(it, "2025-09-28", "R2", item=1, public_interest="涉及公共资金")
    it = office.move(office.move(it, "propose", "2025-09-28"), "sign", "2025-09-28", "leader")
    cited = "根据《中华人民共和国政府信息公开条例》第三十六条第（二）项的规定"
    assert f"一、关于“采购合同”：{cited}" in Reply.objects.get().text
    it = office.move(it, "send", "2025-09-28", delivery="electronic", provided="in_text")
    told_him = Letter.objects.get(application=it, template="third_party_decided")
    assert "你提出：不同意。" in _filled(told_him)
    assert "涉及公共资金" in _filled(told_him)
    actions.draw_up(told_him, actor=WORKER, at=told_him.at)
    assert not [each for each in access.letters_for(it, citizen(it.number)) if "第三方" in each.title]


@pytest.mark.parametrize("code", [each.value for each in ReplyType if each is not ReplyType.A41])
def test_every_type_of_reply_has_a_template(code: str) -> None:
    assert templates.for_reply(code)
