"""The four ledgers at the desk: the year at a glance, lists, one entry with what it was before, tables in and out."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of, short_unit_names
from yihaotong.accounts.rules import Actor
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.numbers import whole
from yihaotong.chronicle import access, actions
from yihaotong.chronicle.models import Entry
from yihaotong.chronicle.rules import ledgers
from yihaotong.chronicle.rules.codes import Kind
from yihaotong.chronicle.rules.ledgers import KEEPERS, LEDGERS, REASON, Ledger
from yihaotong.chronicle.rules.matters import measures
from yihaotong.desk import subjects
from yihaotong.desk.chronicle import parts
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.setup.tables import csv_answer
from yihaotong.journal.refusal import Refused


def _address_in(kind: Kind) -> subjects.Address:
    def address(_actor: Actor, rest: str) -> str:
        number = whole(rest)
        return reverse("desk:chronicle:entry", args=[kind.value, number]) if number else ""

    return address


for _kind, _model in access.MODELS.items():
    subjects.register(_model.PREFIX, _address_in(_kind))
#: Bytes of a table of entries.
LARGEST = 5 * 1024 * 1024
_PAGE = 50
#: What stands in the list besides the first column: by ledger the fields, so that a row fits a page.
_LISTED = {
    Kind.MEDIA: ("theme", ("outlet", "column_name"), ("on", "media_kind", "original", "count")),
    Kind.RECEPTION: ("delegation", ("theme",), ("on", "level", "batches", "persons")),
    Kind.EVALUATION: ("title", ("body", "method"), ("on", "kind", "rank", "of_how_many", "region")),
    Kind.STATED: ("label", ("measure", "source"), ("period", "value", "unit_of_count", "as_of")),
}


def _ledger(name: str) -> Ledger:
    """Raises Http404."""
    try:
        return LEDGERS[Kind(name)]
    except ValueError:
        raise Http404 from None


@only()
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The sums of a year with how they came about, and what contradicts the statements in force."""
    year = parts.year_asked(request, visit)
    totals = access.totals(year)
    context = {
        "year": year,
        "totals": totals,
        "evaluations": access.evaluations_in(year),
        "stated": access.stated_in(year),
        "contradictions": access.contradictions(visit.at),
        "statements": access.statements_on(localdate(visit.at)),
    }
    return parts.show(request, visit, "home.html", context, here="home")


@only()
def listed(request: HttpRequest, visit: Visit, ledger: str) -> HttpResponse:
    """The entries of a year, narrowed and paged. Three queries."""
    found = _ledger(ledger)
    year, page = parts.year_asked(request, visit), max(whole(request.GET.get("page"), longest=4) or 1, 1)
    narrowed, word = _narrowed(found, request), request.GET.get("q", "").strip()[:60]
    rows = list(access.entries(found.kind, year, _columns(narrowed), word)[(page - 1) * _PAGE : page * _PAGE + 1])
    here: dict[str, str | int] = {"year": year, "q": word, **narrowed}
    title, _below, columns = _LISTED[found.kind]
    context = {
        "year": year,
        "ledger": found,
        "word": word,
        "filters": [(found.field(name), found.field(name).choices, narrowed.get(name, "")) for name in found.filters],
        "heads": [found.field(title).label, *(found.field(name).label for name in columns)],
        "rows": [_row(found, each) for each in rows[:_PAGE]],
        "keeps": access.enters(visit.actor),
        "page": {
            "before": urlencode(here | {"page": page - 1}) if page > 1 else "",
            "after": urlencode(here | {"page": page + 1}) if len(rows) > _PAGE else "",
        },
        "export": urlencode(here),
        "told": bool(word or narrowed),
    }
    return parts.show(request, visit, "ledger.html", context, here=found.kind.value)


def _narrowed(ledger: Ledger, request: HttpRequest) -> dict[str, str]:
    """What the list is narrowed by, as the form says it; what is no choice is left out."""
    asked = {name: request.GET.get(name, "") for name in ledger.filters}
    return {
        name: value
        for name, value in asked.items()
        if (choices := ledger.field(name).choices) and value in {each.value for each in choices}
    }


def _columns(narrowed: dict[str, str]) -> dict[str, Any]:
    """The same as the columns hold it."""
    said: dict[str, Any] = dict(narrowed)
    if "original" in said:
        said["original"] = said["original"] == ledgers.Making.OWN
    return said


def _row(ledger: Ledger, entry: Entry) -> dict[str, Any]:
    title, below, columns = _LISTED[ledger.kind]
    names = [field.name for field in ledger.fields]
    shown = dict(zip(names, ledgers.shown_of(ledger, entry), strict=True))
    return {
        "entry": entry,
        "title": shown[title],
        "below": " · ".join(shown[name] for name in below if shown[name]),
        "cells": [(ledger.field(name).label, shown[name]) for name in columns],
    }


@only()
def export(request: HttpRequest, visit: Visit, ledger: str) -> HttpResponseBase:
    """The list as a CSV that can be brought in again; the exact counts."""
    found = _ledger(ledger)
    year = parts.year_asked(request, visit)
    rows = access.entries(found.kind, year, _columns(_narrowed(found, request)), request.GET.get("q", "").strip()[:60])
    lines = (ledgers.shown_of(found, each) for each in rows.iterator(500))
    name = _("%(ledger)s%(year)d.csv") % {"ledger": found.kind.label, "year": year}
    return csv_answer(name, [field.label for field in found.fields], lines)


