"""What of the documents waits for somebody today."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from yihaotong.clock.moments import end_of
from yihaotong.desk.disclosure.tasks import Task, shortened
from yihaotong.desk.gate import Visit
from yihaotong.documents import access
from yihaotong.documents.models import Document, Step
from yihaotong.documents.representations import refusal_words
from yihaotong.documents.rules.codes import State
from yihaotong.documents.rules.labels import Label

_MOST = 20


def tasks(visit: Visit) -> list[Task]:
    """Two queries."""
    found = list(access.waiting_for(visit.actor, localtime(visit.at).date())[:_MOST])
    refused = access.refusals_of([each.pk for each in found if each.state == State.DRAFT])
    return [_task(document, refused.get(document.pk)) for document in found]


def _task(document: Document, refused: Step | None) -> Task:
    url = reverse("desk:documents:document", args=[document.pk])
    state = State(document.state)
    if refused is not None:
        why = _("公文：保密审查未通过，%(why)s") % {"why": shortened(refusal_words(refused))}
        return Task(document.title, url, why)
    if state is not State.SIGNED:
        return Task(document.title, url, _("公文：%(state)s") % {"state": state.label})
    if document.label == Label.PROACTIVE:
        return Task(document.title, url, _("主动公开的公文还没有上网"), document.release_due_at, by_law=True)
    if document.released_at is not None:
        return Task(document.title, url, _("已改为不公开，网上还有：请撤下"), breach=True)
    due = end_of(document.recheck_on) if document.recheck_on else None
    return Task(document.title, url, _("不公开的公文到期复核（条例第十八条）"), due)
