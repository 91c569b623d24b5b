"""What waits for a visitor in redaction: results to be checked, markings of his own."""

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit
from yihaotong.redaction import access
from yihaotong.redaction.models import Redaction
from yihaotong.redaction.rules.codes import Stage

_AT_MOST = 20


def tasks(visit: Visit) -> list[Task]:
    found = access.open_ones(visit.actor)
    hands = access.hands(found)
    told = [_task(each, mine=visit.actor.key in hands[each.pk]) for each in found]
    return [task for task in told if task][:_AT_MOST]


def _task(redaction: Redaction, *, mine: bool) -> Task | None:
    url = reverse("desk:redaction:redaction", args=[redaction.pk])
    number = redaction.pk
    if redaction.progress == Stage.MADE.value and not mine:
        proof = reverse("desk:redaction:proof", args=[number])
        return Task(_("复核遮盖 %(number)s 号") % {"number": number}, proof, _("另一个人已做好，等您复核放行"))
    if redaction.progress in {Stage.DRAFT.value, Stage.FAILED.value} and mine:
        why = _("被退回或还没有标完") if redaction.progress == Stage.DRAFT.value else _("没有做成，请看原因")
        return Task(_("遮盖 %(number)s 号") % {"number": number}, url, why)
    return None
