"""候补: whoever waits comes in when there is room, and the office calls him: a telephone is all that is known of him.

Each coming in is a step of the sign-up, and so is the call; of who has come in and was not called nothing else is kept.
"""

import json
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from yihaotong.accounts.access import holders
from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.cases.rules.fields import Field, clean
from yihaotong.engagement import access
from yihaotong.engagement.models import Activity, SignUp, Step
from yihaotong.engagement.rules import activities as rules
from yihaotong.engagement.rules.codes import Place, Progress
from yihaotong.engagement.rules.life import OFFICE
from yihaotong.journal import actions as journal
from yihaotong.journal.refusal import Refused
from yihaotong.reminders import actions as reminders
from yihaotong.reminders.rules import Kind as Reminder

SAID = Field("said", "怎样通知的", required=True, longest=100, hint="如：已接通本人，会来；打了三次没有人接")
_TAKES = {Progress.OPEN.value, Progress.FULL.value}


def line(name: str, row: SignUp, actor: Actor, at: datetime) -> None:
    """Never who: a number, a place, how many."""
    after = {"number": row.number, "place": row.place, "persons": row.persons}
    journal.record(f"sign_up.{name}", subject=row.key, actor=actor.key, at=at, after=after)


def move_up(activity: Activity, at: datetime) -> int:
    """Give the room that there is to those who wait, in their turn; how many came in. In the transaction of the caller,
    who holds the activity."""
    if activity.progress not in _TAKES or at >= activity.starts_at:
        return 0
    queue = list(access.queue_of(activity).values_list("pk", "persons"))
    numbers = rules.moved_up(queue, access.taken(activity), activity.capacity or 0)
    for row in SignUp.objects.filter(pk__in=numbers).order_by("pk"):
        row.place = Place.IN.value
        row.save(update_fields=["place"])
        _step(row, access.MOVED_UP, WORKER, at)
        line("move_up", row, WORKER, at)
    if numbers:
        _tell(activity, at)
    return len(numbers)


@transaction.atomic
def called(activity: Activity, numbers: Collection[str], said: str, *, actor: Actor, at: datetime) -> int:
    """Somebody of the office has told those with these numbers; how many. Raises Refused: wrong-role, missing,
    wrong-progress where one of them has been told meanwhile, or has taken his sign-up back."""
    if not actor.roles & OFFICE:
        raise Refused("wrong-role", "候补补上以后由公开专员、公开工作负责人打电话通知")
    words = clean((SAID,), {"said": said})["said"]
    if not numbers:
        raise Refused("missing", "请勾选通知了哪几位", "numbers")
    held = Activity.objects.select_for_update().get(pk=activity.pk)
    waiting = {each.number: each for each in access.to_call([held])}
    if not set(numbers) <= set(waiting):
        raise Refused("wrong-progress", "其中有的已经通知过，或已经取消报名，请看过再登记")
    for number in sorted(set(numbers)):
        _step(waiting[number], access.CALLED, actor, at, said=words)
        line("called", waiting[number], actor, at)
    if len(waiting) == len(set(numbers)):
        reminders.over(Reminder.DISCLOSURE, held.key, at=at)
    return len(set(numbers))


def _step(row: SignUp, name: str, actor: Actor, at: datetime, *, said: str = "") -> None:
    words = json.dumps({"said": said} if said else {}, ensure_ascii=False)
    Step.objects.create(subject=row.key, move=name, at=at, actor=actor.key, after=row.place, words=words)


def _tell(activity: Activity, at: datetime) -> None:
    words = f"“{activity.title[:40]}”有候补补上了，请打电话通知"
    reminders.remind(holders(OFFICE, at), Reminder.DISCLOSURE, subject=activity.key, words=words, at=at)
