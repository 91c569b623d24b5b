"""What is proposed while somebody types: names by letters, cases by their likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.cases.rules.suggesting import MOST, Likeness, Matter, Option, best, likeness, matching, shared

OPTIONS = [
    Option("1", "供水", "公用事业"),
    Option("2", "供热", "公用事业"),
    Option("3", "噪音扰民", "城市管理"),
    Option("4", "停车、挪车", "交通"),
    Option("5", "物业管理", "住建"),
]


@pytest.mark.parametrize(
    ("typed", "first", "codes"),
    [
        ("供", (), ["1", "2"]),
        ("供", ("2", "1"), ["2", "1"]),
        ("gr", (), ["2"]),
        ("zyrm", (), ["3"]),
        ("wy", (), ["5"]),
        ("gy", (), ["1", "2"]),
        ("公用", (), ["1", "2"]),
        ("管理", (), ["5", "3"]),
        ("", ("3", "1"), ["3", "1"]),
        ("", (), []),
        ("不存在", (), []),
        ("  ", ("4",), ["4"]),
    ],
)
def test_matching(typed: str, first: tuple[str, ...], codes: list[str]) -> None:
    assert [option.code for option in matching(typed, OPTIONS, first)] == codes


@given(st.text(max_size=8), st.lists(st.sampled_from("12345"), max_size=5))
def test_matching_gives_each_once_and_at_most_nine(typed: str, first: list[str]) -> None:
    many = OPTIONS * 1 + [Option(str(number), f"供水{number}", "公用事业") for number in range(10, 40)]
    codes = [option.code for option in matching(typed, many, first)]
    assert len(codes) <= MOST
    assert len(codes) == len(set(codes))


WATER = Matter("示例小区从昨天晚上开始停水，一栋楼四十户都没水", "0101", "640104", "示例小区 3 号楼")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (Matter("示例小区停水一天了，家里没水", "0101", "640104"), ("同类别", "同区域", "同一地址")),
        (Matter("我们这里从昨天晚上开始停水，四十户都没水", "", ""), ("内容相近",)),
        (Matter("路灯坏了三盏，晚上看不清", "0101", "640104"), None),
        (Matter("停水", "0101", "640104", "示例小区"), None),
        (Matter("示例小区的路灯坏了，请修一修", "0701", "640104"), None),
        (Matter("楼上漏水，我家小区居民都知道", "", ""), None),
        (Matter("", "", ""), None),
    ],
)
def test_likeness(typed: Matter, why: tuple[str, ...] | None) -> None:
    found = likeness(typed, WATER)
    assert (found.why if found else None) == why


def test_what_everybody_says_of_everything_is_no_likeness() -> None:
    leak = Matter("楼上漏水，家里天花板都湿了，物业一直没人处理，请问怎么办，希望尽快解决")
    pyramid = Matter("楼上疑似传销，一直有人聚集，居民多次反映没人处理，请问怎么办，希望尽快解决")
    assert likeness(leak, pyramid) is None
    assert shared(leak.text, pyramid.text) == 0
    assert likeness(leak, Matter("楼上漏水把天花板泡湿了，找物业没人管")) is not None


TEXTS = st.text(alphabet="停水路灯坏了三天小区 3号楼，。x", max_size=60)


@given(TEXTS, TEXTS)
def test_likeness_of_texts_is_the_same_both_ways_and_between_nothing_and_all(one: str, other: str) -> None:
    there, back = likeness(Matter(one), Matter(other)), likeness(Matter(other), Matter(one))
    assert (there and there.score) == (back and back.score)
    assert there is None or 0 < there.score <= 1


def test_the_best_come_first_the_newer_among_equals() -> None:
    scored = {1: Likeness(0.5, ()), 2: Likeness(0.9, ()), 3: Likeness(0.5, ())}
    assert best(scored, 2) == [2, 3]
