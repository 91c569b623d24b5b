"""A city's own limits, laid over those that ship: `[disclosure.limits]` in its file. No law is loosened by them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yihaotong.applications.rules.tables import Bound, Given, shipped
from yihaotong.cases.rules.clocks import Basis
from yihaotong.clock import Limit

_KEYS = ("value", "basis_kind", "basis", "verified")
_LONGEST_BASIS = 160
_HIGHEST = 3650
_WORDS = {"late_payment": ("refuse", "accept")}
_SHARES = frozenset({"alike_percent"})
_MOST = "_most"


def read(table: object) -> dict[str, Given]:
    """The limits that a city has set, by name. Raises ValueError naming the limit and what to write there."""
    if not isinstance(table, Mapping):
        raise ValueError("应写成 [disclosure.limits] 一节")
    found = {}
    for name, told in table.items():
        try:
            found[name] = _given(name, told)
        except ValueError as error:
            raise ValueError(f"{name}：{error}") from None
    _check_defaults(shipped() | found)
    return found


def _given(name: str, told: object) -> Given:
    law = shipped().get(name)
    if law is None:
        raise ValueError(f"没有这项时限，可以写的是 {'、'.join(shipped())}")
    if not isinstance(told, Mapping) or not {"value", "basis_kind", "basis"} <= set(told) <= set(_KEYS):
        raise ValueError('应写作 { value = "…", basis_kind = "local_rule", basis = "…" }，可另写 verified = true')
    basis, verified = told["basis"], told.get("verified", False)
    if not isinstance(basis, str) or not 0 < len(basis.strip()) <= _LONGEST_BASIS:
        raise ValueError(f"basis 写明依据的文件和条款，{_LONGEST_BASIS} 字以内")
    if told["basis_kind"] not in {each.value for each in Basis}:
        raise ValueError(f"basis_kind 只能是 {'、'.join(each.value for each in Basis)}")
    if not isinstance(verified, bool):
        raise ValueError("verified 应为 true 或 false")
    value = _value(law, told["value"])
    return replace(law, value=value, basis=basis.strip(), basis_kind=told["basis_kind"], verified=verified)


def _value(law: Given, told: Any) -> str:
    """As the shipped table writes it. Raises ValueError where the law leaves no choice, or less of one."""
    value = str(told).strip() if isinstance(told, str | int) and not isinstance(told, bool) else ""
    if law.name in _WORDS:
        if value not in _WORDS[law.name]:
            raise ValueError(f"value 只能是 {'、'.join(_WORDS[law.name])}")
        return value
    amount, most = _amounts(law, value)
    if law.bound is Bound.FIXED and amount != most:
        raise ValueError(f"{law.basis}定为 {law.value}，地方不能另定")
    if law.bound is Bound.MOST and amount > most:
        raise ValueError(f"{value} 超过{law.basis}的 {law.value}，只能相同或更短")
    return value


def _amounts(law: Given, value: str) -> tuple[int, int]:
    """What the city and the law say, counted alike."""
    if not law.value.isdecimal():
        own, by_law = Limit.parse(value), law.limit
        if own.measure is not by_law.measure:
            raise ValueError(f"value 须与 {law.value} 用同样的单位，如 {law.value}")
        return own.amount, by_law.amount
    highest = 100 if law.name in _SHARES else _HIGHEST
    if not value.isdecimal() or len(value) > len(str(_HIGHEST)) or not 0 < int(value) <= highest:
        raise ValueError(f"value 应为 1 到 {highest} 的整数")
    return int(value), law.number


def _check_defaults(all_of_them: Mapping[str, Given]) -> None:
    """What stands in a form from the start may be sent as it is."""
    for name, most in all_of_them.items():
        default = all_of_them.get(name.removesuffix(_MOST))
        if name.endswith(_MOST) and default and default.number > most.number:
            raise ValueError(f"{default.name}：{default.value} 超过 {name} 的 {most.value}，请一并改")
