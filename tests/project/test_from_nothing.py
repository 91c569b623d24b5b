"""From an empty directory to the first case, as docs/operate says: commands first, then the pages."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.desk.conftest import BACKEND, words
from yihaotong.accounts.models import Person
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Stage
from yihaotong.project import cli

pytestmark = pytest.mark.django_db
PLACES = "level,code,name,parent\ncity,9901,青山市,\ndistrict,990101,东区,9901\n"
REASON = "编办〔2026〕1号"


def seat(login: str) -> Client:
    """Somebody who has signed in and chosen his own password."""
    Person.objects.filter(username=login).update(must_change_password=False)
    browser = Client()
    browser.force_login(Person.objects.get(username=login), backend=BACKEND)
    return browser


def send(browser: Client, page: str, act: str, **given: str) -> str:
    """Send a set-up form as the browser would, with its hidden inputs; what the next page says."""
    form = next(
        each
        for each in re.findall(r"<form.*?</form>", browser.get(page).content.decode(), re.DOTALL)
        if f'value="{act}"' in each
    )
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    answer = browser.post(page, hidden | given, follow=True)
    assert answer.status_code == 200, words(answer)
    return words(answer)


@pytest.fixture
def administrators(capsys: pytest.CaptureFixture[str]) -> tuple[Client, Client]:
    for login, role in (("xitong1", "system_admin"), ("anquan1", "security_admin"), ("shenji1", "audit_admin")):
        assert cli.main(["person", "create", login, "--name", "张三", "--role", role]) == 0
    capsys.readouterr()
    return seat("xitong1"), seat("anquan1")


def test_a_new_city_says_what_it_lacks_until_it_lacks_nothing(
    administrators: tuple[Client, Client], tmp_path: Path
) -> None:
    admin, guard = administrators
    said = words(admin.get("/desk/"))
    assert "开始接单前还缺" in said
    for lack in (
        "承办单位",
        "问题类别",
        "地点",
        "话务员、派单员、承办人、审核员、回访员",
        "yihaotong catalogue places",
    ):
        assert lack in said
    for page in ("units/", "people/", "categories/", "routes/", "calendar/", "roster/", "hours/", "profiles/"):
        assert admin.get(f"/desk/setup/{page}").status_code == 200
    assert "还没有类别" in words(admin.get("/desk/setup/categories/"))

    table = tmp_path / "places.csv"
    table.write_text(PLACES)
    assert cli.main(["catalogue", "places", str(table)]) == 0
    assert cli.main(["catalogue", "categories", "--shipped"]) == 0
    unit = {"code": "CG", "name": "城市管理局", "kind": "department", "parent": "YC", "reason": REASON}
    day = timezone.localdate().isoformat()
    assert "已设立城市管理局" in send(admin, "/desk/setup/units/new/", "create", since=day, **unit)
    posts = ("operator", "dispatcher", "handler", "reviewer", "call_back_clerk")
    for role in posts:
        login = role.replace("_", "")
        account = {"name": f"李{'一二三四五'[posts.index(role)]}", "username": login, "password": "First-Pass-2027"}
        assert "岗位由安全管理员授予" in send(admin, "/desk/setup/people/new/", "create", **account)
    assert "没有岗位的账号 5 个" in words(guard.get("/desk/"))
    for role in posts:
        given = {"role": role, "unit": "CG" if role == "handler" else "YC", "reason": REASON}
        assert "已保存：授予岗位" in send(guard, f"/desk/setup/people/{role.replace('_', '')}/", "appoint", **given)
    assert "开始接单前还缺" not in words(admin.get("/desk/"))
    assert "没有岗位的账号" not in words(guard.get("/desk/"))

    _file_and_dispatch()


def _file_and_dispatch() -> None:
    operator, dispatcher = seat("operator"), seat("dispatcher")
    said = {"phone": "13951000001", "name": "王某", "body": "路灯不亮，请尽快修理。", "request_type": "help"}
    case = said | {"category": "0701", "place": "990101", "urgency": "normal", "secrecy": "normal", "do": "file"}
    page = operator.get("/desk/new/")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))
    assert "已登记" in words(operator.post("/desk/new/", hidden | case, follow=True))
    filed = Case.objects.get()
    assert not filed.simulated
    shown = dispatcher.get(reverse("desk:case", args=[filed.order_no])).content.decode()
    form = re.search(r'<form[^>]*action="([^"]*/dispatch/)".*?</form>', shown, re.DOTALL)
    assert form
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    dispatcher.post(form[1], hidden | {"unit": "CG"}, follow=True)
    assert Case.objects.get().stage == Stage.DISPATCHED


@pytest.mark.parametrize("page", ["/", "/track/", "/desk/login/"])
def test_the_pages_of_a_city_without_anything_open(page: str) -> None:
    assert Client().get(page).status_code in {200, 301, 302}
