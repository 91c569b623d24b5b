"""Disclosing against an objection: the third party is told what is disclosed, and why (条例 art. 32)."""

from datetime import datetime

from yihaotong.accounts.rules import Actor
from yihaotong.applications.models import Application, Event, Item, Letter
from yihaotong.applications.rules.codes import Asked
from yihaotong.applications.rules.opposing import AGAINST, WHOLE
from yihaotong.applications.rules.situation import Situation

_TEMPLATE = "third_party_decided"


def tell_third_parties(application: Application, facts: Situation, *, actor: Actor, at: datetime) -> int:
    """One letter for each who objected to what goes out, without its pages yet; once each. How many were made."""
    whole = [each.value for each in WHOLE]
    items = Item.objects.filter(application=application, reply__in=whole).exclude(public_interest="")
    going_out = set(items.values_list("number", flat=True))
    made = 0
    for each in facts.consultations:
        objected = each.asked is Asked.THIRD_PARTY and each.opinion in AGAINST
        if objected and (going_out & set(each.items) if each.items else going_out):
            event = Event.objects.get(application=application, move="consult", number=each.number)
            _letter, new = Letter.objects.get_or_create(
                application=application, template=_TEMPLATE, event=event, defaults={"at": at, "by": actor.key}
            )
            made += new
    return made
