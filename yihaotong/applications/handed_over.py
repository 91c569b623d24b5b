"""What a platform hands over, as a machine of the platform's own unit may look at it. No personal data."""

from typing import Any

from yihaotong.accounts.models import Client
from yihaotong.accounts.rules import Actor, Role
from yihaotong.applications import access
from yihaotong.applications.models import Application, PlatformLink
from yihaotong.applications.rules.codes import ReplyType, Stage
from yihaotong.journal.models import Line

_ACT = "application.hand_over"


def link_for(actor: Actor, platform_no: str) -> PlatformLink:
    """The request of that number, for a client whose unit has handed it over. Raises PlatformLink.DoesNotExist."""
    link = PlatformLink.objects.select_related("application").get(platform_no=platform_no)
    if not _senders(link.application) & _clients_beside(actor):
        raise PlatformLink.DoesNotExist
    return link


def taken(actor: Actor, platform_no: str) -> bool:
    """Whether a client of another unit has handed over this number. What a clerk entered is open to the platform."""
    link = PlatformLink.objects.select_related("application").filter(platform_no=platform_no).first()
    senders = _senders(link.application) if link else set()
    return bool(senders) and not senders & _clients_beside(actor)


def _senders(application: Application) -> set[str]:
    lines = Line.objects.filter(subject=application.key, kind=_ACT, actor__startswith="client:")
    return set(lines.values_list("actor", flat=True))


def _clients_beside(actor: Actor) -> set[str]:
    """The keys of all clients of this client's units, its own among them."""
    found = Client.objects.filter(unit__in=actor.units_as(Role.CLIENT))
    return {client.key for client in found}


def status(link: PlatformLink) -> dict[str, Any]:
    """Where it stands here, by codes and dates."""
    application = access.fresh(link.application)
    clock = access.reply_clock(application)
    due = clock.due_at if clock and clock.dropped_at is None else None
    return {
        "platform_no": link.platform_no,
        "number": application.number,
        "stage": Stage(application.stage).value,
        "received_on": application.received_on.isoformat() if application.received_on else None,
        "due_at": due.isoformat() if due else None,
        "concluded_on": application.concluded_on.isoformat() if application.concluded_on else None,
        "reply_type": ReplyType(application.ended_as).value if application.ended_as else None,
    }
