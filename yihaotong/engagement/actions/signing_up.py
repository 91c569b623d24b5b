"""Signing up for an activity: name and telephone sealed, a place or a turn in the queue, taken back with a code, and
cleared for good some time after the activity."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localtime

from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.cases.rules import filing
from yihaotong.cases.rules.fields import clean
from yihaotong.clock import Limit
from yihaotong.engagement import access
from yihaotong.engagement.actions import moving_up
from yihaotong.engagement.actions.living import told
from yihaotong.engagement.models import Activity, SignUp
from yihaotong.engagement.rules import activities as rules
from yihaotong.engagement.rules.codes import LimitKind, Place
from yihaotong.engagement.rules.life import OFFICE
from yihaotong.engagement.rules.limits import limits
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.vault import actions as vault

#: So many wrong codes for one sign-up within the window are answered plainly; after them one try in `BETWEEN`.
ALLOWED_FAILURES = 5
WINDOW = timedelta(minutes=15)
BETWEEN = timedelta(minutes=1)
_AT_ONCE = 200


def query_code(number: str) -> str:
    """The code of a sign-up, made from the vault's index key and stored nowhere."""
    return filing.query_code(vault.blind_index(number, purpose="sign-up-query-code"))


def sign_up(
    activity: Activity, data: Mapping[str, Any], *, actor: Actor, at: datetime, submission: UUID | None = None
) -> SignUp:
    """Give somebody a place, or a turn in the queue. The same form twice is one sign-up.

    Raises Refused: "sign-up-over", "twice" for a telephone that is there, what the fields say.
    """
    if submission and (earlier := access.sent_with(submission)):
        return earlier
    try:
        return _signed_up(activity, data, actor, at, submission)
    except IntegrityError:
        if submission and (earlier := access.sent_with(submission)):
            return earlier
        raise _twice() from None


def _twice() -> Refused:
    return Refused("twice", "这个手机号已经报过名；要改人数，请先取消再报", "phone")


@transaction.atomic
def _signed_up(
    activity: Activity, data: Mapping[str, Any], actor: Actor, at: datetime, submission: UUID | None
) -> SignUp:
    said = clean(rules.SIGN_UP_FIELDS, data)
    activity = _locked(activity)
    if not access.takes_sign_ups(activity, at):
        raise Refused("sign-up-over", "报名已经截止，或还没有开放")
    capacity = activity.capacity or 0
    rules.check_persons(said["persons"], capacity)
    same = vault.blind_index(said["phone"], purpose=f"sign-up:{activity.pk}")
    if activity.sign_ups.filter(same=same).exclude(place=Place.GONE.value).exists():
        raise _twice()
    waiting = access.queue_of(activity).exists()
    place = rules.place_for(said["persons"], access.taken(activity), capacity, waiting=waiting)
    token = uuid4()
    contact = json.dumps({"name": said["name"], "phone": said["phone"]}, ensure_ascii=False)
    row = SignUp(
        activity=activity,
        token=token,
        number=token.hex[:30],
        submission=submission,
        sealed=vault.seal(contact, context=_context(token)),
        same=same,
        place=place.value,
        persons=said["persons"],
        at=at,
    )
    row.save(force_insert=True)
    row.number = f"BM{localtime(at):%Y%m%d}{row.pk:06d}"
    SignUp.objects.filter(pk=row.pk).update(number=row.number)
    moving_up.line("sign_up", row, actor, at)
    return row


def _locked(activity: Activity) -> Activity:
    """The row as it is now, held until the transaction ends: two at once do not get one place."""
    return Activity.objects.select_for_update().get(pk=activity.pk)


def _context(token: UUID) -> str:
    return f"engagement-sign-up:{token.hex}"


@transaction.atomic
def cancel(row: SignUp, *, actor: Actor, at: datetime) -> SignUp:
    """Take a sign-up back; whoever waits moves up. Twice is once. Raises Refused("too-late")."""
    activity = _locked(row.activity)
    row.refresh_from_db()
    if row.place == Place.GONE:
        return row
    if at >= activity.starts_at:
        raise Refused("too-late", "活动已经开始，不能再取消")
    SignUp.objects.filter(pk=row.pk).update(place=Place.GONE.value, gone_at=at, sealed=None, same=None)
    row.refresh_from_db()
    moving_up.line("cancel", row, actor, at)
    moving_up.move_up(activity, at)
    return row


def look_up(number: str, code: str, *, at: datetime) -> SignUp:
    """The sign-up, for whoever has its code. Raises Refused: "wrong-code", the same for a number that never was;
    "look-up-slow" with `retry_after`, in seconds."""
    wrong = Refused("wrong-code", "编号或查询码不对，请对照报名回执再输一次", "code")
    row = access.sign_up(number)
    if row is None:
        raise wrong
    with transaction.atomic():
        rows = SignUp.objects.filter(pk=row.pk)
        rows.filter(failing_since__lt=at - WINDOW).update(failures=0, failing_since=None)
        rows.filter(failing_since=None).update(failing_since=at)
        # Counted before the comparison, under the row's lock: many guesses at once cannot slip through together.
        rows.update(failures=F("failures") + 1)
        row.refresh_from_db()
        beyond = row.failures - ALLOWED_FAILURES
        next_at = (row.failing_since or at) + beyond * BETWEEN
        if beyond > 0 and at < next_at:
            wait = int((next_at - at).total_seconds()) + 1
            raise Refused("look-up-slow", f"查询码连续输错了几次，请过 {wait} 秒再试", "code", retry_after=wait)
        if hmac.compare_digest(query_code(number).encode(), code.encode()):
            rows.update(failures=0, failing_since=None)
            return row
    raise wrong


@transaction.atomic
def open_list(activity: Activity, *, actor: Actor, at: datetime) -> list[tuple[SignUp, dict[str, str]]]:
    """Who comes, in the clear, for the office only; one line. Raises Refused("identity-sealed")."""
    if not actor.roles & OFFICE:
        raise Refused("identity-sealed", "报名人的姓名和电话只有公开工作机构可以查看")
    rows = activity.sign_ups.exclude(place=Place.GONE.value).order_by("place", "pk")
    found = [(row, contact(row)) for row in rows]
    after = {"rows": len(found)}
    journal.record("sign_up.read", subject=activity.key, actor=actor.key, at=at, reason="通知报名人", after=after)
    return found


def contact(row: SignUp) -> dict[str, str]:
    """Name and telephone; {} once they are cleared. Not a reading: that is `open_list`."""
    return dict(json.loads(vault.unseal(row.sealed, context=_context(row.token)))) if row.sealed else {}


def purge_sign_ups(at: datetime) -> int:
    """Clear who signed up for what is long over; of how many activities. Numbers, places and counts stay."""
    limit = Limit.parse(limits()[LimitKind.PURGE].limit)
    old = Activity.objects.filter(purged_at=None, starts_at__lte=at - timedelta(days=limit.amount))
    due = list(old.filter(sign_ups__isnull=False).distinct().order_by("pk")[:_AT_ONCE])
    for activity in due:
        _purge(activity, at)
    return len(due)


@transaction.atomic
def _purge(activity: Activity, at: datetime) -> None:
    activity = _locked(activity)
    if activity.purged_at:
        return
    activity.sign_ups.update(sealed=None, same=None)
    Activity.objects.filter(pk=activity.pk).update(purged_at=at, version=F("version") + 1)
    activity.refresh_from_db()
    told(activity, "purge", actor=WORKER, at=at, before=activity.progress, words={})
