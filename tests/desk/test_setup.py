"""The set-up pages through HTTP: who finds what, what is asked for, what is refused, what stands there afterwards."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate, localtime

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import DutyShift, Post, Unit
from yihaotong.accounts.rules import IMPORTER, Role, UnitKind
from yihaotong.dispatch.models import RoutingRule

SETUP = "/desk/setup/"
BASIS = "示政办发〔2026〕12号"
Sit = Callable[[str], Client]


@pytest.fixture
def admins(city: City) -> City:
    city.hire("security_admin", Role.SECURITY_ADMIN, city.centre)
    city.hire("audit_admin", Role.AUDIT_ADMIN, city.centre)
    return city


PAGES = {
    "system_admin": {"", "units/", "units/new/", "units/WATER/", "people/", "people/new/", "people/handler/", "roster/"}
    | {"roster/WATER/", "categories/", "categories/new/", "categories/0101/", "routes/", "calendar/", "calendar/enter/"}
    | {"changes/", "routes/export/", "changes/export/"},
    "security_admin": {
        "",
        "units/",
        "units/WATER/",
        "people/",
        "people/handler/",
        "clients/",
        "clients/new/",
        "changes/",
    }
    | {"changes/export/"},
    "audit_admin": {"", "changes/", "changes/export/"},
    "supervisor": {"", "categories/", "categories/0101/", "categories/new/", "routes/", "routes/export/"},
    "leader": {"", "roster/", "roster/WATER/"},
    "operator": set(),
    "handler": set(),
}


@pytest.mark.parametrize("username", PAGES)
def test_each_post_finds_its_own_pages_and_no_others(admins: City, sit: Sit, username: str) -> None:
    client = sit(username)
    every = set().union(*PAGES.values())
    assert {page for page in every if client.get(SETUP + page).status_code == 200} == PAGES[username]


def sheet(page: object, do: str) -> dict[str, str]:
    """The hidden inputs of one form of a page: which act it is, and the version that was shown."""
    html = page.content.decode()
    form = next(part for part in html.split("<form") if f'name="do" value="{do}"' in part)
    return dict(re.findall(r'name="(do|expect)" value="([^"]*)"', form))


def act(client: Client, address: str, do: str, **given: str) -> object:
    return client.post(address, sheet(client.get(address), do) | given)


# --- units -----------------------------------------------------------------------------------------------------------


def test_the_tree_shows_every_unit_and_a_search_finds_one_by_an_old_name(admins: City, sit: Sit) -> None:
    hiring.rename_unit(admins.water, actor=IMPORTER, at=admins.at, name="示例供水集团", since=localdate(admins.at))
    client = sit("system_admin")
    assert "示例供水集团" in words(client.get(SETUP + "units/"))
    found = words(client.get(SETUP + "units/", {"q": "示例WATER"}))
    assert "示例供水集团" in found
    assert "示例NORTH" not in found
    assert "没有找到这样的单位" in words(client.get(SETUP + "units/", {"q": "没有的"}))


def test_a_unit_is_set_up_and_every_field_at_fault_is_named(admins: City, sit: Sit) -> None:
    client = sit("system_admin")
    given = {"do": "create", "code": "gas", "name": "示例燃气公司", "kind": "enterprise", "parent": "CENTRE"}
    wrong = client.post(SETUP + "units/new/", given | {"since": "昨天", "parent": "NOWHERE"})
    assert wrong.status_code == 422
    for named in ("“启用日期”须是日期", "“上级单位”里没有这一项", "请填写“依据”"):
        assert named in words(wrong)
    assert 'value="示例燃气公司"' in wrong.content.decode()
    done = client.post(SETUP + "units/new/", given | {"since": "2026-01-01", "reason": BASIS})
    assert done.headers["Location"] == SETUP + "units/GAS/"
    assert Unit.objects.get(code="GAS").parent == admins.centre
    again = client.post(SETUP + "units/new/", given | {"since": "2026-01-01", "reason": BASIS})
    assert again.status_code == 422
    assert "单位代码已被使用" in words(again)


def test_of_two_administrators_the_second_is_told(admins: City, sit: Sit) -> None:
    first, second = sit("system_admin"), sit("system_admin")
    seen = sheet(second.get(SETUP + "units/WATER/"), "change")
    act(first, SETUP + "units/WATER/", "change", night_phone="0951-2000001", reason=BASIS)
    late = second.post(SETUP + "units/WATER/", seen | {"night_phone": "0951-2000002", "reason": BASIS})
    assert late.status_code == 409
    assert "刚才 测试system_admin" in words(late)
    assert Unit.objects.get(code="WATER").night_phone == "0951-2000001"
    assert 'value="0951-2000002"' in late.content.decode()
    fresh = sheet(late, "change")
    assert (
        second.post(SETUP + "units/WATER/", fresh | {"night_phone": "0951-2000002", "reason": BASIS}).status_code == 302
    )


def test_a_unit_with_open_cases_is_dissolved_only_with_a_successor(admins: City, sit: Sit) -> None:
    for _ in range(3):
        admins.to("in_hand")
    client = sit("system_admin")
    page = words(client.get(SETUP + "units/WATER/"))
    assert "办理中 3 件" in page
    today = localdate(admins.at).isoformat()
    refused = act(client, SETUP + "units/WATER/", "dissolve", on=today, reason=BASIS)
    assert refused.status_code == 422
    assert "请填写“承接单位”" in words(refused)
    given = {"on": today, "successor": "NORTH", "reason": BASIS}
    asked = act(client, SETUP + "units/WATER/", "dissolve", **given)
    assert "改派给承接单位的工单：办理中 3 件" in words(asked)
    assert 'name="confirmed" value="on"' in asked.content.decode()
    assert Unit.objects.get(code="WATER").dissolved_on is None
    done = act(client, SETUP + "units/WATER/", "dissolve", **given, confirmed="on")
    assert done.status_code == 302
    assert "还有 3 件在办工单正在改派给示例NORTH" in words(client.get(SETUP + "units/WATER/"))


def test_the_preview_of_a_dissolution_names_the_posts_that_never_begin(admins: City, sit: Sit) -> None:
    soon = admins.at + timedelta(days=30)
    hiring.appoint(
        admins.people["leader"], actor=IMPORTER, at=admins.at, role=Role.HANDLER, unit=admins.water, since=soon
    )
    client, address = sit("system_admin"), SETUP + "units/WATER/"
    assert "，尚未到任 1 个" in words(client.get(address))
    given = {"on": localdate(admins.at).isoformat(), "reason": BASIS}
    assert "尚未到任的 1 个取消" in words(act(client, address, "dissolve", **given))
    assert act(client, address, "dissolve", **given, confirmed="on").status_code == 302
    assert not Post.objects.filter(since=soon).exists()
    told = words(sit("audit_admin").get(SETUP + "changes/"))
    assert "到任前取消" in told
    assert "post:" not in told


def test_a_name_is_told_apart_taken_back_and_not_given_twice(admins: City, sit: Sit) -> None:
    client, address = sit("system_admin"), SETUP + "units/WATER/"
    assert 'value="unrename"' not in client.get(address).content.decode()
    taken = act(client, address, "rename", name="示例NORTH", since="2999-01-01", reason=BASIS)
    assert "须是日期" in words(taken)
    ahead = (localdate() + timedelta(days=9)).isoformat()
    taken = act(client, address, "rename", name="示例NORTH", since=ahead, reason=BASIS)
    assert "已有同名的单位（代码 NORTH）" in words(taken)
    assert act(client, address, "rename", name="示例供水集团", since=ahead, reason=BASIS).status_code == 302
    assert act(client, address, "unrename", reason="文件撤回").status_code == 302
    assert [each.name for each in admins.water.names.all()] == ["示例WATER"]
    assert "撤回更名" in words(client.get(SETUP + "changes/"))
    bad = act(client, address, "change", night_phone="明天再说", reason=BASIS)
    assert bad.status_code == 422
    assert Unit.objects.get(code="WATER").night_phone != "明天再说"


def test_a_post_that_ends_tells_of_cases_and_shifts_first(admins: City, sit: Sit) -> None:
    admins.to("in_hand")
    handler, soon = admins.people["handler"], localtime() + timedelta(days=3)
    hiring.put_on_duty(
        admins.water, actor=IMPORTER, at=admins.at, person=handler, phone="0951-1234567", starts_at=soon,
        ends_at=soon + timedelta(hours=8),
    )  # fmt: skip
    client, address = sit("security_admin"), SETUP + "people/handler/"
    given = {"post": str(Post.objects.get(person=handler).pk), "reason": "调离"}
    asked = act(client, address, "end", **given)
    assert "他手里有 1 件在办工单" in words(asked)
    assert f"{soon:%Y-%m-%d %H:%M} 的值班随岗位删除" in words(asked)
    assert DutyShift.objects.count() == 1
    assert act(client, address, "end", **given, confirmed="on").status_code == 302
    assert not DutyShift.objects.exists()
    log = words(sit("audit_admin").get(SETUP + "changes/"))
    assert "duty:" not in log
    assert f"示例WATER {soon:%Y-%m-%d %H:%M}" in log


# --- the roster ----------------------------------------------------------------------------------------------------


def test_a_leader_keeps_the_roster_of_his_unit_and_sees_its_gaps(admins: City, sit: Sit) -> None:
    client = sit("leader")
    monday = localdate(admins.at) + timedelta(days=7 - localdate(admins.at).weekday())
    address = f"{SETUP}roster/WATER/?week={monday}"
    assert "没有夜间电话" in words(client.get(address))
    shift = {"person": "handler", "starts_at": f"{monday}T18:00", "ends_at": f"{monday + timedelta(days=1)}T08:00"}
    missing = act(client, address, "put", **shift)
    assert "请填写“值班电话”" in words(missing)
    for wrong in ("明天再说", "0951-123", "转801"):
        refused = act(client, address, "put", **shift, phone=wrong)
        assert refused.status_code == 422
        assert "电话不像电话号码" in words(refused) or "前面须有总机号码" in words(refused)
    assert not DutyShift.objects.exists()
    assert act(client, address, "put", **shift, phone="0951-1234567转801").status_code == 302
    page = words(client.get(address))
    assert "0951-1234567转801" in page
    assert "08:00 起无人值班" in page
    twice = act(client, address, "put", **shift, phone="0951-1234567")
    assert "此人在同一时段已排班" in words(twice)
    other = act(client, address, "put", **shift | {"person": "leader"}, phone="0951-1234567")
    assert other["Location"] == address, "everybody of the unit, not only the first"
    later = {name: when.replace(str(monday), str(monday + timedelta(days=21))) for name, when in shift.items()}
    ahead = act(client, address, "put", **later | {"ends_at": f"{monday + timedelta(days=21)}T23:00"}, phone="0951-1")
    assert ahead["Location"] == f"{SETUP}roster/WATER/?week={monday + timedelta(days=21)}", "the week where it stands"
    DutyShift.objects.filter(starts_at__gt=admins.at + timedelta(days=16)).delete()
    DutyShift.objects.filter(person__username="leader").delete()
    following = f"{SETUP}roster/WATER/?week={monday + timedelta(days=7)}"
    assert "复制了 1 班" in words(client.post(following, {"do": "copy"}, follow=True))
    number = DutyShift.objects.order_by("-starts_at").first().pk
    asked = client.post(following, {"do": "drop", "shift": str(number)})
    assert "要删除 测试handler（handler） " in words(asked)
    assert "删除后这段时间没有人接电话" in words(asked)
    assert DutyShift.objects.filter(pk=number).exists()
    sent = {"do": "drop", "shift": str(number), "confirmed": "on"}
    assert "已删除这一班" in words(client.post(following, sent, follow=True))
    assert not DutyShift.objects.filter(pk=number).exists()
    assert "这一班已被他人删除" in words(client.post(following, {"do": "drop", "shift": str(number)}, follow=True))
    assert client.get(SETUP + "roster/NORTH/").status_code == 404


def test_a_sheet_of_shifts_enters_whole_or_not_at_all(admins: City, sit: Sit) -> None:
    client = sit("system_admin")
    head = "单位代码,登录名,开始,结束,值班电话"
    good = "WATER,handler,2030-01-05 18:00,2030-01-06 08:00,0951-1"
    bad = [head, good, "WATER,nobody,2030-01-06 18:00,2030-01-07 08:00,0951-1", "WATER,leader,明天,2030-01-07 08:00,1"]
    refused = client.post(SETUP + "roster/", {"file": SimpleUploadedFile("r.csv", "\n".join(bad).encode("gb18030"))})
    assert refused.status_code == 422
    assert "第 4 行：时间“明天”" in words(refused)
    refused = client.post(SETUP + "roster/", {"file": SimpleUploadedFile("r.csv", "\n".join(bad[:3]).encode())})
    assert "第 3 行：没有登录名为“nobody”的在用人员" in words(refused)
    unheard = f"{head}\n{good.replace('0951-1', '打给老王')}"
    refused = client.post(SETUP + "roster/", {"file": SimpleUploadedFile("r.csv", unheard.encode())})
    assert "第 2 行：电话不像电话号码" in words(refused)
    columns = "第一行须是列名：单位代码、登录名、开始、结束、值班电话"
    for sent, lacks in (
        ("姓名,电话\n马伟,0951-1", "单位代码、登录名、开始"),
        (f"单位代码,登录名\n{good}", "开始、结束、值班电话"),
    ):
        refused = client.post(SETUP + "roster/", {"file": SimpleUploadedFile("r.csv", sent.encode())})
        assert f"缺少这些列：{lacks}" in words(refused)
        assert columns in words(refused)
        assert f"这个文件的第一行是：{sent.partition(',')[0]}、" in words(refused)
        assert "--map" not in words(refused)
    assert not DutyShift.objects.exists()
    taken = client.post(SETUP + "roster/", {"file": SimpleUploadedFile("r.csv", f"{head}\n{good}".encode())})
    assert taken.status_code == 302
    assert DutyShift.objects.get().phone == "0951-1"


@pytest.mark.parametrize("page", ["units/", "people/", "changes/", "routes/", "roster/"])
def test_a_list_costs_as_many_queries_for_two_rows_as_for_fifty(
    admins: City, sit: Sit, queries: Callable[[], object], page: str
) -> None:
    role = "supervisor" if page == "routes/" else "system_admin"
    client = sit(role)
    RoutingRule.objects.create(category_id="0101", place_id="6401", unit=admins.water)
    client.get(SETUP + page)

    def cost() -> int:
        with queries() as seen:
            assert client.get(SETUP + page).status_code == 200
        return len(seen)

    def add(number: int) -> Unit:
        return hiring.create_unit(
            f"U{number}",
            actor=IMPORTER,
            at=admins.at,
            name=f"单位{number}",
            kind=UnitKind.DEPARTMENT,
            parent=admins.centre,
            since=date(2020, 1, 1),
        )

    # A unit at which nobody works, so that its name is asked for by itself from the beginning.
    add(40)
    few = cost()
    for number in range(40):
        unit = add(number)
        admins.hire(f"person{number}", Role.HANDLER, unit)
        RoutingRule.objects.create(category_id="0101", place_id="6401", unit=unit)
    assert cost() == few
