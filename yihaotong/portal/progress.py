"""How far a case is, in the words of somebody who never heard of stages: the way, what happens now, what one can do.

From the journal's stages and the records meant for the citizen. No names of staff, no internal notes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from yihaotong.accounts.access import unit_names
from yihaotong.almanac import access as almanac
from yihaotong.almanac.models import KIND_LABELS, EnteredDay
from yihaotong.cases import access, city
from yihaotong.cases.actions.clocks import derive
from yihaotong.cases.models import Case, Clock, Remark
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import CONTENT, ENDED_OTHERWISE, OPEN, OutOfScope, Satisfaction, Secrecy, Stage
from yihaotong.cases.rules.lights import Light, light
from yihaotong.cases.rules.plain import Changed, Promise, because, day_words, moved, promise
from yihaotong.cases.rules.sealed_content import told_instead
from yihaotong.clock import Kind, Limit, Step, missed, remaining


@dataclass(frozen=True)
class Stretch:
    """One stretch of the way in plain words; `at` None: still ahead."""

    what: str
    more: str
    at: datetime | None
    now: bool


#: The straight way; a stage beside it stands at the stretch from which it left.
_WAY = (Stage.FILED, Stage.DISPATCHED, Stage.IN_HAND, Stage.REPLIED, Stage.TO_CALL_BACK, Stage.CLOSED)
_BESIDE = {Stage.RETURN_PENDING: Stage.DISPATCHED, Stage.FOLLOWING: Stage.IN_HAND}


def names() -> Mapping[Stage, str]:
    """What each stage is called to the public."""
    return {
        Stage.FILED: _("已受理"),
        Stage.DISPATCHED: _("已转给负责单位"),
        Stage.RETURN_PENDING: _("正在确定由谁办"),
        Stage.IN_HAND: _("正在办理"),
        Stage.FOLLOWING: _("与同类诉求一并办理"),
        Stage.REPLIED: _("单位已答复"),
        Stage.TO_CALL_BACK: _("答复已公开"),
        Stage.CLOSED: _("已办结"),
        Stage.VOID: _("没有转办"),
        Stage.DECLINED: _("没有受理"),
        Stage.TRANSFERRED: _("已转给紧急专线"),
        Stage.MERGED: _("已并入您的另一张工单"),
        Stage.WITHDRAWN: _("已按您的意思撤回"),
        Stage.ARCHIVED: _("已归档"),
    }


@dataclass(frozen=True)
class Progress:
    """`stage` is where it stands, or where it stood before it went to the archive."""

    stage: Stage
    name: str
    stretches: list[Stretch]
    ending: "Ending | None"

    @property
    def look(self) -> str:
        return "" if self.stage in OPEN else "ended" if self.stage in ENDED_OTHERWISE else "done"


def progress(case: Case, at: datetime) -> Progress:
    """The way so far and the way ahead, and how it ended if it left the way."""
    reached, stage = _reached(case)
    ending = _ending(case, stage) if stage in ENDED_OTHERWISE else None
    return Progress(stage, names()[stage], list(_stretches(case, stage, reached, at)), ending)


def _stretches(case: Case, here: Stage, reached: Mapping[Stage, datetime], at: datetime) -> Iterator[Stretch]:
    called = names()
    over = here in ENDED_OTHERWISE or here is Stage.CLOSED
    for stage in _WAY:
        now = stage is _BESIDE.get(here, here)
        if over and not now and stage not in reached:
            continue
        unit = _unit(case, at) if stage is Stage.DISPATCHED and here is not Stage.FILED else ""
        more = (_now(case, here) if now else "", unit if here is not Stage.RETURN_PENDING else "")
        what = called[here] if now else called[stage]
        yield Stretch(what, "；".join(filter(None, more[::-1])), reached.get(stage), now)
    if here in ENDED_OTHERWISE:
        yield Stretch(called[here], "", reached.get(here), now=True)


def _reached(case: Case) -> tuple[Mapping[Stage, datetime], Stage]:
    """When the case came to each stage, and at which it is, or was before the archive. One that went back has what
    follows ahead of it once more."""
    reached: dict[Stage, datetime] = {}
    last = Stage(case.stage)
    for line in access.history(case):
        code = line.facts.get("after", {}).get("stage")
        if not code or code == Stage.ARCHIVED:
            continue
        last = Stage(code)
        place = _BESIDE.get(last, last)
        ahead = _WAY[_WAY.index(place) + 1 :] if place in _WAY else ()
        kept = {each: then for each, then in reached.items() if each not in ahead and each not in ENDED_OTHERWISE}
        reached = kept | ({} if place in kept and last in _BESIDE else {place: line.at})
    return reached, last if case.stage == Stage.ARCHIVED else Stage(case.stage)


def _now(case: Case, stage: Stage) -> str:
    """What happens now, and only what will: nobody calls whom he cannot call."""
    if stage is Stage.IN_HAND:
        return _while_in_hand(case)
    if stage is Stage.TO_CALL_BACK:
        return _before_the_end(case)
    return {
        Stage.FILED: _("我们收到了，正在转给负责的单位"),
        Stage.DISPATCHED: _("等待该单位签收"),
        Stage.RETURN_PENDING: _("单位提出这件事不属于它的职责，中心正在裁定；不用您做什么，办理时限照走"),
        Stage.FOLLOWING: _("已有人反映同一件事，正一并办理；办好后单独答复您，也由您单独评价"),
        Stage.REPLIED: _("中心正在审核答复"),
        Stage.CLOSED: _("谢谢您的反映"),
    }[stage]


def _while_in_hand(case: Case) -> str:
    if case.replies.filter(proposed=False).exists():
        return _("答复已退回，该单位正在重新办理")
    if case.requester.anonymous:
        return _("该单位已经签收，正在办理")
    if case.secrecy != Secrecy.NORMAL.value:
        return _("该单位已经签收，正在办理；需要联系您时由中心联系")
    return _("该单位已经签收，会与您联系")


def _before_the_end(case: Case) -> str:
    if hasattr(case, "evaluation"):
        return (
            _("您的评价已经记下；接下来怎么办，见“您的评价”")
            if discontent(case)
            else _("您的评价已经记下，等待中心办结")
        )
    if case.requester.anonymous:
        return _("匿名诉求不回访，您可以现在就评价")
    return _("我们会打电话回访，您也可以现在就评价")


def discontent(case: Case) -> bool:
    """Whether he has judged it, and is not content."""
    judged = getattr(case, "evaluation", None)
    return judged is not None and Satisfaction(judged.satisfaction) not in CONTENT


def after_discontent(case: Case, at: datetime) -> tuple[str, ...]:
    """What follows on a judgement that is not content, step by step; none where nothing was wrong."""
    if not discontent(case):
        return ()
    if case.stage == Stage.TO_CALL_BACK.value:
        return (_called_back(case, at), *_weighed(case))
    if Stage(case.stage) in OPEN:
        return (_("已经退回单位重办，办好再答复您"),)
    return (_("您的评价原样计入，不会被改"), _("有新的情况，可以拨打 12345，说明工单编号"))


def _called_back(case: Case, at: datetime) -> str:
    if case.requester.anonymous:
        return _("您是匿名反映的，中心不打电话，按您写的来核定")
    clock = case.clocks.filter(kind=ClockKind.CALL_BACK.value, met_at=None, dropped_at=None).order_by("pk").last()
    if clock is None or clock.due_at is None or missed(clock.due_at, at):
        return _("中心会打电话回访，听您说哪里不满意")
    day = day_words(localdate(clock.due_at), localdate(at))
    return _("中心会在%(day)s前打电话回访，听您说哪里不满意") % {"day": f" {day}" if day[0].isdigit() else day}


def _weighed(case: Case) -> tuple[str, ...]:
    if case.redone:
        return (_("已经重办过一次，仍不满意的，由督办员认定并说明理由；您的“不满意”照样计入"),)
    return (
        _("诉求合理的，退回单位重办一次，办好再答复您"),
        _("否则由督办员认定，并说明理由；您的“不满意”照样计入"),
    )


def _unit(case: Case, at: datetime) -> str:
    return unit_names([case.lead_unit_id], localdate(at)).get(case.lead_unit_id, "") if case.lead_unit_id else ""


# --- ends beside the way ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ending:
    """Why it ended beside the way, what he was told, and what he can do next. `order_no`: the case to look at."""

    why: str
    told: str
    next: tuple[str, ...]
    order_no: str = ""


def _ending(case: Case, stage: Stage) -> Ending:
    remark = case.remarks.filter(move=_MOVE_OF[stage]).order_by("-pk").first()
    told = remark.told if remark else ""
    if stage is Stage.DECLINED:
        code = remark.code if remark else ""
        other = remark.other.order_no if remark and remark.other else ""
        return Ending(_("按规定，这件事 12345 不能受理"), told_instead(told), _after_decline(code), other)
    if stage is Stage.TRANSFERRED:
        return _transferred(remark, told)
    if stage is Stage.MERGED:
        parent = case.parent.order_no if case.parent else ""
        why = _("这件事您反映过，两张并成一张办，结果看原来那张")
        return Ending(why, "", (_("有新的情况，请补充到原来那张工单"),), parent)
    if stage is Stage.WITHDRAWN:
        return Ending(_("撤回之后不再办理，也不再联系您"), "", (_("事情还没解决？随时可以重新反映"),))
    again = (_("有事请重新反映，写清时间、地点和经过"), _("或者拨打 12345，由话务员帮您记"))
    return Ending(_("没有听到或看到具体的事情，所以没有转给单位"), "", again)


_MOVE_OF = {
    Stage.VOID: "void",
    Stage.DECLINED: "decline",
    Stage.TRANSFERRED: "transfer",
    Stage.MERGED: "merge",
    Stage.WITHDRAWN: "withdraw",
}


def _transferred(remark: Remark | None, told: str) -> Ending:
    line = remark.code if remark else ""
    when = f"{localtime(remark.moment or remark.at):%-m月%-d日 %H:%M} " if remark else ""
    why = _("%(when)s已转给 %(line)s，由它处理") % {"when": when, "line": line or _("紧急专线")}
    urgent = _("情况又急了，请直接拨打 %(line)s") % {"line": line} if line else _("急事请直接拨打 110、119、120、122")
    return Ending(why, told, (urgent, _("它认为不归它管的，会转回来，我们接着办")))


def _after_decline(code: str) -> tuple[str, ...]:
    """What one can do instead, for each of the seven kinds (handbook A2)."""
    return {
        OutOfScope.EMERGENCY.value: (_("有危险请马上拨打 110（报警）、119（火警）、120（急救）、122（交通事故）"),),
        OutOfScope.OTHER_PROCEDURE.value: (
            _("对行政机关的决定不服：60 日内申请行政复议，或 6 个月内向法院起诉"),
            _("劳动争议：向劳动人事争议仲裁委员会申请仲裁"),
            _("已经在打官司、仲裁或复议的：等结果，或问受理的机关"),
            _("想要政府信息：向该机关提出政府信息公开申请"),
            _("不知道走哪条路：拨打 12348，免费法律咨询"),
        ),
        OutOfScope.REPEATED.value: (
            _("请看原来那张工单的进度和答复"),
            _("有新情况、新理由的，可以重新反映，请写明新在哪里"),
        ),
        OutOfScope.SECRET.value: (_("请去掉涉及秘密或他人隐私的内容，重新反映"),),
        OutOfScope.NOT_OURS.value: (_("多为市场或个人之间的事，可以协商、找调解组织，或走法律途径（咨询 12348）"),),
        OutOfScope.UNLAWFUL.value: (_("有别的事情，欢迎重新反映"),),
    }.get(code, (_("有别的事情，欢迎重新反映"), _("觉得判断错了，可以拨打 12345 要求复核")))


# --- the promised date -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Promised:
    """The one clock that a citizen is promised; it never restarts. `light` None: it no longer runs, or he has his
    answer. `moved`: the date it had at first, and why it is another."""

    said: Promise
    light: Light | None
    steps: tuple[Step, ...] = ()
    provisional: bool = False
    moved: str = ""
    answered: bool = False


def promised(case: Case, at: datetime) -> Promised | None:
    """What is left of the total limit, with the derivation of its date; None where the case has none."""
    clock = case.clocks.select_related("unit").filter(kind=ClockKind.TOTAL.value).order_by("pk").last()
    if clock is None:
        return None
    if not clock.running:
        return Promised(_ended(clock, at), None)
    if case.stage == Stage.TO_CALL_BACK.value:
        return Promised(_answered(case, clock, at), None, answered=True)
    limit, calendar = Limit.parse(clock.limit), almanac.calendar(region=city.region())
    hours = city.hours(clock.unit.code if clock.unit else "")
    said = promise(clock.due_at, at, measure=limit.measure, calendar=calendar, hours=hours)
    left = remaining(clock.due_at, at, measure=limit.measure, calendar=calendar, hours=hours)
    shown = light(clock.due_at, clock.started_at, at, limit, left.working_days)
    steps = because(derive(clock).derivation, limit)
    return Promised(said, shown, steps, clock.provisional, _moved(case, clock, at))


def _moved(case: Case, clock: Clock, at: datetime) -> str:
    """What became of the date, from the journal's lines about this clock; the last of them has the date that holds."""
    lines = [
        line
        for line in access.history(case).filter(kind="case.recompute", at__gte=clock.started_at)
        if line.facts["after"].get("clock") == clock.kind
    ]
    first = lines[0].facts["before"]["due"] if lines else None
    if first is None or clock.due_at is None:
        return ""
    before = datetime.fromisoformat(first)
    until = localdate(max(before, clock.due_at))
    return moved(before, clock.due_at, at, _days_entered(clock, until, lines[-1].facts["after"]["almanac"]))


