"""What stands around every page of the desk besides its navigation: the bell, and what stands across the page."""

from typing import Any

from yihaotong.accounts.rules import Role
from yihaotong.desk.gate import Visit
from yihaotong.reminders import access

#: Seconds between two looks. Whoever may have to deal with an emergency hears of it within five.
EVERY, EVERY_ON_THE_LINE = 20, 5
_ON_THE_LINE = frozenset({Role.OPERATOR, Role.SHIFT_LEADER})


def around(visit: Visit) -> dict[str, Any]:
    """One query; a second one while an emergency stands."""
    waiting = access.unseen(visit.person, visit.at)
    return {
        "waiting": waiting,
        "standing": access.standing(visit.person, visit.at) if waiting.piercing else [],
        "look_every": EVERY_ON_THE_LINE if visit.actor.roles & _ON_THE_LINE else EVERY,
    }
