"""What is wrong with a form of the set-up pages is told whole, and a slip of the keys is questioned."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils.timezone import localdate

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_setup import BASIS, SETUP, admins

__all__ = ["admins"]

Sit = Callable[[str], Client]


def test_all_faults_of_a_form_are_told_at_once(admins: City, sit: Sit) -> None:
    system, security = sit("system_admin"), sit("security_admin")
    unit = {"do": "create", "code": "W W", "name": "示例WATER", "kind": "street", "parent": "CENTRE", "since": "昨天"}
    told = words(system.post(SETUP + "units/new/", unit | {"reason": ""}))
    for said in ("单位代码至多 20 位", "已有同名的单位", "级平台不能设这类单位", "“启用日期”须是日期", "请填写“依据”"):
        assert said in told
    person = {"do": "create", "name": "", "username": "X", "password": "short"}
    told = words(system.post(SETUP + "people/new/", person))
    for said in ("请填写“姓名”", "登录名为 3–32 位", "密码"):
        assert said in told
    hours = {"do": "enter", "since": "昨天", "rows": "早九晚五\n全年 01-01 09:00-17:00\n晚上\n再说", "reason": ""}
    told = words(system.post(SETUP + "hours/", hours))
    for said in ("第 1 行", "第 3 行", "第 4 行", "“自哪天起”须是日期", "请填写“依据”"):
        assert said in told
    client = {"do": "create", "name": "城管系统", "unit": "WATER", "roles": "client", "scopes": "cases:read"}
    assert security.post(SETUP + "clients/new/", client).status_code == 200
    told = words(security.post(SETUP + "clients/new/", client | {"unit": "", "until": "2001-01-01"}))
    for said in ("已有同名接口用户", "请填写“所属单位”", "令牌的止期须在今后"):
        assert said in told


def test_days_long_past_are_questioned_and_those_before_the_table_refused(admins: City, sit: Sit) -> None:
    client, address = sit("system_admin"), SETUP + "calendar/enter/"
    given = {"do": "look", "layer": "nation", "year": "", "reason": BASIS}
    early = client.post(address, given | {"days": "1990-01-01 放假 元旦"})
    assert (early.status_code, "1990-01-01 太早了" in words(early)) == (422, True)
    yesterday = localdate(admins.at) - timedelta(days=1)
    assert "其中 1 天已经过去" in words(client.post(address, given | {"days": f"{yesterday} 放假 停电"}))
    ahead = localdate(admins.at) + timedelta(days=9)
    assert "已经过去" not in words(client.post(address, given | {"days": f"{ahead} 放假 停电"}))
