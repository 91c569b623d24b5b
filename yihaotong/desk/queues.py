"""Lists of cases: the queue of each stage, all cases, and the search by number."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yihaotong.accounts.access import short_unit_names
from yihaotong.cases import access, actions
from yihaotong.cases.models import Case, Reply
from yihaotong.cases.rules.codes import Code, RequestType, Secrecy, Stage, Urgency
from yihaotong.cases.rules.moves import MOVES
from yihaotong.cases.standing import Standing, stage_standings
from yihaotong.desk import pages
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.paging import DUE_FIRST, NEWEST_FIRST, page_of
from yihaotong.dispatch.access import category_names, place_names

#: So many rows of each queue stand on the first page.
_ON_HOME = 6


@dataclass(frozen=True)
class Row:
    """One case in a list, with the words for its codes; `urgent` and `sealed` are "" for an ordinary case.

    `to_sign`: a proposed reply waits for the leader's signature.
    """

    case: Case
    request_type: RequestType
    urgent: str
    sealed: str
    category: str
    place: str
    unit: str
    standing: Standing | None
    to_sign: bool


def rows(cases: Iterable[Case], at: datetime) -> list[Row]:
    """The words for all rows in as many queries for two rows as for fifty."""
    shown = list(cases)
    categories = category_names({case.category for case in shown})
    places = place_names({case.place for case in shown if case.place})
    units = short_unit_names({case.lead_unit_id for case in shown if case.lead_unit_id}, localdate(at))
    standing = stage_standings(shown, at)
    unsigned = _to_sign(shown)
    return [
        Row(
            case=case,
            request_type=RequestType(case.request_type),
            urgent=_unless(Urgency(case.urgency), Urgency.NORMAL),
            sealed=_unless(Secrecy(case.secrecy), Secrecy.NORMAL),
            category=categories.get(case.category, ""),
            place=places.get(case.place, ""),
            unit=units.get(case.lead_unit_id or 0, ""),
            standing=standing.get(case.pk),
            to_sign=case.pk in unsigned,
        )
        for case in shown
    ]


def _to_sign(cases: Iterable[Case]) -> set[int]:
    """The ids of the cases in hand whose newest reply is one that was proposed."""
    in_hand = [case.pk for case in cases if case.stage == Stage.IN_HAND.value]
    replies = Reply.objects.filter(case__in=in_hand).order_by("pk").values_list("case_id", "proposed")
    return {pk for pk, proposed in dict(replies).items() if proposed}


def _unless(code: Code, ordinary: Code) -> str:
    """The short word for a code, without what stands in brackets after it."""
    return "" if code is ordinary else code.label.partition("（")[0]


@staff
@require_safe
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits for me, the most urgent first; for whoever files, also what he left unfinished."""
    queues = []
    for stage in access.queues(visit.actor):
        first = list(access.queue(visit.actor, stage)[:_ON_HOME])
        queues.append((stage, pages.queue_item(visit, stage), rows(first, visit.at)))
    files = bool(MOVES["file"].by & visit.actor.roles)
    filed = access.visible_to(visit.actor).filter(filed_by=visit.actor.key).order_by("-pk")[:_ON_HOME] if files else []
    mine = rows(filed, visit.at)
    context = {
        "queues": queues,
        "files": files,
        "mine": mine,
        "drafts": actions.drafts_of(visit.person) if files else [],
        "cases": [row.case for _stage, _item, part in queues for row in part] + [row.case for row in mine],
    }
    return pages.show(request, visit, "desk/home.html", context)


@staff
@require_safe
def queue(request: HttpRequest, visit: Visit, stage: str) -> HttpResponse:
    """The cases of one stage that wait for this actor's hands."""
    mine = {each.value: each for each in access.queues(visit.actor)}
    if stage not in mine:
        raise Http404
    page = page_of(access.queue(visit.actor, mine[stage]), DUE_FIRST, request.GET)
    context = {
        "page": page,
        "cases": page.rows,
        "rows": rows(page.rows, visit.at),
        "item": pages.queue_item(visit, mine[stage]),
        "stage_code": stage,
    }
    return pages.show(request, visit, "desk/queue.html", context)


@staff
@require_safe
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All cases this actor may look at, the newest first; one stage of them if asked."""
    stages = {each.value: each for each in Stage}
    chosen = request.GET.get("stage", "")
    cases = access.visible_to(visit.actor)
    if chosen in stages:
        cases = cases.filter(stage=chosen)
    page = page_of(cases, NEWEST_FIRST, request.GET)
    context = {
        "page": page,
        "cases": page.rows,
        "rows": rows(page.rows, visit.at),
        "stages": list(Stage),
        "chosen": chosen,
    }
    return pages.show(request, visit, "desk/all.html", context)


@staff
@require_safe
def find(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Go to the case with this number, however it was pasted."""
    sought = request.GET.get("q", "")
    order_no = "".join(unicodedata.normalize("NFKC", sought).upper().split()).replace("\x00", "")
    try:
        return redirect("desk:case", access.case_for(visit.actor, order_no).order_no)
    except Case.DoesNotExist:
        message = _("没有找到这个编号的工单，或者它不归您看。") if order_no else _("请输入工单编号。")
        context = {"sought": sought, "message": message}
        return pages.show(request, visit, "desk/not_found.html", context, status=404 if order_no else 200)
