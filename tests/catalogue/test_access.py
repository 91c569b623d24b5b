"""What is read of a row's items: the same answers as by reading all of them, and no more for many than for few."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.catalogue.conftest import Office
from yihaotong.catalogue import access, measuring
from yihaotong.catalogue.access import Stood
from yihaotong.catalogue.models import Formation, Item, Matter, Row
from yihaotong.catalogue.rules import occasions
from yihaotong.catalogue.rules.laws import GENERAL, laws
from yihaotong.catalogue.rules.occasions import Terms
from yihaotong.catalogue.rules.timing import Timing
from yihaotong.clock import CHINA
from yihaotong.disclosure import city

#: One row of each kind.
TIMINGS = (
    "event:formed+20wd",
    "event:approved+20d",
    "realtime+1wd",
    "permanent+20wd",
    "permanent+5wd",
    "monthly+20wd",
    "quarterly+20wd",
    "yearly:01-31,07-31",
)
TITLES = ("{year}年{month}月简报", "{year}年第{quarter}季度通报", "{year}年工作要点", "{year}年年度报告", "通知")


def rows(office: Office, at: datetime) -> list[Row]:
    """Rows in force for two years, each with another limit; into the first something was merged."""
    version = office.in_force()
    head = version.rows.get(name="业务工作")
    since = at - timedelta(days=730)
    version.rows.exclude(parent="").delete()
    made = []
    for number, timing in enumerate(TIMINGS):
        matter = Matter.objects.create(key=f"MX{number:04d}", since=since)
        made.append(
            Row.objects.create(
                version=version, matter=matter, parent=head.key, rank=number, name=f"事项{number}", timing=timing
            )
        )
    Matter.objects.create(key="MXGONE", since=since, merged_into=made[0].matter, ended_at=at)
    return made


def fill(rng: Random, at: datetime, count: int) -> None:
    """Items and formations of the last three years, on few days, so that they often meet."""
    days = [timezone.localdate(at) - timedelta(days=rng.randrange(1095)) for _each in range(12)]

    def moment(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, rng.choice((0, 9, 23)), tzinfo=CHINA)

    for matter in Matter.objects.filter(key__startswith="MX").order_by("key"):
        made = []
        for number in range(rng.randrange(count)):
            formed = rng.choice([None, *days])
            released = moment(rng.choice(days) if formed is None else formed) + timedelta(days=rng.randrange(60))
            named = released.date()
            words = {"year": named.year, "month": named.month, "quarter": (named.month - 1) // 3 + 1}
            made.append(
                Item(
                    key=f"{matter.pk}-{number}",
                    matter=matter,
                    title=rng.choice(TITLES).format(**words),
                    released_at=released,
                    formed_on=formed,
                    withdrawn_at=released + timedelta(days=rng.randrange(300)) if rng.random() < 0.3 else None,
                )
            )
        Item.objects.bulk_create(made)
        for number in range(rng.randrange(5)):
            answered = rng.choice(made).pk if made and rng.random() < 0.3 else None
            Formation.objects.create(
                matter=matter, on=rng.choice(days), what=f"形成{number}", item_id=answered, at=at, by="w"
            )


def by_reading_all(row: Row, at: datetime) -> Stood:
    """How it was done before: the rule over every item there is."""
    own = {"matter__in": [row.key, *Matter.objects.filter(merged_into=row.key).values_list("pk", flat=True)]}
    calendar, hours, first = city.calendar(), city.hours(), city.counts_receipt_day()
    since, says = row.matter.since or at, laws()[row.law or GENERAL].says
    terms = Terms(Timing.parse(row.timing), since, says, calendar, hours, count_first_day=first)
    items = [
        occasions.Item(each.pk, each.title, each.released_at, each.formed_on, each.withdrawn_at)
        for each in Item.objects.filter(**own).order_by("released_at", "key")
    ]
    told = Formation.objects.filter(**own, cancelled_at=None).order_by("on", "pk")
    formed = [occasions.Formation(each.on, each.what, each.item_id or "") for each in told]
    return Stood(row, occasions.standing(terms, formed, items, at), tuple(told), datetime(2000, 1, 1, tzinfo=CHINA))


@pytest.mark.parametrize("seed", range(3))
def test_the_answers_are_those_of_reading_every_item(office: Office, seed: int) -> None:
    rng, now = Random(seed), office.at
    made = rows(office, now)
    fill(rng, now, 25)
    for at in (now, now - timedelta(days=rng.randrange(400))):
        whole = {row.key: by_reading_all(row, at) for row in made}
        for since in (at - timedelta(days=rng.randrange(40)), at - timedelta(days=rng.randrange(900))):
            found = access.standings(at, made, since=since)
            mine, theirs = measuring.figure(found, since, at), measuring.figure(list(whole.values()), since, at)
            assert figures(mine) == figures(theirs)
        for stood in access.standings(at, made):
            full = whole[stood.row.key].standing
            assert (stood.standing.light, stood.standing.next, stood.standing.open) == (
                full.light,
                full.next,
                full.open,
            )
            assert bool(stood.standing.items) == bool(full.items)
            pages = {each.pk for each in access.items_of(stood.row)[:7]}
            here = access.standing_of(stood.row, at, besides=pages).standing
            assert met(here, pages) == met(full, pages)


def figures(told: measuring.Figure) -> tuple[object, ...]:
    lists = (told.due, told.fulfilled, told.not_yet, told.unfulfilled, told.empty)
    late = [(each.stood.row.key, each.occasion.label, each.occasion.due, each.occasion.item) for each in told.late]
    return [[each.row.key for each in rows] for rows in lists], told.times, told.times_kept, sorted(late, key=str)


def met(told: occasions.Standing, keys: set[str]) -> list[occasions.Occasion]:
    found = [each for each in told.occasions if each.item and each.item.key in keys]
    return sorted(found, key=lambda each: (each.due.at, each.label, str(each.item)))


def test_a_thousand_items_more_are_not_read(office: Office) -> None:
    made = rows(office, office.at)
    fill(Random(7), office.at, 10)

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as caught:
            found = access.standings(office.at, made, since=office.at - timedelta(days=30))
        return len(caught), sum(len(each.standing.items) for each in found)

    few = cost()
    day = timezone.localdate(office.at) - timedelta(days=500)
    Item.objects.bulk_create(
        Item(
            key=f"more-{n}",
            matter=made[n % 5].matter,
            title="旧闻",
            released_at=office.at - timedelta(days=480),
            formed_on=day,
        )
        for n in range(1_000)
    )
    queries, items = cost()
    assert queries == few[0]
    assert items <= few[1] + 5
    assert [access.items_of(row).count() > 100 for row in made] == [True] * 5 + [False] * 3
    newest = access.newest_items([row.key for row in made])
    for row in made:
        public = list(access.public_items(row))
        told = newest.get(row.key, access.Newest(0, []))
        assert (told.count, told.items) == (len(public), public[: access.NEWEST])
