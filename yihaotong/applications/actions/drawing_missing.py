"""Drawing up what the moves called for: at once from the desk, else by the worker; what cannot be is tried again.

A move never waits for its letter: the letter is a row without pages until it is drawn up, and drawn up once. Only a
reply does not go out without its pages: `send` draws it up, or is refused.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.applications import access
from yihaotong.applications.actions.drawing import draw_up, preview_reply
from yihaotong.applications.models import Application, Event, Letter
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused

log = logging.getLogger(__name__)

#: So many letters are drawn up in one turn of the worker, which has other work, too.
_AT_ONCE = 20
#: After which moves a letter that has no pages yet gets none any more.
_TAKEN_BACK_BY = {"reply": ("take_back", "withdraw"), "charge": ("take_back_charge",)}
_FAULT = "暂时生成不了，系统会自动再试"


def draw_missing(application: Application, *, actor: Actor, at: datetime) -> list[str]:
    """Draw up what is missing, each letter dated by its own move; why one could not be, in words. Harmless twice."""
    return [told for letter in missing(application) if letter.at <= at and (told := _drawn(letter, actor))]


def draw_waiting(at: datetime) -> int:
    """The same for all requests, by the worker; how many were drawn up."""
    done = 0
    for number in list(_undrawn().filter(at__lte=at).values_list("pk", flat=True)):
        letter = _undrawn().filter(pk=number).first()
        done += letter is not None and not _drawn(letter, WORKER)
        if done == _AT_ONCE:
            break
    return done


def missing(application: Application) -> list[Letter]:
    """The letters of this request that have no pages yet. One query."""
    return list(_undrawn().filter(application=application))


def _undrawn() -> QuerySet[Letter]:
    """Without the replies and notices of fees that were taken back before they had pages: they never went out."""
    later = Event.objects.filter(application=OuterRef("application"), seq__gt=OuterRef("event__seq"))
    wanted = Letter.objects.filter(drawn=None)
    for template, moves in _TAKEN_BACK_BY.items():
        wanted = wanted.exclude(Q(template=template) & Exists(later.filter(move__in=moves)))
    return wanted.select_related("application__applicant", "event").order_by("pk")


def _drawn(letter: Letter, actor: Actor) -> str:
    """Why it could not be drawn up; "" when it was."""
    try:
        draw_up(letter, actor=actor, at=letter.at)
    except Refused as refusal:
        return refusal.message
    except Exception:  # one broken letter must not stop the others, nor the page that shows its request
        log.exception("letter %s of application:%s was not drawn up", letter.pk, letter.application_id)
        return _FAULT
    return ""


@transaction.atomic
def read_preview(application: Application, *, actor: Actor, at: datetime) -> bytes:
    """The reply as it would go out, marked as a preview; it names the applicant, so a line says who looked.

    Raises Refused("identity-sealed"), or what the template lacks.
    """
    if not access.works_here(actor):
        raise Refused("identity-sealed", "您的岗位不能查看申请人身份")
    pages = preview_reply(application, at=localtime(at))
    journal.record("identity.read", subject=application.key, actor=actor.key, at=at, reason="预览答复书")
    return pages
