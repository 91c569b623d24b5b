"""The five lives by their sort, and which articles a record may be bound to."""

from collections.abc import Mapping

from yihaotong.engagement.rules.activities import ACTIVITY
from yihaotong.engagement.rules.codes import Bond, LimitKind, Progress, Sort
from yihaotong.engagement.rules.life import Life
from yihaotong.engagement.rules.opinions import OPINION
from yihaotong.engagement.rules.papers import BUDGET, INTERPRETATION
from yihaotong.engagement.rules.proposals import PROPOSAL

LIVES: Mapping[Sort, Life] = {each.sort: each for each in (INTERPRETATION, BUDGET, PROPOSAL, ACTIVITY, OPINION)}
BONDS: Mapping[Sort, tuple[Bond, ...]] = {
    Sort.INTERPRETATION: (Bond.RELEASE, Bond.POLICY),
    Sort.BUDGET: (Bond.RELEASE,),
    Sort.PROPOSAL: (Bond.RELEASE,),
    Sort.ACTIVITY: (Bond.NOTICE, Bond.OUTCOME),
    Sort.OPINION: (Bond.RELEASE,),
}
#: Where a record goes when the article that makes it public is released, from where, and the limit that it meets.
RELEASING: Mapping[Sort, tuple[Progress, Progress, LimitKind]] = {
    Sort.INTERPRETATION: (Progress.PREPARING, Progress.RELEASED, LimitKind.INTERPRET),
    Sort.BUDGET: (Progress.APPROVED, Progress.RELEASED, LimitKind.BUDGET),
}
