"""What of 大事记 waits for somebody, for the office's own today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.chronicle import access
from yihaotong.chronicle.rules.statements import DECIDERS
from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit

_MOST = 10


def waiting(visit: Visit) -> list[Task]:
    """Statements that wait for the leader. One query."""
    if not visit.actor.roles & DECIDERS:
        return []
    found = access.waiting().exclude(entered_by=visit.actor.key)[:_MOST]
    return [
        Task(
            _("不涉及：%(label)s") % {"label": each.label},
            reverse("desk:chronicle:statement", args=[each.pk]),
            _("待批准"),
        )
        for each in found
    ]
