"""What outlets do about articles: released, corrected, withdrawn; registered by hand where they stand.

Whatever the lines say, what is done is what the article needs as it stands now, so hearing a line twice, late, or after
its correction does no harm.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime

from yihaotong.accounts.access import short_unit_names, unit_names
from yihaotong.accounts.rules import WORKER
from yihaotong.articles import access as articles
from yihaotong.articles.models import Appearance, Article
from yihaotong.disclosure.city import organ
from yihaotong.journal.models import Line
from yihaotong.outlets import access
from yihaotong.outlets.actions.arriving import QUIET, be_gone, fetch_back, replace_earlier
from yihaotong.outlets.actions.moving import prepared, put, tell_office
from yihaotong.outlets.models import Delivery
from yihaotong.outlets.rules.codes import OUTWARD, THERE, Kind, LimitKind, Progress, Why
from yihaotong.outlets.rules.machines import Machine
from yihaotong.outlets.rules.tables import limits, outlets
from yihaotong.reminders.rules import Kind as Told

_HEARD = frozenset({"article.release", "article.withdraw", "article.appear", "article.disappear"})
_SITE = "site"
_KEY = re.compile(r"article:([0-9]{1,18})")


@dataclass
class _Known:
    """What is known of some articles, read once for all of them."""

    articles: list[Article]
    deliveries: Mapping[int, list[Delivery]]
    stands: Mapping[int, dict[str, Appearance]]
    #: Replaced in the records, and yet to be looked for.
    apart: frozenset[int]
    own_names: frozenset[str]
    unit_names: Mapping[int, set[str]]
    served: Mapping[str, Machine]
    made: list[Delivery] = field(default_factory=list)
    told: list[Article] = field(default_factory=list)


@transaction.atomic
def follow_articles(lines: Sequence[Line], at: datetime) -> None:
    """The consumer. Some queries for each batch of lines, and some for each article that comes back from somewhere."""
    heard = [each for each in lines if each.kind in _HEARD]
    numbers = {int(found[1]) for each in heard if (found := _KEY.fullmatch(each.subject))}
    if not numbers:
        return
    known = _known(numbers, at)
    by_hand = {each.subject for each in heard if each.kind in {"article.appear", "article.disappear"}}
    for article in known.articles:
        _settle(article, known, at)
        if article.key in by_hand:
            _registered(article, known, at)
    prepared(known.made, actor=WORKER, at=at)
    for article in known.told:
        _tell(article, at)


def _known(numbers: Iterable[int], at: datetime) -> _Known:
    found = list(Article.objects.filter(pk__in=numbers, standing__isnull=False).select_related("standing__version"))
    deliveries: dict[int, list[Delivery]] = {each.pk: [] for each in found}
    for each in Delivery.objects.filter(article__in=found).order_by("number", "pk"):
        deliveries[each.article_id].append(each)
    stands: dict[int, dict[str, Appearance]] = {each.pk: {} for each in found}
    for appearance in Appearance.objects.filter(article__in=found, gone_at=None):
        stands[appearance.article_id][appearance.outlet] = appearance
    units, today = {each.unit_id for each in found}, localtime(at).date()
    short, whole = short_unit_names(units, today), unit_names(units, today)
    named = {unit: {short.get(unit, ""), whole.get(unit, "")} for unit in units}
    centre, ours = settings.CITY["centre"], organ()
    own = frozenset({"", ours.name, ours.short_name, centre["name"], centre["short_name"], "本站", "本单位", "本中心"})
    apart = frozenset(access.apart().filter(article__in=found).values_list("pk", flat=True))
    return _Known(found, deliveries, stands, apart, own, named, access.machines())


def _settle(article: Article, known: _Known, at: datetime) -> None:
    if article.withdrawn_at is not None:
        _fetch_all(article, known, at)
    else:
        _carry(article, known, at)


# --- out -------------------------------------------------------------------------------------------------------------


def _carry(article: Article, known: _Known, at: datetime) -> None:
    """The standing release to every outlet that its version names; earlier ones give way to it."""
    went, there = article.shown, known.deliveries[article.pk]
    content = articles.content_of(went.version)
    named = [each for each in outlets() if each == _SITE or each in content["outlets"]]
    have = {each.outlet for each in there if each.release_id == went.pk}
    missing = [outlet for outlet in named if outlet not in have]
    if missing:
        original = content["source"] in known.own_names | known.unit_names[article.unit_id]
        due = _due(LimitKind.SEND_ON, went.at)
        known.made += [_new(article, outlet, known, at, due=due, original=original) for outlet in missing]
    for each in there:
        if each.number < went.number:
            _give_way(each, named, at)


def _new(
    article: Article, outlet: str, known: _Known, at: datetime, *, due: datetime | None, original: bool
) -> Delivery:
    went = article.shown
    row = Delivery(
        article=article,
        release=went,
        number=went.number,
        digest=went.digest,
        outlet=outlet,
        original=original,
        made_at=at,
        due_at=due,
    )
    if outlet == _SITE:
        stands = known.stands[article.pk].get(_SITE)
        row.progress, row.due_at = Progress.RECEIPTED.value, None
        row.address, row.receipt_at, row.receipt_by = stands.address if stands else "", went.at, went.by
    elif access.kind_of(outlet, known.served) is Kind.MACHINE:
        row.next_at = at
    return row


def _give_way(each: Delivery, named: Sequence[str], at: datetime) -> None:
    """An earlier release: what never went out goes no more; what stands where the new one does not go comes back; what
    stands where it goes stays until that has arrived, and is the machine's to overwrite."""
    progress = Progress(each.progress)
    tried = progress in OUTWARD and each.attempts > 0
    if each.outlet == _SITE and progress is Progress.RECEIPTED:
        put(each, "supersede", actor=WORKER, at=at, progress=Progress.SUPERSEDED.value)
    elif each.outlet not in named and (progress is Progress.RECEIPTED or tried):
        fetch_back(each, Why.UNNAMED, actor=WORKER, at=at, due=_due(LimitKind.TAKE_DOWN, at))
    elif progress in OUTWARD or (progress is Progress.RECALLED and each.outlet in named and each.receipt_at is None):
        # Its lease stays: the new one waits until a try that is under way has ended.
        put(each, "supersede", actor=WORKER, at=at, progress=Progress.SUPERSEDED.value, due_at=None)


