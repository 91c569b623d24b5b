"""Keys: claimed once, answered again, free after a refusal, forgotten after seven days; also when two come at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from yihaotong.journal.refusal import Refused
from yihaotong.once import access, actions
from yihaotong.once.models import Claim
from yihaotong.once.rules import KEPT_FOR, Answer

ANSWER = Answer(201, b"sealed")


def once(at: datetime, *, client: str = "client:1", key: str = "k", digest: bytes = b"one") -> Answer | None:
    """One request from its beginning to its answer; None when it had to do the work itself."""
    with transaction.atomic():
        if earlier := actions.claim(client, key, digest=digest, at=at):
            return earlier
        actions.keep(client, key, ANSWER)
        return None


@pytest.mark.django_db
def test_the_second_is_answered_with_the_first(at: datetime) -> None:
    assert once(at) is None
    assert once(at) == ANSWER
    assert access.answered("client:1", "k", digest=b"one", at=at) == ANSWER
    assert Claim.objects.count() == 1


@pytest.mark.django_db
def test_another_request_under_the_same_key_is_refused(at: datetime) -> None:
    once(at)
    for ask in (lambda: once(at, digest=b"two"), lambda: access.answered("client:1", "k", digest=b"two", at=at)):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == "key-reused"


@pytest.mark.django_db
def test_keys_of_two_clients_are_two(at: datetime) -> None:
    assert once(at) is None
    assert once(at, client="client:2", digest=b"two") is None
    assert access.answered("client:3", "k", digest=b"one", at=at) is None


@pytest.mark.django_db
def test_a_refused_act_leaves_the_key_free(at: datetime) -> None:
    def refuse() -> None:
        with transaction.atomic():
            actions.claim("client:1", "k", digest=b"wrong", at=at)
            raise Refused("missing", "请填写")

    with pytest.raises(Refused):
        refuse()
    assert once(at, digest=b"right") is None


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "known"), [(KEPT_FOR - timedelta(seconds=1), True), (KEPT_FOR, False)])
def test_a_key_is_known_for_seven_days_swept_or_not(age: timedelta, known: bool, at: datetime) -> None:
    once(at - age)
    assert bool(access.answered("client:1", "k", digest=b"one", at=at)) is known
    assert (once(at, digest=b"one" if known else b"two") is not None) is known


@pytest.mark.django_db
def test_the_sweep_takes_what_is_older_than_seven_days_and_nothing_else(at: datetime) -> None:
    once(at - KEPT_FOR, key="old")
    once(at - KEPT_FOR + timedelta(seconds=1), key="young")
    assert actions.sweep(at) == 1
    assert [claim.key for claim in Claim.objects.all()] == ["young"]


@pytest.mark.django_db(transaction=True)
def test_a_key_is_claimed_only_in_the_transaction_of_its_act(at: datetime) -> None:
    with pytest.raises(TransactionManagementError):
        actions.claim("client:1", "k", digest=b"one", at=at)


def at_once(count: int, ask: Callable[[int], Answer | None]) -> list[Answer | None]:
    start = Barrier(count)

    def one(number: int) -> Answer | None:
        try:
            start.wait(30)
            return ask(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_does_the_work_and_the_others_get_its_answer(at: datetime) -> None:
    answers = at_once(8, lambda _: once(at))
    assert sorted(answers, key=bool) == [None, *[ANSWER] * 7]


@pytest.mark.django_db(transaction=True)
def test_who_waited_for_one_that_was_refused_does_the_work(at: datetime) -> None:
    """The first to claim gives up; of those who waited exactly one takes its place."""
    turns = iter([True])

    def ask(_number: int) -> Answer | None:
        with transaction.atomic():
            if earlier := actions.claim("client:1", "k", digest=b"one", at=at):
                return earlier
            if next(turns, False):
                transaction.set_rollback(True)
                return Answer(422, b"")
            actions.keep("client:1", "k", ANSWER)
            return None

    answers = at_once(5, ask)
    assert answers.count(None) == 1
    assert answers.count(Answer(422, b"")) == 1
    assert answers.count(ANSWER) == 3
