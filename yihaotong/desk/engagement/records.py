"""The records at the desk, the same pages for all five sorts: the list with countdowns, a new one, one with moves."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import short_unit_names
from yihaotong.accounts.rules import Actor
from yihaotong.articles import access as articles
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import missed
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.engagement import joined, parts
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.engagement import access, actions
from yihaotong.engagement.models import Binding, Proposal, Record
from yihaotong.engagement.rules import proposals
from yihaotong.engagement.rules.codes import OVER, Bond, Progress, Sort
from yihaotong.engagement.rules.importing import COLUMNS
from yihaotong.engagement.rules.life import HANDLING, READERS
from yihaotong.engagement.rules.lives import BONDS, LIVES
from yihaotong.journal.refusal import Refused

PER_PAGE = 30
_OVER = [each.value for each in OVER]


def _register(sort: Sort) -> None:
    def address(actor: Actor, rest: str) -> str:
        number = whole(rest)
        there = number and access.visible_to(sort, actor).filter(pk=number).exists()
        return reverse("desk:engagement:record", args=[sort.value, number]) if there else ""

    subjects.register(sort.value, address)


for _sort in Sort:
    _register(_sort)


@dataclass(frozen=True)
class Row:
    """One record in the list."""

    record: Any
    url: str
    kind: str
    progress: str
    unit: str
    late: bool
    over: bool


@dataclass(frozen=True)
class Tab:
    label: str
    query: str
    current: bool


@only(*READERS)
def home(_request: HttpRequest, _visit: Visit) -> HttpResponse:
    return redirect("desk:engagement:records", Sort.INTERPRETATION.value)


@only(*READERS)
def listed(request: HttpRequest, visit: Visit, sort: str) -> HttpResponse:
    """Open records first to run out; overdue, standing out, over, all; of proposals how their handling goes."""
    here, chosen = parts.sort_or_404(sort), request.GET.get("show", "open")
    found = _narrowed(here, visit, chosen)
    page = Paginator(found.select_related("unit"), PER_PAGE).get_page(whole(request.GET.get("page", "")) or 1)
    units = short_unit_names({each.unit_id for each in page if each.unit_id}, localdate(visit.at))
    context = {
        "rows": [_row(each, units, visit) for each in page],
        "tabs": [Tab(label, urlencode({"show": code}), code == chosen) for code, label in _tabs()],
        "says": parts.says(here),
        "total": page.paginator.count,
        "page": {
            "before": urlencode({"show": chosen, "page": page.previous_page_number()}) if page.has_previous() else "",
            "after": urlencode({"show": chosen, "page": page.next_page_number()}) if page.has_next() else "",
        },
        "may_enter": bool(visit.actor.roles & HANDLING),
        "imports": here in COLUMNS,
        "handling": _handling(visit) if here is Sort.PROPOSAL else None,
    }
    return parts.show(request, visit, "records.html", context, here=here)


def _tabs() -> list[tuple[str, str]]:
    flagged = ("flagged", _("需要看一看"))
    return [("open", _("在办")), ("late", _("超期")), flagged, ("over", _("已了")), ("all", _("全部"))]


def _narrowed(sort: Sort, visit: Visit, chosen: str) -> QuerySet[Any]:
    asked = {
        "open": ~Q(progress__in=_OVER) | Q(due_at__isnull=False) | ~Q(flagged=""),
        "late": Q(late=True) | Q(due_at__lte=visit.at),
        "flagged": ~Q(flagged=""),
        "over": Q(progress__in=_OVER),
    }
    found = access.visible_to(sort, visit.actor).filter(asked.get(chosen, Q()))
    if chosen in {"over", "all"}:
        return found.order_by("-entered_at", "-pk")
    return found.order_by(F("due_at").asc(nulls_last=True), "pk")


def _row(record: Any, units: dict[int, str], visit: Visit) -> Row:
    return Row(
        record,
        reverse("desk:engagement:record", args=[record.SORT, record.pk]),
        parts.kind_of(record),
        Progress(record.progress).label,
        units.get(record.unit_id or 0, ""),
        missed(record.due_at, visit.at),
        record.progress in _OVER,
    )


def _handling(visit: Visit) -> dict[str, Any]:
    """办理总体情况 of this year, each figure with what it is of."""
    year = localdate(visit.at).year
    told = access.handling(access.proposals_in(year))
    return {
        "year": year,
        "told": told,
        "answered": proposals.rate(told.answered, told.received),
        "satisfied": proposals.rate(told.satisfied, told.asked),
    }


# --- entering --------------------------------------------------------------------------------------------------------


@only(*HANDLING)
def new(request: HttpRequest, visit: Visit, sort: str) -> HttpResponse:
    """Enter one; refused, the page comes back with all that was written."""
    here = parts.sort_or_404(sort)
    fields = LIVES[here].fields
    form, status = Form({"policy": request.GET.get("policy", "")[:20]}), 200
    if request.method == "POST":
        values = forms.typed(fields, request.POST)
        wrong = forms.checked(fields, values)
        try:
            if wrong is None:
                given = forms.given(fields, values)
                record = actions.enter(here, given, actor=visit.actor, at=visit.at)
                messages.success(request, _("已登记"), extra_tags=request.path)
                return redirect("desk:engagement:record", here.value, record.pk)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {"form": form, "fields": fields, "options": parts.options(visit.at)}
    return parts.show(request, visit, "new.html", context, here=here, status=status)


def record_of(visit: Visit, sort: Sort, number: int) -> Any:
    return or_404(access.record_for, sort, visit.actor, number)


@only(*HANDLING)
def amend(request: HttpRequest, visit: Visit, sort: str, number: int) -> HttpResponse:
    """Change the words of one that is still being prepared."""
    here = parts.sort_or_404(sort)
    record = record_of(visit, here, number)
    if Progress(record.progress) not in LIVES[here].amends or not access.reaches(record, visit.actor):
        return redirect("desk:engagement:record", sort, number)
    fields = actions.fields_to_amend(here)
    form, status, version = Form(parts.typed_of(record, fields)), 200, record.version
    if request.method == "POST":
        values, version = forms.typed(fields, request.POST), parts.expected(request)
        wrong = forms.checked(fields, values)
        try:
            if wrong is None:
                given = forms.given(fields, values)
                actions.amend(record, given, actor=visit.actor, at=visit.at, expect=version)
                messages.success(request, _("已改好"), extra_tags=request.path)
                return redirect("desk:engagement:record", sort, number)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {"form": form, "fields": fields, "options": parts.options(visit.at), "record": record, "version": version}
    return parts.show(request, visit, "new.html", context, here=here, status=status)


# --- one record ------------------------------------------------------------------------------------------------------


@only(*READERS)
def read(request: HttpRequest, visit: Visit, sort: str, number: int) -> HttpResponse:
    here = parts.sort_or_404(sort)
    return page(request, visit, record_of(visit, here, number), {})


def page(
    request: HttpRequest, visit: Visit, record: Any, came_back: dict[str, Form], *, status: int = 200, **more: Any
) -> HttpResponse:
    """One record with its moves, its articles and its story."""
    sort, day = access.sort_of(record), localdate(visit.at)
    own = access.reaches(record, visit.actor)
    short, long = parts.facts(record)
    context = {
        "record": record,
        "row": _row(record, short_unit_names({record.unit_id} if record.unit_id else set(), day), visit),
        "facts": short,
        "texts": long,
        "offers": parts.offers(access.moves_open(record, visit.actor), came_back, Progress(record.progress)),
        "options": parts.options(visit.at),
        "limits": parts.limits(access.terms_of(record.key), visit.at),
        "story": parts.story(record, access.steps_of(record.key), dict(parts.sections(visit.at))),
        "bound": _bound(record),
        "own": own,
        "may_amend": own and Progress(record.progress) in LIVES[sort].amends,
        "bonds": [(each.value, each.label) for each in BONDS[sort]],
        "bind_form": came_back.get("bind", Form({}, prefix="bind-")),
        "article_field": actions.BIND_FIELDS[0],
        "refused": next((form for form in came_back.values() if form.heading), Form({})),
        "not_public": isinstance(record, Proposal) and record.publicity in {"request", "withheld"},
    }
    return parts.show(
        request, visit, "record.html", context | joined.context(record, visit) | more, here=sort, status=status
    )


def _bound(record: Record) -> list[tuple[Binding, str, str]]:
    """The articles of a record: as what, title, number."""
    found = []
    for each in access.bindings_of([record])[record.key]:
        article = articles.by_key(each.article)
        title = article.latest.title if article and article.latest else each.article
        found.append((each, title, f"{Bond(each.bond).label}"))
    return found