# --- back ------------------------------------------------------------------------------------------------------------


def _fetch_all(article: Article, known: _Known, at: datetime) -> None:
    """Withdrawn: from wherever it may stand it comes back, what never went out goes no more."""
    there = known.deliveries[article.pk]
    asked = False
    for outlet in dict.fromkeys([each.outlet for each in there] + list(known.stands[article.pk])):
        if outlet == _SITE:
            _own_gone(article, [each for each in there if each.outlet == _SITE], at)
        else:
            asked |= _fetch_from(article, outlet, known, at)
    if asked:
        known.told.append(article)


def _own_gone(article: Article, here: Sequence[Delivery], at: datetime) -> None:
    """Our own pages ask whether it is withdrawn each time: there is nothing to fetch, and certificates ask them."""
    for each in here:
        if each.progress == Progress.RECEIPTED:
            proof = "撤下即时生效：页面答 410，列表、搜索、订阅源、网站地图、目录不再列出"
            be_gone(each, proof, seen_at=article.withdrawn_at or at, seen_by=WORKER.name, actor=WORKER, at=at)


def _fetch_from(article: Article, outlet: str, known: _Known, at: datetime) -> bool:
    """Whether there is something to fetch that was not asked for before."""
    here = [each for each in known.deliveries[article.pk] if each.outlet == outlet]
    due = _due(LimitKind.TAKE_DOWN, article.withdrawn_at or at)
    live = _live(here, known.apart, by_hand=access.kind_of(outlet, known.served) in {Kind.FILE, Kind.HAND})
    _drop([each for each in here if each not in live], at)
    fresh = [each for each in live if each.progress != Progress.RECALLED]
    for each in fresh:
        fetch_back(each, Why.WITHDRAWN, actor=WORKER, at=at, due=due)
    if live:
        return bool(fresh)
    if outlet not in known.stands[article.pk]:
        return False
    # Somebody registered it by hand where no version named it.
    if any(each.release_id == article.standing_id for each in here):
        return False
    row = _new(article, outlet, known, at, due=due, original=True)
    row.progress, row.recalled_at, row.why, row.next_at = Progress.RECALLED.value, at, Why.WITHDRAWN.value, at
    row.address = known.stands[article.pk][outlet].address
    known.made.append(row)
    return True


