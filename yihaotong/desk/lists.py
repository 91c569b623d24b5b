"""The list of all cases: searched, narrowed, with the columns its reader wants; and what he keeps of it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yihaotong.cases import access, actions
from yihaotong.cases.lists import searching
from yihaotong.cases.lists.kept import filters_for, units_of, wishes_of
from yihaotong.cases.models import Case, SavedFilter
from yihaotong.cases.rules.columns import Column
from yihaotong.cases.rules.lists import EXPORTS, Audience, audiences, bulk_moves
from yihaotong.cases.rules.moves import MOVES, Move
from yihaotong.desk import pages
from yihaotong.desk.asking import Asked, asked, from_query
from yihaotong.desk.filtering import PLACE, panel
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.paging import Page, found
from yihaotong.desk.rows import rows
from yihaotong.dispatch.rules import deepest
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


@dataclass(frozen=True)
class Tab:
    """A saved filter above the list; `of` is who shared it, "" for one's own."""

    pk: int
    name: str
    query: str
    current: bool
    of: str


@staff
@require_safe
def every(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All cases this actor may look at: searched, narrowed, sorted as the address says; bare, it opens his start."""
    wishes = wishes_of(visit.person)
    saved = filters_for(visit.person, visit.actor)
    if not request.GET and (start := next((each for each in saved if each.pk == wishes.start), None)):
        return redirect(f"{request.path}?{start.query}")
    page = found(visit.actor, visit.at, asked(request.GET))
    shown = searching.shown(visit.actor, page.rows, page.asked.typed) if page.asked.typed else ()
    context = around(visit, page, wishes.columns) | {
        "rows": rows(page.rows, visit.at, wishes.columns, shown, reader=visit.actor),
        "panel": panel(visit, page.asked),
        "tabs": _tabs(visit, saved, page.asked),
        "sortings": [(searching.Sorting.NEWEST.value, _("最新受理")), (searching.Sorting.DUE.value, _("最先到期"))],
        "audiences": audiences(visit.actor.roles, units_of(visit.actor)),
        "may_export": bool(EXPORTS & visit.actor.roles),
        "bulk_moves": offered(visit, page.asked.filters.stages),
        "sought": page.asked.typed,
        "may_file": bool(MOVES["file"].by & visit.actor.roles),
    }
    return pages.show(request, visit, "desk/all.html", context)


def around(visit: Visit, page: Page, columns: Sequence[Column]) -> dict[str, Any]:
    """What the page of every list needs besides its rows."""
    return {
        "page": page,
        "asked": page.asked,
        "cases": page.rows,
        "columns": columns,
        "all_columns": list(Column),
    }


def offered(visit: Visit, stages: frozenset[Code]) -> list[Move]:
    """The moves for a selection from a list of these stages (none: all stages)."""
    return [move for move in bulk_moves(visit.actor.roles) if not stages or move.sources & stages]


def _tabs(visit: Visit, saved: Sequence[SavedFilter], shown: Asked) -> list[Tab]:
    return [Tab(each.pk, each.name, each.query, each.query == shown.query, _sharer(visit, each)) for each in saved]


def _sharer(visit: Visit, saved: SavedFilter) -> str:
    return "" if saved.owner_id == visit.person.pk else saved.owner.name


@staff
@require_safe
def find(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The box on every page: the number of a case, however it was pasted, opens it; anything else is searched for."""
    sought = request.GET.get("q", "").replace("\x00", "")
    order_no = "".join(unicodedata.normalize("NFKC", sought).upper().split())
    if order_no:
        try:
            return redirect("desk:case", access.case_for(visit.actor, order_no[:_LONGEST_NUMBER]).order_no)
        except Case.DoesNotExist:
            if pages.sees_cases(visit) and not (_like_a_number(order_no) or _like_a_telephone(order_no)):
                return redirect(f"{reverse('desk:all')}?{Asked().searching_for(sought).query}")
    if _like_a_telephone(order_no):
        return _no_identities(request, visit)
    message = _("没有找到这个编号的工单，或者它不归您看。") if order_no else _("请输入工单编号，或要找的字词。")
    context = {"sought": sought, "message": message}
    return pages.show(request, visit, "desk/not_found.html", context, status=404 if order_no else 200)


def _no_identities(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Telephones are sealed and in no index; the number stands neither on the page nor in a further address."""
    message = _("电话和姓名加密存放，不能检索：看起来您找的是电话号码。")
    context = {"sought": "", "message": message, "caller_at": reverse("desk:intake") if _files(visit) else ""}
    return pages.show(request, visit, "desk/not_found.html", context, status=404)


def _files(visit: Visit) -> bool:
    return bool(MOVES["file"].by & visit.actor.roles)


_LONGEST_NUMBER = 24
#: A mobile number, or one of a fixed line with its area's code; seven or eight bare digits may be anything.
_TELEPHONE = re.compile(r"(\+?86)?-?(1[3-9]\d-?\d{4}-?\d{4}|0\d{2,3}-?[2-9]\d{6,7})")


def _like_a_telephone(typed: str) -> bool:
    return _TELEPHONE.fullmatch(typed) is not None


def _like_a_number(order_no: str) -> bool:
    """Letters, then the day and the number of the day: YC20261122000001."""
    head, digits = order_no[:-14], order_no[-14:]
    return head.isascii() and head.isalpha() and digits.isascii() and digits.isdigit()


@staff
@require_safe
def places(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The lists of the place again, one level deeper, for the panel of filters."""
    value = deepest(request.GET.getlist(PLACE.name))
    return render(request, "fragments/place_field.html", {"spec": PLACE, "value": value, "url": request.path})


@staff
@require_POST
def choose_columns(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Keep which columns this person's lists show; back to the list."""
    names = [] if request.POST.get("do") == "usual" else request.POST.getlist("column")
    try:
        actions.keep_columns(names, owner=visit.person)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(back(request))


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One's saved filters, to rename, to delete, to start with; and saving the present one under a name."""
    if request.method != "POST":
        return _saved_page(request, visit)
    kept = from_query(request.POST.get("query", "")[:_LONGEST_POSTED])
    audience = {each.value: each for each in Audience}.get(request.POST.get("audience", ""), Audience.OWN)
    name = request.POST.get("name", "")
    try:
        made = actions.save_filter(
            name, kept.query, owner=visit.person, actor=visit.actor, at=visit.at, audience=audience
        )
    except Refused as refusal:
        return _saved_page(request, visit, refusal=refusal, query=kept.query, name=name, status=422)
    messages.success(request, _("已保存筛选“%(name)s”。") % {"name": made.name})
    return redirect(f"{reverse('desk:all')}?{made.query}")


_LONGEST_POSTED = 4000


def _saved_page(request: HttpRequest, visit: Visit, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "filters": filters_for(visit.person, visit.actor),
        "start": wishes_of(visit.person).start,
        "audiences": audiences(visit.actor.roles, units_of(visit.actor)),
        "labels": {each.value: each.label for each in Audience},
    }
    return pages.show(request, visit, "desk/saved_filters.html", context | more, status=status)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def change_saved(request: HttpRequest, visit: Visit, number: int, act: str) -> HttpResponse:
    """Rename, delete or start with one saved filter; "all" starts with all cases again."""
    kept = next((each for each in filters_for(visit.person, visit.actor) if each.pk == number), None)
    if kept is None or act not in _CHANGES:
        raise Http404
    if request.method != "POST":
        return redirect("desk:saved")
    try:
        said = _CHANGES[act](request, visit, kept)
    except Refused as refusal:
        return _saved_page(request, visit, refusal=refusal, changed=kept.pk, status=422)
    messages.success(request, said)
    return redirect("desk:saved")


def _rename(request: HttpRequest, visit: Visit, kept: SavedFilter) -> str:
    actions.rename_filter(kept, request.POST.get("name", ""), owner=visit.person)
    return _("已改名。")


def _delete(request: HttpRequest, visit: Visit, kept: SavedFilter) -> str:
    actions.delete_filter(kept, owner=visit.person)
    return _("已删去筛选“%(name)s”。") % {"name": kept.name}


def _start(request: HttpRequest, visit: Visit, kept: SavedFilter) -> str:
    actions.start_with(kept, owner=visit.person, actor=visit.actor)
    return _("打开“全部工单”时，先看“%(name)s”。") % {"name": kept.name}


def _start_with_all(request: HttpRequest, visit: Visit, kept: SavedFilter) -> str:
    actions.start_with(None, owner=visit.person, actor=visit.actor)
    return _("打开“全部工单”时，先看全部。")


_CHANGES = {"rename": _rename, "delete": _delete, "start": _start, "all": _start_with_all}


def back(request: HttpRequest) -> str:
    """The address of the list from which a form was sent; that of all cases for anything that is not ours."""
    target = request.POST.get("back", "")
    own = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if own and target.startswith("/desk/") else reverse("desk:all")
