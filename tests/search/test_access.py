"""Finding: what is found, in which order, and for whom. Every figure here is held against the texts themselves."""

import random
from dataclasses import replace

import pytest
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from tests.search.conftest import Shelf
from yihaotong.search import access
from yihaotong.search.access import Patience
from yihaotong.search.rules.query import parse
from yihaotong.search.rules.text import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(shelf: Shelf) -> Shelf:
    shelf.put(1, "停水三天", "YC20261122000001", name="东区")
    shelf.put(2, "小区停电，物业不管", "YC20261122000002", inner=["拟答复：已抢修"], name="西区")
    shelf.put(3, "小区停水停电", "YC20261123000001", tags=["c0101", "p640104"], name="东区二")
    shelf.index()
    return shelf


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("停水", [3, 1]),
        ("停", [3, 2, 1]),
        ("停电 小区", [3, 2]),
        ('"停水停电"', [3]),
        ("停电物业", []),
        ("000001", [3, 1]),
        ("YC20261122", [2, 1]),
        ("yc20261122000002", [2]),
        ("抢修", []),
        ("", []),
        ("，", []),
        ("没有的词", []),
    ],
)
def test_the_newest_come_first(letters, typed, numbers):
    assert letters.numbers(typed) == numbers


def test_inner_texts_are_for_those_who_may_read_them(letters):
    assert letters.numbers("抢修", inner=True) == [2]
    assert letters.numbers("抢修 停电", inner=True) == [2]
    assert letters.numbers("抢修") == []


def test_nothing_is_found_outside_the_rows_of_the_reader(letters):
    east = Group.objects.filter(name__startswith="东")
    assert letters.numbers("停", rows=east) == [3, 1]
    assert letters.numbers("停电物业", rows=east) == []
    assert letters.find("停", rows=Group.objects.none()) == access.Found()
    assert letters.find("停", rows=east).count == 2


def test_a_row_that_is_gone_is_not_found_even_before_the_index_knows(letters):
    Group.objects.filter(pk=3).delete()
    assert letters.numbers("停水") == [1]


def test_tags_narrow(letters):
    assert letters.numbers("停电", tags=[["c0101"]]) == [3]
    assert letters.numbers("停水", tags=[["c0101", "c0102"], ["p640104"]]) == [3]
    assert letters.numbers("停水", tags=[["c0102"]]) == []


@pytest.mark.parametrize("few", [True, False])
def test_pages_follow_one_another_without_gap_or_repetition(shelf, few):
    for number in range(1, 51):
        shelf.put(number, "停水" if number % 2 else "供暖")
    shelf.index()
    first = shelf.find("停水", most=7, few=few)
    assert first.numbers == [49, 47, 45, 43, 41, 39, 37]
    assert (first.after, first.count, first.more) == (shelf.rank(37), 25, False)
    shelf.put(51, "停水")  # what comes in while somebody leafs does not shift his pages
    shelf.index()
    assert shelf.all_numbers("停水", most=7, few=few) == [51, *range(49, 0, -2)]
    assert shelf.find("停水", most=7, below=shelf.rank(37), few=few).numbers == [35, 33, 31, 29, 27, 25, 23]
    last = shelf.find("停水", most=7, below=shelf.rank(7), few=few)
    assert (last.numbers, last.after) == ([5, 3, 1], None)


def test_counting_ends_somewhere_and_says_so(shelf):
    for number in range(1, 9):
        shelf.put(number, "停水" if number > 2 else "停水了", name=f"{number % 2}-{number}")
    shelf.index()

    def counted(typed: str, most: int = 2, **more) -> tuple[int, bool]:
        found = shelf.find(typed, most=most, patience=Patience(counted=5), **more)
        return found.count, found.more

    assert counted("停水") == (5, True)
    assert counted("停水了") == (2, False)
    assert len(shelf.find("停水", most=6, patience=Patience(counted=5)).numbers) == 6
    assert counted("停水", rows=Group.objects.filter(name__startswith="1")) == (4, False)


def test_counting_does_not_hold_all_documents_against_a_filter_that_lets_few_pass(shelf):
    for number in range(1, 101):
        shelf.put(number, "停水", name=f"{'few' if number % 10 == 0 else 'many'}-{number}")
    shelf.index()
    few, patience = Group.objects.filter(name__startswith="few"), Patience(examined=20, counted=1)
    found = shelf.find("停水", rows=few, most=1, patience=patience)
    assert found.numbers == [100]
    assert (found.count, found.more) == (1, True)
    whole = shelf.all_numbers("停水", most=3, rows=few, patience=patience)
    assert whole == list(range(100, 0, -10)), "a page is filled whatever it takes"


