"""Errors found after release and not corrected, pages that expose somebody, impossible dates, dead links."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F

from yihaotong.articles.models import Link, Release, Slip
from yihaotong.articles.rules.codes import Stakes
from yihaotong.catalogue.models import Item
from yihaotong.inspection.measuring.moment import Moment, day_of
from yihaotong.inspection.rules.indicators import MOST_ROWS, Behind, Indicator, of_count, unknown
from yihaotong.scrutiny.models import Matter
from yihaotong.scrutiny.rules.codes import OPEN

#: 国办秘函〔2019〕19号 looks at what a site says now and at the year before.
_LOOKS_BACK = timedelta(days=400)


def measured(moment: Moment) -> Iterator[Indicator]:
    severe, errors = _slips(moment)
    yield of_count(moment.limits["severe_errors"], severe, len(severe))
    yield of_count(moment.limits["errors"], errors, len(errors))
    leaks = _leaks()
    yield of_count(moment.limits["leaks"], leaks, len(leaks))
    forged = _forged(moment)
    yield of_count(moment.limits["forged_dates"], forged, len(forged))
    yield _links(moment)


def _slips(moment: Moment) -> tuple[list[Behind], list[Behind]]:
    """Severe errors and others in what the public reads at this moment: not withdrawn, and no later version stands.
    Slips are few and are read by their day; that they stand is seen here, for a join would be read from the articles.
    """
    found = Slip.objects.filter(found_on__gte=moment.today - _LOOKS_BACK).order_by("found_on", "pk")
    rows = found.values_list(
        "article", "version__title", "found_on", "stakes", "article__unit", "version", "article__standing__version"
    ).filter(article__withdrawn_at=None)
    severe, others = list[Behind](), list[Behind]()
    for pk, title, on, stakes, unit, version, standing in rows:
        if version == standing:
            kind = severe if stakes == Stakes.SEVERE else others
            kind.append(Behind(f"article:{pk}", f"{title}：{on} 发现", None, unit))
    return severe, others


def _leaks() -> list[Behind]:
    found = Matter.objects.filter(urgent=True, secured_at=None, progress__in=sorted(each.value for each in OPEN))
    rows = found.order_by("registered_at").values_list("pk", "number", "about_title", "unit")
    return [
        Behind(f"matter:{pk}", f"{number}：{about or '见监督事项'}", None, unit, number)
        for pk, number, about, unit in rows
    ]


def _forged(moment: Moment) -> list[Behind]:
    """Released before it was formed, or before it was written. The database compares in its own zone and finds
    too many: what is public on the day it was formed is no fault."""
    since = moment.at - _LOOKS_BACK
    items = Item.objects.filter(withdrawn_at=None, released_at__gte=since, formed_on__gt=F("released_at"))
    rows = items.order_by("released_at").values_list("key", "title", "formed_on", "released_at")
    found = {
        key: Behind(key, f"{title}：{day_of(released)} 发布，却写 {formed} 生成")
        for key, title, formed, released in rows
        if formed is not None and formed > day_of(released)
    }
    early = Release.objects.filter(
        at__gte=since, first_at__lt=F("article__written_at"), article__withdrawn_at=None, article__standing=F("pk")
    )
    told = early.order_by("at").values_list("article", "version__title", "article__written_at", "article__unit")
    for pk, title, written, unit in told:
        key = f"article:{pk}"
        found.setdefault(key, Behind(key, f"{title}：发布早于起草（{day_of(written)}）", None, unit))
    return list(found.values())


def _links(moment: Moment) -> Indicator:
    limit = moment.limits["dead_links"]
    if not Link.objects.exists():
        return unknown(limit, "没有检查过外部链接")
    wrong = Link.objects.exclude(wrong="")
    rows = wrong.order_by("-looked_at", "pk").values_list("address", "wrong")[:MOST_ROWS]
    told = [Behind("", f"{address}（{why}）") for address, why in rows]
    return of_count(limit, told, wrong.count())
