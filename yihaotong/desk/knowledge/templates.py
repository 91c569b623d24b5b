"""Templates: a unit's own, and the centre's for everybody."""

from collections.abc import Mapping
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
from yihaotong.desk import pages
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.knowledge.forms import (
    Options,
    answer_code,
    in_form,
    newest,
    readers,
    revised,
    told_in_turn,
    typed,
    unit_named,
    units,
)
from yihaotong.desk.knowledge.keeping import page_of
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
    writes = powers.writes(visit.actor)
    if not writes:
        visible = visible.filter(withdrawn_at=None)
    here = {"purpose": purpose} if purpose else {}
    found, around = page_of(request, visible, here)
    context = around | {
        "rows": _rows(found, visit),
        "purposes": [("", _("全部")), *((each.value, PURPOSE_LABELS[each]) for each in Purpose)],
        "purpose": purpose,
        "query": urlencode(here),
        "writes": writes,
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
        return _form(request, visit, None, start)
    values = typed(contents.TEMPLATE, request.POST) | {"unit": request.POST.get("unit", "")}
    try:
        unit = None if values["unit"] == CENTRE else unit_named(values["unit"])
        template = actions.write_template(values, actor=visit.actor, at=visit.at, unit=unit)
    except Refused as refusal:
        return _form(request, visit, None, values, refusal)
    return _saved(request, template)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@readers
def edit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One template with its versions; its owners change it here."""
    template = or_404(access.template_for, visit.actor, code)
    if request.method != "POST":
        return _form(request, visit, template, newest(template, contents.TEMPLATE))
    if not powers.writes_for(visit.actor, template.unit_id):
        raise Http404
    values = revised(contents.TEMPLATE, request)
    try:
        if request.POST.get("do") == "withdraw":
            saved = actions.withdraw_template(template, actor=visit.actor, at=visit.at)
        else:
            saved = actions.revise_template(
                template, values, actor=visit.actor, at=visit.at, expect=values["version"], note=values["note"]
            )
    except Refused as refusal:
        return _form(request, visit, template, values, refusal)
    return _saved(request, saved)


def _saved(request: HttpRequest, template: Template) -> HttpResponse:
    said = _("已停用“%(title)s”") if template.withdrawn_at else _("已保存“%(title)s”，现在就能用")
    messages.success(request, said % {"title": template.title})
    return redirect("desk:knowledge:templates")


def _form(
    request: HttpRequest,
    visit: Visit,
    template: Template | None,
    values: Mapping[str, Any],
    refusal: Refused | None = None,
) -> HttpResponse:
    context = in_form(visit, contents.TEMPLATE, template, values, refusal) | {
        "template": template,
        "writes": template is None or powers.writes_for(visit.actor, template.unit_id),
        "units": [] if template else _owners(visit),
        "placeholders": ["{" + name + "}" for name in PLACEHOLDERS],
        "versions": told_in_turn(contents.TEMPLATE, access.versions_of(template.key) if template else []),
    }
    return pages.show(request, visit, "desk/knowledge/template_form.html", context, status=answer_code(refusal))
