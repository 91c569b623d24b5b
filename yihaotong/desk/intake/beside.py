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
from yihaotong.cases.rules.suggesting import MOST, Matter, Option, matching, shared
from yihaotong.desk.gate import Visit, staff
from yihaotong.desk.intake.door import FIELDS, FILE, empty, filing
from yihaotong.desk.intake.form import category_groups, ending_of
from yihaotong.dispatch.access import category_names, every_place, place_name, told_by
from yihaotong.journal.readings import reading
from yihaotong.journal.refusal import Refused
from yihaotong.knowledge.access import bulletins_in_force, find
from yihaotong.knowledge.models import Bulletin

#: From a text as long as this the search for its like begins.
_WORTH_COMPARING = 6
_ENTRIES = 5
#: Of a long text its first words are looked up.
_WORDS = 120
#: Its like is looked for in so many categories that a text speaks of; so many of his usual ones stand in for them.
_TOLD, _USUAL = 3, 5


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
    """The name and the address that he left last, once, for a purpose; journalled before they are shown."""
    try:
        case = access.case_for(visit.actor, request.POST.get("case", ""))
    except Case.DoesNotExist:
        raise Http404 from None
    named, placed = callers.known_before(visit.actor, case)
    shown = {each.pk: each for each in (named, placed) if each}
    names: dict[int, str] = {}
    try:
        for key, each in shown.items():  # two at the most, each with its own line
            opened = actions.open_identity(each, actor=visit.actor, at=visit.at, purpose=Purpose.CALLER)
            names[key] = opened.name
    except Refused as refusal:
        return render(request, "desk/intake_identity.html", {"refused": refusal.message}, status=403)
    known = {"name": names[named.pk] if named else "", "address": placed.address if placed else ""}
    return render(request, "desk/intake_identity.html", known)


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
    told = _told(text, _categories(visit))[:_TOLD] if not values["category"] else []
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
    typed = request.POST.get("typed", "").strip()
    return render(request, "desk/intake_pick.html", {"what": what, "typed": typed, **offers[what](request, visit)})


def _category_offers(request: HttpRequest, visit: Visit) -> dict[str, list[Option]]:
    """By name, else by how one speaks of it. Nothing typed: what the text speaks of. A text that speaks of none is
    offered none to choose by a digit, but what this operator files most without.
    """
    body, typed = request.POST.get("body", "").strip(), request.POST.get("typed", "").strip()
    options = _categories(visit)
    often = {code: place for place, code in enumerate(callers.often_filed(visit.actor))}
    options.sort(key=lambda each: often.get(each.code, len(often)))
    if not typed:
        told = matching("", options, _told(body, options, _known(visit, body, options)))
        return {"found": told, "usual": [] if told else matching("", options, list(often))[:_USUAL]}
    named = matching(typed, options, list(dict.fromkeys([*_told(body, options), *often])))
    called = matching("", options, _told(typed, options))
    return {"found": list(dict.fromkeys([*named, *called]))[:MOST]}


def _told(text: str, options: list[Option], known: list[str] | None = None) -> list[str]:
    return told_by(text, {each.code: (each.name, each.within) for each in options}, known or [])


def _known(visit: Visit, text: str, options: list[Option]) -> list[str]:
    """The categories of what answers such a text, and of open cases like it: one each first."""
    if len(text) < _WORTH_COMPARING:
        return []
    entries = [each.category for each in find(text[:_WORDS], visit.at, limit=_ENTRIES)]
    cases = callers.similar(visit.actor, Matter(text), visit.at, categories=_told(text, options)[:_TOLD])
    return [*entries[:1], *(each.case.category for each in cases), *entries[1:]]


def _categories(visit: Visit) -> list[Option]:
    return [Option(code, name, group) for group, leaves in category_groups(visit) for code, name in leaves]


def _place_offers(request: HttpRequest, _visit: Visit) -> dict[str, list[Option]]:
    typed = request.POST.get("typed", "").strip()
    return {"found": matching(typed, [Option(*place) for place in every_place()]) if typed else []}
