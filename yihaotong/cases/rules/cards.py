"""黄牌、红牌: what a profile hangs on a case that is about to be late, or is. Computed, never stored."""

from dataclasses import dataclass

from yihaotong.cases.rules.clocks import Profile, Setting
from yihaotong.cases.rules.codes import RequestType, Urgency
from yihaotong.journal.codes import Code


class Card(Code):
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"


@dataclass(frozen=True)
class Offsets:
    """Working days before and after the day a limit ends; None where the profile knows no such card."""

    yellow: int | None
    red: int | None


def offsets(profile: Profile, request_type: RequestType, urgency: Urgency) -> Offsets:
    def days(setting: Setting) -> int | None:
        line = profile.setting(setting, request_type, urgency)
        return line.limit.amount if line else None

    return Offsets(days(Setting.YELLOW_CARD), days(Setting.RED_CARD))


def card(days_left: int | None, *, overdue: bool, offsets: Offsets) -> Card | None:
    """The card of a limit with so many working days after today up to its last day; minus those since, when overdue.

    Yellow from so many working days before the last day on; it stays until red, on the so-manieth working day after.
    """
    if days_left is None:
        return None
    if offsets.red is not None and overdue and -days_left >= offsets.red:
        return Card.RED
    if offsets.yellow is not None and days_left <= offsets.yellow:
        return Card.YELLOW
    return None
