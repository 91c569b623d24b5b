"""What each indicator measures now, from the records of the areas below. Bounded queries, none in a loop.

`every(at)` gives all of them in the order of the table.
"""

from datetime import datetime

from yihaotong.inspection.measuring import columns, errors, messages, outside, papers
from yihaotong.inspection.measuring.moment import Moment
from yihaotong.inspection.models import Stricter
from yihaotong.inspection.rules import thresholds
from yihaotong.inspection.rules.indicators import Indicator

_PARTS = (columns.measured, messages.measured, errors.measured, outside.measured, papers.measured)


def thresholds_in_force() -> dict[str, thresholds.Threshold]:
    """One query."""
    own = Stricter.objects.values_list("indicator", "limit", "reason")
    return thresholds.in_force({code: (limit, reason) for code, limit, reason in own})


def every(at: datetime) -> list[Indicator]:
    moment = Moment(at, thresholds_in_force())
    found = {each.code: each for part in _PARTS for each in part(moment)}
    return [found[code] for code in thresholds.shipped()]
