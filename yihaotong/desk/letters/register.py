"""The register of numbers by series and year, and the letters under them."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.letters.templates import READERS
from yihaotong.desk.subjects import address_of
from yihaotong.disclosure.city import organ
from yihaotong.files import access as files
from yihaotong.journal.refusal import Refused
from yihaotong.letters import access, actions
from yihaotong.letters.models import Number
from yihaotong.letters.rules import wording

_PER_PAGE = 50


@only(*READERS)
def numbers(request: HttpRequest, visit: Visit) -> HttpResponse:
    """One series and year, fifty at a time, the newest first."""
    return _page(request, visit)


@only(*READERS)
def void(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Make a number void, with a reason; it stays in the register."""
    found = or_404(access.number_for, visit.actor, number)
    if request.method != "POST":
        return _page(request, visit, asked=found)
    try:
        actions.void(found, actor=visit.actor, at=visit.at, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        return _page(request, visit, asked=found, refusal=refusal)
    messages.success(request, _("%(number)s 已作废，留号备查") % {"number": found.shown})
    chosen = urlencode({"series": found.series, "year": str(found.year)})
    return redirect(f"{reverse('desk:letters:numbers')}?{chosen}")


@only(*READERS)
def begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Go on behind the numbers that were used on paper."""
    if request.method != "POST":
        return redirect("desk:letters:numbers")
    series = request.POST.get("series", "").strip()
    year, count = (whole(request.POST.get(name, ""), longest=6) or 0 for name in ("year", "count"))
    try:
        actions.begin_at(series, year, count, actor=visit.actor, at=visit.at, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        return _page(request, visit, wrong=refusal)
    messages.success(request, _("下一个号是 %(number)s") % {"number": wording.number(series, year, count)})
    return redirect(f"{reverse('desk:letters:numbers')}?{urlencode({'series': series, 'year': str(year)})}")


@only(*READERS)
def letter(request: HttpRequest, visit: Visit, number: int, kind: str) -> HttpResponse:
    """A fresh address of the letter as PDF or DOCX, for this reader, for some minutes; opening it is journalled."""
    file = or_404(access.file_of, or_404(access.letter_for, visit.actor, number), kind)
    return redirect(files.address(file, reader=visit.actor.key, at=visit.at))


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    asked: Number | None = None,
    refusal: Refused | None = None,
    wrong: Refused | None = None,
) -> HttpResponse:
    """`refusal` of the number that was to be made void, `wrong` of the number to go on with."""
    every = access.series()
    chosen = (asked.series, asked.year) if asked else _chosen(request, every)
    rows = access.numbers(*chosen)
    if before := whole(request.GET.get("before", ""), longest=9):
        rows = rows.filter(count__lt=before)
    listed = list(rows[: _PER_PAGE + 1])
    stretches = access.stretches(*chosen)
    voiders = {each.voided_by for each in listed if each.voided_by}
    names = names_of({each.by for each in listed} | {each.by for each in stretches} | voiders)
    context = {
        "every": every,
        "chosen": chosen,
        "rows": [(each, names.get(each.by, ""), _about(visit, each)) for each in listed[:_PER_PAGE]],
        "more": listed[_PER_PAGE - 1].count if len(listed) > _PER_PAGE else 0,
        "gaps": access.gaps(*chosen),
        "next": wording.number(*chosen, access.next_number(*chosen)) if chosen[0] else "",
        "stretches": [(each, names.get(each.by, "")) for each in stretches],
        "begin": _begun(visit, chosen, request.POST if wrong else {}),
        "wrong": wrong,
        "asked": asked,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return show(request, visit, "desk/letters/numbers.html", context, status=422 if refusal or wrong else 200)


def _begun(visit: Visit, chosen: tuple[str, int], sent: Mapping[str, str]) -> dict[str, str]:
    """What stands in the form: as it was sent, else the series that is looked at, or the one of the replies."""
    usual = {"series": chosen[0] or organ().reply_word, "year": str(chosen[1] or localdate(visit.at).year)}
    return {name: sent.get(name, usual.get(name, "")) for name in ("series", "year", "count", "reason")}


def _chosen(request: HttpRequest, every: list[tuple[str, int]]) -> tuple[str, int]:
    """What was chosen; the newest year's first, where nothing was. Raises Http404 for what there is none of."""
    if "series" not in request.GET:
        return every[0] if every else ("", 0)
    wanted = (request.GET["series"], whole(request.GET.get("year", ""), longest=4) or 0)
    if wanted not in every:
        raise Http404
    return wanted


def _about(visit: Visit, number: Number) -> str:
    """The page of what the letter is about; "" for a number without a letter."""
    return address_of(visit.actor, number.letter.subject) if hasattr(number, "letter") else ""
