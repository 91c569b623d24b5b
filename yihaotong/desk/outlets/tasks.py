"""What of 发布渠道 waits for somebody, for the office's own today."""

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit
from yihaotong.desk.outlets import parts
from yihaotong.outlets import access
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules.codes import Kind
from yihaotong.outlets.rules.tables import label

_MOST = 10


def waiting(visit: Visit) -> list[Task]:
    """What stands before the public and must not, then what machines cannot carry, then what has to be put out."""
    if not access.keeps(visit.actor):
        return []
    served = access.machines()
    back, out = list(access.to_take_down()[:_MOST]), list(access.to_carry()[: _MOST * 2])
    tasks = [_task(each, parts.correction_of(each, ()) or _("待撤下"), breach=True) for each in back]
    for item in access.items_to_take_down()[:_MOST]:
        why = _("%(outlet)s上还有，待撤下") % {"outlet": label(item.outlet)}
        tasks.append(Task(item.title, reverse("desk:outlets:item", args=[item.pk]), why, breach=True))
    old = access.old_places(out)
    for each in out:
        machine = access.kind_of(each.outlet, served) is Kind.MACHINE
        if machine and each.failing_since is None:
            continue
        by_hand = parts.correction_of(each, old.get(each.pk, ())) or _("待发布")
        tasks.append(_task(each, _("接口送不到") if machine else by_hand))
    return tasks[: _MOST * 3]


def _task(each: Delivery, why: str, *, breach: bool = False) -> Task:
    url = reverse("desk:outlets:article", args=[each.article_id])
    said = f"{label(each.outlet)}：{why}"
    return Task(each.release.version.title, url, said, each.due_at, breach=breach)
