"""The only door to deliveries, lists handed over and items elsewhere; and what of a year went out where."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localtime, make_aware

from yihaotong.accounts.rules import Actor, Role
from yihaotong.articles import access as articles
from yihaotong.articles.models import Appearance, Article
from yihaotong.outlets import proving
from yihaotong.outlets.models import Delivery, Elsewhere, HandOver
from yihaotong.outlets.rules.codes import OUTWARD, THERE, Kind, Progress
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
    """One item that went out somewhere. `key` leads to it: an article's, or that of an item elsewhere; `gone`: it was
    withdrawn since, or taken down there."""

    outlet: str
    title: str
    at: date
    original: bool
    key: str
    gone: bool = False


def released_in(year: int, outlet: str = "") -> list[Went]:
    """Everything that went out in a year, ours and what was registered, the oldest first; in one outlet, or in all.

    An article counts once an outlet, on the day it first stood there; what is registered elsewhere and bound to an
    article that stands there is that article. Five queries.
    """
    ours = _appeared(year, outlet)
    stands = {(went.outlet, went.key) for went in ours}
    items = Elsewhere.objects.filter(on__year=year).order_by("on", "pk")
    told = (items.filter(outlet=outlet) if outlet else items).values_list(
        "outlet", "title", "on", "original", "batch", "pk", "article", "gone_at", "article__withdrawn_at"
    )
    theirs = [
        Went(where, title, on, original, f"elsewhere:{batch}.{pk}", bool(gone or withdrawn))
        for where, title, on, original, batch, pk, article, gone, withdrawn in told
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
    stand = Appearance.objects.filter(at__gte=begins, gone_at=None, article__withdrawn_at=None)
    standing = set(stand.values_list("article", "outlet"))
    went: dict[tuple[int, str], Went] = {}
    rows = found.order_by("at", "pk").values_list("article", "outlet", "at", "article__standing__version__title")
    for article, where, at, title in rows:
        if (article, where) not in earlier and (article, where) not in went:
            own = (article, where) not in reposts
            gone, on = (article, where) not in standing, localtime(at).date()
            went[article, where] = Went(where, title or "", on, own, f"article:{article}", gone)
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
    owed = Q(progress=Progress.RECALLED.value) | Q(pk__in=left_behind().values("pk"))
    return deliveries().filter(owed).order_by(F("due_at").asc(nulls_first=True), "pk")


def owed(found: Iterable[Delivery]) -> frozenset[int]:
    """Which of these have to come back and are not gone yet, by their pk. At most one query."""
    found = list(found)
    replaced = [each.pk for each in found if each.progress == Progress.SUPERSEDED]
    behind = left_behind().filter(pk__in=replaced).values_list("pk", flat=True) if replaced else ()
    return frozenset([*behind, *(each.pk for each in found if each.progress == Progress.RECALLED)])


def apart() -> QuerySet[Delivery]:
    """What a newer version replaced in the records, and nobody has looked whether it is gone: registered, or handed
    over on a list, at a place which no later registration of that article took over."""
    later = _later().filter(~Q(address=""), address=OuterRef("address"), receipt_at__isnull=False)
    went = Q(receipt_at__isnull=False) | Q(handover__isnull=False)
    return Delivery.objects.filter(went, ~Q(outlet="site"), ~Exists(later), progress=Progress.SUPERSEDED.value)


def left_behind() -> QuerySet[Delivery]:
    """The same without that of which the newer version is still to be put out: the task for that one names it."""
    return apart().exclude(Exists(_later().filter(progress__in=[each.value for each in OUTWARD])))


def _later() -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        article=OuterRef("article"), outlet=OuterRef("outlet"), number__gt=OuterRef("number")
    )


def old_places(found: Iterable[Delivery]) -> dict[int, list[str]]:
    """For each of `found` that is to be put out, by its pk: the addresses where earlier versions still are. A query."""
    new = [each for each in found if Progress(each.progress) in OUTWARD and each.number > 1]
    there = Q(progress__in=[each.value for each in THERE]) | Q(pk__in=apart().values("pk"))
    earlier = Delivery.objects.filter(there, ~Q(address=""), article__in={each.article_id for each in new})
    rows = list(earlier.order_by("number").values_list("article", "outlet", "number", "address")) if new else []
    places: dict[int, list[str]] = {}
    for each in new:
        here = [
            address
            for article, outlet, number, address in rows
            if (article, outlet) == (each.article_id, each.outlet) and number < each.number
        ]
        places[each.pk] = list(dict.fromkeys(here))
    return places


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
    """One delivery in a certificate. `gone_at` None: not gone yet, or `instead` says why nobody has to look."""

    outlet: str
    label: str
    address: str
    recalled_at: datetime | None
    gone_at: datetime | None
    seen_by: str
    proof: str
    instead: str = ""

    @property
    def settled(self) -> bool:
        return self.gone_at is not None or self.instead != ""


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
    looked_for = set(apart().filter(article=article).values_list("pk", flat=True))
    told = [_of_delivery(each, looked_for) for each in of_article(article) if each.outlet != "site"]
    told += [_of_item(item, article) for item in article.elsewhere.order_by("pk")]
    own = proving.own_site(article)
    return Certificate(article, article.withdrawn_at, article.withdrawn_why, tuple(told), own)


def _of_delivery(each: Delivery, looked_for: Container[int]) -> Proof:
    instead = ""
    if each.progress == Progress.DROPPED:
        instead = Progress.DROPPED.label
    elif each.progress == Progress.SUPERSEDED and each.pk not in looked_for:
        registered = each.receipt_at is not None
        instead = "同一地址已由后一版代替，见后一版" if registered else "没有登记过发布，已由后一版代替"
    told = (each.address, each.recalled_at, each.gone_at, each.gone_seen_by, each.proof)
    return Proof(each.outlet, label(each.outlet), *told, instead)


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
