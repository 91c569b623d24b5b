"""The pages of the profiles and of what the calendar moved, through HTTP."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localtime

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.cases import actions, profiles
from yihaotong.cases.models import ProfileChoice, ProfileVersion, TryOn, TryOnRow
from yihaotong.cases.rules import profiles as files
from yihaotong.journal.models import Line
from yihaotong.journal.statements import LookUp

Sit = Callable[[str], Client]
ROOT = "/desk/setup/profiles/"


def rows_for(code: str, **changed: str) -> dict[str, str]:
    """The form of the edit page as it stands, with some inputs changed."""
    found = profiles.profile(code)
    given = {"name": "本市方案", "reason": "改一处", "expect": "1", "rows": str(len(found.lines))}
    for place, line in enumerate(found.lines):
        given |= {f"{column}-{place}": cell for column, cell in zip(files.COLUMNS, files.cells_of(line), strict=True)}
    return given | changed


@pytest.fixture
def own(city: City) -> ProfileVersion:
    admin = city.acting("system_admin")
    return actions.copy_profile(
        "guangdong", actor=admin, at=city.at, name="本市方案", place="示例市", reason="照广东办"
    )


def test_every_value_shows_its_basis_and_whether_it_is_inherited(city: City, sit: Sit) -> None:
    told = words(sit("analyst").get(f"{ROOT}guangdong/"))
    assert "咨询 任何 任何 2 个工作日 广东省12345热线管理办法2022：咨询2个工作日内办理 地方规定 已核实 投诉" in told
    assert "4 个工作小时 默认方案：一般诉求4个工作小时内签收 设计默认值 未核实 沿用默认方案" in told
    assert "沿用默认方案 20 项" in told
    assert "启用本方案" not in told
    assert "只登记，尚不据此计时" in told


def test_the_default_warns_of_what_does_not_fit_together(city: City, sit: Sit) -> None:
    told = words(sit("system_admin").get(f"{ROOT}default/"))
    assert "投诉（执法类单位）：办理时限 15 个工作日，长于全程时限 10 个工作日" in told


def test_what_ships_newer_than_what_is_in_force_is_said_with_the_three_ways_on(city: City, sit: Sit) -> None:
    """Last year's file was switched on: its limit holds, and the page offers the difference, a trial, switching on."""
    found = profiles.profile("guangdong")
    lines = files.text_of(found.lines).replace("complaint,,,15wd", "complaint,,,12wd")
    title = {"name": found.title.name, "place": found.title.place, "covers": found.title.covers}
    kept = {"edited_at": city.at, "edited_by": "person:1", "copied_from": ""}
    ProfileVersion.objects.create(code="guangdong", version=1, lines=lines, **title, **kept)
    actions.use_profile("guangdong", actor=city.acting("system_admin"), at=city.at, reason="办公会决定", version=1)
    client = sit("system_admin")
    for address in (ROOT, f"{ROOT}guangdong/"):
        answer = client.get(address)
        assert "“广东方案”有了更新，还没有启用" in words(answer)
        page = answer.content.decode()
        assert f'{ROOT}compare/?one=in-force&amp;other=guangdong"' in page
        assert f'{ROOT}guangdong/try/"' in page
        assert f'{ROOT}guangdong/#use"' in page
    assert "有了更新" not in words(client.get(f"{ROOT}tianjin/"))
    told = words(client.get(f"{ROOT}compare/?one=in-force&other=guangdong"))
    assert "正在使用的广东方案（第 1 版）" in told
    assert "12 个工作日" in told
    assert "15 个工作日" in told
    client.post(f"{ROOT}guangdong/", {"do": "use", "reason": "照新的办", "enforcing": ""})
    assert "有了更新" not in words(client.get(ROOT))


