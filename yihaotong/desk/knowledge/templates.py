"""Templates: a unit's own, and the centre's for everybody."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yihaotong.accounts.access import short_unit_names
from yihaotong.cases.forms import Form
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.knowledge.bulletins import units_at_hand
from yihaotong.desk.knowledge.forms import (
    Options,
    answer_code,
    expected,
    held,
    inputs,
    readers,
    refused,
    told,
    typed,
    unit_named,
    units,
)
from yihaotong.desk.knowledge.keeping import PER_PAGE
from yihaotong.dispatch.access import category_names
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge import access, actions
from yihaotong.knowledge.models import Template
from yihaotong.knowledge.rules import contents, powers
from yihaotong.knowledge.rules.codes import PURPOSE_LABELS, Purpose
from yihaotong.knowledge.rules.placeholders import PLACEHOLDERS

#: Stands for the centre in the list of units.
CENTRE = "*"


@dataclass(frozen=True)
class Row:
    """One template with its words for where it is used, of whom, for what."""

    template: Template
    purpose: str
    unit: str
    category: str
    writes: bool


@staff
@require_safe
@readers
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those somebody may use or keep, twenty at a time by key; withdrawn ones for whoever may bring them back."""
    visible = access.templates_visible_to(visit.actor)
    purpose = request.GET.get("purpose", "")
    if purpose in {each.value for each in Purpose}:
        visible = visible.filter(purpose=purpose)
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 10:
        visible = visible.filter(pk__lt=int(after))
    if not units_at_hand(visit):
        visible = visible.filter(withdrawn_at=None)
    found = list(visible.order_by("-pk")[: PER_PAGE + 1])
    here: dict[str, str | int] = {"purpose": purpose} if purpose else {}
    context = {
        "rows": _rows(found[:PER_PAGE], visit),
        "purposes": [("", _("全部")), *((each.value, PURPOSE_LABELS[each]) for each in Purpose)],
        "purpose": purpose,
        "next": urlencode({**here, "after": found[PER_PAGE - 1].pk}) if len(found) > PER_PAGE else "",
        "first": not after,
        "query": urlencode(here),
        "writes": units_at_hand(visit),
    }
    return pages.show(request, visit, "desk/knowledge/templates.html", context)


def _rows(found: list[Template], visit: Visit) -> list[Row]:
    """Two queries for all of them."""
    names = short_unit_names({each.unit_id for each in found if each.unit_id}, localdate(visit.at))
    categories = category_names({each.category for each in found if each.category})
    return [
        Row(
            each,
            PURPOSE_LABELS[Purpose(each.purpose)],
            names.get(each.unit_id or 0, _("中心（各单位通用）")),
            categories.get(each.category, ""),
            powers.writes_for(visit.actor, each.unit_id),
        )
        for each in found
    ]


def _owners(visit: Visit) -> Options:
    centre = [(CENTRE, _("中心（各单位通用）"))] if powers.keeps(visit.actor) else []
    return [*centre, *units(visit)]


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@readers
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new template of a unit, or of the centre."""
    owners = _owners(visit)
    if not owners:
        raise Http404
    if request.method != "POST":
        start = {"unit": owners[0][0], "purpose": Purpose.REPLY.value}
        return _form(request, visit, None, Form(start))
    values = typed(contents.TEMPLATE, request.POST) | {"unit": request.POST.get("unit", "")}

    def write() -> Template:
        data = {part.name: values[part.name] for part in contents.TEMPLATE}
        unit = None if values["unit"] == CENTRE else unit_named(values["unit"])
        return actions.write_template(data, actor=visit.actor, at=visit.at, unit=unit)

    return _written(request, visit, None, values, write)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@readers
def edit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One template with its versions; its owners change it here."""
    try:
        template = access.template_for(visit.actor, code)
    except Template.DoesNotExist:
        raise Http404 from None
    if request.method != "POST":
        newest = access.versions_of(template.key)[0]
        values = held(template, contents.TEMPLATE, json.loads(newest.content))
        return _form(request, visit, template, Form(values))
    if not powers.writes_for(visit.actor, template.unit_id):
        raise Http404
    values = typed(contents.TEMPLATE, request.POST) | {"note": request.POST.get("note", "")}

    def write() -> Template:
        if request.POST.get("do") == "withdraw":
            return actions.withdraw_template(template, actor=visit.actor, at=visit.at)
        data = {part.name: values[part.name] for part in contents.TEMPLATE}
        return actions.revise_template(
            template, data, actor=visit.actor, at=visit.at, expect=expected(request), note=values["note"]
        )

    return _written(request, visit, template, values | {"version": expected(request)}, write)


def _written(
    request: HttpRequest,
    visit: Visit,
    template: Template | None,
    values: Mapping[str, Any],
    write: Callable[[], Template],
) -> HttpResponse:
    try:
        saved = write()
    except Refused as refusal:
        return _form(request, visit, template, refused(values, refusal), status=answer_code(refusal))
    said = _("已停用“%(title)s”") if saved.withdrawn_at else _("已保存“%(title)s”，现在就能用")
    messages.success(request, said % {"title": saved.title})
    return redirect("desk:knowledge:templates")


def _form(
    request: HttpRequest, visit: Visit, template: Template | None, form: Form, *, status: int = 200
) -> HttpResponse:
    kept = access.versions_of(template.key) if template else []
    read_out = [json.loads(each.content) for each in kept]
    context = {
        "template": template,
        "writes": template is None or powers.writes_for(visit.actor, template.unit_id),
        "form": form,
        "inputs": inputs(contents.TEMPLATE, form, visit),
        "units": [] if template else _owners(visit),
        "version": form.values.get("version", template.latest if template else 0),
        "placeholders": ["{" + name + "}" for name in PLACEHOLDERS],
        "versions": told(contents.TEMPLATE, list(zip(kept, read_out, [*read_out[1:], None], strict=False))),
    }
    return pages.show(request, visit, "desk/knowledge/template_form.html", context, status=status)
