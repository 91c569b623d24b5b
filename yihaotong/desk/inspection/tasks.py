"""What of 自查 waits for somebody, for the office's own today."""

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.desk.disclosure.tasks import Task, shortened
from yihaotong.desk.gate import Visit
from yihaotong.inspection import access
from yihaotong.inspection.rules.codes import Weight

_MOST = 10


def waiting(visit: Visit) -> list[Task]:
    """Items of the monthly lists, the nearest breach first, and for the leader what he has to sign. Two queries."""
    tasks = []
    for item in access.waiting_for(visit.actor, localdate(visit.at))[:_MOST]:
        url = reverse("desk:inspection:list", args=[item.monthly.name]) + f"#item-{item.place}"
        why = _("自查清单：%(weight)s") % {"weight": Weight(item.weight).label}
        tasks.append(Task(shortened(item.words), url, why, item.due_at))
    if visit.actor.roles & access.SIGNERS:
        for monthly in access.to_sign()[:_MOST]:
            url = reverse("desk:inspection:list", args=[monthly.name])
            tasks.append(Task(_("%(month)s 自查清单") % {"month": monthly.name}, url, _("等您签字")))
    return tasks
