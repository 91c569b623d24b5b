"""Sealed content and the evidence pack on their pages: who gets a button, what is asked, what is told afterwards."""

import csv
import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cases.attached import add
from tests.cases.conftest import FILING, City
from tests.desk.conftest import words
from yihaotong.cases.models import Case
from yihaotong.cases.rules.sealed_content import MARK
from yihaotong.files.models import File
from yihaotong.journal.models import Line

Sit = Callable[[str], Client]
SECRET = "蓝鲸七号装配车间"
CENTRE = ("operator", "shift_leader", "dispatcher", "arbiter", "reviewer", "call_back_clerk", "supervisor", "analyst")
OPENERS = {"shift_leader", "supervisor"}


def sealed(city: City) -> Case:
    case = city.file(title=f"反映{SECRET}", body=f"{SECRET}在东门。", address=f"{SECRET}东门")
    add(city, case, "operator")
    case = city.move(case, "supplement", "operator", {"text": f"还有{SECRET}"})
    return city.move(case, "decline", "operator", {"code": "oos-4", "note": SECRET, "words": f"别再说{SECRET}"})


def lines(kind: str) -> int:
    return Line.objects.filter(kind=kind).count()


def reads(client: Client, address: str) -> bool:
    """Whether the address opens its file; read to its end, as a browser does."""
    answer = client.get(address)
    return answer.status_code == 200 and bool(answer.getvalue())


@pytest.mark.parametrize("who", CENTRE)
def test_the_page_of_the_case_says_it_is_sealed_and_has_a_way_in_for_two(who: str, city: City, sit: Sit) -> None:
    case = sealed(city)
    page = sit(who).get(f"/desk/cases/{case.order_no}/")
    assert "内容和附件已封存" in words(page)
    assert SECRET not in page.content.decode()
    assert "现场" not in words(page), "the name of an attachment may say it, too"
    assert ("查看封存内容" in words(page)) is (who in OPENERS)
    asked = sit(who).get(f"/desk/cases/{case.order_no}/content/")
    sent = sit(who).post(f"/desk/cases/{case.order_no}/content/", {"purpose": "review"})
    assert (asked.status_code, sent.status_code) == ((200, 200) if who in OPENERS else (404, 404))
    assert (SECRET in sent.content.decode()) is (who in OPENERS)
    assert lines("content.read") == int(who in OPENERS)


@pytest.mark.parametrize("who", ["supervisor", "operator", "analyst"])
def test_lists_search_exports_and_prints_have_nothing_to_leak(who: str, city: City, sit: Sit) -> None:
    case = sealed(city)
    client = sit(who)
    pages = [
        client.get("/desk/cases/?sort=newest"),
        client.get(f"/desk/cases/?q={SECRET}"),
        client.post(f"/desk/cases/{case.order_no}/print/", {"purpose": "file"}),
    ]
    assert MARK in words(pages[0])
    assert case.order_no not in words(pages[1])
    assert SECRET not in words(pages[0]) + words(pages[2])
    if who != "operator":
        out = client.post("/desk/export/", {"purpose": "月报", "format": "csv", "query": ""})
        rows = list(csv.reader(io.StringIO(b"".join(out.streaming_content).decode("utf-8-sig"))))
        assert rows[-1][:2] == [case.order_no, MARK]


def test_the_purpose_is_asked_for_and_the_story_tells_of_the_reading(city: City, sit: Sit) -> None:
    case = sealed(city)
    leader = sit("shift_leader")
    refused = leader.post(f"/desk/cases/{case.order_no}/content/")
    assert (refused.status_code, lines("content.read")) == (422, 0)
    assert "请先选择用途" in words(refused)
    opened = words(leader.post(f"/desk/cases/{case.order_no}/content/", {"purpose": "check"}))
    for said in (f"反映{SECRET}", f"还有{SECRET}", f"别再说{SECRET}", "保密、内部检查调阅", "现场"):
        assert said in opened
    story = words(leader.get(f"/desk/cases/{case.order_no}/"))
    assert "查看封存内容" in story
    assert "保密、内部检查调阅" in story


