"""Attachments through the API: several files in one request, what was refused beside what was kept, and addresses."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.utils import timezone

from tests.api.conftest import Caller
from tests.cases.conftest import FILING, City
from tests.files.samples import SECRET, jpeg, packed
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.rules import IMPORTER, Scope
from yihaotong.files.models import File
from yihaotong.journal.models import Line


def photo(name: str = "现场.jpg", number: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(size=(60 + number, 40)), "application/x-whatever")


def send(caller: Caller, order_no: str, **data: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
    answer = Browser().post(f"/api/v1/cases/{order_no}/attachments", data, headers=headers)
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def order_no(caller: Caller) -> str:
    return str(caller.post("/cases", FILING)[1]["order_no"])


def test_files_are_handed_in_listed_and_opened_without_the_token(caller: Caller, order_no: str) -> None:
    status, body = send(caller, order_no, file=[photo(), photo("二.jpg", 1)])
    assert (status, body["refused"]) == (201, [])
    assert [each["name"] for each in body["attachments"]] == ["现场.jpg", "二.jpg"]
    listed = caller.get(f"/cases/{order_no}/attachments")[1]["attachments"]
    assert [each["id"] for each in listed] == [each["id"] for each in body["attachments"]]
    assert (listed[0]["media_type"], listed[0]["audience"], listed[0]["width"]) == ("image/jpeg", "requester", 60)
    address = listed[0]["address"]
    assert address.startswith("http://testserver/files/")
    assert order_no not in address
    opened = Browser().get(address.removeprefix("http://testserver"))
    content = b"".join(opened.streaming_content)
    assert (opened.status_code, len(content)) == (200, listed[0]["size"])
    assert SECRET.encode() not in content
    assert Line.objects.filter(kind="case.attach").count() == 2
    assert {line.facts["via"] for line in Line.objects.filter(kind="case.attach")} == {"api"}


def test_what_is_refused_stands_beside_what_is_kept(caller: Caller, order_no: str) -> None:
    zipped = SimpleUploadedFile("一.zip", packed({"x": b"y"}))
    status, body = send(caller, order_no, file=[zipped, photo()])
    assert (status, len(body["attachments"])) == (201, 1)
    assert body["refused"] == [{"name": "一.zip", "code": "kind-refused", "detail": body["refused"][0]["detail"]}]
    status, problem = send(caller, order_no, file=SimpleUploadedFile("一.zip", packed({"x": b"y"})))
    assert (status, problem["code"], problem["field"]) == (422, "kind-refused", "file")
    assert "一.zip" in problem["detail"]


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        ({}, "missing", "file"),
        ({"file": "text"}, "missing", "file"),
        ({"file": photo(), "public": "maybe"}, "not-a-flag", "public"),
    ],
)
def test_bad_input_is_answered_by_field(
    caller: Caller, order_no: str, data: dict[str, Any], code: str, field: str
) -> None:
    status, problem = send(caller, order_no, **data)
    assert (status, problem["code"], problem["field"]) == (422, code, field)
    assert not File.objects.exists()


def test_a_body_that_is_no_multipart_is_answered_in_the_one_shape(caller: Caller, order_no: str) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", "application/json"):
        answer = caller.ask("POST", f"/cases/{order_no}/attachments", b"{}", kind)
        assert answer.status_code in {400, 415}
        assert json.loads(answer.content)["code"]


def test_strangers_add_and_see_nothing(caller: Caller, other: Caller, order_no: str, city: City) -> None:
    assert send(Caller(""), order_no, file=photo())[0] == 401
    assert send(Caller("x" * 30), order_no, file=photo())[0] == 401
    _, token = hiring.create_client("邻市", actor=IMPORTER, at=city.at, unit=city.centre, scopes=list(Scope))
    assert send(Caller(token), order_no, file=photo())[1]["code"] == "not-found"
    assert send(other, order_no, file=photo())[1]["code"] == "scope-missing"
    assert other.get(f"/cases/{order_no}/attachments")[0] == 404
    assert not File.objects.exists()


def test_a_unit_chooses_who_sees_what_it_adds(unit_caller: Caller, city: City) -> None:
    case = city.to("in_hand")
    assert send(unit_caller, case.order_no, file=photo())[1]["attachments"][0]["audience"] == "staff"
    shown = send(unit_caller, case.order_no, file=photo(number=1), public="true")[1]["attachments"][0]
    assert shown["audience"] == "public"


def test_a_closed_case_takes_no_more(unit_caller: Caller, city: City) -> None:
    status, problem = send(unit_caller, city.to("closed").order_no, file=photo())
    assert (status, problem["code"]) == (409, "wrong-stage")


def test_the_generic_move_says_where_files_go(unit_caller: Caller, city: City) -> None:
    case = city.to("in_hand")
    status, problem = unit_caller.post(f"/cases/{case.order_no}/moves/attach", {"file": "aGVsbG8="})
    assert (status, problem["code"], problem["field"]) == (422, "upload-instead", "file")


def test_the_same_request_again_changes_nothing(caller: Caller, order_no: str) -> None:
    first, again = send(caller, order_no, file=photo())[1], send(caller, order_no, file=photo())[1]
    assert first["attachments"][0]["id"] == again["attachments"][0]["id"]
    assert File.objects.get().at <= timezone.now() + timedelta(minutes=1)
