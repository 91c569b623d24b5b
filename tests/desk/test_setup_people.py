"""The set-up pages of people and posts, through HTTP: accounts, posts, passwords, leaving."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_setup import SETUP, Sit, act, admins
from yihaotong.accounts.models import Person, Post
from yihaotong.accounts.rules import Role
from yihaotong.cases.actions import succeeding

__all__ = ["admins"]


def test_a_new_person_must_change_his_first_password_before_anything_else(admins: City, sit: Sit) -> None:
    given = {"do": "create", "name": "李四", "username": "lisi"}
    assert "密码至少 10 位" in words(sit("system_admin").post(SETUP + "people/new/", given | {"password": "short"}))
    first = "First-time-2026"
    weak = sit("system_admin").post(SETUP + "people/new/", given | {"password": first})
    assert weak.headers["Location"] == SETUP + "people/lisi/"
    client = Client()
    client.post("/desk/login/", {"username": "lisi", "password": first})
    assert client.get("/desk/cases/").headers["Location"] == "/desk/password/"
    change = {"old": first, "password": first, "again": first}
    assert "新密码不能与现在的相同" in words(client.post("/desk/password/", change))
    change |= {"password": "My-own-2026-word", "again": "My-own-2026-world"}
    assert "两次输入的新密码不一样" in words(client.post("/desk/password/", change))
    assert "现在的密码不对" in words(client.post("/desk/password/", change | {"old": "x"}))
    assert client.post("/desk/password/", change | {"again": "My-own-2026-word"}).status_code == 302
    assert client.get("/desk/cases/").status_code == 200
    assert not Person.objects.get(username="lisi").must_change_password


def test_the_rules_of_the_three_administrators_are_told_in_words(admins: City, sit: Sit) -> None:
    client = sit("security_admin")
    address = SETUP + "people/handler/"
    refused = act(client, address, "appoint", role="system_admin", unit="CENTRE", reason="试")
    assert refused.status_code == 422
    assert "管理员不得同时承担业务岗位" in words(refused)
    own = act(client, SETUP + "people/security_admin/", "appoint", role="handler", unit="WATER", reason="试")
    assert "不得为本人授予或变更岗位" in words(own)
    given = act(client, address, "appoint", role="unit_leader", unit="WATER", until="2099-12-31", reason="任职文件")
    assert given.status_code == 302
    post = Post.objects.get(person=admins.people["handler"], role="unit_leader")
    assert localtime(post.until).date().isoformat() == "2100-01-01"
    ended = act(client, address, "end", post=str(post.pk), reason="免职")
    assert ended.status_code == 302
    assert "任职经过" in words(client.get(address))


def test_each_administrator_has_his_own_acts_only(admins: City, sit: Sit) -> None:
    address = SETUP + "people/handler/"
    system, security = words(sit("system_admin").get(address)), words(sit("security_admin").get(address))
    assert "重置密码" in system
    assert "授予岗位" not in system
    assert "授予岗位" in security
    assert "重置密码" not in security
    forged = sit("system_admin").post(address, {"do": "appoint", "role": "operator", "unit": "CENTRE", "reason": "x"})
    assert forged.status_code == 200
    assert Post.objects.filter(person=admins.people["handler"]).count() == 1


@pytest.mark.parametrize("username", ["audit_admin", "security_admin", "system_admin"])
def test_no_administrators_password_is_reset_on_a_page(admins: City, sit: Sit, username: str) -> None:
    client, address = sit("system_admin"), f"{SETUP}people/{username}/"
    before = Person.objects.get(username=username).password
    page = client.get(address)
    assert 'name="password"' not in page.content.decode()
    why = "这是您自己的账号" if username == "system_admin" else f"运行 yihaotong person reset-password {username}"
    assert why in words(page)
    forged = client.post(address, {"do": "password", "password": "Taken-over-2026", "reason": "x"})
    assert forged.status_code == 422
    assert why in words(forged)
    assert Person.objects.get(username=username).password == before


def test_a_reset_password_and_a_stopped_administrator_leave_the_reason_in_the_log(admins: City, sit: Sit) -> None:
    client, address = sit("system_admin"), SETUP + "people/handler/"
    refused = act(client, address, "password", password="For-one-time-2026")
    assert "请填写“依据”" in words(refused)
    act(client, address, "password", password="For-one-time-2026", reason="本人当面申请")
    address = SETUP + "people/audit_admin/"
    asked = act(client, address, "leave", reason="轮岗")
    assert "他是审计管理员（三员之一）：请先由安全管理员授予接任的人" in words(asked)
    act(client, address, "leave", reason="轮岗", confirmed="on")
    log = words(client.get(SETUP + "changes/?area=people"))
    assert "依据：本人当面申请" in log
    assert "依据：轮岗" in log


def test_sixty_cases_of_a_leaver_go_on_with_his_successor(
    admins: City, sit: Sit, queries: Callable[[], CaptureQueriesContext]
) -> None:
    client, address, costs = sit("system_admin"), SETUP + "people/handler/", []
    client.get(address)
    for count in (1, 59):
        cases = [admins.to("in_hand") for _ in range(count)]
        with queries() as seen:
            page = words(client.get(address))
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert "他手里的 60 件在办工单转给谁" in page
    refused = act(client, address, "leave", reason="退休")
    assert "请填写“接手人”" in words(refused)
    asked = act(client, address, "leave", reason="退休", successor="leader")
    assert "分办给他的 60 件在办工单由后台逐件转给接手人" in words(asked)
    assert Person.objects.get(username="handler").is_active
    done = act(client, address, "leave", reason="退休", successor="leader", confirmed="on")
    assert done.status_code == 302
    assert sit("handler").get("/desk/").status_code == 302
    left = 60
    while handed := succeeding.allot_cases_again(admins.at + timedelta(minutes=1)):
        left -= handed
    assert left == 0
    told = words(sit("leader").get(f"/desk/cases/{cases[-1].order_no}/"))
    assert "已离岗，转交办理" in told


def test_somebody_who_leaves_is_out_at_once(admins: City, sit: Sit) -> None:
    his = sit("handler")
    assert his.get("/desk/").status_code == 200
    done = act(sit("system_admin"), SETUP + "people/handler/", "leave", reason="退休", confirmed="on")
    assert done.status_code == 302
    assert his.get("/desk/").status_code == 302
    assert his.get("/desk/").headers["Location"].startswith("/desk/login/")
    assert not Post.objects.filter(person=admins.people["handler"], until=None).exists()


def test_a_second_person_of_one_name_is_asked_about_and_told_apart_from_the_first(admins: City, sit: Sit) -> None:
    given = {"do": "create", "name": "测试handler", "username": "second", "password": "First-time-2026"}
    client = sit("system_admin")
    asked = client.post(SETUP + "people/new/", given)
    assert "已有一位测试handler（handler，示例WATER 承办人）：确认是另一个人" in words(asked)
    assert "First-time-2026" not in asked.content.decode(), "a password is not sent back"
    assert not Person.objects.filter(username="second").exists()
    assert client.post(SETUP + "people/new/", given | {"confirmed": "on"}).status_code == 302
    security, address = sit("security_admin"), SETUP + "people/second/"
    post = {"role": "handler", "unit": "WATER", "reason": "任职文件"}
    assert "这个单位已有一位测试handler（handler，示例WATER 承办人）" in words(
        act(security, address, "appoint", **post)
    )
    assert not Post.objects.filter(person__username="second").exists()
    other = act(security, address, "appoint", **post | {"unit": "NORTH"})
    assert other.status_code == 302, "nobody of this name is there"
    assert act(security, address, "appoint", **post, confirmed="on").status_code == 302
    case = admins.to("in_hand")
    for page in (f"/desk/cases/{case.order_no}/", "/desk/cases/"):
        told = words(sit("leader").get(page))
        assert "测试handler（handler）（手上" in told
        assert "测试handler（second）（手上" in told


def test_people_are_found_by_name_unit_post_and_page_by_page(admins: City, sit: Sit) -> None:
    for number in range(65):
        admins.hire(f"many{number:03}", Role.HANDLER, admins.street)
    client = sit("system_admin")
    seen: list[str] = []
    address = SETUP + "people/?unit=NORTH"
    while address:
        page = client.get(address)
        seen += re.findall(r'class="title" href="/desk/setup/people/([^/]+)/"', page.content.decode())
        following = re.search(r'rel="next" href="([^"]+)"', page.content.decode())
        address = SETUP + "people/" + following[1].replace("&amp;", "&") if following else ""
    assert seen == sorted(set(seen))
    assert len(seen) == 67
    assert "many001" in words(client.get(SETUP + "people/", {"q": "many001"}))
    assert "many001" not in words(client.get(SETUP + "people/", {"role": "dispatcher"}))