def _days_entered(clock: Clock, until: date, version: int) -> list[Changed]:
    """The days on its way that were entered after it began, as of that version of the calendar."""
    found = EnteredDay.objects.filter(
        entry_id__lte=version,
        entry__entered_at__gte=clock.started_at,
        date__gte=localdate(clock.started_at),
        date__lte=until,
    ).exclude(entry__layer__startswith="unit:")
    # A later entry of the same day corrects the earlier one.
    held = {
        each.date: Changed(each.date, f"{each.name}{KIND_LABELS[Kind(each.kind)]}") for each in found.order_by("pk")
    }
    return list(held.values())


def _answered(case: Case, clock: Clock, at: datetime) -> Promise:
    """The answer is there: since when, and what is still awaited. No date is held out to him any more."""
    then = _reached(case)[0].get(Stage.TO_CALL_BACK, case.moved_at)
    day = day_words(localdate(then), localdate(at))
    late = clock.due_at is not None and missed(clock.due_at, then)
    words = _("%(day)s答复，晚于答应您的时间") if late else _("%(day)s已经答复您")
    return Promise(words % {"day": day}, "", _before_the_end(case), late=late)


def _ended(clock: Clock, at: datetime) -> Promise:
    if clock.met_at is None:
        return Promise(_("不再计时"), "", "")
    day = day_words(localdate(clock.met_at), localdate(at))
    if missed(clock.due_at, clock.met_at):
        return Promise(_("%(day)s办结，晚于答应您的时间") % {"day": day}, "", "", late=True)
    return Promise(_("%(day)s办结，没有超过答应您的时间") % {"day": day}, "", "")
