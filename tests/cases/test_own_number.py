"""The requester's own number in the words of his case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.conftest import CONTACT, City
from yihaotong.cases import representations
from yihaotong.cases.identities import words_for
from yihaotong.cases.rules.own_number import mask_own
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
        (MOBILE, "单号 139111122221", "单号 139111122221"),
        (MOBILE, "单号 213911112222", "单号 213911112222"),
        (LANDLINE, "家里 5012345", f"家里 {mask_phone('09515012345')}"),
        (LANDLINE, "家里 0951-501 2345。", f"家里 {mask_phone('09515012345')}。"),
        ("13911112222、13800000000", "或 13800000000", "或 138****0000"),
        ("", "13911112222", "13911112222"),
        ("不详", "13911112222", "13911112222"),
    ],
)
def test_the_own_number_is_masked_and_every_other_stays(phone: str, text: str, read: str) -> None:
    assert mask_own(text, phone=phone, shown=mask_phone) == read


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
