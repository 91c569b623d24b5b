"""A limit as somebody types it into the editor of a profile."""

import pytest

from yihaotong.cases.rules.profiles import vouch_again
from yihaotong.cases.rules.profiles.limits import ACCEPTED, read_limit
from yihaotong.clock import ClockError, Limit, Measure


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5wd", "5wd"),
        (" 5WD ", "5wd"),
        ("5个工作日", "5wd"),
        ("5 个工作日", "5wd"),
        ("５个工作日", "5wd"),
        ("5工作日内", "5wd"),
        ("五个工作日", "5wd"),
        ("4个工作小时", "4wh"),
        ("24小时", "24h"),
        ("24个小时", "24h"),
        ("30分钟", "30min"),
        ("三十分钟", "30min"),
        ("五天", "5d"),
        ("15天", "15d"),
        ("15个自然日", "15d"),
        ("十五日内", "15d"),
        ("二十一天", "21d"),
        ("60日", "60d"),
        ("2个月", "2mo"),
        ("两个月", "2mo"),
        ("十二个月以内", "12mo"),
    ],
)
def test_what_an_office_writes_is_read(typed: str, kept: str) -> None:
    assert str(read_limit(typed)) == kept


@pytest.mark.parametrize(
    "typed", ["", "soon", "5", "五", "2月", "一两天", "十十天", "天", "-5wd", "5.5小时", "半天", "5wd6h"]
)
def test_what_is_no_limit_is_refused_with_all_that_is_accepted(typed: str) -> None:
    with pytest.raises(ClockError) as refused:
        read_limit(typed)
    assert ACCEPTED in refused.value.message


@pytest.mark.parametrize("typed", ["0天", "零天", "9999个工作日", "9999wd"])
def test_what_is_too_long_or_nothing_is_refused(typed: str) -> None:
    with pytest.raises(ClockError):
        read_limit(typed)


def test_what_the_page_calls_accepted_is() -> None:
    for typed in ACCEPTED.replace("（自然日）", "").replace("，或 ", "、").split("、"):
        read_limit(typed)


@pytest.mark.parametrize("measure", Measure)
def test_what_a_page_shows_can_be_typed_again(measure: Measure) -> None:
    assert read_limit(Limit(3, measure).chinese) == Limit(3, measure)


_ROW = {"clock": "handle", "limit": "5wd", "basis": "办法第八条", "basis_kind": "local_rule", "verified": "yes"}


@pytest.mark.parametrize(
    ("shown", "typed", "again"),
    [
        ({}, {}, False),
        ({}, {"limit": "6wd"}, True),
        ({}, {"limit": "5个工作日"}, False),
        ({}, {"basis": "办法第九条"}, True),
        ({}, {"basis_kind": "law"}, True),
        ({}, {"request_type": "complaint"}, True),
        ({}, {"limit": "6wd", "verified": "no"}, False),
        ({"verified": "no"}, {"limit": "6wd"}, False),
        ({"verified": "no"}, {}, False),
    ],
)
def test_verified_does_not_outlive_what_it_was_said_of(
    shown: dict[str, str], typed: dict[str, str], again: bool
) -> None:
    assert vouch_again(_ROW | typed, _ROW | shown) is again
