"""Templates as data, their checks, how they are filled: tables of worked examples."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.letters.conftest import FACTS, HEAD, writing
from yihaotong.journal.refusal import Refused
from yihaotong.letters.rendering import fonts, layout
from yihaotong.letters.rendering.pdf import pieces
from yihaotong.letters.rules import breaking, checking, comparing, filling, levels, placeholders, templates, wording
from yihaotong.letters.rules.templates import Content
from yihaotong.letters.rules.writing import Enclosing, Paragraph, as_json, from_json

ALL = list(templates.templates().values())
ABSENT = templates.template("reply_absent")


@pytest.mark.parametrize("template", ALL, ids=lambda each: each.code)
def test_every_shipped_template_is_whole(template):
    assert checking.faults(template, template.shipped) == []
    assert template.basis
    told = filling.examples(template, HEAD)
    made = filling.fill(template.shipped, told, letterhead=HEAD, on=date(2026, 3, 2))
    assert fonts.missing(made.texts()) == []
    assert "{" not in "".join(made.texts())
    assert "。。" not in "".join(made.texts())


def test_every_document_of_the_office_has_its_template_and_every_placeholder_its_use():
    assert {code for each in ALL for code in each.replies} == {f"R{number}" for number in range(1, 17)}
    named = {each.name for each in ALL}
    assert {"接收回执", "补正告知书", "说明理由告知书", "延期答复告知书", "协办函", "收费通知书"} < named
    assert {"征求意见书（第三方）", "征求意见告知书（申请人）", "依申请公开告知书（第三方）"} < named
    assert {name for each in ALL for name in each.open} == set(placeholders.known())
    assert [each.code for each in templates.for_reply("R6")] == ["reply_absent", "reply_other_organ"]
    with pytest.raises(Refused) as refused:
        templates.template("../secret")
    assert refused.value.code == "no-such-template"


def edited(**changed: str) -> Content:
    return replace(ABSENT.shipped, **changed)


TEXT = ABSENT.shipped.text


@pytest.mark.parametrize(
    ("content", "code", "field", "paragraph", "says"),
    [
        (edited(title=""), "missing", "title", 0, "标题：不能为空"),
        (edited(title="书" * 61), "too-long", "title", 0, "61 字"),
        (edited(title="答复\n书"), "several-lines", "title", 0, "一行"),
        (edited(addressee="{申请}："), "unknown-placeholder", "addressee", 0, "是不是想写 {申请人}"),
        (edited(addressee="先生："), "placeholder-missing", "addressee", 0, "{申请人}"),
        (edited(text=""), "missing", "text", 0, "正文"),
        (edited(text=f"{TEXT}\n\n完"), "empty-paragraph", "text", 5, "第 5 段"),
        (edited(text=f"{TEXT}\n见{{登记编码}}"), "unknown-placeholder", "text", 5, "是不是想写 {登记编号}"),
        (edited(text=f"{TEXT}\n见{{收费金额}}"), "unknown-placeholder", "text", 5, "用不到占位 {收费金额}"),
        (edited(text=f"{TEXT}\n见{{}}"), "unknown-placeholder", "text", 5, "没有写占位的名称"),
        (edited(text=f"{TEXT}\n见{{登记编号"), "open-brace", "text", 5, "见{登记编号"),
        (edited(text=f"{TEXT}\n见登记编号}}"), "open-brace", "text", 5, "花括号没有成对"),
        (edited(text=TEXT.replace("{检索情况}", "")), "placeholder-missing", "text", 0, "{检索情况}"),
        (edited(text=f"{TEXT}\n看不\u202e见"), "control-character", "text", 5, "U+202E"),
        (edited(text=f"{TEXT}\n看不\x07见"), "control-character", "text", 5, "U+0007"),
        (edited(text=f"{TEXT}\n{'长' * 1001}"), "too-long", "text", 5, "1001 字"),
        (edited(text=TEXT + "\n段" * 60), "too-long", "text", 0, "64 段"),
        (edited(text=f"{TEXT}\n一、甲\n三、乙"), "level-out-of-step", "text", 6, "序号应为 2，写的是 3"),
        (edited(text=f"{TEXT}\n一、甲\n1.乙"), "level-out-of-step", "text", 6, "中间少一级"),
        (edited(text=f"{TEXT}\n（一）甲"), "level-out-of-step", "text", 5, "中间少一级"),
        (edited(note="此件\x00"), "control-character", "note", 0, "附注"),
    ],
)
def test_nonsense_is_refused_with_its_field_and_paragraph(content, code, field, paragraph, says):
    with pytest.raises(Refused) as refused:
        checking.check(ABSENT, content)
    found = [(fault.code, fault.field, fault.paragraph) for fault in refused.value.facts["faults"]]
    assert (code, field, paragraph) in found
    assert any(says in fault.message for fault in refused.value.facts["faults"])


def test_what_is_typed_loses_its_carriage_returns_and_outer_blanks():
    typed = {"title": " 书 ", "addressee": "a", "text": "\r\n\u3000\u3000一段 \r\n二段\r\n", "note": None}
    assert checking.content_of(typed | {"note": ""}) == Content("书", "a", "一段\n二段", "")


def test_what_no_font_draws_is_named_with_its_field_and_paragraph():
    content = edited(title="答复书😀", text=f"{TEXT}\n①☑“附件”𓀀🎉")
    found = checking.faults(ABSENT, content, fonts.missing)
    assert [(fault.code, fault.field, fault.paragraph) for fault in found] == [
        ("no-glyph", "title", 0),
        ("no-glyph", "text", 5),
    ]
    assert found[1].message.startswith("正文第 5 段：字库里没有“𓀀”（U+13000）、“🎉”（U+1F389）")


@given(st.text(max_size=200))
def test_checking_never_breaks_on_any_text(text):
    content = checking.content_of({"title": text, "addressee": text, "text": text, "note": text})
    for fault in checking.faults(ABSENT, content):
        assert fault.message


@pytest.mark.parametrize(
    ("text", "level", "number"),
    [("一、总则", 1, 1), ("十二、附则", 1, 12), ("（三）三", 2, 3), ("2.二", 3, 2), ("（11）十一", 4, 11)],
)
def test_levels_are_known_by_their_marks(text, level, number):
    assert levels.level_of(text) == level
    assert levels.number_of(text, level) == number


@pytest.mark.parametrize("text", ["正文", "2.5倍的价格", "一个", "（见附件）"])
def test_other_beginnings_are_no_levels(text):
    assert levels.level_of(text) == 0


def test_all_levels_in_step_have_no_fault():
    assert (
        list(levels.out_of_step(["一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "二、", "（一）", "文"]))
        == []
    )


def filled(**changed: object):
    told = filling.values(ABSENT, FACTS | changed, HEAD)
    enclosing = Enclosing(attachments=("目录",), note="此件公开发布")
    return filling.fill(ABSENT.shipped, told, letterhead=HEAD, on=date(2026, 3, 20), enclosing=enclosing)


def test_facts_fill_the_letter_and_dates_are_in_words():
    made = filled(检索情况="第一处没有。\n第二处也没有")
    texts = [piece.text for piece in made.body if isinstance(piece, Paragraph)]
    assert texts[0].startswith("2026年3月2日，我单位收到您提出的政府信息公开申请（登记编号：依申请2026000012）")
    assert texts[1:3] == ["第一处没有。", "第二处也没有。"]
    assert (made.addressee, made.note, made.attachments) == ("王䶮：", "此件公开发布", ("目录",))


def test_a_value_is_never_looked_through_for_placeholders():
    assert any("{申请人}" in text for text in filled(申请内容="{申请人}{").texts())


def test_a_paragraph_of_an_optional_fact_without_a_value_is_left_out():
    template = templates.template("reply_granted")
    facts = {name: value for name, value in FACTS.items() if name in template.open} | {"答复内容": "附后。"}
    for form, there in (("", False), ("纸质复印件", True)):
        told = filling.values(template, facts | {"公开形式": form}, HEAD)
        made = filling.fill(template.shipped, told, letterhead=HEAD, on=date(2026, 3, 2))
        assert any("形式提供" in text for text in made.texts()) is there


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"检索情况": ""}, "fact-missing", "检索情况"),
        ({"检索情况": " \n"}, "fact-missing", "检索情况"),
        ({"检索": "没有"}, "fact-unknown", "检索"),
        ({"申请人": "长" * 101}, "fact-too-long", "申请人"),
        ({"申请人": "王\x07"}, "fact-unusable", "申请人"),
        ({"申请人": "王\ud800"}, "fact-unusable", "申请人"),
    ],
)
def test_facts_that_cannot_be_set_are_refused_by_name(facts, code, field):
    with pytest.raises(Refused) as refused:
        filling.values(ABSENT, FACTS | facts, HEAD)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_letter_comes_back_from_what_is_kept():
    assert from_json(as_json(writing())) == writing()


def test_dates_and_numbers_in_words():
    assert wording.day(date(2026, 3, 2)) == "2026年3月2日"
    assert wording.number("银智公复", 2026, 3) == "银智公复〔2026〕3号"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("政府信息公开申请答复书", ["政府信息公开申请答复书"]),
        (
            "示例市智慧城市运营管理指挥中心关于2025年度热线受理情况统计表等信息的答复书",
            ["示例市智慧城市运营管理指挥中心", "关于2025年度热线受理", "情况统计表等信息的答复书"],
        ),
    ],
)
def test_titles_break_between_words(title, lines):
    assert breaking.title_lines(title, layout.TITLE_MOST) == lines


@given(st.text(alphabet="关于示例的答复，（）《》A1", min_size=1, max_size=80))
def test_a_broken_title_loses_nothing_and_fits(title):
    lines = breaking.title_lines(title, 20)
    assert "".join(lines) == title
    assert max(map(breaking.width, lines)) <= 20


@given(st.text(alphabet="abc/.-网址 ", max_size=120))
def test_a_text_in_pieces_is_the_text(text):
    assert "".join(str(piece["text"]) for piece in pieces(text)) == text


def test_what_changed_is_told_by_line():
    after = edited(text=TEXT.replace("不存在。", "不存在，特此告知。"))
    ((label, changes),) = comparing.changes(ABSENT.shipped, after)
    assert label == "正文"
    assert [change.how for change in changes].count("gone") == [change.how for change in changes].count("new") == 1


def test_what_no_font_has_is_named():
    assert fonts.missing(["王䶮𠅤犇龘℃①☑→〔〕—“”㎡"]) == []
    with pytest.raises(Refused) as refused:
        fonts.check(["人\U000e0041𒀀"])
    assert refused.value.code == "no-glyph"
    assert "U+12000" in refused.value.message
