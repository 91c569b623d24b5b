"""What columns, moments, words and rows of an export mean: worked examples, and what no input may do."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.cases.rules.codes import Channel, RequestType, Secrecy, Urgency
from yihaotong.cases.rules.importing.letters import BadRow, Letter, letter_of
from yihaotong.cases.rules.importing.moments import moment_of
from yihaotong.cases.rules.importing.names import DOUBTFUL, FIELDS, USUAL, Columns, field_of
from yihaotong.cases.rules.importing.words import code_of
from yihaotong.clock import CHINA
from yihaotong.journal.refusal import Refused

NOW = datetime(2026, 11, 22, 12, tzinfo=CHINA)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "operate" / "import.md"


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("留言编号", "number"),
        ("工单编号", "number"),
        ("留言主题", "title"),
        ("留言详情", "body"),
        ("诉求内容", "body"),
        ("诉求内容（必填）", "body"),
        ("*诉求内容", "body"),
        (" 诉 求 内 容 ", "body"),
        ("诉求內容", ""),
        ("来电时间", "filed_at"),
        ("留言时间", "filed_at"),
        ("答复意见", "reply"),
        ("答复时间", "replied_at"),
        ("诉求渠道", "channel"),
        ("留言用户", "name"),
        ("联系电话(手机)", "phone"),
        ("承办单位", "unit"),
        ("service_request_id", "number"),
        ("Service Request ID", "number"),
        ("ＤＥＳＣＲＩＰＴＩＯＮ", "body"),  # noqa: RUF001 — as some keyboards write it
        ("requested_datetime", "filed_at"),
        ("status_notes", "reply"),
        ("市民反映的具体问题描述", "body"),
        ("12345热线受理时间", "filed_at"),
        ("办理结果", "reply"),
        ("点赞数", ""),
        ("", ""),
        ("（）", ""),
    ],
)
def test_a_column_is_known_by_its_name(name: str, field: str) -> None:
    assert field_of(name) == field


def test_every_field_has_names_and_no_name_means_two_fields() -> None:
    assert set(USUAL) == set(FIELDS)
    assert set(DOUBTFUL) <= set(FIELDS)
    meant = {}
    for table in (USUAL, DOUBTFUL):
        for field, names in table.items():
            for name in names.split():
                assert meant.setdefault(name, field) == field
                assert field_of(name) == field


def columns(*names: str, **given: str) -> Columns:
    found = Columns(given)
    found.meet(names)
    found.check()
    return found


def test_of_two_columns_for_one_field_the_first_counts_and_a_doubtful_one_never_before_a_usual_one() -> None:
    both = columns("内容", "诉求内容")
    assert both.by_field["body"] == "内容"
    assert "诉求内容" in both.warnings[0]
    assert columns("内容", "办理结果", "答复意见").by_field["reply"] == "答复意见"
    assert columns("内容", "办理结果").by_field["reply"] == "办理结果"


def test_what_a_person_says_of_a_column_comes_first() -> None:
    found = columns("内容", "备注", 备注="body", 内容="-")
    assert found.by_field == {"body": "备注"}
    assert columns("内容", "备注").unknown == ["备注"]


@pytest.mark.parametrize(
    ("names", "given", "code"),
    [
        (["内容"], {"正文": "body"}, "no-such-column"),
        (["内容"], {"内容": "text"}, "no-such-field"),
        (["编号"], {}, "no-body"),
        (["内容", "备注"], {"内容": "body", "备注": "body"}, "field-twice"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_what_there_is(
    names: list[str], given: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        columns(*names, **given)
    assert refused.value.code == code


def china(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("written", "moment", "day_only"),
    [
        ("2019/4/25 9:32:09", china(2019, 4, 25, 9, 32, 9), False),
        ("2019-04-25", china(2019, 4, 25), True),
        ("2019-04-25 09:32", china(2019, 4, 25, 9, 32), False),
        ("2019年4月25日 9时32分", china(2019, 4, 25, 9, 32), False),
        ("2019年4月25日9时32分09秒", china(2019, 4, 25, 9, 32, 9), False),
        ("2019年4月25日", china(2019, 4, 25), True),
        ("２０１９年４月２５日", china(2019, 4, 25), True),
        ("20190425", china(2019, 4, 25), True),
        ("20190425093209", china(2019, 4, 25, 9, 32, 9), False),
        ("2019.4.25", china(2019, 4, 25), True),
        ("2019-04-25T09:32:09", china(2019, 4, 25, 9, 32, 9), False),
        ("2019-04-25T01:32:09Z", china(2019, 4, 25, 9, 32, 9), False),
        ("2019-04-25T01:32:09.000+00:00", china(2019, 4, 25, 9, 32, 9), False),
        ("2019-04-25T09:32:09+0800", china(2019, 4, 25, 9, 32, 9), False),
        ("2019/4/25 上午 9:32", china(2019, 4, 25, 9, 32), False),
        ("2019/4/25 下午 9:32", china(2019, 4, 25, 21, 32), False),
        ("2019/4/25 上午 12:05", china(2019, 4, 25, 0, 5), False),
        ("2019/4/25 下午 12:05", china(2019, 4, 25, 12, 5), False),
        ("2019/4/25 9:32 PM", china(2019, 4, 25, 21, 32), False),
        ("2019-04-25 星期四 9:32", china(2019, 4, 25, 9, 32), False),
        ("2019-04-25 24:00:00", china(2019, 4, 26), False),
        ("4/25/2019", china(2019, 4, 25), True),
        ("25/4/2019 9:32", china(2019, 4, 25, 9, 32), False),
        ("43580", china(2019, 4, 25), True),
        ("43580.397326388890", china(2019, 4, 25, 9, 32, 9), False),
        (43580, china(2019, 4, 25), True),
        (43580.39732638889, china(2019, 4, 25, 9, 32, 9), False),
        (20190425, china(2019, 4, 25), True),
        ("1556155929000", china(2019, 4, 25, 9, 32, 9), False),
        (1556155929000, china(2019, 4, 25, 9, 32, 9), False),
        (datetime(2019, 4, 25, 9, 32, 9), china(2019, 4, 25, 9, 32, 9), False),  # noqa: DTZ001 — as a sheet has it
        (datetime(2019, 4, 25, 1, 32, 9, tzinfo=UTC), china(2019, 4, 25, 9, 32, 9), False),
        (date(2019, 4, 25), china(2019, 4, 25), True),
    ],
)
def test_moments_as_exports_write_them(written: object, moment: datetime, day_only: bool) -> None:
    assert moment_of(written, NOW) == (moment, day_only)


@pytest.mark.parametrize(
    "written",
    [
        "20190/4/25", "20190-04-25", "1989-12-31", "2026-11-24", "2019-02-30", "2019/13/1", "昨天", "04/05/2019",
        "2019-04-25 25:00", "9:32", "20190", "0", "99999", "-1", "1e5", "9" * 500, 10**30, -5, 1.5, float("nan"),
        float("inf"), True, [], {}, "2019-04-25 9:32:09:11", "2019年", "9999999999999",
    ],
)  # fmt: skip
def test_moments_that_are_none(written: object) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        moment_of(written, NOW)


@given(
    st.one_of(
        st.text(max_size=40), st.floats(), st.integers(), st.datetimes(), st.text("0123456789-/年月日: .", max_size=25)
    )
)
def test_any_value_is_a_moment_in_range_or_a_value_error(value: Any) -> None:
    try:
        moment, _ = moment_of(value, NOW)
    except ValueError:
        return
    assert 1990 <= moment.year <= 2026


@given(st.datetimes(datetime(1990, 1, 1), datetime(2026, 11, 1)))  # noqa: DTZ001 — as a sheet has it
def test_a_moment_is_read_back_however_it_is_written(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    for form in (
        "%Y-%m-%d %H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%Y年%m月%d日 %H时%M分%S秒",
        "%Y%m%d%H%M%S",
        "%Y-%m-%dT%H:%M:%S",
    ):
        assert moment_of(moment.strftime(form), NOW) == (moment.replace(tzinfo=CHINA), False)


@pytest.mark.parametrize(
    ("field", "word", "code"),
    [
        ("channel", "来电", Channel.PHONE),
        ("channel", "市长信箱", Channel.PORTAL),
        ("channel", "微 信", Channel.WECHAT),
        ("channel", "PHONE", Channel.PHONE),
        ("channel", "飞鸽", ""),
        ("request_type", "投诉", RequestType.COMPLAINT),
        ("request_type", "咨询类", RequestType.INQUIRY),
        ("urgency", "特急", Urgency.EMERGENCY),
        ("secrecy", "是", Secrecy.CONFIDENTIAL),
        ("secrecy", "否", ""),
    ],
)
def test_words_for_codes(field: str, word: str, code: str) -> None:
    assert code_of(field, word) == code


NAMES = ("编号", "标题", "内容", "留言时间", "答复意见", "答复时间", "姓名", "电话", "渠道", "是否保密", "备注")


def letter(**cells: Any) -> Letter:
    return letter_of(7, cells, columns(*NAMES), NOW)


def bad(**cells: Any) -> BadRow:
    with pytest.raises(BadRow) as found:
        letter(**cells)
    return found.value


def test_a_row_becomes_a_letter() -> None:
    found = letter(
        编号=2549.0, 标题="路灯", 内容="\n\t路灯不亮\r\n已经三天\n", 留言时间="2019/4/25", 答复意见="已修好",
        答复时间="2019/4/26 8:00", 姓名="A00045581", 电话=13951000001.0, 渠道="微信", 是否保密="是", 备注=[1],
    )  # fmt: skip
    assert (found.row, found.number, found.title, found.body) == (7, "2549", "路灯", "路灯不亮\n已经三天")
    assert (found.filed_at, found.replied_at) == (china(2019, 4, 25), china(2019, 4, 26, 8))
    assert found.day_only == ("filed_at",)
    assert (found.name, found.phone, found.phone_is_one) == ("A00045581", "13951000001", True)
    assert (found.channel, found.secrecy, found.request_type) == ("wechat", "confidential", "other")
    assert '"备注": [1]' in found.original


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (2549, "2549"),
        (2549.0, "2549"),
        ("2549.0", "2549"),
        (" ２５４９ ", "2549"),
        ('="0012"', "0012"),
        ("'0012", "0012"),
        ("-", ""),
    ],
)
def test_a_number_is_the_same_in_whatever_file(written: object, number: str) -> None:
    assert letter(编号=written, 内容="甲").number == number


def test_what_is_missing_is_made_up_from_what_there_is() -> None:
    assert letter(内容="路灯不亮").title == "路灯不亮"
    assert letter(标题="路灯不亮").body == "路灯不亮"
    assert letter(内容="甲").filed_at is None
    assert len(letter(内容="甲", 标题="长" * 300).title) == 100
    assert letter(内容="甲", 姓名="匿名", 电话="无").name == ""
    assert letter(内容="甲", 电话="0951-1234567/13951000001").phone_is_one is False


@pytest.mark.parametrize("reply", ["", "无", "未回复", "NULL", "nan", "-", None])
def test_these_words_are_no_reply(reply: object) -> None:
    assert letter(内容="甲", 答复意见=reply, 答复时间="2019-04-25").reply == ""
    assert letter(内容="甲", 答复意见=reply, 答复时间="2019-04-25").replied_at is None


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"内容": ""}, "内容"),
        ({"内容": "NULL", "标题": " "}, "内容"),
        ({"内容": "半\ud800个"}, "内容"),
        ({"内容": "坏\udcff"}, "内容"),
        ({"内容": "甲\x00乙"}, "内容"),
        ({"内容": "长" * 20_001}, "内容"),
        ({"内容": "甲", "答复意见": "长" * 20_001}, "答复意见"),
        ({"内容": "甲", "标题": "半\udfff"}, "标题"),
        ({"内容": "甲", "留言时间": "20190/1/1"}, "留言时间"),
        ({"内容": "甲", "答复意见": "乙", "答复时间": "改天"}, "答复时间"),
        ({"内容": ["甲"]}, "内容"),
        ({"内容": {"甲": 1}}, "内容"),
        ({"内容": "甲", "编号": "2.0190E+14"}, "编号"),
        ({"内容": "甲", "编号": "9" * 90}, "编号"),
        ({"内容": "甲", "编号": 10**70}, "编号"),
    ],
)
def test_a_row_that_cannot_enter_names_its_column(cells: dict[str, Any], column: str) -> None:
    found = bad(**cells)
    assert found.column == column
    assert found.reason


def test_a_broken_character_in_a_column_of_no_use_does_not_keep_the_row_out() -> None:
    found = letter(内容="甲", 备注="半\ud800个\x00")
    found.original.encode()


_CELL = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.datetimes(),
    st.lists(st.integers(), max_size=2), st.text(st.characters(), max_size=5),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), _CELL))
def test_any_row_is_a_letter_or_a_bad_row(cells: dict[str, Any]) -> None:
    try:
        found = letter(**cells)
    except BadRow:
        return
    assert found.body
    assert found.title
    assert len(found.title) <= 100
    assert len(found.digest) == 16
    found.original.encode()


def test_the_page_for_administrators_names_every_usual_name() -> None:
    text = PAGE.read_text()
    for field, names in USUAL.items():
        assert f"`{field}`" in text
        assert [name for name in names.split() if name not in text] == []
