"""The letters of a request as its page lists them: those drawn up with number and files, the others with their name."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yihaotong.applications import access, actions
from yihaotong.applications.models import Application
from yihaotong.desk.gate import Visit

#: What a letter without pages yet is called, by the template that its move asks for.
_NAMES: dict[str, str | Promise] = {
    "receipt": _("接收回执"),
    "correction": _("补正告知书"),
    "reasons": _("说明理由通知书"),
    "delay": _("延迟答复告知书"),
    "extension": _("延期告知书"),
    "consultation": _("征求意见书"),
    "charge": _("收费通知书"),
    "charge_taken_back": _("收费通知撤回告知书"),
    "reply": _("答复书"),
    "third_party_decided": _("依申请公开告知书（第三方）"),
    "abandoned": _("视为放弃告知书"),
}


@dataclass(frozen=True)
class ShownLetter:
    """`drawn`: its key in the addresses, None without pages yet."""

    title: str | Promise
    number: str
    at: datetime
    drawn: int | None


def of(application: Application, visit: Visit) -> list[ShownLetter]:
    """The newest first. Two queries."""
    drawn = [
        ShownLetter(each.title, each.shown_number, each.at, each.pk)
        for each in access.letters_for(application, visit.actor)
    ]
    waiting = [ShownLetter(_NAMES[each.template], "", each.at, None) for each in actions.missing(application)]
    return sorted([*drawn, *waiting], key=lambda each: each.at, reverse=True)
