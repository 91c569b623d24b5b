"""What every page shares: icons, the fields of a form made from the table of moves, days and instants in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy

from yihaotong.cases.rules import needs
from yihaotong.cases.rules.codes import OPEN, Stage
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.clock.wording import to_the_minute
from yihaotong.dispatch.access import places_in
from yihaotong.dispatch.models import Place
from yihaotong.dispatch.rules import chain

register = template.Library()

#: The lists of a place with the length of their codes (GB/T 2260, GB/T 10114).
LEVELS = (
    ("district", gettext_lazy("县（市）区"), 6),
    ("street", gettext_lazy("镇（街）"), 9),
    ("community", gettext_lazy("村（社区）"), 12),
)
#: More choices than this make a row of buttons longer than a list that opens.
BUTTONS_AT_MOST = 7


@register.simple_tag
def icon(name: str) -> SafeString:
    """One outline of the sprite; always beside its word, so silent for a screen reader."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("yihaotong/icons.svg"),
        name,
    )


@register.simple_tag
def city() -> dict[str, Any]:
    """What the city's file says of its centre: name, short_name, phone, demo."""
    return dict(settings.CITY["centre"])


@register.simple_tag
def options(groups: Iterable[tuple[str, Iterable[tuple[str, str]]]], chosen: str) -> SafeString:
    """The entries of a list, those below a heading as a group. Drawn here, since a list of all units and categories
    costs more than the rest of its page when a template draws it."""
    drawn = []
    for heading, entries in groups:
        lines = "\n".join(_option(code, word, chosen) for code, word in entries)
        drawn.append(f'<optgroup label="{conditional_escape(heading)}">{lines}</optgroup>' if heading else lines)
    return mark_safe("\n".join(drawn))  # noqa: S308 — every part was escaped


def _option(code: str, word: str, chosen: str) -> str:
    selected = " selected" if code == chosen else ""
    return f'<option value="{conditional_escape(code)}"{selected}>{conditional_escape(word)}</option>'


@register.filter
def minute(moment: datetime | None) -> str:
    """11-22 20:15 within the year that runs now, with the year else."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    day = f"{local:%m-%d}" if local.year == timezone.localdate().year else f"{local:%Y-%m-%d}"
    return f"{day} {to_the_minute(local)}"


@register.filter
def due(moment: datetime | None) -> str:
    """When a limit runs out, with its year: 2026-10-10 24:00. "" for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local:%Y-%m-%d} {to_the_minute(local)}"


@register.filter
def span(since: datetime, until: datetime) -> str:
    """4 小时 51 分钟: how long it has been, in at most two units."""
    return timesince(since, until).replace("，", " ").replace("\xa0", " ")


@register.filter
def need_words(written: str) -> list[str]:
    """What whoever speaks with a requester should know: 老年人, 听障, …"""
    return needs.labels(written)


@register.inclusion_tag("fragments/stage.html")
def stage(code: str) -> dict[str, Any]:
    """The badge of a stage: filled while the case is open, green once it was dealt with, grey where it merely ended."""
    found = Stage(code)
    return {"word": found.label, "look": "" if found in OPEN else "ended" if found in _MERELY_ENDED else "done"}


_MERELY_ENDED = frozenset({Stage.ARCHIVED, Stage.VOID, Stage.DECLINED, Stage.WITHDRAWN})


@dataclass(frozen=True)
class Level:
    """One list of the place: `chosen` is the code taken from it; `opens`: another list follows."""

    name: str
    label: str
    places: list[Place]
    chosen: str
    opens: bool


@register.simple_tag
def place_levels(code: str) -> list[Level]:
    """The lists that lead to a place, from the district down; empty ones where the level above is still open."""
    chosen = {len(part): part for part in chain(code or "")}
    city_code = next((place.code for place in places_in("")), "")
    parents = (city_code, chosen.get(6, ""), chosen.get(9, ""))
    return [
        Level(name, str(label), list(places_in(parent)) if parent else [], chosen.get(length, ""), opens=length < 12)
        for parent, (name, label, length) in zip(parents, LEVELS, strict=True)
    ]


@register.inclusion_tag("fragments/field.html")
def field(  # noqa: PLR0917 — a template tag is written with its parts one after another
    spec: Field,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    options: Mapping[str, Sequence[Any]] | None = None,
    prefix: str = "",
    focus: bool = False,  # noqa: FBT001, FBT002 — set by name in a template
    preset: bool = False,  # noqa: FBT001, FBT002
) -> dict[str, Any]:
    """One input made from its line in the table of moves.

    `values` and `errors` are by field name; `options` gives units, categories and places as groups
    (heading, [(code, label), …]) by field name. `preset`: one of the choices stands from the start, so that an
    optional field needs no way to take an answer back.
    """
    choices = spec.choices.choices() if spec.choices else []
    return {
        "spec": spec,
        "id": f"{prefix}{spec.name}",
        "value": (values or {}).get(spec.name, ""),
        "error": (errors or {}).get(spec.name, ""),
        "groups": (options or {}).get(spec.name, ()),
        "choices": choices,
        "chosen": str((values or {}).get(spec.name, "")).split(","),
        "as_buttons": spec.kind is Kind.CHOICE and len(choices) <= BUTTONS_AT_MOST,
        "focus": focus,
        "may_skip": not spec.required and not preset,
        "label": str(spec.label),
    }
