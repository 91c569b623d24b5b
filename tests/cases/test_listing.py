"""Plain lists: every case that passes, once, in its place, whichever way it is read; and keys that nobody gave out."""

import random
from datetime import datetime, timedelta

import pytest
from django.utils.timezone import localtime

from tests.cases.conftest import FILING, City
from yihaotong.accounts.rules import Actor, Held, Role, citizen
from yihaotong.cases import access, actions
from yihaotong.cases.lists import listing, searching
from yihaotong.cases.lists.listing import Asked, Effort
from yihaotong.cases.lists.narrowing import narrowed
from yihaotong.cases.lists.searching import Page, Sorting
from yihaotong.cases.models import Case, Leg
from yihaotong.cases.rules.codes import OPEN, Channel, RequestType, Stage, Urgency
from yihaotong.cases.rules.filters import Filters
from yihaotong.journal import consuming, sealing
from yihaotong.journal.refusal import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def read_journal(city: City) -> None:
    while sealing.seal_batch():
        pass
    while consuming.run_all(city.at):
        pass


def some_case(city: City) -> Case:
    """Filed at any time, many in the same second and some in the same instant; maybe sent to somebody, maybe on."""
    at = city.at - timedelta(days=random.randrange(9), seconds=random.randrange(3), microseconds=random.randrange(2))
    changed = {
        "request_type": random.choice(["help", "complaint"]),
        "urgency": random.choice(["normal", "urgent"]),
        "place": random.choice(["6401", "640104"]),
    }
    channel = random.choice([Channel.PHONE, Channel.API])
    operator, dispatcher = city.acting("operator"), city.acting("dispatcher")
    case = actions.file(FILING | changed, actor=operator, at=at, channel=channel).case
    if unit := random.choice(["WATER", "NORTH", ""]):
        case = actions.move(case, "dispatch", actor=dispatcher, at=at, data={"unit": unit})
    if unit == "WATER" and random.random() < 0.5:
        case = actions.move(case, "sign", actor=city.acting("handler"), at=at)
    return case


def some_filters(city: City) -> Filters:
    """Mostly one filter or two."""

    def now_and_then(value):
        return value if random.random() < 0.3 else type(value)()

    day = localtime(city.at).date() - timedelta(days=random.randrange(12))
    return Filters(
        stages=now_and_then(frozenset(random.sample(list(Stage), random.randrange(1, 4)))),
        units=now_and_then(frozenset({random.choice(["WATER", "NORTH", "NOWHERE"])})),
        categories=now_and_then(frozenset({random.choice(["0101", "0102"])})),
        channels=now_and_then(frozenset({random.choice([Channel.PHONE, Channel.API])})),
        request_types=now_and_then(frozenset({random.choice([RequestType.HELP, RequestType.PRAISE])})),
        urgencies=now_and_then(frozenset({Urgency.URGENT})),
        place=now_and_then(random.choice(["6401", "640104", "64010", "641"])),
        since=random.choice([None, None, day]),
        until=random.choice([None, None, day + timedelta(days=2)]),
        overdue=now_and_then(True),
    )


def passes(case: Case, filters: Filters, city: City) -> bool:
    day = localtime(case.filed_at).date()
    chosen = [
        (filters.stages, case.stage),
        (filters.units, case.lead_unit.code if case.lead_unit else None),
        (filters.categories, case.category),
        (filters.channels, case.channel),
        (filters.request_types, case.request_type),
        (filters.urgencies, case.urgency),
    ]
    late = case.stage in OPEN and case.due_at is not None and case.due_at <= city.at - timedelta(seconds=1)
    return (
        all(not wanted or value in wanted for wanted, value in chosen)
        and case.place.startswith(filters.place)
        and (filters.since is None or day >= filters.since)
        and (filters.until is None or day <= filters.until)
        and (late or not filters.overdue)
    )


