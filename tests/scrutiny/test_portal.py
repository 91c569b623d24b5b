"""What the public sees of 监督保障, through HTTP and without a script."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from tests.cases.conftest import City
from tests.scrutiny.conftest import complain, to
from yihaotong import portal
from yihaotong.scrutiny import actions
from yihaotong.scrutiny.models import Ballot, Matter, Round

FORM = "/disclosure/complaints/"
WORDS = {"wrong": "outdated", "body": "指南上的电话打不通", "about": "article:3", "about_title": "公开指南"}


@pytest.fixture
def at():
    return timezone.now() - timedelta(days=1)


def text(response) -> str:
    return response.content.decode()


def token(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def send(client: Client, **changed):
    """As somebody who has read the page before: it came back once."""
    page = text(client.post(FORM, WORDS | changed | {"body": "", "token": token(text(client.get(FORM)))}))
    return client.post(FORM, WORDS | {"token": token(page)} | changed)


def test_the_link_of_a_page_brings_its_key(office: City) -> None:
    link = render_to_string("portal/scrutiny/complain_link.html", {"about": "article:3", "about_title": "指南 & 目录"})
    path = re.search(r'<a href="([^"]+)"', link)[1].replace("&amp;", "&")
    page = text(Client().get(path))
    assert 'name="about" value="article:3"' in page
    assert "指南 &amp; 目录" in page
    assert "投诉举报" in render_to_string("portal/scrutiny/complain_link.html", {})


#: These are about a complaint itself.
_OF_A_COMPLAINT = {Path("scrutiny") / f"{name}.html" for name in ("complain", "matter", "receipt", "track")}


def test_every_page_of_disclosure_leads_to_the_form() -> None:
    """政府信息公开条例 art. 47, 51: whatever stands there can be complained of from there."""
    pages = Path(portal.__file__).parent / "templates" / "portal"
    found = [
        template
        for area in ("disclosure", "catalogue", "articles", "applications", "scrutiny")
        for template in (pages / area).glob("*.html")
        if "extends" in template.read_text() and template.relative_to(pages) not in _OF_A_COMPLAINT
    ]
    assert len(found) > 15
    for template in found:
        told = template.read_text()
        assert "complain_link.html" in told or "portal:scrutiny:complain" in told, template


def test_a_complaint_without_a_script_its_receipt_and_its_way(office: City) -> None:
    client = Client()
    made = send(client)
    matter = Matter.objects.get()
    receipt = text(client.get(made.url))
    assert matter.number in receipt
    assert actions.query_code(matter.number) in receipt
    assert WORDS["body"] not in receipt, "a receipt is printed and shown about"
    assert Client().get(made.url).status_code == 302
    other = Client()
    asked = {"number": f" {matter.number.lower()} ", "code": actions.query_code(matter.number)}
    assert other.post(f"{FORM}track/", asked | {"code": ""}).status_code == 422
    assert other.post(f"{FORM}track/", asked | {"code": "00000000"}).status_code == 422
    found = other.post(f"{FORM}track/", asked)
    assert "已经登记" in text(other.get(found.url))
    assert other.post(f"{FORM}track/leave/").status_code == 302
    assert other.get(found.url).status_code == 302


def test_what_is_wrong_comes_back_with_all_that_was_written(office: City) -> None:
    client = Client()
    page = client.post(FORM, WORDS | {"wrong": "", "token": token(text(client.get(FORM)))})
    assert page.status_code == 422
    assert "指南上的电话打不通" in text(page)
    assert not Matter.objects.exists()


def test_the_same_press_twice_is_one_and_changed_words_are_asked_about(office: City) -> None:
    client = Client()
    page = text(client.post(FORM, WORDS | {"wrong": "", "token": token(text(client.get(FORM)))}))
    sent = WORDS | {"token": token(page)}
    first, second = client.post(FORM, sent), client.post(FORM, sent)
    assert first.url == second.url
    changed = client.post(FORM, sent | {"body": "是传真号码不对"})
    assert (changed.status_code, Matter.objects.count()) == (409, 1)
    assert Matter.objects.get().number in text(changed)
    again = client.post(FORM, WORDS | {"body": "是传真号码不对", "token": token(text(changed))})
    assert (again.status_code, Matter.objects.count()) == (302, 2)
    stranger = text(Client().post(FORM, sent | {"body": "别的话"}))
    assert first.url.split("/")[-2] not in stranger


def test_the_form_says_how_long_it_takes_and_no_more(office: City) -> None:
    page = text(Client().get(FORM))
    assert "我们在登记后 20 个工作日内答复" in page
    assert "未核实" not in page


def test_machines_and_hasty_fingers_press_once_more(office: City) -> None:
    client = Client()
    quick = client.post(FORM, WORDS | {"token": token(text(client.get(FORM)))})
    assert (quick.status_code, "再点一次就提交" in text(quick)) == (422, True)
    assert client.post(FORM, WORDS | {"token": token(text(quick))}).status_code == 302
    honey = send(client, website="x", body="另一件")
    assert honey.status_code == 422
    stale = client.post(FORM, WORDS | {"token": "forged", "body": "又一件"})
    assert stale.status_code == 422


def test_who_comes_too_fast_waits_and_loses_nothing(office: City) -> None:
    client = Client()
    answers = [send(client, body=f"第 {number} 件") for number in range(12)]
    slow = [each for each in answers if each.status_code == 429]
    assert slow
    assert "Retry-After" in slow[0].headers
    assert "第 11 件" in text(answers[-1])


def test_files_come_along(office: City) -> None:
    client = Client()
    page = text(client.get(FORM))
    bad = SimpleUploadedFile("a.exe", b"MZ\x00\x01")
    refused = client.post(FORM, WORDS | {"token": token(page), "file": bad})
    assert (refused.status_code, "没有收下" in text(refused)) == (422, True)
    good = SimpleUploadedFile("说明.txt", "截图说明".encode())
    made = client.post(FORM, WORDS | {"token": token(text(refused)), "file": good})
    matter = Matter.objects.get()
    (file,) = actions.attached(matter, public=True)
    assert "附件 1 个" in text(client.get(made.url))
    path = f"{FORM}track/{matter.number}/files/{file.key}/"
    assert client.get(path).url.startswith("/files/")
    assert Client().get(path).status_code == 302
    assert actions.attached(matter).count() == 1


def test_the_answer_is_read_and_asked_about_once_more(office: City) -> None:
    matter = to(office, "closed")
    client, path = Client(), f"{FORM}track/{matter.number}/"
    client.post(f"{FORM}track/", {"number": matter.number, "code": actions.query_code(matter.number)})
    page = text(client.get(path))
    assert "指南上的电话已经更正" in page
    assert "打过新号码" not in page  # the office's own words stay its own
    assert "测试" not in page
    assert client.post(f"{path}reopen/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}reopen/", {"reason": "手机版还是旧的"}).status_code == 302
    page = text(client.get(path))
    assert "手机版还是旧的" in page
    assert "请再查一次" not in page
    assert client.post(f"{path}accept/", {}).status_code == 404
    assert client.post(f"{path}call_off/", {}).status_code == 302
    assert client.post(f"{path}call_off/", {}).status_code == 409


def test_a_foreign_matter_is_not_the_publics(office: City) -> None:
    above = office.acting("above")
    data = {"origin": "urge", "wrong": "late", "title": "x", "body": "y"}
    matter = actions.register(data, actor=above, at=office.at)
    code = actions.query_code(matter.number)
    assert Client().post(f"{FORM}track/", {"number": matter.number, "code": code}).status_code == 422


def begun(office: City, **changed) -> Round:
    today = localdate()
    data = {"title": "年度评议", "since": today, "until": today + timedelta(days=3), "public": True} | changed
    return actions.begin_round(data, actor=office.acting("officer"), at=timezone.now())


def test_a_ballot_once_for_a_device(office: City) -> None:
    record, client = begun(office), Client()
    path = f"{FORM}survey/{record.pk}/"
    assert record.title in text(client.get(f"{FORM}survey/"))
    client.get(path)
    wrong = client.post(path, {"q2": "4", "q6": "很好"})
    assert wrong.status_code == 422
    assert "很好" in text(wrong)
    assert client.post(path, {"q1": "5", "q5": ["1", "3"], "q6": "很好"}).url == f"{path}thanks/"
    assert client.get(f"{path}thanks/").status_code == 200
    assert "已经答过" in text(client.get(path))
    assert "已经答过" in text(client.post(path, {"q1": "1"}))
    assert Ballot.objects.count() == 1
    assert Client().post(path, {"q1": "4"}).status_code == 302
    assert client.post(path, {"q1": "4", "website": "x"}).status_code == 422


def test_a_ballot_by_code_and_the_released_table(office: City) -> None:
    record = begun(office, public=False)
    made = actions.invite(record, {"label": "代表", "count": 6}, actor=office.acting("officer"), at=timezone.now())
    path = f"{FORM}survey/{record.pk}/"
    assert Client().post(path, {"q1": "5"}).status_code == 422
    for code in made.codes:
        assert Client().post(path, {"q1": "5", "q6": "=1+1 我是某某", "code": code}).status_code == 302
    assert Client().get(f"{path}results/").status_code == 404
    Round.objects.filter(pk=record.pk).update(until=localdate() - timedelta(days=1))
    record.refresh_from_db()
    assert "已经结束" in text(Client().get(path))
    actions.release_results(record, actor=office.acting("boss"), at=timezone.now(), summary="共收回 6 份")
    assert Client().get(path).url == f"{path}results/"
    page = text(Client().get(f"{path}results/"))
    assert "共收回 6 份" in page
    table = text(Client().get(f"{path}results.csv"))
    assert "代表" in table
    assert "某某" not in page + table


def test_before_it_begins_nothing_is_asked(office: City) -> None:
    record = begun(office, since=localdate() + timedelta(days=1))
    assert "还没有开始" in text(Client().get(f"{FORM}survey/{record.pk}/"))


def test_elder_mode_and_an_exposure(office: City) -> None:
    client = Client()
    client.cookies["elder"] = "1"
    made = send(client, wrong="exposed", about_title="名单")
    page = text(client.get(made.url))
    assert "马上撤下" in page
    assert "请拿笔" in page
    assert complain(office).number not in page
