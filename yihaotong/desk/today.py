"""The first page of the desk: what is to be done today, in the order in which to take it, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from yihaotong.accounts.access import short_unit_names
from yihaotong.cases import access, emergencies, leftovers, today
from yihaotong.cases.identities import titles_for
from yihaotong.cases.lists.summing import done_on
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Secrecy
from yihaotong.cases.rules.columns import USUAL
from yihaotong.cases.rules.handover import TAKES_CALLS
from yihaotong.cases.rules.moves import MOVES
from yihaotong.cases.rules.today import Group
from yihaotong.cases.today import Task
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.panels import panels
from yihaotong.desk.rows import Row, rows
from yihaotong.dispatch.access import category_names, place_names

_OWN_FILINGS = 6


@dataclass(frozen=True)
class Line:
    """One case on the page: the words around it, and where its button leads."""

    task: Task
    title: str
    about: Sequence[str]
    sealed: str
    url: str


@dataclass(frozen=True)
class Section:
    group: Group
    lines: Sequence[Line]


@staff
@require_safe
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything that waits for me in one list; the queues show the rest. Whoever has to do with disclosure alone has
    its own list."""
    if pages.only_discloses(visit):
        return redirect("desk:disclosure:today")
    found = today.tasks(visit.actor, visit.at)
    lines = _lines(visit, found)
    sections = [Section(group, [line for line in lines if line.task.group is group]) for group in Group]
    nav = pages.navigation(visit, request.path)
    queues = _queues(visit, nav)
    waiting = sum(item.count for item in queues)
    files = bool(MOVES["file"].by & visit.actor.roles)
    mine = _filed_by_me(visit) if files else []
    alarms = emergencies.to_see_through(visit.person, visit.actor, visit.at)
    context = {
        "alarms": alarms,
        "given": leftovers.emergencies_on_the_way(visit.person) if alarms else [],
        "sections": [section for section in sections if section.lines],
        "nav": nav,
        "queues": queues,
        "in_queues": waiting,
        "more": waiting > len(lines),
        "done": done_on(visit.person, localdate(visit.at)),
        "today": visit.at,
        "files": files,
        "takes_calls": bool(visit.actor.roles & TAKES_CALLS),
        "mine": mine,
        "columns": USUAL,
        "panels": panels(visit),
        "cases": [*(task.case for task in found), *(row.case for row in mine)],
    }
    return pages.show(request, visit, "desk/home.html", context)


def _queues(visit: Visit, nav: Sequence[pages.Item]) -> list[pages.Item]:
    """Those entries of the navigation that are queues: counted once for both."""
    urls = {reverse("desk:queue", args=[stage.value]) for stage in access.queues(visit.actor)}
    return [item for item in nav if item.url in urls]


def _filed_by_me(visit: Visit) -> list[Row]:
    """What I filed last: a caller rings again within minutes."""
    filed = access.visible_to(visit.actor).filter(filed_by=visit.actor.key).order_by("-pk")[:_OWN_FILINGS]
    return rows(filed, visit.at)


def _lines(visit: Visit, found: Sequence[Task]) -> list[Line]:
    """The words for the codes of all of them, in three queries, and one more where numbers stand in their titles."""
    cases = [task.case for task in found]
    categories = category_names({case.category for case in cases})
    places = place_names({case.place for case in cases if case.place})
    units = short_unit_names({case.lead_unit_id for case in cases if case.lead_unit_id}, localdate(visit.at))
    titles = titles_for(cases, visit.actor)
    return [
        Line(
            task,
            titles[task.case.pk],
            list(filter(None, _about(task.case, categories, places, units))),
            Secrecy(task.case.secrecy).label if task.case.secrecy != Secrecy.NORMAL else "",
            _url(task),
        )
        for task in found
    ]


def _about(
    case: Case, categories: Mapping[str, str], places: Mapping[str, str], units: Mapping[int, str]
) -> tuple[str, str, str]:
    return categories.get(case.category, ""), places.get(case.place, ""), units.get(case.lead_unit_id or 0, "")


def _url(task: Task) -> str:
    """The case, with the form of the act to do next open."""
    case = reverse("desk:case", args=[task.case.order_no])
    return f"{case}#move-{task.act.move}" if task.act.move else case
