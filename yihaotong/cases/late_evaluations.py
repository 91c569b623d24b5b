"""The citizen's word, after the closing, that it is not settled: until when the case can be taken up again, what the
call-back had written down of him, and for whom it waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.timezone import localtime

from yihaotong.cases import city
from yihaotong.cases.models import CallBack, Case, Conclusion, Evaluation
from yihaotong.cases.rules.codes import CONTENT, Satisfaction, Solved, Stage

_NOT_CONTENT = sorted(each.value for each in Satisfaction if each not in CONTENT)


@dataclass(frozen=True)
class LateEvaluation:
    """`recorded`: the call-back on which it was closed, None where nobody was reached. `until`: to when the supervisor
    may reopen it, None for a case that no unit ever handled."""

    case: Case
    evaluation: Evaluation
    recorded: CallBack | None
    until: datetime | None

    @property
    def contradicts(self) -> bool:
        """Whether the call-back had him content."""
        return self.recorded is not None and Satisfaction(self.recorded.satisfaction) in CONTENT


def waiting(at: datetime) -> QuerySet[Case]:
    """The closed cases that may still be taken up and whose citizen said afterwards that he is not content, the newest
    closing first. What a supervisor closed knowing it (认定) waits for nobody."""
    since = at - city.reopen_within()
    closed = Case.objects.filter(stage=Stage.CLOSED.value, dissatisfied=True, moved_at__gte=since)
    return _late(closed).order_by("-moved_at", "-pk")


def _late(cases: QuerySet[Case]) -> QuerySet[Case]:
    concluded = Conclusion.objects.filter(case=OuterRef("pk"), at=OuterRef("closed_at"))
    said = cases.filter(evaluation__satisfaction__in=_NOT_CONTENT, evaluation__at__gte=F("closed_at"))
    return said.filter(~Exists(concluded))


def late_evaluations(cases: Iterable[Case]) -> dict[int, LateEvaluation]:
    """Of these cases those that were so judged after their closing, by id. Asks nothing where none is closed."""
    closed = {case.pk: case for case in cases if case.stage == Stage.CLOSED.value and case.dissatisfied}
    if not closed:
        return {}
    late = _late(Case.objects.filter(pk__in=closed)).values("pk")
    evaluations = list(Evaluation.objects.filter(case__in=late))
    calls = CallBack.objects.filter(case__in=[each.pk for each in evaluations], reached=True).order_by("pk")
    recorded = {call.case_id: call for call in calls if call.at == closed[call.case_id].closed_at}
    return {
        each.pk: LateEvaluation(closed[each.pk], each, recorded.get(each.pk), _until(closed[each.pk]))
        for each in evaluations
    }


def late_evaluation(case: Case) -> LateEvaluation | None:
    return late_evaluations([case]).get(case.pk)


def _until(case: Case) -> datetime | None:
    return case.closed_at + city.reopen_within() if case.closed_at and case.lead_unit_id else None


def judged(evaluation: Evaluation | CallBack) -> str:
    """What was said of the result, in words: 部分解决、非常不满意."""
    said = (Solved(evaluation.solved).label if evaluation.solved else "", Satisfaction(evaluation.satisfaction).label)
    return "、".join(filter(None, said))


def why(late: LateEvaluation) -> str:
    """Why a closed case stands before somebody: 办结后评价“非常不满意”，回访记的是“满意”，12月20日前可以重开."""
    parts = [f"办结后评价“{Satisfaction(late.evaluation.satisfaction).label}”"]
    if late.recorded and late.contradicts:
        parts.append(f"回访记的是“{Satisfaction(late.recorded.satisfaction).label}”")
    if late.until:
        parts.append(f"{localtime(late.until):%-m月%-d日}前可以重开")
    return "，".join(parts)
