"""One input of a set-up form, always drawn the same way."""

from typing import Any

from django import template

from yihaotong.cases.forms import Form
from yihaotong.desk.setup.forms import Input

register = template.Library()


@register.inclusion_tag("desk/setup/input.html")
def setup_input(spec: Input, form: Form | None = None, focus: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002
    """`form`: what stands in it and what is wrong with it; None for an empty one."""
    shown = form or Form({})
    value = shown.values.get(spec.name, "")
    return {
        "spec": spec,
        "id": f"{shown.prefix}{spec.name}",
        "value": value,
        "chosen": value.split(","),
        "error": shown.errors.get(spec.name, ""),
        "focus": focus,
    }
