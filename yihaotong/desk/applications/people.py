"""The names behind the acts on a request: who sent it is the applicant here, and no requester of the hotline."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from yihaotong.accounts.access import names_of
from yihaotong.accounts.rules import VISITOR


def names(keys: Iterable[str]) -> dict[str, str]:
    """By the actor keys of events and lines. At most two queries for all."""
    wanted = set(keys)
    himself = {key for key in wanted if key == VISITOR.key or key.startswith("citizen:")}
    return names_of(wanted - himself) | dict.fromkeys(himself, _("申请人"))
