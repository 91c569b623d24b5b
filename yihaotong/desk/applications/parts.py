"""The parts of a request's page besides its words: items, opinions, fee, replies, disputes, letters, files."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.applications import access, repeats
from yihaotong.applications.charging import Fee, fee_in
from yihaotong.applications.identities import Party, masked_party
from yihaotong.applications.models import Application, Charge, Consultation, Dispute, Item, PlatformLink, Reply
from yihaotong.applications.rules.codes import (
    Asked,
    Delivery,
    DisputeKind,
    DisputeResult,
    Exemption,
    Opinion,
    ReplyType,
)
from yihaotong.applications.rules.moves import MOVES
from yihaotong.cases import attachments
from yihaotong.desk.applications import shown_letters
from yihaotong.desk.gate import Visit
from yihaotong.files import access as files
from yihaotong.files.models import File
from yihaotong.files.rules.limits import in_words

#: So many other requests are named beside this one.
_SHOWN = 5


@dataclass(frozen=True)
class ShownItem:
    item: Item
    reply: ReplyType | None
    exemptions: tuple[Exemption, ...]


@dataclass(frozen=True)
class ShownFile:
    """`personal`: the applicant handed it in, so it says who he is: no picture, no name of its own, and a purpose."""

    file: File
    name: str
    size: str
    small: str
    with_reply: bool
    personal: bool


def around(application: Application, visit: Visit) -> dict[str, Any]:
    """As many queries for one item as for ten."""
    replies = list(Reply.objects.filter(application=application).order_by("-pk"))
    letters = shown_letters.of(application, visit)
    people = {reply.proposed_by for reply in replies} | {reply.signed_by for reply in replies if reply.signed_by}
    names = names_of(people)
    return {
        "items": _items(application),
        "consultations": _consultations(application),
        "charges": _charges(application),
        "replies": [
            (reply, names.get(reply.proposed_by, ""), names.get(reply.signed_by, ""), _way(reply)) for reply in replies
        ],
        "disputes": _disputes(application),
        "letters": letters,
        "undrawn": any(each.drawn is None for each in letters),
        "files": _files(application, visit),
        "may_attach": "attach" in {move.name for move in access.moves_open(application, visit.actor, visit.at)},
        "offered": attachments.offered(),
        "platform": PlatformLink.objects.filter(application=application).first(),
        "attach_label": MOVES["attach"].label,
        "same": list(repeats.of_same(application).order_by("-pk")[:_SHOWN]),
        "similar": repeats.repeated(application)[:_SHOWN],
        "to_publish": repeats.for_release(application),
    }


def _items(application: Application) -> list[ShownItem]:
    found = Item.objects.filter(application=application).order_by("number").prefetch_related("searches")
    return [
        ShownItem(
            each,
            ReplyType(each.reply) if each.reply else None,
            tuple(Exemption(code) for code in [each.exemption, *each.also.split(",")] if code),
        )
        for each in found
    ]


def _consultations(application: Application) -> list[tuple[Consultation, Asked, Opinion | None, Party]]:
    found = Consultation.objects.filter(application=application).order_by("number")
    return [
        (each, Asked(each.asked), Opinion(each.opinion) if each.opinion else None, masked_party(each)) for each in found
    ]


def _charges(application: Application) -> list[tuple[Charge, Fee]]:
    """Every notice of fees, the newest first; those taken back, too."""
    return [(each, fee_in(each)) for each in Charge.objects.filter(application=application).order_by("-number")]


def _way(reply: Reply) -> str:
    return Delivery(reply.delivery).label if reply.delivery else ""


def _disputes(application: Application) -> list[tuple[Dispute, DisputeKind, str]]:
    found = Dispute.objects.filter(application=application).order_by("number")
    return [
        (each, DisputeKind(each.kind), DisputeResult(each.result).label if each.result else _("尚未审结"))
        for each in found
    ]


def _files(application: Application, visit: Visit) -> list[ShownFile]:
    return [
        shown_file(file, place, visit) for place, file in enumerate(access.attachments(application, visit.actor), 1)
    ]


def shown_file(file: File, place: int, visit: Visit) -> ShownFile:
    """As the page lists it, the so-many-th of the request."""
    personal = file.audience == access.FROM_APPLICANT
    seen = file.has_thumbnail and not personal
    return ShownFile(
        file,
        _("申请人交来的材料 %(place)d") % {"place": place} if personal else file.name,
        in_words(file.size),
        files.address(file, reader=visit.actor.key, at=visit.at, small=True) if seen else "",
        file.audience == access.WITH_REPLY,
        personal,
    )
