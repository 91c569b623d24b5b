"""The forms of the knowledge base, made from the parts of `knowledge.rules.contents`; who may open its pages."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, open_units, unit_names
from yihaotong.accounts.models import Unit
from yihaotong.cases.forms import Fault, Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.gate import Visit
from yihaotong.dispatch.access import category_tree, every_place, place_names
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge import access
from yihaotong.knowledge.models import Record, Version
from yihaotong.knowledge.rules import contents, powers
from yihaotong.knowledge.rules.contents import Difference, Part

P = ParamSpec("P")
Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]
#: Digits in the code of a street; what lies deeper is too fine for an answer.
_STREET = 9


def readers(
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """These pages exist for those who work on cases; for everybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not powers.reads(visit.actor):
            raise Http404
        return view(request, visit, *args, **kwargs)

    return guarded


@dataclass(frozen=True)
class Input:
    """One part of a form with what stands in it."""

    part: Part
    value: Any
    error: str
    groups: Groups


def typed(parts: Sequence[Part], posted: QueryDict) -> dict[str, Any]:
    """What was posted, by part; of places there may be many."""
    return {
        part.name: posted.getlist(part.name) if part.kind == "places" else posted.get(part.name, "") for part in parts
    }


def revised(parts: Sequence[Part], request: HttpRequest) -> dict[str, Any]:
    """What was posted to change a record: its parts, the `note` on what changed, and the `version` the page showed."""
    return typed(parts, request.POST) | {"note": request.POST.get("note", ""), "version": expected(request)}


def newest(record: Record, parts: Sequence[Part]) -> dict[str, Any]:
    """What the newest version says, as its form shows it: moments as their input wants them. One query."""
    content = json.loads(access.versions_of(record.key)[0].content)
    return {
        part.name: _local(content[part.name]) if part.kind == "moment" else content[part.name] for part in parts
    } | {"version": record.latest}


def _local(written: str) -> str:
    return f"{localtime(datetime.fromisoformat(written)):%Y-%m-%dT%H:%M}" if written else ""


def in_form(
    visit: Visit, parts: Sequence[Part], record: Record | None, values: Mapping[str, Any], refusal: Refused | None
) -> dict[str, Any]:
    """For the page on which a record (None: a new one) is written: its `form` with what was typed and what the rules
    said to it, the `inputs`, and the `version` that is changed.
    """
    form = refused(values, refusal) if refusal else Form(values)
    version = values.get("version", record.latest if record else 0)
    return {"form": form, "inputs": inputs(parts, form, visit), "version": version}


def inputs(parts: Sequence[Part], form: Form, visit: Visit) -> list[Input]:
    """The inputs of a form in their order, with the lists to choose from. At most two queries."""
    groups: dict[str, Groups] = {}
    if any(part.kind == "category" for part in parts):
        groups["category"] = categories(visit)
    if any(part.kind == "places" for part in parts):
        groups["places"] = places()
    return [
        Input(part, form.values.get(part.name, ""), form.errors.get(part.name, ""), groups.get(part.kind, []))
        for part in parts
    ]


def categories(visit: Visit) -> Groups:
    tree = category_tree(localdate(visit.at))
    return [(group.parent.name, [(leaf.code, leaf.name) for leaf in group.leaves]) for group in tree]


def places() -> Groups:
    """The districts, each with its streets; its own code is that of its heading. One query."""
    districts: dict[str, tuple[str, Options]] = {}
    for code, name, _whole in sorted(every_place()):
        if len(code) == 6:
            districts[code] = (name, [(code, _("全%(district)s") % {"district": name})])
        elif len(code) == _STREET and code[:6] in districts:
            districts[code[:6]][1].append((code, name))
    return list(districts.values())


def units(visit: Visit) -> Options:
    """The units somebody may write for: any for a keeper, else his own."""
    own = visit.actor.units_as(*powers.UNIT)
    open_now = open_units() if powers.keeps(visit.actor) else open_units().filter(pk__in=own)
    rows = list(open_now.prefetch_related(None).values_list("pk", "code"))
    names = unit_names([pk for pk, _code in rows], localdate(visit.at))
    return [(code, names[pk]) for pk, code in rows]


def unit_named(code: str) -> Unit:
    """Raises Refused("no-such-unit")."""
    unit = open_units().filter(code=code).first()
    if unit is None:
        raise Refused("no-such-unit", _("请选择责任单位"), "unit")
    return unit


def refused(values: Mapping[str, Any], refusal: Refused) -> Form:
    """The form with what the rules said; what was typed stays."""
    known = refusal.field in values
    every = refusal.facts.get("parts") or {refusal.field: refusal.message}
    errors = {name: message for name, message in dict(every).items() if name in values}  # type: ignore[call-overload]
    lines = tuple(Fault(message, name) for name, message in errors.items())
    return Form(values, errors, _("还没有保存，已填的内容都在") if known else refusal.message, lines)


def expected(request: HttpRequest) -> int:
    """The version the page showed; 0, which none has, for anything else."""
    return whole(request.POST.get("version"), longest=8) or 0


def answer_code(refusal: Refused | None) -> int:
    if refusal is None:
        return 200
    return {"stale": 409, "wrong-role": 403, "own-words": 403}.get(refusal.code, 422)


@dataclass(frozen=True)
class Told:
    """One version with who made it, what it changed, and what it says, part by part."""

    version: Version
    by: str
    released_by: str
    differences: list[Difference]
    says: list[tuple[str, str]]


def told_in_turn(parts: Sequence[Part], versions: Sequence[Version]) -> list[Told]:
    """Versions of one record, the newest first, each with what it changed of the one before."""
    read_out = [json.loads(each.content) for each in versions]
    return told(parts, list(zip(versions, read_out, [*read_out[1:], None], strict=False)))


def told(
    parts: Sequence[Part], shown: Sequence[tuple[Version, Mapping[str, Any], Mapping[str, Any] | None]]
) -> list[Told]:
    """Versions with their content and the one before, for a page; places by their names. Three queries."""
    names = names_of({key for version, _now, _then in shown for key in (version.by, version.released_by) if key})
    codes = {code for _v, *both in shown for each in both if each for code in each.get("places") or []}
    known = place_names(codes)

    def named(content: Mapping[str, Any]) -> dict[str, Any]:
        return dict(content) | {"places": [known.get(code, code) for code in content.get("places") or []]}

    return [
        Told(
            version,
            names[version.by],
            names.get(version.released_by, ""),
            contents.differences(parts, named(then), named(now)) if then is not None else [],
            [(part.label, text) for part in parts if (text := contents.shown(part, named(now).get(part.name, "")))],
        )
        for version, now, then in shown
    ]
