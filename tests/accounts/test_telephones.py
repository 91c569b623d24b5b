"""Telephones: what can be dialled, and on what somebody can be rung back whom nobody knows by anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import can_be_rung_back, main_number, number_of


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("139 5100 0002", "13951000002"),
        ("+86 139-5100-0002", "13951000002"),
        ("0951-6012345", "09516012345"),
        ("6012345", "6012345"),
        ("0951-6012345转801", "09516012345转801"),
        ("0951-6012345 转 801", "09516012345转801"),
        ("0951-6012345-801", "09516012345转801"),
        ("6012345-801", "6012345转801"),
        ("400-810-8888", "4008108888"),
        ("+852 2345 6789", "+85223456789"),
        ("00886 912 345 678", "00886912345678"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("+1-212-555-0100", "+12125550100"),
        ("0951-6012345-8", "09516012345转8"),
        ("0951–6012345–8 ", "09516012345转8"),
        ("010-60123456-8", "01060123456转8"),
        ("6012345-8", "6012345转8"),
        ("60123456 - 12", "60123456转12"),
        ("+86-951-6012345-801", "09516012345转801"),
        ("0951-601-2345", "09516012345"),
        ("010-6012-3456", "01060123456"),
        ("029-8601-2345", "02986012345"),
        ("601-2345", "6012345"),
        ("6012-3456", "60123456"),
        ("601234-56", "60123456"),
        ("400-8108-888", "4008108888"),
        ("800-8108-888", "8008108888"),
        ("013951000002", "13951000002"),
        ("0139-5100-0002", "13951000002"),
        ("+86 013951000002", "13951000002"),
        ("8613951000002", "13951000002"),
        ("0086 139 5100 0002", "13951000002"),
        ("+86-951-6012345", "09516012345"),
        ("+86 0951 6012345", "09516012345"),
        ("+86 (0)951 6012345", "09516012345"),
        ("86-951-6012345", "09516012345"),
        ("0086 10 6012 3456", "01060123456"),
        ("+86 400 810 8888", "4008108888"),
        ("86012345", "86012345"),
        ("8522345-6789", "8522345转6789"),
    ],
)
def test_a_citizen_can_be_rung_back(written: str, number: str) -> None:
    assert number_of(written) == number
    assert can_be_rung_back(number)


@pytest.mark.parametrize(
    "written",
    [
        "12345",
        "95588",
        "110110",
        "00000000000",
        "2222222",
        "09510123456",
        "01000000000",
        "10648 1234 5678",
        "1064912345678",
    ],
)
def test_what_the_desk_takes_from_the_exchange_is_not_always_a_way_back(written: str) -> None:
    assert number_of(written)
    assert not can_be_rung_back(number_of(written))


@pytest.mark.parametrize("written", ["13951000002转801", "12转3", "转801", "0951-6012345转8012345", "13951000002-8"])
def test_an_extension_stands_behind_a_switchboard(written: str) -> None:
    with pytest.raises(ValueError, match="不像电话号码"):
        number_of(written)


@pytest.mark.parametrize(
    "written", ["852-23456789", "852 2345 6789", "85223456789", "853-6612 3456", "886-912-345-678"]
)
def test_a_number_abroad_without_its_plus_gets_the_hint(written: str) -> None:
    with pytest.raises(ValueError, match=r"^不像电话号码，请核对；境外号码前面写加号和国家或地区代码，如 \+852$"):
        number_of(written)
    with pytest.raises(ValueError, match=r"不像电话号码，请核对$"):
        number_of("139510000")


def test_what_the_desk_took_behind_a_mobile_with_its_0_it_still_takes() -> None:
    assert number_of("013951000002转801") == "013951000002转801"
    assert number_of("852-2345-6789") == "8522345转6789"


@given(st.from_regex(r"\+?[0-9]{1,5}[- ]?[0-9]{2,8}[- ]?[0-9]{0,8}(转[0-9]{1,6})?", fullmatch=True))
def test_a_number_that_was_read_is_read_the_same_again(written: str) -> None:
    try:
        number = number_of(written)
    except ValueError:
        return
    assert number_of(number) == number


def test_what_is_dialled_first_is_the_number_without_its_extension() -> None:
    assert main_number("09516012345转801") == "09516012345"
    assert main_number("13951000002") == "13951000002"
