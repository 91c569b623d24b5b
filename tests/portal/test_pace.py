"""How fast the public may act: an office passes, a script does not, and nobody loses what he wrote."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.portal import gate
from yihaotong.portal.gate import Act

FILE = "/file/"
MATTER = {"body": "路灯坏了三天，晚上很黑。", "request_type": "help", "phone": "13951000002", "secrecy": "normal"}


@pytest.fixture
def device(rf: RequestFactory) -> Callable[..., HttpRequest]:
    """A request from behind the office's one address, by a device that has been here since then."""

    def asked(since: datetime | None = None, remote: str = "203.0.113.7") -> HttpRequest:
        request = rf.post(FILE, REMOTE_ADDR=remote)
        if since:
            response = Client().get("/nothing/")
            gate.mark(request, response, since)
            request.COOKIES["device"] = response.cookies["device"].value
        return request

    return asked


def test_an_office_of_two_hundred_behind_one_address_files_once_a_minute_each(
    device: Callable[..., HttpRequest], at: datetime
) -> None:
    office = [device(at - timedelta(hours=1)) for _ in range(200)]
    for minute in range(10):
        for number, person in enumerate(office):
            now = at + timedelta(minutes=minute, seconds=number * 0.3)
            assert gate.wait(person, Act.FILE, at=now) == 0


def test_two_hundred_newcomers_at_the_same_second_pass(device: Callable[..., HttpRequest], at: datetime) -> None:
    assert all(gate.wait(device(at), Act.FILE, at=at) == 0 for _ in range(200))


def test_a_script_of_fifty_a_second_does_not_and_leaves_the_office_alone(
    device: Callable[..., HttpRequest], at: datetime
) -> None:
    person = device(at - timedelta(hours=1))
    passed = 0
    for number in range(50 * 60):
        now = at + timedelta(seconds=number / 50)
        passed += gate.wait(device(), Act.FILE, at=now) == 0
        if number % 3000 == 0:
            assert gate.wait(person, Act.FILE, at=now) == 0
    assert passed <= 600 + 1, "300 at once and five a second after them, of 3,000"
    assert gate.wait(person, Act.FILE, at=at + timedelta(seconds=60)) == 0


def test_one_device_alone_is_slower(device: Callable[..., HttpRequest], at: datetime) -> None:
    request = device(at - timedelta(hours=1))
    waits = [gate.wait(request, Act.FILE, at=at) for _ in range(11)]
    assert waits == [0] * 10 + [10]
    assert gate.wait(request, Act.FILE, at=at + timedelta(seconds=10)) == 0
    assert gate.wait(request, Act.TRACK, at=at) == 0, "tracking has its own"


@pytest.mark.parametrize("cookie", ["", "forged", "forged:1:x", "\x00", "x" * 5000])
def test_a_forged_cookie_is_none(rf: RequestFactory, at: datetime, cookie: str) -> None:
    request = rf.post(FILE, REMOTE_ADDR="203.0.113.7")
    request.COOKIES["device"] = cookie
    assert gate.wait(request, Act.FILE, at=at) == 0


def test_whoever_is_too_fast_keeps_what_he_wrote_and_is_told_when(city: City, page_token: Callable[..., str]) -> None:
    client = Client()
    client.get(FILE)
    for number in range(10):
        another = MATTER | {"body": f"{MATTER['body']}第 {number} 盏", "token": page_token()}
        assert client.post(FILE, another).status_code == 302
    form = MATTER | {"token": page_token()}
    answer = client.post(FILE, form)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 10
    assert "秒再点一次；您写的都在，没有丢" in words(answer)
    assert MATTER["body"] in answer.content.decode()
    assert Case.objects.count() == 10
    assert Client().post(FILE, MATTER | {"token": page_token()}).status_code == 302, "his neighbour is not meant"


def test_guessing_codes_is_slowed_down_and_the_right_device_is_not(city: City) -> None:
    case = city.file()
    thief = Client()
    thief.get("/track/")
    codes = [f"{number:08d}" for number in range(12)]
    answers = [thief.post("/track/", {"order_no": "YC20000101000001", "code": code}) for code in codes]
    assert [each.status_code for each in answers] == [422] * 10 + [429] * 2
    assert "没有被锁" in words(answers[-1])
    right = {"order_no": case.order_no, "code": actions.query_code(case.order_no)}
    assert Client().post("/track/", right).status_code == 302


def test_right_codes_cost_nothing(city: City) -> None:
    case = city.file()
    right = {"order_no": case.order_no, "code": actions.query_code(case.order_no)}
    client = Client()
    client.get("/track/")
    assert {client.post("/track/", right).status_code for _ in range(30)} == {302}
