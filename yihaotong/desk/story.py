"""A case's history in words: each line of the journal with who, what, and the text it left behind."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.accounts.access import names_of, unit_names_then
from yihaotong.cases.models import CallBack, Case, Conclusion, Contact, Evaluation, Leg, Reply, Review
from yihaotong.cases.rules.attaching import Audience, RemovalReason
from yihaotong.cases.rules.codes import (
    CloseGround,
    ConcludeGround,
    ContactMeans,
    NoContact,
    Outcome,
    Satisfaction,
    SendBackReason,
    Solved,
)
from yihaotong.cases.rules.moves import MOVES
from yihaotong.files.rules.kinds import by_media
from yihaotong.files.rules.limits import in_words
from yihaotong.journal.models import Line

_READ = "identity.read"
_OTHER_WORDS = {_READ: gettext_lazy("查看诉求人身份"), "case.recompute": gettext_lazy("重新计算时限")}
_OTHER_WORDS["case.remove_attachment"] = gettext_lazy("移除附件")

Facts = list[tuple[str, str]]
Left = tuple[Facts, str]


@dataclass(frozen=True)
class Entry:
    """One act on a case. `facts` are label and value; `text` is what somebody wrote; `read`: nothing was changed."""

    kind: str
    at: datetime
    who: str
    what: str
    facts: Facts
    text: str

    @property
    def read(self) -> bool:
        return self.kind == _READ


@dataclass(frozen=True)
class Records:
    """What the lines point to, by id, each table read once."""

    legs: Mapping[int, Leg]
    contacts: Mapping[int, Contact]
    replies: Mapping[int, Reply]
    reviews: Mapping[int, Review]
    call_backs: Mapping[int, CallBack]
    conclusion: Conclusion | None
    evaluation: Evaluation | None
    units: Mapping[tuple[int, date], str]


def entries(case: Case, lines: Iterable[Line]) -> list[Entry]:
    """The whole story, oldest first, in as many queries for two lines as for fifty."""
    told = list(lines)
    names = names_of({line.actor for line in told})
    records = _records(case, {line.kind for line in told})
    found = []
    for line in told:
        facts, text = _TELLERS.get(line.kind, _nothing)(records, line.facts.get("after", {}))
        if reason := line.facts.get("reason"):
            facts = [(_("用途"), reason), *facts]
        found.append(Entry(line.kind, line.at, names[line.actor], word(line), facts, text))
    return found


def word(line: Line) -> str:
    """登记, 派单, 签收 …: what this line tells of."""
    name = line.kind.removeprefix("case.")
    return MOVES[name].label if name in MOVES else str(_OTHER_WORDS.get(line.kind, line.kind))


def sentence(entry: Entry) -> str:
    """张三 于 11-22 20:15 签收."""
    return _("%(who)s 于 %(when)s %(what)s") % {
        "who": entry.who,
        "when": f"{localtime(entry.at):%m-%d %H:%M}",
        "what": entry.what,
    }


def _records(case: Case, kinds: Set[str]) -> Records:
    """Only the tables that some line points into are asked."""
    legs = {leg.pk: leg for leg in case.legs.all()}
    reviewed = kinds & {"case.approve", "case.send_back"}
    return Records(
        legs=legs,
        contacts={contact.pk: contact for contact in case.contacts.all()},
        replies={reply.pk: reply for reply in case.replies.all()},
        reviews={review.pk: review for review in case.reviews.all()} if reviewed else {},
        call_backs={call.pk: call for call in case.call_backs.all()},
        conclusion=case.conclusion if "case.conclude" in kinds else None,
        evaluation=case.evaluation if "case.evaluate" in kinds else None,
        units=unit_names_then((leg.unit_id, localdate(leg.dispatched_at)) for leg in legs.values()),
    )


def _nothing(records: Records, after: Mapping[str, Any]) -> Left:
    return [], ""


def _dispatched(records: Records, after: Mapping[str, Any]) -> Left:
    leg = records.legs.get(after.get("leg", 0))
    if leg is None:
        return [], ""
    return [(_("主办单位"), records.units[leg.unit_id, localdate(leg.dispatched_at)])], leg.note


def _contacted(records: Records, after: Mapping[str, Any]) -> Left:
    contact = records.contacts.get(after.get("contact", 0))
    if contact is None:
        return [], ""
    reached = _("已联系上") if contact.reached else _("未联系上")
    return [(ContactMeans(contact.means).label, reached)], contact.note


def _replied(records: Records, after: Mapping[str, Any]) -> Left:
    reply = records.replies.get(after.get("reply", 0))
    if reply is None:
        return [], ""
    facts = [(_("办理结果"), Outcome(reply.outcome).label)] if reply.outcome else []
    if reply.no_contact:
        facts.append((_("未联系的原因"), NoContact(reply.no_contact).label))
    return facts, reply.text


def _reviewed(records: Records, after: Mapping[str, Any]) -> Left:
    review = records.reviews.get(after.get("review", 0))
    if review is None:
        return [], ""
    return [(_("退回原因"), SendBackReason(review.reason).label)] if review.reason else [], review.note


def _called(records: Records, after: Mapping[str, Any]) -> Left:
    call = records.call_backs.get(after.get("call_back", 0))
    facts = [(_("办结依据"), CloseGround(after["ground"]).label)] if after.get("ground") else []
    return (facts + _answers(call), call.note) if call else (facts, "")


def _concluded(records: Records, after: Mapping[str, Any]) -> Left:
    given = records.conclusion
    return ([(_("认定依据"), ConcludeGround(given.ground).label)], given.note) if given else ([], "")


def _evaluated(records: Records, after: Mapping[str, Any]) -> Left:
    given = records.evaluation
    return (_answers(given), given.note) if given else ([], "")


def _attached(records: Records, after: Mapping[str, Any]) -> Left:
    facts = [(_("附件"), f"{by_media(after['media']).label} {in_words(after['size'])}")] if "media" in after else []
    if after.get("audience") == Audience.PUBLIC.value:
        facts.append((_("可见范围"), Audience.PUBLIC.label))
    if after.get("removal"):
        facts.append((_("移除原因"), RemovalReason(after["removal"]).label))
    return facts, ""


def _answers(given: CallBack | Evaluation) -> Facts:
    """What the requester answered, on the telephone or on the portal."""
    asked = (
        (_("是否解决"), Solved, given.solved),
        (_("对办理结果"), Satisfaction, given.satisfaction),
        (_("对服务态度"), Satisfaction, given.attitude),
    )
    return [(label, codes(value).label) for label, codes, value in asked if value]


_TELLERS: dict[str, Callable[[Records, Mapping[str, Any]], Left]] = {
    "case.dispatch": _dispatched,
    "case.contact": _contacted,
    "case.propose": _replied,
    "case.reply": _replied,
    "case.import": _replied,
    "case.approve": _reviewed,
    "case.send_back": _reviewed,
    "case.attempt": _called,
    "case.close": _called,
    "case.redo": _called,
    "case.refer": _called,
    "case.conclude": _concluded,
    "case.evaluate": _evaluated,
    "case.attach": _attached,
    "case.remove_attachment": _attached,
}
