"""What happens to documents by the time of day: limits reckoned anew, the office told what is late or due again."""

from datetime import datetime

from django.db import transaction

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import WORKER, Role
from yihaotong.documents import access
from yihaotong.documents.actions.keeping import changed, taken, write_line
from yihaotong.documents.models import Document
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.actions import Note
from yihaotong.reminders.rules import Kind

#: Of so many documents one turn tells.
_AT_ONCE = 200


def reckon_releases(at: datetime) -> int:
    """Reckon the limits of what is not yet on the web by the calendar of now; how many a late notice has moved."""
    return sum(_reckon(each, at) for each in access.public_without_item(at))


def _reckon(document: Document, at: datetime) -> bool:
    found = access.release_deadline(document)
    if found is None or found.due == document.release_due_at:
        return False
    try:
        with transaction.atomic():
            held = taken(document, document.version)
            changes = changed(held, {"release_due_at": found.due})
            write_line(held, "reckon", actor=WORKER, at=at, changes=changes)
    except Refused:  # somebody is at it; the next turn looks again
        return False
    return True


def remind_of_documents(at: datetime) -> int:
    """Tell the office of what should be on the web and is not, and of what is to be looked at again; how many notes.
    The same happening is told once, so it is harmless twice."""
    people = holders([Role.DISCLOSURE_OFFICER], at)
    notes = []
    for document in access.overdue(at)[:_AT_ONCE]:
        words = f"主动公开的公文过期未上网：{document.doc_no} {document.title[:50]}"
        told_at = document.release_due_at or at
        notes += [Note(person, Kind.DOCUMENT_LATE, document.key, words, told_at) for person in people]
    for document in access.rechecks(access.today_of(at))[:_AT_ONCE]:
        words = f"不公开的公文到期复核：{document.doc_no} {document.title[:50]}"
        notes += [Note(person, Kind.DOCUMENT, document.key, words, at) for person in people]
    return reminders.remind_all(notes) if notes else 0
