"""A case's history in words: each line of the journal with who, what, and the text it left behind."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yihaotong.accounts.access import names_of, unit_names_then
from yihaotong.almanac.access import reasons_of
from yihaotong.cases.models import (
    CallBack,
    Case,
    Conclusion,
    Contact,
    Evaluation,
    Leg,
    Remark,
    Reply,
    Return,
    Review,
    Ruling,
    Supplement,
)
from yihaotong.cases.rules.attaching import Audience, RemovalReason
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import (
    CloseGround,
    ConcludeGround,
    ContactMeans,
    NoContact,
    Outcome,
    OutOfScope,
    ReturnReason,
    Satisfaction,
    SendBackReason,
    Solved,
    SpecialLine,
    VoidReason,
)
from yihaotong.cases.rules.moves import MOVES
from yihaotong.clock.wording import to_the_minute
from yihaotong.desk import alarm_story
from yihaotong.files.rules.kinds import by_media
from yihaotong.files.rules.limits import in_words
from yihaotong.journal.codes import Code
from yihaotong.journal.models import Line

_READ = "identity.read"
_ALLOT = "case.allot"
_RECOMPUTE = "case.recompute"
#: What a line tells of that is no move of the table.
_OTHER_WORDS = {
    _READ: gettext_lazy("查看诉求人身份"),
    _RECOMPUTE: gettext_lazy("重新计算时限"),
    "case.remove_attachment": gettext_lazy("移除附件"),
    "application.invite": gettext_lazy("引导依申请公开"),
    "case.escalate": gettext_lazy("报急，列为特急"),
    "case.calm": gettext_lazy("误报，不再列为特急"),
    "cases.ask_call": gettext_lazy("申请中心代拨"),
    "cases.ask_centre": gettext_lazy("请中心代为联系"),
    "cases.print": gettext_lazy("打印工单"),
    "cases.evidence": gettext_lazy("取出证据材料"),
    "content.read": gettext_lazy("查看封存内容"),
    **alarm_story.WORDS,
}
#: Lines of one case that changed nothing about it.
_READS = frozenset({_READ, "cases.print", "cases.evidence", "content.read"})

#: The moves that leave nothing but a remark, and how the code in it is called.
_REMARKING = (
    *("void", "decline", "transfer", "take_back", "restore", "merge", "follow", "leave", "withdraw", "reopen"),
)
_REMARKED = frozenset(
    {_ALLOT, "case.hand_back", "case.give_back", "cases.ask_centre", *(f"case.{name}" for name in _REMARKING)}
)
_GROUNDS: Mapping[str, tuple[Any, type[Code]]] = {
    "void": (gettext_lazy("无效原因"), VoidReason),
    "decline": (gettext_lazy("情形"), OutOfScope),
    "transfer": (gettext_lazy("转往"), SpecialLine),
}

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
        return self.kind in _READS


@dataclass(frozen=True)
class Records:
    """What the lines point to, by id, each table read once."""

    legs: Mapping[int, Leg]
    contacts: Mapping[int, Contact]
    replies: Mapping[int, Reply]
    reviews: Mapping[int, Review]
    call_backs: Mapping[int, CallBack]
    conclusions: Mapping[int, Conclusion]
    evaluation: Evaluation | None
    supplements: Mapping[int, Supplement]
    units: Mapping[tuple[int, date], str]
    people: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[int, Remark] = field(default_factory=dict)
    returns: Mapping[int, Return] = field(default_factory=dict)
    rulings: Mapping[int, Ruling] = field(default_factory=dict)
    #: What the entries of the calendar rest on, by version.
    calendars: Mapping[int, str] = field(default_factory=dict)


def entries(case: Case, lines: Iterable[Line], words: Callable[[str], str] = str) -> list[Entry]:
    """The whole story, oldest first, in as many queries for two lines as for fifty. `words`: as its reader reads it
    (cases.identities.words_for)."""
    told = list(lines)
    names = names_of({line.actor for line in told} | {_allotted_to(line) for line in told if line.kind == _ALLOT})
    versions = {line.facts.get("after", {}).get("almanac", 0) for line in told if line.kind == _RECOMPUTE}
    calendars = reasons_of(versions) if versions else {}
    records = replace(_records(case, {line.kind for line in told}), people=names, calendars=calendars)
    found = []
    for line in told:
        left = line.facts.get("after", {})
        if line.kind == _RECOMPUTE:
            left = left | {"was": line.facts.get("before", {}).get("due")}
        facts, text = _TELLERS.get(line.kind, _nothing)(records, left)
        if reason := line.facts.get("reason"):
            facts = [(_("用途"), reason), *facts]
        facts = [(label, words(value)) for label, value in facts]
        found.append(Entry(line.kind, line.at, names[line.actor], word(line), facts, words(text)))
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
    returned = bool(case.returns)
    returns = {each.pk: each for each in case.return_requests.all()} if returned else {}
    rulings = {each.pk: each for each in case.rulings.all()} if returned else {}
    reviewed = kinds & {"case.approve", "case.send_back"}
    return Records(
        legs=legs,
        contacts={contact.pk: contact for contact in case.contacts.all()},
        replies={reply.pk: reply for reply in case.replies.all()},
        reviews={review.pk: review for review in case.reviews.all()} if reviewed else {},
        call_backs={call.pk: call for call in case.call_backs.all()},
        conclusions={each.pk: each for each in case.conclusions.all()} if "case.conclude" in kinds else {},
        evaluation=case.evaluation if "case.evaluate" in kinds else None,
        supplements={each.pk: each for each in case.supplements.all()} if "case.supplement" in kinds else {},
        notes={each.pk: each for each in case.remarks.select_related("other")} if kinds & _REMARKED else {},
        returns=returns,
        rulings=rulings,
        units=unit_names_then(
            [
                *((leg.unit_id, localdate(leg.dispatched_at)) for leg in legs.values()),
                *((each.proposed_id, localdate(each.at)) for each in returns.values() if each.proposed_id),
                *((each.unit_id, localdate(each.at)) for each in rulings.values() if each.unit_id),
            ]
        ),
    )


def _nothing(records: Records, after: Mapping[str, Any]) -> Left:
    return [], ""


def _dispatched(records: Records, after: Mapping[str, Any]) -> Left:
    leg = records.legs.get(after.get("leg", 0))
    if leg is None:
        return [], ""
    return [(_("主办单位"), records.units[leg.unit_id, localdate(leg.dispatched_at)])], leg.note


def _allotted(records: Records, after: Mapping[str, Any]) -> Left:
    note = records.notes.get(after.get("remark", 0))
    return [(_("承办人"), records.people.get(f"person:{after.get('person')}", ""))], note.text if note else ""


def _recomputed(records: Records, after: Mapping[str, Any]) -> Left:
    """Which limit went from when to when, and by which entry of the calendar (顺延须有据)."""
    version = after.get("almanac", 0)
    clock = next((each.label for each in ClockKind if each.value == after.get("clock")), "")
    facts = [(_("时限"), clock), (_("原到期"), _due(after.get("was"))), (_("新到期"), _due(after.get("due")))]
    if version:
        basis = _("工作日历第 %(version)d 版") % {"version": version}
        facts.append((_("依据"), "：".join(filter(None, (basis, records.calendars.get(version, ""))))))
    return [(label, value) for label, value in facts if value], ""


def _due(written: Any) -> str:
    """2026-10-10 24:00; "" for none."""
    if not isinstance(written, str):
        return ""
    moment = localtime(datetime.fromisoformat(written))
    return f"{moment:%Y-%m-%d} {to_the_minute(moment)}"


def _asked_call(_records: Records, after: Mapping[str, Any]) -> Left:
    return [(_("总机"), _("已转总机拨打") if after.get("exchange") else _("本市没有总机，没有拨出"))], ""


def _packed(_records: Records, after: Mapping[str, Any]) -> Left:
    return [(_("列入"), _("%(count)d 件") % {"count": after.get("cases", 0)}), ("SM3", str(after.get("sm3", "")))], ""


def _of_alarm(kind: str) -> Callable[[Records, Mapping[str, Any]], Left]:
    return lambda _records, after: (alarm_story.facts(kind, after), "")


def _allotted_to(line: Line) -> str:
    return f"person:{line.facts.get('after', {}).get('person', 0)}"


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
    if reply.entry:
        facts.append(
            (_("知识条目"), _("%(code)s 第 %(version)s 版") % {"code": reply.entry, "version": reply.entry_version})
        )
    if reply.ground:
        facts.append((_("理由"), reply.ground))
    return facts, reply.text


def _remarked(records: Records, after: Mapping[str, Any]) -> Left:
    remark = records.notes.get(after.get("remark", 0))
    if remark is None:
        return [], ""
    facts = []
    if remark.move in _GROUNDS:
        label, codes = _GROUNDS[remark.move]
        facts.append((str(label), codes(remark.code).label))
    if remark.basis:
        facts.append((_("依据"), remark.basis))
    if remark.moment:
        facts.append(
            (_("首次办结") if remark.move == "reopen" else _("时间"), f"{localtime(remark.moment):%Y-%m-%d %H:%M}")
        )
    if remark.other:
        facts.append((_("原工单") if remark.move == "decline" else _("主单"), remark.other.order_no))
    if remark.told:
        facts.append((_("告知"), remark.told))
    return facts, remark.text


def _returned(records: Records, after: Mapping[str, Any]) -> Left:
    made = records.returns.get(after.get("return", 0))
    if made is None:
        return [], ""
    facts = [(_("退单理由"), ReturnReason(made.reason).label)]
    if made.proposed_id:
        facts.append((_("拟办单位"), records.units[made.proposed_id, localdate(made.at)]))
    return facts, "\n".join(filter(None, (made.basis, made.note)))


def _ruled(records: Records, after: Mapping[str, Any]) -> Left:
    ruling = records.rulings.get(after.get("ruling", 0))
    if ruling is None:
        return [], ""
    facts = []
    if ruling.unit_id:
        facts.append((_("改派单位"), records.units[ruling.unit_id, localdate(ruling.at)]))
    if ruling.final:
        facts.append((_("终局"), _("指定承办")))
    return facts, ruling.reason


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
    given = records.conclusions.get(after.get("conclusion", 0))
    return ([(_("认定依据"), ConcludeGround(given.ground).label)], given.note) if given else ([], "")


def _evaluated(records: Records, _after: Mapping[str, Any]) -> Left:
    given = records.evaluation
    if not given:
        return [], ""
    service = [(_("对 12345 的接听受理"), Satisfaction(given.service).label)] if given.service else []
    return _answers(given) + service, given.note


def _supplemented(records: Records, after: Mapping[str, Any]) -> Left:
    added = records.supplements.get(after.get("supplement", 0))
    return [], added.text if added else ""


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
    _ALLOT: _allotted,
    _RECOMPUTE: _recomputed,
    "case.hand_back": _remarked,
    "case.give_back": _remarked,
    "cases.ask_centre": _remarked,
    "cases.ask_call": _asked_call,
    "cases.evidence": _packed,
    **{kind: _of_alarm(kind) for kind in alarm_story.WORDS},
    "case.redispatch": _dispatched,
    "case.return": _returned,
    "case.uphold": _ruled,
    "case.overrule": _ruled,
    "case.answer": _replied,
    "case.share": _replied,
    **dict.fromkeys((f"case.{name}" for name in _REMARKING), _remarked),
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
    "case.supplement": _supplemented,
    "case.attach": _attached,
    "case.remove_attachment": _attached,
}
