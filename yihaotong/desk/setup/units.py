"""Units: the tree, one unit with all that belongs to it, and the acts on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts import access, actions
from yihaotong.accounts.access import valid_at
from yihaotong.accounts.models import KIND_LABELS, ROLE_LABELS, Post, Unit
from yihaotong.accounts.rules import PHONE_LENGTH, Role, UnitKind
from yihaotong.cases import city, succession
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Input, Kind
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.sheets import Sheet, send, with_answer
from yihaotong.desk.setup.unit_acts import acts_on
from yihaotong.dispatch.access import place_names
from yihaotong.dispatch.models import RoutingRule

READERS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
#: Names, people and routes on a unit's page beyond this are a list of their own.
_LISTED = 30


@dataclass
class Branch:
    """A unit in the tree with what lies below it. `opened`: its children are shown from the start."""

    unit: Unit
    name: str
    about: str
    gone: str
    opened: bool
    children: list["Branch"] = field(default_factory=list)


@only(*READERS)
def units(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The tree, or what a search found in it."""
    today = localdate(visit.at)
    typed = " ".join(request.GET.get("q", "").split())[:80]
    past = request.GET.get("past") == "on"
    found = access.units_visible_to(visit.actor).order_by("level", "code").prefetch_related("names")
    found = found if past or typed else found.filter(dissolved_on=None)
    holders = Count("posts", filter=Q(posts__until=None) | Q(posts__until__gt=visit.at))
    every = list(found.annotate(holders=holders))
    hits = [_branch(unit, today) for unit in every if typed and _matches(unit, typed)]
    context = {
        "typed": typed,
        "past": past,
        "hits": hits,
        "tree": [] if typed else _tree(every, today),
        "count": len(hits) if typed else len(every),
        "may_edit": Role.SYSTEM_ADMIN in visit.actor.roles,
    }
    return show(request, visit, "units.html", context)


def _branch(unit: Any, today: date) -> Branch:
    about = _("%(kind)s · %(posts)d 个岗位") % {"kind": KIND_LABELS[UnitKind(unit.kind)], "posts": unit.holders}
    gone = _("%(day)s 撤销") % {"day": unit.dissolved_on} if unit.dissolved_on else ""
    return Branch(unit, unit.name_on(today), about, gone, opened=unit.level == 1)


def _matches(unit: Unit, typed: str) -> bool:
    names = (name for each in unit.names.all() for name in (each.name, each.short_name))
    return typed.upper() in unit.code or any(typed in name for name in names)


def _tree(units: Sequence[Unit], today: date) -> list[Branch]:
    branches = {unit.pk: _branch(unit, today) for unit in units}
    roots: list[Branch] = []
    for unit in units:
        above = branches.get(unit.parent_id or 0)
        (above.children if above else roots).append(branches[unit.pk])
    return roots


def found_unit(visit: Visit, code: str) -> Unit:
    """The unit with a code, if it is there and in this actor's sight."""
    unit = access.units_visible_to(visit.actor).select_related("parent", "successor").filter(code=code).first()
    if unit is None:
        raise Http404
    return unit


@only(*READERS)
def unit(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One unit: what it is, what belongs to it, what may be done with it."""
    here = found_unit(visit, code)
    may_edit = Role.SYSTEM_ADMIN in visit.actor.roles and here.dissolved_on is None
    sheets = acts_on(here, visit) if may_edit else []
    sent = send(request, sheets) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已保存：%(what)s。") % {"what": sent.sheet.title})
        return redirect("desk:setup:unit", code)
    if sent is not None:
        here = found_unit(visit, code)
        sheets = with_answer(acts_on(here, visit), sent)
    context = _about(visit, here) | {"acts": sheets, "may_edit": may_edit}
    return show(request, visit, "unit.html", context, status=sent.status if sent else 200)


def _about(visit: Visit, here: Unit) -> dict[str, Any]:
    today = localdate(visit.at)
    hanging = succession.hanging_on_unit(here, visit.at)
    posts = Post.objects.filter(valid_at(visit.at) | Q(unit=here, unit__dissolved_on__isnull=False), unit=here)
    posts = posts.select_related("person").order_by("role", "person__username")
    routes = RoutingRule.objects.filter(unit=here).select_related("category", "place").order_by("category", "place")
    return {
        "unit": here,
        "name": here.name_on(today),
        "kind": KIND_LABELS[UnitKind(here.kind)],
        "parent_name": here.parent.name_on(today) if here.parent else "",
        "successor_name": here.successor.name_on(today) if here.successor else "",
        "area": place_names([here.area_code]).get(here.area_code, "") if here.area_code else "",
        "names": [(each, wording.span(each.since, each.until)) for each in reversed(here.names.all())],
        "hours": wording.hours(city.hours(here.code).on(today)),
        "people": [(post, ROLE_LABELS[Role(post.role)]) for post in posts[:_LISTED]],
        "people_count": posts.count(),
        "routes": list(routes[:_LISTED]),
        "hanging": hanging,
        "staying": wording.by_stage(hanging.staying),
        "left": succession.left_at(here) if here.dissolved_on else 0,
        "can_duty": here.dissolved_on is None,
    }


@only(Role.SYSTEM_ADMIN)
def new_unit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Enter a unit."""
    sheet = _new_sheet(visit, request.GET.get("under", ""))
    sent = send(request, [sheet]) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已设立%(name)s。") % {"name": sent.result.name_on(localdate(visit.at))})
        return redirect("desk:setup:unit", sent.result.code)
    context = {
        "sheet": sent.sheet if sent else sheet,
        "title": _("新设单位"),
        "back": reverse("desk:setup:units"),
        "back_label": _("单位"),
    }
    return show(request, visit, "one_form.html", context, status=sent.status if sent else 200)


def _new_sheet(visit: Visit, under: str) -> Sheet:
    today = localdate(visit.at)
    inputs = (
        Input("code", _("单位代码"), required=True, longest=20, hint=_("大写字母、数字、连字符；设定后不变")),
        Input("name", _("名称"), required=True, longest=80),
        Input("short_name", _("简称"), longest=80, hint=_("列表里用；不填则同名称")),
        Input("kind", _("单位类别"), Kind.SELECT, required=True, groups=wording.kinds()),
        Input("parent", _("上级单位"), Kind.SELECT, required=True, groups=wording.units(visit.actor, today)),
        Input("since", _("启用日期"), Kind.DAY, required=True),
        Input("area_code", _("管辖区域"), Kind.SELECT, groups=wording.areas(), hint=_("全市性的部门不选")),
        Input("night_phone", _("夜间值班电话"), Kind.PHONE, hint=_("分机写作“转801”"), longest=PHONE_LENGTH),
        Input("requires_leader_signature", _("答复须负责人签发"), Kind.FLAG),
        wording.REASON,
    )

    def act(given: dict[str, Any], _expect: int | None) -> Unit:
        kind = UnitKind(given.pop("kind"))
        parent = found_unit(visit, given.pop("parent"))
        return actions.create_unit(
            given.pop("code").upper(), actor=visit.actor, at=visit.at, kind=kind, parent=parent, **given
        )

    judged = (
        (("code",), lambda code: actions.check_code(code.upper())),
        (("name",), actions.check_unlike),
        (("kind", "parent"), lambda kind, parent: actions.level_under(UnitKind(kind), found_unit(visit, parent))),
    )
    values = {"since": today.isoformat(), "parent": under}
    return Sheet("create", _("新设单位"), _("设立"), inputs, act, values=values, judged=judged)
