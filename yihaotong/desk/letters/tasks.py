"""What waits for a visitor among the letters: versions of templates that somebody else wrote."""

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.desk.disclosure.tasks import Task
from yihaotong.desk.gate import Visit
from yihaotong.letters import access
from yihaotong.letters.rules import templates

_MOST = 20


def tasks(visit: Visit) -> list[Task]:
    known = templates.templates()
    return [
        Task(
            _("发布文书模板：%(name)s") % {"name": known[version.template_id].name},
            reverse("desk:letters:template", args=[version.template_id]),
            _("公开专员写了新版本，发布以后才使用"),
        )
        for version in access.awaiting_release(visit.actor)[:_MOST]
        if version.template_id in known
    ]
