"""监督事项 at the desk: the list, a new one, one with its moves, its files and who raised it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Actor
from yihaotong.cases import attachments, forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.clock import missed
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.scrutiny import parts
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.files.rules.limits import in_words
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import access, actions
from yihaotong.scrutiny.models import Matter, Step
from yihaotong.scrutiny.rules import matters as rules
from yihaotong.scrutiny.rules import tables
from yihaotong.scrutiny.rules.codes import OPEN, OVER, Origin, Outcome, OutOfScope, Progress, Route, Wrong

PER_PAGE = 30
_OPEN = [each.value for each in OPEN]
_OVER = [each.value for each in OVER]


def _address(actor: Actor, rest: str) -> str:
    found = access.matters_visible_to(actor).filter(pk=number).first() if (number := whole(rest)) else None
    return reverse("desk:scrutiny:matter", args=[found.number]) if found else ""


subjects.register("matter", _address)


@dataclass(frozen=True)
class Row:
    """One matter in the list."""

    matter: Matter
    route: str
    origin: str
    progress: str
    unit: str
    late: bool
    over: bool


@dataclass(frozen=True)
class Tab:
    label: str
    query: str
    current: bool


@only()
def home(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """To the first part that this visitor finds."""
    found = parts.parts(visit.actor, "")
    return redirect(found[0].url)


@only(*rules.READERS)
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Open matters first to run out; by route, overdue, mine, closed."""
    chosen = request.GET.get("show", "open")
    route = {each.value: each for each in Route}.get(request.GET.get("route", ""))
    found = _narrowed(visit, chosen, route).select_related("unit")
    page = Paginator(found, PER_PAGE).get_page(whole(request.GET.get("page", "")) or 1)
    units = parts.names_on((matter.unit_id for matter in page), localdate(visit.at))
    rows = [_row(matter, units, visit) for matter in page]
    context = {
        "rows": rows,
        "tabs": _tabs(chosen, route),
        "total": page.paginator.count,
        "page": {
            "before": _query(chosen, route, page.previous_page_number()) if page.has_previous() else "",
            "after": _query(chosen, route, page.next_page_number()) if page.has_next() else "",
        },
        "may_enter": bool(tables.origins_for(visit.actor.roles)),
    }
    return parts.show(request, visit, "matters.html", context, here="matters")


def _narrowed(visit: Visit, chosen: str, route: Route | None) -> QuerySet[Matter]:
    if chosen == "mine":
        found = access.waiting_for(visit.actor)
    else:
        found = access.matters_visible_to(visit.actor)
        asked = {
            "open": Q(progress__in=_OPEN),
            "late": Q(progress__in=_OPEN, due_at__lte=visit.at),
            "over": Q(progress__in=_OVER),
        }
        found = found.filter(asked.get(chosen, Q()))
        found = found.order_by("-ended_at", "-pk") if chosen == "over" else found.order_by("due_at", "pk")
    return found.filter(route=route.value) if route else found


def _tabs(chosen: str, route: Route | None) -> list[Tab]:
    shown = (("open", _("在办")), ("mine", _("等我办")), ("late", _("超期")), ("over", _("已结束")), ("all", _("全部")))
    tabs = [Tab(label, _query(code, route), code == chosen) for code, label in shown]
    return [*tabs, *(Tab(each.label, _query(chosen, None if each is route else each), each is route) for each in Route)]


def _query(chosen: str, route: Route | None, page: int = 0) -> str:
    told = {"show": chosen} | ({"route": route.value} if route else {}) | ({"page": str(page)} if page else {})
    return urlencode(told)


def _row(matter: Matter, units: dict[int, str], visit: Visit) -> Row:
    over = rules.is_over(matter.progress)
    return Row(
        matter,
        Route(matter.route).label,
        Origin(matter.origin).label,
        Progress(matter.progress).label,
        units.get(matter.unit_id or 0, ""),
        not over and missed(matter.due_at, visit.at),
        over,
    )


@only(*rules.READERS)
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Enter a matter of any route that is one's own to enter."""
    origins = tables.origins_for(visit.actor.roles)
    values = {name: request.GET.get(name, "")[:200] for name in ("about", "about_title")}
    form, status = Form(values), 200
    if request.method == "POST":
        values = forms.typed(rules.STAFF_FIELDS, request.POST)
        wrong = forms.checked(rules.STAFF_FIELDS, values)
        try:
            if wrong is None:
                matter = actions.register(values, actor=visit.actor, at=visit.at)
                messages.success(
                    request, _("已登记，编号 %(number)s") % {"number": matter.number}, extra_tags=request.path
                )
                return redirect("desk:scrutiny:matter", matter.number)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    groups = [
        (route.label, [(row.origin.value, row.origin.label) for row in origins if row.route is route])
        for route in Route
    ]
    context = {
        "form": form,
        "fields": [field for field in rules.STAFF_FIELDS if field.name != "about"],
        "options": {"origin": [group for group in groups if group[1]]},
        "origins": origins,
    }
    return parts.show(request, visit, "matter_new.html", context, here="matters", status=status)


