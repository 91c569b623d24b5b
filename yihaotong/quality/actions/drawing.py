"""Drawing: the journal's lines of a span are looked at portion by portion; a draw that was cut off goes on."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.models import Post
from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.cases.models import Case
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.quality import access
from yihaotong.quality.models import Draw, Sample
from yihaotong.quality.rules import sampling
from yihaotong.quality.rules.codes import WORK_OF, Per, Work
from yihaotong.quality.rules.sampling import NEW_DAYS, Drawn, Piece, PlanLine
from yihaotong.quality.rules.who import check_may

#: Numbers of journal lines in one portion, and portions in one turn: the worker has other things to do, too.
PORTION = 10_000
TURN = 4
#: The database writes a line a moment after its act, and its clock may differ.
_LAG = timedelta(hours=1)
_PERSON = "person:"


def begin_draw(per: Per, since: date, until: date, *, actor: Actor, at: datetime) -> Draw:
    """Begin to draw from a span that is over (`until` not included); the same span twice is one draw.

    Raises Refused("wrong-role" | "not-over" | "nothing-planned").
    """
    check_may("draw.begin", actor)
    if until > localtime(at).date():
        raise Refused("not-over", "这一期还没有结束，抽样种子只在期满以后产生")
    version, lines = access.plan_in_force()
    if not any(line.per is per for line in lines):
        raise Refused("nothing-planned", f"抽样方案没有按{per.label}抽的规则")
    low, high = _range(since)
    draw = Draw(
        per=per.value,
        since=since,
        until=until,
        plan_version=version,
        lines=json.dumps(sampling.rows_of(lines), ensure_ascii=False),
        seed=secrets.token_hex(16),
        low=low,
        high=high,
        cursor=low,
        begun_at=at,
        begun_by=actor.key,
    )
    try:
        with transaction.atomic():
            draw.save(force_insert=True)
            journal.record(
                "quality.draw",
                subject=f"draw:{draw.pk}",
                actor=actor.key,
                at=at,
                after={
                    "per": per.value,
                    "since": since.isoformat(),
                    "until": until.isoformat(),
                    "plan": version,
                    "seed": draw.seed,
                    "lines": [low, high],
                },
            )
    except IntegrityError:
        return Draw.objects.get(per=per.value, since=since)
    return draw


def _range(since: date) -> tuple[int, int]:
    """The lines in which the work of a span can stand: those written since it began."""
    # Each end by itself: asked for both at once, SQLite walks through all lines.
    first = Line.objects.aggregate(Min("pk"))["pk__min"] or 1
    last = Line.objects.aggregate(Max("pk"))["pk__max"] or 0
    return _last_written_before(_midnight(since) - _LAG, first - 1, last), last


def _last_written_before(moment: datetime, low: int, high: int) -> int:
    """The number of the last line written before a moment, `low` for none. Lines are numbered as they are written, so
    it is found by halving and no index on time is needed.
    """
    while low < high:
        middle = (low + high + 1) // 2
        written = Line.objects.filter(pk__gte=middle).order_by("pk").values_list("written_at", flat=True).first()
        if written is not None and written < moment:
            low = middle
        else:
            high = middle - 1
    return low


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def continue_draw(draw: Draw, *, at: datetime, most: int = TURN, portion: int = PORTION) -> bool:
    """Look at the next portions; True once the draw has ended. Two at once do no harm: one of them gets each."""
    for _ in range(most):
        if draw.ended_at is not None:
            break
        if draw.cursor < draw.high:
            _look(draw, portion)
        else:
            _end(draw, at=at)
        draw.refresh_from_db()
    return draw.ended_at is not None


@transaction.atomic
def _look(draw: Draw, portion: int) -> None:
    until = min(draw.cursor + portion, draw.high)
    piles = sampling.unpacked(json.loads(draw.piles))
    sampling.put(piles, plan_of(draw), draw.seed, _pieces(draw, draw.cursor, until), Per(draw.per))
    Draw.objects.filter(pk=draw.pk, cursor=draw.cursor).update(cursor=until, piles=json.dumps(sampling.packed(piles)))


def plan_of(draw: Draw) -> Sequence[PlanLine]:
    return sampling.read_lines(json.loads(draw.lines))


def _pieces(draw: Draw, low: int, high: int) -> list[Piece]:
    """The work that people did in the span, among these lines. Three queries."""
    lines = [
        (number, WORK_OF[kind], int(actor.removeprefix(_PERSON)), int(subject.removeprefix("case:")), at)
        for number, kind, subject, actor, at in Line.objects.filter(
            pk__gt=low,
            pk__lte=high,
            at__gte=_midnight(draw.since),
            at__lt=_midnight(draw.until),
            kind__in=sorted(WORK_OF),
            actor__startswith=_PERSON,
            subject__startswith="case:",
        )
        .order_by("pk")
        .values_list("pk", "kind", "subject", "actor", "at")
    ]
    columns = ("pk", "channel", "category", "dissatisfied")
    cases = {row[0]: row[1:] for row in Case.objects.filter(pk__in={line[3] for line in lines}).values_list(*columns)}
    since = _since({line[2] for line in lines})
    return [
        Piece(
            number,
            work,
            person,
            case,
            at,
            channel,
            category,
            new=at - since.get(person, at) < timedelta(days=NEW_DAYS),
            dissatisfied=dissatisfied,
        )
        for number, work, person, case, at in lines
        for channel, category, dissatisfied in [cases[case]]
    ]


def _since(people: Iterable[int]) -> Mapping[int, datetime]:
    """Since when each of them holds a post."""
    return dict(Post.objects.filter(person__in=set(people)).order_by().values_list("person").annotate(Min("since")))


@transaction.atomic
def _end(draw: Draw, *, at: datetime) -> None:
    plan = plan_of(draw)
    piles = sampling.unpacked(json.loads(draw.piles))
    drawn = sampling.taken(piles, plan)
    left_out = sum(pile.left_out for pile in piles.values())
    if not Draw.objects.filter(pk=draw.pk, ended_at=None).update(ended_at=at, taken=len(drawn), left_out=left_out):
        return
    known = set(Sample.objects.filter(line__in=[each.line for each in drawn]).values_list("line", flat=True))
    samples = _samples(draw, plan, [each for each in drawn if each.line not in known])
    Sample.objects.bulk_create(samples, batch_size=500)
    journal.record(
        "quality.draw_end",
        subject=f"draw:{draw.pk}",
        actor=WORKER.key,
        at=at,
        after={"taken": len(drawn), "new": len(samples), "left_out": left_out},
    )


def _samples(draw: Draw, plan: Sequence[PlanLine], drawn: Sequence[Drawn]) -> list[Sample]:
    kinds = dict(Line.objects.filter(pk__in=[each.line for each in drawn]).values_list("pk", "kind"))
    replied = [each.case for each in drawn if WORK_OF[kinds[each.line]] is Work.REPLY]
    units = dict(Case.objects.filter(pk__in=replied).values_list("pk", "lead_unit"))
    return [
        Sample(
            draw=draw,
            line=each.line,
            work=WORK_OF[kinds[each.line]].value,
            case_id=each.case,
            person_id=each.person,
            unit_id=units.get(each.case) if WORK_OF[kinds[each.line]] is Work.REPLY else None,
            at=each.at,
            why=each.why(plan[each.by]),
            blind=plan[each.by].blind,
        )
        for each in drawn
    ]


def draw_due(at: datetime) -> int:
    """Begin what is due and go on with what was begun; how many draws ended. For the worker; harmless twice."""
    for per, since, until in access.draws_due(localtime(at).date()):
        begin_draw(per, since, until, actor=WORKER, at=at)
    return sum(continue_draw(draw, at=at) for draw in Draw.objects.filter(ended_at=None).order_by("pk"))
