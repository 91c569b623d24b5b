"""How a threshold stands: what is measured, when it breaks if nothing happens, what that costs; the score of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from yihaotong.clock import missed
from yihaotong.inspection.rules.codes import Light, Sort, Weight
from yihaotong.inspection.rules.thresholds import Threshold

#: 国办秘函〔2019〕19号: 100 points, and 30 more that count only above 80; below 60 is 不合格.
FULL, BONUS, BONUS_ABOVE, PASSES = 100, 30, 80, 60
#: The part of FULL that does not judge services: an organ without any is scored out of it, and that times 4/3.
WITHOUT_SERVICES = 75
#: So many rows are shown behind a figure; `Indicator.count` tells of all.
MOST_ROWS = 50


@dataclass(frozen=True)
class Behind:
    """One thing behind a figure. `key` is the journal's name of the record or an address; `due` when it breaks, or
    broke; `unit` the section that answers for it; `number` is what its page goes by, where that is not in the key."""

    key: str
    words: str
    due: datetime | None = None
    unit: int | None = None
    number: str = ""


@dataclass(frozen=True)
class Indicator:
    """A threshold as it stands at an instant.

    `measured`: in words; `breach_on`: when it breaks if nothing happens, or when it broke; None: no date runs. `rows`:
    at most MOST_ROWS of those that break it or will next, `count` how many break it now; `pieces` for how many points
    are deducted. `note` says what else a reader must know.
    """

    threshold: Threshold
    light: Light
    measured: str
    breach_on: datetime | None = None
    rows: tuple[Behind, ...] = ()
    count: int = 0
    note: str = ""

    @property
    def code(self) -> str:
        return self.threshold.code

    @property
    def label(self) -> str:
        return self.threshold.label

    @property
    def weight(self) -> Weight:
        return self.threshold.weight

    @property
    def limit(self) -> str:
        return self.threshold.chinese

    @property
    def basis(self) -> str:
        return self.threshold.says

    @property
    def deduction(self) -> Decimal:
        """Points lost now."""
        if self.weight is not Weight.DEDUCT or self.light is not Light.BROKEN:
            return Decimal(0)
        return min(self.threshold.points * max(self.count, 1), self.threshold.most)

    @property
    def deducted(self) -> str:
        """The same in words, "" for nothing."""
        return plain(self.deduction) if self.deduction else ""

    def days_left(self, at: datetime) -> int | None:
        """Whole days until it breaks, negative once it has; None where nothing runs."""
        return None if self.breach_on is None else (self.breach_on - at) // timedelta(days=1)


def plain(points: Decimal) -> str:
    """94.7, not 94.70 and not 1E+2."""
    return f"{points.normalize():f}"


def unknown(threshold: Threshold, why: str) -> Indicator:
    return Indicator(threshold, Light.UNKNOWN, why)


def of_dates(threshold: Threshold, running: Iterable[Behind], at: datetime, measured: str = "") -> Indicator:
    """Of things each with its own due instant: it breaks when so many of them have missed theirs as the limit says
    (one, where the limit is a span or a date)."""
    queue = sorted((each for each in running if each.due is not None), key=lambda each: (each.due, each.key))
    late = [each for each in queue if missed(each.due, at)]
    needed = threshold.number if threshold.sort is Sort.COUNT else 1
    breach_on = queue[needed - 1].due if len(queue) >= needed else None
    words = measured or (f"{len(late)} 项" if late else "没有")
    light = _light(breach_on, threshold, at)
    return Indicator(threshold, light, words, breach_on, tuple(queue[:MOST_ROWS]), len(late))


def of_count(threshold: Threshold, rows: Sequence[Behind], count: int, unit: str = "处") -> Indicator:
    """Of what is wrong at this moment: `count` in all, of which `rows` are told."""
    broken = count >= threshold.number
    near = not broken and count > 0
    light = Light.BROKEN if broken else Light.NEAR if near else Light.CALM
    measured = f"{count} {unit}" if count else "没有"
    return Indicator(threshold, light, measured, None, tuple(rows[:MOST_ROWS]), count)


def _light(breach_on: datetime | None, threshold: Threshold, at: datetime) -> Light:
    if breach_on is None:
        return Light.CALM
    if missed(breach_on, at):
        return Light.BROKEN
    return Light.NEAR if breach_on <= at + timedelta(days=threshold.ahead) else Light.CALM


def of_probes(reach: Threshold, tried: int, failed: int, least: int) -> Indicator:
    """Of a week's visits: the share that did not open. Too few visits are said."""
    if not tried:
        return unknown(reach, "没有探测数据")
    broken = failed * 100 >= reach.number * tried
    light = Light.BROKEN if broken else Light.NEAR if failed else Light.CALM
    note = "" if tried >= least else f"一周内只探测了 {tried} 次，规定要 {least} 次以上，仅供参考"
    return Indicator(reach, light, f"近一周 {tried} 次里 {failed} 次打不开", None, (), failed, note)


_RANK = {Light.BROKEN: 0, Light.NEAR: 1, Light.CALM: 2, Light.UNKNOWN: 3}
_WEIGHT = {Weight.VETO: 0, Weight.DEDUCT: 1, Weight.ADVICE: 2}


def pressing_first(found: Iterable[Indicator]) -> list[Indicator]:
    """What is broken, what breaks next; a veto before points before advice; then by date."""
    return sorted(
        found,
        key=lambda each: (
            _RANK[each.light],
            _WEIGHT[each.weight],
            each.breach_on.timestamp() if each.breach_on else float("inf"),
        ),
    )


@dataclass(frozen=True)
class Score:
    """`points` of 100 left. For what 加分 is given is not known here: that is the inspector's."""

    points: Decimal
    vetoes: tuple[Indicator, ...]
    deducted: tuple[Indicator, ...]
    unknown: tuple[Indicator, ...]

    @property
    def words(self) -> str:
        return plain(self.points)

    @property
    def passes(self) -> bool:
        return not self.vetoes and self.points >= PASSES

    @property
    def outcome(self) -> str:
        if self.vetoes:
            return "单项否决，整站不合格"
        if self.points < PASSES:
            return f"低于 {PASSES} 分，不合格"
        return "合格" + ("，加分项可以计入" if self.points > BONUS_ABOVE else "")


def score(found: Sequence[Indicator], *, services: bool = True) -> Score:
    """The score as far as the rules are known (handbook D4): a veto fails the site, whatever its points. `services`:
    the organ has services for the public; without them each point lost weighs 4/3."""
    broken = [each for each in found if each.light is Light.BROKEN]
    deducted = tuple(each for each in broken if each.deduction)
    lost = sum((each.deduction for each in deducted), Decimal(0))
    if not services:
        lost = (lost * FULL / WITHOUT_SERVICES).quantize(Decimal("0.1"))
    return Score(
        max(Decimal(FULL) - lost, Decimal(0)),
        tuple(each for each in broken if each.weight is Weight.VETO),
        deducted,
        tuple(each for each in found if each.light is Light.UNKNOWN),
    )
