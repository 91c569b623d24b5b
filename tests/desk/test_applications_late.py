"""A request that is late the moment it is registered, and what waits for others: as the desk says it."""

from uuid import uuid4

from django.utils import timezone

from tests.applications.conftest import Office, office
from tests.desk.conftest import words
from tests.desk.test_applications import LIST, Seats, days_ago, page, seat
from yihaotong.applications import access
from yihaotong.applications.models import Application

__all__ = ["office", "seat"]


def test_a_receipt_of_weeks_ago_is_asked_about_once_and_today_says_which_limit_passed(
    office: Office, seat: Seats
) -> None:
    officer = seat("officer")
    late = {"channel": "counter", "description": "供热补贴办法", "submission": str(uuid4())}
    late["received_on"] = days_ago(60)
    asked = officer.post(f"{LIST}register/", late)
    assert "一登记就超期（补正告知期限" in words(asked)
    assert not Application.objects.exists()
    assert officer.post(f"{LIST}register/", late | {"seen": days_ago(60)}).status_code == 302
    it = Application.objects.get()
    assert "不能再“告知补正”" in words(officer.get(page(it, "receipt/")))
    other = office.move(office.register(days_ago(4)), "ask_correction", days_ago(3), defects="缺身份证明")
    now = timezone.now()
    assert "give_up" not in {row.name for row in access.moves_open(other, office.acting("officer", now), now)}
    assert "“视为放弃”要到" in words(officer.get(page(other)))
    today = words(officer.get("/desk/disclosure/"))
    assert " 已过" in today
    assert it.number in today
    assert other.number not in today, "it waits for the applicant"
