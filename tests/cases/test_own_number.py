"""The requester's own number in the words of his case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import CONTACT, City
from yihaotong.cases import representations
from yihaotong.cases.identities import words_for
from yihaotong.cases.rules.filing import title_of
from yihaotong.cases.rules.own_number import mask_own, may_hold_number
from yihaotong.vault.rules.masking import mask_phone

MOBILE, LANDLINE = "13911112222", "0951-5012345"


@pytest.mark.parametrize(
    ("phone", "text", "read"),
    [
        (MOBILE, "我的电话 13911112222，请回电", "我的电话 139****2222，请回电"),
        (MOBILE, "电话139 1111-2222。", "电话139****2222。"),
        (MOBILE, "+86 139-1111-2222", "139****2222"),
        (MOBILE, "8613911112222", "139****2222"),
        (MOBILE, "\uff11\uff13\uff19\uff11\uff11\uff11\uff11\uff12\uff12\uff12\uff12", "139****2222"),
        (MOBILE, "13911112222/13911112222", "139****2222/139****2222"),
        (MOBILE, "商家电话 13911112223", "商家电话 13911112223"),
        (MOBILE, "139111122223单元", "139****22223单元"),
        (MOBILE, "2单元502" + MOBILE, "2单元502139****2222"),
        (MOBILE, "139----1111----2222", "139****2222"),
        (MOBILE, "139    1111      2222", "139****2222"),
        (LANDLINE, "单号 50123451", "单号 50123451"),
        (LANDLINE, "单号 15012345", "单号 15012345"),
        (LANDLINE, "家里 5012345", f"家里 {mask_phone('09515012345')}"),
        (LANDLINE, "家里 0951-501 2345。", f"家里 {mask_phone('09515012345')}。"),
        ("13911112222、13800000000", "或 13800000000", "或 138****0000"),
        ("", "13911112222", "13911112222"),
        ("不详", "13911112222", "13911112222"),
        ("0951-5012345转801", "家里 0951-5012345", f"家里 {mask_phone('09515012345')}"),
        # however it is written
        (MOBILE, "0086 (139) 1111.2222", "139****2222"),
        (MOBILE, "(+86)139_1111_2222", "139****2222"),
        (MOBILE, "外地加拨013911112222", "外地加拨139****2222"),
        (MOBILE, "\u2460\u2462\u2468\u2460\u2460\u2460\u2460\u2461\u2461\u2461\u2461", "139****2222"),
        (MOBILE, "13911112222\u2460商家 \u2461物业", "139****2222\u2460商家 \u2461物业"),
        (MOBILE, "一三九一一一一二二二二，谢谢", "139****2222，谢谢"),
        (MOBILE, "幺三九 幺幺幺幺 两两两两一定回电", "139****2222一定回电"),
        (MOBILE, "单号一三九一一一一二二二二二二", "单号139****2222二二"),
        (LANDLINE, "单号五〇一二三四五五五", "单号五〇一二三四五五五"),
        (LANDLINE, "(0951)5012345", mask_phone("09515012345")),
        (LANDLINE, "+86 951 501 2345", mask_phone("09515012345")),
        ("5012345", "0951-5012345，另一号 09515012346", "*****45，另一号 09515012346"),
        ("013911112222", "13911112222", "139****2222"),
        ("+86 139 1111 2222", "13911112222", "139****2222"),
        ("0085291234567", "+852 9123 4567", "00852****4567"),
        (MOBILE, "13911112222 13911112222", "139****2222 139****2222"),
        (MOBILE, "13911112223、13911112222", "13911112223、139****2222"),
    ],
)
def test_the_own_number_is_masked_and_every_other_stays(phone: str, text: str, read: str) -> None:
    assert mask_own(text, phone=phone, shown=mask_phone) == read


@pytest.mark.parametrize(
    ("phone", "text", "read"),
    [
        (MOBILE, "反映噪声，电话13911112…", "反映噪声，电话139****2…"),
        (MOBILE, "请回电139 11…", "请回电139**…"),
        (MOBILE, "请回电139 11", "请回电139**"),
        (MOBILE, "请回电（+86 139-1…", "请回电（139*…"),
        (MOBILE, "请回电1391 ……", "请回电139* ……"),
        (MOBILE, "他说“请回电13911…”", "他说“请回电139**…”"),
        (MOBILE, "请回电一三九一…", "请回电139*…"),
        (LANDLINE, "家里0951-50123…", "家里095****23…"),
        (LANDLINE, "家里50123…", "家里***23…"),
        (MOBILE, "电话13911113…", "电话13911113…"),
        (MOBILE, "商家电话13811112…", "商家电话13811112…"),
        (MOBILE, "单号213911…", "单号213911…"),
        (MOBILE, "自1391起，至今", "自1391起，至今"),
        (MOBILE, "门牌139", "门牌139"),
        (MOBILE, "罚款1390", "罚款1390"),
        (LANDLINE, "区号0951", "区号0951"),
        ("19981112222", "小区建于1998", "小区建于1998"),
        ("19981112222", "电话19981", "电话199**"),
        ("19981112222", "电话1998…", "电话199*…"),
        ("2019123", "自2019", "自2019"),
    ],
)
def test_the_beginning_of_the_own_number_is_masked_where_a_text_ends(phone: str, text: str, read: str) -> None:
    assert mask_own(text, phone=phone, shown=mask_phone) == read
    assert may_hold_number(text) or read == text


@given(st.lists(st.sampled_from(["", " ", "-", "（", "）", ". ", "\n", "—— "]), min_size=11, max_size=11), st.data())
def test_however_it_is_parted_and_cut_none_of_it_can_be_read(gaps: list[str], data: st.DataObject) -> None:
    written = "".join(map("".join, zip(gaps, MOBILE, strict=True)))
    places = [place for place, sign in enumerate(written, start=1) if sign.isdigit()]
    cut = written[: data.draw(st.sampled_from(places[3:]))]
    for text in (f"请回电{written}，谢谢", f"请回电{cut}…", f"请回电{cut}"):
        assert may_hold_number(text)
        read = mask_own(text, phone=MOBILE, shown=lambda number: "*" * len(number))
        assert not any(map(str.isdigit, read)), text


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (f"{'停' * 22}，电话{MOBILE}请回电", f"{'停' * 22}，电话…"),
        (f"{'停' * 20}，请回电（139 1111 2222）", f"{'停' * 20}，请回电…"),
        (f"{'停' * 15}，电话{MOBILE}请回电", f"{'停' * 15}，电话{MOBILE}…"),
        (f"{'停' * 20}电话一三九一一一一二二二二", f"{'停' * 20}电话…"),
        (f"{'停' * 26}3号楼有水", f"{'停' * 26}3号楼…"),
        (f"他说“{'停' * 15}{MOBILE}请回电”", f"他说“{'停' * 15}…”"),
        ("1" * 40, "1" * 29 + "…"),
    ],
)
def test_a_title_is_never_cut_within_a_number(body: str, title: str) -> None:
    assert title_of(body) == title


@given(st.text(alphabet="停水，“”（） 0", max_size=40), st.text(alphabet="好1 ", max_size=20))
def test_of_a_number_a_title_has_all_or_nothing(before: str, after: str) -> None:
    title = title_of(f"停{before}停{MOBILE}停{after}")
    assert MOBILE in title or "139" not in title


@given(st.text(max_size=40), st.text(alphabet="0123456789 -/+", max_size=20))
def test_words_without_the_number_are_left_as_they_are(text: str, phone: str) -> None:
    assert mask_own(text, phone=phone, shown=lambda number: number) is not None
    assert mask_own("没有号码", phone=phone, shown=mask_phone) == "没有号码"


@pytest.mark.parametrize(
    ("by", "masked"), [("handler", True), ("leader", True), ("arbiter", True), ("operator", False)]
)
def test_who_may_not_see_the_number_does_not_read_it_in_the_words(city: City, by: str, masked: bool) -> None:
    case = city.to("in_hand", phone=MOBILE, title="停水 13911112222", body="回电 139 1111 2222，店家 13800000000")
    case = city.move(case, "supplement", "citizen", {"text": "我的电话 13911112222"})
    told = representations.whole(case, city.acting(by), city.at)
    shown = "139****2222" if masked else "13911112222"
    assert told["title"] == f"停水 {shown}"
    assert told["supplements"][0]["text"] == f"我的电话 {shown}"
    assert "13800000000" in told["body"]
    assert ("139 1111 2222" in told["body"]) is not masked


def test_of_one_whom_the_unit_may_not_know_not_even_the_last_digits(city: City) -> None:
    case = city.to("in_hand", phone=MOBILE, secrecy="confidential")
    assert words_for(case, city.acting("handler"))("13911112222") == "*" * 11
    assert words_for(city.move(case, "contact", "handler", CONTACT), city.acting("leader"))("无") == "无"
