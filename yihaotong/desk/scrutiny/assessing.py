"""考核 at the desk: the year's results, one result with every score opening to its rows, the plan."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import DISCLOSURE
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.scrutiny import parts
from yihaotong.desk.scrutiny.questioning import sent_workbook
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import access, actions
from yihaotong.scrutiny.actions.assessing import ADJUSTMENT_FIELDS, MARK_FIELDS, REASON
from yihaotong.scrutiny.models import Adjustment, Assessment, Mark
from yihaotong.scrutiny.rules import assessment as rules
from yihaotong.scrutiny.rules.codes import AssessmentProgress
from yihaotong.scrutiny.rules.figures import figures
from yihaotong.sheets.writing import workbook

subjects.register("assessment", subjects.by_name("desk:scrutiny:assessment"))
_SIGNS = (("plus", "加分"), ("minus", "扣分"))
CONTENT_FIELDS = (
    Field("title", "标题", required=True, longest=80),
    Field("basis", "依据", longest=200),
    Field("text", "项目，一行一个", Kind.TEXT, required=True, longest=8000),
    REASON,
)


@dataclass(frozen=True)
class Row:
    """One result in the list."""

    record: Assessment
    name: str
    unit: str
    points: str
    progress: str


def _place(record: Assessment) -> tuple[bool, bool, int, int]:
    """Sections before people, the best first, without a result last."""
    return record.person_id is not None, record.hundredths is None, -(record.hundredths or 0), record.pk


def _listed(visit: Visit, year: int) -> list[Row]:
    found = access.assessments_visible_to(visit.actor).filter(year=year).select_related("person")
    records = sorted(found, key=_place)
    units = parts.names_on((each.unit_id for each in records), localdate(visit.at))
    return [
        Row(
            each,
            each.person.name if each.person else units[each.unit_id],
            units[each.unit_id],
            rules.shown(each.hundredths),
            AssessmentProgress(each.progress).label,
        )
        for each in records
    ]


@only(*DISCLOSURE)
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The results of a year that this visitor may see; the office drafts further ones."""
    year = parts.year_asked(request, visit)
    drafts = bool(visit.actor.roles & rules.DRAFTERS)
    version, content = access.content_in_force(year)
    units = list(access.sections(visit.at)) if drafts else []
    names = parts.names_on((unit.pk for unit in units), localdate(visit.at))
    context = {
        "year": year,
        "this": localdate(visit.at).year,
        "rows": _listed(visit, year),
        "plan": content,
        "version": version,
        "drafts": drafts,
        "office": bool(visit.actor.roles & (rules.DRAFTERS | rules.FIXERS)),
        "choices": [(names[unit.pk], [(f"{unit.code}:", _("整个科室")), *_people(unit, visit)]) for unit in units],
    }
    return parts.show(request, visit, "assessments.html", context, here="assessments")


def _people(unit: Any, visit: Visit) -> list[tuple[str, str]]:
    people = access.people_of(unit.pk, visit.at).exclude(pk=visit.person.pk)
    return [(f"{unit.code}:{each.pk}", each.name) for each in people]


