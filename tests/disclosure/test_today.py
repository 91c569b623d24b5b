"""What comes first on the office's page of today."""

from datetime import datetime

import pytest

from yihaotong.clock import CHINA
from yihaotong.clock.moments import end_of
from yihaotong.desk.disclosure.tasks import Task, first_things_first, shortened

NOW = datetime(2026, 11, 23, 16, tzinfo=CHINA)


def due(day: int, month: int = 11) -> datetime:
    return end_of(datetime(2026, month, day, tzinfo=CHINA).date())


#: In the sequence in which they are to be taken.
IN_TURN = [
    Task("不该公开的还在网上", "", "", breach=True),
    Task("依申请公开，昨天到期", "", "", due(22), by_law=True),
    Task("复核，过期一年", "", "", datetime(2025, 11, 1, tzinfo=CHINA)),
    Task("申请，昨天到期", "", "", due(22)),
    Task("申请，今天到期", "", "", due(23)),
    Task("稿件，后天到期", "", "", due(25)),
    Task("月报，一周内到期", "", "", due(29)),
    Task("公文：待保密审查", "", ""),
    Task("月报，下月到期", "", "", due(18, 12)),
]


@pytest.mark.parametrize("turned", range(len(IN_TURN)))
def test_a_breach_then_what_is_late_then_today(turned: int) -> None:
    tasks = [*reversed(IN_TURN[turned:]), *IN_TURN[:turned]]
    assert [each.title for each in first_things_first(tasks, NOW)] == [each.title for each in IN_TURN]


def test_a_limit_is_kept_through_the_last_second_of_its_day() -> None:
    assert not IN_TURN[4].late(due(23))
    assert IN_TURN[4].late(datetime(2026, 11, 24, tzinfo=CHINA))


def test_a_title_that_was_cut_says_so() -> None:
    assert shortened("甲" * 30) == "甲" * 30
    assert shortened("甲" * 31) == "甲" * 29 + "…"
