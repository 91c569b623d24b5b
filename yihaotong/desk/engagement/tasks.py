"""What of 解读回应参与 waits for somebody, for the office's own today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.clock import missed
from yihaotong.desk.disclosure.tasks import Task, shortened
from yihaotong.desk.gate import Visit
from yihaotong.engagement import access
from yihaotong.engagement.rules.codes import Progress, Sort

_MOST = 20


def waiting(visit: Visit) -> list[Task]:
    """What has a limit, stands out, or waits for its next step; one query a sort."""
    tasks = []
    for record in access.waiting_for(visit.actor)[:_MOST]:
        sort = access.sort_of(record)
        url = reverse("desk:engagement:record", args=[sort.value, record.pk])
        here = _("复文待公开") if record.progress == Progress.CONTENT else Progress(record.progress).label
        why = record.flagged or f"{sort.label}：{here}"
        breach = sort is Sort.OPINION and missed(record.due_at, visit.at)
        tasks.append(Task(shortened(record.title), url, why, record.due_at, breach=breach, by_law=True))
    for activity, count in access.calling_for(visit.actor, visit.at).items():
        url = reverse("desk:engagement:record", args=[Sort.ACTIVITY.value, activity.pk])
        why = _("%(count)d 位候补补上了，请打电话通知") % {"count": count}
        tasks.append(Task(shortened(activity.title), url, why, activity.starts_at))
    return tasks
