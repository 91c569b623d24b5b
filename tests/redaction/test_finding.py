"""Numbers that no check digit vouches for: known by the word before them, by how they are parted, by what they name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redaction.papers import IDENTITY, identity
from yihaotong.redaction.rules import checks
from yihaotong.redaction.rules.finding import find_personal

WRONG = IDENTITY[:-1] + ("0" if IDENTITY[-1] != "0" else "1")
FOUND = [
    (f"身份证：{WRONG}", "identity", WRONG),
    (f"身份证号码为 {WRONG[:6]} {WRONG[6:14]} {WRONG[14:]}，", "identity", f"{WRONG[:6]} {WRONG[6:14]} {WRONG[14:]}"),
    (f"公民身份号码{WRONG}3", "identity", WRONG + "3"),
    (f"证件号:{WRONG[:6]}，{WRONG[6:14]}，{WRONG[14:]}", "identity", f"{WRONG[:6]}，{WRONG[6:14]}，{WRONG[14:]}"),
    ("138,0013,8000", "mobile", "138,0013,8000"),
    ("138，0013，8000", "mobile", "138，0013，8000"),
    ("138|0013|8000", "mobile", "138|0013|8000"),
    ("1、3、8、0、0、1、3、8、0、0、0", "mobile", "1、3、8、0、0、1、3、8、0、0、0"),
    ("手机：138、0013、8000", "mobile", "138、0013、8000"),
    ("卡号：6222,0232,0100,1234,567", "bank_card", "6222,0232,0100,1234,567"),
    ("账号：1050 1234 5678 9012", "account", "1050 1234 5678 9012"),
    ("开户行：中国银行某支行 10501234567", "account", "10501234567"),
    ("银行卡号6222020200000000001", "account", "6222020200000000001"),
    ("QQ：123456789", "qq", "123456789"),
    ("QQ号码 10001", "qq", "10001"),
    ("微信号：zhang_san88", "wechat", "zhang_san88"),
    ("微信: wxid_abc123", "wechat", "wxid_abc123"),
    ("社保卡号：D12345678", "social_card", "D12345678"),
    ("医保卡号640104900307", "social_card", "640104900307"),
    ("车架号LSVAU033X12345678", "frame", "LSVAU033X12345678"),
    ("车辆LFV2A21K5D0951567被", "frame", "LFV2A21K5D0951567"),
    ("1HGCM82633A004352", "frame", "1HGCM82633A004352"),
    ("家住3栋501", "dwelling", "3栋501"),
    ("3栋501、502", "dwelling", "3栋501、502"),
    ("3号楼2单元501", "dwelling", "3号楼2单元501"),
    ("3#楼2单元-501的住户", "dwelling", "3#楼2单元-501"),
    ("三栋二单元五〇一", "dwelling", "三栋二单元五〇一"),
    ("某小区3-2-501。", "dwelling", "3-2-501"),
]
NOT_FOUND = [
    "分别受理156、1204、3310件",
    "分别受理15320、16401、3件",
    "支出138,001,380元、13,800,138,000元",
    "建成3栋120套，3座500千伏变电站，12栋2019年建成",
    "订单号4539578763621486",
    "工单编号 202611231234567890",
    "联行号102871000010",
    "账户余额12345678元，账户12,345,678元",
    "社保卡自2026-11-23起启用，账号2026-11-23停用",
    "微信公众号：yinchuanfabu1，微信小程序",
    "QQ群、QQ邮箱",
    "身份证件、身份证明，共 3 份",
    "账号91350100M000100Y43",
    "图3-2-101、表1-2-203、2026-11-23 17:16:15、1-2-2026",
    "身份证号640104********4517，手机138****8000",
    "依据《条例》第十四条、第十五条、第十六条第二款，索引号640100-2026-00012",
]


@pytest.mark.parametrize(("text", "kind", "found"), FOUND)
def test_what_is_found(text, kind, found):
    assert [(each.kind.value, each.text) for each in find_personal(text)] == [(kind, found)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_not_personal(text):
    assert find_personal(text) == []


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("1HGCM82633A004352", True),
        ("1HGCM82643A004352", False),
        ("1M8GDM9AXKP042788", True),
        ("1HGCMI2633A004352", False),
    ],
)
def test_check_sign_of_a_vehicle(code, right):
    assert checks.is_frame(code) is right


PARTING = st.sampled_from(["", " ", "-", "　", "－", ".", "\u200b", ",", "，", "、", "/", "—", ";", "|"])
WAYS = st.sampled_from(["0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖"])


@st.composite
def planted(draw, label, digits):
    """A number after its word, between other words, each digit in a way of its own, parted in others."""
    number, written = draw(digits), ""
    for place, sign in enumerate(number):
        written += (draw(PARTING) if place else "") + (draw(WAYS)[int(sign)] if sign.isdigit() else sign)
    return f"反映人说，{draw(label)}{written}请核实。", written


def _digits(least, most, first="123456789"):
    rest = st.text("0123456789", min_size=least - 1, max_size=most - 1)
    return st.tuples(st.sampled_from(first), rest).map("".join).filter(lambda number: number[:2] not in {"19", "20"})


BORN = st.builds(
    lambda day, number, last: f"640104{day:%Y%m%d}{number:03}{last}",
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
    st.sampled_from("0123456789X"),
)
RIGHT = BORN.map(lambda number: identity(number[:17]))
MOBILE = st.builds("1{}{}".format, st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9))
PLANTED = st.one_of(
    planted(st.sampled_from(["身份证号：", "身份证", "公民身份号码为", "证件号码:"]), BORN),
    planted(st.sampled_from(["持有", "编为"]), RIGHT),
    planted(st.sampled_from(["手机：", "联系电话是", "电话"]), MOBILE),
    planted(st.sampled_from(["账号：", "银行卡号", "开户行某某支行，"]), _digits(10, 19)),
)


@given(PLANTED)
def test_a_planted_number_is_found_whole(planted_in):
    text, written = planted_in
    start = text.index(written)
    found = find_personal(text)
    assert any(each.start <= start and each.end >= start + len(written) for each in found), (text, found)


PLAIN = st.one_of(
    st.builds("订单号{}已付款".format, _digits(12, 24)),
    st.builds("银政办发〔{}〕{}号".format, st.integers(1990, 2030), st.integers(1, 99999)),
    st.builds("索引号640100-{}-{:05}".format, st.integers(2000, 2030), st.integers(0, 99999)),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(lambda day: f"自{day:%Y-%m-%d}起，{day.year}年{day.month}月止"),
    st.integers(0, 10**13).map(lambda amount: f"支出{amount:,}元"),
    st.integers(0, 10**13).map(lambda cents: f"合计{cents / 100:,.2f}元"),
    st.builds("依据第{}条第{}款".format, st.integers(1, 999), st.integers(1, 9)),
    st.lists(st.integers(0, 9999).map(str), min_size=2, max_size=6).map(lambda each: f"分别为{'、'.join(each)}件"),
)


@given(PLAIN)
def test_what_numbers_things_is_nobodys(text):
    # A number of a thing may be somebody's by chance: place, day and check digit of 18 signs in a row.
    found = [each for each in find_personal(text) if not checks.is_identity(each.text)]
    assert found == []
