"""Categories: the tree with its days, one category with what hangs on it, and the acts."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import unit_names
from yihaotong.accounts.actions import newest_line
from yihaotong.accounts.rules import Role
from yihaotong.cases import succession
from yihaotong.cases.actions import succeeding
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup import wording
from yihaotong.desk.setup.forms import Groups, Input, Kind
from yihaotong.desk.setup.frame import only, show
from yihaotong.desk.setup.sheets import Sheet, send, with_answer
from yihaotong.dispatch import actions
from yihaotong.dispatch.models import SERVICE_CLASS_LABELS, Category, CategoryName, RoutingRule
from yihaotong.dispatch.rules import CategoryRow, ServiceClass
from yihaotong.journal.refusal import Refused

KEEPERS = (Role.SYSTEM_ADMIN, Role.SUPERVISOR)
_ROUTES = 60


@only(*KEEPERS)
def categories(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The tree, retired ones marked, with how many routes each leaf has."""
    today = localdate(visit.at)
    past = request.GET.get("past") == "on"
    every = [
        each
        for each in Category.objects.annotate(routed=Count("routes")).select_related("successor")
        if past or each.until is None or each.until > today
    ]
    tree = [
        (
            top,
            wording.span(top.since, top.until),
            [(leaf, wording.span(leaf.since, leaf.until)) for leaf in every if leaf.parent_id == top.pk],
        )
        for top in every
        if top.parent_id is None
    ]
    context = {"tree": tree, "past": past, "today": today, "count": len(every)}
    return show(request, visit, "categories.html", context)


def _found(code: str) -> Category:
    names = Prefetch("names", CategoryName.objects.order_by("-since", "-pk"))
    found = Category.objects.select_related("parent", "successor").prefetch_related(names).filter(pk=code).first()
    if found is None:
        raise Http404
    return found


@only(*KEEPERS)
def category(request: HttpRequest, visit: Visit, leaf: str) -> HttpResponse:
    """One category: what it is and was called, its routes, its open cases, the acts."""
    here = _found(leaf)
    sent = send(request, _acts(here, visit)) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已保存：%(what)s。") % {"what": sent.sheet.title})
        return redirect("desk:setup:category", leaf)
    here = _found(leaf) if sent else here
    routes = RoutingRule.objects.filter(category=here).select_related("place").order_by("place", "precedence", "pk")
    shown = list(routes[:_ROUTES])
    units = unit_names([route.unit_id for route in shown], localdate(visit.at))
    context = {
        "category": here,
        "span": wording.span(here.since, here.until),
        "service_class": SERVICE_CLASS_LABELS[ServiceClass(here.service_class)],
        "names": [(each.name, wording.span(each.since, each.until)) for each in here.names.all()],
        "routes": [(route, units[route.unit_id]) for route in shown],
        "stages": succession.open_in_category(here),
        "acts": with_answer(_acts(here, visit), sent),
    }
    return show(request, visit, "category.html", context, status=sent.status if sent else 200)


def _acts(here: Category, visit: Visit) -> list[Sheet]:
    if here.until is not None:
        return []
    version = newest_line(f"category:{here.pk}")
    return [_change(here, visit, version), _rename(here, visit, version), _retire(here, visit, version)]


_CLASSES: Groups = [("", [(each.value, label) for each, label in SERVICE_CLASS_LABELS.items()])]


def _traits() -> tuple[Input, ...]:
    return (
        Input("service_class", _("服务类别"), Kind.SELECT, required=True, groups=_CLASSES),
        Input("lifeline", _("民生保障（水电气暖）"), Kind.FLAG, hint=_("签收时限按分钟计，任何一天都算")),
        Input(
            "street_may_handle",
            _("可派镇街"),
            Kind.FLAG,
            hint=_("不勾选的是职能部门自己的职责，不得分派给镇街、村社区（国办函〔2025〕66号）"),
        ),
    )


def _change(here: Category, visit: Visit, version: int) -> Sheet:
    def act(given: dict[str, Any], expect: int | None) -> Category:
        given["service_class"] = ServiceClass(given["service_class"])
        return actions.change_category(here, actor=visit.actor, at=visit.at, expect=expect, **given)

    values = {
        "service_class": here.service_class,
        "lifeline": "on" if here.lifeline else "",
        "street_may_handle": "on" if here.street_may_handle else "",
    }
    says = _("服务类别、民生保障、可否派镇街")
    return Sheet(
        "change", _("改属性"), _("保存"), (*_traits(), wording.REASON), act, says=says, values=values, version=version
    )


