"""Photos with a filing and after it: nothing typed and nothing handed in is lost, and nobody sees another's."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from tests.files.samples import SECRET, jpeg, packed
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.files import city as limits
from yihaotong.files import store
from yihaotong.files.models import File
from yihaotong.journal.models import Line

FILE = "/file/"
MATTER = {"body": "路灯坏了三天，晚上很黑。", "request_type": "help", "phone": "13951000002", "secrecy": "normal"}

Token = Callable[..., str]


def photo(name: str = "路灯.jpg", number: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(size=(60 + number, 40)))


def zipped() -> SimpleUploadedFile:
    return SimpleUploadedFile("照片.zip", packed({"x": b"y"}))


def test_photos_come_with_the_filing(city: City, page_token: Token) -> None:
    client = Client()
    answer = client.post(FILE, MATTER | {"token": page_token(), "file": [photo(), photo("二.jpg", 1)]})
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/receipt/{case.order_no}/"
    assert "附件 2 个" in words(client.get(answer.headers["Location"]))
    assert {file.subject for file in File.objects.all()} == {case.key}
    assert {file.uploaded_by for file in File.objects.all()} == {f"citizen:{case.order_no}"}
    kinds = list(Line.objects.filter(subject=case.key).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["case.file", "case.attach", "case.attach"]
    for file in File.objects.all():
        assert SECRET.encode() not in store.path(file.key).read_bytes()


def test_a_mistake_in_the_text_loses_no_photo(city: City, page_token: Token) -> None:
    client, token = Client(), page_token()
    first = client.post(FILE, {"token": token, "phone": "12", "file": photo()})
    assert first.status_code == 422
    assert "已收到 1 个" in words(first)
    assert "路灯.jpg" in words(first)
    again = re.search(r'name="token" value="([^"]+)"', first.content.decode())
    assert again
    answer = client.post(FILE, MATTER | {"token": again[1]})
    assert answer.status_code == 302
    assert File.objects.get().subject == Case.objects.get().key


def test_a_refused_file_is_named_and_neither_text_nor_the_others_are_lost(city: City, page_token: Token) -> None:
    client, token = Client(), page_token()
    first = client.post(FILE, MATTER | {"token": token, "file": [photo(), zipped()]})
    assert first.status_code == 422
    assert not Case.objects.exists()
    assert "“照片.zip”没有收下：这是 ZIP 压缩包" in words(first)
    assert "已收到 1 个" in words(first)
    assert MATTER["body"] in first.content.decode()
    assert client.post(FILE, MATTER | {"token": token}).status_code == 302
    assert File.objects.get().subject == Case.objects.get().key


def test_what_is_not_what_its_name_says_is_kept_as_what_it_is_and_said(
    city: City, page_token: Token, proven: Callable[[Case], Client]
) -> None:
    client, upload = Client(), lambda: SimpleUploadedFile("fake.jpg", "路灯编号 17".encode())
    sent = {"file": [upload(), photo()], "token": page_token()}
    answer = client.post(FILE, MATTER | sent, headers={"X-Upload": "1"})
    assert client.get(answer.headers["Location"], headers={"X-Upload": "1"}).status_code == 204
    page = words(client.get(answer.headers["Location"]))
    assert "“fake.txt”其实是文本，不是照片；已按文本收下" in page
    assert page.count("其实是") == 1
    case = Case.objects.get()
    page = proven(case).post(f"/track/{case.order_no}/attachments/", {"file": [upload()]}, follow=True)
    assert "其实是文本，不是照片" in words(page)


def test_nothing_chosen_is_said(city: City, proven: Callable[[Case], Client]) -> None:
    case = city.to("in_hand")
    assert "请先选择文件" in words(proven(case).post(f"/track/{case.order_no}/attachments/", {}, follow=True))


def test_a_photo_is_taken_back_before_it_is_sent(city: City, page_token: Token) -> None:
    client, token = Client(), page_token()
    page = client.post(FILE, MATTER | {"token": token, "do": "pick", "file": [photo(), photo("二.jpg", 1)]})
    assert page.status_code == 200
    drop = re.findall(r'value="(drop:[^"]+)"', page.content.decode())
    assert len(drop) == 2
    page = client.post(FILE, MATTER | {"token": token, "do": drop[0]})
    assert "已收到 1 个" in words(page)
    assert client.post(FILE, MATTER | {"token": token, "do": "drop:nonsense"}).status_code == 200
    client.post(FILE, MATTER | {"token": token, "do": "file"})
    assert File.objects.filter(removed_at=None).get().subject == Case.objects.get().key


@pytest.mark.parametrize("changed", [{"website": "x"}, {"token": "forged"}, {"quick": True}])
def test_who_is_asked_once_more_keeps_his_photos(city: City, page_token: Token, changed: dict[str, Any]) -> None:
    token = page_token(age=timedelta(0)) if changed.pop("quick", False) else page_token()
    client = Client()
    page = client.post(FILE, MATTER | {"token": token, "file": photo()} | changed)
    assert "照片和文件也在：已收到 1 个" in words(page)
    assert not Case.objects.exists()
    assert client.post(FILE, MATTER | inputs(page) | {"do": "file"}).status_code == 302
    assert File.objects.get().subject == Case.objects.get().key


def test_photos_that_come_too_fast_are_said_to_be_lost(city: City, page_token: Token) -> None:
    client = Client()
    client.get(FILE)
    token = page_token()
    sent = MATTER | {"token": token, "do": "pick", "file": [photo(f"{each}.txt") for each in range(16)]}
    client.post(FILE, sent)
    page = client.post(FILE, MATTER | {"token": token, "file": [photo(f"{each}.jpg") for each in range(16)]})
    assert page.status_code == 429
    assert "照片和文件没有收下" in words(page)


def test_pressed_twice_every_photo_is_there_once(city: City, page_token: Token) -> None:
    client, token = Client(), page_token()
    for _ in range(2):
        assert client.post(FILE, MATTER | {"token": token, "file": photo()}).status_code == 302
    assert Case.objects.count() == 1
    assert File.objects.filter(removed_at=None).count() == 1


def test_more_photos_while_the_case_is_open(city: City, proven: Callable[[Case], Client]) -> None:
    case = city.to("in_hand")
    client = proven(case)
    place = f"/track/{case.order_no}/attachments/"
    page = client.post(place, {"file": [photo(), zipped()]}, follow=True)
    assert "其余 1 个已收到" in words(page)
    assert "“照片.zip”没有收下" in words(page)
    file = File.objects.get()
    assert (file.audience, file.uploaded_by) == ("requester", f"citizen:{case.order_no}")
    assert "路灯.jpg" in words(page)
    opened = client.get(f"{place}{file.key}/")
    assert opened.headers["Location"].startswith("/files/")
    assert Client().get(f"{place}{file.key}/").headers["Location"] == f"/track/?no={case.order_no}"
    assert client.post(place, {}, follow=True).status_code == 200
    assert client.post(place, {"file": photo(number=2)}, headers={"X-Upload": "1"}).status_code == 204


def test_the_citizen_opens_nothing_internal_and_nothing_of_another_case(
    city: City, proven: Callable[[Case], Client]
) -> None:
    case, other = city.to("in_hand"), city.file()
    inside = actions.attach(case, photo(), actor=city.acting("handler"), at=city.at)
    client = proven(case)
    assert inside.name not in words(client.get(f"/track/{case.order_no}/"))
    assert client.get(f"/track/{case.order_no}/attachments/{inside.key}/").status_code == 404
    assert proven(other).get(f"/track/{other.order_no}/attachments/{inside.key}/").status_code == 404


def test_a_closed_case_has_no_form_for_photos(city: City, proven: Callable[[Case], Client]) -> None:
    case = city.to("closed")
    client = proven(case)
    assert 'type="file"' not in client.get(f"/track/{case.order_no}/").content.decode()
    answer = client.post(f"/track/{case.order_no}/attachments/", {"file": photo()}, follow=True)
    assert "不能上传附件" in words(answer)
    assert not File.objects.exists()


def test_without_the_code_nobody_adds(city: City) -> None:
    case = city.to("in_hand")
    answer = Client().post(f"/track/{case.order_no}/attachments/", {"file": photo()}, follow=True)
    assert "查询码" in words(answer)
    assert not File.objects.exists()


@pytest.mark.parametrize("place", [FILE, "/track/YC1/evaluate/"])
def test_a_request_that_is_too_large_is_refused_before_it_is_read(
    city: City, place: str, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(settings.CITY, "files", {"request_mb": 0.001})  # type: ignore[attr-defined]
    limits.limits.cache_clear()
    try:
        answer = Client().post(place, {"file": SimpleUploadedFile("x", b"x" * 2000)})
    finally:
        monkeypatch.undo()
        limits.limits.cache_clear()
    assert answer.status_code == 413
    assert "超过了上限" in words(answer)


def test_thirty_photos_are_refused_in_one_line(city: City, page_token: Token, proven: Callable[[Case], Client]) -> None:
    most = limits.limits().from_public
    chosen = [photo(f"{number}.jpg", number) for number in range(most + 4)]
    answer = Client().post(FILE, MATTER | {"token": page_token(), "file": chosen})
    page = words(answer)
    assert page.count("没有收下") == 1
    assert f"4 个没有收下（{most}.jpg、{most + 1}.jpg、{most + 2}.jpg 等）：一件诉求最多交 {most} 个附件" in page
    assert 'data-count-most="0"' in answer.content.decode(), "there is no room for more"
    assert f'data-count-most="{most}"' in Client().get(FILE).content.decode()
    case = city.to("in_hand")
    chosen = [photo(f"{number}.jpg", number) for number in range(most + 2)]
    after = words(proven(case).post(f"/track/{case.order_no}/attachments/", {"file": chosen}, follow=True))
    assert after.count("没有收下") == 1
    assert f"其余 {most} 个已收到" in after
