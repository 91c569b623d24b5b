"""What a move needs beyond stage and role, who may open an identity, whose hands a case was in."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules import fields, identity, joining, moves, returning
from yihaotong.cases.rules.codes import ENDED, LEADING, OPEN, Satisfaction, Secrecy, Stage
from yihaotong.cases.rules.conditions import CONDITIONS, REQUIREMENTS, Situation, half_days, pointless
from yihaotong.cases.rules.holding import Entered, Holding, holdings
from yihaotong.journal.refusal import Refused

MORNING, NOON = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)
PLAIN = Situation(
    anonymous=False,
    confidential=False,
    reached=True,
    leader_must_sign=False,
    acts_as_leader=False,
    attempts=(),
    evaluated=None,
    evaluated_now=False,
    dissatisfied=False,
    redone=False,
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


@pytest.mark.parametrize("move", ["reply", "propose"])
@pytest.mark.parametrize(
    ("outcome", "missing", "code"),
    [("solved", True, "no-evidence"), ("solved", False, ""), ("explained", True, ""), ("partly", True, "")],
)
def test_what_is_said_to_be_solved_shows_something_where_the_city_asks_for_it(
    move: str, outcome: str, missing: bool, code: str
) -> None:
    facts = situation(evidence_missing=missing, leader_must_sign=move == "propose")
    assert holds(move, facts, {"outcome": outcome, "text": "已修好"}) == code


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("您好，办理完毕：　　　　。谢谢", "您好，办理完毕：　　　　。谢谢"),
        ("经{承办单位}核实", "经{承办单位}核实"),
        ("电话____处", "电话____处"),
        ("处理结果：    ", "处理结果：    "),
        ("　　经核实，已修好。\n　　特此答复。", ""),
        ("已修好", ""),
    ],
)
def test_what_a_template_left_open_is_refused_by_its_place(text: str, place: str) -> None:
    for move in ("reply", "propose"):
        try:
            REQUIREMENTS[move]({"text": text})
            named = ""
        except Refused as refused:
            named = str(refused.facts["place"])
        assert named == place


REPLY = {"outcome": "solved", "text": "已修好"}
CALLED = {"ground": "called_back", "solved": "yes", "satisfaction": "satisfied"}
UNHAPPY = {"solved": "no", "satisfaction": "dissatisfied", "note": "还是没水"}
SAID_NO = {"evaluated": Satisfaction.DISSATISFIED, "evaluated_now": True}
CONCLUSION = {"ground": "unreasonable", "note": "要求超出法定标准"}
GIVEN_BACK = {"reason": "not_our_duty", "basis": "三定规定", "proposed": "NORTH"}
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
        ("propose", {"leader_must_sign": True, "reached": False}, REPLY, "no-contact"),
        ("propose", {}, REPLY, "reply-directly"),
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
        ("reply", {"reached": False}, REPLY | {"no_contact": "anonymous"}, "not-anonymous"),
        ("reply", {"reached": False, "anonymous": True}, REPLY | {"no_contact": "anonymous"}, ""),
        ("reply", {"reached": False}, REPLY | {"no_contact": "confidential"}, "not-confidential"),
        ("reply", {"reached": False, "confidential": True}, REPLY | {"no_contact": "confidential"}, ""),
        ("close", SAID_NO, CALLED, "evaluated-dissatisfied"),
        ("close", SAID_NO | {"attempts": THREE}, {"ground": "not_reached"}, "evaluated-dissatisfied"),
        ("close", SAID_NO | {"evaluated_now": False}, CALLED, ""),
        ("redo", {}, UNHAPPY, ""),
        ("redo", {"redone": True}, UNHAPPY, "redone-before"),
        ("redo", {}, UNHAPPY | {"satisfaction": "satisfied"}, "content"),
        ("refer", {"redone": True}, UNHAPPY, ""),
        ("refer", {}, UNHAPPY | {"satisfaction": "basically"}, "content"),
        ("conclude", {}, CONCLUSION, "no-dissatisfaction"),
        ("conclude", {"dissatisfied": True}, CONCLUSION, ""),
        ("conclude", {"dissatisfied": True}, CONCLUSION | {"ground": "redone"}, "not-redone"),
        ("conclude", {"dissatisfied": True, "redone": True}, CONCLUSION | {"ground": "redone"}, ""),
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
        ("return", {}, GIVEN_BACK, ""),
        ("return", {"returns": 1}, GIVEN_BACK, ""),
        ("return", {"returns": 2}, GIVEN_BACK, "returned-twice"),
        ("return", {"final": True}, GIVEN_BACK, "designated"),
        ("return", {"may_return_now": False}, GIVEN_BACK, "too-late-to-return"),
        ("return", {"final": True, "may_return_now": False}, GIVEN_BACK, "designated"),
        ("reopen", {}, {"note": "又漏水了"}, ""),
        ("reopen", {"may_reopen_now": False}, {"note": "又漏水了"}, "too-late-to-reopen"),
        ("reopen", {"answered_at_once": True}, {"note": "又漏水了"}, "no-unit-to-reopen"),
    ],
)
def test_conditions(move: str, facts: dict[str, Any], data: dict[str, Any], code: str) -> None:
    assert holds(move, situation(**facts), data) == code


@pytest.mark.parametrize(
    ("move", "facts", "shown"),
    [
        ("reply", {}, True),
        ("reply", {"leader_must_sign": True}, False),
        ("reply", {"leader_must_sign": True, "acts_as_leader": True}, True),
        ("propose", {"leader_must_sign": True}, True),
        ("propose", {}, False),
        ("evaluate", {}, True),
        ("evaluate", {"evaluated": Satisfaction.SATISFIED}, False),
        ("close", {}, True),
        ("redo", {}, True),
        ("redo", {"redone": True}, False),
        ("conclude", {}, False),
        ("conclude", {"dissatisfied": True}, True),
        ("return", {}, True),
        ("return", {"returns": 2}, False),
        ("return", {"final": True}, False),
        ("return", {"may_return_now": False}, False),
        ("reopen", {}, True),
        ("reopen", {"may_reopen_now": False}, False),
        ("reopen", {"answered_at_once": True}, False),
    ],
)
def test_a_move_that_the_facts_rule_out_is_no_button(move: str, facts: dict[str, Any], shown: bool) -> None:
    assert pointless(move, situation(**facts)) is not shown


@pytest.mark.parametrize(
    ("move", "data", "field"),
    [
        ("answer", {"entry": "k000012"}, ""),
        ("answer", {"entry": "K000012", "text": "按条目，另可到窗口办理"}, ""),
        ("answer", {"text": "请到窗口办理", "reason": "条目尚未编写"}, ""),
        ("answer", {"text": "请到窗口办理"}, "reason"),
        ("answer", {"reason": "条目尚未编写"}, "text"),
        ("answer", {}, "text"),
        ("decline", {"code": "oos-5"}, ""),
        ("decline", {"code": "oos-3"}, "original"),
        ("decline", {"code": "oos-3", "original": "YC20261122000001"}, ""),
        ("decline", {}, "code"),
        ("decline", {"code": "oos-8"}, "code"),
        ("void", {"code": "silent"}, ""),
        ("void", {"code": "noise"}, "code"),
        ("transfer", {"line": "119"}, ""),
        ("transfer", {"line": "12345"}, "line"),
        ("return", GIVEN_BACK, ""),
        ("return", GIVEN_BACK | {"basis": ""}, "basis"),
        ("return", GIVEN_BACK | {"proposed": ""}, "proposed"),
        ("return", GIVEN_BACK | {"proposed": "", "reason": "unclear"}, ""),
        ("uphold", {"reason": "归街道"}, ""),
        ("uphold", {"reason": "归街道", "unit": "NORTH", "final": True}, ""),
        ("uphold", {"reason": "归街道", "final": True}, "unit"),
        ("uphold", {"unit": "NORTH"}, "reason"),
        ("overrule", {}, "reason"),
        ("redispatch", {"unit": "NORTH"}, "reason"),
        ("merge", {}, "parent"),
        ("leave", {}, "note"),
        ("restore", {}, "note"),
        ("take_back", {}, "note"),
        ("reopen", {}, "note"),
        ("withdraw", {}, ""),
    ],
)
def test_what_the_fields_of_a_move_need_of_one_another(move: str, data: dict[str, Any], field: str) -> None:
    try:
        cleaned = fields.clean(moves.MOVES[move].fields, data)
        if move in REQUIREMENTS:
            REQUIREMENTS[move](cleaned)
        found = ""
    except Refused as refused:
        found = refused.field
    assert found == field


SAME, OTHER, UNKNOWN = {"same_person": True}, {"same_person": False}, {"same_person": None}


@pytest.mark.parametrize(
    ("rule", "stage", "facts", "code"),
    [
        *((joining.may_merge, stage, SAME, "") for stage in OPEN - {Stage.FOLLOWING}),
        *((joining.may_merge, stage, SAME, "parent-not-open") for stage in [*ENDED, Stage.ARCHIVED]),
        *((joining.may_follow, stage, OTHER, "") for stage in LEADING),
        *((joining.may_follow, stage, OTHER, "parent-not-open") for stage in [*ENDED, Stage.ARCHIVED]),
        (joining.may_merge, Stage.FOLLOWING, SAME, "parent-follows"),
        (joining.may_merge, Stage.FILED, OTHER, "other-person"),
        (joining.may_merge, Stage.FILED, UNKNOWN, "other-person"),
        (joining.may_merge, Stage.FILED, SAME | {"itself": True}, "own-parent"),
        (joining.may_merge, Stage.FILED, SAME | {"historical": True}, "parent-not-open"),
        (joining.may_follow, Stage.FOLLOWING, OTHER, "parent-follows"),
        (joining.may_follow, Stage.TO_CALL_BACK, OTHER, "parent-answered"),
        (joining.may_follow, Stage.FILED, UNKNOWN, ""),
        (joining.may_follow, Stage.FILED, SAME, "same-person"),
        (joining.may_follow, Stage.FILED, OTHER | {"itself": True}, "own-parent"),
    ],
)
def test_which_case_may_be_a_parent(rule: Any, stage: Stage, facts: dict[str, Any], code: str) -> None:
    try:
        rule(joining.Parent(stage, **facts))
        found = ""
    except Refused as refused:
        found = refused.code
    assert found == code


@pytest.mark.parametrize(
    ("unit", "returned_by", "final", "circular"),
    [
        ("A", set(), False, False),
        ("B", {"A"}, False, False),
        ("A", {"A", "B"}, False, True),
        ("A", {"A", "B"}, True, False),
    ],
)
def test_a_unit_whose_return_was_upheld_gets_the_case_only_by_a_final_word(
    unit: str, returned_by: set[str], final: bool, circular: bool
) -> None:
    try:
        returning.check_unit(unit, returned_by=returned_by, final=final)
        found = ""
    except Refused as refused:
        found = refused.code
    assert found == ("circular-transfer" if circular else "")


def test_the_third_dispatch_is_final() -> None:
    assert [returning.is_final(number) for number in (1, 2, 3, 4)] == [False, False, True, True]


def test_half_days_are_counted_once_each() -> None:
    assert half_days(THREE) == 3
    assert half_days((MORNING, MORNING + timedelta(minutes=5), NOON)) == 2


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
        identity.may_open({role}, secrecy, stage, holds=role in identity.UNIT)
    else:
        with pytest.raises(Refused) as refused:
            identity.may_open({role}, secrecy, stage, holds=role in identity.UNIT)
        assert refused.value.code == "identity-sealed"


def test_a_unit_that_only_follows_a_case_opens_no_identity() -> None:
    for role in identity.UNIT:
        with pytest.raises(Refused, match="不在您的单位办理"):
            identity.may_open({role}, Secrecy.NORMAL, Stage.IN_HAND, holds=False)


NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
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
