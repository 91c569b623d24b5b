"""月度自查清单: made once a month, each item done with evidence or put off with a reason, signed by the leader."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import WORKER, Actor, Role
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.inspection import access
from yihaotong.inspection.actions.digests import text_sm3
from yihaotong.inspection.models import Item, Monthly
from yihaotong.inspection.rules import indicators
from yihaotong.inspection.rules.codes import Light, Progress
from yihaotong.inspection.rules.indicators import Behind, Indicator
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind as Reminder

DONE_FIELDS = (Field("evidence", "怎样办的", Kind.TEXT, required=True, longest=300, hint="写清结果和可以核对的凭据"),)
PUT_OFF_FIELDS = (
    Field("evidence", "推迟的理由", Kind.TEXT, required=True, longest=300),
    Field("until", "推迟到", Kind.DATE, required=True),
)
SIGN_FIELDS = (Field("said", "意见", longest=200),)
FIELDS: Mapping[Progress, tuple[Field, ...]] = {Progress.DONE: DONE_FIELDS, Progress.PUT_OFF: PUT_OFF_FIELDS}
#: A list is for a month: what breaks within so many days belongs on it.
_AHEAD = timedelta(days=31)
#: Nothing is put off for longer than until the next quarter's table.
_LONGEST_OFF = timedelta(days=92)


def make_list(at: datetime) -> Monthly | None:
    """The timer: the list of this month, where there is none yet and somebody is there to work it off. The standing of
    every indicator is kept with it, broken or not."""
    month = localtime(at).date().replace(day=1)
    officers = holders([Role.DISCLOSURE_OFFICER], at)
    if not officers or Monthly.objects.filter(month=month).exists():
        return None
    found = access.today(at)
    try:
        with transaction.atomic():
            return _made(month, found, officers, at)
    except IntegrityError:  # another worker was quicker
        return None


def _made(month: date, found: list[Indicator], officers: list[int], at: datetime) -> Monthly:
    score = access.score(found)
    standing = {
        each.code: {"light": each.light.value, "measured": each.measured, "deducted": each.deducted} for each in found
    }
    tenths, vetoes = int(score.points * 10), len(score.vetoes)
    monthly = Monthly(month=month, made_at=at, tenths=tenths, vetoes=vetoes, standing=standing)
    monthly.save(force_insert=True)
    open_before = Item.objects.filter(progress=Progress.OPEN.value).exclude(subject="")
    items = list(_items(monthly, found, set(open_before.values_list("subject", flat=True)), at))
    Item.objects.bulk_create(items)
    after = {"month": month.isoformat(), "items": len(items), "tenths": tenths, "text_sm3": text_sm3(monthly)}
    journal.record("inspection.make_list", subject=monthly.key, actor=WORKER.key, at=at, after=after)
    if items:
        units = frozenset(item.unit_id for item in items if item.unit_id is not None)
        people = {*officers, *holders([Role.DRAFTER], at, units)}
        words = f"{month:%Y 年 %m 月}自查清单已生成，共 {len(items)} 项"
        reminders.remind(people, Reminder.DISCLOSURE, subject=monthly.key, words=words, at=at)
    return monthly


def _items(monthly: Monthly, found: Sequence[Indicator], known: set[str], at: datetime) -> Iterator[Item]:
    """What is broken or will be within the month, the worst first; one record once, and not what an earlier list still
    has open."""
    place = 0
    for each in indicators.pressing_first(found):
        if each.light not in {Light.BROKEN, Light.NEAR} and not _soon(each.breach_on, at):
            continue
        rows = [row for row in each.rows if row.due is None or _soon(row.due, at)]
        rows = rows or [Behind("", each.label, each.breach_on)]
        for row in rows:
            if row.key and row.key in known:
                continue
            known.add(row.key)
            place += 1
            yield Item(
                monthly=monthly,
                place=place,
                indicator=each.code,
                subject=row.key,
                number=row.number,
                words=f"{each.threshold.act}：{row.words}"[:300],
                weight=each.weight.value,
                unit_id=row.unit,
                due_at=row.due,
            )


def _soon(due: datetime | None, at: datetime) -> bool:
    return due is not None and due <= at + _AHEAD


@transaction.atomic
def settle(item: Item, progress: Progress, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Item:
    """Done with evidence, or put off with a reason until a day. Raises Refused: wrong-role, signed-already,
    settled-already, out-of-range, not-a-choice, or a field."""
    if progress not in FIELDS:
        raise Refused("not-a-choice", "只能是已办或推迟", "progress")
    if not access.settles(actor, item.unit_id):
        raise Refused("wrong-role", "这一项由责任科室或公开专员办理")
    said = clean(FIELDS[progress], data)
    until = said.get("until")
    today = localtime(at).date()
    if until is not None and not today < until <= today + _LONGEST_OFF:
        raise Refused("out-of-range", f"推迟到的日子须在明天到 {today + _LONGEST_OFF} 之间", "until")
    monthly = _held(item.monthly_id)
    fresh = Item.objects.select_for_update().get(pk=item.pk)
    if fresh.progress != Progress.OPEN:
        raise Refused("settled-already", "这一项刚才已经有人办过，请看过再说")
    fresh.progress, fresh.evidence, fresh.until = progress.value, said["evidence"], until
    fresh.settled_at, fresh.settled_by = at, actor.key
    fresh.save()
    after = {"place": fresh.place, "progress": fresh.progress, "text_sm3": _next(monthly)}
    journal.record("inspection.settle", subject=monthly.key, actor=actor.key, at=at, after=after)
    return fresh


@transaction.atomic
def sign(monthly: Monthly, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Monthly:
    """The leader stands by it: nothing of it changes afterwards. Raises Refused: wrong-role, stale, signed-already,
    items-open, or a field."""
    if not actor.roles & access.SIGNERS:
        raise Refused("wrong-role", "月度自查清单由分管领导签字")
    said = clean(SIGN_FIELDS, data)["said"]
    fresh = _held(monthly.pk)
    if fresh.version != expect:
        raise Refused("stale", "清单刚才有改动，请看过再签")
    if left := fresh.items.filter(progress=Progress.OPEN.value).count():
        raise Refused("items-open", f"还有 {left} 项没有办理也没有推迟，办完再签")
    fresh.signed_at, fresh.signed_by, fresh.said = at, actor.key, said
    after = {"text_sm3": _next(fresh)}
    journal.record("inspection.sign", subject=fresh.key, actor=actor.key, at=at, reason=said, after=after)
    return fresh


def _held(number: int) -> Monthly:
    """The list, nobody else's until this act is over. Raises Refused("signed-already")."""
    monthly = Monthly.objects.select_for_update().get(pk=number)
    if monthly.signed_at is not None:
        raise Refused("signed-already", "这份清单已经签字，不能再改")
    return monthly


def _next(monthly: Monthly) -> str:
    """Save the list as changed; its digest."""
    monthly.version += 1
    monthly.save()
    return text_sm3(monthly)
