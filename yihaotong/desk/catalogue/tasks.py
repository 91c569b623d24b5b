"""What waits for somebody about the catalogue: a version in his hands, rows of his section that fall due."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.accounts.rules import Role
from yihaotong.catalogue import access
from yihaotong.catalogue.models import Version
from yihaotong.catalogue.rules import moves
from yihaotong.catalogue.rules.codes import Light, Progress
from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit

_AHEAD = timedelta(days=14)
_MOST = 20


def tasks(visit: Visit) -> list[Task]:
    return (_version(visit) + _rows(visit))[:_MOST]


def _version(visit: Visit) -> list[Task]:
    found = access.version_being_made()
    if found is None or not _his(found, visit):
        return []
    title = _("公开目录第 %(number)d 版：%(word)s") % {"number": found.number, "word": Progress(found.progress).label}
    why = found.said or found.reason
    return [Task(title, reverse("desk:catalogue:version", args=[found.pk]), why)]


def _his(found: Version, visit: Visit) -> bool:
    """Whether the straight way goes through him now."""
    roles = visit.actor.roles
    if found.progress == Progress.CONFIRMING:
        return bool(access.own_sections(visit.actor) & access.unconfirmed(found))
    straight = {"ask", "endorse", "approve", "release"}
    here = [move for move in moves.open_to(Progress(found.progress), roles) if move.name in straight]
    return bool(here)


def _rows(visit: Visit) -> list[Task]:
    """Rows of his own section whose limit comes; for the office, of every section where it has gone by."""
    own = access.own_sections(visit.actor)
    office = Role.DISCLOSURE_OFFICER in visit.actor.roles
    if not own and not office:
        return []
    found = []
    for stood in access.standings(visit.at):
        mine = stood.row.unit_id in own
        for occasion in stood.standing.open:
            late = occasion.breached(visit.at)
            soon = occasion.due.at <= visit.at + _AHEAD
            if (mine and (late or soon)) or (office and late and stood.standing.light is Light.OVERDUE):
                why = _("%(what)s，还没有公开") % {"what": occasion.label}
                url = reverse("desk:catalogue:row", args=[stood.row.key])
                title = _("公开“%(name)s”") % {"name": stood.row.name}
                found.append(Task(title, url, why, occasion.due.at, by_law=True))
    return sorted(found, key=lambda task: (task.due is None, task.due))
