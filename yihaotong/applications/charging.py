"""What a request costs, before the notice goes and after: the count, the amount, and every step of the ladder."""

from dataclasses import dataclass

from yihaotong.applications import repeats
from yihaotong.applications.models import Application, Charge, Item
from yihaotong.applications.rules import fees
from yihaotong.applications.rules.codes import Ladder

UNITS = {Ladder.ITEMS: "件", Ladder.PAGES: "页"}


@dataclass(frozen=True)
class Fee:
    """`count` pages, or items after `before` earlier ones of the same applicant in the natural month."""

    ladder: Ladder
    count: int
    before: int = 0

    @property
    def yuan(self) -> int:
        return fees.fee(self.ladder, count=self.count, before=self.before)

    @property
    def steps(self) -> list[str]:
        """How it comes about, a step a line: 第 31—50 页，每页 10 元，20 页计 200 元"""
        found = fees.steps(self.ladder, count=self.count, before=self.before)
        return [step.told(UNITS[self.ladder]) for step in found]

    @property
    def says(self) -> str:
        """按量 50 页 or 按件 3 件（本月此前已有 9 件）"""
        earlier = f"（本月此前已有 {self.before} 件）" if self.before else ""
        return f"{self.ladder.label} {self.count} {UNITS[self.ladder]}{earlier}"


def fee_of(application: Application, ladder: Ladder, pages: int | None) -> Fee:
    """What a notice sent now would ask for. To reckon it raises Refused("out-of-range") for a slip of the keys."""
    if ladder is Ladder.PAGES:
        return Fee(ladder, pages or 0)
    count = Item.objects.filter(application=application).count()
    return Fee(ladder, count, repeats.items_of_month(application))


def fee_in(charge: Charge) -> Fee:
    """What stands in a notice that went out."""
    return Fee(Ladder(charge.ladder), charge.count, charge.before)
