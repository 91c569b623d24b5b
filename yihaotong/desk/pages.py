"""What stands around every page of the desk: who am I, where can I go, how much waits there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import short_unit_names
from yihaotong.accounts.models import ROLE_LABELS
from yihaotong.accounts.rules import DISCLOSURE_POSTS
from yihaotong.cases import access, emergencies
from yihaotong.cases.models import Case
from yihaotong.cases.rules import identity
from yihaotong.cases.rules.codes import Stage
from yihaotong.cases.rules.lights import latest_missed
from yihaotong.cases.rules.moves import MOVES
from yihaotong.desk import bell, unsent
from yihaotong.desk.gate import Visit
from yihaotong.desk.sections import sections_for
from yihaotong.knowledge.rules import powers
from yihaotong.quality import access as quality
from yihaotong.vault import actions as vault

#: The queue of each stage: its symbol and its key on the keyboard.
_SIGNS = {
    Stage.FILED: ("send", "d"),
    Stage.DISPATCHED: ("inbox", "s"),
    Stage.RETURN_PENDING: ("route", "t"),
    Stage.IN_HAND: ("pencil", "i"),
    Stage.REPLIED: ("clipboard-check", "r"),
    Stage.TO_CALL_BACK: ("phone-call", "c"),
}


@dataclass(frozen=True)
class Item:
    """One entry of the navigation. `count` cases wait there, `late` of them past their limit."""

    label: str
    url: str
    symbol: str
    key: str = ""
    count: int = 0
    late: int = 0
    current: bool = False


def show(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render one page of the desk. `cases` or `case` in the context decide whether it is marked as simulated."""
    around = {
        "actor": visit.actor,
        "now": visit.at,
        "posts": posts(visit),
        "sees_cases": sees_cases(visit),
        "owner_input": unsent.OWNER,
        "form_owner": unsent.signed_owner(visit.person),
        # What closes a call in the browser, should the network go: on every page, for nobody knows when it goes.
        "offline_point": vault.envelope_point() if MOVES["file"].by & visit.actor.roles else "",
        "nav": context.get("nav") or navigation(visit, request.path),
        **bell.around(visit),
        "simulated": any(case.simulated for case in _shown(context)),
    }
    return render(request, template, around | context, status=status)


def _shown(context: dict[str, Any]) -> Iterable[Case]:
    one = [context["case"]] if "case" in context else []
    return [*one, *context.get("cases", ())]


def sees_cases(visit: Visit) -> bool:
    """Whether any case can ever be shown to this actor: not to those who only run the system."""
    return bool(visit.actor.roles & (access.CENTRE | identity.UNIT))


def only_discloses(visit: Visit) -> bool:
    """Whether all his posts are of the disclosure office: its today is his, and no case is."""
    return bool(visit.actor.roles) and visit.actor.roles <= DISCLOSURE_POSTS


def posts(visit: Visit) -> list[str]:
    """派单员 · 调度科, for each post held now."""
    names = short_unit_names({held.unit_id for held in visit.actor.posts if held.unit_id}, localdate(visit.at))
    return [f"{ROLE_LABELS[held.role]} · {names.get(held.unit_id or 0, '')}" for held in visit.actor.posts]


def navigation(visit: Visit, path: str) -> list[Item]:
    """The ways open to this actor, in the order of a case's life, with what waits there."""
    items = [] if only_discloses(visit) else [Item(_("今天"), reverse("desk:home"), "home", "h")]
    if MOVES["file"].by & visit.actor.roles:
        items.append(Item(_("登记"), reverse("desk:intake"), "phone-plus", "n"))
    items.extend(queue_item(visit, stage) for stage in access.queues(visit.actor))
    if sees_cases(visit):
        items.append(Item(_("全部工单"), reverse("desk:all"), "list-details", "a"))
    if emergencies.reads(visit.actor):
        items.append(Item(_("紧急情况"), reverse("desk:emergencies"), "alert-triangle", "e"))
    if MOVES["import"].by & visit.actor.roles:
        items.append(Item(_("导入"), reverse("desk:imports"), "file-text", "m"))
    if sees_cases(visit):
        items.append(Item(_("质检"), reverse("desk:quality:home"), "circle-check", "q", quality.to_do(visit.actor)))
    if powers.reads(visit.actor):
        items.append(Item(_("知识库"), reverse("desk:knowledge:home"), "info-circle", "b"))
    items.extend(_offices(visit))
    return [Item(**{**vars(item), "current": path == item.url}) for item in items]


def _offices(visit: Visit) -> list[Item]:
    """What is beside the life of a case: disclosure, setting up."""
    items = []
    if DISCLOSURE_POSTS & visit.actor.roles:
        items.append(Item(_("政务公开"), reverse("desk:disclosure:today"), "file-text", "g"))
    if sections_for(visit.actor):
        items.append(Item(_("设置"), reverse("desk:setup:home"), "adjustments", "x"))
    return items


def queue_item(visit: Visit, stage: Stage) -> Item:
    symbol, key = _SIGNS[stage]
    late = Q(due_at__lte=latest_missed(visit.at))
    waiting = access.queue(visit.actor, stage).order_by().aggregate(count=Count("pk"), late=Count("pk", filter=late))
    return Item(stage.label, reverse("desk:queue", args=[stage.value]), symbol, key, waiting["count"], waiting["late"])
