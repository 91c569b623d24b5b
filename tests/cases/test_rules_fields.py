"""What a move asks for: each kind of field with good and bad input, and a filing as a whole."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.cases.rules import fields, filing, moves
from yihaotong.cases.rules.codes import RequestType
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.refusal import Refused

TEXT = (Field("body", "内容", Kind.TEXT, required=True, longest=10),)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "missing"),
        (None, "missing"),
        (" \n\t ", "missing"),
        ("十一个字十一个字十一个", "too-long"),
        ("a\x00b", "unusable-character"),
        ("a\ud83d", "unusable-character"),
        (5, "not-text"),
        (["x"], "not-text"),
        ({"x": 1}, "not-text"),
    ],
)
def test_bad_text_is_refused_by_name(value: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        fields.clean(TEXT, {"body": value})
    assert (refused.value.code, refused.value.field) == (code, "body")
    assert "内容" in refused.value.message


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("  水管\r\n爆了  ", "水管\n爆了"),
        ("王䶮😀", "王䶮😀"),
        ("a\x0bb", "a b"),
        ("a\u202eb\x1b[1m", "ab [1m"),
        ("十个字十个字十个字十", "十个字十个字十个字十"),
    ],
)
def test_good_text_is_kept(value: str, kept: str) -> None:
    assert fields.clean(TEXT, {"body": value}) == {"body": kept}


@given(st.text())
def test_cleaning_is_settled_after_one_time(text: str) -> None:
    field = (Field("body", "内容", Kind.TEXT, longest=1000),)
    try:
        once = fields.clean(field, {"body": text})
    except Refused:
        return
    assert fields.clean(field, once) == once
    assert "\x00" not in once["body"]


PHONE = (Field("phone", "电话", Kind.PHONE, longest=40),)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13951000001", "13951000001"),
        ("139 5100 0001", "13951000001"),
        ("+86-139-5100-0001", "13951000001"),
        ("１３９５１０００００１", "13951000001"),
        ("0951-5556502", "09515556502"),
        ("(0951) 5556502", "09515556502"),
        ("5556502", "5556502"),
        ("400-100-2000", "4001002000"),
        ("12345", "12345"),
        ("+81312345678", "+81312345678"),
        ("", ""),
    ],
)
def test_phones_as_people_type_them(typed: str, number: str) -> None:
    assert fields.clean(PHONE, {"phone": typed}) == {"phone": number}


@pytest.mark.parametrize("typed", ["没有", "1395100000", "139510000012", "FZ16082600608", "1", "'; DROP TABLE"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        fields.clean(PHONE, {"phone": typed})
    assert (refused.value.code, refused.value.field) == ("not-a-phone", "phone")


def test_an_unknown_field_is_refused_so_that_no_data_is_lost_silently() -> None:
    with pytest.raises(Refused) as refused:
        fields.clean(TEXT, {"body": "x", "boddy": "y"})
    assert (refused.value.code, refused.value.field) == ("unknown-field", "boddy")


def test_choices_flags_and_moments() -> None:
    mixed = (
        Field("type", "类型", Kind.CHOICE, choices=RequestType),
        Field("flag", "是否", Kind.FLAG),
        Field("when", "时间", Kind.MOMENT),
    )
    noon = datetime(2019, 9, 27, 4, tzinfo=UTC)
    assert fields.clean(mixed, {"type": "complaint", "flag": "on", "when": "2019-09-27T12:00+08:00"}) == {
        "type": RequestType.COMPLAINT,
        "flag": True,
        "when": noon,
    }
    assert fields.clean(mixed, {}) == {"type": "", "flag": False, "when": None}
    for name, value, code in [
        ("type", "complain", "not-a-choice"),
        ("flag", "maybe", "not-a-flag"),
        ("when", "昨天", "not-a-moment"),
        ("when", "20190-09-27T12:00+08:00", "not-a-moment"),
        ("when", "2019-09-27T12:00", "no-zone"),
        ("when", "0001-01-01T00:00:00+14:00", "out-of-range"),
        ("when", "0026-11-22T10:00+08:00", "out-of-range"),
    ]:
        with pytest.raises(Refused) as refused:
            fields.clean(mixed, {name: value})
        assert (refused.value.code, refused.value.field) == (code, name)


NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def filed(**given_: Any) -> dict[str, Any]:
    data = {"body": "小区停水", "request_type": "help", "phone": "13951000001"} | given_
    return filing.complete(fields.clean(moves.FILE_FIELDS, data), NOW)


@pytest.mark.parametrize(
    ("given_", "code", "field"),
    [
        ({"phone": ""}, "no-way-to-reply", "phone"),
        ({"anonymous": True}, "anonymous-with-name", "anonymous"),
        ({"anonymous": True, "phone": "", "name": "张三"}, "anonymous-with-name", "anonymous"),
        ({"occurred_at": NOW + timedelta(minutes=1)}, "in-the-future", "occurred_at"),
    ],
)
def test_a_filing_that_does_not_hang_together_is_refused(given_: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        filed(**given_)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("小区停水", "小区停水"),
        ("小区停水\n从昨天晚上开始", "小区停水"),
        ("停" * 31, "停" * 29 + "…"),
        ("停" * 30, "停" * 30),
    ],
)
def test_a_title_is_made_where_none_was_given(body: str, title: str) -> None:
    assert filed(body=body)["title"] == title


def test_order_numbers_have_six_digits_at_least() -> None:
    assert filing.order_no("YC", NOW.date(), 7) == "YC20260302000007"
    assert filing.order_no("YC", NOW.date(), 1_000_000) == "YC202603021000000"


@given(st.binary(min_size=32, max_size=32))
def test_a_query_code_is_eight_digits(mac: bytes) -> None:
    assert len(filing.query_code(mac)) == 8
    assert filing.query_code(mac).isdigit()