def test_switching_on_says_since_when_and_the_list_has_it(city: City, sit: Sit) -> None:
    client = sit("system_admin")
    given = {"do": "use", "reason": "办公会决定", "enforcing": "WATER，NORTH"}
    answer = client.post(f"{ROOT}shandong/", given, follow=True)
    told = words(answer)
    assert "正在使用： 山东方案" in told
    assert "执法类单位 2 个" in told
    assert "办公会决定" in told
    assert ProfileChoice.objects.get().enforcing == "NORTH WATER"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"do": "use", "reason": ""}, "请填写理由"),
        ({"do": "use", "reason": "x", "since": "2000-01-01T00:00"}, "起用时间不能早于现在"),
        ({"do": "use", "reason": "x", "since": "tomorrow"}, "起用时间看不懂"),
        ({"do": "use", "reason": "x", "enforcing": "NOBODY"}, "没有代码为“NOBODY”的单位"),
        ({"do": "copy", "reason": "x", "name": "", "place": "示例市"}, "请填写方案名称"),
        ({"do": "copy", "reason": "x", "name": "本市方案", "place": ""}, "请填写适用地区"),
        ({"do": "copy", "reason": "x", "name": "广东方案", "place": "示例市"}, "已有叫“广东方案”的方案"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_lost(city: City, sit: Sit, given: dict[str, str], said: str) -> None:
    before = Line.objects.count()
    answer = sit("system_admin").post(f"{ROOT}tianjin/", given)
    assert answer.status_code == 422
    assert said in words(answer)
    assert Line.objects.count() == before


def test_an_edit_is_looked_at_then_kept(city: City, sit: Sit, own: ProfileVersion) -> None:
    client, address = sit("system_admin"), f"{ROOT}{own.code}/edit/"
    given = rows_for(own.code, **{"limit-0": "3wd", "drop-1": "on"})
    looked = words(client.post(address, given | {"do": "look"}))
    assert "办理时限 · 咨询 2 个工作日" in looked
    assert "删去，改为沿用默认方案" in looked
    assert ProfileVersion.objects.count() == 1
    answer = client.post(address, given | {"do": "keep"}, follow=True)
    assert "已存为第 2 版" in words(answer)
    kept = profiles.profile(own.code)
    assert kept.lines[0].value == "3wd"
    assert len(kept.lines) == len(profiles.profile("guangdong").lines) - 1


def test_every_wrong_cell_is_marked_and_what_was_typed_stays(city: City, sit: Sit, own: ProfileVersion) -> None:
    given = rows_for(own.code, **{"limit-0": "soon", "basis-2": " ", "do": "keep"})
    answer = sit("system_admin").post(f"{ROOT}{own.code}/edit/", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="fault-0-limit"' in page
    assert 'id="fault-2-basis"' in page
    assert 'value="soon"' in page


@pytest.mark.parametrize("do", ["look", "keep"])
@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        ("clock", "disptch", "“项目”：没有“disptch”这一项"),
        ("clock", "", "“项目”：请选择项目"),
        ("request_type", "complain", "“诉求类型”：“complain”应为 inquiry（咨询）"),
        ("urgency", "very", "“紧急程度”：“very”应为 normal（一般）"),
        ("unit_kind", "ministry", "“单位类别”：“ministry”应为"),
        ("limit", "soon", "“限”：时限“soon”看不懂：写作 5个工作日、4个工作小时、24小时、30分钟"),
        ("limit", " ", "“限”：请填写时限，如 5个工作日、24小时"),
        ("basis", " ", "“依据”：请写明依据"),
        ("basis", "长" * 161, "“依据”：依据至多 160 字"),
        ("basis_kind", "habit", "“依据性质”：“habit”应为"),
        ("verified", "perhaps", "“核实”：“perhaps”应为 yes（已核实）或 no（未核实）"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column_as_the_page_calls_them(
    city: City, sit: Sit, own: ProfileVersion, do: str, column: str, typed: str, said: str
) -> None:
    given = rows_for(own.code, **{f"{column}-2": typed, "do": do})
    answer = sit("system_admin").post(f"{ROOT}{own.code}/edit/", given)
    assert answer.status_code == 422
    assert f"第 3 行{said}" in words(answer)
    assert f'id="fault-2-{column}"' in answer.content.decode()
    assert ProfileVersion.objects.count() == 1


def test_a_limit_is_typed_as_an_office_writes_it_and_kept_in_the_codes_own_form(
    city: City, sit: Sit, own: ProfileVersion
) -> None:
    given = rows_for(own.code, **{"limit-0": "五个工作日", "limit-1": "30 天内", "do": "keep"})
    sit("system_admin").post(f"{ROOT}{own.code}/edit/", given)
    assert [line.value for line in profiles.profile(own.code).lines[:2]] == ["5wd", "30d"]


def shown_of(answer: HttpResponse) -> dict[str, str]:
    """What the page says of itself when its form is sent, for each row."""
    found = re.findall(r'name="(shown-\d+)" value="([^"]*)"', answer.content.decode())
    return {name: unescape(value) for name, value in found}


def test_what_was_verified_is_not_after_a_change_unless_the_editor_says_so(
    city: City, sit: Sit, own: ProfileVersion
) -> None:
    client, address = sit("system_admin"), f"{ROOT}{own.code}/edit/"
    given = rows_for(own.code, **{"limit-0": "3个工作日", "basis-2": "另一份文件", "limit-1": "10个工作日"})
    assert [given[f"verified-{row}"] for row in range(3)] == ["yes"] * 3
    looked = client.post(address, given | shown_of(client.get(address)) | {"do": "look"})
    assert "第 1、3 行改过限、依据或适用情形，已改回“未核实”" in words(looked)
    again = given | shown_of(looked) | {"verified-0": "yes", "verified-2": "no", "do": "keep"}
    client.post(address, again)
    kept = profiles.profile(own.code).lines
    assert [(line.value, line.verified) for line in kept[:3]] == [("3wd", True), ("10wd", True), ("10wd", False)]


def test_a_change_kept_at_once_is_not_verified_either(city: City, sit: Sit, own: ProfileVersion) -> None:
    given = rows_for(own.code, **{"limit-0": "3wd", "do": "keep"})
    told = words(sit("system_admin").post(f"{ROOT}{own.code}/edit/", given, follow=True))
    assert "第 1 行改过限、依据或适用情形，已改回“未核实”" in told
    first, second = profiles.profile(own.code).lines[:2]
    assert (first.value, first.verified, second.verified) == ("3wd", False, True)


def test_two_rows_for_the_same_are_named_by_the_numbers_on_the_page(city: City, sit: Sit, own: ProfileVersion) -> None:
    first = profiles.profile(own.code).lines[0]
    same = {f"{column}-3": cell for column, cell in zip(files.COLUMNS[:4], first.key, strict=True)}
    told = words(sit("system_admin").post(f"{ROOT}{own.code}/edit/", rows_for(own.code, **same, do="keep")))
    assert "第 4 行“项目”：与第 1 行管的是同一种情形" in told


def test_a_new_row_without_its_clock_is_not_dropped_in_silence(city: City, sit: Sit, own: ProfileVersion) -> None:
    count = len(profiles.profile(own.code).lines)
    given = rows_for(own.code, rows=str(count + 1), do="keep")
    fresh = {"limit": "5wd", "basis": "本市办法", "basis_kind": "local_rule", "verified": "no"}
    answer = sit("system_admin").post(
        f"{ROOT}{own.code}/edit/", given | {f"{column}-{count}": cell for column, cell in fresh.items()}
    )
    assert answer.status_code == 422
    assert f"第 {count + 1} 行“项目”：请选择项目" in words(answer)
    assert 'value="本市办法"' in answer.content.decode()


def test_the_copier_is_offered_the_citys_own_place(city: City, sit: Sit) -> None:
    client = sit("system_admin")
    assert (
        'name="place" autocomplete="off" data-longest="40" value="示例市"'
        in client.get(f"{ROOT}guangdong/").content.decode()
    )
    given = {"do": "copy", "name": "本市方案", "place": "示例市", "reason": "照广东办"}
    told = words(client.post(f"{ROOT}guangdong/", given, follow=True))
    assert "已复制为“本市方案”" in told
    own = profiles.profile("own-1").title
    assert (own.place, own.covers) == ("示例市", "由“广东方案”复制")


def test_who_comes_second_is_told(city: City, sit: Sit, own: ProfileVersion) -> None:
    client, address = sit("system_admin"), f"{ROOT}{own.code}/edit/"
    client.post(address, rows_for(own.code, **{"limit-0": "3wd", "do": "keep"}))
    answer = client.post(address, rows_for(own.code, **{"limit-0": "4wd", "do": "keep"}))
    assert answer.status_code == 409
    assert "刚才有别人也在改这个方案" in words(answer)


def test_an_inherited_value_is_offered_for_setting_anew(city: City, sit: Sit, own: ProfileVersion) -> None:
    page = sit("system_admin").get(f"{ROOT}{own.code}/edit/?change=sign...").content.decode()
    assert 'value="4wh"' in page
    assert f'name="rows" value="{len(profiles.profile(own.code).lines) + 1 + 3}"' in page


def test_two_profiles_side_by_side(city: City, sit: Sit) -> None:
    told = words(sit("supervisor").get(f"{ROOT}compare/?one=default&other=shandong"))
    assert "退单时限 任何 1 个工作日" in told
    assert "没有这一项 1 个工作日 山东省级投诉办理规定2017" in told
    assert "签收时限" not in told
    assert "签收时限" in words(sit("supervisor").get(f"{ROOT}compare/?one=default&other=shandong&all=on"))


def test_a_month_is_tried_through_the_pages(city: City, sit: Sit) -> None:
    case = city.to("in_hand", request_type="complaint")
    client = sit("supervisor")
    month = timezone.localtime(case.filed_at).strftime("%Y-%m")
    answer = client.post(f"{ROOT}guangdong/try/", {"month": month})
    run = TryOn.objects.get()
    assert answer.headers["Location"] == f"{ROOT}try-ons/{run.pk}/"
    assert "后台进程在做" in words(client.get(f"{ROOT}try-ons/{run.pk}/", headers={"HX-Request": "true"}))
    assert client.get(f"{ROOT}try-ons/{run.pk}/rows.csv").status_code == 404
    TryOn.objects.update(asked_at=city.at + timedelta(days=12))
    actions.work_try_ons(city.at + timedelta(days=12))
    told = words(client.get(f"{ROOT}try-ons/{run.pk}/"))
    assert f"{case.order_no} 办理时限" in told
    assert "现行 5 个工作日" in told
    assert "试算 15 个工作日" in told
    assert "当日 24:00 到期" not in told
    why = TryOnRow.objects.get().pk
    told = words(client.get(f"{ROOT}try-ons/{run.pk}/?why={why}"))
    assert "满 5 个工作日，当日 24:00 到期" in told
    assert "满 15 个工作日，当日 24:00 到期" in told
    sheet = b"".join(client.get(f"{ROOT}try-ons/{run.pk}/rows.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet)))
    assert [case.order_no, "办理时限"] == rows[2][:2]
    assert rows[2][4:] == ["5wd", rows[2][5], "超期", "15wd", rows[2][8], "按时"]
    assert Line.objects.filter(kind="profile.export", subject=run.key).count() == 1


def test_the_administrator_sees_figures_and_no_case(city: City, sit: Sit) -> None:
    case = city.to("in_hand", request_type="complaint")
    later = city.at + timedelta(days=12)
    month = timezone.localtime(case.filed_at).date()
    run = actions.ask_try_on("guangdong", actor=city.acting("system_admin"), at=later, month=month)
    actions.work_try_ons(later)
    answer = sit("system_admin").get(f"{ROOT}try-ons/{run.pk}/")
    assert case.order_no not in answer.content.decode()
    assert "您的岗位不看工单，只看数字" in words(answer)


@pytest.mark.parametrize("month", ["", "2026-13", "soon", "2098-01"])
def test_a_month_that_is_none_is_refused(city: City, sit: Sit, month: str) -> None:
    answer = sit("supervisor").post(f"{ROOT}guangdong/try/", {"month": month})
    assert answer.status_code == 422
    assert not TryOn.objects.exists()


def test_the_list_of_changes_costs_the_same_for_two_rows_and_for_twenty(
    city: City, sit: Sit, queries: Callable[[], CaptureQueriesContext]
) -> None:
    client, later, asked = sit("supervisor"), city.at + timedelta(days=12), []
    for count in (2, 12):
        for _ in range(count):
            case = city.to("in_hand", request_type="complaint")
        month = timezone.localtime(case.filed_at).date()
        run = actions.ask_try_on("guangdong", actor=city.acting("supervisor"), at=later, month=month)
        actions.work_try_ons(later)
        client.get(f"{ROOT}try-ons/{run.pk}/")  # the first visit also prolongs the session
        with queries() as seen:
            assert client.get(f"{ROOT}try-ons/{run.pk}/").status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_the_case_page_hangs_the_card_out(city: City, sit: Sit) -> None:
    actions.use_profile("shandong", actor=city.acting("system_admin"), at=city.at, reason="用黄牌红牌")
    case = city.to("in_hand")
    client = sit("supervisor")
    assert "黄牌" not in words(client.get(f"/desk/cases/{case.order_no}/"))
    case.clocks.filter(kind="handle").update(due_at=city.at + timedelta(minutes=1))
    assert "黄牌" in words(client.get(f"/desk/cases/{case.order_no}/"))
    case.clocks.filter(kind="handle").update(due_at=city.at - timedelta(days=30))
    assert "红牌" in words(client.get(f"/desk/cases/{case.order_no}/"))


def test_a_profile_for_later_is_confirmed_told_and_can_be_taken_back(city: City, sit: Sit) -> None:
    client, begins = sit("system_admin"), localtime(city.at + timedelta(days=20)).replace(minute=0, second=0)
    given = {"do": "use", "reason": "办公会决定", "since": f"{begins:%Y-%m-%dT%H:%M}", "enforcing": ""}
    asked = client.post(f"{ROOT}shandong/", given)
    assert "请再看一遍，确认后才会启用" in words(asked)
    assert f"自 {begins:%Y-%m-%d %H:%M} 起，新起算的时限由" in words(asked)
    assert not ProfileChoice.objects.exists()
    told = words(client.post(f"{ROOT}shandong/", given | {"confirmed": "on"}, follow=True))
    assert f"自 {begins:%Y-%m-%d %H:%M} 起改用“山东方案”" in told
    assert "还没有人选过" not in told
    assert f"自 {begins:%Y-%m-%d %H:%M} 起用" in words(client.get(f"{ROOT}shandong/"))
    cancel = {"do": "cancel", "choice": str(ProfileChoice.objects.get().pk), "reason": ""}
    assert "请填写理由" in words(client.post(ROOT, cancel))
    assert sit("supervisor").post(ROOT, cancel | {"reason": "x"}).status_code == 403
    after = words(client.post(ROOT, cancel | {"reason": "文件缓发"}, follow=True))
    assert "已取消那次启用" in after
    assert "起改用" not in after
    assert "已取消 " in after
    assert "：文件缓发" in after
    assert "已另选" not in after
    assert "取消启用" in words(client.get("/desk/setup/changes/"))


def test_what_another_choice_replaced_is_said_so(city: City, sit: Sit) -> None:
    begins, admin = timezone.now() + timedelta(days=20), city.acting("system_admin")
    for code in ("shandong", "tianjin"):
        actions.use_profile(code, actor=admin, at=timezone.now(), reason="办公会决定", since=begins)
    client = sit("system_admin")
    assert words(client.get(ROOT)).count("已另选") == 1
    first = ProfileChoice.objects.get(profile="shandong")
    refused = client.post(ROOT, {"do": "cancel", "choice": str(first.pk), "reason": "x"})
    assert refused.status_code == 422
    assert "这次启用已经取消，或已另选" in words(refused)


def test_a_profile_in_force_that_is_offered_no_more_is_still_named(city: City, sit: Sit, own: ProfileVersion) -> None:
    """The city's own file was switched on, and is no longer named in its settings."""
    actions.use_profile(own.code, actor=city.acting("system_admin"), at=city.at, reason="办公会决定")
    ProfileVersion.objects.filter(code=own.code).update(code="city")
    ProfileChoice.objects.update(profile="city")
    LookUp.forget()
    profiles._book.cache_clear()
    client = sit("system_admin")
    told = client.get(ROOT)
    assert told.status_code == 200
    assert words(told).count("本市方案") == 2
    assert client.get(f"{ROOT}city/").status_code == 404
