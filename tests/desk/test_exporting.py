"""A list taken out: who may, what the file holds, what the journal says, however it ends."""

import csv
import fcntl
import io
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils.timezone import localtime
from openpyxl import load_workbook

from tests.cases.conftest import City
from tests.desk.conftest import words
from yihaotong.cases.models import Case
from yihaotong.cases.rules.lists import Ended
from yihaotong.desk.exporting import Stream
from yihaotong.desk.tables import TooMany, csv_pieces, harmless, sheet_pieces
from yihaotong.journal.models import Line

Sit = Callable[[str], Client]
REASON = {"purpose": "月度会商材料", "format": "csv"}


def lines_of(content: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding), newline="")))


def kinds() -> list[str]:
    return list(Line.objects.filter(kind__startswith="cases.").order_by("pk").values_list("kind", flat=True))


def test_the_file_says_who_when_why_and_which_list(city: City, sit: Sit) -> None:
    case, _sent = city.file(title="停水三天"), city.to("dispatched")
    answer = sit("supervisor").post("/desk/export/", REASON | {"query": "stage=filed"})
    assert kinds() == ["cases.export"]
    content = b"".join(answer.streaming_content)
    assert kinds() == ["cases.export", "cases.export_end"]
    assert content.startswith(b"\xef\xbb\xbf")
    made_up, head, reason, columns, *rows = lines_of(content)
    assert "模拟数据" in made_up[0]
    assert head[:2] == ["导出人", city.people["supervisor"].name]
    assert reason == ["用途", "月度会商材料", "筛选", "环节：待派单"]
    assert columns == ["工单编号", "标题", "时限", "区域", "主办单位", "环节", "受理时间", "备注"]
    assert [row[:2] for row in rows] == [[case.order_no, "停水三天"]]
    assert rows[0][5] == "待派单"
    begun, ended = Line.objects.filter(kind__startswith="cases.").order_by("pk")
    assert begun.facts["reason"] == "月度会商材料"
    assert ended.facts["after"] == {"rows": 1, "ended": "whole"}


@pytest.mark.parametrize("kind", ["csv", "csv-gb18030", "xlsx"])
def test_every_row_in_scope_and_nobodys_name_or_number(city: City, sit: Sit, kind: str) -> None:
    cases = [city.to("dispatched", title="=1+1") for _ in range(23)]
    city.file()
    answer = sit("leader").post("/desk/export/", REASON | {"format": kind})
    content = b"".join(answer.streaming_content)
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        cells = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
        titles = {row[1] for row in cells[4:]}
        assert titles == {"=1+1"}
    else:
        cells = lines_of(content, "gb18030" if kind == "csv-gb18030" else "utf-8-sig")
        assert {row[1] for row in cells[4:]} == {"'=1+1"}
    assert {row[0] for row in cells[4:]} == {case.order_no for case in cases}
    assert "王䶮" not in str(cells)
    assert "13951000001" not in str(cells)
    assert Line.objects.get(kind="cases.export_end").facts["after"] == {"rows": 23, "ended": "whole"}


@pytest.mark.parametrize(("kind", "ends"), [("csv", "23:59:59"), ("csv-gb18030", "23:59:59"), ("xlsx", "24:00")])
def test_the_end_of_a_day_is_said_to_people_and_exact_for_machines(city: City, sit: Sit, kind: str, ends: str) -> None:
    case, now = city.to("in_hand"), localtime(city.at)
    Case.objects.filter(pk=case.pk).update(due_at=now.replace(hour=23, minute=59, second=59))
    sent = {"format": kind, "query": "stage=in_hand"}
    content = b"".join(sit("leader").post("/desk/export/", REASON | sent).streaming_content)
    if kind == "xlsx":
        *_head, row = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    else:
        *_head, row = lines_of(content, "gb18030" if kind == "csv-gb18030" else "utf-8-sig")
    assert row[2] == f"{now:%Y-%m-%d} {ends}"


def test_who_stops_half_way_is_written_down_so(city: City, sit: Sit) -> None:
    for _ in range(3):
        city.file()
    answer = sit("supervisor").post("/desk/export/", REASON)
    next(answer.streaming_content)
    for close in answer._resource_closers:  # what Django calls when the connection is gone
        close()
    assert Line.objects.get(kind="cases.export_end").facts["after"] == {"rows": 0, "ended": "aborted"}


def test_the_end_is_told_once_even_if_nobody_reads_a_byte() -> None:
    told = []
    stream = Stream(iter([b"a"]), told.append, lambda: told.append("released"))
    stream.close()
    stream.close()
    assert told == ["released", Ended.ABORTED]
    whole = Stream(iter([b"a"]), told.append, lambda: None)
    assert list(whole) == [b"a"]
    whole.close()
    assert told[-1] is Ended.WHOLE