def expected(city: City, actor: Actor, filters: Filters, sorting: Sorting) -> list[int]:
    cases = [
        case
        for case in access.visible_to(actor).select_related("lead_unit")
        if passes(case, filters, city) and (sorting is Sorting.NEWEST or case.due_at)
    ]
    return [case.pk for case in sorted(cases, key=lambda case: place(case, sorting), reverse=sorting.falling)]


def place(case: Case, sorting: Sorting) -> tuple[datetime, int]:
    return getattr(case, sorting.column), case.pk


READERS = ("operator", "handler", "street_leader", "district_handler", "system_admin")
EFFORTS = {
    "as shipped": Effort(),
    "by tags at once": Effort(spare=1, walked=0, walked_back=0, pool=0),
    "by tags soon": Effort(spare=2, walked=8, walked_back=8, examined=5),
    "along the table": Effort(spare=3, unread=-1, pool=0),
}


@pytest.mark.parametrize("effort", EFFORTS.values(), ids=EFFORTS)
def test_a_list_is_what_passes_in_its_order(city, effort):
    """Whatever the index has read by then: what it has not is looked at in the table."""
    for number in range(60):
        some_case(city)
        if number == 45:
            read_journal(city)
    while sealing.seal_batch():
        pass
    some_case(city)
    for _ in range(60):
        actor, filters = city.acting(random.choice(READERS)), some_filters(city)
        sorting = random.choice(list(Sorting))
        wanted = expected(city, actor, filters, sorting)
        narrow = narrowed(actor, filters, city.at)
        most = random.choice([1, 5, 100])
        first = listing.find(actor, narrow, Asked(sorting, None, False, most, True), effort)
        if narrow.nothing:
            assert wanted == []
            continue
        assert first.numbers == wanted[:most], (filters, sorting)
        assert first.more_rows == (len(wanted) > most)
        assert first.count == len(wanted) or (first.more and most < first.count < len(wanted))
        if wanted:
            middle = random.choice(wanted)
            start, index = sorting.read(sorting.key(Case.objects.get(pk=middle)), "after"), wanted.index(middle)
            onward = listing.find(actor, narrow, Asked(sorting, start, False, most, False), effort)
            assert onward.numbers == wanted[index + 1 : index + 1 + most], (filters, sorting)
            back = listing.find(actor, narrow, Asked(sorting, start, True, most, False), effort)
            assert back.numbers == wanted[:index][::-1][:most], (filters, sorting)


def leaf(page: Page) -> list[int]:
    return [case.pk for case in page.cases]


@pytest.mark.parametrize("sorting", Sorting)
def test_pages_there_and_back(city, sorting):
    for _ in range(7):
        some_case(city)
    actor = city.acting("operator")
    pages = [searching.find(actor, at=city.at, sorting=sorting, most=3)]
    assert (pages[0].count, pages[0].more, pages[0].before) == (7, False, "")
    while pages[-1].after:
        pages.append(searching.find(actor, at=city.at, sorting=sorting, most=3, after=pages[-1].after))
    assert [pk for page in pages for pk in leaf(page)] == expected(city, actor, Filters(), sorting)
    back = searching.find(actor, at=city.at, sorting=sorting, most=3, before=pages[-1].before)
    assert leaf(back) == leaf(pages[1])
    assert (back.before, back.after) == (pages[1].before, pages[1].after)
    first = searching.find(actor, at=city.at, sorting=sorting, most=3, before=back.before)
    assert (leaf(first), first.before, first.after) == (leaf(pages[0]), "", pages[0].after)


@pytest.mark.parametrize("typed", ["", "停水"])
@pytest.mark.parametrize("sorting", Sorting)
def test_chunks_hold_every_case_once(city, typed, sorting):
    for _ in range(11):
        some_case(city)
    read_journal(city)
    actor = city.acting("operator")
    chunks = list(searching.chunks(actor, at=city.at, typed=typed, sorting=sorting, most=4))
    assert [len(chunk) for chunk in chunks] == [4, 4, 3]
    wanted = expected(city, actor, Filters(), Sorting.NEWEST if typed else sorting)
    if typed:  # ranks know seconds
        assert {case.pk for chunk in chunks for case in chunk} == set(wanted)
    else:
        assert [case.pk for chunk in chunks for case in chunk] == wanted


