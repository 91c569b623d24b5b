"""The words for the codes of one case, for every page that shows it whole."""

from collections.abc import Callable

from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel, RequestType, Secrecy, Urgency
from yihaotong.dispatch.access import category_names, place_name


def facts_of(case: Case) -> dict[str, str]:
    """Each in words; "" for what is as usual or was not said."""
    return {
        "request_type": RequestType(case.request_type).label,
        "urgency": Urgency(case.urgency).label if case.urgency != Urgency.NORMAL.value else "",
        "secrecy": Secrecy(case.secrecy).label if case.secrecy != Secrecy.NORMAL.value else "",
        "channel": Channel(case.channel).label,
        "category": category_names([case.category]).get(case.category, ""),
        "place": place_name(case.place) if case.place else "",
    }


def said(case: Case, words: Callable[[str], str]) -> dict[str, str]:
    """What was filed in people's own words, as its reader reads it."""
    return {name: words(getattr(case, name)) for name in ("title", "body", "address")}
