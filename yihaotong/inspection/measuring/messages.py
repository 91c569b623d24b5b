"""互动: what came in through the site's own channels and waits for an answer. Requests under the Regulation are none of
these: they have clocks of their own, which stand still while an applicant corrects or a third party is heard.

By number and place alone: who looks at this page need not be somebody who may read the message.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import OPEN, Channel, RequestType, Stage
from yihaotong.inspection.measuring.moment import Moment, day_of
from yihaotong.inspection.rules.indicators import Behind, Indicator, of_dates
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules.codes import OPEN as MATTERS_OPEN
from yihaotong.scrutiny.rules.codes import Route

#: The site's own: what came by telephone is not looked at by whoever inspects a website.
_CHANNELS = (Channel.PORTAL.value, Channel.WECHAT.value)
#: Answered, and only the call-back still to be made.
_WAITING = sorted(stage.value for stage in OPEN - {Stage.TO_CALL_BACK})
#: So many of the oldest are looked at of each sort.
_MOST = 500


@dataclass(frozen=True)
class _Waiting:
    """One message that waits; `question`: a simple one."""

    key: str
    number: str
    words: str
    since: date
    question: bool = False


def measured(moment: Moment) -> Iterator[Indicator]:
    cases = _cases()
    everything = [*cases, *_matters()]
    count = f"{_number(everything)} 件待答复" if everything else "没有待答复的"
    for code in ("messages_unanswered", "messages_late"):
        yield of_dates(moment.limits[code], _running(moment, code, everything), moment.at, count)
    questions = [each for each in cases if each.question]
    count = f"{_number(questions)} 件咨询待答复" if questions else "没有待答复的咨询"
    yield of_dates(moment.limits["questions_late"], _running(moment, "questions_late", questions), moment.at, count)


def _number(waiting: list[_Waiting]) -> str:
    """How many; of some thousand only the oldest were looked at."""
    return f"{len(waiting)}" if len(waiting) < _MOST else f"{_MOST} 以上"


def _running(moment: Moment, code: str, waiting: list[_Waiting]) -> list[Behind]:
    return [Behind(each.key, each.words, moment.due_of_day(code, each.since), number=each.number) for each in waiting]


def _cases() -> list[_Waiting]:
    found = Case.objects.filter(stage__in=_WAITING, channel__in=_CHANNELS, historical=False).order_by("filed_at")
    rows = found.values_list("pk", "order_no", "stage", "filed_at", "request_type")[:_MOST]
    return [
        _Waiting(
            f"case:{pk}", number, f"工单 {number}：{Stage(stage).label}", day_of(since), kind == RequestType.INQUIRY
        )
        for pk, number, stage, since, kind in rows
    ]


def _matters() -> list[_Waiting]:
    found = Matter.objects.filter(progress__in=sorted(each.value for each in MATTERS_OPEN), route=Route.PUBLIC.value)
    rows = found.order_by("registered_at").values_list("pk", "number", "registered_at")[:_MOST]
    return [_Waiting(f"matter:{pk}", number, f"公开投诉举报 {number}", day_of(since)) for pk, number, since in rows]
