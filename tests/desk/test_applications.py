"""依申请公开 at the desk, through HTTP: found, moved, refused with what was typed kept, its letters, its platform."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.applications.conftest import DECIDED, FORM, Office, office
from tests.desk.conftest import BACKEND, words
from yihaotong.accounts.rules import citizen
from yihaotong.applications import access, actions
from yihaotong.applications.models import Application, Letter
from yihaotong.applications.rules.codes import Channel, Stage
from yihaotong.applications.rules.moves import MOVES
from yihaotong.cases.rules.fields import Field, Kind
from yihaotong.journal.models import Line
from yihaotong.letters.models import Letter as Drawn

__all__ = ["office"]

LIST = "/desk/applications/"
Seats = Callable[[str], Client]


@pytest.fixture
def seat(office: Office) -> Seats:
    def seated(username: str) -> Client:
        client = Client()
        client.force_login(office.people[username], backend=BACKEND)
        return client

    return seated


def days_ago(count: int) -> str:
    return (timezone.localdate() - timedelta(days=count)).isoformat()


def page(application: Application, more: str = "") -> str:
    return f"{LIST}{application.number}/{more}"


def posted(client: Client, application: Application, move: str, **data: object) -> HttpResponse:
    """The form of a move as its page sends it."""
    sent = {f"{name}": value for name, value in data.items()} | {"version": access.fresh(application).version}
    return client.post(page(application, f"{move}/"), sent)


def test_the_list_narrows_by_stage_channel_lateness_and_words(office: Office, seat: Seats) -> None:
    old = office.move(office.register(days_ago(60), description="供热补贴办法"), "take_up", days_ago(59))
    new = office.register(days_ago(1), Channel.ORAL, description="供水管网图")
    gone = office.move(office.register(days_ago(3), description="绿化方案"), "withdraw", days_ago(2))
    officer = seat("officer")

    def listed(query: str = "") -> list[str]:
        found = re.findall(rf'href="{LIST}(YQ[\d-]+)/"', officer.get(LIST + query).content.decode())
        return list(dict.fromkeys(found))

    assert listed() == [old.number, new.number], "the nearest limit first, what has ended apart"
    assert listed("?stage=examining") == [new.number]
    assert listed("?channel=oral") == [new.number]
    assert listed("?late=1") == [old.number]
    assert listed("?q=%E7%BB%BF%E5%8C%96") == [gone.number]
    assert listed(f"?q={old.number.lower()}") == [old.number]
    assert listed("?every=1") == [gone.number, new.number, old.number]
    assert listed("?stage=%00&channel=x&page=x&late=2") == [old.number, new.number]
    assert officer.get(LIST + "?page=99999999999999999999").status_code == 200
    assert "这里没有申请" in words(officer.get(LIST + "?q=none"))
    assert "已超期" in words(officer.get(LIST))
    assert seat("stranger").get(page(old)).status_code == 404
    assert seat("operator").get(LIST).status_code == 404


def test_the_list_costs_the_same_for_two_and_for_fifty(office: Office, seat: Seats) -> None:
    officer = seat("officer")

    def queries() -> int:
        officer.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert officer.get(LIST).status_code == 200
        return len(asked)

    for number in range(2):
        office.register(days_ago(2), description=f"第 {number} 件")
    few = queries()
    one = Application.objects.first()
    assert one
    made = [Application(number=f"YQ1999-{number:06d}", **_copied(one)) for number in range(50)]
    Application.objects.bulk_create(made)
    assert queries() == few
    assert "下一页" in words(officer.get(LIST))


def _copied(one: Application) -> dict[str, object]:
    names = (
        "stage",
        "channel",
        "kind",
        "description",
        "registered_at",
        "received_on",
        "moved_at",
        "stage_on",
        "due_at",
    )
    return {name: getattr(one, name) for name in names}


def _by(move: str) -> str:
    return "officer" if "disclosure_officer" in MOVES[move].by else "leader"


@pytest.mark.parametrize("name", sorted(set(MOVES) - {"register", "attach"}))
def test_every_form_refuses_in_words_and_keeps_what_was_typed(name: str, office: Office, seat: Seats) -> None:
    """Nonsense in all its fields, at a stage of the move and at one that it does not know."""
    row, it = MOVES[name], office.register(days_ago(2))
    typed = {field.name: _nonsense(field) for field in row.fields}
    for stage in (next(each for each in Stage if each in row.sources), *(set(Stage) - row.sources)):
        Application.objects.filter(pk=it.pk).update(stage=stage.value)
        if not row.fields and stage in row.sources:
            continue
        response = posted(seat(_by(name)), it, name, **typed)
        assert response.status_code == 422, words(response)
        shown = response.content.decode()
        assert 'role="alert"' in shown
        for field in row.fields:
            if field.kind in {Kind.TEXT, Kind.LINE}:
                assert str(typed[field.name])[:50] in shown, (stage, field.name)
        if stage not in row.sources:
            break
    assert not Line.objects.filter(kind=f"application.{name}").exists()


def _nonsense(field: Field) -> str:
    if field.kind in {Kind.TEXT, Kind.LINE}:
        return f"{field.name}里写的话" * field.longest
    return {Kind.DATE: "后天", Kind.NUMBER: "许多", Kind.CHOICE: "别的", Kind.PHONE: "12"}.get(field.kind, "")


def test_of_two_who_had_it_open_the_second_is_told_and_keeps_his_text(office: Office, seat: Seats) -> None:
    it = office.register(days_ago(3))
    version = it.version
    office.move(it, "take_up", days_ago(2), "colleague")
    sent = {"version": version, "defects": "请写明文号和年份"}
    response = seat("officer").post(page(it, "ask_correction/"), sent)
    assert response.status_code == 409
    assert "测试colleague" in words(response)
    assert "审查通过" in words(response)
    assert "请写明文号和年份" in response.content.decode()


def test_the_identity_opens_with_a_purpose_and_a_line(office: Office, seat: Seats) -> None:
    it = office.register(days_ago(2))
    officer = seat("officer")
    assert FORM["name"] not in words(officer.get(page(it)))
    refused = officer.post(page(it, "identity/"), {})
    assert (refused.status_code, "请先选择查看用途" in words(refused)) == (422, True)
    assert not Line.objects.filter(kind="identity.read").exists()
    opened = officer.post(page(it, "identity/"), {"purpose": "contact"})
    assert FORM["name"] in words(opened)
    assert FORM["phone"] in words(opened)
    assert access.history(it).get(kind="identity.read").facts["reason"] == "联系申请人"
    assert FORM["name"] not in words(officer.get(page(it)))


def test_registered_twice_it_is_one_with_a_receipt_and_its_letter(office: Office, seat: Seats) -> None:
    officer = seat("officer")
    sent = {"channel": "counter", "name": "示例甲", "description": "供热补贴办法", "submission": str(uuid4())}
    first = officer.post(f"{LIST}register/", sent)
    again = officer.post(f"{LIST}register/", sent)
    it = Application.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == page(it, "receipt/")
    receipt = words(officer.get(page(it, "receipt/")))
    assert actions.query_code(it.number) in receipt
    assert "缺少联系方式" in receipt
    assert officer.get(page(it, "receipt/")).status_code == 302, "the code is shown this once"
    assert "接收回执" in words(officer.get(page(it)))
    empty = officer.post(f"{LIST}register/", {"channel": "counter", "hardship": "看不清"})
    assert (empty.status_code, "还什么都没填" in words(empty)) == (422, True)
    assert "看不清" in empty.content.decode()
    assert seat("leader").get(f"{LIST}register/").status_code in {403, 404}


def test_what_the_applicant_did_is_not_called_by_the_hotlines_name(office: Office, seat: Seats) -> None:
    it = office.register(days_ago(1), Channel.INTERNET)
    told = words(seat("officer").get(page(it)))
    assert "诉求人" not in told
    assert "登记 申请人" in told
    assert "收到意见" not in told, "nobody was asked"


def test_a_flawed_form_is_registered_at_the_counter_and_its_page_says_what_lacks(office: Office, seat: Seats) -> None:
    officer = seat("officer")
    form = {"channel": "counter", "description": "供热补贴办法", "phone": "打我女儿的电话", "delivery": "electronic"}
    assert officer.post(f"{LIST}register/", form | {"submission": str(uuid4())}).status_code == 302
    it = Application.objects.get()
    assert "缺少姓名" in words(officer.get(page(it, "receipt/")))
    shown = officer.get(page(it))
    for lack in ("缺少姓名", "联系电话不像电话号码", "获取途径选了“电子送达”，缺少电子邮箱"):
        assert words(shown).count(lack) == 2, "on the page and, to begin with, in the notice"
    assert "打我女儿" not in shown.content.decode()
    assert posted(officer, it, "ask_correction", defects="缺姓名").status_code == 302
    done = officer.post(page(it, "correct/"), {"name": "示例甲", "phone": "没有", "version": 2}, follow=True)
    assert "已登记收到的补正" in words(done)
    assert "已照原样记下" in words(done)
    assert "补正已经告知过一次，不能再告知" in words(done)
    assert 'id="move-ask_correction"' not in done.content.decode()


def test_a_fee_is_seen_before_its_notice_goes(office: Office, seat: Seats) -> None:
    it = office.register(days_ago(2))
    officer = seat("officer")
    empty = posted(officer, it, "charge", ladder="pages")
    assert (empty.status_code, "请填写“页数”" in words(empty)) == (422, True)
    first = posted(officer, it, "charge", ladder="pages", pages="128")
    assert "应收 1260 元" in words(first)
    assert "第 31—100 页，每页 10 元，70 页计 700 元" in words(first)
    other = posted(officer, it, "charge", ladder="pages", pages="129", seen="1260")
    assert "应收 1280 元" in words(other), "another number of pages is another fee"
    assert not Line.objects.filter(kind="application.charge").exists()
    assert posted(officer, it, "charge", ladder="pages", pages="128", seen="1260").status_code == 302
    assert "已撤回收费通知" in words(officer.post(page(it, "take_back_charge/"), {"note": "页数写错"}, follow=True))


def test_consultations_are_chosen_from_a_list_and_opened_for_a_purpose(office: Office, seat: Seats) -> None:
    it = office.register(days_ago(3))
    for name in ("示例公司", "另一公司"):
        it = office.move(it, "consult", days_ago(2), asked="third_party", party=name, question="是否同意")
    officer = seat("officer")
    shown = officer.get(page(it)).content.decode()
    assert re.search(r'<select[^>]*id="consult_received-consultation"', shown)
    assert "示例公司" not in shown
    it = office.move(it, "consult_received", days_ago(2), consultation=1)
    shown = officer.get(page(it)).content.decode()
    assert re.search(r'<option value="2" selected>第 2 次：第三方 另\*', shown), "of one that is left it is that one"
    bare = officer.post(page(it, "consultations/1/"))
    assert (bare.status_code, "请先选择查看用途" in words(bare)) == (422, True)
    assert "示例公司" in words(officer.post(page(it, "consultations/1/"), {"purpose": "consult"}))
    assert access.history(it).get(kind="identity.read").facts["reason"] == "联系第三方"
    assert officer.post(page(it, "consultations/9/"), {"purpose": "consult"}).status_code == 404


def test_what_the_applicant_handed_in_asks_for_a_purpose(office: Office, seat: Seats) -> None:
    it = office.register(days_ago(2))
    upload = SimpleUploadedFile("示例甲身份证.txt", "身份证明".encode())
    file = actions.attach(it, upload, actor=citizen(it.number), at=timezone.now())
    officer, where = seat("officer"), page(it, f"attachments/{file.key}/")
    assert "示例甲身份证" not in officer.get(page(it)).content.decode()
    assert "打开前先写明用途" in words(officer.get(where))
    assert officer.post(where).status_code == 422
    assert not Line.objects.filter(kind="application.open_attachment").exists()
    assert officer.post(where, {"purpose": "verify"}).headers["Location"].startswith("/files/")
    assert access.history(it).get(kind="application.open_attachment").facts["reason"] == "核对申请人身份"
    inside = actions.attach(
        it, SimpleUploadedFile("内部.txt", b"memo"), actor=office.acting("officer", timezone.now()), at=timezone.now()
    )
    assert officer.get(page(it, f"attachments/{inside.key}/")).status_code == 302


# --- letters ------------------------------------------------------------------------------------------------------


def test_a_letter_is_made_with_its_move_and_opened_by_its_readers(office: Office, seat: Seats) -> None:
    it = office.move(office.register(days_ago(3)), "take_up", days_ago(2))
    officer, leader = seat("officer"), seat("leader")
    assert posted(officer, it, "decide", reply="R1", **DECIDED["R1"]).status_code == 302
    assert posted(officer, it, "propose").status_code == 302
    pdf = leader.get(page(it, "preview/"))
    assert pdf.content.startswith(b"%PDF")
    assert access.history(it).get(kind="identity.read").facts["reason"] == "预览答复书"
    assert posted(leader, it, "sign").status_code == 302
    reply = Letter.objects.get(template="reply")
    assert reply.drawn
    assert reply.drawn.shown_number in words(officer.get(page(it)))
    for kind in ("pdf", "docx"):
        answer = officer.get(page(it, f"letters/{reply.drawn_id}/{kind}/"))
        assert answer.headers["Location"].startswith("/files/")
    for wrong in (f"letters/{reply.drawn_id}/exe/", "letters/999999/pdf/"):
        assert officer.get(page(it, wrong)).status_code == 404
    assert seat("stranger").get(page(it, f"letters/{reply.drawn_id}/pdf/")).status_code == 404


def test_a_letter_that_cannot_be_made_loses_no_move_and_is_tried_again(office: Office, seat: Seats) -> None:
    officer = seat("officer")
    it = office.register("2025-09-24")
    Application.objects.filter(pk=it.pk).update(description="供热\x07补贴办法")
    assert not Drawn.objects.exists()
    assert "还没有生成" in words(officer.get(page(it)))
    told = words(officer.post(page(it, "letters/"), follow=True))
    assert "文书还没有生成" in told
    assert actions.draw_waiting(timezone.now()) == 0
    Application.objects.filter(pk=it.pk).update(description="供热补贴办法")
    assert actions.draw_waiting(timezone.now()) == 1
    assert actions.draw_waiting(timezone.now()) == 0
    assert Drawn.objects.count() == 1
    assert "还没有生成" not in words(officer.get(page(it)))


def test_no_character_of_his_leaves_him_without_a_letter(office: Office, seat: Seats) -> None:
    officer = seat("officer")
    odd = {"description": "供热补贴办法\U0001f9ff\U000e0041\ue000", "name": "示例😀"}
    sent = {"channel": "counter", "submission": str(uuid4())} | odd
    assert officer.post(f"{LIST}register/", sent).status_code == 302
    it = Application.objects.get()
    drawn = Drawn.objects.get()
    line = Line.objects.get(kind="letter.draw_up", subject=drawn.key)
    assert line.facts["after"]["replaced"].split() == ["U+1F600", "U+1F9FF", "U+E0041", "U+E000"]
    assert it.description == odd["description"]
    assert "姓名或名称、所需信息里有文书字库没有的字符" in words(officer.get(page(it)))
    refused = posted(officer, it, "ask_correction", defects="请写明文号😀")
    assert (refused.status_code, "印不出这些字符：“😀”" in words(refused)) == (422, True)
    done = office.sent(it, timezone.now(), "R4")
    assert done.stage == Stage.REPLIED


def test_what_is_disclosed_hangs_on_the_request_or_is_said_to_be_elsewhere(office: Office, seat: Seats) -> None:
    it = office.decided(office.register("2025-09-24"), "2025-10-20", "R3")
    it = office.move(it, "propose", "2025-10-20")
    shown = words(seat("leader").get(page(it)))
    assert "选定的理由与写的理由是否一致" in shown
    assert "还没有附上公开的文件" in shown
    it = office.move(it, "sign", "2025-10-20", "leader")
    bare = posted(seat("officer"), it, "send", delivery="electronic")
    assert (bare.status_code, "没有附上要公开的信息，确定这样送出吗" in words(bare)) == (422, True)
    assert posted(seat("officer"), it, "send", delivery="electronic", provided="in_person").status_code == 302


def test_a_signature_taken_back_leaves_no_letter_to_the_applicant(office: Office) -> None:
    it = office.signed(office.register("2025-09-24"), "2025-10-20", "R2")
    it = office.move(it, "take_back", "2025-10-20", note="写错了")
    assert actions.missing(it)[0].template == "receipt"
    assert len(actions.missing(it)) == 1
    it = office.move(it, "propose", "2025-10-20")
    it = office.move(it, "sign", "2025-10-20", "leader")
    it = office.move(it, "send", "2025-10-20", delivery="electronic", provided="in_text")
    assert actions.draw_waiting(timezone.now()) == 1, "the receipt; the reply was drawn up when it went out"
    assert Drawn.objects.exclude(number=None).get().shown_number
    day = timezone.localtime(Drawn.objects.exclude(number=None).get().at).date()
    assert day.isoformat() == "2025-10-20", "dated as it was signed"


# --- platform, year -----------------------------------------------------------------------------------------------

TABLE = (
    "平台编号,平台收到时间,申请人类别,姓名,联系电话,所需信息\n"
    "PT-1,2025/9/24 9:30,自然人,示例甲,13951000001,供热补贴办法\n"
    "PT-2,昨天,自然人,示例乙,13951000002,供水管网图\n"
)


def test_a_platforms_table_comes_in_and_our_state_goes_out(office: Office, seat: Seats) -> None:
    officer = seat("officer")
    upload = lambda text: {"file": SimpleUploadedFile("平台.csv", text.encode())}  # noqa: E731
    told = words(officer.post(f"{LIST}platform/", upload(TABLE)))
    assert "登记 1 件" in told
    assert "第 3 行 平台收到时间：" in told
    assert "没有变的 1 件" in words(officer.post(f"{LIST}platform/", upload(TABLE)))
    assert Application.objects.count() == 1
    assert "请先选择文件" in words(officer.post(f"{LIST}platform/"))
    assert officer.post(f"{LIST}platform/", upload("什么,都不是\n1,2\n")).status_code == 422
    answer = officer.get(f"{LIST}platform/export/")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith(f"PT-1,{Application.objects.get().number},审查中,2025-09-24")
    assert "示例甲" not in answer.content.decode()
    assert Line.objects.get(kind="application.tell_platform").facts["after"] == {"rows": 1}
    assert seat("leader").get(f"{LIST}platform/export/").status_code == 404


def test_each_figure_of_the_year_opens_to_its_requests(office: Office, seat: Seats) -> None:
    it = office.sent(office.register("2025-09-24"), "2025-10-20", "R4")
    leader = seat("leader")
    year = leader.get(f"{LIST}year/?year=2025")
    links = re.findall(r'href="(\?year=2025&amp;row=[^"]+)"', year.content.decode())
    assert links
    for link in links:
        assert it.number in words(leader.get(f"{LIST}year/" + link.replace("&amp;", "&").split("#")[0]))
    assert leader.get(f"{LIST}year/?year=1&row=%00&column=x").status_code == 200
    for heading in (
        "三、本年度办理结果",
        "（三）不予公开",
        "（四）无法提供",
        "（五）不予处理",
        "（六）其他处理",
        "法人或其他组织",
    ):
        assert heading in words(year)
