"""The profile of limits, as data that a clerk can change."""

from typing import Any

import pytest

from yihaotong.cases.rules import clocks
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import RequestType, Urgency


@pytest.mark.parametrize(
    ("kind", "request_type", "urgency", "limit"),
    [
        (ClockKind.DISPATCH, RequestType.COMPLAINT, Urgency.NORMAL, "1wd"),
        (ClockKind.SIGN, RequestType.COMPLAINT, Urgency.NORMAL, "4wh"),
        (ClockKind.SIGN, RequestType.HELP, Urgency.URGENT, "30min"),
        (ClockKind.SIGN, RequestType.INQUIRY, Urgency.EMERGENCY, "15min"),
        (ClockKind.HANDLE, RequestType.INQUIRY, Urgency.NORMAL, "1wd"),
        (ClockKind.HANDLE, RequestType.REPORT, Urgency.EMERGENCY, "5wd"),
        (ClockKind.FIRST_CONTACT, RequestType.HELP, Urgency.NORMAL, "24h"),
        (ClockKind.TOTAL, RequestType.INQUIRY, Urgency.URGENT, "3wd"),
    ],
)
def test_the_narrowest_line_of_the_shipped_profile_holds(
    kind: ClockKind, request_type: RequestType, urgency: Urgency, limit: str
) -> None:
    line = clocks.shipped().line(kind, request_type, urgency)
    assert line is not None
    assert str(line.limit) == limit
    assert line.basis


def test_the_shipped_profile_sets_every_clock_for_everybody() -> None:
    profile = clocks.shipped()
    for kind in ClockKind:
        for request_type in RequestType:
            for urgency in Urgency:
                assert profile.line(kind, request_type, urgency), (kind, request_type, urgency)


def test_a_limit_nobody_verified_says_so() -> None:
    profile = clocks.shipped()
    design = profile.line(ClockKind.TOTAL, RequestType.HELP, Urgency.NORMAL)
    rule = profile.line(ClockKind.DISPATCH, RequestType.HELP, Urgency.NORMAL)
    assert design
    assert rule
    assert design.says.endswith("（设计默认值，未核实）")
    assert rule.says.endswith("（地方规定）")


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("disptch,,,1wd,x,design,no", "clock"),
        ("dispatch,,,1weekday,x,design,no", "limit"),
        ("dispatch,complain,,1wd,x,design,no", "request_type"),
        ("dispatch,,very,1wd,x,design,no", "urgency"),
        ("dispatch,,,1wd,x,habit,no", "basis_kind"),
    ],
)
def test_a_wrong_profile_names_the_row_and_the_column(row: str, named: str, tmp_path: Any) -> None:
    path = tmp_path / "profile.csv"
    path.write_text(f"clock,request_type,urgency,limit,basis,basis_kind,verified\n{row}\n")
    with pytest.raises(ValueError, match=f"第 2 行“{named}”列"):
        clocks.read(path)
