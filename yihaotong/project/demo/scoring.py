"""A few scores in the demo city, so that the pages of quality are not empty: last week drawn, some samples scored.

By the same actions as at the desk. Done once: a city with a score in it is left alone.
"""

from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localtime

from yihaotong.accounts.access import actor_of
from yihaotong.accounts.models import Post
from yihaotong.accounts.rules import WORKER, Actor, Role
from yihaotong.project.demo import city
from yihaotong.quality import access, actions
from yihaotong.quality.models import Sample, Score
from yihaotong.quality.rules.codes import ItemKind, Per, Progress, Work
from yihaotong.quality.rules.sampling import last_whole
from yihaotong.quality.rules.scoring import LOW

#: So many samples are scored; the others wait, as they would.
_SCORED = 40
#: Every so many-th of those scored is appealed against.
_APPEALED = 13
_WORDS = ("地址只写到小区，承办单位又问了一遍", "没有问清发生的时间", "第二个问题没有回答", "套话多，市民看不出结果")


def score_some(now: datetime) -> int:
    """Draw from the last whole week and score some of it; how many were scored. Nothing where scores stand already."""
    if Score.objects.exists():
        return 0
    since, until = last_whole(Per.WEEK, localtime(now).date())
    draw = actions.begin_draw(Per.WEEK, since, until, actor=WORKER, at=now)
    while not actions.continue_draw(draw, at=now):
        draw.refresh_from_db()
    chance = Random(city.SEED)
    found = list(Sample.objects.filter(progress=Progress.WAITING.value).select_related("case").order_by("line"))
    chosen = found[:: max(1, len(found) // _SCORED)][:_SCORED]
    for number, sample in enumerate(chosen):
        at = now - timedelta(hours=len(chosen) - number)
        role = Role.REVIEWER if sample.work == Work.REPLY.value else Role.SUPERVISOR
        _score(sample, _somebody(role, number, now, apart_from=sample.person_id), at, chance)
        if number % _APPEALED == _APPEALED - 1:
            _appeal(sample, at + timedelta(minutes=30))
    return len(chosen)


def _somebody(role: Role, number: int, now: datetime, *, apart_from: int) -> Actor:
    posts = Post.objects.filter(role=role.value, until=None).exclude(person=apart_from)
    held = list(posts.select_related("person").order_by("pk"))
    return actor_of(held[number % len(held)].person, now)


def _score(sample: Sample, actor: Actor, at: datetime, chance: Random) -> None:
    answers, notes = {}, {}
    for item in access.content_for(sample)[1].items:
        if item.kind is ItemKind.GRADE:
            answers[item.code] = chance.choices((5, 4, 3, 2, 0), (50, 28, 12, 5, 5))[0]
            if 0 < answers[item.code] <= LOW:
                notes[item.code] = chance.choice(_WORDS)
        else:
            answers[item.code] = int(item.kind is ItemKind.DEDUCT and chance.random() < 0.08)
            if answers[item.code]:
                notes[item.code] = chance.choice(_WORDS)
    draft = actions.keep_answers(sample, actor=actor, at=at, answers=answers, notes=notes)
    actions.submit(draft, actor=actor, at=at)


def _appeal(sample: Sample, at: datetime) -> None:
    fresh = Sample.objects.select_related("person").get(pk=sample.pk)
    actions.appeal(fresh, actor=actor_of(fresh.person, at), at=at, reason="工单里已经写明了，请再看一遍。")
