"""A move's form between a page and an action: what was typed, what the action takes, what is wrong with it.

No page is described here: the faces draw the form, the table of moves says what it asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from yihaotong.cases.rules.fields import Field, Kind, faults
from yihaotong.dispatch.rules import deepest
from yihaotong.journal.refusal import Refused


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `field` is "" when it is not about a single field."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Form:
    """What stands in a form: the values as typed, what is wrong with each, and what the page says on top.

    `since` tells what happened to the case after the page was loaded; `prefix` keeps the ids of several forms apart.
    """

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    lines: tuple[Fault, ...] = ()
    since: tuple[str, ...] = ()
    prefix: str = ""


def typed(fields: tuple[Field, ...], posted: QueryDict) -> dict[str, str]:
    """The posted text of each field. The lists of a place come one per level; the deepest counts."""
    values = {each.name: posted.get(each.name, "") for each in fields}
    for each in fields:
        if each.kind is Kind.PLACE:
            values[each.name] = deepest(posted.getlist(each.name))
        if each.kind is Kind.CODES:
            values[each.name] = ",".join(filter(None, posted.getlist(each.name)))
    return values


def given(fields: tuple[Field, ...], values: Mapping[str, str]) -> dict[str, Any]:
    """The values as the action takes them. A page's date and time are in the city's own zone."""
    data: dict[str, Any] = dict(values)
    for each in fields:
        if each.kind is Kind.MOMENT:
            data[each.name] = _with_zone(values[each.name])
    return data


def _with_zone(written: str) -> Any:
    try:
        moment = parse_datetime(written)
    except ValueError:
        return written
    return make_aware(moment) if moment and is_naive(moment) else written


def checked(fields: tuple[Field, ...], values: Mapping[str, str], prefix: str = "") -> Form | None:
    """The form with everything wrong in its single fields, or None when nothing is."""
    errors = faults(fields, given(fields, values))
    if not errors:
        return None
    lines = tuple(Fault(message, name) for name, message in errors.items())
    return Form(values, errors, _("还没有提交，请先改正下面几处，已填的内容都在"), lines, prefix=prefix)


def refused(values: Mapping[str, str], refusal: Refused, *, prefix: str = "", since: tuple[str, ...] = ()) -> Form:
    """The form with what the rules said."""
    errors = {refusal.field: refusal.message} if refusal.field in values else {}
    lines = (Fault(refusal.message, refusal.field),) if errors else ()
    heading = _("还没有提交，已填的内容都在") if errors else refusal.message
    return Form(values, errors, heading, lines, since, prefix)