@only(*KEEPERS)
def new(request: HttpRequest, visit: Visit, ledger: str) -> HttpResponse:
    found = _ledger(ledger)
    form, status, wrong = Form({}), 200, None
    if request.method == "POST":
        values = forms.typed(found.fields, request.POST)
        wrong = forms.checked(found.fields, values)
        try:
            if wrong is None:
                entry = actions.enter(found.kind, values, actor=visit.actor, at=visit.at)
                messages.success(request, _("已登记"), extra_tags=request.path)
                return redirect("desk:chronicle:entry", found.kind.value, entry.pk)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        if wrong is not None:
            form, status = wrong, 422
    context = {"form": form, "ledger": found, "known": measures().values() if found.kind is Kind.STATED else ()}
    return parts.show(request, visit, "new.html", context, here=found.kind.value, status=status)


@only()
def read(request: HttpRequest, visit: Visit, ledger: str, number: int) -> HttpResponse:
    found = _ledger(ledger)
    return _page(request, visit, found, _entry(visit, found, number))


def _entry(visit: Visit, ledger: Ledger, number: int) -> Entry:
    return or_404(access.entry_for, visit.actor, ledger.kind, number)


def _page(
    request: HttpRequest,
    visit: Visit,
    ledger: Ledger,
    entry: Entry,
    *,
    correcting: Form | None = None,
    withdrawing: Form | None = None,
) -> HttpResponse:
    story = access.story_of(entry)
    names = names_of({each.entered_by for each in (entry, *story)} | {each.ended_by for each in (entry, *story)})
    labels = [field.label for field in ledger.fields]
    after = getattr(entry, "replaced_by", None)
    context = {
        "ledger": ledger,
        "entry": entry,
        "facts": [pair for pair in zip(labels, ledgers.shown_of(ledger, entry), strict=True) if pair[1]],
        "title": _row(ledger, entry)["title"],
        "by": names.get(entry.entered_by, ""),
        "unit": short_unit_names({entry.unit_id}, localdate(visit.at)).get(entry.unit_id, "") if entry.unit_id else "",
        "ended_by": names.get(entry.ended_by, ""),
        "after": after,
        "story": [(each, names.get(each.ended_by, ""), _row(ledger, each)) for each in story],
        "keeps": access.keeps(visit.actor, entry) and entry.ended_at is None,
        "fields": (*ledger.fields, REASON),
        "correcting": correcting or Form(ledgers.typed_of(ledger, entry), prefix="c-"),
        "withdrawing": withdrawing or Form({}, prefix="w-"),
        "reason": (REASON,),
        "refused": correcting or withdrawing,
        "opened": "correct" if correcting else "withdraw" if withdrawing else "",
    }
    status = 422 if correcting or withdrawing else 200
    return parts.show(request, visit, "entry.html", context, here=ledger.kind.value, status=status)


@only(*KEEPERS)
def correct(request: HttpRequest, visit: Visit, ledger: str, number: int) -> HttpResponse:
    """A new entry in the place of this one."""
    found = _ledger(ledger)
    entry = _entry(visit, found, number)
    if request.method != "POST":
        return redirect("desk:chronicle:entry", ledger, number)
    fields = (*found.fields, REASON)
    values = forms.typed(fields, request.POST)
    wrong = forms.checked(fields, values, prefix="c-")
    if wrong is None:
        try:
            made = actions.correct(entry, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix="c-")
        else:
            messages.success(request, _("已更正，原来的留着"))
            return redirect("desk:chronicle:entry", ledger, made.pk)
    return _page(request, visit, found, entry, correcting=wrong)


@only(*KEEPERS)
def withdraw(request: HttpRequest, visit: Visit, ledger: str, number: int) -> HttpResponse:
    """Take it back; it stays on record."""
    found = _ledger(ledger)
    entry = _entry(visit, found, number)
    if request.method != "POST":
        return redirect("desk:chronicle:entry", ledger, number)
    values = forms.typed((REASON,), request.POST)
    wrong = forms.checked((REASON,), values, prefix="w-")
    if wrong is None:
        try:
            actions.withdraw(entry, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix="w-")
        else:
            messages.success(request, _("已撤销，不再计数"))
            return redirect("desk:chronicle:entry", ledger, number)
    return _page(request, visit, found, entry, withdrawing=wrong)


@only(*KEEPERS)
def bring(request: HttpRequest, visit: Visit, ledger: str) -> HttpResponse:
    """Read a whole table in: every row at fault is named, and nothing is entered while there is one."""
    found = _ledger(ledger)
    context: dict[str, Any] = {"ledger": found}
    if request.method != "POST":
        return parts.show(request, visit, "import.html", context, here=found.kind.value)
    try:
        read_in = _read(request, visit, found.kind)
    except Refused as refusal:
        context["refused"] = Form({}, heading=refusal.message)
        return parts.show(request, visit, "import.html", context, here=found.kind.value, status=422)
    if read_in.faults or not (read_in.entered or read_in.known):
        context |= {"faults": read_in.faults, "empty": not read_in.faults}
        return parts.show(request, visit, "import.html", context, here=found.kind.value, status=422)
    told = {"entered": read_in.entered, "known": read_in.known}
    messages.success(request, _("登记 %(entered)d 条；%(known)d 条以前已登记") % told)
    return redirect("desk:chronicle:ledger", ledger)


def _read(request: HttpRequest, visit: Visit, kind: Kind) -> actions.Read:
    file = request.FILES.get("file")
    if file is None:
        raise Refused("missing", _("请先选择文件"), "file")
    if (file.size or 0) > LARGEST:
        raise Refused("too-large", _("文件超过 5 MB，请分几次导入"), "file")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "table"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return actions.read_table(kind, path, actor=visit.actor, at=visit.at)
