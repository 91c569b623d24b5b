"""Writing the index: what changed and nothing else, and a rebuilding that nobody notices."""

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection, connections

from tests.search.conftest import NAME, Shelf, holders
from yihaotong.journal.models import Line
from yihaotong.search import access, actions, collections
from yihaotong.search.models import Build, Indexed
from yihaotong.search.rules.documents import Document
from yihaotong.search.tables import grams_table

pytestmark = pytest.mark.django_db
ACTOR = "system:worker"


def test_a_document_is_found_once_it_is_indexed(shelf):
    shelf.put(1, "停水")
    assert shelf.numbers("停水") == []
    assert shelf.index() == 1
    assert shelf.numbers("停水") == [1]


def test_the_same_again_writes_nothing(shelf, queries):
    shelf.put(1, "停水", tags=["c1"])
    shelf.index()
    with queries() as seen:
        assert shelf.index() == 0
    assert not [query for query in seen.captured_queries if query["sql"].startswith("INSERT INTO search_grams")]
    assert holders("停水") == {1}


def test_a_change_takes_old_words_away_and_leaves_the_others(shelf):
    shelf.put(1, "停水三天", inner=["拟答复"], tags=["c1", "u1"])
    shelf.put(2, "停水五天")
    shelf.index()
    shelf.put(1, "停电三天", "答复已审核", tags=["c1", "u2"])
    assert shelf.index() == 1
    assert shelf.numbers("停水") == [2]
    assert shelf.numbers("停电 三天 审核") == [1]
    assert [holders(token) for token in ("停水", "停电", "三天", "拟答", "§u1", "§u2", "§c1")] == [
        {2},
        {1},
        {1},
        set(),
        set(),
        {1},
        {1},
    ]


def test_a_reply_that_is_published_moves_to_the_open_text(shelf):
    shelf.put(1, "停水", inner=["已抢修"])
    shelf.index()
    assert shelf.numbers("抢修") == []
    shelf.put(1, "停水", "已抢修")
    assert shelf.index() == 1
    assert shelf.numbers("抢修") == [1]
    assert holders("抢修") == {1}


def test_what_is_no_more_leaves_the_index_without_a_trace(shelf):
    shelf.put(1, "停水")
    shelf.index()
    shelf.remove(1)
    assert actions.refresh(NAME, [1, 2]) == 1
    assert holders("停水") == set()
    assert not Indexed.objects.exists()


def test_a_batch_takes_as_many_queries_as_one_document(shelf, queries):
    shelf.put(999, "供暖")
    shelf.index()
    shelf.put(1, "停水")
    with queries() as one:
        shelf.index()
    for number in range(2, 200):
        shelf.put(number, f"停水{number}")
    with queries() as many:
        assert shelf.index() == 198
    assert len(many) == len(one)


def test_refreshing_writes_no_line(shelf):
    shelf.put(1, "停水")
    shelf.index()
    assert not Line.objects.exists()


def test_the_index_holds_exactly_the_tokens_of_the_documents(shelf):
    """However documents come, change and go. On SQLite this is what FTS5 does with single tokens under one key."""
    vocabulary = "停水电暖𠮷12ab"
    for _ in range(40):
        for number in random.sample(range(1, 25), 4):
            if number in shelf.documents and random.random() < 0.2:
                shelf.remove(number)
            else:
                words = "".join(random.choices(vocabulary, k=random.randrange(0, 9)))
                shelf.put(number, words, tags=random.sample(["a", "b"], random.randrange(3)))
        actions.refresh(NAME, range(1, 25))
    everything = {number: shelf.tokens(number) for number in shelf.documents}
    for token in set().union(*everything.values()) | {one + other for one in vocabulary for other in "停水"}:
        assert holders(token) == {number for number, have in everything.items() if token in have}, token


def test_whoever_empties_the_tables_empties_the_index(shelf):
    """As `flush` does, and the end of every test with real commits."""
    shelf.put(1, "停水")
    shelf.index()
    Build.objects.all().delete()
    Indexed.objects.all().delete()
    assert holders("停水") == set()


# --- rebuilding -----------------------------------------------------------------------------------------------------


def rebuild(at: datetime) -> int:
    actions.begin_rebuild(actor=ACTOR, at=at)
    done = 0
    while read := actions.rebuild_batch(most=10):
        done += read
    actions.end_rebuild(actor=ACTOR, at=at)
    return done


@pytest.fixture
def many(shelf: Shelf) -> Shelf:
    for number in range(1, 36):
        shelf.put(number, f"停水{number}号")
    shelf.index()
    return shelf


