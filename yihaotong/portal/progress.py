"""How far a case is, in the words of somebody who never heard of stages: the way, what happens now, what one can do.

From the journal's stages and the records meant for the citizen. No names of staff, no internal notes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from yihaotong.accounts.access import unit_names
from yihaotong.almanac import access as almanac
from yihaotong.almanac.models import KIND_LABELS, EnteredDay
from yihaotong.cases import access, city
from yihaotong.cases.actions.clocks import derive
from yihaotong.cases.late_evaluations import late_evaluation
from yihaotong.cases.models import CallBack, Case, Clock, Reply
from yihaotong.cases.rules.attaching import ANSWERED
from yihaotong.cases.rules.clocks import ClockKind
from yihaotong.cases.rules.codes import CONTENT, ENDED_OTHERWISE, OPEN, Satisfaction, Secrecy, Stage
from yihaotong.cases.rules.lights import Light, light
from yihaotong.cases.rules.moves import STAGE_CLOCK
from yihaotong.cases.rules.plain import Changed, Promise, because, day_words, moved, promise, until_words
from yihaotong.clock import Kind, Limit, Step, missed, remaining
from yihaotong.portal.endings import Ending, ending


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
    ending: Ending | None

    @property
    def look(self) -> str:
        return "" if self.stage in OPEN else "ended" if self.stage in ENDED_OTHERWISE else "done"


def progress(case: Case, at: datetime) -> Progress:
    """The way so far and the way ahead, and how it ended if it left the way."""
    reached, stage = _reached(case)
    over = ending(case, stage) if stage in ENDED_OTHERWISE else None
    name = _("重新办理") if stage is Stage.IN_HAND and reopened(case) else names()[stage]
    return Progress(stage, name, list(_stretches(case, stage, reached, at)), over)


def _stretches(case: Case, here: Stage, reached: Mapping[Stage, datetime], at: datetime) -> Iterator[Stretch]:
    called = names()
    place = _BESIDE.get(here, here)
    passed = _WAY[: _WAY.index(place)] if place in _WAY else _WAY
    if case.parent_id and Stage.DISPATCHED not in reached:
        called = {**called, Stage.IN_HAND: called[Stage.FOLLOWING]}
    for stage in _WAY:
        now = stage is place
        # What a case has gone past without being there is no step of its way: a follower's dispatch, a direct answer's.
        if stage in passed and stage not in reached:
            continue
        unit = _unit(case, at) if stage is Stage.DISPATCHED and here is not Stage.FILED else ""
        more = (_now(case, here, at) if now else "", unit if here is not Stage.RETURN_PENDING else "")
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


def _now(case: Case, stage: Stage, at: datetime) -> str:
    """What happens now and until when, and only what will: nobody calls whom he cannot call."""
    if stage is Stage.IN_HAND:
        return _while_in_hand(case, at)
    if stage is Stage.TO_CALL_BACK:
        return _before_the_end(case, at)
    until = _until(case, STAGE_CLOCK.get(stage), at)
    said, by = {
        Stage.FILED: (_("我们收到了，正在转给负责的单位"), _("%(until)s转出")),
        Stage.DISPATCHED: (_("等待该单位签收"), _("%(until)s应当签收")),
        Stage.RETURN_PENDING: (
            _("单位提出这件事不属于它的职责，中心正在定由谁办；不用您做什么，答应您的日子不变"),
            _("%(until)s定下来"),
        ),
        Stage.FOLLOWING: (_("已有人反映同一件事，正一并办理；办好后单独答复您，也由您单独评价"), ""),
        Stage.REPLIED: (_("中心正在审核答复"), _("%(until)s审完")),
        Stage.CLOSED: (_("谢谢您的反映；事情又有了，请重新反映，或者拨打 12345，说明工单编号"), ""),
    }[stage]
    return f"{said}，{by % {'until': until}}" if until and by else said


def _until(case: Case, kind: ClockKind | None, at: datetime) -> str:
    """周四 24:00 前, of a limit of the case that runs and is not over; "" where there is none."""
    if kind is None:
        return ""
    clock = case.clocks.filter(kind=kind.value, met_at=None, dropped_at=None).order_by("pk").last()
    return until_words(clock.due_at, at) if clock and clock.due_at and not missed(clock.due_at, at) else ""


def _in(until: str) -> str:
    """在周四 24:00 前, 在 10月10日（周四） 24:00 前; "" for no time."""
    return until and f"在{' ' if until[0] in '0123456789' else ''}{until}"


def _while_in_hand(case: Case, at: datetime) -> str:
    if reopened(case):
        return _("办结之后又有新的情况，该单位正在重新办理")
    if case.replies.filter(proposed=False).exists():
        return _("答复已退回，该单位正在重新办理")
    if case.requester.anonymous:
        return _("该单位已经签收，正在办理")
    if case.secrecy != Secrecy.NORMAL.value:
        return _("该单位已经签收，正在办理；需要联系您时由中心联系")
    if until := _until(case, ClockKind.FIRST_CONTACT, at):
        return _("该单位已经签收，会%(until)s与您联系") % {"until": _in(until)}
    return _("该单位已经签收，会与您联系")


def reopened(case: Case) -> bool:
    """Whether it was closed and has been taken up again, and no new reply was made since."""
    return _last_of(case, "reopen", "reply", "close", "conclude") == "reopen"


def _last_of(case: Case, *moves: str) -> str:
    """Which of these moves was made last; "" for none."""
    line = access.history(case).filter(kind__in=[f"case.{move}" for move in moves]).last()
    return line.kind.removeprefix("case.") if line else ""


def _before_the_end(case: Case, at: datetime) -> str:
    if _referred(case):
        return _("您不满意，已经记下，由督办员认定")
    if hasattr(case, "evaluation") and not judged_before(case):
        return (
            _("您的评价已经记下；接下来怎么办，见“您的评价”")
            if discontent(case)
            else _("您的评价已经记下，等待中心办结")
        )
    if case.requester.anonymous:
        return _("匿名诉求不回访，您可以现在就评价")
    until = _in(_until(case, ClockKind.CALL_BACK, at))
    return _("我们会%(until)s打电话回访，您也可以现在就评价") % {"until": until}


def judged_before(case: Case) -> bool:
    """Whether what he judged was an earlier answer than the one there is, or is being made."""
    return hasattr(case, "evaluation") and _last_of(case, "evaluate", "redo", "reopen") in {"redo", "reopen"}


def _referred(case: Case) -> bool:
    """Whether he was reached, is not content with this answer, and a supervisor is to decide."""
    at_call_back = case.stage == Stage.TO_CALL_BACK.value
    return at_call_back and _last_of(case, "refer", "approve", "share") == "refer"


def earlier_answers(case: Case) -> list[Reply]:
    """The answers he was given before the one he has, or awaits; oldest first."""
    made = list(case.replies.filter(proposed=False).order_by("pk"))
    if not made:
        return []
    count, given = 0, []
    for line in access.history(case).filter(kind__in=("case.reply", "case.approve", "case.answer", "case.share")):
        count += line.kind != "case.approve"
        if line.kind != "case.reply":
            given.append(count - 1)
    shown = [made[number] for number in given if 0 <= number < len(made)]
    return shown[:-1] if case.stage in ANSWERED else shown


def discontent(case: Case) -> bool:
    """Whether he has judged it, and is not content."""
    judged = None if case.stage in ANSWERED and judged_before(case) else getattr(case, "evaluation", None)
    return judged is not None and Satisfaction(judged.satisfaction) not in CONTENT


def after_discontent(case: Case, at: datetime) -> tuple[str, ...]:
    """What follows on a judgement that is not content, step by step; none where nothing was wrong."""
    if not discontent(case):
        return ()
    if case.stage == Stage.TO_CALL_BACK.value:
        if _referred(case):
            return (_("回访时已经记下您哪里不满意，由督办员认定并说明理由；您的“不满意”照样计入"),)
        return (_called_back(case, at), *_weighed(case))
    if Stage(case.stage) in OPEN:
        return (_("已经退回单位重办，办好再答复您"),)
    return (_("您的评价原样计入，不会被改"), *_after_the_end(case, at))


def _after_the_end(case: Case, at: datetime) -> tuple[str, ...]:
    """What becomes of a judgement made after the closing, while the case can still be taken up, and later."""
    late, new = late_evaluation(case), _("有新的情况，可以拨打 12345，说明工单编号")
    if late is None:
        return (new,)
    if late.until is None:
        return (_("已经提醒中心的督办员核实；事情还没有解决，请重新反映一件"), new)
    if at > late.until:
        return (_("办结已经很久，这张工单不再重开；事情还没有解决，请重新反映一件"),)
    day = day_words(localdate(late.until), localdate(at))
    return (
        _("已经提醒中心的督办员核实；确有新情况的，%(day)s之前可以重开，由原单位重新办理，办好再答复您") % {"day": day},
        new,
    )


def call_back_of(case: Case) -> CallBack | None:
    """The answered call on which it was closed."""
    if Stage.CLOSED not in (case.stage, _reached(case)[1]) or case.closed_at is None:
        return None
    return case.call_backs.filter(reached=True, at=case.closed_at).last()


def _called_back(case: Case, at: datetime) -> str:
    if case.requester.anonymous:
        return _("您是匿名反映的，中心不打电话，按您写的来核定")
    until = _in(_until(case, ClockKind.CALL_BACK, at))
    return _("中心会%(until)s打电话回访，听您说哪里不满意") % {"until": until}


def _weighed(case: Case) -> tuple[str, ...]:
    if case.redone:
        return (_("已经重办过一次，仍不满意的，由督办员认定并说明理由；您的“不满意”照样计入"),)
    return (
        _("诉求合理的，退回单位重办一次，办好再答复您"),
        _("否则由督办员认定，并说明理由；您的“不满意”照样计入"),
    )


def _unit(case: Case, at: datetime) -> str:
    return unit_names([case.lead_unit_id], localdate(at)).get(case.lead_unit_id, "") if case.lead_unit_id else ""


# --- the promised date -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Promised:
    """The one clock that a citizen is promised; it never restarts. `light` None: it no longer runs, or he has his
    answer. `moved`: the date it had at first, and why it is another. `again`: it was closed and has been reopened."""

    said: Promise
    light: Light | None
    steps: tuple[Step, ...] = ()
    provisional: bool = False
    moved: str = ""
    answered: bool = False
    again: bool = False


def promised(case: Case, at: datetime) -> Promised | None:
    """What is left of the total limit, with the derivation of its date; None where the case has none."""
    clock = case.clocks.select_related("unit").filter(kind=ClockKind.TOTAL.value).order_by("pk").last()
    if clock is None:
        return None
    if not clock.running:
        return _once_more(case, at) if Stage(case.stage) in OPEN else Promised(_ended(clock, at), None)
    if case.stage == Stage.TO_CALL_BACK.value:
        return Promised(_answered(case, clock, at), None, answered=True)
    said, shown = _left(clock, at)
    steps = because(derive(clock).derivation, Limit.parse(clock.limit))
    return Promised(said, shown, steps, clock.provisional, _moved(case, clock, at))


def _left(clock: Clock, at: datetime) -> tuple[Promise, Light | None]:
    limit, calendar = Limit.parse(clock.limit), almanac.calendar(region=city.region())
    hours = city.hours(clock.unit.code if clock.unit else "")
    said = promise(clock.due_at, at, measure=limit.measure, calendar=calendar, hours=hours)
    left = remaining(clock.due_at, at, measure=limit.measure, calendar=calendar, hours=hours)
    return said, light(clock.due_at, clock.started_at, at, limit, left.working_days)


def _once_more(case: Case, at: datetime) -> Promised:
    """Of a case that was closed and reopened: the total limit is over, the unit has a new one to handle it."""
    clock = case.clocks.select_related("unit").filter(kind=ClockKind.HANDLE.value).order_by("pk").last()
    if case.stage == Stage.TO_CALL_BACK.value:
        then = _reached(case)[0].get(Stage.TO_CALL_BACK, case.moved_at)
        words = _("%(day)s重新答复您") % {"day": day_words(localdate(then), localdate(at))}
        return Promised(Promise(words, "", _before_the_end(case, at)), None, answered=True, again=True)
    if clock is None or not clock.running:
        return Promised(Promise(_("办结之后重新办理"), "", _now(case, Stage(case.stage), at)), None, again=True)
    said, shown = _left(clock, at)
    return Promised(said, shown, provisional=clock.provisional, again=True)


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
    return Promise(words % {"day": day}, "", _before_the_end(case, at), late=late)


def _ended(clock: Clock, at: datetime) -> Promise:
    if clock.met_at is None:
        return Promise(_("不再计时"), "", "")
    day = day_words(localdate(clock.met_at), localdate(at))
    if missed(clock.due_at, clock.met_at):
        return Promise(_("%(day)s办结，晚于答应您的时间") % {"day": day}, "", "", late=True)
    return Promise(_("%(day)s办结，没有超过答应您的时间") % {"day": day}, "", "")