def _live(here: Sequence[Delivery], apart: frozenset[int], *, by_hand: bool) -> list[Delivery]:
    """Of one outlet's deliveries those that stand there, or may: every one registered at a place of its own, and the
    last that was tried since. By hand, or with a list, it may have got there without anybody saying so: somebody has to
    look."""
    there = [each for each in here if Progress(each.progress) in THERE or each.pk in apart]
    over = {Progress.GONE.value, Progress.DROPPED.value}
    known = max((each.number for each in here if each in there or each.progress == Progress.GONE), default=0)
    tried = [
        each
        for each in here
        if each.number > known
        and each.progress not in over
        and (each.attempts or each.receipt_at or each.handover_id or (by_hand and Progress(each.progress) in OUTWARD))
    ]
    return [*there, *tried[-1:]]


def _drop(rows: Iterable[Delivery], at: datetime) -> None:
    for each in rows:
        if Progress(each.progress) in OUTWARD:
            put(each, "drop", actor=WORKER, at=at, progress=Progress.DROPPED.value, **QUIET)


def _tell(article: Article, at: datetime) -> None:
    title = article.shown.version.title[:60]
    tell_office(article.key, f"稿件“{title}”已撤下，别处还在：请逐一撤下并登记", at, Told.OUTLET)


# --- what people registered with articles ----------------------------------------------------------------------------


def _registered(article: Article, known: _Known, at: datetime) -> None:
    """Somebody told articles where it stands, or that it is gone: the work of carrying it there is done."""
    stands = known.stands[article.pk]
    newest = {each.outlet: each for each in known.deliveries[article.pk]}
    made = {each.outlet: each for each in known.made if each.article_id == article.pk}
    for outlet, appearance in stands.items():
        each = made.get(outlet) or newest.get(outlet)
        if outlet == _SITE or not article.is_public:
            continue
        if each is None:
            each = made[outlet] = _new(article, outlet, known, at, due=None, original=True)
            known.made.append(each)
        if Progress(each.progress) in OUTWARD and appearance.at >= article.shown.at:
            _is_there(each, appearance, at, new=outlet in made)
            replace_earlier(each, actor=WORKER, at=at, due=due_back(at))
    for each, seen in _vanished(article, known):
        if seen.gone_seen_at is not None:
            who, when = seen.gone_seen_by, seen.gone_seen_at
            be_gone(each, seen.gone_seen, seen_at=when, seen_by=who, actor=WORKER, at=at)


def _is_there(each: Delivery, appearance: Appearance, at: datetime, *, new: bool) -> None:
    """`new`: it is written with the others of this batch."""
    told: dict[str, Any] = {"address": appearance.address, "receipt_at": appearance.at, "receipt_by": appearance.by}
    told |= {"progress": Progress.RECEIPTED.value, **QUIET}
    if not new:
        put(each, "receipt", actor=WORKER, at=at, **told)
    for name, value in told.items():
        setattr(each, name, value)


def _vanished(article: Article, known: _Known) -> Iterator[tuple[Delivery, Appearance]]:
    """What was seen gone proves it of the place that was looked at, and of no other."""
    there = known.deliveries[article.pk]
    for outlet in dict.fromkeys(each.outlet for each in there if Progress(each.progress) in THERE):
        seen = article.appearances.filter(outlet=outlet).order_by("-gone_at", "-pk").first()
        if outlet in known.stands[article.pk] or seen is None:
            continue
        here = [each for each in there if each.outlet == outlet]
        each = next(reversed([each for each in here if each.address == seen.address] or here))
        if Progress(each.progress) in THERE:
            yield each, seen


def _due(kind: LimitKind, start: datetime) -> datetime | None:
    limit = limits()[kind]
    return articles.deadline(start, limit.limit, limit.basis).due


def due_back(at: datetime) -> datetime | None:
    """By when what is fetched back from now on is to be down."""
    return _due(LimitKind.TAKE_DOWN, at)
