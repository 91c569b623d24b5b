"""What a caller hands in with his call: kept while the operator writes, given to the case, nobody else's meanwhile."""

import re
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from tests.desk.test_intake import CALL, NEW
from tests.files.samples import jpeg, packed
from yihaotong.accounts.rules import Role
from yihaotong.cases.models import Case, Draft
from yihaotong.files.models import File
from yihaotong.journal.models import Line

Sit = Callable[[str], Client]


def photo(name: str = "现场.jpg", number: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(size=(60 + number, 40)))


def zipped() -> SimpleUploadedFile:
    return SimpleUploadedFile("照片.jpg", packed({"x": b"y"}))


def form(client: Client, **more: object) -> dict[str, object]:
    return CALL | {"token": inputs(client.get(NEW))["token"]} | more


def test_a_photo_becomes_the_cases_and_its_line_names_the_operator(city: City, sit: Sit) -> None:
    operator = sit("operator")
    call = form(operator)
    for _ in range(2):  # pressed twice
        assert operator.post(NEW, call | {"file": photo()}).status_code == 302
    case, file = Case.objects.get(), File.objects.get(removed_at=None)
    person = city.people["operator"].key
    assert (file.subject, file.audience, file.uploaded_by) == (case.key, "requester", person)
    line = Line.objects.get(subject=case.key, kind="case.attach")
    assert (line.actor, line.facts["after"]["sha256"]) == (person, file.sha256)
    assert "现场.jpg" in words(operator.get(f"/desk/cases/{case.order_no}/"))


def test_a_mistake_or_a_refused_file_loses_neither_text_nor_photo(city: City, sit: Sit) -> None:
    operator = sit("operator")
    call = form(operator)
    answer = operator.post(NEW, call | {"phone": "12", "file": [photo(), zipped()]})
    assert answer.status_code == 422
    said = words(answer)
    for expected in ("不像电话号码", "“照片.jpg”没有收下：这是 ZIP 压缩包", "已收到 1 个", "现场.jpg"):
        assert expected in said
    answer = operator.post(NEW, call | {"file": [zipped()]})
    assert "还没有登记，请先看看下面几个文件" in words(answer)
    assert CALL["body"] in answer.content.decode()
    assert not Case.objects.exists()
    assert operator.post(NEW, call).status_code == 302
    assert File.objects.get().subject == Case.objects.get().key


def test_a_photo_is_taken_back_and_another_waits_with_the_draft(city: City, sit: Sit) -> None:
    operator = sit("operator")
    call = form(operator)
    page = operator.post(NEW, call | {"do": "pick", "file": [photo(), photo("二.jpg", 1)]})
    assert page.status_code == 200
    drop = re.findall(r'value="(drop:[^"]+)"', page.content.decode())
    assert len(drop) == 2
    assert "已收到 1 个" in words(operator.post(NEW, call | {"do": drop[0]}))
    assert operator.post(NEW, call | {"do": "drop:nonsense"}).status_code == 200
    operator.post(NEW, call | {"do": "keep"})
    draft = Draft.objects.get()
    assert "二.jpg" in words(operator.get(f"{NEW}?draft={draft.token}"))
    assert not Case.objects.exists()


def test_whoever_knows_the_token_of_a_form_does_not_get_its_files(city: City, sit: Sit) -> None:
    city.hire("second", Role.OPERATOR, city.centre)
    operator, other = sit("operator"), sit("second")
    call = form(operator)
    operator.post(NEW, call | {"do": "pick", "file": photo()})
    drop = re.findall(r'value="(drop:[^"]+)"', operator.post(NEW, call | {"do": "pick"}).content.decode())[0]
    page = other.post(NEW, call | {"do": drop})
    assert "现场.jpg" not in words(page)
    assert "现场.jpg" in words(operator.post(NEW, call | {"do": "pick"}))
    other.post(NEW, call)
    assert File.objects.get(removed_at=None).subject.startswith("form:")


def test_who_may_not_file_leaves_no_file(city: City, sit: Sit) -> None:
    assert sit("handler").post(NEW, CALL | {"file": photo()}).status_code == 404
    assert not File.objects.exists()
