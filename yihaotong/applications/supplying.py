"""What the applicant handed in, what a reply hands out, and what of his words no letter can print."""

from collections.abc import Iterable

from django.db.models import Max

from yihaotong.applications import access
from yihaotong.applications.identities import unseal
from yihaotong.applications.models import Application, Event, Item
from yihaotong.applications.rules.codes import ReplyType
from yihaotong.files.models import File
from yihaotong.letters import access as letters
from yihaotong.redaction import access as redaction

#: What is given out with these is the information itself.
_DISCLOSES = (ReplyType.R2.value, ReplyType.R3.value)


def discloses(application: Application) -> bool:
    """Whether the reply gives out information, as far as it is decided."""
    return Item.objects.filter(application=application, reply__in=_DISCLOSES).exists()


def nothing_supplied(application: Application) -> bool:
    """Whether the reply gives out information, and no file of it hangs on the request."""
    if not discloses(application):
        return False
    supplied = File.objects.filter(subject=application.key, audience=access.WITH_REPLY, removed_at=None)
    return not supplied.exists() and not redaction.released(application.key).exists()


def handed_in_since(application: Application, moves_made: Iterable[str]) -> bool:
    """Whether the applicant has handed in a file since the last of these moves."""
    last = Event.objects.filter(application=application, move__in=moves_made).aggregate(last=Max("at"))["last"]
    files = File.objects.filter(subject=application.key, audience=access.FROM_APPLICANT, removed_at=None)
    return files.filter(at__gte=last).exists() if last else False


def unprintable(application: Application) -> list[str]:
    """In which of the applicant's own words stand characters that no letter can print; □ stands there instead."""
    said = {"姓名或名称": unseal(application.applicant).name, "所需信息": application.description}
    return [label for label, words in said.items() if letters.unprintable([words])]
