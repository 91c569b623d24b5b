"""What of 年报 waits for somebody, for the office's own today."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from yihaotong.annual import access
from yihaotong.annual.rules import moves
from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit

#: From how many days before the last day on the report stands among what is to be done (a design of this house).
_DAYS_BEFORE = 60


def waiting(visit: Visit) -> list[Task]:
    """Reports that somebody may move on now, and last year's as long as it is not public. A few queries."""
    if not visit.actor.roles & moves.OFFICE:
        return []
    last = localdate(visit.at).year - 1
    records = {each.year: each for each in access.reports()[:5]}
    tasks = []
    for year in sorted({*records, last}):
        record = records.get(year)
        clock = access.due_of(year, visit.at, record)
        mine = record is None or any(not move.rare for move in access.open_moves(record, visit.actor))
        if clock.over or not mine or (clock.days > _DAYS_BEFORE and record is None):
            continue
        if record is None and (year != last or not visit.actor.roles & moves.WRITERS):
            continue
        day = clock.public_by if clock.submitted_on else clock.submit_by
        due = make_aware(datetime.combine(day + timedelta(days=1), time()))
        why = record.at_progress.label if record else _("还没有开始编制")
        title = _("%(year)d 年政府信息公开工作年度报告") % {"year": year}
        tasks.append(Task(title, reverse("desk:annual:year", args=[year]), why, due, by_law=True))
    return tasks
