"""To whom the files of a subject belong: areas above register their kinds of subject here, in their `apps.ready()`."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from yihaotong.accounts.rules import Actor
from yihaotong.files import access as files
from yihaotong.files.models import File

#: Which of these keys ("application:12") an actor may; asked of many at once, so that a list costs one query.
Allowed = Callable[[Actor, Collection[str]], set[str]]


def _own_files(key: str) -> list[File]:
    return list(files.of(key))


@dataclass(frozen=True)
class Subject:
    """One kind of subject: what it is called, who sees its redactions, who makes and checks them, which files it has,
    what one of them is called (without anybody's name) and the address of its page."""

    label: str
    may_see: Allowed
    may_redact: Allowed
    files: Callable[[str], list[File]] = _own_files
    title: Callable[[str], str] = str
    url: Callable[[str], str] = lambda _: ""


_subjects: dict[str, Subject] = {}


def register(kind: str, subject: Subject) -> None:
    """`kind` is what stands before the colon of its keys."""
    _subjects[kind] = subject


def subject_of(key: str) -> Subject | None:
    return _subjects.get(key.partition(":")[0])


def visible(actor: Actor, keys: Iterable[str]) -> set[str]:
    """Those of the keys whose redactions an actor sees."""
    return _asked(actor, keys, lambda subject: subject.may_see)


def redactable(actor: Actor, keys: Iterable[str]) -> set[str]:
    """Those of the keys for which an actor may mark, make, check and release."""
    return _asked(actor, keys, lambda subject: subject.may_redact)


def _asked(actor: Actor, keys: Iterable[str], question: Callable[[Subject], Allowed]) -> set[str]:
    by_kind: dict[str, set[str]] = {}
    for key in keys:
        by_kind.setdefault(key.partition(":")[0], set()).add(key)
    found: set[str] = set()
    for kind, group in by_kind.items():
        if kind in _subjects:
            found |= question(_subjects[kind])(actor, group) & group
    return found
