"""Filters as an address asks for them: read, written, and refused."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yihaotong.cases.rules.codes import OPEN, Channel, RequestType, Stage, Urgency
from yihaotong.cases.rules.filters import MOST, NAMES, Filters, label, read, written
from yihaotong.journal.refusal import Refused


@pytest.mark.parametrize(
    ("asked", "filters"),
    [
        ({}, Filters()),
        ({"stage": ["filed"]}, Filters(stages=frozenset({Stage.FILED}))),
        ({"stage": ["filed", "in_hand"]}, Filters(stages=frozenset({Stage.FILED, Stage.IN_HAND}))),
        ({"stage": ["filed, in_hand,filed", ""]}, Filters(stages=frozenset({Stage.FILED, Stage.IN_HAND}))),
        ({"channel": ["phone"]}, Filters(channels=frozenset({Channel.PHONE}))),
        ({"request_type": ["help"]}, Filters(request_types=frozenset({RequestType.HELP}))),
        ({"urgency": ["urgent"]}, Filters(urgencies=frozenset({Urgency.URGENT}))),
        ({"unit": ["WATER", "U-1"]}, Filters(units=frozenset({"WATER", "U-1"}))),
        ({"category": ["0101"]}, Filters(categories=frozenset({"0101"}))),
        ({"place": ["640104"]}, Filters(place="640104")),
        ({"place": ["6401", " 640104 ", ""]}, Filters(place="640104")),
        ({"since": ["2026-11-01"], "until": ["2026-11-01"]}, Filters(since=date(2026, 11, 1), until=date(2026, 11, 1))),
        ({"overdue": ["1"]}, Filters(overdue=True)),
        ({"overdue": ["TRUE"]}, Filters(overdue=True)),
        ({"overdue": ["0"]}, Filters()),
        ({"q": ["停水"], "after": ["n1-1"], "page": ["-1"], "stages": ["filed"]}, Filters()),
        ({name: [" ", ","] for name in ("stage", "channel", "unit", "category")}, Filters()),
    ],
)
def test_an_address_is_read(asked, filters):
    assert read(asked) == filters


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        ({"stage": ["open"]}, "not-a-choice", "stage"),
        ({"stage": ["FILED"]}, "not-a-choice", "stage"),
        ({"channel": ["phone;drop"]}, "not-a-choice", "channel"),
        ({"unit": ["自来水"]}, "not-a-code", "unit"),
        ({"unit": ["W" * 21]}, "not-a-code", "unit"),
        ({"category": ["0101%"]}, "not-a-code", "category"),
        ({"place": ["64_04"]}, "not-a-code", "place"),
        ({"since": ["2026-02-30"]}, "not-a-day", "since"),
        ({"since": ["20190-01-01"]}, "not-a-day", "since"),
        ({"since": ["20261101"]}, "not-a-day", "since"),
        ({"since": ["0001-01-01"]}, "not-a-day", "since"),
        ({"until": ["9999-12-31"]}, "not-a-day", "until"),
        ({"until": ["２０２６-11-01"]}, "not-a-day", "until"),
        ({"since": ["2026-11-02"], "until": ["2026-11-01"]}, "backwards", "until"),
        ({"overdue": ["-1"]}, "not-a-flag", "overdue"),
        ({"unit": [",".join(f"U{number}" for number in range(MOST + 1))]}, "too-many", "unit"),
    ],
)
def test_what_is_no_filter_is_refused_by_name(asked, code, field):
    with pytest.raises(Refused) as refused:
        read(asked)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert label(field) in refused.value.message


HOSTILE = (
    "' OR 1=1 --",
    '"; DROP TABLE cases_case; --',
    "1) UNION SELECT phone FROM cases_requester --",
    "%s%(x)s{}",
    "\x00",
    "\ud800",
    "9" * 100_000,
    "-1",
    "١٢٣",
    "💧",
)


def attempt(asked: Mapping[str, Sequence[str]]) -> Filters | Refused:
    try:
        return read(asked)
    except Refused as refused:
        return refused


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", HOSTILE)
def test_every_filter_refuses_what_is_hostile(name, value):
    """Or takes it for a code that nobody has given out; no message carries it whole."""
    found = attempt({name: [value]})
    if value == "-1" and name in {"unit", "category", "place"}:
        assert isinstance(found, Filters)
        assert written(found) == {name: ["-1"]}
    else:
        assert isinstance(found, Refused)
        assert found.field == name
        assert len(found.message) < 200
        assert found.message.isprintable()
        assert found.message.encode()


days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
codes = st.from_regex(r"\A[A-Za-z0-9-]{1,20}\Z")


@st.composite
def some_filters(draw: st.DrawFn) -> Filters:
    since, until = sorted(draw(st.tuples(days, days)))
    return Filters(
        stages=frozenset(draw(st.sets(st.sampled_from(Stage)))),
        units=frozenset(draw(st.sets(codes))),
        categories=frozenset(draw(st.sets(codes))),
        channels=frozenset(draw(st.sets(st.sampled_from(Channel)))),
        request_types=frozenset(draw(st.sets(st.sampled_from(RequestType)))),
        urgencies=frozenset(draw(st.sets(st.sampled_from(Urgency)))),
        place=draw(st.just("") | codes),
        since=draw(st.sampled_from([None, since])),
        until=draw(st.sampled_from([None, until])),
        overdue=draw(st.booleans()),
    )


@given(some_filters())
def test_what_is_written_is_read_again(filters):
    asked = written(filters)
    assert read(asked) == filters
    assert read({name: [",".join(values)] for name, values in asked.items()}) == filters
    assert list(asked) == [name for name in NAMES if name in asked]
    assert bool(asked) == bool(filters)


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), st.lists(st.text())))
@example({"stage": ["\ud800"], "unit": ["\x00"]})
def test_whatever_is_asked_is_read_or_refused(asked):
    found = attempt(asked)
    if isinstance(found, Refused):
        assert found.field in NAMES
    else:
        assert read(written(found)) == found


@pytest.mark.parametrize(
    ("filters", "few"),
    [
        (Filters(), False),
        (Filters(overdue=True), True),
        (Filters(stages=OPEN), True),
        (Filters(stages=frozenset({Stage.FILED})), True),
        (Filters(stages=frozenset({Stage.FILED, Stage.CLOSED})), False),
        (Filters(place="6401"), False),
    ],
)
def test_open_cases_are_few(filters, few):
    assert filters.few is few
