"""Names, ranges and limits: tables of worked examples, and properties for whatever people and programs send."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.files.rules import limits, names, ranges
from yihaotong.files.rules.kinds import KINDS, Form, by_media
from yihaotong.journal.refusal import Refused


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("现场照片.JPG", "现场照片.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\windows\\system32\\cmd.exe", "cmd.jpg"),
        ("／etc／shadow", "shadow.jpg"),
        ("C:\\照片\\漏水.png", "漏水.jpg"),
        ("漏水.jpg.exe", "漏水.jpg.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ("漏\x00水\n.jpg", "漏水.jpg"),
        ("\uff50\uff48oto１\uff0e\uff30NG", "photo1.jpg"),
        ("a<b>:c|d?.png", "abcd.jpg"),
        ("   . . .  ", "附件1.jpg"),
        ("", "附件1.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("/", "附件1.jpg"),
        ("长" * 200 + ".png", "长" * 76 + ".jpg"),
        ("第1.5号楼", "第1.5号楼.jpg"),
        ("👨‍👩‍👧.png", "👨👩👧.jpg"),
    ],
)
def test_a_name_is_made_harmless(name: str, expected: str) -> None:
    assert names.shown(name, "jpg") == expected


@given(st.text(), st.sampled_from(sorted({kind.extension for kind in KINDS.values()})))
def test_whatever_is_sent_a_name_comes_out(name: str, extension: str) -> None:
    shown = names.shown(name, extension, 3)
    assert 1 <= len(shown) <= names.LONGEST
    assert shown.endswith(f".{extension}")
    assert not shown.startswith((".", " "))
    assert not set(shown) & set('/\\<>:"|?*\x00')
    assert ".." not in shown.split("/")
    assert all(unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in shown)
    assert names.shown(shown, extension, 3) == shown


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("bytes=100-", "range"),
        ("bytes=5-4", "range"),
        ("bytes=-0", "range"),
        (f"bytes={'9' * 400}-", "range"),
    ],
)
def test_the_part_that_a_player_asks_for(header: str, expected: object) -> None:
    if expected == "range":
        with pytest.raises(Refused):
            ranges.wanted(header, 100)
    else:
        assert ranges.wanted(header, 100) == expected


@given(st.text(alphabet="bytes=0123456789-, "), st.integers(0, 10**12))
def test_a_part_lies_inside_the_file(header: str, size: int) -> None:
    try:
        part = ranges.wanted(header, size)
    except Refused:
        return
    assert part is None or 0 <= part[0] <= part[1] < size


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 字节"),
        (999, "999 字节"),
        (1000, "1 KB"),
        (340_200, "340 KB"),
        (1_200_000, "1.2 MB"),
        (20_000_000, "20 MB"),
    ],
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert limits.in_words(size) == words


def test_a_citys_limits_and_those_as_shipped() -> None:
    assert limits.read({}) == limits.Limits(20_000_000, 100_000_000, 200_000_000, 9, 50)
    own = limits.read({"file_mb": 5, "whole": 12, "colour": "red"})
    assert (own.file, own.video, own.whole, own.from_public) == (5_000_000, 100_000_000, 12, 9)


@pytest.mark.parametrize(
    ("size", "form", "code"),
    [
        (20_000_000, Form.PICTURE, None),
        (20_000_001, Form.PICTURE, "too-large"),
        (100_000_000, Form.VIDEO, None),
        (100_000_001, Form.VIDEO, "too-large"),
        (100_000_000, None, None),
        (100_000_001, None, "too-large"),
    ],
)
def test_one_file_has_the_limit_of_its_form(size: int, form: Form | None, code: str | None) -> None:
    if code is None:
        limits.check_size(size, limits.Limits(), form)
    else:
        with pytest.raises(Refused) as refused:
            limits.check_size(size, limits.Limits(), form)
        assert refused.value.code == code


def test_a_kept_kind_is_found_by_its_media_type() -> None:
    assert {by_media(kind.media) for kind in KINDS.values()} == set(KINDS.values())
