"""What an emergency adds to the story of its case: each act in words, and what its line says of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.cases.rules.codes import SpecialLine
from yihaotong.cases.rules.emergencies import FALSE_ALARM, Danger, ReportMeans

WORDS = {
    "emergency.raise": gettext_lazy("报急"),
    "emergency.put_through": gettext_lazy("转接专线"),
    "emergency.see": gettext_lazy("班长知悉"),
    "emergency.report": gettext_lazy("报值班室"),
    "emergency.end": gettext_lazy("了结紧急情况"),
}
Facts = list[tuple[str, str]]


def facts(kind: str, after: Mapping[str, Any]) -> Facts:
    """Label and value, from the codes in the line; what people wrote stands on the emergency's own page."""
    return _TOLD[kind](after) if kind in _TOLD else []


def _raised(after: Mapping[str, Any]) -> Facts:
    return [(_("情况"), Danger(after["danger"]).label)] if "danger" in after else []


def _put_through(after: Mapping[str, Any]) -> Facts:
    return [(_("专线"), SpecialLine(after["line"]).label)] if "line" in after else []


def _reported(after: Mapping[str, Any]) -> Facts:
    means = [(_("报告方式"), ReportMeans(after["means"]).label)] if "means" in after else []
    return [*means, (_("值班报告"), _("超时"))] if after.get("late") else means


def _ended(after: Mapping[str, Any]) -> Facts:
    return [(_("结果"), FALSE_ALARM)] if after.get("false_alarm") else []


_TOLD: dict[str, Callable[[Mapping[str, Any]], Facts]] = {
    "emergency.raise": _raised,
    "emergency.put_through": _put_through,
    "emergency.report": _reported,
    "emergency.end": _ended,
}
