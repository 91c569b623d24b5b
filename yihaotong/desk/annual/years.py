"""年报 at the desk: the years with their clock, and one year: text, moves, findings, files."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.annual import access, actions, representations
from yihaotong.annual.models import Report
from yihaotong.annual.rules import moves, sentences
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.desk import subjects
from yihaotong.desk.annual import parts
from yihaotong.desk.annual.parts import Opened
from yihaotong.desk.disclosure import frame
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

subjects.register("annual-report", subjects.by_name("desk:annual:year"))


@dataclass(frozen=True)
class Year:
    """One line of the overview."""

    year: int
    record: Report | None
    progress: str
    clock: access.Due


@only(*moves.READERS)
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The years that have a report, and the two that may need one now: last year's, due, and this year's, growing."""
    records = {each.year: each for each in access.reports()}
    this = localdate(visit.at).year
    years = sorted({*records, this, this - 1}, reverse=True)
    rows = [
        Year(
            year,
            records.get(year),
            records[year].at_progress.label if year in records else _("还没有开始"),
            access.due_of(year, visit.at, records.get(year)),
        )
        for year in years
    ]
    context = {"rows": rows, "this": this, "writes": bool(visit.actor.roles & moves.WRITERS)}
    return frame.show(request, visit, "desk/annual/home.html", context)


@only(*moves.WRITERS)
def begin(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    if request.method == "POST":
        try:
            actions.begin(year, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("desk:annual:home")
        messages.success(request, _("已开始编制：文字和表格由记录写成，随记录变动"))
    return redirect("desk:annual:year", year)


@only(*moves.READERS)
def read(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    return page(request, visit, parts.opened(visit, year), {})


@dataclass(frozen=True)
class Written:
    """One paragraph on the page with its form. `lacks`: there is none yet, but somebody may write it."""

    code: str
    pieces: list[parts.Piece]
    edited: bool
    form: Form
    lacks: bool


def page(
    request: HttpRequest, visit: Visit, here: Opened, came_back: dict[str, Form], *, status: int = 200
) -> HttpResponse:
    told = here.told
    offers = parts.offers(here, visit, came_back)
    context: dict[str, Any] = {
        "sections": _text(here, came_back) if told else [],
        "fields": moves.PARAGRAPH,
        "why": parts.why(visit, told, request.GET.get("figure", ""), request.GET.get("rows", "")),
        "slips": access.slips(told) if told else [],
        "clock": access.due_of(here.year, visit.at, here.record),
        "offers": offers,
        "waits": parts.waited_for(here, visit),
        "options": {},
        "story": parts.story(here.record),
        "editions": access.editions_of(here.record) if here.record else [],
        "begins": here.record is None and bool(visit.actor.roles & moves.WRITERS),
        "kinds": [(kind, kind.upper()) for kind in representations.MEDIA],
        "refused": next((form for form in came_back.values() if form.heading), Form({})),
    }
    return parts.show(request, visit, "year", here, context, status=status)


def _text(here: Opened, came_back: dict[str, Form]) -> list[tuple[sentences.Part, list[Written]]]:
    """The parts of the text, each with its paragraphs, and with those that nobody has written yet."""
    told = here.told
    if told is None:
        return []
    patterns = {each.code: [pattern.code for pattern in each.patterns] for each in sentences.outline()}
    found = []
    for part in told.parts:
        there = {each.code: each for each in part.paragraphs}
        codes = patterns.get(part.code, []) if here.writes else list(there)
        shown = [
            Written(
                code,
                list(parts.pieces(there[code], told.figures)) if code in there else [],
                code in there and there[code].edited,
                came_back.get(code, Form({"text": there[code].text if code in there else ""}, prefix=f"{code}-")),
                code not in there,
            )
            for code in codes
        ]
        found.append((part, shown))
    return found


@only(*moves.READERS)
def move(request: HttpRequest, visit: Visit, year: int, name: str) -> HttpResponse:
    here = parts.opened(visit, year)
    if request.method != "POST" or name not in moves.MOVES or here.record is None:
        return redirect("desk:annual:year", year)
    row = moves.MOVES[name]
    values = forms.typed(row.fields, request.POST)
    wrong, status = forms.checked(row.fields, values, prefix=f"{name}-"), 422
    if wrong is None:
        try:
            actions.move(here.record, name, actor=visit.actor, at=visit.at, expect=parts.expected(request), data=values)
        except Refused as refusal:
            wrong, status = forms.refused(values, refusal, prefix=f"{name}-"), 409
        else:
            messages.success(request, row.done or row.label, extra_tags=request.path)
            return redirect("desk:annual:year", year)
    return page(request, visit, parts.opened(visit, year), {name: wrong}, status=status)


@only(*moves.WRITERS)
def rewrite(request: HttpRequest, visit: Visit, year: int, code: str) -> HttpResponse:
    """One paragraph in the officer's own words."""
    here = parts.opened(visit, year)
    if request.method != "POST" or here.record is None:
        return redirect("desk:annual:year", year)
    values = forms.typed(moves.PARAGRAPH, request.POST)
    wrong, status = forms.checked(moves.PARAGRAPH, values, prefix=f"{code}-"), 422
    if wrong is None:
        try:
            expect = parts.expected(request)
            actions.rewrite(here.record, code, values, actor=visit.actor, at=visit.at, expect=expect)
        except Refused as refusal:
            wrong, status = forms.refused(values, refusal, prefix=f"{code}-"), 409
        else:
            messages.success(request, _("已保存；数字仍跟着记录核对"), extra_tags=request.path)
            return redirect("desk:annual:year", year)
    return page(request, visit, parts.opened(visit, year), {code: wrong}, status=status)


@only(*moves.READERS)
def download(request: HttpRequest, visit: Visit, year: int, kind: str) -> HttpResponse:
    """The report as it stands, with its annex of sources. Raises Http404 where there is none."""
    here = parts.opened(visit, year)
    if here.told is None or kind not in representations.MEDIA:
        raise Http404
    return sent(representations.file(here.told, kind, visit.at), kind, year)


def sent(content: bytes, kind: str, year: int) -> HttpResponse:
    """A file to keep, named by its year."""
    response = HttpResponse(content, content_type=representations.MEDIA[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="zfxxgk-{year}.{kind}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
