"""One matter from many people: a main has burst, seven neighbours call, and the first of them calls again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from yihaotong.accounts.rules import Role
from yihaotong.cases import actions as cases
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel, RequestType, Urgency
from yihaotong.dispatch.access import suggest_units
from yihaotong.project.demo import city, texts
from yihaotong.project.demo.playing import Cast

_PLACE, _CATEGORY = "640104001002", "0201"
_HOURS_BACK = 5
_SAID = (
    "市民来电反映：锦河家园从今天一早停水，一滴都没有，家里有老人，问什么时候来水。",
    "来电人反映，锦河家园 7 号楼停水，物业说是外面主管道爆了。",
    "锦河家园全小区没水，孩子放学回来做不了饭，请尽快抢修。",
    "诉求人称，小区门口的路上冒水，家里停水四个小时了。",
    "锦河家园停水，没有接到任何通知，打供水公司电话占线。",
    "家里停水，小区里开店的几家都关门了，请告知恢复时间。",
    "市民致电反映，锦河家园高层停水，二次供水也没有，要求送水。",
)
#: So many cases are added: one from each, and one again.
COUNT = len(_SAID) + 1
_AGAIN = "上午打过电话反映锦河家园停水，到现在还没有来水，再催一次。"


@transaction.atomic
def gather(at: datetime) -> int:
    """File and join these cases where they are not there yet; how many were added."""
    if Case.objects.filter(submission=_submission(0)).exists():
        return 0
    cast, chance, begun = Cast(at), Random(city.SEED), at - timedelta(hours=_HOURS_BACK)
    phones = [texts.mobile(chance) for _each in _SAID]
    names = [texts.name(chance) for _each in _SAID]
    moments = [begun + timedelta(minutes=17 * number) for number in range(len(_SAID) + 1)]
    filed = [
        _file(cast, number, {"body": said, "name": name, "phone": phone}, moments[number])
        for number, (said, name, phone) in enumerate(
            zip((*_SAID, _AGAIN), (*names, names[0]), (*phones, phones[0]), strict=True)
        )
    ]
    parent, *others, again = filed
    dispatcher, soon = cast.actor(Role.DISPATCHER, 1), timedelta(minutes=6)
    unit = cast.codes[suggest_units(_CATEGORY, _PLACE)[0].unit_id]
    # The others had called already when the first was sent: all happens in the order of its time.
    sent = cases.move(parent, "dispatch", actor=dispatcher, at=moments[-1] + soon, data={"unit": unit})
    for number, case in enumerate(others):
        joined = moments[-1] + soon * (number + 2)
        cases.move(case, "follow", actor=dispatcher, at=joined, data={"parent": parent.order_no})
    last = moments[-1] + soon * (len(others) + 2)
    cases.move(again, "merge", actor=dispatcher, at=last, data={"parent": parent.order_no})
    handler = cast.actor(Role.HANDLER, 0, sent.lead_unit_id)
    cases.move(sent, "sign", actor=handler, at=last + soon)
    return len(filed)


def _file(cast: Cast, number: int, told: Mapping[str, str], at: datetime) -> Case:
    data = {
        **told,
        "title": "锦河家园停水",
        "request_type": RequestType.HELP,
        "category": _CATEGORY,
        "urgency": Urgency.URGENT,
        "place": _PLACE,
        "address": "锦河家园",
    }
    filed = cases.file(
        data,
        actor=cast.actor(Role.OPERATOR, number),
        at=at,
        channel=Channel.PHONE,
        submission=_submission(number),
        simulated=True,
    )
    return filed.case


def _submission(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"yihaotong:demo:{city.SEED}:gathering:{number}")
