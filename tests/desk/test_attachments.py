"""The card of attachments at the desk: adding, opening, taking away, and who is offered what."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.files.samples import jpeg, packed
from yihaotong.accounts.rules import citizen
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.files.models import File
from yihaotong.journal.models import Line

Sit = Callable[[str], Client]


def place(case: Case, more: str = "") -> str:
    return f"/desk/cases/{case.order_no}/{more}"


def photo(name: str = "现场.jpg", number: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(size=(60 + number, 40)))


def test_files_are_added_and_each_that_is_refused_is_named(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    uploads = [photo(), SimpleUploadedFile("材料.rar", b"Rar!\x1a\x07\x01\x00"), photo("二.jpg", 1)]
    page = sit("handler").post(place(case, "attachments/"), {"file": uploads}, follow=True)
    said = words(page)
    assert "“材料.rar”没有收下：这是 RAR 压缩包" in said
    assert "其余 2 个已收到" in said
    assert "现场.jpg" in said
    assert "测试handler" in said
    assert said.count("上传附件 测试handler") == 2, "the story has a line for each"
    assert "JPEG 图片" in said


@pytest.mark.parametrize(("ticked", "audience"), [({}, "staff"), ({"public": "on"}, "public")])
def test_the_unit_chooses_whether_the_citizen_sees_it(
    city: City, sit: Sit, ticked: dict[str, str], audience: str
) -> None:
    case = city.to("in_hand")
    sit("handler").post(place(case, "attachments/"), {"file": photo()} | ticked)
    assert File.objects.get().audience == audience


def test_our_script_is_told_that_it_is_done_and_the_next_page_says_what(city: City, sit: Sit) -> None:
    case, client = city.to("in_hand"), sit("handler")
    answer = client.post(place(case, "attachments/"), {"file": photo()}, headers={"X-Upload": "1"})
    assert answer.status_code == 204
    assert "收到 1 个附件" in words(client.get(place(case)))


def test_an_attachment_is_opened_through_an_address_of_ones_own(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    file = actions.attach(case, photo(), actor=city.acting("handler"), at=city.at)
    client = sit("reviewer")
    page = client.get(place(case)).content.decode()
    assert f'href="{place(case, f"attachments/{file.key}/")}"' in page
    assert 'src="/files/' in page
    answer = client.get(place(case, f"attachments/{file.key}/"), follow=True)
    assert answer.redirect_chain[0][0].startswith("/files/")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert Line.objects.get(kind="file.open").actor == city.people["reviewer"].key
    assert sit("street_handler").get(place(case, f"attachments/{file.key}/")).status_code == 404
    other = city.to("in_hand")
    assert client.get(place(other, f"attachments/{file.key}/")).status_code == 404


def test_ones_own_is_taken_back_and_anothers_by_the_supervisor_only(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    own = sit("handler")
    own.post(place(case, "attachments/"), {"file": photo()})
    theirs = actions.attach(case, photo(number=1), actor=citizen(case.order_no), at=city.at)
    mine = File.objects.exclude(key=theirs.key).get()
    page = own.get(place(case)).content.decode()
    assert place(case, f"attachments/{mine.key}/remove/") in page
    assert place(case, f"attachments/{theirs.key}/remove/") not in page
    refused = own.post(place(case, f"attachments/{theirs.key}/remove/"), follow=True)
    assert "只能移除自己传的附件" in words(refused)
    assert "已移除 现场.jpg" in words(own.post(place(case, f"attachments/{mine.key}/remove/"), follow=True))
    supervisor = sit("supervisor")
    asked = supervisor.post(place(case, f"attachments/{theirs.key}/remove/"), follow=True)
    assert "请选择移除原因" in words(asked)
    gone = supervisor.post(place(case, f"attachments/{theirs.key}/remove/"), {"reason": "private"}, follow=True)
    assert "移除附件 测试supervisor" in words(gone)
    assert "含他人隐私" in words(gone)
    assert not File.objects.filter(removed_at=None).exists()
    assert supervisor.post(place(case, f"attachments/{theirs.key}/remove/")).status_code == 404


def test_who_may_only_read_has_no_form_and_adds_nothing(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    analyst = sit("analyst")
    assert 'type="file"' not in analyst.get(place(case)).content.decode()
    answer = analyst.post(place(case, "attachments/"), {"file": photo()}, follow=True)
    assert "您的岗位不能上传附件" in words(answer)
    assert not File.objects.exists()


def test_the_card_is_no_button_among_the_moves(city: City, sit: Sit) -> None:
    page = sit("supervisor").get(place(city.file())).content.decode()
    assert "data-move" not in page
    assert "data-upload" in page


def test_a_file_sent_to_the_generic_move_is_told_where_to_go(city: City, sit: Sit) -> None:
    case = city.to("in_hand")
    answer = sit("handler").post(place(case, "attach/"), {"file": SimpleUploadedFile("x.zip", packed({"x": b"y"}))})
    assert answer.status_code == 422
    assert "/attachments" in words(answer)


def test_after_the_session_nothing_is_added(city: City) -> None:
    case = city.to("in_hand")
    assert Client().post(place(case, "attachments/"), {"file": photo()}).status_code == 401
    assert not File.objects.exists()
