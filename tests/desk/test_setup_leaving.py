"""Before a unit is dissolved or a person leaves it is said what becomes of what they had; afterwards what is left."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils.timezone import localdate

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_setup import BASIS, SETUP, act, admins
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Person, Unit, UnitName
from yihaotong.accounts.rules import IMPORTER, UnitKind
from yihaotong.cases.actions import succeeding

__all__ = ["admins"]

Sit = Callable[[str], Client]
WATER = SETUP + "units/WATER/"


def test_what_stays_with_the_centre_is_told_apart_from_what_goes_to_the_successor(admins: City, sit: Sit) -> None:
    for stage in ("in_hand", "return_pending", "replied"):
        admins.to(stage)
    client, today = sit("system_admin"), localdate(admins.at).isoformat()
    given = {"on": today, "successor": "NORTH", "reason": BASIS}
    asked = words(act(client, WATER, "dissolve", **given))
    assert "改派给承接单位的工单：办理中 1 件" in asked
    assert "留在指挥中心照常办的工单：退单待裁 1 件、待审核 1 件" in asked
    assert act(client, WATER, "dissolve", **given, confirmed="on").status_code == 302
    assert succeeding.hand_over_cases(admins.at) == 1
    gone = words(client.get(WATER))
    assert "还有退单待裁 1 件、待审核 1 件在指挥中心手里" in gone
    assert "notice good" not in client.get(WATER).content.decode()
    assert "任过职的人员" in gone
    assert "结束" in gone.split("任过职的人员")[1].split("派单规则")[0]
    assert "属地规则仍然适用" not in gone


def test_a_day_that_would_be_refused_is_refused_before_it_is_confirmed(admins: City, sit: Sit) -> None:
    given = {"successor": "NORTH", "reason": BASIS}
    long_ago = (localdate(admins.at) - timedelta(days=90)).isoformat()
    refused = act(sit("system_admin"), WATER, "dissolve", on=long_ago, **given)
    assert refused.status_code == 422
    assert "撤销日期" in words(refused)
    assert 'name="confirmed"' not in refused.content.decode()


def test_a_short_name_is_kept_through_a_new_name(admins: City, sit: Sit) -> None:
    unit = hiring.create_unit(
        "GAS",
        actor=IMPORTER,
        at=admins.at,
        name="示例市燃气集团",
        short_name="示例燃气",
        kind=UnitKind.ENTERPRISE,
        parent=admins.centre,
        since=localdate(admins.at) - timedelta(days=9),
    )
    client = sit("system_admin")
    assert 'name="short_name" id="rename-short_name" value="示例燃气"' in (
        client.get(SETUP + "units/GAS/").content.decode()
    )
    assert UnitName.objects.get(unit=unit).short_name == "示例燃气"
    assert 'id="rename-short_name" value=""' in client.get(WATER).content.decode(), "one that is the name follows it"


def test_who_left_by_mistake_is_taken_back(admins: City, sit: Sit) -> None:
    client, address = sit("system_admin"), SETUP + "people/handler/"
    asked = act(client, address, "leave", reason="退休")
    assert "账号立即停用，登录失效；岗位 1 个结束" in words(asked)
    assert Person.objects.get(username="handler").is_active
    assert act(client, address, "leave", reason="退休", confirmed="on").status_code == 302
    assert 'value="return"' not in sit("security_admin").get(address).content.decode()
    assert act(client, address, "return", reason="停用有误").status_code == 302
    assert Person.objects.get(username="handler").is_active
    assert "人员 · 重新启用" in words(client.get(SETUP + "changes/"))


def test_a_section_of_the_centre_takes_no_handler_and_no_unit(admins: City, sit: Sit) -> None:
    hiring.create_unit(
        "DESK", actor=IMPORTER, at=admins.at, name="受理科", kind=UnitKind.CENTRE, parent=admins.centre,
        since=localdate(admins.at),
    )  # fmt: skip
    given = {
        "code": "X",
        "name": "某局",
        "kind": "department",
        "parent": "DESK",
        "since": "2026-01-01",
        "reason": BASIS,
    }
    wrong = sit("system_admin").post(SETUP + "units/new/", {"do": "create"} | given)
    assert (wrong.status_code, "内设机构，下面不设承办单位" in words(wrong)) == (422, True)
    post = {"role": "handler", "unit": "DESK", "reason": BASIS}
    refused = act(sit("security_admin"), SETUP + "people/operator/", "appoint", **post)
    assert (refused.status_code, "内设机构不承办工单" in words(refused)) == (422, True)
    assert not Unit.objects.filter(code="X").exists()