def _rename(here: Category, visit: Visit, version: int) -> Sheet:
    inputs = (Input("name", _("新名称"), required=True, longest=40), wording.REASON)

    def act(given: dict[str, Any], expect: int | None) -> Category:
        return actions.rename_category(here, actor=visit.actor, at=visit.at, expect=expect, **given)

    says = _("代码和含义不变，自今天起换个叫法，旧名称留在沿革里；含义变了的请另设新类别")
    return Sheet("rename", _("改名"), _("改名"), inputs, act, says=says, values={"name": here.name}, version=version)


def _retire(here: Category, visit: Visit, version: int) -> Sheet:
    like = Category.objects.filter(until=None, parent__isnull=here.parent_id is None).exclude(pk=here.pk)
    used = sum(succession.open_in_category(here).values())
    routes = RoutingRule.objects.filter(category=here).count()
    hint = _("在办 %(used)d 件保留原类别；派单规则 %(routes)d 条转到接续的类别") % {"used": used, "routes": routes}
    inputs = (
        Input("until", _("自哪天起停用"), Kind.DAY, required=True),
        Input(
            "successor",
            _("接续的类别"),
            Kind.SELECT,
            required=bool(used or routes),
            groups=_by_parent(list(like.select_related("parent"))),
            hint=hint if used or routes else _("没有在办工单和派单规则，可以不选"),
        ),
        wording.REASON,
    )

    def act(given: dict[str, Any], expect: int | None) -> Category:
        successor = Category.objects.filter(pk=given.pop("successor")).first()
        return succeeding.retire_category(
            here, actor=visit.actor, at=visit.at, successor=successor, expect=expect, **given
        )

    says = _("不再能选；已有工单保留原类别，派单员收到提醒")
    values = {"until": localdate(visit.at).isoformat()}
    confirm = (
        _("“%(name)s”停用后不能恢复：在办 %(used)d 件保留它，派单规则 %(routes)d 条转到接续的类别")
        % {"name": here.name, "used": used, "routes": routes},
    )
    sheet = Sheet("retire", _("停用"), _("停用这个类别"), inputs, act, says=says, values=values, version=version)
    return replace(sheet, quiet=True, confirm=confirm)


def _by_parent(found: list[Category]) -> Groups:
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in found:
        groups.setdefault(each.parent.name if each.parent else "", []).append((each.pk, f"{each.name}（{each.pk}）"))
    return list(groups.items())


@only(*KEEPERS)
def new_category(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Enter a category: a leaf under a parent, or a parent."""
    tops = Category.objects.filter(parent=None, until=None)
    inputs = (
        Input(
            "parent",
            _("上级类别"),
            Kind.SELECT,
            groups=[("", [(top.pk, top.name) for top in tops])],
            hint=_("不选则是一个大类"),
        ),
        Input("code", _("类别代码"), required=True, longest=12, hint=_("字母和数字；设定后不变，也不再给别的含义用")),
        Input("name", _("名称"), required=True, longest=40),
        Input("since", _("启用日期"), Kind.DAY, required=True),
        *_traits(),
        wording.REASON,
    )

    def act(given: dict[str, Any], _expect: int | None) -> Category:
        row = CategoryRow(
            code=given["code"],
            name=given["name"],
            parent=given["parent"] or None,
            service_class=ServiceClass(given["service_class"]),
            since=given["since"],
            lifeline=given["lifeline"],
            street_may_handle=given["street_may_handle"],
        )
        return actions.add_category(row, actor=visit.actor, at=visit.at, reason=given["reason"])

    values = {
        "since": localdate(visit.at).isoformat(),
        "parent": request.GET.get("under", ""),
        "service_class": "administrative",
    }
    sheet = Sheet("create", _("新增类别"), _("新增"), inputs, act, values=values)
    sent = send(request, [sheet]) if request.method == "POST" else None
    if sent is not None and not sent.status:
        messages.success(request, _("已新增“%(name)s”。") % {"name": sent.result.name})
        return redirect("desk:setup:category", sent.result.pk)
    context = {
        "sheet": sent.sheet if sent else sheet,
        "title": _("新增类别"),
        "back": reverse("desk:setup:categories"),
        "back_label": _("问题类别"),
    }
    return show(request, visit, "one_form.html", context, status=sent.status if sent else 200)


def category_of(code: str, field: str) -> Category:
    """The category chosen in a list. Raises Refused("no-such-category")."""
    found = Category.objects.filter(pk=code).first()
    if found is None:
        raise Refused("no-such-category", _("没有这个类别"), field)
    return found


def in_force(visit: Visit) -> Groups:
    """The categories in force, leaves below their parent, parents themselves too: a route may name either."""
    today = localdate(visit.at)
    every = [each for each in Category.objects.all() if each.in_force(today)]
    tops = [each for each in every if each.parent_id is None]
    return [
        (
            top.name,
            [
                (top.pk, _("%(name)s（整个大类）") % {"name": top.name}),
                *((leaf.pk, leaf.name) for leaf in every if leaf.parent_id == top.pk),
            ],
        )
        for top in tops
    ]
