"""What waits for a visitor in each part: tasks of the ledger, the guide, trial periods."""

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.accounts.rules import DISCLOSURE, Role
from yihaotong.clock.moments import end_of
from yihaotong.desk.disclosure.tasks import Task, shortened
from yihaotong.desk.gate import Visit
from yihaotong.disclosure import access
from yihaotong.disclosure.rules import keeping
from yihaotong.disclosure.rules.codes import Drafting, Progress, Standing

_MOST = 20
_OFFICE = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})
_WHY = {
    Progress.WAITING: gettext_lazy("待交办"),
    Progress.HANDED_OUT: gettext_lazy("上级文件任务"),
    Progress.SENT_BACK: gettext_lazy("被退回，补办"),
    Progress.REPORTED: gettext_lazy("科室已报完成，待验收"),
}


def ledger(visit: Visit) -> list[Task]:
    """The clauses to be done by the visitor's section or by name; for the office those to hand out or to accept."""
    number = visit.person.pk
    mine = Q(unit__in=visit.actor.units_as(*DISCLOSURE - _OFFICE)) & Q(person=None) | Q(person=number)
    wanted = mine & Q(progress__in=[Progress.HANDED_OUT.value, Progress.SENT_BACK.value])
    if visit.actor.roles & {Role.DISCLOSURE_OFFICER}:
        reported = Q(progress=Progress.REPORTED.value) & ~Q(reported_by=visit.actor.key)
        wanted |= Q(progress=Progress.WAITING.value) | reported
    return [
        Task(
            f"{clause.place} {shortened(clause.text)}",
            reverse("desk:disclosure:clause", args=[clause.pk]),
            str(_WHY[Progress(clause.progress)]),
            end_of(clause.due_on) if clause.due_on and clause.progress != Progress.REPORTED.value else None,
            by_law=True,
        )
        for clause in access.tasks_open().filter(wanted)[:_MOST]
    ]


def guide(visit: Visit) -> list[Task]:
    """The draft that is the visitor's to go on with; where the guide no longer says what is so."""
    found = access.guide_in_work()
    tasks = []
    if found is not None:
        progress = Drafting(found.progress)
        his = Role.DISCLOSURE_LEADER if progress is Drafting.SUBMITTED else Role.DISCLOSURE_OFFICER
        if his in visit.actor.roles and not (progress is Drafting.SUBMITTED and found.drafted_by == visit.actor.key):
            url = reverse("desk:disclosure:guide_draft", args=[found.pk])
            tasks.append(Task(_("政府信息公开指南新的一版"), url, progress.label))
    elif Role.DISCLOSURE_OFFICER in visit.actor.roles:
        differ = access.guide_disagreements(localdate(visit.at))
        if differ:
            title = _("指南有 %(count)d 处与现状不符") % {"count": len(differ)}
            why = "、".join(dict.fromkeys(each.label for each in differ))
            tasks.append(Task(title, reverse("desk:disclosure:guide"), _("须更新（条例第五十三条）：%s") % why))
    return tasks


def house_rules(visit: Visit) -> list[Task]:
    """Trial periods that end soon or have ended, for who keeps the rule and for the officer."""
    today, tasks = localdate(visit.at), []
    officer = Role.DISCLOSURE_OFFICER in visit.actor.roles
    for held in access.house_rules(today):
        last = held.version.trial_until
        if last is None or held.standing not in (Standing.ON_TRIAL, Standing.LAPSED):
            continue
        if not (officer or held.rule.keeper_id == visit.person.pk) or keeping.reminder_day(last, today) is None:
            continue
        url = reverse("desk:disclosure:house_rule", args=[held.rule.pk])
        tasks.append(Task(f"《{held.version.title}》", url, _("试行期将满，请评估后转正、修订或废止"), end_of(last)))
    return tasks[:_MOST]
