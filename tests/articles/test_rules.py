"""The pre-check, the body, the comparison and the gate as tables of worked examples."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.articles.conftest import FIELDS
from yihaotong.articles import representations
from yihaotong.articles.rules import body, checks, contents, diff, gate, rolls
from yihaotong.articles.rules.checks import Check, Finding, Hidden, Known
from yihaotong.articles.rules.checks.tables import number
from yihaotong.articles.rules.codes import Found, Gate, Level, Weight
from yihaotong.articles.rules.gate import Signed
from yihaotong.articles.rules.rolls import RollKind
from yihaotong.journal.refusal import Refused

TODAY = date(2026, 11, 23)
LEADERS = rolls.read_leaders(
    "赵测试 | 市长 | 1 | 2024-01-01 |\n钱样例 | 副市长 | 2 | 2024-01-01 |\n孙示范 | 局长 | 3 | 2020-01-01 | 2023-01-01"
)
WORDS = rolls.read_words(rolls.shipped(RollKind.WORDS))


def found(text: str, **more: object) -> list[Finding]:
    content = {**FIELDS, "formed_on": "2026-11-20", "body": text} | more
    return checks.look(content, Known(TODAY, LEADERS, WORDS))


@pytest.mark.parametrize(
    ("text", "check", "weight", "excerpt"),
    [
        ("身份证 11010519491231002X 已核", Check.PERSONAL, Weight.BLOCK, "11010519491231002X"),
        ("身份证 1101 0519 4912 3100 2X", Check.PERSONAL, Weight.BLOCK, "1101 0519 4912 3100 2X"),
        ("手机 138-0013-8000", Check.PERSONAL, Weight.BLOCK, "138-0013-8000"),
        ("卡号 6222 0202 0000 0000 006", Check.PERSONAL, Weight.BLOCK, ""),
        ("电话 0951-5556502", Check.PERSONAL, Weight.WARN, "0951-5556502"),
        ("机密★1年", Check.SECRECY, Weight.BLOCK, "机密★1年"),
        ("绝密 ★ 长期", Check.SECRECY, Weight.BLOCK, "绝密 ★ 长期"),
        ("【秘密】", Check.SECRECY, Weight.BLOCK, "【秘密】"),
        ("内部资料，注意保存", Check.SECRECY, Weight.BLOCK, "内部资料"),
        ("防止泄露国家机密", Check.SECRECY, Weight.WARN, "机密"),
        ("局长赵测试讲话", Check.LEADER, Weight.WARN, "局长赵测试"),
        ("孙示范局长讲话", Check.LEADER, Weight.WARN, "孙示范局长"),
        ("钱样例、赵测试出席", Check.LEADER, Weight.WARN, "钱样例、赵测试"),
        ("市长赵侧试讲话", Check.LEADER, Weight.WARN, "赵侧试"),
        ("市长马立国同志到会", Check.LEADER, Weight.WARN, "市长马立国"),
        ("副市长马立国、赵测试", Check.LEADER, Weight.WARN, "副市长马立国"),
        ("关于布署工作", Check.WORD, Weight.BLOCK, "布署"),
        ("截止目前", Check.WORD, Weight.WARN, "截止目前"),
        ("依据银指发[2026]第03号", Check.NUMBER, Weight.WARN, "依据银指发[2026]第03号"),
        ("依据银指发（2026）12号", Check.NUMBER, Weight.WARN, "依据银指发（2026）12号"),
        ("2026年2月30日起", Check.DAY, Weight.BLOCK, "2026年2月30日"),
        ("自11月31日起", Check.DAY, Weight.BLOCK, "11月31日"),
        ("见[这里](javascript:alert)", Check.LINK, Weight.BLOCK, "javascript:alert"),
        ("见[这里](//evil.example/x)", Check.LINK, Weight.BLOCK, "//evil.example/x"),
        ("见[这里](https://example.org/)", Check.LINK, Weight.NOTE, "https://example.org/"),
        ("![楼](楼.png)", Check.PICTURE, Weight.BLOCK, "楼.png"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 |  |", Check.TABLE, Weight.WARN, ""),
        ("| 类 | 数 |\n| 咨询 | 3 |\n| 求助 | 2 |\n| 合计 | 6 |", Check.FIGURE, Weight.WARN, "6"),
        ("咨询 4 件。\n\n| 类 | 数 |\n| 咨询 | 3 |\n| 求助 | 2 |", Check.FIGURE, Weight.WARN, "咨询 4"),
    ],
)
def test_what_the_check_finds(text: str, check: Check, weight: Weight, excerpt: str) -> None:
    told = [each for each in found(text) if each.check is check]
    assert told, found(text)
    assert told[0].weight is weight
    assert not excerpt or told[0].excerpt == excerpt
    assert all(each.place and each.words and each.advice for each in told)


@pytest.mark.parametrize(
    "text",
    [
        "市长赵测试、副市长钱样例出席。",
        "依据银指发〔2026〕12号。",
        "2024年2月29日至12月31日。",
        "订单号 110105194912310021 的货物",
        "统一社会信用代码 12640100MB0000000X 的单位",
        "咨询 3 件。\n\n| 类 | 数 |\n|---|---|\n| 咨询 | 3 |\n| 求助 | 2 |\n| 合计 | 5 |",
        "部署、账号、截至目前",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"row_key": ""}, Check.FIELD),
        ({"source": ""}, Check.FIELD),
        ({"formed_on": ""}, Check.FIELD),
        ({"formed_on": "2026-12-01"}, Check.DAY),
        ({"document_number": "银指发[2026]3号"}, Check.NUMBER),
        ({"title": "布署"}, Check.WORD),
        ({"summary": "联系 13800138000"}, Check.PERSONAL),
    ],
)
def test_fields_are_looked_at_too(changed: dict[str, str], check: Check) -> None:
    assert [each.check for each in found("正文。", **changed)] == [check]


def test_hidden_information_of_files_is_a_finding() -> None:
    file = contents.Attachment("k", "表.docx", "f" * 64, "application/x", 1)
    content = contents.content({**FIELDS, "formed_on": "2026-11-20", "body": "正文"}, [file])
    assert [each.weight for each in checks.look(content, Known(TODAY))] == [Weight.NOTE], "not looked at is said"
    known = Known(TODAY, hidden={file.sha256: [Hidden("有批注", "删去", Weight.BLOCK)]})
    assert [each.words for each in checks.look(content, known)] == ["有批注"]


def test_a_warning_is_settled_by_a_reason_and_a_block_is_not() -> None:
    warns = found("截止目前")
    with pytest.raises(Refused, match="须核对"):
        checks.check_settled(warns, [])
    checks.check_settled(warns, [each.fingerprint for each in warns])
    blocks = found("布署")
    with pytest.raises(Refused, match="须改正"):
        checks.check_settled(blocks, [each.fingerprint for each in blocks])


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (RollKind.LEADERS, "只有姓名", "第 1 行"),
        (RollKind.LEADERS, "\n\n赵测试 | 市长 | 一 | 2024-01-01", "第 3 行：次序"),
        (RollKind.LEADERS, "赵测试 | 市长 | 1 | 去年", "任职起止"),
        (RollKind.WORDS, "错 | 对", "至少两个字"),
        (RollKind.WORDS, "部署 | 再部署", "也会再报"),
        (RollKind.WORDS, "布署 | 部署 | 严重", "第三格"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(kind: RollKind, text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        rolls.check(kind, text)


def signed(level: Level, by: str, digest: str = "d", **changed: Found) -> Signed:
    gates = dict.fromkeys(Gate, Found.PASSED) | {Gate(name): value for name, value in changed.items()}
    return Signed(level, by, digest, gates, proofread=True)


def of_fewer(level: Level, last: Found) -> Signed:
    """A review from before the table grew by a gate: it answered for those that were asked."""
    asked = list(Gate)[:-1]
    return Signed(level, level.value, "d", dict.fromkeys(asked, Found.PASSED) | {asked[-1]: last}, proofread=True)


THREE = [signed(level, level.value) for level in Level]


@pytest.mark.parametrize(
    ("reviews", "code"),
    [
        (THREE[:2], "not-reviewed"),
        ([*THREE[:2], signed(Level.THIRD, "third", "other")], "not-reviewed"),
        ([*THREE[:2], signed(Level.THIRD, "first")], "same-reviewer"),
        ([*THREE[:2], signed(Level.THIRD, "author")], "own-article"),
        ([*THREE[:2], signed(Level.THIRD, "third", legal=Found.FAILED)], "gate-failed"),
        ([*THREE[:2], Signed(Level.THIRD, "third", "d", {}, proofread=True)], "gate-failed"),
        ([*THREE[:2], Signed(Level.THIRD, "third", "d", THREE[2].found, proofread=False)], "gate-failed"),
        (THREE, ""),
        ([*THREE[:2], of_fewer(Level.THIRD, Found.PASSED)], ""),
        ([*THREE[:2], of_fewer(Level.THIRD, Found.FAILED)], "gate-failed"),
        ([*THREE[:2], signed(Level.THIRD, "third", policy=Found.REMARK)], ""),
    ],
)
def test_the_gate(reviews: list[Signed], code: str) -> None:
    if not code:
        assert len(gate.may_release("d", writers={"author"}, reviews=reviews)) == 3
        return
    with pytest.raises(Refused) as told:
        gate.may_release("d", writers={"author"}, reviews=reviews)
    assert told.value.code == code


def test_the_body_is_read_into_blocks() -> None:
    text = "# 一、总体\n第一段[链](/disclosure/)。\n第二行\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n- 一\n- 二"
    blocks = body.read(f"{text}\n\n![图](a.png)")
    assert [block.shape.value for block in blocks] == ["heading", "paragraph", "table", "list", "picture"]
    assert blocks[1].lines[0][1].href == "/disclosure/"
    assert blocks[2].rows == (("甲", "乙"), ("1", "2"))


@given(st.text(alphabet="#|[]()!- \n甲a<>\"'&/:.1", max_size=200))
def test_no_body_makes_html_of_its_own(text: str) -> None:
    """Every tag that comes out is one of ours, whatever went in."""
    drawn = str(representations.html(text, {}))
    inside = drawn.replace("&lt;", "").replace("&gt;", "")
    assert inside.count("<") == inside.count(">")
    assert "<script" not in drawn
    assert "javascript:" not in drawn


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_comparison_loses_nothing(old: str, new: str) -> None:
    pieces = diff.characters(old, new)
    assert "".join(text for sign, text in pieces if sign in "=-") == old
    assert "".join(text for sign, text in pieces if sign in "=+") == new


def test_very_long_texts_are_compared_too() -> None:
    old = "，".join(f"第{number}句" for number in range(9_000))
    pieces = diff.characters(old, old.replace("第500句", "第五百句"))
    assert ("".join(text for sign, text in pieces if sign in "=-")) == old
    assert any(sign == "+" and "五百" in text for sign, text in pieces)


def test_fields_and_files_are_compared() -> None:
    old, new = (contents.Attachment(key, f"{key}.txt", key * 64, "text/plain", 1) for key in "ab")
    before = contents.content(contents.checked(FIELDS), [old])
    after = contents.content(contents.checked({**FIELDS, "title": "新"}), [new])
    told = {change.label: change for change in diff.changes(before, after)}
    assert told.keys() == {"名称", "附件"}
    assert [part.sign for part in told["附件"].paragraphs] == ["-", "+"]


@pytest.mark.parametrize(
    ("cell", "value"), [("1,234 件", "1234"), ("95.05%", "95.05"), ("—", None), ("2019年报", None), ("12", "12")]
)
def test_figures_in_cells(cell: str, value: str | None) -> None:
    assert (None if number(cell) is None else str(number(cell))) == value
