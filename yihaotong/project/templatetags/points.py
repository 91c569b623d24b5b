"""Points of quality in words, and the templates of a move."""

from collections.abc import Mapping
from typing import Any

from django import template

from yihaotong.quality.rules import scoring

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """8750 → 87.50; "—" for none."""
    return scoring.shown(hundredths)


@register.filter
def for_move(found: Mapping[str, Any] | None, name: str) -> Any:
    """What stands under the name of a move, in a mapping by moves."""
    return (found or {}).get(name, ())
