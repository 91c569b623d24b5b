"""Whether a code that somebody gave exists, with the words when it does not."""

from datetime import datetime

from django.utils.timezone import localtime

from yihaotong.accounts.models import Unit
from yihaotong.dispatch import access as dispatch
from yihaotong.journal.refusal import Refused


def check_category(code: str, at: datetime) -> None:
    """Silence for a leaf category valid on that day, and for none at all."""
    if code and not dispatch.category_valid(code, localtime(at).date()):
        raise Refused("no-such-category", f"没有“{code}”这个问题类别，或已停用", "category")


def check_place(code: str) -> None:
    if code and not dispatch.place_exists(code):
        raise Refused("no-such-place", f"没有代码为“{code}”的地点", "place")


def unit_by_code(code: str) -> Unit:
    """The unit with this code that exists today. Raises Refused("no-such-unit")."""
    try:
        return Unit.objects.get(code=code, dissolved_on=None)
    except Unit.DoesNotExist:
        raise Refused("no-such-unit", f"没有代码为“{code}”的单位，或已撤销", "unit") from None
