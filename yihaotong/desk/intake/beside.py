"""What stands beside the form while somebody speaks: who calls, what others call about, what answers him."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from yihaotong.accounts.access import short_unit_names
from yihaotong.cases import access, actions, callers, forms
from yihaotong.cases.models import Case
from yihaotong.cases.rules import needs
from yihaotong.cases.rules.codes import LEADING
from yihaotong.cases.rules.fields import clean
from yihaotong.cases.rules.identity import Purpose
from yihaotong.cases.rules.moves import MOVES
from yihaotong.cases.rules.suggesting import Matter, Option, matching, shared, told_by
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.intake.door import FIELDS, FILE, empty, filing
from yihaotong.desk.intake.form import category_groups, ending_of
from yihaotong.dispatch.access import category_names, every_place, place_name
from yihaotong.journal.readings import reading
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.access import bulletins_in_force, find
from yihaotong.knowledge.models import Bulletin

#: From a text as long as this the search for its like begins.
_WORTH_COMPARING = 6
_ENTRIES = 5
#: Of a long text its first words are looked up.
_WORDS = 120


@dataclass(frozen=True)
class Listed:
    """One case in a panel: what it is about, who holds it; `why` it is offered, `his_own`: from the same number."""

    case: Case
    category: str
    holder: str
    why: tuple[str, ...] = ()
    his_own: bool = False


def _listed(cases: list[Case], on: date) -> list[Listed]:
    """Three queries for all of them."""
    names = category_names(case.category for case in cases)
    units = short_unit_names({case.lead_unit_id for case in cases if case.lead_unit_id}, on)
    return [Listed(case, names.get(case.category, ""), units.get(case.lead_unit_id or 0, "")) for case in cases]


@staff
@require_safe
def joinable(request: HttpRequest, visit: Visit, order_no: str) -> HttpResponse:
    """Beside the number that a move asks for: the cases that a case may join, to choose from."""
    try:
        case = access.case_for(visit.actor, order_no)
    except Case.DoesNotExist:
        raise Http404 from None
    if not any(MOVES[name].by & visit.actor.roles for name in ("merge", "follow")):
        raise Http404
    found = callers.joinable(visit.actor, case, visit.at)
    shown = _listed([each.case for each in found], localdate(visit.at))
    rows = [replace(row, why=each.why, his_own=each.his_own) for row, each in zip(shown, found, strict=True)]
    return render(request, "desk/joinable.html", {"rows": rows})


def _phone(request: HttpRequest) -> str:
    """The number as it is kept; "" while it is not yet one."""
    try:
        return str(clean((FIELDS["phone"],), {"phone": request.POST.get("phone", "")})["phone"])
    except Refused:
        return ""


@staff
@require_POST
@filing
@reading()
def caller(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who has called from this number before: a POST, so that the number stands in no address and no log."""
    number = _phone(request)
    if not number:
        return empty()
    known = callers.caller(visit.actor, number, visit.at)
    if known is None:
        return render(request, "desk/intake_caller.html", {"known": None})
    context = {
        "known": known,
        "cases": _listed(known.cases, localdate(visit.at)),
        "needs": needs.labels(known.needs),
        "newest": max(known.cases, key=lambda case: case.pk),
        "open_stages": LEADING,
        "joins": bool(MOVES["merge"].by & visit.actor.roles),
    }
    return render(request, "desk/intake_caller.html", context)


@staff
@require_POST
@filing
def caller_identity(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Name and address of his last case, once, for a purpose; journalled before they are shown."""
    try:
        case = access.case_for(visit.actor, request.POST.get("case", ""))
    except Case.DoesNotExist:
        raise Http404 from None
    try:
        opened = actions.open_identity(case, actor=visit.actor, at=visit.at, purpose=Purpose.CALLER)
    except Refused as refusal:
        return render(request, "desk/intake_identity.html", {"refused": refusal.message}, status=403)
    return render(request, "desk/intake_identity.html", {"opened": opened, "case": case})


@staff
@require_POST
@filing
@reading()
def similar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Open cases that may be the same matter, while the text is typed."""
    values = forms.typed(FILE.fields, request.POST)
    text = f"{values['title']} {values['body']}".strip()
    if len(text) < _WORTH_COMPARING:
        return empty()
    told = told_by(text, _categories(visit))[:3] if not values["category"] else []
    typed = Matter(text, values["category"], values["place"], values["address"].strip())
    found = callers.similar(visit.actor, typed, visit.at, categories=told, phone=_phone(request))
    shown = _listed([each.case for each in found], localdate(visit.at))
    rows = [
        Listed(row.case, row.category, row.holder, each.why, each.his_own)
        for row, each in zip(shown, found, strict=True)
    ]
    return render(request, "desk/intake_similar.html", {"rows": rows})


@staff
@require_POST
@filing
@reading()
def answers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What answers the caller: bulletins in force first, then knowledge by the words of the text or those asked for."""
    values = forms.typed(FILE.fields, request.POST)
    words = request.POST.get("words", "").strip() or f"{values['title']} {values['body']}".strip()[:_WORDS]
    found = find(words, visit.at, place=values["place"], limit=_ENTRIES) if words else []
    context = {
        "bulletins": _likest(bulletins_in_force(visit.at, place=values["place"]), words, values),
        "entries": found,
        "words": words,
        "may_answer": bool(MOVES["answer"].by & visit.actor.roles),
    }
    return render(request, "desk/intake_answers.html", context)


def _likest(bulletins: list[Bulletin], words: str, values: dict[str, str]) -> list[Bulletin]:
    """First what speaks of the same as the caller, then what holds just where he is; among equals the newest."""
    address = f"{place_name(values['place']) if values['place'] else ''}{values['address']}"
    return sorted(
        bulletins,
        key=lambda each: (-shared(f"{words} {address}", f"{each.title} {each.words}"), not (address and each.places)),
    )


@staff
@require_POST
@filing
def ending(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What one way to end the call at once asks for."""
    row = ending_of(visit, request.POST.get("ending", ""))
    return render(request, "desk/intake_ending.html", {"ending": row, "form": None}) if row else empty()


@staff
@require_POST
@filing
@reading()
def pick(request: HttpRequest, visit: Visit, what: str) -> HttpResponse:
    """Categories or places whose name has what was typed, or its first letters; at most nine, one digit each."""
    offers: dict[str, Any] = {"category": _category_offers, "place": _place_offers}
    if what not in offers:
        raise Http404
    context = {"found": offers[what](request, visit), "what": what, "typed": request.POST.get("typed", "").strip()}
    return render(request, "desk/intake_pick.html", context)


def _category_offers(request: HttpRequest, visit: Visit) -> list[Option]:
    """Nothing typed: what the text speaks of, then what this operator files most."""
    options = _categories(visit)
    often = callers.often_filed(visit.actor)
    told = told_by(request.POST.get("body", ""), options)
    return matching(request.POST.get("typed", ""), options, list(dict.fromkeys([*told, *often])))


def _categories(visit: Visit) -> list[Option]:
    return [Option(code, name, group) for group, leaves in category_groups(visit) for code, name in leaves]


def _place_offers(request: HttpRequest, _visit: Visit) -> list[Option]:
    typed = request.POST.get("typed", "").strip()
    return matching(typed, [Option(*place) for place in every_place()]) if typed else []
