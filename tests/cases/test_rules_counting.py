"""Who is in which denominator, as a table of worked examples."""

import pytest

from yihaotong.cases.rules.codes import ENDED_OTHERWISE, Stage
from yihaotong.cases.rules.counting import Count, counts_in

HANDLED = "received handled assessed"
ALL = "received handled called_back assessed"


@pytest.mark.parametrize(
    ("stage", "facts", "counts"),
    [
        ("filed", {}, HANDLED),
        ("return_pending", {}, HANDLED),
        ("in_hand", {}, HANDLED),
        ("replied", {}, HANDLED),
        ("to_call_back", {}, ALL),
        ("closed", {"outcome": "solved"}, ALL),
        ("archived", {"outcome": "solved"}, ALL),
        ("closed", {"outcome": "answered"}, "received handled"),
        ("archived", {"outcome": "answered"}, "received handled"),
        ("following", {"follows": True}, "received handled"),
        ("to_call_back", {"follows": True}, "received handled called_back"),
        ("closed", {"follows": True}, "received handled called_back"),
        ("void", {"ended_as": "void"}, "received"),
        ("archived", {"ended_as": "void"}, "received"),
        ("declined", {"ended_as": "declined"}, "received"),
        ("transferred", {"ended_as": "transferred"}, "received"),
        ("merged", {"ended_as": "merged", "outcome": "solved"}, "received"),
        ("withdrawn", {"ended_as": "withdrawn"}, "received"),
    ],
)
def test_in_which_denominators_a_case_is(stage: str, facts: dict[str, str], counts: str) -> None:
    assert counts_in(Stage(stage), **facts) == set(map(Count, counts.split()))  # type: ignore[arg-type]


@pytest.mark.parametrize("end", sorted(ENDED_OTHERWISE))
@pytest.mark.parametrize("outcome", ["", "solved", "answered"])
def test_what_ended_otherwise_is_in_no_rate_before_or_in_the_archive(end: Stage, outcome: str) -> None:
    for stage in (end, Stage.ARCHIVED):
        assert counts_in(stage, end.value, outcome) == {Count.RECEIVED}
