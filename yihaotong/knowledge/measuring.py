"""How good the knowledge base is: 知识库准确率 and 更新及时率, each with what was counted.

No source gives their formulae (they are only named as indicators), so these are ours, of the last 90 days. A report of
a wrong answer that is still open says nothing yet about the answer; it is counted beside the rate.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.db.models.functions import TruncDate
from django.utils.timezone import localtime

from yihaotong.journal.rules import shares
from yihaotong.knowledge.models import Entry, Looked, WrongAnswer
from yihaotong.knowledge.rules.codes import Settled

PERIOD = timedelta(days=90)


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        return shares.percent(self.part, self.whole)


@dataclass(frozen=True)
class Figures:
    """`accurate`: entries in force without a report settled as true in the period, of all in force; `open_reports`
    are counted beside it. `timely`: reviews that were due in the period and done by the end of their day, of all that
    were due, those not done yet included."""

    accurate: Rate
    timely: Rate
    open_reports: int


def figures(at: datetime) -> Figures:
    """Five counts, however many entries there are."""
    today = localtime(at).date()
    since = at - PERIOD
    first = localtime(since).date()
    in_force = Entry.objects.filter(released__gt=0, withdrawn_at=None, valid_from__lte=today)
    in_force = in_force.exclude(valid_until__lt=today)
    true = WrongAnswer.objects.filter(entry=OuterRef("pk"), how=Settled.CORRECTED.value, settled_at__gt=since)
    whole = in_force.count()
    wrong = in_force.filter(Exists(true)).count()
    looked = Looked.objects.filter(due_on__gt=first, due_on__lte=today)
    done = looked.count()
    in_time = looked.annotate(on=TruncDate("at")).filter(on__lte=F("due_on")).count()
    late = in_force.filter(review_on__gt=first, review_on__lt=today).count()
    return Figures(
        accurate=Rate(whole - wrong, whole),
        timely=Rate(in_time, done + late),
        open_reports=WrongAnswer.objects.filter(settled_at=None).count(),
    )
