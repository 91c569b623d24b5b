"""Telephones as people write them on the form."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.cases import actions
from yihaotong.cases.models import Case


@pytest.mark.parametrize("written", ["０９５１－６０１２３４５", "0951‑6012345", "（0951）6012345", "0951−601 2345"])  # noqa: RUF001
def test_a_landline_however_its_hyphen_is_written(city: City, page_token: Callable[..., str], written: str) -> None:
    matter = {"body": "路灯坏了。", "request_type": "help", "secrecy": "normal"}
    answer = Client().post("/file/", matter | {"token": page_token(), "phone": written})
    assert answer.status_code == 302, words(answer)
    assert actions.masked(Case.objects.get()).phone.endswith("2345")


def test_what_goes_wrong_has_the_hotline_and_no_codes_of_ours(city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    lost = client.post("/file/", {"body": "路灯坏了", "request_type": "help", "secrecy": "normal", "do": "file"})
    source = lost.content.decode()
    assert "路灯坏了</textarea>" in source
    assert "诉求内容</label>" in source
    assert "normal</textarea>" not in source
    for page in (lost, client.get("/nothing/")):
        assert 'href="tel:12345"' in page.content.decode()
        assert 'class="masthead"' in page.content.decode()
