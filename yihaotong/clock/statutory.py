"""The holidays that the law fixes by date: all that can be said of a year whose notice is not out.

《全国年节及纪念日放假办法》, 1949 and as amended by State Council orders 270 (1999), 513 (2007) and 795 (2024).
Spring Festival, 清明, 端午 and 中秋 follow the moon or the sun; they wait for the notice.
"""

from datetime import date

LAW = "全国年节及纪念日放假办法"

_NEW_YEAR = {(1, 1): "元旦"}
_NATIONAL_DAYS = {(10, 1): "国庆节", (10, 2): "国庆节"}
_THREE_NATIONAL_DAYS = _NATIONAL_DAYS | {(10, 3): "国庆节"}
_ONE_MAY_DAY = {(5, 1): "劳动节"}
_TWO_MAY_DAYS = _ONE_MAY_DAY | {(5, 2): "劳动节"}
_THREE_MAY_DAYS = _TWO_MAY_DAYS | {(5, 3): "劳动节"}

#: From which day which version holds, latest first.
_VERSIONS = (
    (date(2025, 1, 1), _NEW_YEAR | _TWO_MAY_DAYS | _THREE_NATIONAL_DAYS),
    (date(2008, 1, 1), _NEW_YEAR | _ONE_MAY_DAY | _THREE_NATIONAL_DAYS),
    (date(1999, 9, 18), _NEW_YEAR | _THREE_MAY_DAYS | _THREE_NATIONAL_DAYS),
    (date(1949, 12, 23), _NEW_YEAR | _ONE_MAY_DAY | _NATIONAL_DAYS),
)


def fixed_holiday(day: date) -> str:
    """The name of the holiday that the law in force on that day puts on that date; "" for any other day."""
    for since, holidays in _VERSIONS:
        if day >= since:
            return holidays.get((day.month, day.day), "")
    return ""
