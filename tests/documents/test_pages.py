"""The pages of documents through HTTP: strangers find nothing, what was typed is kept, lists cost the same for many."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.desk.conftest import sit, words
from tests.documents.conftest import DRAFT, SUBMIT, WITHHELD, Office
from yihaotong.catalogue.models import Matter, Row, Version
from yihaotong.documents.models import Document, OaImport, OaRow
from yihaotong.documents.rules.codes import State

__all__ = ["sit"]
Seat = Callable[[str], Client]


@pytest.fixture
def at() -> datetime:
    """The pages take the time of day themselves."""
    return timezone.now()


def address(document: Document, more: str = "") -> str:
    return f"/desk/documents/{document.pk}/{more}"


def form_of(document: Document, **data: object) -> dict[str, str]:
    document.refresh_from_db()
    told = {key: "on" if value is True else str(value) for key, value in data.items()}
    return {"version": str(document.version)} | told


def test_drafted_and_led_through_its_forms(office: Office, sit: Seat):
    drafter = sit("drafter")
    refused = drafter.post("/desk/documents/new/", DRAFT | {"title": "", "keywords": "留下的字"})
    assert (refused.status_code, "请填写“标题”" in words(refused)) == (422, True)
    assert "留下的字" in refused.content.decode()
    whole = drafter.post("/desk/documents/new/", DRAFT | WITHHELD | {"reason": ""})
    assert (whole.status_code, "须写明具体理由" in words(whole)) == (422, True)
    assert drafter.post("/desk/documents/new/", DRAFT).status_code == 302
    document = Document.objects.get()
    assert "自审并送审" in words(drafter.get(address(document)))
    edited = drafter.post(address(document, "edit/"), DRAFT | {"text": "内部资料"} | form_of(document))
    assert edited.status_code == 302
    assert "送不出去" in words(drafter.get(address(document)))
    stopped = drafter.post(address(document, "do/submit/"), form_of(document, **SUBMIT))
    assert (stopped.status_code, "内部资料" in words(stopped)) == (422, True)
    drafter.post(address(document, "edit/"), DRAFT | form_of(document))
    for who, name, data in (
        ("drafter", "submit", SUBMIT),
        ("head", "pass_section", {}),
        ("secrecy", "vet", {"outcome": "public", "note": "不涉密"}),
        ("officer", "pass_office", {}),
        ("signer", "sign", dict(office.way(document)[-1][3]) | {"dated_on": timezone.localdate().isoformat()}),
    ):
        assert sit(who).post(address(document, f"do/{name}/"), form_of(document, **data)).status_code == 302, name
    document.refresh_from_db()
    assert document.state == State.SIGNED
    told = words(sit("officer").get(address(document)))
    assert "24:00 前上网，怎样算的" in told
    assert document.index_no in told
    assert "不带年份和序号" not in told, "what is done is no longer asked"


def test_nobody_is_asked_to_confirm_what_was_not_said(office: Office, sit: Seat):
    plain, asking = office.draft(), office.draft(origin="asked", document_kind="qingshi")
    drafter = sit("drafter")
    assert "已看过上面的提示" not in words(drafter.get(address(plain)))
    assert "已看过上面的提示" in words(drafter.get(address(asking)))
    plain = office.move(plain, "submit", "drafter", **SUBMIT)
    said = sit("head").post(address(plain, "do/pass_section/"), form_of(plain), follow=True)
    assert "科室审查已同意，现在是“待保密审查”" in words(said)


def test_a_mark_of_a_secret_is_asked_about_at_saving(office: Office, sit: Seat):
    drafter, told = sit("drafter"), DRAFT | {"text": "本件机密★一年"}
    assert "看过了，不是涉密内容" not in words(drafter.get("/desk/documents/new/"))
    asked = drafter.post("/desk/documents/new/", told)
    assert (asked.status_code, "看过了，不是涉密内容" in words(asked), Document.objects.count()) == (422, True, 0)
    saved = drafter.post("/desk/documents/new/", told | {"not_secret": "on"}, follow=True)
    assert "正文里有“机密”" in words(saved)
    document = Document.objects.get()
    office.move(document, "abandon", "drafter", note="误录")
    officer = sit("officer")
    assert "这件作废稿里还有密级" in words(officer.get(address(document)))
    purged = officer.post(address(document, "do/purge/"), form_of(document, note="误录"), follow=True)
    assert "机密" not in words(purged)
    assert "内容已清除" in words(purged)


def test_a_row_of_the_catalogue_is_chosen_by_its_name(office: Office, sit: Seat):
    matter = Matter.objects.create(key="ML0001"), Matter.objects.create(key="ML0002")
    told = {"begun_at": office.at, "begun_by": "person:1", "moved_at": office.at, "moved_by": "person:1"}
    version = Version.objects.create(number=1, progress="released", being_made=None, released_at=office.at, **told)
    Row.objects.create(version=version, matter=matter[0], rank=1, name="业务工作")
    Row.objects.create(version=version, matter=matter[1], parent="ML0001", rank=1, name="12345月报")
    drafter = sit("drafter")
    assert 'value="ML0002 12345月报"' in drafter.get("/desk/documents/new/").content.decode()
    refused = drafter.post("/desk/documents/new/", DRAFT | {"catalogue_row": "没有的事项"})
    assert (refused.status_code, "没有“没有的事项”这一事项" in words(refused)) == (422, True)
    for written in ("ML0002 12345月报", "12345月报", "ML0002"):
        sent = drafter.post("/desk/documents/new/", DRAFT | {"catalogue_row": written}, follow=True)
        assert "12345月报（ML0002）" in words(sent)
    assert set(Document.objects.values_list("catalogue_row", flat=True)) == {"ML0002"}


def test_a_stale_form_keeps_what_was_typed(office: Office, sit: Seat):
    document = office.to("section")
    stale = form_of(document, note="写了半天的意见")
    office.move(document, "pass_section", "head")
    answered = sit("head").post(address(document, "do/pass_section/"), stale)
    assert answered.status_code == 409
    assert "写了半天的意见" in answered.content.decode()


def test_strangers_find_nothing_and_another_section_neither(office: Office, sit: Seat):
    document = office.draft()
    found = {who: sit(who).get(address(document)).status_code for who in office.city.people}
    assert {who for who, status in found.items() if status == 200} == {
        "drafter", "head", "secrecy", "officer", "signer", "chief",
    }  # fmt: skip
    assert set(found.values()) == {200, 404}
    assert sit("leader").get("/desk/documents/").status_code == 404, "who leads another unit"
    assert sit("chief").get("/desk/documents/").status_code == 200
    assert sit("drafter").get(address(document, "do/released/")).status_code == 404


def test_parts_are_added_opened_and_split(office: Office, sit: Seat):
    document, drafter = office.draft(), sit("drafter")
    annex = {"do": "annex", "title": "名单", "withheld": "on", "file": SimpleUploadedFile("a.txt", "甲".encode())}
    assert drafter.post(address(document, "annexes/"), form_of(document) | annex).status_code == 302
    part = document.annexes.get()
    assert drafter.get(address(document, f"annexes/{part.pk}/")).status_code == 302
    assert sit("drafter_b").get(address(document, f"annexes/{part.pk}/")).status_code == 404
    numbered = form_of(document, annex=part.pk)
    assert drafter.post(address(document, "annexes/"), numbered | {"do": "mark", "public": "on"}).status_code == 302
    assert drafter.post(address(document, "annexes/"), numbered | {"do": "mark"}).status_code == 422, "stale"
    again = form_of(document, annex=part.pk, do="split", **WITHHELD)
    assert drafter.post(address(document, "annexes/"), again | {"reason": ""}).status_code == 422
    moved = drafter.post(address(document, "annexes/"), again)
    assert moved.headers["Location"] != address(document)
    assert Document.objects.count() == 2


def test_the_list_costs_the_same_for_two_and_fifty(office: Office, sit: Seat, queries):
    for _ in range(2):
        office.draft()
    client = sit("officer")
    client.get("/desk/documents/")
    with queries() as few:
        client.get("/desk/documents/")
    first = Document.objects.earliest("pk")
    rows = [Document(**{field: getattr(first, field) for field in COLUMNS}) for _ in range(60)]
    Document.objects.bulk_create(rows)
    with queries() as many:
        page = client.get("/desk/documents/")
    assert len(few) == len(many)
    assert page.content.decode().count("data-row") == 50
    onward = client.get(f"/desk/documents/?after={Document.objects.order_by('-pk')[49].pk}")
    assert onward.content.decode().count("data-row") == 12
    assert "没有符合条件" in words(client.get("/desk/documents/?q=zzz&label=none&state=x&after=bad"))


COLUMNS = (
    "title", "document_kind", "section_id", "drafter", "authors", "origin", "label", "made_at", "moved_at",
)  # fmt: skip


def test_a_list_of_an_oa_system_and_its_figures(office: Office, sit: Seat):
    officer = sit("officer")
    day = timezone.localdate().isoformat()
    rows = ("标题,文号,成文日期,科室,公开属性", f"甲,办〔2026〕1号,{day},办公室,主动公开", "乙,,不详,办公室,")
    text = "\n".join([*rows, f"丙,,{day},没有的科,", f"丁,甲,乙,,{day},办公室,", f'戊,"办〔2026〕2号,{day},办公室,'])
    file = SimpleUploadedFile("清单.csv", text.encode("gb18030"))
    sent = officer.post("/desk/documents/lists/", {"file": file})
    run = OaImport.objects.get()
    assert sent.headers["Location"] == f"/desk/documents/lists/{run.pk}/"
    told = words(officer.get(sent.headers["Location"]))
    assert "成文日期“不详”认不出" in told
    assert "各列错了位" in told
    assert "文件第 6 行的引号没有闭合" in told
    assert "“没有的科”不是本单位的科室" in told
    assert OaRow.objects.count() == 1
    page = officer.get("/desk/documents/coverage/")
    assert "0.00 %" in words(page)
    assert "没有的科" not in words(page)
    assert "甲" not in words(officer.get("/desk/documents/coverage/?section=%3F没有的科&month=2026-99&since=x"))
    assert officer.post("/desk/documents/lists/", {"file": BytesIO(b"")}).status_code == 422
    assert officer.post("/desk/documents/lists/").status_code == 422
    assert sit("supervising").get("/desk/documents/coverage/").status_code == 200
    assert sit("supervising").get("/desk/documents/lists/").status_code == 404


def test_copies_are_listed_and_exported(office: Office, sit: Seat):
    document, officer = office.to("signed"), sit("officer")
    data = {"receiver": "library", "receiver_name": "示例图书馆", "handed_on": timezone.localdate().isoformat()}
    refused = officer.post("/desk/documents/deliveries/", data)
    assert (refused.status_code, "请先勾选" in words(refused)) == (422, True)
    assert officer.post("/desk/documents/deliveries/", data | {"document": document.pk}).status_code == 302
    exported = b"".join(officer.get("/desk/documents/deliveries/1/").streaming_content).decode("utf-8-sig")
    assert exported.splitlines()[0].startswith("序号,索引号,标题")
    assert document.index_no in exported
    assert "都移送过了" in words(officer.get("/desk/documents/deliveries/?receiver=library"))


def test_what_waits_stands_on_the_page_of_today(office: Office, sit: Seat):
    office.to("secrecy")
    withheld = office.to("signed", **WITHHELD)
    Document.objects.filter(pk=withheld.pk).update(recheck_on=timezone.localdate() - timedelta(days=1))
    assert "公文：待保密审查" in words(sit("secrecy").get("/desk/disclosure/"))
    assert "到期复核" in words(sit("officer").get("/desk/disclosure/"))
    assert "1 件到期" in words(sit("officer").get("/desk/documents/rechecks/"))
