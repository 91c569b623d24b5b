"""The life of a case without a database: the table of moves, its fields, its conditions, its clocks."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules import clocks, fields, filing, identity, moves
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import OPEN, RequestType, Satisfaction, Secrecy, Stage, Urgency
from yihaotong.cases.rules.conditions import CONDITIONS, Situation, half_days
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.holding import Entered, Holding, holdings
from yihaotong.journal.refusal import Refused

# --- the table ---------------------------------------------------------------------------------------------------

#: case-moves.md, the straight way, as a clerk reads it: move, from, to, by.
STRAIGHT_WAY = """
file      |                       | filed         | operator shift_leader citizen client
dispatch  | filed                 | dispatched    | dispatcher rule
sign      | dispatched            | in_hand       | handler unit_leader
contact   | in_hand               |               | handler unit_leader
propose   | in_hand               |               | handler
reply     | in_hand               | replied       | handler unit_leader
approve   | replied               | to_call_back  | reviewer
attempt   | to_call_back          |               | call_back_clerk
close     | to_call_back          | closed        | call_back_clerk
evaluate  | to_call_back closed   |               | citizen
archive   | closed                | archived      | worker
"""


def test_the_table_is_the_straight_way_and_nothing_else() -> None:
    written = {}
    for line in STRAIGHT_WAY.strip().splitlines():
        name, sources, target, by = (part.strip() for part in line.split("|"))
        written[name] = (set(sources.split()), target or None, set(by.split()))
    table = {
        move.name: ({s.value for s in move.sources}, move.target and move.target.value, {r.value for r in move.by})
        for move in moves.MOVES.values()
    }
    assert table == written


@pytest.mark.parametrize("move", moves.MOVES.values(), ids=lambda move: move.name)
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("role", Role)
def test_what_is_not_in_the_table_is_refused(move: moves.Move, stage: Stage, role: Role) -> None:
    if stage in move.sources and role in move.by:
        moves.check(move, stage, [role])
        assert move in moves.open_to(stage, [role])
    else:
        with pytest.raises(Refused) as refused:
            moves.check(move, stage, [role])
        assert refused.value.code == ("wrong-stage" if stage not in move.sources else "wrong-role")
        assert move not in moves.open_to(stage, [role])


def test_a_move_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        moves.move_named("delete")
    assert refused.value.code == "no-such-move"


def ways_on(stage: Stage) -> set[Stage]:
    return {move.target for move in moves.MOVES.values() if stage in move.sources and move.target}


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_from_every_open_stage_an_end_can_be_reached(stage: Stage) -> None:
    seen, ahead = set(), {stage}
    while ahead:
        here = ahead.pop()
        seen.add(here)
        ahead |= ways_on(here) - seen
    assert Stage.ARCHIVED in seen


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_no_open_stage_is_without_an_owner_and_a_clock(stage: Stage) -> None:
    assert any(stage in move.sources and move.target for move in moves.MOVES.values())
    clock = moves.STAGE_CLOCK[stage]
    starters = [move for move in moves.MOVES.values() if clock in move.starts]
    enders = [move for move in moves.MOVES.values() if stage in move.sources and clock in move.meets]
    assert starters, f"nothing starts {clock}"
    assert enders, f"nothing at {stage} meets {clock}"


def test_every_clock_that_starts_is_ended_by_some_move() -> None:
    started = {clock for move in moves.MOVES.values() for clock in move.starts}
    ended = {clock for move in moves.MOVES.values() for clock in (*move.meets, *move.drops)}
    assert started == ended == set(ClockKind)


@pytest.mark.parametrize("move", moves.MOVES.values(), ids=lambda move: move.name)
def test_every_move_says_what_it_does_and_on_what_basis(move: moves.Move) -> None:
    assert move.label
    assert move.effect
    assert move.basis


# --- fields ------------------------------------------------------------------------------------------------------

TEXT = (Field("body", "内容", Kind.TEXT, required=True, longest=10),)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "missing"),
        (None, "missing"),
        (" \n\t ", "missing"),
        ("十一个字十一个字十一个", "too-long"),
        ("a\x00b", "unusable-character"),
        ("a\ud83d", "unusable-character"),
        (5, "not-text"),
        (["x"], "not-text"),
        ({"x": 1}, "not-text"),
    ],
)
def test_bad_text_is_refused_by_name(value: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        fields.clean(TEXT, {"body": value})
    assert (refused.value.code, refused.value.field) == (code, "body")
    assert "内容" in refused.value.message


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("  水管\r\n爆了  ", "水管\n爆了"),
        ("王䶮😀", "王䶮😀"),
        ("a\x0bb", "a b"),
        ("十个字十个字十个字十", "十个字十个字十个字十"),
    ],
)
def test_good_text_is_kept(value: str, kept: str) -> None:
    assert fields.clean(TEXT, {"body": value}) == {"body": kept}


@given(st.text())
def test_cleaning_is_settled_after_one_time(text: str) -> None:
    field = (Field("body", "内容", Kind.TEXT, longest=1000),)
    try:
        once = fields.clean(field, {"body": text})
    except Refused:
        return
    assert fields.clean(field, once) == once
    assert "\x00" not in once["body"]


PHONE = (Field("phone", "电话", Kind.PHONE, longest=40),)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13951000001", "13951000001"),
        ("139 5100 0001", "13951000001"),
        ("+86-139-5100-0001", "13951000001"),
        ("１３９５１０００００１", "13951000001"),
        ("0951-5556502", "09515556502"),
        ("(0951) 5556502", "09515556502"),
        ("5556502", "5556502"),
        ("400-100-2000", "4001002000"),
        ("12345", "12345"),
        ("+81312345678", "+81312345678"),
        ("", ""),
    ],
)
def test_phones_as_people_type_them(typed: str, number: str) -> None:
    assert fields.clean(PHONE, {"phone": typed}) == {"phone": number}


@pytest.mark.parametrize("typed", ["没有", "1395100000", "139510000012", "FZ16082600608", "1", "'; DROP TABLE"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        fields.clean(PHONE, {"phone": typed})
    assert (refused.value.code, refused.value.field) == ("not-a-phone", "phone")


def test_an_unknown_field_is_refused_so_that_no_data_is_lost_silently() -> None:
    with pytest.raises(Refused) as refused:
        fields.clean(TEXT, {"body": "x", "boddy": "y"})
    assert (refused.value.code, refused.value.field) == ("unknown-field", "boddy")


def test_choices_flags_and_moments() -> None:
    mixed = (
        Field("type", "类型", Kind.CHOICE, choices=RequestType),
        Field("flag", "是否", Kind.FLAG),
        Field("when", "时间", Kind.MOMENT),
    )
    noon = datetime(2019, 9, 27, 4, tzinfo=UTC)
    assert fields.clean(mixed, {"type": "complaint", "flag": "on", "when": "2019-09-27T12:00+08:00"}) == {
        "type": RequestType.COMPLAINT,
        "flag": True,
        "when": noon,
    }
    assert fields.clean(mixed, {}) == {"type": "", "flag": False, "when": None}
    for name, value, code in [
        ("type", "complain", "not-a-choice"),
        ("flag", "maybe", "not-a-flag"),
        ("when", "昨天", "not-a-moment"),
        ("when", "20190-09-27T12:00+08:00", "not-a-moment"),
        ("when", "2019-09-27T12:00", "no-zone"),
    ]:
        with pytest.raises(Refused) as refused:
            fields.clean(mixed, {name: value})
        assert (refused.value.code, refused.value.field) == (code, name)


# --- filing ------------------------------------------------------------------------------------------------------

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)


def filed(**given_: Any) -> dict[str, Any]:
    data = {"body": "小区停水", "request_type": "help", "phone": "13951000001"} | given_
    return filing.complete(fields.clean(moves.FILE_FIELDS, data), NOW)


@pytest.mark.parametrize(
    ("given_", "code", "field"),
    [
        ({"phone": ""}, "no-way-to-reply", "phone"),
        ({"anonymous": True}, "anonymous-with-name", "anonymous"),
        ({"anonymous": True, "phone": "", "name": "张三"}, "anonymous-with-name", "anonymous"),
        ({"occurred_at": NOW + timedelta(minutes=1)}, "in-the-future", "occurred_at"),
    ],
)
def test_a_filing_that_does_not_hang_together_is_refused(given_: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        filed(**given_)
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("小区停水", "小区停水"),
        ("小区停水\n从昨天晚上开始", "小区停水"),
        ("停" * 31, "停" * 29 + "…"),
        ("停" * 30, "停" * 30),
    ],
)
def test_a_title_is_made_where_none_was_given(body: str, title: str) -> None:
    assert filed(body=body)["title"] == title


def test_order_numbers_have_six_digits_at_least() -> None:
    assert filing.order_no("YC", NOW.date(), 7) == "YC20260302000007"
    assert filing.order_no("YC", NOW.date(), 1_000_000) == "YC202603021000000"


@given(st.binary(min_size=32, max_size=32))
def test_a_query_code_is_eight_digits(mac: bytes) -> None:
    assert len(filing.query_code(mac)) == 8
    assert filing.query_code(mac).isdigit()


# --- conditions --------------------------------------------------------------------------------------------------

MORNING, NOON = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAIN = Situation(
    anonymous=False, reached=True, leader_must_sign=False, acts_as_leader=False, attempts=(), evaluated=None
)


def situation(**changed: Any) -> Situation:
    return Situation(**(vars(PLAIN) | changed))


def holds(move: str, facts: Situation, data: Mapping[str, Any]) -> str:
    """The code of the refusal, "" when the move may be made."""
    try:
        CONDITIONS[move](facts, fields.clean(moves.MOVES[move].fields, data))
    except Refused as refused:
        return refused.code
    return ""


REPLY = {"outcome": "solved", "text": "已修好"}
CALLED = {"ground": "called_back", "solved": "yes", "satisfaction": "satisfied"}
THREE = (MORNING, NOON, MORNING + timedelta(days=1))


@pytest.mark.parametrize(
    ("move", "facts", "data", "code"),
    [
        ("reply", {}, REPLY, ""),
        ("reply", {"reached": False}, REPLY, "no-contact"),
        ("reply", {"reached": False}, REPLY | {"no_contact": "unreachable"}, ""),
        ("reply", {"leader_must_sign": True}, REPLY, "leader-must-sign"),
        ("reply", {"leader_must_sign": True, "acts_as_leader": True}, REPLY, ""),
        ("propose", {"leader_must_sign": True}, REPLY, ""),
        ("propose", {"reached": False}, REPLY, "no-contact"),
        ("close", {}, CALLED, ""),
        ("close", {}, CALLED | {"satisfaction": "basically"}, ""),
        ("close", {}, CALLED | {"satisfaction": "dissatisfied"}, "dissatisfied"),
        ("close", {}, CALLED | {"satisfaction": ""}, "missing"),
        ("close", {}, CALLED | {"solved": ""}, "missing"),
        ("close", {}, {"ground": "anonymous"}, "not-anonymous"),
        ("close", {"anonymous": True}, {"ground": "anonymous"}, ""),
        ("close", {}, {"ground": "not_reached"}, "too-few-attempts"),
        ("close", {"attempts": THREE[:2]}, {"ground": "not_reached"}, "too-few-attempts"),
        ("close", {"attempts": (MORNING, MORNING, MORNING)}, {"ground": "not_reached"}, "too-few-attempts"),
        ("close", {"attempts": THREE}, {"ground": "not_reached"}, ""),
        ("close", {}, {"ground": "evaluated"}, "not-evaluated"),
        ("close", {"evaluated": Satisfaction.DISSATISFIED}, {"ground": "evaluated"}, "not-evaluated"),
        ("close", {"evaluated": Satisfaction.BASICALLY}, {"ground": "evaluated"}, ""),
        ("evaluate", {}, {"solved": "yes", "satisfaction": "satisfied"}, ""),
        (
            "evaluate",
            {"evaluated": Satisfaction.SATISFIED},
            {"solved": "yes", "satisfaction": "satisfied"},
            "already-evaluated",
        ),
    ],
)
def test_conditions(move: str, facts: dict[str, Any], data: dict[str, Any], code: str) -> None:
    assert holds(move, situation(**facts), data) == code


def test_half_days_are_counted_once_each() -> None:
    assert half_days(THREE) == 3
    assert half_days((MORNING, MORNING + timedelta(minutes=5), NOON)) == 2


# --- identity ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "secrecy", "stage", "may"),
    [
        (Role.OPERATOR, Secrecy.NORMAL, Stage.CLOSED, True),
        (Role.CALL_BACK_CLERK, Secrecy.PROTECTED, Stage.TO_CALL_BACK, True),
        (Role.HANDLER, Secrecy.NORMAL, Stage.IN_HAND, True),
        (Role.HANDLER, Secrecy.NORMAL, Stage.DISPATCHED, False),
        (Role.HANDLER, Secrecy.NORMAL, Stage.CLOSED, False),
        (Role.HANDLER, Secrecy.CONFIDENTIAL, Stage.IN_HAND, False),
        (Role.UNIT_LEADER, Secrecy.PROTECTED, Stage.IN_HAND, False),
        (Role.ANALYST, Secrecy.NORMAL, Stage.IN_HAND, False),
        (Role.SYSTEM_ADMIN, Secrecy.NORMAL, Stage.IN_HAND, False),
        (Role.AUDIT_ADMIN, Secrecy.NORMAL, Stage.IN_HAND, False),
    ],
)
def test_who_may_open_an_identity(role: Role, secrecy: Secrecy, stage: Stage, may: bool) -> None:
    if may:
        identity.may_open({role}, secrecy, stage)
    else:
        with pytest.raises(Refused) as refused:
            identity.may_open({role}, secrecy, stage)
        assert refused.value.code == "identity-sealed"


# --- whose hands -------------------------------------------------------------------------------------------------

WALKED = [Stage.FILED, Stage.DISPATCHED, Stage.IN_HAND, Stage.REPLIED, Stage.TO_CALL_BACK, Stage.CLOSED]


def test_the_straight_way_has_three_holders() -> None:
    steps = [
        Entered(NOW + timedelta(hours=n), stage, 7 if stage is Stage.DISPATCHED else None)
        for n, stage in enumerate(WALKED)
    ]
    at = [step.at for step in steps]
    assert holdings(steps) == [Holding(None, at[0], at[1]), Holding(7, at[1], at[3]), Holding(None, at[3], at[5])]


@given(st.lists(st.tuples(st.sampled_from(sorted(OPEN)), st.integers(1, 3)), min_size=1, max_size=12), st.booleans())
def test_each_moment_of_a_cases_age_has_exactly_one_holder(way: list[tuple[Stage, int]], ended: bool) -> None:
    steps = [Entered(NOW + timedelta(hours=n), stage, unit) for n, (stage, unit) in enumerate(way)]
    if ended:
        steps.append(Entered(NOW + timedelta(hours=len(way)), Stage.CLOSED, None))
    spans = holdings(steps)
    assert spans[0].since == steps[0].at
    assert spans[-1].until == (steps[-1].at if ended else None)
    for earlier, later in pairwise(spans):
        assert earlier.until == later.since
        assert earlier.unit != later.unit


# --- the profile -------------------------------------------------------------------------------------------------


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