@pytest.mark.parametrize("purpose", ["", " ", "长" * 201])
def test_a_reason_is_asked_before_anything_leaves(city: City, sit: Sit, purpose: str) -> None:
    city.file()
    page = sit("supervisor").post("/desk/export/", REASON | {"purpose": purpose, "query": "stage=filed"})
    assert page.status_code == 422
    assert "用途" in words(page)
    assert "环节：待派单" in words(page)
    assert kinds() == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("unit=%27&stage=zzz", "环节"),
        ("stage=filed&since=2026-13-01", "受理起"),
        ("stage=filed&sort=worst", "没有这种排序"),
        ("q=" + "a" * 101, "要找的字最多 100 个"),
    ],
)
def test_what_was_not_understood_is_said_and_nothing_leaves(city: City, sit: Sit, query: str, said: str) -> None:
    """Without the mistaken filter the list would be wider than the one that was asked for."""
    city.file()
    client = sit("supervisor")
    asked, sent = client.get(f"/desk/export/?{query}"), client.post("/desk/export/", REASON | {"query": query})
    assert (asked.status_code, sent.status_code) == (200, 422)
    for page in (asked, sent):
        assert said in words(page)
        assert "改对了才能导出" in words(page)
        assert 'name="purpose"' not in page.content.decode()
    assert kinds() == []


def test_the_place_in_a_list_says_nothing_about_an_export(city: City, sit: Sit) -> None:
    city.file()
    client = sit("supervisor")
    assert "1 件" in words(client.get("/desk/export/?stage=filed&after=junk"))
    rows = lines_of(b"".join(client.post("/desk/export/", REASON | {"query": "after=junk"}).streaming_content))
    assert len(rows[4:]) == 1


def test_by_due_only_what_has_a_limit_leaves_and_the_file_says_so(city: City, sit: Sit) -> None:
    city.to("closed")
    case = city.file()
    client = sit("supervisor")
    assert "只列有时限的工单" in words(client.get("/desk/export/?sort=due"))
    rows = lines_of(b"".join(client.post("/desk/export/", REASON | {"query": "sort=due"}).streaming_content))
    assert rows[2][3] == "只列有时限的工单"
    assert [row[0] for row in rows[4:]] == [case.order_no]


def test_a_workbook_has_an_end_and_says_what_else_to_choose(city: City) -> None:
    with pytest.raises(TooMany):
        sheet_pieces([["头"]], ([str(number)] for number in range(11)), most=10)
    assert b"".join(sheet_pieces([["头"]], ([str(number)] for number in range(10)), most=10))


def copied(case: Case, times: int) -> None:
    """So many more cases just like this one, without their stories."""
    like = {name: value for name, value in Case.objects.values().get(pk=case.pk).items() if name != "id"}
    Case.objects.bulk_create(Case(**like | {"order_no": f"{case.order_no}-{number}"}) for number in range(times))


def test_one_long_export_at_a_time(city: City, sit: Sit) -> None:
    """A list that can be counted waits for nobody."""
    copied(city.file(), 1000)
    city.to("closed")
    client = sit("supervisor")
    assert "1000+ 件" in words(client.get("/desk/cases/"))
    with (settings.HOME / "export.lock").open("w") as place:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        assert b"".join(client.post("/desk/export/", REASON | {"query": "stage=closed"}).streaming_content)
        busy = client.post("/desk/export/", REASON)
        assert busy.status_code == 422
        assert "有一份大的导出正在进行" in words(busy)
        assert kinds() == ["cases.export", "cases.export_end"]
    rows = lines_of(b"".join(client.post("/desk/export/", REASON).streaming_content))
    assert len({row[0] for row in rows[4:]}) == len(rows[4:]) == 1002
    assert b"".join(client.post("/desk/export/", REASON).streaming_content), "the place is free again"


def test_a_long_export_tells_the_server_that_it_is_alive(city: City, sit: Sit) -> None:
    """gunicorn ends a worker that is silent for a minute."""
    copied(city.file(), 600)
    beats = []
    extra = {"yihaotong.alive": lambda: beats.append(1)}
    assert b"".join(sit("supervisor").post("/desk/export/", REASON, **extra).streaming_content)
    assert len(beats) == 2


@pytest.mark.parametrize("who", ["dispatcher", "handler", "operator", "system_admin"])
def test_others_have_no_such_page_and_no_such_button(city: City, sit: Sit, who: str) -> None:
    city.to("dispatched")
    client = sit(who)
    assert client.post("/desk/export/", REASON).status_code == 404
    assert "/desk/export/" not in client.get("/desk/cases/").content.decode()
    assert kinds() == []


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("停水=断水", "停水=断水"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, written: str) -> None:
    assert harmless(cell) == written


def test_pieces_of_a_csv_file_stay_small_however_long_it_is() -> None:
    pieces = list(csv_pieces([["头"]], (["一行", "二"] for _ in range(5_000)), "utf-8-sig"))
    assert max(map(len, pieces)) < 20_000
    assert b"".join(pieces).count(b"\r\n") == 5_001


@pytest.mark.parametrize(("by", "told"), [("leader", "停水 139****2222"), ("supervisor", "停水 13911112222")])
def test_whoever_reads_no_number_takes_none_out(city: City, sit: Sit, by: str, told: str) -> None:
    city.to("dispatched", title="停水 13911112222", phone="13911112222")
    answer = sit(by).post("/desk/export/", REASON)
    assert [row[1] for row in lines_of(b"".join(answer.streaming_content))[4:]] == [told]