def test_its_attachments_open_from_the_opened_page_only(city: City, sit: Sit) -> None:
    case = sealed(city)
    leader, key = sit("shift_leader"), File.objects.get().key
    assert leader.get(f"/desk/cases/{case.order_no}/attachments/{key}/").status_code == 404
    opened = leader.post(f"/desk/cases/{case.order_no}/content/", {"purpose": "review"})
    address = next(part for part in opened.content.decode().split('"') if part.startswith("/files/"))
    assert reads(leader, address)


def test_an_address_given_before_the_sealing_opens_nothing(city: City, sit: Sit) -> None:
    case = city.file()
    file = add(city, case, "operator")
    operator = sit("operator")
    address = operator.get(f"/desk/cases/{case.order_no}/attachments/{file.key}/").headers["Location"]
    assert reads(operator, address)
    city.move(case, "decline", "operator", {"code": "oos-4"})
    assert operator.get(address).status_code == 404


def test_a_case_that_is_not_sealed_has_no_such_page(city: City, sit: Sit) -> None:
    case = city.to("declined")
    assert sit("supervisor").get(f"/desk/cases/{case.order_no}/content/").status_code == 404
    assert FILING["body"] in words(sit("supervisor").get(f"/desk/cases/{case.order_no}/"))


# --- evidence ---------------------------------------------------------------------------------------------------------


def disturbed(city: City, **filing: object) -> Case:
    return city.move(city.file(**filing), "decline", "operator", {"code": "oos-7"})


@pytest.mark.parametrize("who", CENTRE)
def test_two_posts_take_the_evidence(who: str, city: City, sit: Sit) -> None:
    case = disturbed(city)
    address = f"/desk/cases/{case.order_no}/evidence/"
    assert (address in sit(who).get(f"/desk/cases/{case.order_no}/").content.decode()) is (who in OPENERS)
    sent = sit(who).post(address, {"purpose": "移送东区分局"})
    assert (sit(who).get(address).status_code, sent.status_code) == ((200, 200) if who in OPENERS else (404, 404))
    assert lines("cases.evidence") == int(who in OPENERS)


def test_the_pack_comes_as_a_file_and_the_story_tells_of_it(city: City, sit: Sit) -> None:
    city.move(city.file(), "void", "operator", {"code": "harassment"})
    case = disturbed(city)
    client = sit("supervisor")
    asked = words(client.get(f"/desk/cases/{case.order_no}/evidence/"))
    assert "同一号码被认定扰乱的 2 件" in asked
    assert FILING["phone"] not in asked
    sent = client.post(f"/desk/cases/{case.order_no}/evidence/", {"purpose": "移送东区分局"})
    assert sent.headers["Content-Type"] == "application/zip"
    assert len(zipfile.ZipFile(io.BytesIO(sent.content)).namelist()) == 4
    story = words(client.get(f"/desk/cases/{case.order_no}/"))
    for said in ("取出证据材料", "移送东区分局", "列入 2 件"):
        assert said in story


def test_a_missing_purpose_is_named_at_its_field(city: City, sit: Sit) -> None:
    case = disturbed(city)
    refused = sit("supervisor").post(f"/desk/cases/{case.order_no}/evidence/", {"purpose": " "})
    assert refused.status_code == 422
    assert 'id="purpose-error"' in refused.content.decode()
    assert lines("cases.evidence") == 0


def test_without_a_number_the_page_says_so(city: City, sit: Sit) -> None:
    case = disturbed(city, phone="", name="", anonymous=True)
    page = sit("supervisor").get(f"/desk/cases/{case.order_no}/evidence/")
    assert "没有留下电话" in words(page)
    assert 'id="purpose"' not in page.content.decode()
