"""How a reply that takes the place of one that was undone names both: the earlier reply, and what undid it."""

import json

from yihaotong.applications.actions.facts import in_words
from yihaotong.applications.models import Application, Dispute, Event, Letter, Reply
from yihaotong.applications.rules.codes import DisputeKind, Undoing


def anew_words(application: Application) -> str:
    """原答复（文号）经…撤销，现重新答复如下； "" where it is the first reply."""
    event = Event.objects.filter(application=application, move="answer_anew").order_by("-seq").first()
    if event is None:
        return ""
    typed = json.loads(event.words)
    dispute = Dispute.objects.get(application=application, number=typed["dispute"])
    undoing = Undoing(typed.get("undoing") or Undoing.REVOKED.value).label
    earlier = _earlier(application, event)
    what = "复议决定" if dispute.kind == DisputeKind.REVIEW.value else "判决"
    docket = f"（{dispute.docket}）" if dispute.docket else ""
    by = f"{dispute.body}{in_words(dispute.decided_on) if dispute.decided_on else ''}作出的{what}{docket}"
    return f"我单位{earlier}，经{by}{undoing}。现重新答复如下："


def _earlier(application: Application, event: Event) -> str:
    """The reply that went out last before: its day and its 文号."""
    reply = Reply.objects.filter(application=application, sent_on__isnull=False, proposed_at__lt=event.at)
    sent = reply.order_by("-pk").first()
    letters = Letter.objects.filter(application=application, drawn__number__isnull=False, event__seq__lt=event.seq)
    drawn = letters.filter(drawn__number__voided_at=None).select_related("drawn__number").order_by("-pk").first()
    number = f"（{drawn.drawn.shown_number}）" if drawn and drawn.drawn else ""
    return f"{in_words(sent.sent_on)}作出的原答复{number}" if sent and sent.sent_on else f"原答复{number}"
