"""What stands around every page of the desk besides its navigation: the bell, and what stands across the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yihaotong.accounts.models import Person
from yihaotong.accounts.rules import Actor, Role
from yihaotong.cases import emergencies
from yihaotong.cases.emergencies import Alarm
from yihaotong.cases.models import Emergency
from yihaotong.desk.gate import Visit
from yihaotong.reminders import access
from yihaotong.reminders.models import Reminder

#: Seconds between two looks. Whoever may have to deal with an emergency hears of it within five.
EVERY, EVERY_ON_THE_LINE = 20, 5
#: So many are told by name; “我知道了” is said of these alone.
_BY_NAME = 3
_ON_THE_LINE = frozenset({Role.OPERATOR, Role.SHIFT_LEADER})


@dataclass(frozen=True)
class Named:
    """One emergency by name: the number of its reminder, which one and what is asked, and since when."""

    number: int
    words: str
    at: datetime

    @property
    def address(self) -> str:
        return reverse("desk:reminder", args=[self.number])


@dataclass(frozen=True)
class Banner:
    """What stands across the page: the first few by name, and the numbers of the reminders of the rest."""

    named: list[Named]
    rest: list[int]
    everywhere: str

    @property
    def key(self) -> str:
        """Tells whether one has come or gone."""
        return ",".join(map(str, sorted([*(each.number for each in self.named), *self.rest])))

    @property
    def more(self) -> str:
        return _("还有 %(count)d 件") % {"count": len(self.rest)} if self.rest else ""


def around(visit: Visit) -> dict[str, Any]:
    """One query; some more while an emergency stands."""
    waiting = access.unseen(visit.person, visit.at)
    return {
        "waiting": waiting,
        "standing": banner(visit.person, visit.actor, visit.at) if waiting.piercing else None,
        "look_every": EVERY_ON_THE_LINE if visit.actor.roles & _ON_THE_LINE else EVERY,
    }


def banner(person: Person, actor: Actor, at: datetime) -> Banner | None:
    """Those that nobody has seen come first, then the earliest. Three queries, however many stand."""
    standing = access.standing(person, at)
    known = emergencies.alarms(actor, [each.subject for each in standing])
    shown = [each for each in standing if each.subject not in known or known[each.subject].asked]
    if not shown:
        return None
    shown.sort(key=lambda each: each.subject in known and not known[each.subject].unseen)
    named = [_named(each, known.get(each.subject)) for each in shown[:_BY_NAME]]
    everywhere = reverse("desk:emergencies" if emergencies.reads(actor) else "desk:reminders")
    return Banner(named, [each.pk for each in shown[_BY_NAME:]], everywhere)


def _named(reminder: Reminder, alarm: Alarm | None) -> Named:
    told = _("报急 %(which)s，%(asked)s") % {"which": alarm.which, "asked": alarm.asked} if alarm else reminder.words
    return Named(reminder.pk, told, reminder.at)


def unseen(person: Person, actor: Actor, at: datetime) -> dict[int, Emergency]:
    """By the number of his reminder: the emergencies that he answers for and that nobody has seen yet. Their reminders
    stay until somebody says that he knows of the emergency itself. At most two queries."""
    numbers = {each.subject: each.pk for each in access.standing(person, at)}
    return {numbers[each.key]: each for each in emergencies.unseen(actor, numbers)}
