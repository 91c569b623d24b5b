"""The catalogue in force: every row with how it stands; one row with its dates explained."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, unit_names
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.catalogue import access, actions
from yihaotong.catalogue.actions.formed import FORMED
from yihaotong.catalogue.models import Formation, Row
from yihaotong.catalogue.representations import words_of
from yihaotong.catalogue.rules.codes import Act, Progress
from yihaotong.catalogue.rules.laws import GENERAL, articles, laws
from yihaotong.catalogue.rules.moves import REASON, TELLS
from yihaotong.catalogue.rules.occasions import Occasion
from yihaotong.catalogue.rules.rows import FIELDS
from yihaotong.desk.catalogue import shown
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.subjects import by_name, register
from yihaotong.journal.refusal import Refused

register("catalogue_row", by_name("desk:catalogue:row"))
register("catalogue", by_name("desk:catalogue:version"))
#: Shown elsewhere on the page, or in words of their own.
_APART = {"name", "law", "article", "timing"}
#: Released things on one page of a row, each with the limit it met.
_PER_PAGE = 10


@only()
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The tree of the version in force, its lights, the way to the version that is being made."""
    version = access.version_in_force(visit.at)
    rows = access.rows_of(version) if version else []
    stood = access.standings(visit.at, [row for row in rows if row.parent])
    context = {
        "version": version,
        "tree": shown.tree(rows, shown.today(visit.at), stood),
        "counts": shown.counted(stood),
        "draft": _draft(),
        "may_begin": Role.DISCLOSURE_OFFICER in visit.actor.roles,
    }
    return show(request, visit, "desk/catalogue/home.html", context)


def _draft() -> dict[str, Any] | None:
    draft = access.version_being_made()
    return {"version": draft, "word": Progress(draft.progress).label} if draft else None


@only()
def row(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """One row: what must be public, how it stands and why, what was released, what was formed."""
    found = or_404(access.row_by_key, key)
    if request.method != "POST" or not _tells(visit.actor, found):
        return _row(request, visit, found)
    do = request.POST.get("do", "")
    try:
        said = _acted(do, request, visit, found)
    except Refused as refusal:
        fields = FORMED if do == "formed" else (REASON,)
        form = forms.refused(forms.typed(fields, request.POST), refusal, prefix=f"{do}-")
        return _row(request, visit, found, sent=(do, form), status=422)
    messages.success(request, said, extra_tags=request.path)
    return redirect("desk:catalogue:row", found.key)


def _tells(actor: Actor, found: Row) -> bool:
    """Whether he may say that something of this row was formed."""
    if actor.roles & TELLS == {Role.DRAFTER}:
        return found.unit_id in access.own_sections(actor)
    return bool(found.parent and actor.roles & TELLS)


def _acted(do: str, request: HttpRequest, visit: Visit, found: Row) -> str:
    who: dict[str, Any] = {"actor": visit.actor, "at": visit.at}
    if do == "formed":
        values = forms.typed(FORMED, request.POST)
        if (faulty := forms.checked(FORMED, values)) is not None:
            field, text = next(iter(faulty.errors.items()))
            raise Refused("missing", text, field)
        actions.formed(found.key, date.fromisoformat(values["on"]), values["what"], **who)
        return _("已登记，到期前会提醒责任科室")
    formation = or_404(_formation, found, request.POST.get("formation"))
    if do == "answer":
        actions.answer_with(formation, request.POST.get("item", ""), **who)
        return _("已对应到那条信息")
    actions.cancel_formed(formation, reason=request.POST.get("reason", ""), **who)
    return _("已撤销这条形成记录")


def _formation(found: Row, number: str | None) -> Formation:
    return Formation.objects.get(pk=whole(number) or 0, matter=found.matter_id)


def _row(
    request: HttpRequest, visit: Visit, found: Row, sent: tuple[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    page = Paginator(access.items_of(found), _PER_PAGE).get_page(whole(request.GET.get("page")) or 1)
    items = {each.pk: each for each in page}
    stood = access.standing_of(found, visit.at, besides=items) if found.parent else None
    unmet = Paginator(_unmet(stood), _PER_PAGE).get_page(whole(request.GET.get("unmet")) or 1)
    traces = access.story_of(found.key)
    names = names_of({each.by for each in traces})
    today = shown.today(visit.at)
    context = {
        "row": found,
        "head": found.version.rows.filter(matter=found.parent).first(),
        "stood": stood,
        "shown": _line(found, visit, stood),
        "parts": _parts(found, visit),
        "occasions": [*unmet, *_met(stood, items)] if stood else [],
        "unmet": _turning("unmet", unmet),
        "items": list(items.values()),
        "count": page.paginator.count,
        "page": _turning("page", page),
        "waiting": [each for each in stood.formations if each.item_id is None] if stood else [],
        "traces": [(each, Act(each.act).label, names.get(each.by, "")) for each in traces],
        "tells": _tells(visit.actor, found),
        "fields": FORMED,
        "form": sent[1] if sent and sent[0] == "formed" else Form({"on": today.isoformat()}, prefix="formed-"),
        "refused": sent[1] if sent else None,
        "in_force": found.version.progress == Progress.RELEASED,
    }
    return show(request, visit, "desk/catalogue/row.html", context, status=status)


def _unmet(stood: access.Stood | None) -> list[Occasion]:
    """What is still to be met, what runs out first in front."""
    told = stood.standing.occasions if stood else ()
    return sorted((each for each in told if each.item is None), key=lambda each: each.due.at)


def _met(stood: access.Stood, items: Collection[str]) -> list[Occasion]:
    """What must stand at all times, and what the things on this page met; the newest first."""
    told = stood.standing.occasions
    here = [each for each in told if each.item is not None and (each.standing or each.item.key in items)]
    return sorted(here, key=lambda each: each.due.at, reverse=True)


def _turning(name: str, page: Page[Any]) -> dict[str, str]:
    """Query strings of the neighbouring pages; "" for none."""
    return {
        "before": f"{name}={page.previous_page_number()}" if page.has_previous() else "",
        "after": f"{name}={page.next_page_number()}" if page.has_next() else "",
    }


def _line(found: Row, visit: Visit, stood: access.Stood | None) -> shown.Line | None:
    if stood is None:
        return None
    return shown.tree([Row(matter=found.matter, name=""), found], shown.today(visit.at), [stood])[0][1][0]


def _parts(found: Row, visit: Visit) -> list[tuple[str, str]]:
    """What the row says, in the order of its form; the limit with its basis."""
    units = unit_names(access.sections_named_in([found]), shown.today(visit.at))
    words = words_of(found, units)
    law = laws()[found.law or GENERAL]
    article = articles().get(found.article)
    apart = [
        (_("公开时限"), f"{words['timing']}（{_('期限依据')}：{law.says}）"),
        ("条例条款", article.says if article else ""),
    ]
    parts = [(field.label, words[field.name]) for field in FIELDS if field.name not in _APART]
    return [(label, said) for label, said in [*apart, *parts] if said]
