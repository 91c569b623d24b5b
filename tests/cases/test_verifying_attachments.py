"""Attachments on the disk and in the journal: what may be swept, and that whoever tampers is found."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from tests.cases.attached import add, photo
from tests.cases.conftest import City
from tests.files.samples import png
from yihaotong.cases import actions, verifying_attachments
from yihaotong.cases.rules.attaching import Audience, RemovalReason
from yihaotong.files import actions as keeping
from yihaotong.files import city as limits
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal import actions as journal
from yihaotong.journal.models import Line
from yihaotong.journal.refusal import Refused

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _no_files_of_another_test() -> None:
    for key, _ in list(store.lying()):
        store.remove(key)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    monkeypatch.setitem(settings.CITY, "files", {"from_public": 2, "whole": 3})
    limits.limits.cache_clear()
    yield
    monkeypatch.undo()
    limits.limits.cache_clear()


def test_orphans_and_forgotten_forms_are_swept_and_nothing_else(
    city: City, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = city.to("in_hand")
    kept = add(city, case, "handler")
    actions.receive_early(uuid4(), [photo(number=1)], at=city.at)
    orphan = uuid4()
    store.path(orphan).parent.mkdir(parents=True, exist_ok=True)
    store.path(orphan).write_bytes(b"x")
    assert keeping.sweep(city.at - timedelta(days=365)) == 0
    assert len(list(store.lying())) >= 3
    with django_capture_on_commit_callbacks(execute=True):
        keeping.sweep(city.at + timedelta(days=365))
    assert {key for key, _ in store.lying()} == {kept.key}
    assert keeping.sweep(city.at + timedelta(days=365)) == 0
    assert list(verifying_attachments.check()) == []


def tamper_bytes(file: File) -> None:
    store.path(file.key).write_bytes(png())


def tamper_row(**changed: Any) -> Callable[[File], None]:
    return lambda file: File.objects.filter(key=file.key).update(**changed) and None


def slip_in(file: File) -> None:
    file.pk, file.key = None, uuid4()
    file.save(force_insert=True)


ATTACKS: dict[str, tuple[Callable[[File], object], str]] = {
    "other bytes": (tamper_bytes, "file-changed"),
    "no bytes": (lambda file: store.remove(file.key), "file-missing"),
    "another digest": (tamper_row(sha256="0" * 64), "record-changed"),
    "shown to the citizen": (tamper_row(audience=Audience.PUBLIC.value), "record-changed"),
    "another size": (tamper_row(size=1), "record-changed"),
    "given to another case": (tamper_row(subject="case:0"), "record-changed"),
    "row gone": (lambda file: file.delete(), "record-missing"),
    "row slipped in": (slip_in, "record-added"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_whoever_changes_an_attachment_is_found(name: str, city: City) -> None:
    case = city.to("in_hand")
    add(city, case, "citizen", photo(number=1))
    file = add(city, case, "handler")
    assert list(verifying_attachments.check()) == []
    attack, kind = ATTACKS[name]
    attack(file)
    assert {problem.kind for problem in verifying_attachments.check()} == {kind}


def test_a_removal_without_a_line_is_found_and_one_with_a_line_is_not(city: City) -> None:
    case = city.to("in_hand")
    first, second = add(city, case, "handler"), add(city, case, "handler", photo(number=1))
    later = city.at + timedelta(minutes=1)
    actions.remove_attachment(case, first, actor=city.acting("supervisor"), at=later, reason=RemovalReason.DUPLICATE)
    assert list(verifying_attachments.check()) == []
    File.objects.filter(key=second.key).update(removed_at=later)
    assert [problem.kind for problem in verifying_attachments.check()] == ["record-changed"]


def test_of_a_line_erased_by_law_nothing_is_asked(city: City) -> None:
    file = add(city, city.to("in_hand"), "handler")
    line = Line.objects.get(kind="case.attach")
    journal.erase([line.pk], actor="person:5", at=city.at, basis="个人信息保护法第四十七条")
    store.remove(file.key)
    assert list(verifying_attachments.check()) == []


def test_verifying_asks_as_often_for_two_as_for_many(city: City, queries: Callable[..., Any]) -> None:
    case = city.to("in_hand")
    add(city, case, "handler")
    with queries() as few:
        list(verifying_attachments.check())
    for number in range(1, 6):
        add(city, city.to("in_hand"), "handler", photo(number=number))
    with queries() as many:
        list(verifying_attachments.check())
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_overfill_a_case(few: None, city: City) -> None:
    case = city.to("in_hand")
    codes: list[str] = []

    def upload(number: int) -> None:
        try:
            add(city, case, "citizen", photo(number=number))
            codes.append("kept")
        except Refused as refusal:
            codes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["kept", "kept", "too-many-files", "too-many-files"]
    assert File.objects.count() == len({key for key, _ in store.lying()}) == 2
