"""The plain form, the grams, the query, the highlighting: worked examples, and what holds for every text."""

import re
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yihaotong.search.rules.conditions import Sought, sqlite_match, tsquery
from yihaotong.search.rules.documents import marked, tokens
from yihaotong.search.rules.highlighting import excerpt, pieces, spans
from yihaotong.search.rules.query import MOST_GRAMS, MOST_TERMS, parse
from yihaotong.search.rules.text import LONGEST, align, fold, grams, joined, needs, plain

#: Texts as they come: Chinese with rare characters, full-width and half-width, words, numbers, emoji, what nobody sees.
LETTERS = st.sampled_from(
    "停水小区物业的䶮𠮷𪚥\u3007々１２３\uff21\uff42\uff23abZé\u0301ß0123456789，。、；？！（）“”-－ \n\t\u3000·—…"
    "😀👨\u200d👩🇨🇳葛\U000e0100\u200b\ufe0f+=<>&'\"|§_%\\*$^~`㎡№\ufb01①Ⅷ가\uff76\uff9e"
)
TEXTS = st.text(LETTERS, max_size=60) | st.text(max_size=40)
CHINESE = st.text(st.sampled_from("停水小区物业的热䶮𠮷𪚥\u3007"), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("请查3号楼WiFi，谢谢", "请查|3|号楼|wifi| 谢谢"),
        ("停 水\n\n了", "停水了"),
        ("停水。供暖", "停水 供暖"),
        ("停😀水", "停水"),
        ("葛\U000e0100城", "葛城"),
        ("停\u200b水", "停水"),
        ("\uff37\uff49\uff26\uff49６ 信号", "|wifi||6|信号"),
        ("New  York", "|new| |york|"),
        ("工单YC20261122000001", "工单|yc||20261122000001|"),
        ("宁A12345", "宁|a||12345|"),
        ("0951-6012345", "|09516012345|"),
        ("138 0013 8000", "|13800138000|"),
        ("138-0013-8000", "|13800138000|"),
        ("400-123-4567", "|4001234567|"),
        ("3-2-501室", "|3| |2| |501|室"),
        ("2026-11-22", "|2026| |11| |22|"),
        ("35㎡", "|35||m||2|"),
        ("①②", "|12|"),
        ("王䶮住𠮷祥里", "王䶮住𠮷祥里"),
        ("C++", "|c|"),
        ("", ""),
        ("！？……😀", ""),
        ("a\x00b\ud800c", "|a| |b| |c|"),
    ],
)
def test_the_plain_form(text, form):
    assert plain(text) == form


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("停水了", {"停水", "水了", "了"}),
        ("水", {"水"}),
        ("3号楼", {"3", "号楼", "楼"}),
        ("20261122", {"2026", "0261", "2611", "6112", "1122"}),
        ("123", {"123"}),
        ("停水 停水", {"停水", "水停", "水"}),
        ("停水，停水", {"停水", "水"}),
        ("WiFi", {"wifi"}),
        ("a" * 5000, {"a" * 24}),
        ("𠮷祥", {"𠮷祥", "祥"}),
    ],
)
def test_the_grams(text, found):
    assert grams(plain(text)) == found