@pytest.mark.parametrize(
    "typed",
    [
        "' OR 1=1 --",
        '" OR * NEAR(停水 停电)',
        "停水:* & !小区",
        "{open_text inner_text}: 停",
        "); DROP TABLE search_indexed; --",
        "停水\x00停电",
        "%s %(x)s {} \\",
        "\ud800停水",
        "*" * 400,
        "停水 " * 200,
        "💧" * 50,
    ],
)
def test_no_query_breaks_or_injects(letters, typed):
    found = letters.find(typed)
    assert set(found.numbers) <= {1, 2, 3}
    assert letters.numbers("停水") == [3, 1]


def test_as_many_queries_for_two_hits_as_for_fifty(shelf, queries):
    for number in range(1, 61):
        shelf.put(number, "停水" if number > 2 else "停水和供暖")
    shelf.index()
    with queries() as two:
        assert len(shelf.numbers("供暖", most=50)) == 2
    with queries() as fifty:
        assert len(shelf.numbers("停水", most=50)) == 50
    assert len(two) == len(fifty) <= 5


# --- against the texts themselves, with the limits so small that every way of reading is walked --------------------


WAYS = {
    "as shipped": Patience(),
    "in small batches": Patience(largest=4, read=6, read_on=12, often=0.5, few=5, before_few=10),
    "a sample, then at once": Patience(at_once=30, sample=3, read=4, before_few=10),
    "block by block": Patience(largest=4, at_once=0, most_blocks=2, read=3, read_on=5, before_few=10),
}
#: Seconds of which a few documents share a block of PostgreSQL.
APART = 2**14


@pytest.mark.parametrize("few", [True, False], ids=["few", "many"])
@pytest.mark.parametrize("patience", WAYS.values(), ids=WAYS)
def test_found_is_what_the_texts_contain(shelf, patience, few):
    numbers = random.sample(range(1, 300), 120)
    for place, number in enumerate(random.sample(numbers, len(numbers))):
        tag, side = random.choice("xyz"), random.choice(["east", "west"])
        name, moment = f"{tag}-{side}-{number}", place // 2 * APART
        shelf.put(number, text(), text(), inner=[text()], tags=[tag], name=name, moment=moment)
    shelf.index()
    for _ in range(60):
        typed, inner = sought_text(), random.random() < 0.5
        # As an area does it: its own filter, and the tags that go with it.
        tags = random.choice(["xyz", "xyz", "x", "xy"])
        rows = Group.objects.filter(name__regex=f"^[{tags}]-{random.choice(['', 'east'])}")
        more = {
            "rows": rows,
            "inner": inner,
            "tags": () if tags == "xyz" else (list(tags),),
            "most": random.choice([1, 7, 500]),
            "few": few,
            "patience": patience,
        }
        assert shelf.all_numbers(typed, **more) == contained(shelf, typed, inner, rows), (typed, tags, inner)


def test_only_some_moments_are_looked_at(letters):
    for number, moment in ((1, 10 * APART), (2, 20 * APART), (3, 30 * APART)):
        letters.documents[number] = replace(letters.documents[number], moment=moment)
    letters.index()
    assert letters.numbers("停", moments=range(20 * APART, 30 * APART)) == [2]
    assert letters.numbers("停", moments=range(20 * APART, 30 * APART + 1)) == [3, 2]
    assert letters.numbers("停", moments=range(1 << 50)) == [3, 2, 1]
    assert letters.numbers("停", moments=range(1 << 40, 1 << 50)) == []


def text() -> str:
    return "".join(random.choices("停水电暖1234aB，。 \n𠮷😀", k=random.randrange(0, 25)))


def sought_text() -> str:
    return "".join(random.choices('停水电暖123 a"', k=random.randrange(1, 6)))


def contained(shelf: Shelf, typed: str, inner: bool, rows: QuerySet[Group]) -> list[int]:
    """The same answer from the texts alone."""
    needles = parse(typed).needles
    if not needles:
        return []
    newest_first = sorted(rows.values_list("pk", flat=True), key=shelf.rank, reverse=True)
    forms = {
        number: [joined(document.open), joined(document.inner) if inner else ""]
        for number in newest_first
        if (document := shelf.documents[number])
    }
    return [
        number for number, texts in forms.items() if all(any(needle in text for text in texts) for needle in needles)
    ]
