"""The organisation of disclosure: as of any day, the notices that made it, and entering another."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import Role
from yihaotong.cases.forms import Form, typed
from yihaotong.cases.rules.numbers import whole
from yihaotong.desk.disclosure.forms import answer_code, attach_with, people, refused, sections, take_file, version
from yihaotong.desk.disclosure.frame import only, show
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access, actions
from yihaotong.disclosure.models import Notice, Tenure
from yihaotong.disclosure.rules import organising, who
from yihaotong.disclosure.rules.codes import UNIT_DUTIES, Duty
from yihaotong.journal.refusal import Refused

KEEPERS = (Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER)
_ROW = tuple(field.name for field in organising.BEGINS)
#: Rows of the form; a notice that changes more is sent with more after the first are filled.
_ROWS = 6


@only()
def organisation(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who answers for disclosure on a day, and every notice so far."""
    today = localdate(visit.at)
    day = _day(request.GET.get("on", "")) or today
    found = list(access.notices())
    context = {
        "organisation": access.organisation_on(day),
        "day": day,
        "today": today,
        "unit_duties": UNIT_DUTIES,
        "notices": found,
        "to_come": {each.pk for each in found if each.in_force_from > today},
        "may_enter": who.may("notice.enter", visit.actor.roles),
    }
    return show(request, visit, "desk/disclosure/organisation.html", context)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


@only()
def notice(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """One notice: what it began and ended, its files."""
    found = Notice.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        if not who.may("notice.enter", visit.actor.roles):
            raise Http404
        take_file(request, visit, found)
        return redirect("desk:disclosure:notice", number)
    context = {
        "notice": found,
        "begun": access.seats_of(Tenure.objects.filter(begun_by=found), found.in_force_from),
        "ended": access.seats_of(Tenure.objects.filter(ended_by=found), found.in_force_from),
        "files": access.files_of(found.key)[found.key],
        "entered_by": names_of([found.by])[found.by],
        "may_enter": who.may("notice.enter", visit.actor.roles),
    }
    return show(request, visit, "desk/disclosure/notice.html", context)


@only(*KEEPERS)
def new_notice(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Enter a notice with all the duties that it changes."""
    if request.method != "POST":
        today = localdate(visit.at).isoformat()
        return _form(request, visit, Form({"dated": today, "in_force_from": today}), [], [])
    values = typed(organising.NOTICE, request.POST)
    ends = [number for each in request.POST.getlist("ends") if (number := whole(each, longest=9)) is not None]
    rows = _rows(request)
    try:
        expect, at = version(request), visit.at
        entered = actions.enter_notice(values, actor=visit.actor, at=at, ends=ends, begins=rows, expect=expect)
    except Refused as refusal:
        return _form(request, visit, refused(values, refusal, organising.NOTICE), ends, rows, refusal=refusal)
    attach_with(request, visit, entered)
    messages.success(request, _("已录入 %(number)s，职务自起施行日期变动") % {"number": entered.number})
    return redirect("desk:disclosure:notice", entered.pk)


def _rows(request: HttpRequest) -> list[dict[str, str]]:
    """The rows in which anything was written."""
    columns = {name: request.POST.getlist(f"begins-{name}")[: organising.MOST_CHANGES + 1] for name in _ROW}
    rows = [
        {name: values[number] if number < len(values) else "" for name, values in columns.items()}
        for number in range(len(columns["duty"]))
    ]
    return [row for row in rows if any(value.strip() for value in row.values())]


def _form(
    request: HttpRequest,
    visit: Visit,
    form: Form,
    ends: list[int],
    rows: list[dict[str, str]],
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    newest = Notice.objects.order_by("-pk").first()
    empty: Mapping[str, str] = dict.fromkeys(_ROW, "")
    context: dict[str, Any] = {
        "form": form,
        "fields": organising.NOTICE,
        "ends": ends,
        "held": access.seats_now(localdate(visit.at)),
        "rows": [*rows, *([empty] * max(2, _ROWS - len(rows)))],
        "wrong_row": refusal.facts.get("row") if refusal else None,
        "duties": Duty.choices(),
        "people": people(visit),
        "units": sections(visit)[0][1],
        "version": newest.pk if newest else 0,
    }
    return show(request, visit, "desk/disclosure/notice_form.html", context, status=answer_code(refusal))