@pytest.mark.parametrize(
    ("text", "typed", "is_found"),
    [
        ("小区从昨晚开始停水", "停水", True),
        ("小区从昨晚开始停水", "水停", False),
        ("小区从昨晚开始停水", "水", True),
        ("小区从昨晚开始停水", "停水 小区", True),
        ("小区从昨晚开始停水", "停水 供暖", False),
        ("小区从昨晚开始停水", '"昨晚 开始"', True),
        ("小区从昨晚开始停水", '"开始 昨晚"', False),
        ("小区从昨晚开始停水", "开始，昨晚", True),
        ("小区从昨晚开始停水", "“停水 小区", True),
        ("物业，管理混乱", "物业管理", False),
        ("住13号楼", "3号楼", False),
        ("住3号楼", "3号楼", True),
        ("住3号楼", "楼", True),
        ("住3号楼", "号", True),
        ("工单YC20261122000001", "000001", True),
        ("工单YC20261122000001", "yc2026", True),
        ("工单YC20261122000001", "20261122", True),
        ("工单YC20261122000001", "YC20261122000001", True),
        ("工单YC20261122000001", "001", False),
        ("工单YC20261122000001", "c2026", False),
        ("电话 0951-6012345", "6012345", True),
        ("电话 0951-6012345", "09516012345", True),
        ("电话 0951-6012345", "0951-6012345", True),
        ("电话 138 0013 8000", "13800138000", True),
        ("电话13800138000", "138 0013 8000", True),
        ("电话13800138000", "8000", True),
        ("加装ＷＩＦＩ", "wifi", True),
        ("加装wifi", "WIFI", True),
        ("windows", "win", False),
        ("王䶮", "䶮", True),
        ("住𠮷祥里", "𠮷祥", True),
        ("停😀水", "停水", True),
        ("停水", "停😀水", True),
        ("2026-11-22停水", "2026-11-22", True),
        ("2026-11-22停水", "2026-11", True),
        ("任意", "", False),
        ("任意", "！？😀", False),
        ("任意", '""', False),
    ],
)
def test_what_is_found(text, typed, is_found):
    assert matches(text, typed) is is_found


def matches(text, typed):
    """As the database decides it: all needles in the plain form, and the grams at hand to propose it."""
    query, form = parse(typed), plain(text)
    occurs = bool(query) and all(needle in form for needle in query.needles)
    have = grams(form)
    for term in query.terms:
        assert not term.needs.enough or (term.needle in form) == (set(term.needs.grams) <= have)
    if occurs:
        assert set(query.grams) <= have, "the index would not have proposed it"
        assert all(any(gram.startswith(letter) for gram in have) for letter in query.beginnings)
    return occurs


@given(TEXTS, TEXTS)
def test_where_grams_are_enough_they_tell_the_truth(text, typed):
    matches(text, typed)


@given(CHINESE, TEXTS, TEXTS)
def test_any_piece_of_a_chinese_run_finds_its_text(piece, before, after):
    assert matches(before + piece + after, piece)


@given(TEXTS, st.data())
def test_any_piece_of_a_text_between_blanks_finds_it_in_quotes(text, data):
    words = text.replace('"', " ").replace("“", " ").replace("”", " ").split()
    assume(words)
    start = data.draw(st.integers(0, len(words) - 1))
    piece = " ".join(words[start : data.draw(st.integers(start + 1, len(words)))])
    assume(plain(piece) and len(piece) < 200)
    assert plain(fold(piece)) == plain(piece)
    found = parse(f'"{piece}"')
    assert found
    assert set(found.grams) <= grams(plain(piece))


@given(st.from_regex(r"[A-Z]{2}[0-9]{8,16}", fullmatch=True), st.data())
def test_four_digits_of_an_order_number_find_it(order_no, data):
    digits = order_no[2:]
    start = data.draw(st.integers(0, len(digits) - 4))
    end = data.draw(st.integers(start + 4, len(digits)))
    assert matches(f"编号{order_no}，请查", digits[start:end])


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_the_plain_form_has_pairs_of_bars_and_no_syntax(text):
    form = plain(text)
    assert form.count("|") % 2 == 0
    assert not set(form) & set("\n\x00'\"§*()%_\\&!:-")
    form.encode()


@given(st.text(max_size=400), st.booleans())
def test_no_query_fails_or_says_anything_but_words(typed, inner):
    query = parse(typed)
    assert len(query.terms) <= MOST_TERMS
    assert len(query.grams) <= MOST_GRAMS + MOST_TERMS
    if query:
        sought = Sought(query, (frozenset({"c0101"}),), inner=inner)
        one = r'"[^\s"]+"( \*)?'
        assert re.fullmatch(rf'{one}( AND {one})* AND \("§c0101"\)', sqlite_match(sought))
        one = r"'[^\s'\\]+'(:\*)?"
        assert re.fullmatch(rf"{one}( & {one})* & \('§c0101'\)", tsquery(sought))


@pytest.mark.parametrize(
    "typed",
    [
        "' OR 1=1 --",
        '" OR * NEAR( ) -- ; DROP TABLE',
        "a:*",
        "停水' & '小区",
        "{open_text}: x",
        "x\x00y",
        "\ud800",
        "^*",
    ],
)
def test_operators_are_words_or_nothing(typed):
    assert not set("".join(parse(typed).grams)) & set("'\"*()&|!:{}^;\x00")


