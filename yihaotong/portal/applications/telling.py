"""What happened to a request, as its applicant is told: his own steps, and what the organ has told him by law.

What the organ says to itself (drafts, searches, the words of third parties) is not among it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yihaotong.applications.models import Event


@dataclass(frozen=True)
class Told:
    what: str | Promise
    on: date
    text: str = ""


#: What a move is called to the applicant, and which of its typed words are his to read.
_SAID: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "register": (_("提交了申请"), ()),
    "confirm": (_("已与您确认，自这天起算答复期限"), ()),
    "ask_correction": (_("请您补正"), ("defects",)),
    "supplement": (_("您补充了信息"), ()),
    "correct": (_("收到您的补正，答复期限重新计算"), ()),
    "correct_more": (_("收到您继续补正的内容"), ()),
    "ask_reasons": (_("请您说明理由"), ("note",)),
    "explain": (_("收到您的说明"), ()),
    "consult": (_("正在征求有关方面意见，其间答复期限暂停"), ()),
    "extend": (_("答复期限延长"), ("note",)),
    "charge": (_("收费通知"), ()),
    "take_back_charge": (_("收费通知已撤回，不用按它缴费"), ("note",)),
    "waive": (_("费用减免"), ()),
    "pay": (_("收到缴费，答复期限重新计算"), ()),
    "give_up": (_("视为放弃申请"), ("note",)),
    "send": (_("答复已送出"), ()),
    "deliver": (_("答复已送达"), ()),
    "answer_anew": (_("依据复议决定、法院判决，重新答复"), ()),
    "withdraw": (_("申请已撤回"), ()),
    "to_hotline": (_("按您的意愿转为 12345 工单"), ()),
}


def told(events: Sequence[Event]) -> list[Told]:
    """The newest first."""
    return [_told(event) for event in reversed(events) if event.move in _SAID]


def _told(event: Event) -> Told:
    what, names = _SAID[event.move]
    words = json.loads(event.words)
    return Told(what, event.on, "\n".join(str(words[name]) for name in names if words.get(name)))
