"""What a request counts as once it is concluded: one row of table 3 in each form (handbook C3, T3-e)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from yihaotong.applications.models import Application, Item
from yihaotong.applications.rules.codes import Exemption, ReplyType
from yihaotong.applications.rules.counting import row_of_items
from yihaotong.forms.rules.codes import Format

_COLUMN = {Format.F2019: "row_2019", Format.F2021: "row_2021"}


def concluded(items: Sequence[tuple[ReplyType, Exemption | None]], on: date) -> dict[str, Any]:
    """The columns of a request that was concluded on a day by law with these types."""
    rows = {_COLUMN[form]: row_of_items(items, form) for form in Format}
    return {"concluded_on": on} | rows


def ended(application: Application, items: Sequence[tuple[ReplyType, Exemption | None]], on: date) -> dict[str, Any]:
    """How it ended, and its row of table 3: that of the first time for good, whatever a decision on review or a
    judgment has the organ do again. One request counts once (handbook C3), and no year that was reported changes."""
    counted = {} if application.concluded_on else concluded(items, on)
    return counted | {"ended_as": items[0][0].value if items else ""}


def replied(application: Application, on: date) -> dict[str, Any]:
    """The same from what was decided of its items."""
    decided = Item.objects.filter(application=application).order_by("number").values_list("reply", "exemption")
    types = [(ReplyType(reply), Exemption(exemption) if exemption else None) for reply, exemption in decided]
    return ended(application, types, on)