def test_a_long_query_keeps_its_ends():
    query = parse("一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯")
    assert len(query.grams) == MOST_GRAMS
    assert query.grams[0] == "一二"
    assert query.grams[-1] == "寅卯"


def test_fields_do_not_run_into_one_another():
    assert joined(["停", "", "水"]) == "停\n水"
    assert "停水" not in grams(joined(["停", "水"]))


def test_a_text_without_end_is_indexed_to_a_limit():
    assert len(plain("水" * (LONGEST + 5))) == LONGEST


def test_what_a_term_needs():
    assert needs(plain("3号停水")).grams == ("3", "号停", "停水")
    assert needs("号|3|").beginnings == ("号",)


def test_tags_are_marked_and_checked():
    assert marked({"u12", "c0101"}) == ["§c0101", "§u12"]
    assert tokens("停水", "", "§c0101") == {"停水", "水", "§c0101"}
    for wrong in ("", "a b", "x'", "中", "A"):
        with pytest.raises(ValueError, match="not a tag"):
            marked([wrong])


def test_the_conditions_of_both_databases():
    sought = Sought(parse("停水 水"), (frozenset({"c1", "c2"}), frozenset({"u3"})))
    assert sqlite_match(sought) == '"停水" AND ("§c1" OR "§c2") AND ("§u3")'
    assert tsquery(sought, range(7, 9)) == "'停水' & ('§c1' | '§c2') & ('§u3') & ('§§7' | '§§8')"
    assert sqlite_match(Sought(parse("水"))) == '"水" *'
    assert tsquery(Sought(parse("水"))) == "'水':*"


# --- highlighting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "typed", "marked_text"),
    [
        ("小区停水，停水三天", "停水", "小区[停水]，[停水]三天"),
        ("小区停水", "停水 区停", "小[区停水]"),
        ("请装\uff37\uff49\uff26\uff49６", "wifi6", "请装[\uff37\uff49\uff26\uff49６]"),
        ("电话0951-6012345。", "6012345", "电话0951-[6012345]。"),
        ("电话0951-6012345。", "09516012345", "电话[0951-6012345]。"),
        ("停 😀 水了", "停水", "[停 😀 水]了"),
        ("<b>停水</b>", "停水", "<b>[停水]</b>"),
        ("住13号楼3号", "3号", "住13号楼[3号]"),
        ("水水水", "水水", "[水水水]"),
        ("无关", "停水", "无关"),
        ("", "停水", ""),
        ("葛\U000e0100城", "葛城", "[葛\U000e0100城]"),
        ("cafe\u0301!", "café", "[cafe\u0301]!"),
    ],
)
def test_hits_are_marked_where_they_stand(text, typed, marked_text):
    cut = pieces(text, parse(typed))
    assert "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in cut) == marked_text


@given(TEXTS)
def test_aligning_gives_the_plain_form_and_places_inside_the_text(text):
    aligned = align(text)
    assert len(aligned.starts) == len(aligned.ends) == len(aligned.plain)
    assert all(0 <= start <= end <= len(text) for start, end in zip(aligned.starts, aligned.ends, strict=True))


@given(TEXTS, CHINESE, TEXTS)
def test_pieces_are_the_whole_text_and_what_was_sought_is_marked(before, piece, after):
    text, query = before + piece + after, parse(piece)
    cut = pieces(text, query)
    assert "".join(part.text for part in cut) == text
    assert any(part.hit for part in cut)
    found = spans(text, query)
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_an_excerpt_shows_the_first_hit():
    text = "前" * 200 + "停水" + "后" * 200
    cut = excerpt(text, parse("停水"), length=60)
    assert [piece.text for piece in cut if piece.hit] == ["停水"]
    assert cut[0].text == cut[-1].text == "…"
    assert sum(len(piece.text) for piece in cut) == 62
    assert excerpt("短文", parse("停水"))[0].text == "短文"
    assert "".join(piece.text for piece in excerpt(text, parse("供暖"), length=10)) == "前" * 10 + "…"
