"""The training ledger at the desk: sessions, who came, hours against the plan, tables read in."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import DISCLOSURE
from yihaotong.cases import forms
from yihaotong.cases.forms import Form
from yihaotong.desk import subjects
from yihaotong.desk.disclosure.frame import only
from yihaotong.desk.found import or_404
from yihaotong.desk.gate import Visit
from yihaotong.desk.scrutiny import parts
from yihaotong.journal.refusal import Refused
from yihaotong.scrutiny import access, actions
from yihaotong.scrutiny.actions.training import PLAN_FIELDS, Read
from yihaotong.scrutiny.models import Attendance, Session
from yihaotong.scrutiny.rules import training as rules

subjects.register("training", subjects.by_name("desk:scrutiny:session"))
#: Bytes of a table of who came.
LARGEST = 5 * 1024 * 1024


@only(*DISCLOSURE)
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The sessions of a year, and hours by person and section; whoever keeps no ledger sees his own section's."""
    year = parts.year_asked(request, visit)
    keeps = access.keeps_training(visit.actor)
    people = access.hours_of_people(year, visit.at)
    if not keeps:
        units = visit.actor.units_as(*DISCLOSURE)
        people = [each for each in people if each.unit in units]
    names = parts.names_on((each.unit for each in people), localdate(visit.at))
    plan = access.training_plan(year)
    sessions = list(access.sessions_of(year))
    context = {
        "year": year,
        "this": localdate(visit.at).year,
        "keeps": keeps,
        "sessions": sessions,
        "people": [(each, names.get(each.unit or 0, "")) for each in people],
        "sections": [(each, names.get(each.unit or 0, "")) for each in access.hours_of_sections(people)],
        "plan": plan,
        "plan_fields": PLAN_FIELDS,
        "plan_form": Form({"hours": str(plan.hours), "sessions": str(plan.sessions)} if plan else {}, prefix="plan-"),
    }
    return parts.show(request, visit, "training.html", context, here="training")


@only(*rules.KEEPERS)
def plan(request: HttpRequest, visit: Visit, year: int) -> HttpResponse:
    """Set the hours of a year."""
    back = f"{reverse('desk:scrutiny:training')}?year={year}"
    if request.method == "POST":
        values = forms.typed(PLAN_FIELDS, request.POST)
        try:
            actions.plan_training(year, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("年度计划已更新"))
    return redirect(back)


@only(*rules.KEEPERS)
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form, status = Form({}), 200
    if request.method == "POST":
        values = forms.typed(rules.SESSION_FIELDS, request.POST)
        wrong = forms.checked(rules.SESSION_FIELDS, values)
        try:
            if wrong is None:
                session = actions.hold(values, actor=visit.actor, at=visit.at)
                messages.success(request, _("已登记，请填参加的人"), extra_tags=request.path)
                return redirect("desk:scrutiny:session", session.pk)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        form, status = wrong, 422
    context = {"form": form, "fields": rules.SESSION_FIELDS}
    return parts.show(request, visit, "session_new.html", context, here="training", status=status)


@only(*DISCLOSURE)
def read(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return _page(request, visit, or_404(Session.objects.get, pk=number), Form({}))


def _page(request: HttpRequest, visit: Visit, session: Session, form: Form, *, status: int = 200) -> HttpResponse:
    rows = list(session.attendances.order_by("pk"))
    names = parts.names_on((row.unit_id for row in rows), localdate(visit.at))
    context = {
        "session": session,
        "rows": [(row, names.get(row.unit_id or 0, "")) for row in rows],
        "keeps": access.keeps_training(visit.actor),
        "fields": rules.ATTENDANCE_FIELDS,
        "options": {"unit": [("", parts.sections(visit.at))]},
        "form": form,
    }
    return parts.show(request, visit, "session.html", context, here="training", status=status)


@only(*rules.KEEPERS)
def attend(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """Enter one who came."""
    session: Session = or_404(Session.objects.get, pk=number)
    if request.method != "POST":
        return redirect("desk:scrutiny:session", number)
    values = forms.typed(rules.ATTENDANCE_FIELDS, request.POST)
    wrong = forms.checked(rules.ATTENDANCE_FIELDS, values)
    if wrong is None:
        try:
            row = actions.attend(session, values, actor=visit.actor, at=visit.at)
        except Refused as refusal:
            wrong = forms.refused(values, refusal)
        else:
            messages.success(request, _("已登记 %(name)s") % {"name": row.name}, extra_tags=request.path)
            return redirect("desk:scrutiny:session", number)
    return _page(request, visit, session, wrong, status=422)


@only(*rules.KEEPERS)
def leave_out(request: HttpRequest, visit: Visit, number: int, row: int) -> HttpResponse:
    """Take back an entry that was wrong."""
    attendance: Attendance = or_404(Attendance.objects.select_related("session").get, pk=row, session=number)
    if request.method == "POST":
        actions.leave_out(attendance, actor=visit.actor, at=visit.at)
        messages.success(request, _("已去掉 %(name)s") % {"name": attendance.name})
    return redirect("desk:scrutiny:session", number)


@only(*rules.KEEPERS)
def read_table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Read a whole table in: every row at fault is named, and nothing is entered while there is one."""
    context: dict[str, Any] = {"columns": [(words[0], needed) for words, needed in rules.COLUMNS.values()]}
    if request.method != "POST":
        return parts.show(request, visit, "training_import.html", context, here="training")
    try:
        read = _read(request, visit)
    except Refused as refusal:
        context["refused"] = Form({}, heading=refusal.message)
        return parts.show(request, visit, "training_import.html", context, here="training", status=422)
    if read.faults or not (read.entered or read.known):
        context |= {"faults": read.faults, "empty": not read.faults}
        return parts.show(request, visit, "training_import.html", context, here="training", status=422)
    told = {"entered": read.entered, "known": read.known, "sessions": read.sessions}
    messages.success(request, _("登记 %(entered)d 人次，新增培训 %(sessions)d 场，%(known)d 人次以前已登记") % told)
    return redirect("desk:scrutiny:training")


def _read(request: HttpRequest, visit: Visit) -> Read:
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
        return actions.read_table(path, actor=visit.actor, at=visit.at)
