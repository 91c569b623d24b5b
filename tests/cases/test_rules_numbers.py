"""A number in a form is a number or nothing; and nobody reads one in a way of his own."""

import re

import pytest

from tests.architecture.house_rules import ROOT
from yihaotong.cases.rules.numbers import LONGEST, whole

#: What is looked at there is no number out of a form: a number's head, a reference in the journal, words for a day.
NO_FORM = {"desk/lists.py", "portal/gate.py"}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * LONGEST, 10**LONGEST - 1),
        ("9" * (LONGEST + 1), None),
        ("9" * 5000, None),
        ("", None),
        (None, None),
        ("-1", None),
        ("+1", None),
        (" 1", None),
        ("1.0", None),
        ("１", None),
        ("²", None),
        ("٣", None),
    ],
)
def test_a_number_or_nothing(written: str | None, number: int | None) -> None:
    assert whole(written) == number


def test_a_number_may_be_shorter() -> None:
    assert (whole("1234", longest=4), whole("12345", longest=4)) == (1234, None)


def test_faces_read_numbers_in_one_way() -> None:
    faces = [path for face in ("desk", "api", "portal") for path in (ROOT / "yihaotong" / face).rglob("*.py")]
    own = {
        path.relative_to(ROOT / "yihaotong").as_posix()
        for path in faces
        if re.search(r"\.(isdigit|isdecimal|isnumeric)\(", path.read_text())
    }
    assert own - NO_FORM == set(), "read numbers with cases.rules.numbers.whole"
    assert own >= NO_FORM
