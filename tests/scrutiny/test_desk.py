"""The pages of 监督保障 for staff, through HTTP: each form once, each refusal on its page, lists with a budget."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate
from openpyxl import load_workbook

from tests.cases.conftest import City
from tests.scrutiny.conftest import complain, go, liable, to
from yihaotong.scrutiny import access, actions, ballots
from yihaotong.scrutiny.models import Assessment, Attendance, Liability, Matter, Round, Session


@pytest.fixture
def at():
    return timezone.now() - timedelta(days=1)


def signed_in(city: City, who: str) -> Client:
    client = Client()
    client.force_login(city.people[who], "django.contrib.auth.backends.ModelBackend")
    return client


def text(response) -> str:
    return response.content.decode()


def test_a_matter_is_entered_and_handled_on_its_page(office: City) -> None:
    officer = signed_in(office, "officer")
    data = {"origin": "media", "wrong": "outdated", "title": "报道说电话打不通", "body": "晚报第三版"}
    wrong = officer.post("/desk/scrutiny/new/", data | {"title": ""})
    assert wrong.status_code == 422
    assert "晚报第三版" in text(wrong)
    assert officer.post("/desk/scrutiny/new/", data | {"origin": "urge2"}).status_code == 422
    made = officer.post("/desk/scrutiny/new/", data)
    matter = Matter.objects.get()
    assert (made.url, matter.route) == (f"/desk/scrutiny/matters/{matter.number}/", "social")
    page = text(officer.get(made.url))
    assert "政府信息公开条例第九条" in page
    assert "为什么是这个时间" in page
    assert officer.post(f"{made.url}accept/", {"version": 1}).status_code == 302
    stale = officer.post(f"{made.url}allot/", {"version": 1, "unit": "SEC-A", "note": "请查"})
    assert stale.status_code == 409
    assert "请查" in text(stale)
    assert officer.post(f"{made.url}allot/", {"version": 2, "unit": ""}).status_code == 422
    assert officer.post(f"{made.url}allot/", {"version": 2, "unit": "SEC-A"}).status_code == 302
    assert "已交办，科室收到提醒" in text(officer.get(made.url)), "in its own words, not 已 and a verb"
    drafter = signed_in(office, "drafter")
    assert matter.number in text(drafter.get("/desk/scrutiny/matters/?show=mine"))
    assert signed_in(office, "other_drafter").get(made.url).status_code == 404
    assert drafter.post(f"{made.url}nonsense/", {}).status_code == 302


def test_who_raised_it_is_shown_masked_and_opened_with_a_purpose(office: City) -> None:
    matter = complain(office, name="测试人", contact="13951000009")
    officer, path = signed_in(office, "officer"), f"/desk/scrutiny/matters/{matter.number}/"
    assert "139****0009" in text(officer.get(path))
    assert "13951000009" not in text(officer.get(path))
    named = to(office, "in_hand", body="我叫王小明，13951000009", name="王小明", contact="13951000009")
    read = f"/desk/scrutiny/matters/{named.number}/"
    assert "我叫王小明，13951000009" in text(officer.get(read))
    section = text(signed_in(office, "drafter").get(read))
    assert ("王小明" in section, "13951000009" in section, "〔姓名已遮〕" in section) == (False, False, True)
    assert "139****0009" not in section, "a section does not even see it masked"
    story = section.partition("经过")[2]
    assert "责任科室" in story
    assert named.unit.code not in story, "a section by its name"
    assert officer.post(f"{path}contact/", {}).status_code == 302
    assert "13951000009" in text(officer.post(f"{path}contact/", {"purpose": "ask"}))


def test_evidence_is_attached_and_opened(office: City) -> None:
    matter = to(office, "rectifying")
    drafter, path = signed_in(office, "drafter"), f"/desk/scrutiny/matters/{matter.number}/"
    drafter.post(f"{path}files/", {"file": SimpleUploadedFile("说明.txt", "改好了".encode())})
    drafter.post(f"{path}files/", {"file": SimpleUploadedFile("又.txt", "改好了".encode())})
    (file,) = actions.attached(matter)
    assert drafter.get(f"{path}files/{file.key}/").status_code == 302
    assert "说明" in text(drafter.get(path))


@pytest.mark.parametrize("show", ["open", "mine", "late", "over", "all"])
def test_the_list_costs_the_same_for_two_and_for_more(office: City, queries, show: str) -> None:
    officer = signed_in(office, "officer")
    counted = []
    for count in (2, 8):
        for _ in range(count):
            complain(office)
        officer.get("/desk/scrutiny/matters/")
        with queries() as seen:
            assert officer.get(f"/desk/scrutiny/matters/?show={show}&route=public").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 20


def test_what_waits_stands_in_the_offices_today(office: City) -> None:
    matter = complain(office, wrong="exposed")
    assert matter.number in text(signed_in(office, "secrecy").get("/desk/disclosure/"))
    assert matter.number not in text(signed_in(office, "above").get("/desk/disclosure/"))
    assert signed_in(office, "secrecy").get("/desk/scrutiny/").url == "/desk/scrutiny/matters/"


def test_responsibility_on_its_pages(office: City) -> None:
    officer, boss = signed_in(office, "officer"), signed_in(office, "boss")
    matter = to(office, "closed")
    data = {"ground": "guide_stale", "unit": "SEC-B", "why": "指南没有更新", "matter": matter.number}
    assert officer.post("/desk/scrutiny/liability/new/", data).status_code == 422
    page = text(officer.get("/desk/scrutiny/liability/new/"))
    section = page.partition('<optgroup label="办公室">')[2].partition("</optgroup>")[0]
    assert f'<option value="{office.people["other_drafter"].pk}">测试other_drafter</option>' in section
    assert f'<option value="{office.people["officer"].pk}">' not in page, "nobody opens a case about himself"
    assert officer.post("/desk/scrutiny/liability/new/", data | {"person": "drafter"}).status_code == 422
    made = officer.post("/desk/scrutiny/liability/new/", data | {"persons": "某科长（测试）"})
    record, path = Liability.objects.get(), made.url
    assert record.matter == matter
    assert "某科长" not in text(boss.get(path))
    assert boss.post(f"{path}read/", {"purpose": ""}).status_code == 422
    assert "某科长" in text(boss.post(f"{path}read/", {"purpose": "审定前核对"}))
    assert officer.post(f"{path}establish/", {"version": 1, "facts": "查明"}).status_code == 302
    assert boss.post(f"{path}establish/", {"version": 2, "facts": "查明"}).status_code == 409
    assert f"第 {record.pk} 号" in text(boss.get("/desk/scrutiny/liability/"))
    assert signed_in(office, "drafter").get(path).status_code == 404


def test_a_survey_on_its_pages(office: City) -> None:
    officer, boss = signed_in(office, "officer"), signed_in(office, "boss")
    words = {"title": "新问卷", "basis": "", "text": "打分 | 必答 | 满意吗？", "reason": "精简", "version": 0}
    bad = officer.post("/desk/scrutiny/surveys/questionnaire/", words | {"text": "乱写"})
    assert (bad.status_code, "第 1 行" in text(bad)) == (422, True)
    assert officer.post("/desk/scrutiny/surveys/questionnaire/", words).status_code == 302
    today = localdate()
    dates = {"title": "评议", "since": today - timedelta(days=9), "until": today, "public": "on"}
    assert officer.post("/desk/scrutiny/surveys/new/", dates | {"until": "2001-01-01"}).status_code == 422
    made = officer.post("/desk/scrutiny/surveys/new/", dates)
    record = Round.objects.get()
    codes = officer.post(f"{made.url}invite/", {"label": "代表", "count": "3"})
    assert "只显示这一次" in text(codes)
    assert officer.post(f"{made.url}invite/", {"label": "代表", "count": "3"}).status_code == 422
    book = load_workbook(io.BytesIO(officer.get(f"{made.url}export/").content))
    assert book.sheetnames == ["1 自愿参加的公众", "2 代表"]
    assert boss.post(f"{made.url}release/", {"summary": "说明"}).status_code == 422
    Round.objects.filter(pk=record.pk).update(until=today - timedelta(days=1))
    assert "公布结果" in text(boss.get(made.url))
    assert boss.post(f"{made.url}release/", {"summary": "说明"}).status_code == 302
    assert ballots.released().count() == 1


def test_an_assessment_on_its_pages(office: City) -> None:
    officer, boss, drafter = (signed_in(office, who) for who in ("officer", "boss", "drafter"))
    to(office, "closed")
    year = localdate().year
    made = officer.post("/desk/scrutiny/assessment/draft/", {"year": year, "whom": "SEC-A:"})
    record = Assessment.objects.get()
    assert made.url == f"/desk/scrutiny/assessment/{record.pk}/"
    page = text(officer.get(made.url))
    assert "看 1 条记录" in page
    assert f"{year} 年没有可数的记录，这一项的 20 分不计入总分的分母" in page
    assert "没有数据或还没有评的 2 项（50 分）不计入分母" in page
    assert drafter.get(made.url).status_code == 404
    version = {"version": record.version}
    assert officer.post(f"{made.url}mark/i4/", version | {"points": "99", "reason": "x"}).status_code == 422
    assert officer.post(f"{made.url}mark/i4/", version | {"points": "25", "reason": "好"}).status_code == 302
    record.refresh_from_db()
    bonus = {"version": record.version, "sign": "minus", "points": "2", "reason": "迟报"}
    assert officer.post(f"{made.url}adjust/", bonus | {"points": "many"}).status_code == 422
    assert officer.post(f"{made.url}adjust/", bonus).status_code == 302
    row = record.adjustments.get()
    record.refresh_from_db()
    officer.post(f"{made.url}adjust/{row.pk}/remove/", {"version": record.version})
    record.refresh_from_db()
    assert officer.post(f"{made.url}show/", {"version": record.version}).status_code == 302
    assert "申诉" in text(drafter.get(made.url))
    record.refresh_from_db()
    assert boss.post(f"{made.url}fix/", {"version": record.version}).status_code == 409
    book = load_workbook(io.BytesIO(boss.get(f"/desk/scrutiny/assessment/export/{year}/").content))
    assert [cell.value for cell in book["结果"][2]][:2] == ["研判科", "研判科"]
    plan = {"title": "考核", "basis": "", "text": "人工 | 100 | 平时 | 看记录", "reason": "简化", "version": 1}
    assert officer.post(f"/desk/scrutiny/assessment/plan/{year}/", plan | {"text": "?"}).status_code == 422
    assert officer.post(f"/desk/scrutiny/assessment/plan/{year}/", plan).status_code == 302


def test_the_training_ledger_on_its_pages(office: City) -> None:
    officer, today = signed_in(office, "officer"), localdate()
    session = {"held_on": today, "title": "条例解读", "hours": "2", "trainer": "李老师"}
    assert officer.post("/desk/scrutiny/training/new/", session | {"hours": "x"}).status_code == 422
    made = officer.post("/desk/scrutiny/training/new/", session)
    assert officer.post(f"{made.url}attend/", {"who": "drafter"}).status_code == 302
    assert officer.post(f"{made.url}attend/", {"who": "drafter"}).status_code == 422
    row = Attendance.objects.get()
    officer.post(f"{made.url}attend/{row.pk}/leave-out/")
    assert not Attendance.objects.exists()
    officer.post(f"/desk/scrutiny/training/plan/{today.year}/", {"hours": "8", "sessions": "2", "reason": "计划"})
    assert access.training_plan(today.year).hours == 8
    head = "日期,主题,学时,授课人,登录名\n"
    bad = SimpleUploadedFile("a.csv", f"{head}{today},课,x,王,drafter\n".encode())
    refused = officer.post("/desk/scrutiny/training/import/", {"file": bad})
    assert (refused.status_code, "一行也没有导入" in text(refused)) == (422, True)
    good = SimpleUploadedFile("a.csv", f"{head}{today},课,1.5,王,drafter\n".encode())
    assert officer.post("/desk/scrutiny/training/import/", {"file": good}).status_code == 302
    assert Session.objects.count() == 2
    for who in ("officer", "drafter"):
        assert "条例解读" in text(signed_in(office, who).get("/desk/scrutiny/training/"))


def test_the_year_is_told(office: City) -> None:
    matter = to(office, "closed")
    record = actions.open_liability(
        {"ground": "other", "unit": "SEC-A", "persons": "甲", "why": "x"}, actor=office.acting("officer"), at=office.at
    )
    liable(office, record, "establish", "officer", {"facts": "y"})
    go(office, matter, "reopen", "officer", {"reason": "又坏了"})
    page = text(signed_in(office, "boss").get(f"/desk/scrutiny/year/?year={localdate(office.at).year}"))
    assert "群众监督" in page
    assert signed_in(office, "boss").get("/desk/scrutiny/year/?year=abc").status_code == 200
