"""社会评议 at the desk: the questionnaire in versions, rounds, invited groups, results and their release."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.scrutiny import parts
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import access, actions
from yihaotong.scrutiny import ballots as reading
from yihaotong.scrutiny.actions.surveying import GROUP_FIELDS, REASON, ROUND_FIELDS, SUMMARY
from yihaotong.scrutiny.models import Round
from yihaotong.scrutiny.rules import questionnaires
from yihaotong.scrutiny.rules.codes import Route
from yihaotong.scrutiny.rules.results import FEW, SMALL, Result, as_table
from yihaotong.scrutiny.rules.tables import measures
from yihaotong.sheets.writing import workbook

CONTENT_FIELDS = (
    Field("title", "标题", required=True, longest=80),
    Field("basis", "依据", longest=200),
    Field("text", "问题，一行一个", Kind.TEXT, required=True, longest=8000),
    REASON,
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@only(*reading.READERS)
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    today = localdate(visit.at)
    rows = [(each, reading.runs(each, today)) for each in reading.rounds()[:100]]
    version, content = reading.newest()
    context = {
        "rows": rows,
        "keeps": reading.keeps(visit.actor),
        "version": version,
        "content": content,
        "today": today,
    }
    return parts.show(request, visit, "surveys.html", context, here="surveys")


@only(*reading.KEEPERS)
def questionnaire(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Write a new version; rounds keep theirs."""
    version, content = reading.newest()
    values = {"title": content.title, "basis": content.basis, "text": questionnaires.as_text(content), "reason": ""}
    form, status = Form(values), 200
    if request.method == "POST":
        values = forms.typed(CONTENT_FIELDS, request.POST)
        wrong = forms.checked(CONTENT_FIELDS, values)
        try:
            if wrong is None:
                made = questionnaires.from_text(values["title"], values["basis"], values["text"])
                actions.set_questionnaire(
                    made, actor=visit.actor, at=visit.at, reason=values["reason"], expect=parts.expected(request)
                )
                messages.success(request, _("新的问卷已启用；已经开始的评议仍用原来的。"), extra_tags=request.path)
                return redirect("desk:scrutiny:surveys")
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {"form": form, "fields": CONTENT_FIELDS, "version": version, "most": questionnaires.MOST_QUESTIONS}
    return parts.show(request, visit, "questionnaire.html", context, here="surveys", status=status)


@only(*reading.KEEPERS)
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form, status = Form({"public": "on"}), 200
    if request.method == "POST":
        values = forms.typed(ROUND_FIELDS, request.POST)
        wrong = forms.checked(ROUND_FIELDS, values)
        try:
            if wrong is None:
                record = actions.begin_round(values, actor=visit.actor, at=visit.at)
                messages.success(request, _("评议已建立"), extra_tags=request.path)
                return redirect("desk:scrutiny:survey", record.pk)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {"form": form, "fields": ROUND_FIELDS, "content": reading.newest()[1]}
    return parts.show(request, visit, "survey_new.html", context, here="surveys", status=status)


@only(*reading.READERS)
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return _page(request, visit, or_404(reading.round_of, number))


def _page(request: HttpRequest, visit: Visit, record: Round, *, status: int = 200, **more: Any) -> HttpResponse:
    today = localdate(visit.at)
    groups = reading.groups_of(record)
    content = reading.content_of(record.questionnaire)
    texts = reading.texts_of(record)
    context = {
        "round": record,
        "runs": reading.runs(record, today),
        "over": record.until < today,
        "results": _results(record, groups),
        "texts": [(each.words, texts[each.code]) for each in content.questions if each.code in texts],
        "groups": groups,
        "group_fields": GROUP_FIELDS,
        "group_form": Form({}, prefix="group-"),
        "summary": SUMMARY,
        "summary_form": Form({}, prefix="release-"),
        "keeps": reading.keeps(visit.actor),
        "releases": bool(visit.actor.roles & reading.RELEASERS),
        "few": FEW,
        "small": SMALL,
        "refused": Form({}),
    }
    return parts.show(request, visit, "survey.html", context | more, here="surveys", status=status)


def _results(record: Round, groups: Iterable[Any]) -> list[tuple[str, Any, list[Any]]]:
    """Those who came of their own accord, then each invited group: they are never mixed."""
    own = [(_("自愿参加的公众"), None, _counted(reading.results_of(record)))] if record.public else []
    return [*own, *((group.label, group, _counted(reading.results_of(record, group))) for group in groups)]


def _counted(found: list[Result]) -> list[Result]:
    """Nothing at all while nobody has answered."""
    return found if any(result.n for result in found) else []


@only(*reading.KEEPERS)
def invite(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Make codes for a group and show them, this once."""
    record = or_404(reading.round_of, number)
    if request.method != "POST":
        return redirect("desk:scrutiny:survey", number)
    values = forms.typed(GROUP_FIELDS, request.POST)
    wrong = forms.checked(GROUP_FIELDS, values, prefix="group-")
    if wrong is None:
        try:
            made = actions.invite(record, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix="group-")
        else:
            return _page(request, visit, record, made=made)
    return _page(request, visit, record, group_form=wrong, refused=wrong, status=422)


@only(*reading.RELEASERS)
def release(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Put the results before the public."""
    record = or_404(reading.round_of, number)
    if request.method != "POST":
        return redirect("desk:scrutiny:survey", number)
    values = forms.typed((SUMMARY,), request.POST)
    wrong = forms.checked((SUMMARY,), values, prefix="release-")
    if wrong is None:
        try:
            actions.release_results(record, actor=visit.actor, at=visit.at, summary=values["summary"])
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix="release-")
        else:
            messages.success(request, _("结果已公布"), extra_tags=request.path)
            return redirect("desk:scrutiny:survey", number)
    return _page(request, visit, record, summary_form=wrong, refused=wrong, status=422)


@only(*reading.READERS)
def export(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The table of results as a workbook, one sheet for each group."""
    record = or_404(reading.round_of, number)
    results = _results(record, reading.groups_of(record))
    if not results:
        raise Http404
    sheets = {f"{place} {label}"[:31]: as_table(found) for place, (label, _group, found) in enumerate(results, 1)}
    return sent_workbook(workbook(sheets), f"{record.title}.xlsx")


def sent_workbook(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@only(*reading.READERS)
def year(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The figures that the annual report says of 监督保障."""
    asked = parts.year_asked(request, visit)
    figures = access.year_figures(asked)
    context = {
        "year": asked,
        "this": localdate(visit.at).year,
        "figures": figures,
        "routes": [(route.label, figures.by_route.get(route.value, 0)) for route in Route],
        "measures": [(row.label, figures.by_measure.get(row.code, 0)) for row in measures().values()],
        "hours": f"{figures.tenths_of_hours / 10:g}",
    }
    return parts.show(request, visit, "year.html", context, here="year")
