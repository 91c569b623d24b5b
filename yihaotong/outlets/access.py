"""The only door to deliveries, lists handed over and items elsewhere; and what of a year went out where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.rules import Actor, Role
from yihaotong.articles import access as articles
from yihaotong.articles.models import Appearance, Article
from yihaotong.outlets import proving
from yihaotong.outlets.models import Delivery, Elsewhere, HandOver
from yihaotong.outlets.rules.codes import OUTWARD, Kind, Progress
from yihaotong.outlets.rules.machines import Machine, read
from yihaotong.outlets.rules.tables import label, outlets

#: Who carries releases out and back.
KEEPERS = frozenset({Role.DISCLOSURE_OFFICER, Role.DISCLOSURE_LEADER})


def machines() -> Mapping[str, Machine]:
    """The outlets that a machine serves, by code, as the city's file says."""
    return read(settings.CITY.get("outlets", {}).get("machines", {}))


def kind_of(outlet: str, served: Mapping[str, Machine] | None = None) -> Kind:
    """How a release gets there: by a machine where the city named one."""
    if outlet in (machines() if served is None else served):
        return Kind.MACHINE
    return outlets()[outlet].kind


# --- figures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Went:
    """One item that went out somewhere. `key` leads to it: an article's, or that of an item elsewhere."""

    outlet: str
    title: str
    at: date
    original: bool
    key: str


def released_in(year: int, outlet: str = "") -> list[Went]:
    """Everything that went out in a year, ours and what was registered, the oldest first; in one outlet, or in all.

    An article counts once an outlet, on the day it first stood there; what is registered elsewhere and bound to an
    article that stands there is that article. Four queries.
    """
    ours = _appeared(year, outlet)
    stands = {(went.outlet, went.key) for went in ours}
    items = Elsewhere.objects.filter(on__year=year).order_by("on", "pk")
    told = (items.filter(outlet=outlet) if outlet else items).values_list(
        "outlet", "title", "on", "original", "batch", "pk", "article"
    )
    theirs = [
        Went(where, title, on, original, f"elsewhere:{batch}.{pk}")
        for where, title, on, original, batch, pk, article in told
        if (where, f"article:{article}") not in stands
    ]
    return sorted([*ours, *theirs], key=lambda went: (went.at, went.key))


def _appeared(year: int, outlet: str) -> list[Went]:
    begins, ends = (make_aware(datetime.combine(date(each, 1, 1), time())) for each in (year, year + 1))
    found = Appearance.objects.filter(at__gte=begins, at__lt=ends)
    found = found.filter(outlet=outlet) if outlet else found
    reposts = set(Delivery.objects.filter(original=False).values_list("article", "outlet"))
    # Where it stood before, a correction or another address makes it no second item.
    earlier = set(Appearance.objects.filter(at__lt=begins).values_list("article", "outlet"))
    went: dict[tuple[int, str], Went] = {}
    rows = found.order_by("at", "pk").values_list("article", "outlet", "at", "article__standing__version__title")
    for article, where, at, title in rows:
        if (article, where) not in earlier and (article, where) not in went:
            own = (article, where) not in reposts
            went[article, where] = Went(where, title or "", localtime(at).date(), own, f"article:{article}")
    return list(went.values())


def count_by_outlet(year: int) -> dict[str, tuple[int, int]]:
    """By code of the outlet, how many of our own and how many reposts (转发) went out in a year."""
    return counted(released_in(year))


def counted(rows: Sequence[Went]) -> dict[str, tuple[int, int]]:
    """The same of any rows: each figure is the number of rows behind it."""
    own = Counter(went.outlet for went in rows if went.original)
    reposts = Counter(went.outlet for went in rows if not went.original)
    return {each: (own[each], reposts[each]) for each in outlets() if own[each] or reposts[each]}


def by_month(rows: Sequence[Went]) -> dict[str, list[tuple[int, int]]]:
    """By outlet the twelve months, each with our own and the reposts."""
    told = Counter((went.outlet, went.at.month, went.original) for went in rows)
    here = [
        each for each in outlets() if any(told[each, month, own] for month in range(1, 13) for own in (True, False))
    ]
    return {each: [(told[each, m, True], told[each, m, False]) for m in range(1, 13)] for each in here}


# --- what waits ----------------------------------------------------------------------------------------------------


def deliveries() -> QuerySet[Delivery]:
    """With article and title at hand, but for its texts."""
    found = Delivery.objects.select_related("article", "release__version", "handover")
    return found.defer("release__version__content", "release__version__text")


def of_article(article: Article) -> list[Delivery]:
    """The newest release first, within one as outlets go."""
    places = {outlet: place for place, outlet in enumerate(outlets())}
    return sorted(deliveries().filter(article=article), key=lambda each: (-each.number, places.get(each.outlet, 99)))


def keeps(actor: Actor) -> bool:
    return bool(actor.roles & KEEPERS)