def _matter(visit: Visit, number: str) -> Matter:
    return or_404(access.matter_for, visit.actor, number)


@only(*rules.READERS)
def read(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    return _page(request, visit, _matter(visit, number), {})


def _page(
    request: HttpRequest, visit: Visit, matter: Matter, came_back: dict[str, Form], *, status: int = 200, **more: Any
) -> HttpResponse:
    steps, words = access.steps_of(matter.key), actions.words_for(matter, visit.actor)
    found = access.moves_open(matter, visit.actor, access.makers_of(steps))
    units = parts.names_on([matter.unit_id], localdate(visit.at))
    context = {
        "matter": matter,
        "body": words(matter.body),
        "about_title": words(matter.about_title),
        "answer": words(matter.answer),
        "masked": words is not str,
        "row": _row(matter, units, visit),
        "wrong": Wrong(matter.wrong).label,
        "basis": (tables.origins()[Origin(matter.origin)].basis, tables.wrongs()[Wrong(matter.wrong)].basis),
        "outcome": Outcome(matter.outcome).label if matter.outcome else "",
        "out_of_scope": OutOfScope(matter.out_of_scope).label if matter.out_of_scope else "",
        "limits": parts.limits(access.terms_of(matter.key), visit.at),
        "story": parts.story(
            steps,
            rules.MOVES,
            {step.pk: _read_as(words, step) for step in steps},
            ("register", _("登记")),
            dict(parts.sections(visit.at)),
        ),
        "offers": parts.offers(found, came_back),
        "options": parts.options(found, visit.at),
        "refused": next((form for form in came_back.values() if form.heading), Form({})),
        "contact": actions.masked(matter),
        "may_open": bool(visit.actor.roles & rules.OFFICE),
        "purposes": actions.Purpose.choices(),
        "attached": [(file, words(file.name), in_words(file.size)) for file in actions.attached(matter)],
        "may_attach": matter.progress in _OPEN,
        "offered": attachments.offered(),
        "liable": matter.outcome and matter.outcome != Outcome.UNFOUNDED and bool(visit.actor.roles & rules.OFFICE),
    }
    return parts.show(request, visit, "matter.html", context | more, here="matters", status=status)


def _read_as(words: Callable[[str], str], step: Step) -> dict[str, str]:
    """What was filled in at a step, as this visitor reads it."""
    return {name: words(str(value)) for name, value in access.words_of(step).items()}


@only(*rules.READERS)
def move(request: HttpRequest, visit: Visit, number: str, name: str) -> HttpResponse:
    """Make one move; refused, the page comes back with all that was written."""
    matter = _matter(visit, number)
    if request.method != "POST" or name not in rules.MOVES:
        return redirect("desk:scrutiny:matter", number)
    row = rules.MOVES[name]
    values, wrong = parts.sent(row, request)
    if wrong:
        return _page(request, visit, matter, {name: wrong}, status=422)
    try:
        actions.move(matter, name, actor=visit.actor, at=visit.at, expect=parts.expected(request), data=values)
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-")
        return _page(request, visit, _matter(visit, number), {name: form}, status=409)
    messages.success(request, row.done, extra_tags=request.path)
    if not access.matters_visible_to(visit.actor).filter(pk=matter.pk).exists():
        return redirect("desk:scrutiny:matters")
    return redirect("desk:scrutiny:matter", number)


@only(*rules.READERS)
def contact(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Who raised it, in the clear, once, for a purpose."""
    matter = _matter(visit, number)
    if request.method != "POST":
        return redirect("desk:scrutiny:matter", number)
    purpose = {each.value: each for each in actions.Purpose}.get(request.POST.get("purpose", ""))
    if purpose is None:
        messages.error(request, _("请选查看的用途"))
        return redirect("desk:scrutiny:matter", number)
    try:
        opened = actions.open_contact(matter, actor=visit.actor, at=visit.at, purpose=purpose)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("desk:scrutiny:matter", number)
    return _page(request, visit, matter, {}, opened=opened)


@only(*rules.READERS)
def attach(request: HttpRequest, visit: Visit, number: str) -> HttpResponse:
    """Add evidence; each file that is refused is named, the others are kept."""
    matter = _matter(visit, number)
    if request.method == "POST":
        uploads = request.FILES.getlist("file")
        if not uploads:
            messages.error(request, _("请先选择文件"))
        for upload in uploads:
            try:
                actions.attach(matter, upload, actor=visit.actor, at=visit.at)
            except Refused as refusal:
                messages.error(request, f"{upload.name}：{refusal.message}")
            else:
                messages.success(request, _("已上传一个附件"))
    return HttpResponse(status=204) if request.headers.get("X-Upload") else redirect("desk:scrutiny:matter", number)


@only(*rules.READERS)
def open_file(request: HttpRequest, visit: Visit, number: str, key: UUID) -> HttpResponse:
    """A fresh address of one file, for this reader, for some minutes."""
    matter = _matter(visit, number)
    file: File = or_404(actions.attached(matter).get, key=key)
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))
