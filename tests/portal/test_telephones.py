"""Telephones as people write them on the form."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.cases import actions
from yihaotong.cases.actions.identity import phone_tail
from yihaotong.cases.models import Case
from yihaotong.cases.rules.own_number import mask_own


@pytest.mark.parametrize("written", ["０９５１－６０１２３４５", "0951‑6012345", "（0951）6012345", "0951−601 2345"])  # noqa: RUF001
def test_a_landline_however_its_hyphen_is_written(city: City, page_token: Callable[..., str], written: str) -> None:
    matter = {"body": "路灯坏了。", "request_type": "help", "secrecy": "normal"}
    answer = Client().post("/file/", matter | {"token": page_token(), "phone": written})
    assert answer.status_code == 302, words(answer)
    assert actions.masked(Case.objects.get()).phone.endswith("2345")


@pytest.mark.parametrize("written", ["12345", "95588", "00000000000", "2222222"])
def test_a_number_on_which_nobody_can_be_rung_back_is_asked_for_again(
    city: City, page_token: Callable[..., str], written: str
) -> None:
    matter = {"body": "路灯坏了。", "request_type": "help", "secrecy": "normal", "phone": written}
    refused = Client().post("/file/", matter | {"token": page_token()})
    assert "“联系电话”要能打回来" in words(refused)
    step = Client().post("/file/steps/", matter | {"token": page_token(), "part": "you", "do": "next"}, follow=True)
    assert step.status_code == 422 or "要能打回来" in words(step)
    assert not Case.objects.exists()
    assert city.file(phone=written if written != "2222222" else "12345"), "the desk takes what the exchange shows"


@pytest.mark.parametrize(
    "written", ["0951-6012345转801", "+886 912 345 678", "+852 2345 6789", "6012345", "013951000002", "+86-951-6012345"]
)
def test_an_extension_and_a_number_abroad_are_taken(city: City, page_token: Callable[..., str], written: str) -> None:
    matter = {"body": "路灯坏了。", "request_type": "help", "secrecy": "normal", "phone": written}
    assert Client().post("/file/", matter | {"token": page_token()}).status_code == 302


@pytest.mark.parametrize("written", ["852-23456789", "852-2345-6789", "886 912 345 678"])
def test_a_number_abroad_without_its_plus_is_asked_for_with_the_hint(
    city: City, page_token: Callable[..., str], written: str
) -> None:
    matter = {"body": "路灯坏了。", "request_type": "help", "secrecy": "normal", "phone": written}
    assert "国家或地区代码，如 +852" in words(Client().post("/file/", matter | {"token": page_token()}))
    assert not Case.objects.exists()


def test_an_extension_behind_a_stroke_is_the_same_telephone(city: City) -> None:
    case = city.file(phone="0951-6012345-8")
    assert city.file(phone="+86-951-6012345").requester.phone_index == case.requester.phone_index


def test_an_extension_is_hidden_and_the_number_before_it_is_found(city: City) -> None:
    case = city.file(phone="0951-6012345转801", body="回电 0951-6012345 即可，停水。")
    assert actions.masked(case).phone == "095****2345转***"
    assert phone_tail(case) == "2345"
    assert city.file(phone="0951-6012345").requester.phone_index == case.requester.phone_index
    assert mask_own(case.body, phone="09516012345转801", shown=lambda _number: "…") == "回电 … 即可，停水。"


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
