"""Importing on the page: choose, look, map by hand, start, see the result; for shift leaders and nobody else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.cases.conftest import City
from tests.desk.conftest import BACKEND, words
from yihaotong.accounts.rules import Role
from yihaotong.cases.actions import importing
from yihaotong.cases.models import Case, Import
from yihaotong.desk import importing as page

CSV = "工单编号,诉求,姓名,来电时间,备注\n1,路灯不亮,王五,2019/4/25,甲\n2,停水,赵六,20190/1/1,乙\n"
STRANGE = "号,群众说的,何时\n1,路灯不亮,2019/4/25\n"


@pytest.fixture
def chief(city: City) -> Client:
    shutil.rmtree(Path(settings.HOME) / "imports", ignore_errors=True)
    client = Client()
    client.force_login(city.hire("chief", Role.SHIFT_LEADER, city.centre), backend=BACKEND)
    return client


def send(client: Client, content: str | bytes, name: str = "2019 年来电.csv") -> HttpResponse:
    data = content if isinstance(content, bytes) else content.encode()
    return client.post("/desk/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def start(client: Client, run: Import, **chosen: object) -> HttpResponse:
    return client.post(f"/desk/import/{run.pk}/", {"do": "start"} | chosen, follow=True)


def uploads() -> list[Path]:
    return list((Path(settings.HOME) / "imports").glob("upload-*"))


def test_a_file_is_looked_at_started_and_worked_off(chief: Client) -> None:
    preview = send(chief, CSV)
    said = words(preview)
    assert "导入预览" in said
    assert "2019 年来电.csv" in said
    assert "其中 1 行不能导入" in said
    assert "年份不对（20190）" in said
    assert not Case.objects.exists()
    run = Import.objects.get()
    assert "后台进程在做" in words(start(chief, run))
    # Twice is once.
    assert "后台进程在做" in words(start(chief, run))
    importing.work_uploads(timezone.now())
    result = chief.get(f"/desk/import/{run.pk}/")
    assert "已完成" in words(result)
    assert "没有用到的列 备注" in words(result)
    assert Case.objects.get().body == "路灯不亮"
    assert uploads() == []
    fetched = chief.get(f"/desk/import/{run.pk}/rejects/")
    assert "attachment" in fetched.headers["Content-Disposition"]
    assert "20190/1/1" in b"".join(fetched.streaming_content).decode("utf-8-sig")


def test_progress_is_a_piece_of_the_page_that_asks_again_until_the_end(chief: Client) -> None:
    send(chief, CSV)
    run = Import.objects.get()
    start(chief, run)
    piece = chief.get(f"/desk/import/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" in piece
    assert "<html" not in piece
    importing.work_uploads(timezone.now())
    assert "hx-trigger" not in chief.get(f"/desk/import/{run.pk}/", headers={"HX-Request": "true"}).content.decode()


def test_columns_nobody_knows_are_mapped_by_hand(chief: Client) -> None:
    assert "导入预览" in words(send(chief, STRANGE))
    run = Import.objects.get()
    refused = start(chief, run)
    assert refused.status_code == 422
    assert "没有认出" in words(refused)
    chosen = {"column": ["号", "群众说的", "何时"], "field": ["number", "body", "filed_at"]}
    looked = chief.post(f"/desk/import/{run.pk}/", {"do": "look"} | chosen)
    assert '<option value="body" selected>' in looked.content.decode()
    start(chief, run, **chosen, source="县里", channel="phone", live="on")
    importing.work_uploads(timezone.now())
    case = Case.objects.get()
    assert (case.body, case.channel, case.historical) == ("路灯不亮", "phone", False)
    assert Import.objects.get().source == "县里"


def test_a_known_column_can_be_left_out(chief: Client) -> None:
    send(chief, CSV)
    chosen = {"column": ["诉求", "姓名"], "field": ["body", ""], "known": ["诉求", "姓名"]}
    start(chief, Import.objects.get(), **chosen)
    importing.work_uploads(timezone.now())
    assert Case.objects.get().requester.anonymous


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "空的"), (b"PK\x03\x04" + b"x" * 500, "压缩包"), (b" \n", "空的"), (b"\xff\xfe\x00", "UTF-16")],
)
def test_what_is_no_table_is_refused_in_words_and_not_kept(content: bytes, said: str, chief: Client) -> None:
    answer = send(chief, content)
    assert answer.status_code == 422
    assert said in words(answer)
    assert uploads() == []
    assert not Import.objects.exists()


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(chief: Client) -> None:
    answer = chief.post(
        "/desk/import/", data=b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=page.LARGEST * 2
    )
    assert answer.status_code == 413
    assert "200 MB" in words(answer)


def test_an_upload_is_dropped_with_its_file(chief: Client) -> None:
    send(chief, CSV)
    assert len(uploads()) == 1
    chief.post(f"/desk/import/{Import.objects.get().pk}/", {"do": "drop"})
    assert uploads() == []
    assert not Import.objects.exists()


def test_a_form_from_elsewhere_is_refused(city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.hire("chief", Role.SHIFT_LEADER, city.centre), backend=BACKEND)
    assert send(client, CSV).status_code == 403
    assert not Import.objects.exists()


def test_the_preview_is_the_uploaders_own_and_the_result_every_leaders(city: City, chief: Client) -> None:
    send(chief, CSV)
    run = Import.objects.get()
    other = Client()
    other.force_login(city.hire("deputy", Role.SHIFT_LEADER, city.centre), backend=BACKEND)
    assert other.get(f"/desk/import/{run.pk}/").status_code == 404
    start(chief, run)
    assert other.get(f"/desk/import/{run.pk}/").status_code == 200


def test_nobody_else_finds_these_pages(chief: Client, sit: Callable[[str], Client]) -> None:
    send(chief, CSV)
    run = Import.objects.get()
    start(chief, run)
    for username in ("operator", "dispatcher", "handler", "system_admin"):
        for path in ("/desk/import/", f"/desk/import/{run.pk}/", f"/desk/import/{run.pk}/rejects/"):
            assert sit(username).get(path).status_code == 404
        assert send(sit(username), CSV).status_code == 404
        assert "导入" not in words(sit(username).get("/desk/"))


def test_pages_of_history_open_for_those_who_see_it(chief: Client, sit: Callable[[str], Client]) -> None:
    send(chief, "编号,内容,答复意见\n1,路灯不亮,已经修好了\n2,停水,\n".encode("gb18030"))
    start(chief, Import.objects.get())
    importing.work_uploads(timezone.now())
    replied, waiting = Case.objects.order_by("-stage")[::-1]
    read = words(sit("dispatcher").get(f"/desk/cases/{replied.order_no}/"))
    assert "已经修好了" in read
    assert "导入" in read
    assert "派单" in words(sit("dispatcher").get(f"/desk/cases/{waiting.order_no}/"))
    assert waiting.order_no not in words(sit("dispatcher").get("/desk/"))
    assert waiting.order_no in words(sit("dispatcher").get("/desk/cases/"))


def test_the_list_of_runs_costs_the_same_for_two_as_for_many(chief: Client, queries: Callable) -> None:
    def asked() -> int:
        with queries() as seen:
            assert chief.get("/desk/import/").status_code == 200
        return len(seen)

    send(chief, CSV)
    few = asked()
    for _ in range(8):
        send(chief, CSV)
    assert asked() == few
