"""Texts held against each other, and a part of a whole in percent: one way for every area."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.journal.rules import comparing, shares

LINES = st.lists(st.text(alphabet="甲乙丙", max_size=2), max_size=8)


@given(LINES, LINES)
def test_both_texts_are_there_whole(before: list[str], after: list[str]) -> None:
    told = comparing.lines(before, after)
    assert [line for sign, line in told if sign != comparing.NEW] == before
    assert [line for sign, line in told if sign != comparing.GONE] == after
    assert all(run.same is (run.before == run.after) for run in comparing.runs(before, after))


def test_what_went_stands_before_what_came() -> None:
    assert comparing.lines(["一", "二"], ["一", "三"]) == [(" ", "一"), ("-", "二"), ("+", "三")]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "—"), (0, 3, "0.00%"), (11, 12, "91.67%"), (1, 800, "0.13%"), (3, 3, "100.00%"), (2, 3, "66.67%")],
)
def test_percent_is_rounded_half_up(part: int, whole: int, said: str) -> None:
    assert shares.percent(part, whole) == said


def test_one_place() -> None:
    assert [shares.of_hundred(part, 3, 1) for part in range(4)] == ["0.0", "33.3", "66.7", "100.0"]
