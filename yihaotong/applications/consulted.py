"""Which items of a request somebody was asked about."""

import json

from yihaotong.applications.models import Application, Event
from yihaotong.applications.rules.situation import numbers_in


def consulted_about(application: Application) -> dict[int, tuple[int, ...]]:
    """The items by the number of the consultation; what was split afterwards concerns all. One query."""
    about: dict[int, tuple[int, ...]] = {}
    made = Event.objects.filter(application=application, move__in=("consult", "split")).order_by("seq")
    for event in made:
        if event.move == "split":
            about.clear()
        else:
            about[event.number] = tuple(numbers_in(json.loads(event.words).get("items", "")))
    return about
