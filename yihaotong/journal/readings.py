"""Readings: who asks for a page changes nothing, so what is asked twice while it is made has one answer."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from yihaotong.journal.statements import planned_for_its_values

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers of the reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Around what changes nothing: questions are planned for their values, and those marked here are asked once."""
    token = _answers.set({})
    try:
        with planned_for_its_values():
            yield
    finally:
        _answers.reset(token)


def asked_once(ask: Callable[[K], V]) -> Callable[[K], V]:
    """For a question about one thing; outside a reading it is asked each time."""

    @wraps(ask)
    def once(about: K) -> V:
        answers = _answers.get()
        if answers is None:
            return ask(about)
        if (ask, about) not in answers:
            answers[ask, about] = ask(about)
        found: V = answers[ask, about]
        return found

    return once


def each_asked_once(ask: Callable[[frozenset[K]], dict[K, V]]) -> Callable[[Iterable[K]], dict[K, V]]:
    """For a question about many things: only those that no one asked about before are asked about."""

    @wraps(ask)
    def once(about: Iterable[K]) -> dict[K, V]:
        wanted, answers = frozenset(about), _answers.get()
        if answers is None:
            return ask(wanted)
        known: dict[K, V | None] = answers.setdefault(ask, {})
        if new := wanted - known.keys():
            found = ask(new)
            known.update({each: found.get(each) for each in new})
        return {each: answer for each in wanted if (answer := known[each]) is not None}

    return once