def delivery_for(actor: Actor, number: int) -> Delivery:
    """Raises Delivery.DoesNotExist for a stranger, as for a number that never was."""
    if not keeps(actor):
        raise Delivery.DoesNotExist
    return deliveries().get(pk=number)


def article_for(actor: Actor, number: int) -> Article:
    """One that is or was public. Raises Article.DoesNotExist."""
    if not keeps(actor):
        raise Article.DoesNotExist
    return articles.public_article(number)


def handover_for(actor: Actor, number: int) -> HandOver:
    """Raises HandOver.DoesNotExist."""
    if not keeps(actor):
        raise HandOver.DoesNotExist
    return HandOver.objects.get(pk=number)


def item_for(actor: Actor, number: int) -> Elsewhere:
    """Raises Elsewhere.DoesNotExist."""
    if not keeps(actor):
        raise Elsewhere.DoesNotExist
    return Elsewhere.objects.select_related("article").get(pk=number)


def to_take_down() -> QuerySet[Delivery]:
    """What has to come back and is not gone yet, the first to be due first."""
    return deliveries().filter(progress=Progress.RECALLED.value).order_by("due_at", "pk")


def to_carry() -> QuerySet[Delivery]:
    """What has not arrived yet, the first to be due first."""
    return deliveries().filter(progress__in=[each.value for each in OUTWARD]).order_by("due_at", "pk")


def items_to_take_down() -> QuerySet[Elsewhere]:
    """Items elsewhere bound to an article that is withdrawn, and still there."""
    found = Elsewhere.objects.filter(article__withdrawn_at__isnull=False, gone_at=None)
    return found.select_related("article").order_by("on", "pk")


def items() -> QuerySet[Elsewhere]:
    """Every item elsewhere, the newest first."""
    return Elsewhere.objects.select_related("article").order_by("-on", "-pk")


def handovers() -> QuerySet[HandOver]:
    return HandOver.objects.order_by("-pk")


def to_hand_over(since: date, until: date) -> list[Delivery]:
    """What of a period (both days included) still has to go to the archive and stands on no list."""
    begins, ends = (make_aware(datetime.combine(each, time())) for each in (since, until + timedelta(days=1)))
    found = deliveries().filter(outlet="archive", progress=Progress.PREPARED.value, handover=None)
    return list(found.filter(release__at__gte=begins, release__at__lt=ends).order_by("release__at", "pk"))


# --- what proves that it is gone -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """One outlet in a certificate. `gone_at` None: not gone yet, or there it never was (then `never` is true)."""

    outlet: str
    label: str
    address: str
    recalled_at: datetime | None
    gone_at: datetime | None
    seen_by: str
    proof: str
    never: bool = False

    @property
    def settled(self) -> bool:
        return self.gone_at is not None or self.never


@dataclass(frozen=True)
class Certificate:
    """撤下证明: every outlet with when and how it was found gone; `own` is what our own pages, asked now, say."""

    article: Article
    withdrawn_at: datetime | None
    why: str
    proofs: tuple[Proof, ...]
    own: tuple[proving.Check, ...]

    @property
    def whole(self) -> bool:
        """Withdrawn, gone from every outlet, and from everything that our own site shows."""
        settled = all(proof.settled for proof in self.proofs) and all(check.gone for check in self.own)
        return self.withdrawn_at is not None and settled


def certificate(article: Article) -> Certificate:
    """What proves that a withdrawn article stands nowhere any more; `whole` is false while something is missing.

    Asked of the records and of our own access functions, at this moment; about a dozen queries, however many outlets.
    """
    told = [_of_delivery(each) for each in of_article(article) if each.outlet != "site"]
    told += [_of_item(item, article) for item in article.elsewhere.order_by("pk")]
    own = proving.own_site(article)
    return Certificate(article, article.withdrawn_at, article.withdrawn_why, tuple(told), own)


def _of_delivery(each: Delivery) -> Proof:
    never = each.progress in {Progress.DROPPED.value, Progress.SUPERSEDED.value}
    proof = each.proof or (Progress(each.progress).label if never else "")
    told = (each.address, each.recalled_at, each.gone_at, each.gone_seen_by)
    return Proof(each.outlet, label(each.outlet), *told, proof, never)


def _of_item(item: Elsewhere, article: Article) -> Proof:
    told = (item.link, article.withdrawn_at, item.gone_at, item.gone_seen_by, item.proof)
    return Proof(item.outlet, label(item.outlet), *told)


def withdrawn() -> QuerySet[Article]:
    """Every withdrawn article, the newest first: those of which a certificate can be asked."""
    found = Article.objects.filter(withdrawn_at__isnull=False, standing__isnull=False)
    return found.select_related("standing__version").order_by("-withdrawn_at")


def failing() -> QuerySet[Delivery]:
    """What machines could not carry, the longest first."""
    return deliveries().filter(Q(failing_since__isnull=False)).order_by("failing_since", "pk")
