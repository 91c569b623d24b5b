"""Sending a case to a unit, and what becomes of it when the unit gives it back."""

from datetime import datetime
from typing import Any

from yihaotong.accounts.models import Unit
from yihaotong.accounts.rules import Actor
from yihaotong.cases.actions.digests import told
from yihaotong.cases.actions.effects.part import Columns, Data, Told, awake
from yihaotong.cases.actions.keeping import Keeper
from yihaotong.cases.models import Case, Leg, Return, Ruling
from yihaotong.cases.rules import returning
from yihaotong.cases.rules.codes import LegEnd, Stage
from yihaotong.journal.refusal import Refused


def _dispatch_columns(keeper: Keeper, case: Case, data: Data, at: datetime) -> Columns:
    unit = keeper.unit(data["unit"])
    keeper.check_category(data["category"], at)
    if case.returns:
        returning.check_unit(unit.code, returned_by=keeper.units_upheld(case), final=False)
    changes, said = _sent(keeper, case, unit)
    more: dict[str, Any] = awake(case)
    if data["category"] and data["category"] != case.category:
        more["category"] = data["category"]
    return Columns(changes | more, said | more)


def _sent(keeper: Keeper, case: Case, unit: Unit, *, final: bool = False) -> tuple[dict[str, Any], Told]:
    """Columns and words of a dispatch to this unit: the third one is final."""
    designated = {"final": True} if returning.is_final(keeper.dispatches(case) + 1) or final else {}
    return {"lead_unit": unit, **designated}, {"unit": unit.pk, **designated}


def _leg(keeper: Keeper, leg: Leg) -> Told:
    keeper.add(leg)
    return {"leg": leg.pk}


def _dispatch(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    unit = keeper.unit(data["unit"])
    return _leg(keeper, Leg(case=case, unit=unit, dispatched_at=at, dispatched_by=actor.key, note=data["note"]))


def _return_columns(_keeper: Keeper, case: Case, _data: Data, _at: datetime) -> Columns:
    count = {"returns": case.returns + 1}
    return Columns(count, count)


def _return(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    proposed = keeper.unit(data["proposed"], "proposed") if data["proposed"] else None
    if proposed and proposed.pk == case.lead_unit_id:
        raise Refused("same-unit", "拟办单位不能是本单位", "proposed")
    made = Return(
        case=case,
        leg=keeper.leg_now(case),
        at=at,
        by=actor.key,
        unit=case.lead_unit,
        origin=case.stage,
        reason=data["reason"].value,
        basis=data["basis"],
        proposed=proposed,
        note=data["note"],
    )
    keeper.add(made)
    return told(made) | {"reason": made.reason}


def _uphold_columns(keeper: Keeper, case: Case, data: Data, _at: datetime) -> Columns:
    if not data["unit"]:
        return Columns({"lead_unit": None}, {"unit": None}, target=Stage.FILED)
    unit = keeper.unit(data["unit"])
    if unit.pk == case.lead_unit_id:
        raise Refused("same-unit", "准退就不能再派给退单的单位：不同意退单的，请驳回", "unit")
    returning.check_unit(unit.code, returned_by=keeper.units_upheld(case), final=data["final"])
    changes, said = _sent(keeper, case, unit, final=data["final"])
    return Columns(changes, said, target=Stage.DISPATCHED)


def _uphold(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    keeper.end_legs(case, at, LegEnd.RETURNED)
    unit = keeper.unit(data["unit"]) if data["unit"] else None
    said = _rule(keeper, case, actor, at, upheld=True, reason=data["reason"], unit=unit, final=data["final"])
    if unit is None:
        return said
    return said | _leg(keeper, Leg(case=case, unit=unit, dispatched_at=at, dispatched_by=actor.key))


def _overrule_columns(keeper: Keeper, case: Case, _data: Data, _at: datetime) -> Columns:
    return Columns(target=Stage(keeper.pending_return(case).origin))


def _overrule(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    return _rule(keeper, case, actor, at, upheld=False, reason=data["reason"])


def _rule(keeper: Keeper, case: Case, actor: Actor, at: datetime, **words: Any) -> Told:
    on = keeper.pending_return(case)
    ruling = Ruling(case=case, on=on, at=at, by=actor.key, category=case.category, **words)
    keeper.add(ruling)
    return told(ruling) | {"upheld": ruling.upheld}


def _redispatch_columns(keeper: Keeper, case: Case, data: Data, _at: datetime) -> Columns:
    unit = keeper.unit(data["unit"])
    if unit.pk == case.lead_unit_id:
        raise Refused("same-unit", "工单已经在这个单位", "unit")
    if case.returns:
        returning.check_unit(unit.code, returned_by=keeper.units_upheld(case), final=False)
    changes, said = _sent(keeper, case, unit)
    return Columns(changes, said)


def _redispatch(keeper: Keeper, case: Case, data: Data, actor: Actor, at: datetime) -> Told:
    keeper.end_legs(case, at, LegEnd.REDISPATCHED)
    unit = keeper.unit(data["unit"])
    return _leg(keeper, Leg(case=case, unit=unit, dispatched_at=at, dispatched_by=actor.key, note=data["reason"]))


COLUMNS = {
    "dispatch": _dispatch_columns,
    "return": _return_columns,
    "uphold": _uphold_columns,
    "overrule": _overrule_columns,
    "redispatch": _redispatch_columns,
}

RECORDS = {
    "dispatch": _dispatch,
    "return": _return,
    "uphold": _uphold,
    "overrule": _overrule,
    "redispatch": _redispatch,
}
