"""Records and the articles they are bound to, both ways: bound by somebody; followed when an article goes out or is
withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from yihaotong.accounts.rules import WORKER, Actor
from yihaotong.articles import access as articles
from yihaotong.articles.models import Article
from yihaotong.cases.rules.fields import Field, Kind, clean
from yihaotong.engagement import access, clocks
from yihaotong.engagement.actions import building, effects, terms
from yihaotong.engagement.actions.living import MEANWHILE, told
from yihaotong.engagement.models import Binding, Interpretation, Proposal
from yihaotong.engagement.rules.codes import Bond, Progress, Sort
from yihaotong.engagement.rules.lives import BONDS, RELEASING
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused
from yihaotong.reminders.actions import remind
from yihaotong.reminders.rules import Kind as Reminder

BIND_FIELDS = (
    Field("article", "稿件", required=True, longest=60, hint="稿件页标题上面的索引号"),
    Field("bond", "它是什么", Kind.CHOICE, required=True, choices=Bond),
)
_RELEASED, _WITHDRAWN = "article.release", "article.withdraw"


@transaction.atomic
def bind(record: Any, data: Mapping[str, Any], *, actor: Actor, at: datetime, expect: int) -> Any:
    """Bind an article. One that is public already counts from the day of its release.

    Raises Refused: "wrong-role", "stale", "no-such-article", "not-a-choice", "twice", and what must be written before
    the record is public ("no-sections", "no-explanation", "not-public").
    """
    sort = access.sort_of(record)
    if not access.reaches(record, actor):
        raise Refused("wrong-role", "这一件不归您办")
    said = clean(BIND_FIELDS, data)
    bond = said["bond"]
    if bond not in BONDS[sort]:
        raise Refused("not-a-choice", f"{sort.label}不关联“{bond.label}”", "bond")
    article = building.article_of(said["article"], actor, "article")
    if bond is Bond.RELEASE:
        effects.check_public(record)
    _touch(record, expect)
    bound = Binding(
        subject=record.key,
        article=article.key,
        bond=bond.value,
        at=at,
        by=actor.key,
        public_on=building.public_day(article),
    )
    try:
        with transaction.atomic():
            bound.save(force_insert=True)
    except IntegrityError:
        raise Refused("twice", "这篇稿件已经关联过", "article") from None
    before = record.progress
    if bound.public_on is not None:
        _went_out(record, bound, at)
    told(record, "bind", actor=actor, at=at, before=before, words={"article": article.key, "bond": bond.label})
    return record


@transaction.atomic
def unbind(record: Any, number: int, *, actor: Actor, at: datetime, expect: int) -> Any:
    """Take back a binding (its id) that was wrong. Raises Refused: "wrong-role", "stale", "not-bound"."""
    if not access.reaches(record, actor):
        raise Refused("wrong-role", "这一件不归您办")
    bound = Binding.objects.filter(pk=number, subject=record.key).first()
    if bound is None:
        raise Refused("not-bound", "这篇稿件已经不在关联里")
    _touch(record, expect)
    before = record.progress
    bound.delete()
    if bound.bond == Bond.RELEASE and bound.public_on is not None and bound.gone_at is None:
        _went_away(record, at)
    told(record, "unbind", actor=actor, at=at, before=before, words={"article": bound.article})
    return record


def _touch(record: Any, expect: int) -> None:
    """Compare and set, with the row's lock. Raises Refused("stale")."""
    if not type(record).objects.filter(pk=record.pk, version=expect).update(version=F("version") + 1):
        raise Refused("stale", MEANWHILE)
    record.refresh_from_db()


def _set(record: Any, **changes: Any) -> None:
    type(record).objects.filter(pk=record.pk).update(**changes)
    record.refresh_from_db()


def _went_out(record: Any, bound: Binding, at: datetime) -> None:
    """The public can read it since `bound.public_on`."""
    sort, day = access.sort_of(record), bound.public_on
    if bound.bond == Bond.POLICY:
        if record.policy_on is None:
            _set(record, policy_on=day)
        terms.sync(record, at=at)
        return
    if bound.bond != Bond.RELEASE:
        return
    changes: dict[str, Any] = {} if record.released_on else {"released_on": day}
    met = None
    if sort in RELEASING and record.progress == RELEASING[sort][0].value:
        changes["progress"], met = RELEASING[sort][1].value, RELEASING[sort][2]
    if isinstance(record, Proposal) and record.publicity and not _may_be_public(record):
        changes["flagged"] = "复文不公开，关联的稿件却已发布，请马上撤下"
    _set(record, **changes)
    terms.sync(record, at=at, met=[met] if met else [], met_at=clocks.of_day(day) if day else at)


def _may_be_public(record: Proposal) -> bool:
    try:
        effects.check_public(record)
    except Refused:
        return False
    return True


def _went_away(record: Any, at: datetime) -> None:
    """The public can read it no longer; another article of the same record may still stand."""
    if access.bound_here(record.key, Bond.RELEASE).exists() or record.released_link:
        return
    sort = access.sort_of(record)
    changes: dict[str, Any] = {"released_on": None}
    if sort in RELEASING and record.progress == RELEASING[sort][1].value:
        changes["progress"] = RELEASING[sort][0].value
    _set(record, **changes)
    terms.sync(record, at=at)


def follow_articles(lines: Sequence[Line], at: datetime) -> None:
    """An article went out or was withdrawn: what is bound to it knows, and whatever hangs on the other side of it is
    flagged. Harmless twice: it looks at what the article is now, not at the line."""
    keys = {line.subject for line in lines if line.kind in {_RELEASED, _WITHDRAWN}}
    for bound in Binding.objects.filter(article__in=sorted(keys)).order_by("pk"):
        article = articles.by_key(bound.article)
        if article is not None:
            _follow(bound, article, at)


@transaction.atomic
def _follow(bound: Binding, article: Article, at: datetime) -> None:
    sort, _colon, number = bound.subject.partition(":")
    record = access.MODELS[Sort(sort)].objects.select_for_update().filter(pk=int(number)).first()
    bound.refresh_from_db()
    public = bound.public_on is not None and bound.gone_at is None
    if record is None or article.is_public == public:
        return
    before = record.progress
    type(record).objects.filter(pk=record.pk).update(version=F("version") + 1)
    if article.is_public:
        bound.public_on, bound.gone_at = building.public_day(article), None
        bound.save()
        _went_out(record, bound, at)
        name = "went_out"
    else:
        bound.gone_at = article.withdrawn_at or at
        bound.save()
        if bound.bond == Bond.RELEASE:
            _went_away(record, at)
        _set(record, flagged=_flag(record, Bond(bound.bond)))
        name = "went_away"
        words = f"{access.sort_of(record).label}“{record.title[:40]}”：{record.flagged}"
        people = terms.people_for(record, at)
        remind(sorted(people), Reminder.DISCLOSURE, subject=record.key, words=words, at=at)
    told(record, name, actor=WORKER, at=at, before=before, words={"article": bound.article})


def _flag(record: Any, bond: Bond) -> str:
    """Why somebody must look: what hangs on the other side is still there."""
    if isinstance(record, Interpretation):
        if bond is Bond.POLICY:
            still = record.progress == Progress.RELEASED
            return "被解读的政策已撤下，解读还在网上，请看要不要撤下" if still else "被解读的政策已撤下"
        return "解读已撤下，政策没有解读了，请补发解读"
    return {Bond.NOTICE: "公告已撤下，报名表不再显示", Bond.OUTCOME: "活动结果的稿件已撤下"}.get(
        bond, "公开它的稿件已撤下"
    )
