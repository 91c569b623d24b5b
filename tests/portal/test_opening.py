"""Files by their addresses: for some minutes, for nobody but who has the address, and never as anything but files."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.files.samples import SAMPLES
from yihaotong.cases import actions
from yihaotong.files import access, store
from yihaotong.files.models import File
from yihaotong.journal.models import Line

Make = Callable[..., File]


@pytest.fixture
def make(city: City) -> Make:
    def made(kind: str = "jpeg", name: str = "王䶮的“照片”") -> File:
        upload = SimpleUploadedFile(name, SAMPLES[kind][0]())
        return actions.attach(city.to("in_hand"), upload, actor=city.acting("handler"), at=city.at)

    return made


def get(place: str, **headers: str) -> tuple[HttpResponseBase, bytes]:
    """The answer and all its bytes."""
    answer = Client().get(place, headers=headers)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, content


def address(file: File, at: datetime | None = None, **more: bool) -> str:
    return access.address(file, reader="person:7", at=at or timezone.now(), **more)


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_kind_is_served_as_what_it_is_and_nothing_runs_in_it(make: Make, kind: str) -> None:
    file = make(kind)
    answer, content = get(address(file))
    assert content == store.path(file.key).read_bytes()
    headers = answer.headers
    assert headers["Content-Type"] == file.media + ("; charset=utf-8" if kind == "txt" else "")
    assert headers["Content-Length"] == str(file.size)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert ("sandbox" in headers["Content-Security-Policy"]) == (kind != "pdf")
    assert headers["Cache-Control"].startswith("private")
    kept_as_shown = kind not in {"docx", "xlsx", "txt"}
    assert headers["Content-Disposition"].startswith("inline" if kept_as_shown else "attachment")
    assert f"filename*=UTF-8''{quote(file.name, safe='')}" in headers["Content-Disposition"]


def test_an_address_names_nobody(make: Make) -> None:
    file = make()
    assert address(file).isascii()
    assert address(file).endswith("/file.jpg")
    assert quote("王") not in address(file)


def test_an_address_is_over_after_ten_minutes(make: Make) -> None:
    file, now = make(), timezone.now()
    assert get(address(file, now))[0].status_code == 200
    assert get(address(file, now - timedelta(minutes=4, seconds=50)))[0].status_code == 200
    late = Client().get(address(file, now - timedelta(minutes=10)))
    assert late.status_code == 404
    assert "链接只在几分钟内有效" in words(late)


def test_forged_addresses_open_nothing(make: Make) -> None:
    file = make()
    good = address(file).split("/")[2]
    until = int((timezone.now() + timedelta(minutes=5)).timestamp())
    other_salt = signing.dumps([file.key.hex, "person:7", until, 0], salt="another")
    for token in ("x", good[:-1] + ("a" if good[-1] != "a" else "b"), other_salt, file.key.hex):
        assert Client().get(f"/files/{token}/file.jpg").status_code == 404
    assert not Line.objects.filter(kind="file.open").exists()


def test_a_removed_file_is_gone_though_its_address_lives(
    make: Make, city: City, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    file = make()
    place = address(file)
    assert get(place)[0].status_code == 200
    case = city.file().__class__.objects.get(pk=file.subject.removeprefix("case:"))
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_attachment(case, file, actor=city.acting("handler"), at=timezone.now())
    assert Client().get(place).status_code == 404
    assert not store.path(file.key).exists()


def test_an_opening_is_journalled_once_for_one_address(make: Make) -> None:
    file = make("mp4")
    place = address(file)
    for part in ("", "bytes=0-9", "bytes=10-"):
        get(place, **({"Range": part} if part else {}))
    line = Line.objects.get(kind="file.open")
    assert (line.subject, line.actor, line.facts["after"]) == (f"file:{file.key}", "person:7", {"of": file.subject})
    get(access.address(file, reader="person:8", at=timezone.now()))
    assert Line.objects.filter(kind="file.open").count() == 2


def test_a_thumbnail_is_small_and_not_journalled(make: Make) -> None:
    file = make()
    answer, content = get(address(file, small=True))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert content == store.thumbnail_path(file.key).read_bytes()
    asked = Client().head(address(file))
    assert (asked.status_code, asked.headers["Content-Length"]) == (200, str(file.size))
    assert not Line.objects.filter(kind="file.open").exists()


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=4-", 206, slice(4, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-1,3-4", 200, slice(None)),
        ("bytes=99999999-", 416, None),
    ],
)
def test_a_player_gets_the_part_it_asks_for(make: Make, asked: str, status: int, expected: slice | None) -> None:
    file = make("mp4")
    whole = store.path(file.key).read_bytes()
    answer, content = get(address(file), Range=asked)
    assert answer.status_code == status
    if expected is None:
        assert answer.headers["Content-Range"] == f"bytes */{file.size}"
        return
    assert content == whole[expected]
    assert answer.headers["Content-Length"] == str(len(content))
    if status == 206:
        start = range(file.size)[expected][0]
        assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(content) - 1}/{file.size}"


def test_a_thumbnail_that_the_backup_left_out_is_made_anew(make: Make) -> None:
    file = make("png")
    place, before = address(file, small=True), store.thumbnail_path(file.key).read_bytes()
    store.thumbnail_path(file.key).unlink()
    assert get(place)[1] == before
    assert store.thumbnail_path(file.key).read_bytes() == before
    store.remove(file.key)
    assert get(place)[0].status_code == 404
    store.path(file.key).write_bytes(b"\x89PNG no more")
    assert get(place)[0].status_code == 404
    assert not store.thumbnail_path(file.key).exists()
