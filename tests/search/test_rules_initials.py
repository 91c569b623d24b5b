"""First letters of pinyin out of the order of GB 2312."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.search.rules.initials import initials


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("兴庆区", "xqq"),
        ("金凤区", "jfq"),
        ("大新镇燕祥社区", "dxzyxsq"),
        ("阿座", "az"),
        ("啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", "abcdefghjklmnopqrstwxyz"),
        ("3号楼A座", "3hlaz"),
        ("鳌江", "*j"),
        ("䶮", "*"),
        ("（一）、", "y"),
        ("", ""),
    ],
)
def test_initials(text: str, letters: str) -> None:
    assert initials(text) == letters


@given(st.text(max_size=30))
def test_any_text_gives_letters_digits_and_stars(text: str) -> None:
    found = initials(text)
    assert len(found) <= len(text)
    assert all(char == "*" or (char.isascii() and char.isalnum() and char == char.lower()) for char in found)
