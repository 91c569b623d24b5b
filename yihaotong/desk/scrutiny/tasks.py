"""What of 监督保障 waits for somebody, for the office's own today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit
from yihaotong.scrutiny import access
from yihaotong.scrutiny.rules import liability, matters
from yihaotong.scrutiny.rules.codes import LiabilityProgress, Progress

_MOST = 15
#: What somebody with a role has to do with a case of 责任追究 at this place.
_LIABILITY = (
    (LiabilityProgress.OPENED, liability.INVESTIGATORS),
    (LiabilityProgress.TO_HEAR, liability.INVESTIGATORS),
    (LiabilityProgress.TO_PROPOSE, liability.PROPOSERS),
    (LiabilityProgress.TO_DECIDE, liability.DECIDERS),
    (LiabilityProgress.TO_DELIVER, liability.INVESTIGATORS),
    (LiabilityProgress.APPEALED, liability.DECIDERS),
)


def waiting(visit: Visit) -> list[Task]:
    """Matters, the nearest limit first, then cases of 责任追究. Two queries at most."""
    tasks = []
    if visit.actor.roles & matters.READERS:
        for matter in access.waiting_for(visit.actor)[:_MOST]:
            breach = matter.urgent and matter.secured_at is None
            why = _("先撤下泄露个人信息的页面") if breach else Progress(matter.progress).label
            url = reverse("desk:scrutiny:matter", args=[matter.number])
            tasks.append(Task(f"{matter.number} {matter.title}", url, why, matter.due_at, breach=breach))
    here = [place.value for place, roles in _LIABILITY if roles & visit.actor.roles]
    if here:
        found = access.liabilities_visible_to(visit.actor).filter(progress__in=here)
        for record in found.exclude(person=visit.person.pk).order_by("pk")[: 20 - _MOST]:
            url = reverse("desk:scrutiny:liability", args=[record.pk])
            title = _("责任追究第 %(number)d 号") % {"number": record.pk}
            tasks.append(Task(title, url, LiabilityProgress(record.progress).label))
    return tasks
