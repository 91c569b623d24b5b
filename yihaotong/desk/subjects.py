"""From what a reminder is about (a journal key such as "case:12") to the page that shows it.

Each area of the desk registers its own prefix where its pages are; what nobody registered leads to the reminders.
"""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse

from yihaotong.accounts.rules import Actor
from yihaotong.cases import access
from yihaotong.cases.rules.numbers import whole

Address = Callable[[Actor, str], str]
_addresses: dict[str, Address] = {}


def register(prefix: str, address: Address) -> None:
    """`address(actor, rest)` gives the page for "prefix:rest", or "" where this actor finds none."""
    _addresses[prefix] = address


def by_name(url_name: str) -> Address:
    """The page of that name with what follows the colon as its only argument."""

    def address(_actor: Actor, rest: str) -> str:
        try:
            return reverse(url_name, args=[rest if (number := whole(rest)) is None else number])
        except NoReverseMatch:
            return ""

    return address


def address_of(actor: Actor, subject: str) -> str:
    """Where to look at it; the page of reminders where there is nothing more to see."""
    prefix, _, rest = subject.partition(":")
    found = _addresses[prefix](actor, rest) if prefix in _addresses else ""
    return found or reverse("desk:reminders")


def _case(actor: Actor, rest: str) -> str:
    case = access.visible_to(actor).filter(pk=number).first() if (number := whole(rest)) else None
    return reverse("desk:case", args=[case.order_no]) if case else ""


register("case", _case)
