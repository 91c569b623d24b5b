"""What waits for this person among the requests: the leader's signatures and extensions, the officer's work."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Role
from yihaotong.applications import access
from yihaotong.applications.models import Application, Clock, Event
from yihaotong.applications.rules.clocks import OURS, ClockKind
from yihaotong.applications.rules.codes import OPEN, Stage
from yihaotong.clock import missed
from yihaotong.desk.disclosure.tasks import Task, shortened
from yihaotong.desk.gate import Visit

_MOST = 20
_PROPOSED = "proposed"
#: Others have it: the applicant, whoever was asked, the leader. It is the officer's again once their time has ended.
_WITH_OTHERS = (Stage.TO_CORRECT, Stage.TO_EXPLAIN, Stage.CONSULTING, Stage.TO_PAY)


def tasks(visit: Visit) -> list[Task]:
    """At most twenty, the nearest limit first. Two queries."""
    mine = Q(pk__in=[])
    if Role.DISCLOSURE_LEADER in visit.actor.roles:
        explained = Exists(Event.objects.filter(application=OuterRef("pk"), move="explain"))
        mine |= Q(stage=Stage.TO_SIGN.value) | Q(extension=_PROPOSED) | Q(explained, stage=Stage.TO_EXPLAIN.value)
    if Role.DISCLOSURE_OFFICER in visit.actor.roles:
        others = [stage.value for stage in _WITH_OTHERS]
        own = [stage.value for stage in OPEN - {Stage.TO_SIGN, *_WITH_OTHERS}]
        mine |= Q(stage__in=own) | Q(stage__in=others, due_at__lte=visit.at) | access.to_answer_anew()
    nearest = access.visible_to(visit.actor).filter(mine).order_by(F("due_at").asc(nulls_last=True), "pk")
    found = list(nearest[:_MOST])
    kinds = _pressing(found)
    return [_task(each, visit, kinds.get(each.pk)) for each in found]


def _pressing(found: list[Application]) -> dict[int, ClockKind]:
    """Which clock it is by which each is due. One query."""
    running = Clock.objects.filter(application__in=found, met_at=None, dropped_at=None, due_at=F("application__due_at"))
    return {number: ClockKind(kind) for number, kind in running.values_list("application", "kind")}


def _task(each: Application, visit: Visit, kind: ClockKind | None) -> Task:
    title = _("申请 %(number)s %(what)s") % {"number": each.number, "what": shortened(each.description)}
    breach = kind in OURS and missed(each.due_at, visit.at)
    url, why = reverse("desk:applications:one", args=[each.number]), _why(each, visit, kind)
    return Task(title, url, why, each.due_at, breach, by_law=kind in OURS)


def _why(each: Application, visit: Visit, kind: ClockKind | None) -> str:
    stage = Stage(each.stage)
    asked = each.extension == _PROPOSED and Role.DISCLOSURE_LEADER in visit.actor.roles
    why = stage.label if stage in OPEN else _("复议、诉讼结果纠正，须重新答复")
    why = _("延期等您批准") if asked else why
    if kind is None or each.due_at is None or not missed(each.due_at, visit.at):
        return why
    told = {"why": why, "limit": kind.label, "day": localdate(each.due_at).strftime("%m-%d")}
    return _("%(why)s · %(limit)s %(day)s 已过") % told
