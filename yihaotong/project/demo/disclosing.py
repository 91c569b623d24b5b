"""The demo city's disclosure office, area by area: what lies below first, for what lies above rests on it."""

from datetime import date, datetime, time

from django.utils.timezone import make_aware

from yihaotong.inspection.actions import make_list
from yihaotong.project.demo import (
    annual,
    applications,
    articles,
    catalogue,
    chronicle,
    disclosure,
    documents,
    engagement,
    letters,
    outlets,
    scrutiny,
)

#: Before anybody is at his desk: nothing that is entered lies in the future of whoever starts the city at eight.
_MORNING = time(7)


def stock(today: date, since: datetime) -> None:
    """As it stands on `today`; its people have held their posts `since`. Simulated, and says so in its texts."""
    present = make_aware(datetime.combine(today, _MORNING))
    letters.stock(today, present)
    disclosure.stock(today, since)
    catalogue.stock(today, since)
    documents.stock(today, present)
    articles.stock(today, since)
    applications.stock(today, since)
    scrutiny.stock(today, present)
    chronicle.stock(today, present)
    annual.stock(today, present)
    outlets.stock(today, present)
    engagement.stock(today, present)
    make_list(present)
