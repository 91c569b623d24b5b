"""The plan of one simulated case: what is filed, and who then does what when. Pure chance, tamed by a seed.

Most cases go the straight way in good time. Some lie where they are, so that every stage has its queue and every
traffic light its colour; some requesters are anonymous, unreachable, or dissatisfied.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.rules import Role
from yihaotong.cases.rules.codes import (
    Channel,
    CloseGround,
    ContactMeans,
    NoContact,
    Outcome,
    RequestType,
    Satisfaction,
    Secrecy,
    Solved,
    Urgency,
)
from yihaotong.project.demo import texts
from yihaotong.project.demo.office import after_work, at_desk
from yihaotong.project.demo.plans import Life, Setting, Step
from yihaotong.project.demo.texts import WORDS, Blanks, Matter
from yihaotong.project.demo.turns import LAST, Turns

#: How far back the first case was filed, and within how many days half of all cases were.
DAYS, RECENT_DAYS = 44, 9
#: Relative weight of each hour of the day for filing.
HOURS = [2, 1, 1, 1, 1, 2, 4, 8, 14, 16, 15, 12, 8, 9, 13, 14, 13, 11, 9, 9, 8, 6, 4, 3]
GOLDEN = 0.6180339887498949
#: 社会化 matters are settled while the citizen waits.
_AT_ONCE = ("1001", "30", "31")
_WRITTEN_BY = {
    Channel.PHONE: "phone",
    Channel.PORTAL: "portal",
    Channel.WECHAT: "portal",
    Channel.API: "passed_on",
    Channel.TRANSFER: "passed_on",
}


def plan(count: int, setting: Setting, seed: int) -> list[Life]:
    """The plans of `count` cases in the order of their filing. Steps after the edge have not happened yet."""
    lives = (Writer(number, setting, seed).life() for number in range(count))
    return sorted(lives, key=lambda life: (life.filed_at, life.number))


class Writer(Turns):
    """Writes one life. Every draw comes from the case's own chance, so a case is the same however many there are."""

    def __init__(self, number: int, setting: Setting, seed: int) -> None:
        super().__init__(number, seed)
        self.number = number
        self.setting = setting
        self.chance = Random(f"{seed}:{number}")
        self.filed_at = self._filed_at()
        self.matter = self._matter()
        self.place = self._place()
        self.rare_name, rare = texts.rare_name(self.chance)
        day = localtime(self.filed_at).date()
        where = {"district": self.place[:6], "community": setting.communities[self.place]}
        self.blanks = Blanks(self.chance, day, rare=rare, **where)
        self.variant = self.chance.randrange(len(self.matter.bodies))
        self.reply = self.matter.reply(self.variant)
        self.anonymous = self.matter.type in ("report", "complaint") and self._to_nobody and self._in(9)
        self.channel = self._channel()

    def life(self) -> Life:
        edge = self.setting.edge
        steps = tuple(step for step in self._steps() if step.at <= edge)
        return Life(self.number, self.filed_at, self.channel, self._filing(), self._hand(), self._in(7), steps)

    @property
    def _to_nobody(self) -> bool:
        return texts.to_nobody(self.reply["text"])

    # --- chance ---

    def _in(self, percent: float) -> bool:
        return self.chance.random() * 100 < percent

    def _hand(self) -> int:
        return self.chance.randrange(1_000_000)

    def _some(self, least: float, most: float) -> float:
        return self.chance.uniform(least, most)

    def _said(self, part: str, kind: str) -> str:
        return str(self.chance.choice(WORDS[part][kind]))

    # --- what, where, when ---

    def _filed_at(self) -> datetime:
        """Spread evenly by the golden ratio, half of all cases in the last days; by the hours at which people call."""
        edge = localtime(self.setting.edge)
        share = (self.number + 0.5) * GOLDEN % 1
        days = share * 2 * RECENT_DAYS if share < 0.5 else RECENT_DAYS + (share * 2 - 1) * (DAYS - RECENT_DAYS)
        day = edge.date() - timedelta(days=int(days))
        hour = self.chance.choices(range(24), HOURS)[0]
        clock = time(hour, self.chance.randrange(60), self.chance.randrange(60))
        moment = make_aware(datetime.combine(day, clock))
        # Of today only what has passed: the rest of the day's calls fall into its last hours.
        return moment if moment < edge else edge - timedelta(minutes=self._some(1, 150))

    def _matter(self) -> Matter:
        happening, weights = texts.happening_in(localtime(self.filed_at).month)
        return self.chance.choices(happening, cum_weights=weights)[0]

    def _place(self) -> str:
        """A community or village; most people live in the three urban districts."""
        inner = self._in(78)
        districts = ("640104", "640105", "640106") if inner else ("640121", "640122", "640181")
        return self._place_among(districts, "村" if self.matter.in_village else "社区")

    def _place_among(self, districts: tuple[str, ...], ending: str) -> str:
        wanted = [
            code
            for code, name in self.setting.communities.items()
            if code.startswith(districts) and name.endswith(ending)
        ]
        return self.chance.choice(wanted)

    def _channel(self) -> Channel:
        return self.chance.choices(list(_WRITTEN_BY), [74, 13, 7, 3, 3])[0]

    # --- the filing ---

    def _about(self) -> tuple[str, str]:
        return self.matter.type, self.matter.urgency

    def _filing(self) -> dict[str, Any]:
        if self.void:
            return self.nothing()
        fill, matter = self.blanks.fill, self.matter
        want = matter.want(self.variant) if self._in(75) else ""
        body = fill(self._said("openings", _WRITTEN_BY[self.channel]) + matter.bodies[self.variant] + want)
        filing: dict[str, Any] = {
            "title": fill(matter.title(self.variant)),
            "body": body,
            "request_type": RequestType(matter.type),
            "category": matter.category,
            "urgency": Urgency(matter.urgency) if matter.urgency else Urgency.NORMAL,
            "place": self.place,
            "address": fill(self.chance.choice(["{road}与{estate}之间", "{estate}{building}", "{road}", ""])),
            "anonymous": self.anonymous,
            "secrecy": self._secrecy(),
        }
        if self._in(30):
            filing["occurred_at"] = self.filed_at - timedelta(hours=self._some(1, 60))
        if not self.anonymous:
            filing |= self._caller()
        return filing

    def _caller(self) -> dict[str, str]:
        return {"name": self._name(), "phone": texts.mobile(self.chance)}

    def _name(self) -> str:
        about_names = self.matter.rare and self.variant == 0
        return self.rare_name if about_names or self._in(4) else texts.name(self.chance)

    def _secrecy(self) -> Secrecy:
        if self.matter.secrecy and self._in(55):
            return Secrecy.PROTECTED if self.matter.type == "report" else Secrecy.CONFIDENTIAL
        return Secrecy.CONFIDENTIAL if self._in(2) else Secrecy.NORMAL

    # --- the steps ---

    def _steps(self) -> Iterator[Step]:
        """The straight way with its turns, until somebody lets the case lie or it comes to another end."""
        lies_at = self._lies_at()
        at = self._dispatched_at()
        at_once = self._at_once(self.filed_at)
        yield from at_once
        if at_once and at_once[-1].move in LAST:
            return
        at = max(at, *(step.at for step in at_once), at)
        for move, stage in ((self._dispatch, "filed"), (self._sign, "dispatched"), (self._handle, "in_hand"),
                            (self._approve, "replied"), (self._call_back, "to_call_back")):  # fmt: skip
            if stage == lies_at:
                return
            for step in self._before(stage, at):
                yield step
                if step.move in LAST:
                    return
                at = self._go_on(step.at, 10, 120)
            for step in move(at):
                yield step
                at = step.at
            at = self._next(stage, at)

    def _lies_at(self) -> str:
        """Where this case lies, if it does: the younger, the nearer to its filing."""
        age = self.setting.edge - self.filed_at
        if age < timedelta(days=2):
            return self.chance.choice(["filed", "dispatched", "in_hand"]) if self._in(38) else ""
        if age < timedelta(days=12):
            stages = ["in_hand", "in_hand", "in_hand", "replied", "to_call_back"]
            return self.chance.choice(stages) if self._in(24) else ""
        return self.chance.choice(["in_hand", "to_call_back"]) if self._in(2) else ""

    @property
    def _pressing(self) -> bool:
        return self.matter.urgency != "" or self.matter.category.startswith(_AT_ONCE)

    def _dispatched_at(self) -> datetime:
        if self._pressing:
            return self.filed_at + timedelta(minutes=self._some(40, 90) if self._in(8) else self._some(2, 14))
        return at_desk(self.filed_at, self._some(2800, 3600) if self._in(3) else self._some(8, 100))

    def _next(self, stage: str, at: datetime) -> datetime:
        """When the next thing happens after a stage was left."""
        if stage == "filed":
            if self._pressing:
                return at + timedelta(minutes=self._some(35, 90) if self._in(8) else self._some(2, 13))
            return after_work(at, self._some(260, 600) if self._in(9) else self._some(10, 190))
        if stage == "dispatched":
            return self._go_on(at, 15, 240)
        return after_work(at, self._some(15, 360) if stage == "in_hand" else self._some(45, 900))

    def _go_on(self, at: datetime, least: float, most: float) -> datetime:
        """When a unit does the next thing: what presses does not wait for office hours, and takes less time."""
        return at_desk(at, self._some(least, most) / 4) if self._pressing else after_work(at, self._some(least, most))

    def _dispatch(self, at: datetime) -> Iterator[Step]:
        self.sent_at = at
        yield self._step(at, "dispatch", Role.DISPATCHER, note=self._said("dispatch", "notes"))

    def _sign(self, at: datetime) -> Iterator[Step]:
        yield self._step(at, "sign", Role.HANDLER)

    def _handle(self, at: datetime) -> Iterator[Step]:
        """Contact, then the reply: proposed by the handler, made by the leader where the unit asks for that."""
        signed, unreachable = at, not self.anonymous and self._to_nobody and self._in(6)
        if not self.anonymous:
            for reached in [False, False] if unreachable else [False, True] if self._in(14) else [True]:
                means = ContactMeans.VISIT if reached and self._visited() else ContactMeans.PHONE
                note = self._said("contact", means.value if reached else "unreached")
                yield self._step(at, "contact", Role.HANDLER, means=means, reached=reached, note=note)
                at = self._go_on(at, 30, 200)
        proposed = self._worked_out(signed, at)
        words = self._answer(signed, proposed) | {"no_contact": self._no_contact(unreachable)}
        yield self._step(proposed, "propose", Role.HANDLER, **words)
        yield self._step(self._go_on(proposed, 8, 120), "reply", Role.UNIT_LEADER, **words)

    def _visited(self) -> bool:
        """Nobody goes out to answer a question."""
        return (
            self.matter.type in ("complaint", "help") and not self.matter.category.startswith(_AT_ONCE) and self._in(25)
        )

    def _no_contact(self, unreachable: bool) -> str:  # noqa: FBT001 — read once, above
        if self.anonymous:
            return NoContact.ANONYMOUS.value
        return NoContact.UNREACHABLE.value if unreachable else ""

    def _worked_out(self, signed: datetime, at: datetime) -> datetime:
        if self.matter.category.startswith(_AT_ONCE):
            return at_desk(at, self._some(5, 40))
        longest = 380 if self.matter.type == "inquiry" else 1700
        if self._in(7):
            return max(at, after_work(signed, self._some(2300, 4200)))
        return max(at, self._go_on(signed, 60, longest))

    def _answer(self, signed: datetime, proposed: datetime) -> dict[str, Any]:
        fill = self.blanks.fill
        self.blanks["visit"] = texts.written(localtime(self._go_on(signed, 0, 60)).date())
        self.blanks["checked"] = texts.written(localtime(proposed).date())
        text = fill(self.reply["text"])
        opening, closing = self._said("reply", "openings"), self._said("reply", "closings")
        if self.anonymous:
            opening = closing = ""
        return {"outcome": Outcome(self.reply["outcome"]), "text": opening + text + closing}

    def _approve(self, at: datetime) -> Iterator[Step]:
        yield self._step(at, "approve", Role.REVIEWER, note=self._said("review", "notes"))

    def _call_back(self, at: datetime) -> Iterator[Step]:
        """How the case ends, if it does: a dissatisfied requester keeps it open."""
        if self.anonymous:
            yield self._step(at, "close", Role.CALL_BACK_CLERK, ground=CloseGround.ANONYMOUS)
            return
        fate = self.chance.random()
        if fate < self._share_dissatisfied() or self._contested():
            evaluation = self._evaluation(at, content=False)
            yield evaluation
            yield from self._discontent(evaluation.at)
        elif fate < 0.28:
            yield self._evaluation(at, content=True)
            yield self._step(after_work(at, 60), "close", Role.CALL_BACK_CLERK, ground=CloseGround.EVALUATED)
        elif fate < 0.35:
            for attempt in range(3):
                yield self._vain(after_work(at, attempt * 480))
            yield self._step(after_work(at, 980), "close", Role.CALL_BACK_CLERK, ground=CloseGround.NOT_REACHED)
        else:
            if fate > 0.9:
                yield self._vain(at)
                at = after_work(at, 300)
            yield self._called_back(at)

    def _share_dissatisfied(self) -> float:
        return 0.04 if self.reply["outcome"] == Outcome.SOLVED else 0.1

    def _vain(self, at: datetime) -> Step:
        return self._step(at, "attempt", Role.CALL_BACK_CLERK, note=self._said("call_back", "vain"))

    def _evaluation(self, at: datetime, *, content: bool) -> Step:
        kinds = ["satisfied", "very_satisfied", "basically"] if content else ["dissatisfied", "very_dissatisfied"]
        satisfaction = Satisfaction(self.chance.choice(kinds))
        note = self._said("call_back", satisfaction.value if content else "dissatisfied")
        solved = self._solved() if content else Solved.NO
        return self._step(at, "evaluate", Role.CITIZEN, solved=solved, satisfaction=satisfaction, note=note)

    def _called_back(self, at: datetime) -> Step:
        weights = [24, 58, 18] if self.reply["outcome"] == Outcome.SOLVED else [6, 44, 50]
        kind = self.chance.choices(["very_satisfied", "satisfied", "basically"], weights)[0]
        attitude = Satisfaction.VERY_SATISFIED if self._in(30) else Satisfaction.SATISFIED
        return self._step(
            at,
            "close",
            Role.CALL_BACK_CLERK,
            ground=CloseGround.CALLED_BACK,
            contacted=True,
            solved=self._solved(),
            satisfaction=Satisfaction(kind),
            attitude=attitude,
            note=self._said("call_back", kind),
        )

    def _solved(self) -> Solved:
        return {"solved": Solved.YES, "explained": Solved.YES, "unable": Solved.NO}.get(
            self.reply["outcome"], Solved.PARTLY
        )

    def _step(self, at: datetime, move: str, by: Role, **data: Any) -> Step:
        return Step(at, move, by, data, self._hand())
