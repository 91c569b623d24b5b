"""One form open in two windows: neither window's words replace the other's."""

from enum import Enum, auto
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from yihaotong.cases import actions
from yihaotong.desk.gate import Visit
from yihaotong.journal.refusal import Refused

#: The mark of a window: a UUID's hex digits.
_MARK_LONGEST = 40
#: Why a draft cannot be saved that a colleague has by now: what is written here is the writer's all the same.
_WITH_ANOTHER = ("not-yours", "filed-by-another")
#: A move's name, a colon and an order number are no longer.
_JOIN_LONGEST = 60


class Saved(Enum):
    """What became of a form that was to be kept: there was nothing in it, it is the draft, it is one by itself, or that
    because a colleague has the draft by now or has filed it."""

    NOTHING = auto()
    WHOLE = auto()
    APART = auto()
    PASSED_ON = auto()


def window(request: HttpRequest) -> actions.Window | None:
    """The window that the form was sent from; None for a form that does not say."""
    mark = request.POST.get("window", "")[:_MARK_LONGEST]
    return actions.Window(mark, request.POST.get("since", "")) if mark else None


def aside(request: HttpRequest, visit: Visit, token: UUID) -> UUID:
    """The token of what this window writes apart from the others."""
    found = window(request)
    return actions.aside_of(token, found.mark if found else "", owner=visit.person)


def set_others_aside(request: HttpRequest, visit: Visit, token: UUID) -> None:
    """Before a filing uses the draft up: what another window saved of it becomes a draft by itself."""
    if found := window(request):
        actions.set_aside(token, owner=visit.person, window=found)


def kept(request: HttpRequest, visit: Visit, token: UUID, values: dict[str, str], *, apart: tuple[str, ...]) -> Saved:
    """Keep what stands in the form; for what is refused with one of `apart` as a draft by itself. Raises Refused."""
    more: dict[str, Any] = {"owner": visit.person, "at": visit.at, "window": window(request)}
    kept = with_join(request, values)
    try:
        return Saved.WHOLE if actions.save_draft(token, kept, **more) else Saved.NOTHING
    except Refused as refusal:
        if refusal.code not in (*apart, *_WITH_ANOTHER):
            raise
        done = Saved.PASSED_ON if refusal.code in _WITH_ANOTHER else Saved.APART
    actions.save_draft(aside(request, visit, token), kept, **more)
    return done


def with_join(request: HttpRequest, values: dict[str, str]) -> dict[str, str]:
    """What is kept of a form besides its fields: which case it is to join."""
    join = request.POST.get("join", "")[:_JOIN_LONGEST]
    return values | {"join": join} if join else values
