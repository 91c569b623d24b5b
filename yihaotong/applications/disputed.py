"""Decisions and judgments against a reply that nobody has followed yet (行政复议法 art. 64; 行政诉讼法 art. 70)."""

from django.db.models import Exists, OuterRef, Q

from yihaotong.applications.models import Application, Dispute, Event
from yihaotong.applications.rules.codes import ENDED, DisputeResult, Stage

#: What settles a decision that corrected a reply: another reply, or the word that none is needed.
_FOLLOWS = ("answer_anew", "need_no_answer")


def to_answer_anew() -> Q:
    """The requests with a decision against their reply that is not followed yet, ended though they are."""
    settled = Event.objects.filter(application=OuterRef("application"), move__in=_FOLLOWS, number=OuterRef("number"))
    left = Dispute.objects.filter(~Exists(settled), application=OuterRef("pk"), result=DisputeResult.CORRECTED.value)
    return Q(Exists(left), stage__in=[stage.value for stage in ENDED - {Stage.WITHDRAWN}])


def lost(application: Application) -> list[Dispute]:
    """The reviews and suits that corrected the reply and were not followed by another one yet. Two queries."""
    followed = Event.objects.filter(application=application, move__in=_FOLLOWS).values_list("number", flat=True)
    found = Dispute.objects.filter(application=application, result=DisputeResult.CORRECTED.value)
    return list(found.exclude(number__in=list(followed)).order_by("number"))