def spoil(slot: int = 0) -> None:
    """The grams are lost, as after a crash of a disk or with the rules of an older version."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("UPDATE search_grams SET grams = ''")
        else:
            table = grams_table(slot)
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")  # noqa: S608


def test_a_rebuilding_makes_good_what_was_lost(many, at):
    spoil()
    assert many.numbers("停水", most=50) == []
    Indexed.objects.filter(key__endswith=7).delete()
    assert rebuild(at) == 35
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))
    assert access.standing() == access.Standing(
        {"cases": 0, "articles": 0, NAME: 35}, {"cases": 0, "articles": 0, NAME: 35}, at, None
    )


def test_what_older_rules_indexed_is_told_until_it_is_rebuilt(many, at):
    known = collections.named(NAME)
    collections.register(replace(known, version=2))
    assert access.standing().outdated == 35
    many.put(3, "停水换了")
    actions.refresh(NAME, [3, 4])
    assert access.standing().outdated == 33
    assert rebuild(at) == 35
    assert access.standing().outdated == 0
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))
    assert holders("=2") == set()
    collections.register(replace(known, version=3))
    assert access.standing().outdated == 35


def test_the_old_index_serves_meanwhile_and_changes_reach_both(many, at):
    actions.begin_rebuild(actor=ACTOR, at=at)
    actions.rebuild_batch(most=10)
    assert access.standing().rebuilt == 10
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))
    many.put(3, "供暖")
    many.put(30, "供暖")
    many.put(36, "供暖")
    many.remove(4)
    actions.refresh(NAME, [3, 4, 30, 36])
    assert many.numbers("供暖") == [36, 30, 3]
    while actions.rebuild_batch(most=10):
        assert many.numbers("供暖") == [36, 30, 3]
    many.put(5, "供暖")
    actions.refresh(NAME, [5])
    actions.end_rebuild(actor=ACTOR, at=at)
    assert many.numbers("供暖") == [36, 30, 5, 3]
    assert many.numbers("停水", most=50) == [number for number in range(35, 0, -1) if number not in (3, 4, 5, 30)]
    slot = Build.objects.get().slot
    assert holders("供暖", slot) == {3, 5, 30, 36}
    assert holders("停水", slot) == set(range(1, 36)) - {3, 4, 5, 30}


def test_a_rebuilding_goes_on_where_it_was_cut_off(many, at):
    assert actions.begin_rebuild(actor=ACTOR, at=at) is False
    actions.rebuild_batch(most=10)
    actions.rebuild_batch(most=10)
    assert actions.begin_rebuild(actor=ACTOR, at=at) is True
    assert rebuild(at) == 15
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))


def test_a_rebuilding_can_begin_afresh(many, at):
    actions.begin_rebuild(actor=ACTOR, at=at)
    actions.rebuild_batch(most=10)
    spoil(slot=1)
    assert actions.begin_rebuild(actor=ACTOR, at=at, afresh=True) is False
    assert rebuild(at) == 35
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))


def test_documents_that_are_no_more_leave_with_a_rebuilding(many, at):
    for number in (1, 17, 34, 35):
        many.remove(number)
    assert rebuild(at) == 31
    assert holders("停水", Build.objects.get().slot) == set(many.documents)
    assert Indexed.objects.count() == 31


def test_twice_in_a_row_uses_the_first_table_again(many, at):
    rebuild(at)
    rebuild(at)
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))


def test_a_rebuilding_has_two_lines(many, at):
    rebuild(at)
    lines = list(Line.objects.order_by("pk").values_list("kind", "actor"))
    assert lines == [("search.rebuild", ACTOR), ("search.rebuilt", ACTOR)]
    assert Line.objects.last().facts["after"] == {"documents": 35}


def test_nothing_happens_without_a_beginning(many, at):
    assert actions.rebuild_batch() == 0
    actions.end_rebuild(actor=ACTOR, at=at)
    assert not Line.objects.exists()
    assert many.numbers("停水1号") == [1]


def test_what_is_not_whole_does_not_serve(many, at):
    """As when somebody begins afresh just before another ends."""
    actions.begin_rebuild(actor=ACTOR, at=at)
    actions.rebuild_batch(most=10)
    actions.end_rebuild(actor=ACTOR, at=at)
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))
    assert access.standing().rebuilt == 10
    assert rebuild(at) == 25
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))


def test_a_rebuilding_survives_a_batch_that_fails(many, at):
    """A process that is killed leaves what this leaves: batches that were committed, and nothing of the last one."""
    actions.begin_rebuild(actor=ACTOR, at=at)
    actions.rebuild_batch(most=10)
    broken = many.documents[15]
    many.documents[15] = Document(15, ("停水",), tags=frozenset({"NO TAG"}))
    with pytest.raises(ValueError, match="NO TAG"):
        actions.rebuild_batch(most=10)
    assert access.standing().rebuilt == 10
    assert many.numbers("停水", most=50) == list(range(35, 0, -1))
    many.documents[15] = broken
    assert rebuild(at) == 25
    assert holders("停水", Build.objects.get().slot) == set(range(1, 36))


def at_once(*works: Callable[[], object]) -> list[Exception]:
    """Each in a thread with a connection of its own; what went wrong in them."""
    failures: list[Exception] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 — whatever it is, the test shows it
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
def test_refreshing_and_rebuilding_at_once_end_with_the_newest_texts(many, at):
    actions.begin_rebuild(actor=ACTOR, at=at)

    def change() -> None:
        for number in range(35, 0, -1):
            many.documents[number] = Document(number, (f"供暖{number}",))
            actions.refresh(NAME, [number])

    def build() -> None:
        while actions.rebuild_batch(most=3):
            pass

    assert at_once(change, build) == []
    actions.end_rebuild(actor=ACTOR, at=at)
    slot = Build.objects.get().slot
    assert many.numbers("停水", most=50) == []
    assert holders("停水", slot) == set()
    assert holders("供暖", slot) == set(range(1, 36))
    assert many.numbers("供暖", most=50) == list(range(35, 0, -1))


@pytest.mark.django_db(transaction=True)
def test_two_rebuildings_at_once_share_the_work(many, at):
    spoil()
    done: list[int] = []

    def build() -> None:
        actions.begin_rebuild(actor=ACTOR, at=at)
        while read := actions.rebuild_batch(most=3):
            done.append(read)
        actions.end_rebuild(actor=ACTOR, at=at)

    actions.begin_rebuild(actor=ACTOR, at=at)
    assert at_once(build, build) == []
    assert sum(done) in {35, 70}, "the one that came too late begins its own"
    assert access.standing().rebuilt is None
    assert holders("停水", Build.objects.get().slot) == set(range(1, 36))
