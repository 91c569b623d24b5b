"""Personal data by its pattern, check digits, words found again, the life of a redaction, the proof's own reading."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redaction.papers import IDENTITY, identity
from yihaotong.journal.refusal import Refused
from yihaotong.redaction.rules import checks, marks, moves, proof
from yihaotong.redaction.rules.codes import Ground, Personal, Stage
from yihaotong.redaction.rules.finding import find_personal
from yihaotong.redaction.rules.hidden import HIDDEN, SEEN_BEFORE, in_words

FOUND = [
    (f"身份证{IDENTITY}。", "identity", IDENTITY),
    (" ".join(IDENTITY), "identity", " ".join(IDENTITY)),
    ("编号1 " + IDENTITY, "identity", IDENTITY),
    (
        "\uff16\uff14\uff10\uff11\uff10\uff14" + IDENTITY[6:],
        "identity",
        "\uff16\uff14\uff10\uff11\uff10\uff14" + IDENTITY[6:],
    ),
    (identity("64010419900101001").lower(), "identity", identity("64010419900101001").lower()),
    ("老证640104900307451号", "identity", "640104900307451"),
    ("电话：138 0013-8000", "mobile", "138 0013-8000"),
    ("(+86)13900139000", "mobile", "+86)13900139000"),
    ("一三八零零一三八零零零", "mobile", "一三八零零一三八零零零"),
    ("幺叁捌零零幺叁捌零零零", "mobile", "幺叁捌零零幺叁捌零零零"),
    (
        "\u2460\u2462\u2467\u24ea\u24ea\u2460\u2462\u2467\u24ea\u24ea\u24ea",
        "mobile",
        "\u2460\u2462\u2467\u24ea\u24ea\u2460\u2462\u2467\u24ea\u24ea\u24ea",
    ),
    ("13\u200b80013\u200b8000", "mobile", "13\u200b80013\u200b8000"),
    ("办公电话0951-5678901", "landline", "0951-5678901"),
    ("（0951）5678901", "landline", "（0951）5678901"),
    ("传真：5678902", "landline", "5678902"),
    ("卡号6222 0232 0100 1234 567", "bank_card", "6222 0232 0100 1234 567"),
    ("信用卡4112 3567 8901 2344", "bank_card", "4112 3567 8901 2344"),
    ("a.b\uff20163.com", "e_mail", "a.b\uff20163.com"),
    ("zhang[at]qq.com", "e_mail", "zhang[at]qq.com"),
    ("宁A·12345", "plate", "宁A·12345"),
    ("京AD12345", "plate", "京AD12345"),
    ("宁A1234警", "plate", "宁A1234警"),
    ("护照EA1234567", "passport", "EA1234567"),
    ("住3号楼2单元501室", "dwelling", "3号楼2单元501室"),
]
NOT_FOUND = [
    "91350100M000100Y43",  # an organisation's unified social credit code
    "金额13,800,138,000元",
    "2019-11-23 第202611231234567890号",
    "订单1234567890123456",
    IDENTITY[:-1] + ("0" if IDENTITY[-1] != "0" else "1"),  # a wrong check digit
    "640104199013074517",  # no such month
    "银政办发〔2019〕12号",
    "12345热线、400-123-4567",
    "共二〇一九年一月一日至二〇二〇年十二月三十一日",
    "",
]


@pytest.mark.parametrize(("text", "kind", "found"), FOUND)
def test_what_is_found(text, kind, found):
    assert [(each.kind.value, each.text) for each in find_personal(text)] == [(kind, found)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_not_personal(text):
    assert find_personal(text) == []


def test_several_at_once_keep_their_places():
    text = f"张某，{IDENTITY}13800138000，宁A12345；a@b.cn"
    found = find_personal(text)
    assert [each.kind for each in found] == [Personal.IDENTITY, Personal.MOBILE, Personal.PLATE, Personal.E_MAIL]
    assert all(text[each.start : each.end] == each.text for each in found)


@given(st.text(alphabet="一二三四五六七八九零幺 0123456789Xx-.,:@a\u200b号楼室宁A电话", max_size=80))
def test_finds_never_overlap_and_are_what_they_say(text):
    found = find_personal(text)
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.dates(), st.integers(0, 999), st.sampled_from(["", " ", "-", "\u3000", "\n"]))
def test_every_right_identity_number_is_found_however_it_is_parted(day, number, between):
    if not 1890 <= day.year <= 2099:
        return
    whole = identity(f"640104{day:%Y%m%d}{number:03}")
    assert [each.kind for each in find_personal("证件" + between.join(whole) + "。")] == [Personal.IDENTITY]


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (checks.is_identity, IDENTITY, IDENTITY[:-1] + "X"),
        (checks.is_bank_card, "4539578763621486", "4539578763621487"),
        (checks.is_credit_code, "91350100M000100Y43", "91350100M000100Y44"),
        (checks.is_old_identity, "640104900307451", "640104901307451"),
    ],
)
def test_check_digits(check, right, wrong):
    assert check(right)
    assert not check(wrong)


def test_words_are_found_through_blanks_width_case_and_numerals():
    text = "张 三\u3000丰 ZHANG san 13\u20108001-38000 一三八零零一三八零零零"
    assert [text[a:b] for a, b in marks.places_of(text, ["张三丰", "zhang SAN", "13800138000"])] == [
        "张 三\u3000丰",
        "ZHANG san",
        "13\u20108001-38000",
        "一三八零零一三八零零零",
    ]
    assert marks.sameness("138 0013 8000") == marks.sameness("一三八零零一三八零零零")


@given(
    st.text("甲乙丙丁ab12 \n\u200b", max_size=60), st.lists(st.text("甲乙丙ab12", min_size=2, max_size=4), max_size=3)
)
def test_no_marked_word_survives_in_a_text(text, words):
    told, place = "", 0
    for start, end in marks.places_of(text, words):
        told += text[place:start] + "\u25a0\u25a0"
        place = end
    assert proof.surviving(told + text[place:], words) == 0


@pytest.mark.parametrize(
    ("corners", "box"),
    [((900, 900, 100, 200), (100, 200, 900, 900)), ((-50, 0, 20_000, 30_000), (0, 0, 10_000, 10_000))],
)
def test_a_box_lies_on_the_page(corners, box):
    made = marks.box(*corners)
    assert (made.left, made.top, made.right, made.bottom) == box


def test_a_box_without_room_is_refused():
    with pytest.raises(Refused, match="方框"):
        marks.box(100, 100, 102, 900)


@given(st.integers(1, 3000), st.integers(1, 3000), st.tuples(*[st.integers(0, 10_000)] * 4))
def test_pixels_of_a_box_cover_it_and_stay_on_the_picture(width, height, corners):
    left, top, right, bottom = marks.Box(*corners[:2], max(corners[0], corners[2]), max(corners[1], corners[3])).pixels(
        width, height
    )
    assert 0 <= left <= right <= width
    assert 0 <= top <= bottom <= height
    assert right * 10_000 >= min(corners[2], 10_000) * width - width * 10_000 * (corners[2] > 10_000)


@pytest.mark.parametrize("word", ["", "张", " 张 ", "a" * 81])
def test_words_too_short_or_too_long(word):
    with pytest.raises(Refused):
        marks.check_word(word)


def test_every_ground_has_its_code_in_the_annual_table():
    assert {ground.exemption for ground in Ground} == {f"N{number}" for number in range(1, 8)}
    assert Ground.PERSONAL.exemption == "N4"


def names(stage, **who):
    return [move.name for move in moves.open_to(stage, **who)]


def test_who_checks_had_no_hand_in_it():
    assert names(Stage.MADE, hand_in_it=False, proven=True) == ["release", "send_back"]
    assert names(Stage.MADE, hand_in_it=True, proven=True) == ["take_back"]
    assert names(Stage.MADE, hand_in_it=False, proven=False) == ["send_back"]
    with pytest.raises(Refused) as refused:
        moves.check(moves.MOVES["release"], Stage.MADE, hand_in_it=False, proven=False)
    assert refused.value.code == "proof-failed"


def test_every_stage_but_the_ends_is_left_again():
    left = {stage for move in moves.MOVES.values() for stage in move.sources}
    assert set(Stage) - left == {Stage.WITHDRAWN, Stage.DROPPED}
    with pytest.raises(Refused):
        moves.move_named("make")


def test_a_proof_without_checks_proves_nothing():
    assert not proof.holds([])
    good = proof.Check("a", "b", "c", passed=True)
    assert proof.holds([good])
    assert not proof.holds([good, proof.Check("x", "y", "z", passed=False)])
    assert proof.read(proof.rows([good])) == [good]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-be", "utf-16-le", "gb18030"])
def test_bytes_are_searched_in_every_encoding(encoding):
    assert proof.surviving_bytes(b"\0" + "张三丰".encode(encoding) + b"\0", ["张三丰"]) == 1
    assert proof.surviving_bytes("张三丰".encode(encoding).hex().encode(), ["张三丰"]) == 1
    assert proof.surviving_bytes(b"<< /Length 12 >>", ["12"]) == 0


def test_what_is_hidden_is_told_in_words():
    assert in_words({"layers": 1, "notes": 2}) == [("图层（可隐藏）", 1, False), ("脚注、尾注", 2, True)]
    assert set(HIDDEN) >= SEEN_BEFORE
