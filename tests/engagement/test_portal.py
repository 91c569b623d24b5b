"""What the public sees of 解读回应参与, through HTTP and without a script."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.engagement.conftest import ANSWER, SIGNED, Office
from yihaotong.engagement import actions
from yihaotong.engagement.models import Activity, SignUp
from yihaotong.engagement.rules.codes import Sort

pytestmark = pytest.mark.django_db
HOME = "/disclosure/engagement/"


@pytest.fixture
def at():
    return timezone.now() - timedelta(days=1)


def text(response: Any) -> str:
    return str(response.content.decode())


def opened(office: Office) -> Activity:
    now = timezone.now()
    return office.activity(sign_up_until=now + timedelta(days=2), starts_at=now + timedelta(days=3))


def send(client: Client, path: str, **changed: Any) -> Any:
    """As somebody who has read the page before: it came back once."""
    token = r'name="token" value="([^"]+)"'
    first = re.findall(token, text(client.get(path)))[0]
    came_back = text(client.post(path, SIGNED | {"name": "", "token": first}))
    again = re.findall(token, came_back)[0]
    return client.post(path, SIGNED | {"token": again} | changed)


def test_somebody_signs_up_and_takes_it_back(office: Office) -> None:
    activity, client = opened(office), Client()
    path = f"{HOME}activities/{activity.pk}/"
    assert "还剩 3 人" in text(client.get(path))
    assert activity.title in text(client.get(HOME))
    assert (send(client, path, website="x").status_code, SignUp.objects.count()) == (422, 0), "filled in by a machine"
    told = send(client, path)
    row = SignUp.objects.get()
    receipt = f"{HOME}activities/signed-up/{row.number}/"
    assert told.url == receipt
    assert actions.query_code(row.number) in text(client.get(receipt))
    assert "已经报过名" in text(send(client, path))
    other = Client()
    assert other.get(receipt).status_code == 302
    wrong = other.post(f"{HOME}activities/signed-up/", {"number": row.number, "code": "00000000"})
    assert (wrong.status_code, "不对" in text(wrong)) == (422, True)
    right = {"number": row.number.lower(), "code": actions.query_code(row.number)}
    assert other.post(f"{HOME}activities/signed-up/", right).url == receipt
    page = text(other.get(receipt))
    assert ("报上了" in page, "王䶮" in page) == (True, False)
    waiting = Client()
    waits = send(waiting, path, phone="13951000002").url
    assert "排上候补了" in text(waiting.get(waits))
    assert "报名已取消" in text(other.post(f"{receipt}cancel/", follow=True))
    assert SignUp.objects.earliest("pk").sealed is None
    assert "您原来排的是候补" in text(waiting.get(waits))
    officer = Client()
    officer.force_login(office.press.city.people["officer"], "django.contrib.auth.backends.ModelBackend")
    assert "1 位候补补上了，请打电话通知" in text(officer.get("/desk/disclosure/"))
    record, number = f"/desk/engagement/activity/{activity.pk}/", SignUp.objects.latest("pk").number
    assert "1 位候补补上了，还没有通知" in text(officer.get(record))
    assert "候补补上，待通知" in text(officer.post(f"{record}sign-ups/"))
    called = {"numbers": [number], "said": "接通了本人"}
    assert "请填写" in text(officer.post(f"{record}sign-ups/called/", called | {"said": ""}, follow=True))
    assert "已登记通知了 1 位" in text(officer.post(f"{record}sign-ups/called/", called, follow=True))
    assert "还没有通知" not in text(officer.get(record))


def test_lists_show_what_is_released_and_nothing_else(office: Office) -> None:
    client = Client()
    for name in ("interpretations", "budgets", "proposals", "activities"):
        assert "还没有公开的内容" in text(client.get(f"{HOME}{name}/"))
    elsewhere = {"released_on": office.ago(0), "link": "https://www.example.gov.cn/3"}
    link = {"policy_on": office.ago(1), "policy_link": "https://www.example.gov.cn/1"}
    office.move(office.enter(Sort.INTERPRETATION, **link), "release", **elsewhere)
    office.move(office.enter(Sort.BUDGET), "release", **elsewhere)
    proposal = office.move(office.enter(Sort.PROPOSAL), "answer", answered_on=office.ago(1), **ANSWER)
    office.bind(proposal, office.press.released(title="复文"))
    assert "https://www.example.gov.cn/1" in text(client.get(f"{HOME}interpretations/"))
    assert "部门预算" in text(client.get(f"{HOME}budgets/"))
    assert "关于改进热线回访的建议" in text(client.get(f"{HOME}proposals/"))
    hidden = office.enter(Sort.ACTIVITY)
    assert client.get(f"{HOME}activities/{hidden.pk}/").status_code == 404
