"""Buckets in the cache: all or none is taken, and looking takes nothing."""

from datetime import datetime, timedelta

import pytest

from yihaotong.pace.actions import Draw, take
from yihaotong.pace.rules import Bucket

ONE, MANY = Bucket(1, 10), Bucket(100, 1)


def test_from_all_or_from_none(at: datetime) -> None:
    assert take([Draw(ONE, "device"), Draw(MANY, "network")], at=at) == 0
    assert take([Draw(ONE, "device"), Draw(MANY, "network")], at=at) == 10
    assert take([Draw(MANY, "network")], at=at, count=99) == 0, "the refused one took nothing from the network"
    assert take([Draw(MANY, "network")], at=at) == 1


def test_looking_takes_nothing(at: datetime) -> None:
    assert take([Draw(ONE, "he")], at=at, only_look=True) == 0
    assert take([Draw(ONE, "he")], at=at) == 0
    assert take([Draw(ONE, "he")], at=at, only_look=True) == 10
    assert take([Draw(ONE, "he")], at=at + timedelta(seconds=10)) == 0


def test_everybody_has_his_own(at: datetime) -> None:
    assert take([Draw(ONE, "he")], at=at) == 0
    assert take([Draw(ONE, "she")], at=at) == 0
    assert take([], at=at) == 0


@pytest.mark.parametrize(("factor", "expected"), [(0, [0, 0, 0]), (2, [0, 0, 5])])
def test_the_setting_widens_or_ends_it(at: datetime, settings: object, factor: float, expected: list[int]) -> None:
    settings.PACE = factor  # type: ignore[attr-defined]
    assert [take([Draw(ONE, "he")], at=at) for _ in range(3)] == expected
