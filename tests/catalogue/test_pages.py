"""The pages of the catalogue through HTTP: the whole life by its forms, files in and out, what the public reads."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from tests.catalogue.conftest import ROW, Office
from tests.desk.conftest import inputs, sit, words
from yihaotong.catalogue import access, actions
from yihaotong.catalogue.models import Formation, Version
from yihaotong.catalogue.rules.codes import Light

__all__ = ["sit"]

Sit = Callable[[str], Client]


@pytest.fixture
def at() -> datetime:
    """The office has been there since a month ago; the pages take the time of day themselves."""
    return timezone.now() - timedelta(days=40)


def press(client: Client, number: int, move: str, **said: str) -> int:
    address = f"/desk/catalogue/versions/{number}/"
    turn = inputs(client.get(address)).get("turn", "0")
    return client.post(address, {"move": move, "turn": turn, **said}).status_code


def test_the_whole_life_by_its_forms(office: Office, sit: Sit) -> None:
    officer = sit("officer")
    assert "还没有发布的目录" in words(officer.get("/desk/catalogue/"))
    assert officer.post("/desk/catalogue/begin/", {"reason": ""}).status_code == 422
    assert officer.post("/desk/catalogue/begin/", {"reason": "重新编制"}).status_code == 302
    turn = inputs(officer.get("/desk/catalogue/draft/"))["turn"]
    assert officer.post("/desk/catalogue/draft/", {"name": "机构信息", "turn": turn}).status_code == 302
    head = Version.objects.get().rows.get()
    address = f"/desk/catalogue/draft/rows/?parent={head.key}"
    form = inputs(officer.get(address)) | ROW | {"unit": str(office.study.pk)}
    wrong = officer.post(address, form | {"timing": "尽快", "content": ""})
    assert wrong.status_code == 422
    assert "请填写“公开内容（要素）”" in words(wrong)
    assert "公开时限“尽快”看不懂" in words(officer.post(address, form | {"timing": "尽快"}))
    assert officer.post(address, form).status_code == 302
    assert officer.post(address, form).status_code == 422  # an old page, and the same name
    assert press(officer, 1, "ask") == 302
    assert officer.get("/desk/catalogue/draft/").status_code == 404
    drafter = sit("drafter")
    assert "科室确认中" in words(drafter.get("/desk/disclosure/"))
    assert press(sit("second"), 1, "confirm") == 409  # there is no button for him, so nothing that he saw
    assert press(drafter, 1, "endorse") == 404
    assert press(drafter, 1, "confirm") == 302
    assert press(sit("chief"), 1, "endorse") == 302
    above = sit("above")
    assert press(above, 1, "turn_down") == 422
    assert press(above, 1, "approve", note="同意") == 302
    assert press(officer, 1, "release") == 302
    assert "已发布" in words(officer.get("/desk/catalogue/versions/"))
    assert "机构职能" in words(Client().get("/disclosure/catalogue/"))


def test_of_two_who_decide_at_once_the_second_is_told(office: Office, sit: Sit) -> None:
    office.move(office.draft(), "ask", "officer")
    drafter = sit("drafter")
    turn = inputs(drafter.get("/desk/catalogue/versions/1/"))["turn"]
    office.move(Version.objects.get(), "confirm", "second")
    late = drafter.post("/desk/catalogue/versions/1/", {"move": "confirm", "turn": turn})
    assert late.status_code == 409
    assert "目录刚才有变动" in words(late)


def test_a_row_explains_its_dates_and_takes_what_was_formed(office: Office, sit: Sit) -> None:
    row = office.row_named(office.in_force(), "预算决算")
    second, address = sit("second"), f"/desk/catalogue/rows/{row.key}/"
    page = words(second.get(address))
    assert "还没有应公开的" in page
    assert "《预算法》第十四条（法律法规）" in page
    day = (localdate() - timedelta(days=30)).isoformat()
    assert second.post(address, {"do": "formed", "on": day, "what": ""}).status_code == 422
    assert second.post(address, {"do": "formed", "on": day, "what": "预算经批准"}).status_code == 302
    page = words(second.get(address))
    assert "已逾期" in page
    assert "满 20 日，当日 24:00 到期" in page
    office.note(row, "b1", timezone.now())
    formation = Formation.objects.get()
    answer = {"do": "answer", "formation": str(formation.pk), "item": "b1"}
    assert second.post(address, answer).status_code == 302
    assert "晚了" in words(second.get(address))
    cancel = {"do": "cancel", "formation": str(formation.pk), "reason": "登记错了"}
    assert second.post(address, cancel).status_code == 302
    assert Formation.objects.get().cancelled_at
    assert "登记信息形成" not in words(sit("drafter").get(address))  # not his section
    assert sit("drafter").post(address, {"do": "formed", "on": day, "what": "x"}).status_code == 200
    assert Formation.objects.count() == 1
    assert second.post(address, {"do": "cancel", "formation": "x"}).status_code == 404


def test_rows_are_changed_moved_merged_and_removed_with_their_reasons(office: Office, sit: Sit) -> None:
    first = office.in_force()
    office.begin()
    officer = sit("officer")
    keys = {row.name: row.key for row in first.rows.all()}

    def post(which: str, /, **said: str) -> int:
        address = f"/desk/catalogue/draft/rows/{keys[which]}/"
        return officer.post(address, inputs(officer.get(address)) | said).status_code

    cells = access.cells_of(office.row_named(first, "机构职能")) | {"name": "机构概况"}
    assert post("机构职能", **cells, do="change") == 422
    assert post("机构职能", **cells, do="change", reason="改名") == 302
    assert post("预算决算", do="shift", to="up") == 302
    assert post("预算决算", do="shift", to=keys["机构信息"], reason="归口") == 302
    assert post("年度报告", do="merge", into=keys["12345月报"]) == 422
    assert post("年度报告", do="merge", into=keys["12345月报"], reason="合并") == 302
    assert post("业务工作", do="remove", reason="x") == 422
    assert post("业务工作", do="change", name="业务") == 422
    assert post("业务工作", do="change", name="业务", reason="精简") == 302
    page = words(officer.get("/desk/catalogue/versions/2/"))
    assert "并入 年度报告 → 12345月报" in page
    assert "理由：归口" in page
    assert page.index("机构概况") < page.index("预算决算")


def test_files_go_out_and_come_in(office: Office, sit: Sit) -> None:
    office.in_force()
    officer = sit("officer")
    for form, start in (("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")):
        response = officer.get(f"/desk/catalogue/versions/1/export/?form={form}")
        assert response.content.startswith(start)
        assert f"1%E7%89%88.{form}" in response["Content-Disposition"]
    assert officer.get("/desk/catalogue/versions/1/export/?form=exe").status_code == 404
    book = officer.get("/desk/catalogue/versions/1/export/?form=xlsx").content
    office.begin()
    turn = inputs(officer.get("/desk/catalogue/draft/bring/"))["turn"]
    sent = {"turn": turn, "file": SimpleUploadedFile("目录.xlsx", book)}
    assert "相同 4 行，没有导入 0 行" in words(officer.post("/desk/catalogue/draft/bring/", sent))
    broken = "一级事项,二级事项,公开时限\n机构信息,新事项,尽快\n".encode()
    turn = inputs(officer.get("/desk/catalogue/draft/bring/"))["turn"]
    sent = {"turn": turn, "file": SimpleUploadedFile("a.csv", broken)}
    page = words(officer.post("/desk/catalogue/draft/bring/", sent))
    assert "第 2 行" in page
    assert officer.post("/desk/catalogue/draft/bring/", {"turn": turn}).status_code == 422
    junk = {"turn": turn, "file": SimpleUploadedFile("a.csv", b"%PDF-1.7")}
    assert officer.post("/desk/catalogue/draft/bring/", junk).status_code in {409, 422}


def test_figures_and_tasks_cost_the_same_for_two_rows_and_fifty(office: Office, sit: Sit) -> None:
    version = office.draft()
    head = version.rows.get(name="业务工作")
    office.release(version)
    day = localdate(office.at)
    for row in access.rows_in_force(timezone.now())[:1]:
        actions.formed(row.key, day, "甲", actor=office.city.acting("officer"), at=office.at)
        office.note(row, "first", office.at, day)
    officer = sit("officer")

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert officer.get(address).status_code == 200
        return len(caught)

    addresses = ("/desk/catalogue/", "/desk/catalogue/figures/", "/desk/disclosure/", "/disclosure/catalogue/")
    queries("/desk/catalogue/")
    few = {address: queries(address) for address in addresses}
    office.city.at = timezone.now() - timedelta(days=35)
    version = office.begin()
    for number in range(46):
        row = office.row(version, head, name=f"事项{number}")
        if number % 2:
            office.change(version, row, content="另一种")
    office.release(version)
    for row in access.rows_in_force(timezone.now())[4:]:
        actions.formed(row.key, localdate(office.at), "乙", actor=office.city.acting("officer"), at=office.at)
        office.note(row, f"i{row.key}", office.at + timedelta(days=1), localdate(office.at))
    assert {address: queries(address) for address in addresses} == few
    assert len(access.standings(timezone.now())) == 50


def test_the_public_reads_the_released_versions_and_nothing_else(office: Office) -> None:
    public = Client()
    assert "目录正在编制" in words(public.get("/disclosure/catalogue/"))
    first = office.in_force()
    row = office.row_named(first, "12345月报")
    for number in range(5):
        office.note(row, f"m{number}", office.at + timedelta(days=number), title=f"第{number}号月报")
    office.note(row, "gone", office.at, title="撤下的月报", withdrawn=True)
    second = office.begin("机构改革")
    office.change(second, office.row_named(second, "机构职能"), reason="职能调整", name="机构概况")
    page = words(public.get("/disclosure/catalogue/"))
    assert "机构职能" in page
    assert "机构概况" not in page
    assert "第4号月报" in page
    assert "全部 5 条" in page
    assert "撤下的月报" not in page
    assert public.get("/disclosure/catalogue/versions/2/").status_code == 404
    assert public.get("/disclosure/catalogue/versions/2/catalogue.csv").status_code == 404
    office.city.at += timedelta(days=1)
    office.release(second)
    page = words(public.get("/disclosure/catalogue/"))
    assert "机构概况" in page
    assert "第 1 版" in page
    assert "这是以前的版本" in words(public.get("/disclosure/catalogue/versions/1/"))
    shown = words(public.get(f"/disclosure/catalogue/rows/{row.key}/"))
    assert "第0号月报" in shown
    assert "《政府信息公开条例》第二十六条" in shown
    assert "职能调整" in words(public.get(f"/disclosure/catalogue/rows/{office.row_named(first, '机构职能').key}/"))
    for form in ("csv", "xlsx"):
        assert public.get(f"/disclosure/catalogue/versions/2/catalogue.{form}").status_code == 200
    assert public.get("/disclosure/catalogue/versions/2/catalogue.json").status_code == 404
    assert re.search(r"href=\"/disclosure/articles/m4/\"", public.get("/disclosure/catalogue/").content.decode())


def test_who_has_something_to_do_finds_it_today(office: Office, sit: Sit) -> None:
    version = office.in_force()
    rows = {row.name: row for row in version.rows.all()}
    actions.formed(
        rows["预算决算"].key, localdate(office.at), "预算", actor=office.city.acting("officer"), at=office.at
    )
    assert "公开“预算决算”" in words(sit("second").get("/desk/disclosure/"))
    assert "公开“预算决算”" in words(sit("officer").get("/desk/disclosure/"))
    assert "公开“预算决算”" not in words(sit("drafter").get("/desk/disclosure/"))
    assert access.standing_of(rows["预算决算"], timezone.now()).standing.light is Light.OVERDUE
