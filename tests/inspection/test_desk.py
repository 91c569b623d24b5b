"""The pages of 自查, through HTTP: each form once, each refusal on its page, files, a budget of queries."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from tests.catalogue.conftest import Office
from yihaotong.inspection import access, actions
from yihaotong.inspection.models import Column, Monthly, Stricter

HOME = "/desk/inspection/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> datetime:
    return timezone.now() - timedelta(days=1)


def signed_in(office: Office, who: str) -> Client:
    client = Client()
    client.force_login(office.city.people[who], "django.contrib.auth.backends.ModelBackend")
    return client


def text(response: Any) -> str:
    return response.content.decode()


def test_the_chief_sees_on_one_screen_what_breaks_next(running: Office) -> None:
    boss, row = signed_in(running, "chief"), access.columns_of(running.at)[0].row
    page = text(boss.get(HOME))
    assert "100 <span" in page
    assert "还没有月度记录" in page
    day = timezone.localdate() + timedelta(days=9)
    running.note(row, "article:1", running.at, day)
    page = text(boss.get(HOME))
    assert "单项否决，整站不合格" in page
    assert "已触线" in page
    one = text(boss.get(f"{HOME}indicators/forged_dates/"))
    assert "/desk/articles/1/" in one
    assert "核实所列信息的日期" in one
    empty = text(boss.get(f"{HOME}indicators/columns_empty/"))
    assert running.row_named(row.version, row.name).name
    assert "STUDY" in empty
    assert boss.get(f"{HOME}indicators/nothing/").status_code == 404
    assert boss.get(f"{HOME}lists/2026-99/").status_code == 404
    assert boss.get(f"{HOME}lists/nothing/").status_code == 404


def test_limits_and_columns_are_set_on_their_pages(running: Office) -> None:
    officer, key = signed_in(running, "officer"), access.columns_of(running.at)[0].row.key
    wrong = officer.post(f"{HOME}thresholds/home/", {"limit": "30d", "reason": "来文"})
    assert wrong.status_code == 422
    assert "只能比规定从严" in text(wrong)
    assert officer.post(f"{HOME}thresholds/home/", {"limit": ""}).status_code == 422
    assert officer.post(f"{HOME}thresholds/nothing/", {"limit": "1d", "reason": "来文"}).status_code == 422
    assert officer.post(f"{HOME}thresholds/home/", {"limit": "7d", "reason": "来文"}).status_code == 302
    assert "本单位从严：来文" in text(officer.get(f"{HOME}thresholds/"))
    assert officer.post(f"{HOME}thresholds/home/loosen/").status_code == 302
    assert not Stricter.objects.exists()
    assert officer.post(f"{HOME}columns/{key}/", {"cadence": "notice"}).status_code == 302
    assert "公开专员定的" in text(officer.get(f"{HOME}columns/"))
    assert officer.post(f"{HOME}columns/{key}/", {"cadence": "what"}).status_code == 302
    assert Column.objects.get().cadence == "notice"


def test_a_list_is_worked_off_signed_and_taken_away_as_files(running: Office) -> None:
    monthly = actions.make_list(running.at)
    assert monthly is not None
    officer, path = signed_in(running, "officer"), f"{HOME}lists/{monthly.name}/"
    items = access.items_of(monthly)
    assert items[0].words[:10] in text(officer.get("/desk/disclosure/"))
    page = text(officer.get(path))
    assert f"还有 {len(items)} 项待办" in page
    wrong = officer.post(f"{path}items/1/done/", {"evidence": ""})
    assert wrong.status_code == 422
    assert officer.post(f"{path}items/1/put_off/", {"evidence": "等批复", "until": "x"}).status_code == 422
    assert officer.post(f"{path}items/999/done/", {"evidence": "有"}).status_code == 404
    assert officer.post(f"{path}items/1/nonsense/", {}).status_code == 302
    for item in items:
        assert officer.post(f"{path}items/{item.place}/done/", {"evidence": "已办"}).status_code == 302
    again = officer.post(f"{path}items/1/done/", {"evidence": "再来"})
    assert (again.status_code, "再来" in text(again)) == (422, False), "what is settled has no form any more"
    assert officer.post(f"{path}sign/", {"version": 1}).status_code == 404
    chief = signed_in(running, "chief")
    assert f"{monthly.name} 自查清单" in text(chief.get("/desk/disclosure/"))
    assert chief.post(f"{path}sign/", {"version": "1", "said": "好"}).status_code == 422
    version = Monthly.objects.get().version
    assert chief.post(f"{path}sign/", {"version": version, "said": "好"}).status_code == 302
    assert "签字" in text(chief.get(path))
    made = Document(io.BytesIO(officer.get(f"{path}docx/").content))
    assert len(made.tables[0].rows) == len(items) + 1
    book = load_workbook(io.BytesIO(officer.get(f"{path}xlsx/").content))
    assert [sheet.title for sheet in book] == ["清单", "指标", "说明"]
    assert officer.get(f"{path}pdf/").status_code == 404
    month = monthly.month
    asked = {"year": month.year, "quarter": (month.month + 2) // 3}
    table = load_workbook(io.BytesIO(officer.get(f"{HOME}lists/quarter/", asked).content))["自查情况表"]
    assert [cell.value for cell in table[1]] == ["指标", "性质", monthly.name]
    assert table.max_row == 28 + 3
    for bad in ({"year": "２０２６"}, {"year": "2026", "quarter": "9"}, {"year": "2019", "quarter": "1"}):
        assert officer.get(f"{HOME}lists/quarter/", bad).status_code == 302


def test_the_screen_asks_no_more_for_many_records_than_for_few(running: Office) -> None:
    chief = signed_in(running, "chief")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert chief.get(HOME).status_code == 200
        return len(queries)

    for row in access.columns_of(running.at):
        running.note(row.row, f"article:{row.row.pk}", running.at)
    asked()
    few = asked()
    for row in access.columns_of(running.at):
        for number in range(8):
            running.note(row.row, f"article:{row.row.pk}{number}", running.at)
    assert asked() <= few
    assert few <= 50