@only(*rules.DRAFTERS)
def draft(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Draft one result, or reckon a draft anew."""
    if request.method != "POST":
        return redirect("desk:scrutiny:assessments")
    year = whole(request.POST.get("year", "")) or localdate(visit.at).year
    unit, _colon, person = request.POST.get("whom", "").partition(":")
    try:
        record = actions.draft_assessment(year, unit, actor=visit.actor, at=visit.at, person=whole(person))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{reverse('desk:scrutiny:assessments')}?year={year}")
    messages.success(request, _("已按现在的数字计算"))
    return redirect("desk:scrutiny:assessment", record.pk)


@dataclass(frozen=True)
class Scored:
    """One item of a result with its mark: the formula in words, and the rows behind it."""

    item: rules.Item
    points: str
    how: str
    rows: list[dict[str, str]]
    reason: str
    who: str
    missing: bool
    form: Form


@only(*DISCLOSURE)
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return _page(request, visit, or_404(access.assessment_for, visit.actor, number), {})


def _page(
    request: HttpRequest,
    visit: Visit,
    record: Assessment,
    came_back: dict[str, Form],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    steps = access.steps_of(record.key)
    makers = access.makers_of(steps)
    found = access.assessment_moves(record, visit.actor, makers)
    drafts = bool(visit.actor.roles & rules.DRAFTERS) and record.progress == AssessmentProgress.DRAFT
    mine = record.person_id == visit.person.pk
    unit = parts.names_on([record.unit_id], localdate(visit.at))[record.unit_id]
    kept = list(record.adjustments.filter(removed_at=None).order_by("pk"))
    names = names_of({each.by for each in kept} | {record.fixed_by or "system:worker"})
    context = {
        "record": record,
        "unit": unit,
        "name": record.person.name if record.person else unit,
        "points": rules.shown(record.hundredths),
        "sum": rules.explained(_weighed(record), [each.hundredths for each in kept]),
        "progress": AssessmentProgress(record.progress).label,
        "scored": _scored(record, came_back),
        "adjustments": [(each, rules.shown(each.hundredths), names[each.by]) for each in kept],
        "fixer": names.get(record.fixed_by, ""),
        "edits": drafts and not mine,
        "adjust_fields": ADJUSTMENT_FIELDS,
        "adjust_form": came_back.get("adjust", Form({}, prefix="adjust-")),
        "adjust_options": {"sign": [("", _SIGNS)]},
        "mark_fields": MARK_FIELDS,
        "limits": parts.limits(access.terms_of(record.key), visit.at),
        "story": parts.story(
            steps, rules.MOVES, {step.pk: access.words_of(step) for step in steps}, ("draft", _("计算"))
        ),
        "offers": parts.offers(found, came_back),
        "options": {},
        "refused": next((form for form in came_back.values() if form.heading), Form({})),
    }
    return parts.show(request, visit, "assessment.html", context | more, here="assessments", status=status)


def _weighed(record: Assessment) -> list[tuple[int, int | None]]:
    """Weight and points of each item, as the result counts them."""
    earned = dict(record.marks.values_list("item", "hundredths"))
    items = access.content_of(record.plan).items
    return [(item.weight, earned[item.code]) for item in items if item.code in earned]


def _how(item: rules.Item, mark: Mark, year: int) -> str:
    """The formula of an automatic item in words, or why it does not count."""
    known = figures()
    label = known[item.figure].label if item.figure in known else item.figure
    if mark.hundredths is None:
        return _("%(label)s：%(year)d 年没有可数的记录，这一项的 %(weight)d 分不计入总分的分母") % {
            "label": label,
            "year": year,
            "weight": item.weight,
        }
    return f"{label}：{mark.numerator} / {mark.denominator}；{item.full} 得满分，{item.zero} 得零分"


def _scored(record: Assessment, came_back: dict[str, Form]) -> list[Scored]:
    marks = {mark.item: mark for mark in Mark.objects.filter(assessment=record)}
    names = names_of({mark.set_by for mark in marks.values()})
    found = []
    for item in access.content_of(record.plan).items:
        mark = marks.get(item.code)
        if mark is None:
            continue
        values = {"points": rules.shown(mark.hundredths), "reason": mark.reason} if mark.hundredths is not None else {}
        form = came_back.get(item.code, Form(values, prefix=f"{item.code}-"))
        found.append(
            Scored(
                item,
                rules.shown(mark.hundredths) if item.figure or mark.hundredths is not None else _("还没有评"),
                _how(item, mark, record.year) if item.figure else "",
                json.loads(mark.rows),
                mark.reason,
                names[mark.set_by],
                mark.hundredths is None,
                form,
            )
        )
    return found


@only(*rules.DRAFTERS)
def mark(request: HttpRequest, visit: Visit, number: int, item: str) -> HttpResponse:
    """Score one item by hand."""
    record = or_404(access.assessment_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:scrutiny:assessment", number)
    values = forms.typed(MARK_FIELDS, request.POST)
    wrong = forms.checked(MARK_FIELDS, values, prefix=f"{item}-")
    if wrong is None:
        try:
            actions.mark_item(record, item, actor=visit.actor, at=visit.at, data=values, expect=parts.expected(request))
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix=f"{item}-")
        else:
            messages.success(request, _("已评分"), extra_tags=request.path)
            return redirect("desk:scrutiny:assessment", number)
    return _page(request, visit, or_404(access.assessment_for, visit.actor, number), {item: wrong}, status=422)


@only(*rules.DRAFTERS)
def adjust(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Add a bonus or a deduction."""
    record = or_404(access.assessment_for, visit.actor, number)
    if request.method != "POST":
        return redirect("desk:scrutiny:assessment", number)
    values = forms.typed(ADJUSTMENT_FIELDS, request.POST)
    wrong = forms.checked(ADJUSTMENT_FIELDS, values, prefix="adjust-")
    if wrong is None:
        try:
            actions.adjust(record, actor=visit.actor, at=visit.at, data=values, expect=parts.expected(request))
        except Refused as refusal:
            wrong = forms.refused(values, refusal, prefix="adjust-")
        else:
            messages.success(request, _("已记下"), extra_tags=request.path)
            return redirect("desk:scrutiny:assessment", number)
    return _page(request, visit, or_404(access.assessment_for, visit.actor, number), {"adjust": wrong}, status=422)


@only(*rules.DRAFTERS)
def remove(request: HttpRequest, visit: Visit, number: int, row: int) -> HttpResponse:
    """Take a bonus or a deduction out again."""
    record = or_404(access.assessment_for, visit.actor, number)
    if request.method == "POST":
        adjustment: Adjustment = or_404(record.adjustments.get, pk=row)
        try:
            actions.remove_adjustment(adjustment, actor=visit.actor, at=visit.at, expect=parts.expected(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
    return redirect("desk:scrutiny:assessment", number)


@only(*DISCLOSURE)
def move(request: HttpRequest, visit: Visit, number: int, name: str) -> HttpResponse:
    record = or_404(access.assessment_for, visit.actor, number)
    if request.method != "POST" or name not in rules.MOVES:
        return redirect("desk:scrutiny:assessment", number)
    row = rules.MOVES[name]
    values, wrong = parts.sent(row, request)
    if wrong:
        return _page(request, visit, record, {name: wrong}, status=422)
    try:
        actions.move_assessment(
            record, name, actor=visit.actor, at=visit.at, expect=parts.expected(request), data=values
        )
    except Refused as refusal:
        form = forms.refused(values, refusal, prefix=f"{name}-")
        return _page(request, visit, or_404(access.assessment_for, visit.actor, number), {name: form}, status=409)
    messages.success(request, row.done, extra_tags=request.path)
    return redirect("desk:scrutiny:assessment", number)


@only(*(rules.DRAFTERS | rules.FIXERS))
def plan(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    """The plan of one year as lines of text."""
    version, content = access.content_in_force(year)
    values = {"title": content.title, "basis": content.basis, "text": rules.as_text(content), "reason": ""}
    form, status = Form(values), 200
    if request.method == "POST":
        values = forms.typed(CONTENT_FIELDS, request.POST)
        wrong = forms.checked(CONTENT_FIELDS, values)
        try:
            if wrong is None:
                made = rules.from_text(values["title"], values["basis"], values["text"])
                actions.set_plan(
                    year, made, actor=visit.actor, at=visit.at, reason=values["reason"], expect=parts.expected(request)
                )
                messages.success(request, _("方案已启用；草案重新计算后按新方案"), extra_tags=request.path)
                return redirect(f"{reverse('desk:scrutiny:assessments')}?year={year}")
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {
        "year": year,
        "form": form,
        "fields": CONTENT_FIELDS,
        "version": version,
        "figures": list(figures().values()),
    }
    return parts.show(request, visit, "assessment_plan.html", context, here="assessments", status=status)


@only(*(rules.DRAFTERS | rules.FIXERS))
def export(_request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    """The year's results as a workbook: the list, and every item with its score and reason."""
    rows = _listed(visit, year)
    head = [_("对象"), _("科室"), _("得分"), _("进展"), _("审定日期")]
    lines = [
        [row.name, row.unit, row.points, row.progress, f"{row.record.fixed_at:%Y-%m-%d}" if row.record.fixed_at else ""]
        for row in rows
    ]
    items = [[_("对象"), _("项目"), _("分值"), _("得分"), _("怎样算"), _("理由")]]
    for row in rows:
        items += [
            [row.name, each.item.label, str(each.item.weight), each.points, each.how, each.reason]
            for each in _scored(row.record, {})
        ]
    return sent_workbook(workbook({_("结果"): [head, *lines], _("项目"): items}), f"{year} 年政务公开考核.xlsx")
