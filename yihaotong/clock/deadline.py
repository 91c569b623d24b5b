"""What the clock answers."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from yihaotong.clock.remaining import Remaining, remaining
from yihaotong.clock.steps import Asked, Marks, Step
from yihaotong.clock.terms import Terms
from yihaotong.clock.wording import derive


@dataclass(frozen=True)
class Deadline:
    """When something is due (None while the clock stands) and how that came about.

    `provisional`: a notice on holidays that is still to come may move it; reckon again once it is entered.
    """

    due: datetime | None
    provisional: bool
    terms: Terms = field(repr=False, compare=False)
    marks: Marks = field(repr=False, compare=False)
    asked: Asked = field(repr=False, compare=False)

    @cached_property
    def derivation(self) -> tuple[Step, ...]:
        """The steps of the very walk that found `due`, put into words when somebody asks."""
        return derive(self.terms, self.marks, self.asked, self.due)

    def remaining(self, at: datetime) -> Remaining:
        terms = self.terms
        return remaining(
            self.due, at, measure=terms.limit.measure, calendar=terms.calendar, hours=terms.hours, pauses=terms.pauses
        )
