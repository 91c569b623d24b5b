"""公开时限 as machine data: from what, how long, how often. Written short for the record, in Chinese for people.

`event:formed+20wd` · `event:approved+20d` · `monthly+20wd` · `quarterly+20wd` · `yearly:01-31` ·
`yearly:01-31,07-31` · `permanent+20wd` · `realtime+1wd`; both ways of writing are read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from yihaotong.clock import ClockError, Limit, Measure
from yihaotong.journal.codes import Code
from yihaotong.journal.refusal import Refused


class Event(Code):
    """From what a limit counts."""

    FORMED = "formed", "形成或变更"
    APPROVED = "approved", "批准"
    DECIDED = "decided", "作出决定"


class Every(Code):
    """How often something is due by itself, without anybody saying that it was formed."""

    EVENT = "event", "每次形成时"
    MONTH = "monthly", "每月"
    QUARTER = "quarterly", "每季度"
    HALF = "half-yearly", "每半年"
    YEAR = "yearly", "每年固定日期"
    PERMANENT = "permanent", "长期公开"
    REAL_TIME = "realtime", "实时"


PERIODIC = frozenset({Every.MONTH, Every.QUARTER, Every.HALF})
#: 长期公开 and 实时 say nothing of days: art. 26 for what changes, and a design value for what is at once.
_ART_26, _AT_ONCE = Limit(20, Measure.WORKING_DAY), Limit(1, Measure.WORKING_DAY)
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True)
class Timing:
    """`event` for what counts from an event; `days` are (month, day) of fixed dates, in the order of the year."""

    every: Every
    limit: Limit | None = None
    event: Event | None = None
    days: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        if self.every is Every.YEAR:
            return "yearly:" + ",".join(f"{month:02d}-{day:02d}" for month, day in self.days)
        head = f"event:{self.event}" if self.every is Every.EVENT else self.every.value
        return f"{head}+{self.limit}"

    @property
    def chinese(self) -> str:
        """As the column 公开时限 prints it; `parse` reads it again."""
        span = self.limit.chinese.replace(" ", "") if self.limit else ""
        if self.every is Every.EVENT:
            return f"自{(self.event or Event.FORMED).label}之日起{span}内"
        if self.every is Every.YEAR:
            return "每年" + "、".join(f"{month}月{day}日" for month, day in self.days) + "前"
        if self.every in PERIODIC:
            return f"{self.every.label}结束后{span}内"
        said = "变更" if self.every is Every.PERMANENT else "形成"
        usual = self.limit == (_ART_26 if self.every is Every.PERMANENT else _AT_ONCE)
        return self.every.label if usual else f"{self.every.label}（{said}后{span}内）"

    @classmethod
    def parse(cls, written: str) -> "Timing":
        """Either way of writing. Raises Refused("bad-timing")."""
        text = _even(written)
        for pattern, read in _READERS:
            if found := pattern.fullmatch(text):
                try:
                    return read(found)
                except (ClockError, ValueError) as wrong:
                    raise Refused("bad-timing", f"公开时限“{written}”不对：{wrong}", "timing") from None
        raise Refused(
            "bad-timing",
            f"公开时限“{written}”看不懂：可以写“自形成或变更之日起20个工作日内”“自批准之日起20日内”"
            "“每月结束后20个工作日内”“每年1月31日前”“长期公开”或“实时”",
            "timing",
        )


def _even(written: str) -> str:
    """Without blanks, in one kind of brackets and digits, without the words that change nothing."""
    text = "".join(written.translate(str.maketrans("０１２３４５６７８９（），：＋", "0123456789(),:+")).split())
    return text.rstrip("。；;").removesuffix("公开") if not text.startswith("长期") else text.rstrip("。；;")


_MEASURES = {"个工作日": "wd", "工作日": "wd", "日": "d", "天": "d", "个自然日": "d", "个月": "mo", "小时": "h"}
_SPAN = r"(\d+)(个工作日|工作日|个自然日|个月|日|天|小时)"


def _span(amount: str, unit: str) -> Limit:
    return Limit.parse(f"{amount}{_MEASURES[unit]}")


def _fixed(written: str) -> Timing:
    found = [(int(month), int(day)) for month, day in re.findall(r"(\d{1,2})(?:-|月)(\d{1,2})", written)]
    for month, day in found:
        if not 1 <= month <= 12 or not 1 <= day <= _LENGTHS[month - 1] or (month, day) == (2, 29):
            raise ValueError(f"没有每年 {month} 月 {day} 日这一天")
    return Timing(Every.YEAR, days=tuple(sorted(set(found))))


_EVENTS = {"形成或变更": Event.FORMED, "形成或者变更": Event.FORMED, "形成": Event.FORMED, "变更": Event.FORMED}
_EVENTS |= {"批准": Event.APPROVED, "批复": Event.APPROVED, "作出决定": Event.DECIDED, "作出行政决定": Event.DECIDED}
_EVENT = "|".join(sorted(_EVENTS, key=len, reverse=True))
_PERIODS = {"月": Every.MONTH, "每月": Every.MONTH, "季度": Every.QUARTER, "每季度": Every.QUARTER}
_PERIODS |= {"半年": Every.HALF, "每半年": Every.HALF}

_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Timing]], ...] = (
    (
        re.compile(r"event:(formed|approved|decided)\+(\w+)"),
        lambda found: Timing(Every.EVENT, Limit.parse(found[2]), Event(found[1])),
    ),
    (
        re.compile(r"(monthly|quarterly|half-yearly|permanent|realtime)\+(\w+)"),
        lambda found: Timing(Every(found[1]), Limit.parse(found[2])),
    ),
    (re.compile(r"yearly:(\d\d-\d\d(?:,\d\d-\d\d){0,11})"), lambda found: _fixed(found[1])),
    (
        re.compile(rf"自?(?:该|本)?(?:政府)?(?:信息)?({_EVENT})(?:之日)?(?:起|后){_SPAN}(?:以?内)?"),
        lambda found: Timing(Every.EVENT, _span(found[2], found[3]), _EVENTS[found[1]]),
    ),
    (
        re.compile(rf"(每?月|每?季度|每?半年)(?:度)?(?:结束|末|终了)后?{_SPAN}(?:以?内)?"),
        lambda found: Timing(_PERIODS[found[1]], _span(found[2], found[3])),
    ),
    (
        re.compile(r"每年(\d{1,2}月\d{1,2}日(?:[、,和]\d{1,2}月\d{1,2}日){0,11})(?:之?前)?"),
        lambda found: _fixed(found[1]),
    ),
    (
        re.compile(rf"长期(?:公开)?(?:\(变更后{_SPAN}(?:以?内)?\))?"),
        lambda found: Timing(Every.PERMANENT, _span(found[1], found[2]) if found[1] else _ART_26),
    ),
    # “及时” names no days: then those of art. 26 hold.
    (re.compile(r"及时"), lambda _found: Timing(Every.EVENT, _ART_26, Event.FORMED)),
    (
        re.compile(rf"(?:实时|即时)(?:\(形成后{_SPAN}(?:以?内)?\))?"),
        lambda found: Timing(Every.REAL_TIME, _span(found[1], found[2]) if found[1] else _AT_ONCE),
    ),
)
