"""The set-up pages of categories, routes, calendar, clients and the change log, through HTTP."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, localtime

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_setup import BASIS, SETUP, Sit, act, admins
from yihaotong.accounts import actions as hiring
from yihaotong.accounts.models import Client as Machine
from yihaotong.accounts.rules import WORKER
from yihaotong.almanac.models import Entry
from yihaotong.almanac.rules import read_notice
from yihaotong.cases import actions, city, profiles
from yihaotong.cases.actions import calendars as entering
from yihaotong.cases.actions import clocks
from yihaotong.cases.rules import profiles as files
from yihaotong.dispatch import actions as dispatch
from yihaotong.dispatch.models import Category, Place, RoutingRule

__all__ = ["admins"]


# --- categories and routes -----------------------------------------------------------------------------------------


def test_a_category_is_renamed_and_retired_with_its_successor(admins: City, sit: Sit) -> None:
    client = sit("system_admin")
    traits = {"service_class": "administrative", "reason": BASIS}
    new = {"do": "create", "parent": "01", "code": "0103", "name": "二次供水", "since": "2026-01-01"}
    assert client.post(SETUP + "categories/new/", new | traits).status_code == 302
    assert "含义不变" in words(client.post(SETUP + "categories/new/", new | traits))
    address = SETUP + "categories/0101/"
    assert act(client, address, "rename", name="城市供水", reason=BASIS).status_code == 302
    page = words(client.get(address))
    assert "城市供水" in page
    assert "供水 2012-06-01 至" in page
    admins.file()
    tomorrow = (localdate(admins.at) + timedelta(days=1)).isoformat()
    refused = act(client, address, "retire", until=tomorrow, reason=BASIS)
    assert "请填写“接续的类别”" in words(refused)
    given = {"until": tomorrow, "successor": "0103", "reason": BASIS}
    assert "派单规则" in words(act(client, address, "retire", **given))
    assert Category.objects.get(pk="0101").until is None
    assert act(client, address, "retire", **given, confirmed="on").status_code == 302
    assert Category.objects.get(pk="0101").successor_id == "0103"
    assert "由“二次供水”接续" in words(client.get(SETUP + "categories/"))


def test_routes_are_tried_entered_taken_in_and_out(admins: City, sit: Sit) -> None:
    client = sit("supervisor")
    address = SETUP + "routes/"
    given = {"category": "0101", "place": "6401", "unit": "NORTH", "precedence": "1", "reason": BASIS}
    assert "应由职能部门办理的事项不得分派给基层" in words(act(client, address, "add", **given))
    assert act(client, address, "add", **given | {"unit": "WATER"}).status_code == 302
    tried = words(client.get(address, {"try_category": "0101", "try_place": "640104"}))
    assert "派单目录：“供水”在示例市由该单位承办" in tried
    sheet_out = b"".join(client.get(SETUP + "routes/export/").streaming_content)
    assert "0101,6401,WATER,1" in sheet_out.decode("utf-8-sig")
    changed = sheet_out.replace(b"0101,6401,WATER,1", b"0101,6401,WATER,2")
    sent = {"do": "take_in", "reason": BASIS}
    taken = client.post(address, sent | {"file": SimpleUploadedFile("r.csv", changed)}, follow=True)
    assert "新增 0 条，改先后 1 条" in words(taken)
    wrong = "类别代码,地点代码,单位代码,先后\n9999,6401,WATER,1\n".encode()
    refused = client.post(address, sent | {"file": SimpleUploadedFile("r.csv", wrong)})
    assert "第 2 行：没有这些代码：9999" in words(refused)
    route = RoutingRule.objects.get()
    assert client.post(address, {"do": "remove", "route": route.pk}).status_code == 422
    assert client.post(address, {"do": "remove", "route": route.pk, "reason": BASIS}).status_code == 302
    assert not RoutingRule.objects.exists()


# --- the calendar --------------------------------------------------------------------------------------------------


def test_a_notice_is_looked_at_before_it_is_entered(admins: City, sit: Sit) -> None:
    case = admins.to("in_hand")
    due = case.clocks.get(kind="handle").due_at
    day = localtime(due).date()
    client = sit("system_admin")
    address = SETUP + "calendar/enter/"
    given = {"layer": "nation", "days": f"{day} 放假 停电\n明天 放假 元旦", "year": "", "reason": BASIS}
    wrong = client.post(address, given | {"do": "look"})
    assert wrong.status_code == 422
    assert "第 2 行：日期“明天”" in words(wrong)
    given["days"] = f"{day} 放假 停电"
    looked = client.post(address, given | {"do": "look"})
    assert "会影响什么" in words(looked)
    assert "会移动的是： 会移动的时限 时限 单位 起算 原到期 新到期" in words(looked)
    assert "办理时限 示例WATER" in words(looked)
    assert case.order_no not in words(looked), "an administrator reads no case"
    assert f"{day} 24:00" in words(looked)
    assert not Entry.objects.exists()
    version = dict(re.findall(r'name="(expect)" value="(\d+)"', looked.content.decode()))
    assert client.post(address, given | {"do": "enter"} | version).status_code == 302
    assert Entry.objects.get().reason == BASIS
    late = client.post(address, given | {"do": "enter"} | version)
    assert late.status_code == 409
    assert "刚才有别人录入了日历" in words(late)
    assert f"{day:%Y}" in words(client.get(SETUP + "calendar/", {"year": day.year}))
    assert "开斋节" in client.get(address, {"festival": "开斋节"}).content.decode()


def test_the_preview_says_which_of_the_moved_it_lists(admins: City, sit: Sit) -> None:
    cases = [admins.to("in_hand") for _ in range(10)]
    day = localtime(cases[0].clocks.get(kind="handle").due_at).date()
    given = {"do": "look", "layer": "nation", "days": f"{day} 放假 停电", "year": "", "reason": BASIS}
    told = words(sit("system_admin").post(SETUP + "calendar/enter/", given))
    moved = re.search(r"其中 (\d+) 个会移动", told)[1]
    assert f"下面列出会移动的 {moved} 个里最先到期的前 8 个" in told
    assert told.count("时限 示例WATER") == 8


def test_the_story_of_a_case_says_which_limit_moved_from_when_to_when_and_why(admins: City, sit: Sit) -> None:
    case = admins.to("in_hand")
    clock = case.clocks.get(kind="handle")
    day = localtime(clock.due_at).date()
    by = {"actor": admins.acting("system_admin"), "at": admins.at, "reason": BASIS}
    entering.enter_days("nation", read_notice(f"{day} 放假 停电", BASIS), **by)
    clocks.recompute(clock, actor=WORKER, at=admins.at)
    later = localtime(case.clocks.get(kind="handle").due_at).date()
    told = words(sit("supervisor").get(f"/desk/cases/{case.order_no}/")).split("重新计算时限")[1]
    for said in ("时限 办理时限", f"原到期 {day} 24:00", f"新到期 {later} 24:00", f"依据 工作日历第 1 版：{BASIS}"):
        assert said in told


# --- clients and the change log --------------------------------------------------------------------------------------


def test_a_token_is_shown_once(admins: City, sit: Sit) -> None:
    client = sit("security_admin")
    given = {"do": "create", "name": "城管系统", "unit": "WATER", "roles": ["client"], "scopes": ["cases:read"]}
    shown = client.post(SETUP + "clients/new/", given)
    token = re.search(r'class="token"[^>]*>([^<]+)<', shown.content.decode())[1]
    assert len(token) > 20
    machine = Machine.objects.get(name="城管系统")
    address = f"{SETUP}clients/{machine.pk}/"
    assert token not in client.get(address).content.decode()
    assert act(client, address, "scopes", scopes="cases:file", reason="改用").status_code == 302
    assert Machine.objects.get(pk=machine.pk).scopes == ["cases:file"]
    assert act(client, address, "revoke", reason="停用").status_code == 302
    assert "已停用" in words(client.get(SETUP + "clients/"))


def test_the_change_log_tells_before_and_after_in_words(admins: City, sit: Sit) -> None:
    act(sit("system_admin"), SETUP + "units/WATER/", "change", night_phone="0951-77", reason=BASIS)
    act(sit("security_admin"), SETUP + "people/handler/", "appoint", role="unit_leader", unit="WATER", reason="任职")
    auditor = sit("audit_admin")
    page = words(auditor.get(SETUP + "changes/"))
    assert "单位 · 修改 示例WATER" in page
    assert "夜间电话 0951-77" in page
    assert f"依据 ：{BASIS}" in page or f"依据：{BASIS}" in page
    assert "岗位 · 授予 测试handler（handler） · 单位负责人 · 示例WATER" in page
    posts = words(auditor.get(SETUP + "changes/", {"area": "posts", "who": "测试security_admin"}))
    assert "单位 · 修改" not in posts
    assert "单位负责人" in posts
    assert "没有这样的变更" in words(sit("system_admin").get(SETUP + "changes/", {"area": "clients"}))
    table = b"".join(auditor.get(SETUP + "changes/export/").streaming_content).decode("utf-8-sig")
    assert "0951-77" in table
    assert "没有这样的变更" in words(auditor.get(SETUP + "changes/", {"who": "没有的人"}))
    assert "应写作" in words(auditor.get(SETUP + "changes/", {"since": "昨天"}))


def test_the_change_log_has_no_codes_and_repeats_nothing_that_stayed(admins: City, sit: Sit) -> None:
    security = sit("security_admin")
    act(security, SETUP + "people/handler/", "end", post=str(admins.people["handler"].posts.get().pk), reason="免职")
    ended = words(sit("audit_admin").get(SETUP + "changes/", {"area": "posts"})).split("岗位 · 结束")[1]
    ended = ended.split("依据")[0]
    assert "测试handler（handler） · 承办人 · 示例WATER" in ended
    assert "至" in ended
    assert "人员" not in ended
    new = {"do": "create", "name": "城管系统", "unit": "WATER", "roles": "client", "scopes": "cases:read"}
    last = localdate(admins.at) + timedelta(days=30)
    security.post(SETUP + "clients/new/", new | {"until": last.isoformat()})
    told = words(sit("audit_admin").get(SETUP + "changes/", {"area": "clients"}))
    assert "权限范围 查看工单" in told
    assert f"{last} 止" in told
    assert f"{last} 24:00" in words(security.get(SETUP + "clients/"))


def test_the_change_log_tells_the_content_of_what_was_entered(admins: City, sit: Sit) -> None:
    days = read_notice("2027-10-01 至 2027-10-03 放假 国庆节\n2027-10-09 调休上班 国庆节", BASIS)
    by = {"actor": admins.acting("system_admin"), "at": admins.at, "reason": BASIS}
    entering.enter_days(f"region:{city.region()}", days, **by)
    told = words(sit("audit_admin").get(SETUP + "changes/", {"area": "calendar"}))
    assert "层次 地区（自治区）" in told
    assert "日子 放假 2027-10-01 至 2027-10-03 国庆节、调休上班 2027-10-09 国庆节" in told
    assert "region:" not in told
    assert f"{localtime(admins.at):%Y-%m-%d %H:%M}" in told, "with its year"


def test_the_change_log_names_routes_copies_short_names_and_logins(admins: City, sit: Sit) -> None:
    system = {"actor": admins.acting("system_admin"), "at": admins.at, "reason": BASIS}
    supervisor = system | {"actor": admins.acting("supervisor")}
    for place in ("6401", "640104"):
        category, where = Category.objects.get(pk="0101"), Place.objects.get(pk=place)
        route = dispatch.add_route(category=category, place=where, unit=admins.water, precedence=1, **supervisor)
    dispatch.remove_route(route, **supervisor)
    actions.copy_profile("default", name="本市", place="示例市", **system)
    hiring.rename_unit(admins.water, name="示例供水集团", short_name="供水", since=localdate(admins.at), **system)
    act(sit("security_admin"), SETUP + "people/handler/", "appoint", role="unit_leader", unit="WATER", reason="任职")
    told = words(sit("audit_admin").get(SETUP + "changes/"))
    assert told.count(f"派单规则 · 添加 {category.name} · ") == 2
    assert f"派单规则 · 删除 {category.name} · {where.name} → 示例供水集团" in told
    assert "route:" not in told
    assert "复制自 默认方案" in told
    assert "简称 示例WATER 供水" in told
    assert "岗位 · 授予 测试handler（handler） · 单位负责人 · 示例供水集团" in told


def test_the_change_log_tells_an_edited_profile_and_a_new_category_in_words(admins: City, sit: Sit) -> None:
    by = {"actor": admins.acting("system_admin"), "at": admins.at}
    own = actions.copy_profile("guangdong", name="本市", place="示例市", reason="照办", **by)
    rows = [dict(zip(files.COLUMNS, files.cells_of(line), strict=True)) for line in profiles.profile(own.code).lines]
    rows[0]["limit"] = "3wd"
    actions.edit_profile(own.code, rows, expect=1, reason="缩短", name="本市", **by)
    system = sit("system_admin")
    told = words(system.get(SETUP + "changes/", {"area": "profiles"}))
    assert "办理时限（咨询） 2 个工作日 · " in told
    assert "3 个工作日 · " in told
    assert "handle.inquiry" not in told
    given = {"do": "create", "code": "0109", "name": "二次供水", "parent": "01", "since": localdate().isoformat()}
    made = system.post(SETUP + "categories/new/", given | {"service_class": "administrative", "reason": BASIS})
    assert made.status_code == 302, words(made)
    assert "问题类别 · 新增 二次供水" in words(system.get(SETUP + "changes/", {"area": "categories"}))