def test_chunks_give_no_case_twice_that_is_put_off_meanwhile(city):
    for _ in range(6):
        some_case(city)
    reading = searching.chunks(city.acting("operator"), at=city.at, sorting=Sorting.DUE, most=2)
    first = next(reading)
    Case.objects.filter(pk=first[0].pk).update(due_at=city.at + timedelta(days=99))
    rest = [case.pk for chunk in reading for case in chunk]
    assert len(rest) == len(set(rest)) == 4
    assert first[0].pk not in rest


@pytest.mark.parametrize(
    "key",
    [
        "-1",
        "0",
        "n",
        "n1",
        "n-1",
        "nzz-1",
        "n1-",
        f"n{'f' * 15}-1",
        f"n1-{'f' * 16}",
        "n1-1 OR 1=1",
        "d1-1",
        "t1",
        "\x00",
    ],
)
@pytest.mark.parametrize("name", ["after", "before"])
def test_a_key_that_nobody_gave_out_is_refused(city, name, key):
    with pytest.raises(Refused) as refused:
        searching.find(city.acting("operator"), at=city.at, **{name: key})
    assert (refused.value.code, refused.value.field) == ("not-a-key", name)


@pytest.mark.parametrize("more", [{"after": "n1-1"}, {"after": f"t{'f' * 16}"}, {"before": "t1"}, {"after": "-1"}])
def test_a_search_leafs_by_its_own_keys_and_forwards(city, more):
    with pytest.raises(Refused) as refused:
        searching.find(city.acting("operator"), at=city.at, typed="停水", **more)
    assert (refused.value.code, refused.value.field) == ("not-a-key", *more)


def test_as_many_queries_for_a_long_list_as_for_a_short_one(city, queries):
    seen = []
    for count in (2, 48):
        for _ in range(count):
            case = actions.file(FILING, actor=city.acting("operator"), at=city.at, channel=Channel.PHONE).case
            Leg.objects.create(case=case, unit=city.water, dispatched_at=city.at, dispatched_by="person:1")
        read_journal(city)
        for who in ("operator", "handler"):
            actor = city.acting(who)
            for filters in (Filters(), Filters(channels=frozenset({Channel.PHONE}), place="6401")):
                with queries() as each:
                    page = searching.find(actor, at=city.at, filters=filters, most=50)
                assert len(page.cases) == (2 if count == 2 else 50)
                seen.append(len(each))
    assert seen[:4] == seen[4:]
    assert max(seen) <= 6


def test_who_files_by_machine_and_who_asked_see_their_own(city):
    mine, other = some_case(city), some_case(city)
    Case.objects.filter(pk=mine.pk).update(filed_by="client:7")
    client = Actor("client:7", "平台", (Held(Role.CLIENT, city.water.pk),))
    assert leaf(searching.find(client, at=city.at)) == [mine.pk]
    assert leaf(searching.find(citizen(other.order_no), at=city.at)) == [other.pk]
    assert leaf(searching.find(Actor("person:99", "无岗位"), at=city.at)) == []


def test_nothing_is_missed_while_the_index_is_far_behind(city):
    for _ in range(5):
        some_case(city)
    actor, filters = city.acting("operator"), Filters(categories=frozenset({"0101"}))
    narrow = narrowed(actor, filters, city.at)
    asked = Asked(Sorting.NEWEST, None, backwards=False, most=2, counted=True)
    for unread in (0, 3, 100):
        found = listing.find(actor, narrow, asked, Effort(spare=0, walked=0, unread=unread))
        assert (found.numbers, found.count) == (expected(city, actor, filters, Sorting.NEWEST)[:2], 5)
