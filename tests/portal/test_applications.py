"""依申请公开 on the portal, without JavaScript: sent once, followed with a code, put right, read by nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.applications.conftest import FORM, Office, office, on
from tests.desk.conftest import inputs, words
from yihaotong.accounts.rules import citizen
from yihaotong.applications import access, actions
from yihaotong.applications.models import Application, Clock
from yihaotong.applications.rules.codes import Channel, Stage
from yihaotong.cases import actions as casework
from yihaotong.cases.models import Case
from yihaotong.cases.rules.codes import Channel as CaseChannel
from yihaotong.disclosure import city

__all__ = ["office"]

APPLY = "/disclosure/applications/"
TRACK = f"{APPLY}track/"


def page(application: Application, more: str = "") -> str:
    return f"{TRACK}{application.number}/{more}"


def sent(client: Client, where: str = APPLY, **changed: str) -> HttpResponse:
    """The form as its page gives it out, filled in."""
    return client.post(where, FORM | inputs(client.get(where)) | changed)


def opened(application: Application) -> Client:
    """The browser of the applicant who has shown his code."""
    client = Client()
    client.post(TRACK, {"number": application.number, "code": actions.query_code(application.number)})
    return client


def test_sent_it_has_a_receipt_and_waits_for_the_confirmation(office: Office) -> None:
    client = Client()
    answer = sent(client)
    it = Application.objects.get()
    assert answer.headers["Location"] == page(it, "receipt/")
    receipt = words(client.get(answer.headers["Location"]))
    assert it.number in receipt
    assert actions.query_code(it.number) in receipt
    assert (it.stage, it.channel, it.received_on) == (Stage.UNCONFIRMED, Channel.INTERNET, None)
    assert FORM["name"] not in receipt
    told = words(client.get(page(it)))
    assert "待确认" in told
    assert FORM["description"] in told


def test_an_empty_form_is_none_and_a_bare_one_is_sent(office: Office) -> None:
    client = Client()
    empty = dict.fromkeys(FORM, "") | {"kind": "natural"}
    refused = sent(client, **empty)
    assert (refused.status_code, "还什么都没填" in words(refused)) == (422, True)
    assert sent(client, **(empty | {"description": "供热"})).status_code == 302
    assert Application.objects.count() == 1


def test_a_way_that_cannot_reach_him_is_asked_for_once_by_its_field(office: Office) -> None:
    client = Client()
    asked = sent(client, delivery="electronic")
    assert (asked.status_code, Application.objects.exists()) == (422, False)
    assert "缺少电子邮箱" in words(asked)
    assert 'id="email-error"' in asked.content.decode()
    again = FORM | inputs(asked) | {"delivery": "electronic"}
    assert client.post(APPLY, again).status_code == 302, "he may send it all the same"
    assert sent(client, delivery="electronic", email="a@example.org", description="另一份文件").status_code == 302
    assert "缺少通信地址" in words(sent(client, delivery="post", address=""))


def test_he_sees_what_a_fee_is_made_of_and_that_it_was_taken_back(office: Office) -> None:
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    it = office.move(office.register(day), "charge", day, ladder="pages", pages=128)
    client = opened(it)
    told = words(client.get(page(it)))
    assert "1260 元" in told
    assert "第 101—128 页，每页 20 元，28 页计 560 元" in told
    assert "24:00 前缴费" in told
    assert "从您缴费的次日起重新计算" in told
    assert f"怎样缴：凭收费通知到{city.organ().name}" in told
    office.move(it, "take_back_charge", day, note="页数写错")
    told = words(client.get(page(it)))
    assert "这份通知已经撤回，不用缴" in told
    assert "页数写错" in told
    assert "前缴费" not in told


def test_what_lacks_is_told_at_once_and_added_without_a_clock(office: Office) -> None:
    client = Client()
    assert sent(client, name="", id_no="640104199001011", phone="打我女儿").status_code == 302
    it = Application.objects.get()
    for shown in (words(client.get(page(it, "receipt/"))), words(client.get(page(it)))):
        assert "缺少姓名" in shown
        assert "证件号码位数不对（15 位）" in shown
        assert "联系电话不像电话号码" in shown
    told = words(client.get(page(it)))
    assert "与您确认收到了这份申请" in told
    none = client.post(page(it, "supplement/"), {"name": ""})
    assert (none.status_code, "您什么也没填" in words(none)) == (422, True)
    other = client.post(page(it, "supplement/"), {"description": "另一份文件的全部内容"})
    assert (other.status_code, "所需信息已经写明" in words(other)) == (422, True)
    added = {"name": "示例甲", "id_no": FORM["id_no"], "phone": "13951000001"}
    done = words(client.post(page(it, "supplement/"), added, follow=True))
    assert "收到了您补充的内容" in done
    assert "您补充了信息" in done
    assert "缺少姓名" not in done
    assert not Clock.objects.filter(application=it).exists()


def test_nothing_described_and_sent_before_are_asked_about_once(office: Office) -> None:
    client = Client()
    bare = sent(client, description="", phone="打我女儿", address="")
    assert (bare.status_code, "还没有写要什么信息" in words(bare)) == (422, True)
    assert "还没有留下能联系到您的" in words(bare)
    assert sent(client).status_code == 302
    first = Application.objects.get()
    again = sent(client, description=f" {FORM['description']} ")
    assert (again.status_code, f"您已申请过（{first.number}，" in words(again)) == (422, True)
    assert client.post(APPLY, FORM | inputs(again)).status_code == 302, "he may send it all the same"
    assert Application.objects.count() == 2


def test_a_lost_session_gives_back_what_was_written(office: Office) -> None:
    lost = Client(enforce_csrf_checks=True).post(APPLY, FORM)
    assert lost.status_code == 403
    for name in ("description", "id_no", "name", "phone", "address"):
        assert FORM[name] in words(lost), name


@pytest.mark.parametrize(
    ("where", "field", "number", "leads"),
    [
        ("/track/", "order_no", "yq 2026—000012", TRACK),
        ("/track/", "order_no", "JD20261122000001", "/disclosure/complaints/"),
        (TRACK, "number", "YC 20261122-000001", "/track/"),
        ("/disclosure/complaints/track/", "number", "YQ2026-000012", TRACK),
    ],
)
def test_each_tracker_knows_the_others_numbers(where: str, field: str, number: str, leads: str, office: Office) -> None:
    answer = Client().post(where, {field: number, "code": "12345678"})
    assert (answer.status_code, "不在这一页查" in words(answer)) == (422, True)
    assert f'href="{leads}' in answer.content.decode()


def test_a_number_without_its_dash_is_found(office: Office) -> None:
    it = office.register("2025-09-24")
    for written in (it.number.replace("-", ""), it.number.replace("-", " – ")):
        found = Client().post(TRACK, {"number": written, "code": actions.query_code(it.number)})
        assert found.headers["Location"] == page(it)


def test_pressed_twice_it_is_one(office: Office) -> None:
    client = Client()
    form = FORM | inputs(client.get(APPLY))
    first, second = client.post(APPLY, form), client.post(APPLY, form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Application.objects.count() == 1


def test_what_looks_like_a_machine_is_asked_once_more_and_loses_nothing(office: Office) -> None:
    client = Client()
    for odd in ({"website": "http://spam.example"}, {"token": "forged"}, {"token": ""}):
        answer = sent(client, **odd)
        assert "您写的都在" in words(answer)
        assert FORM["description"] in answer.content.decode()
        assert not Application.objects.exists()
    assert client.post(APPLY, FORM | inputs(answer)).status_code == 302


def test_sent_too_fast_it_is_held_back_in_words(office: Office) -> None:
    client = Client()
    answers = [sent(client, description=f"第 {number} 件信息") for number in range(40)]
    held = next(each for each in answers if each.status_code == 429)
    assert "提交得太快" in words(held)
    assert int(held.headers["Retry-After"]) > 0
    assert "件信息" in held.content.decode()


@pytest.mark.parametrize(
    "odd",
    [
        {"description": "供热\x00补贴"},
        {"name": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
        {"description": "x" * 20_000},
        {"phone": "1" * 200},
        {"kind": "alien"},
        {"postcode": "7" * 100},
    ],
    ids=lambda odd: next(iter(odd)),
)
def test_odd_input_is_answered_and_kept(odd: dict[str, str], office: Office) -> None:
    answer = sent(Client(), **odd)
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert FORM["address"] in answer.content.decode()


def test_followed_with_number_and_code_and_slowed_after_wrong_ones(office: Office) -> None:
    it = office.register("2025-09-24")
    client = Client()
    empty = client.post(TRACK, {})
    assert "请填写申请编号" in words(empty)
    wrong = client.post(TRACK, {"number": it.number, "code": "00000000"})
    unknown = client.post(TRACK, {"number": "YQ1999-000001", "code": "00000000"})
    assert words(wrong).count("编号或查询码不对") == words(unknown).count("编号或查询码不对") > 0
    full_width = " ".join(actions.query_code(it.number)).translate({ord("1"): "１"})
    found = Client().post(TRACK, {"number": it.number.lower(), "code": full_width})
    assert found.headers["Location"] == page(it)
    for _ in range(30):
        answer = client.post(TRACK, {"number": it.number, "code": "00000000"})
    assert "再试" in words(answer)
    assert client.post(TRACK, {"number": "x" * 10_000, "code": "\x00"}).status_code < 500


def test_a_stranger_sees_nothing(office: Office) -> None:
    it, other = office.register("2025-09-24"), office.register("2025-09-25")
    for client in (Client(), opened(other)):
        for more in ("", "receipt/", "letters/1/", "attachments/00000000-0000-4000-8000-000000000000/"):
            answer = client.get(page(it, more))
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith(TRACK)
        for more in ("withdraw/", "correct/", "attachments/"):
            client.post(page(it, more), {"note": "不是我"})
        assert access.fresh(it).stage == Stage.EXAMINING
    assert opened(it).post(page(it, "sign/")).status_code == 404, "no move of his"


def test_put_right_explained_and_taken_back_by_himself(office: Office) -> None:
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    it = office.move(office.register(day), "ask_correction", day, defects="请写明文号")
    client = opened(it)
    told = words(client.get(page(it)))
    assert "请写明文号" in told
    assert "补正申请" in told
    assert "从收到您的补正之日起重新计算" in told
    assert "补正；没有正当理由逾期不补的" in told
    nothing = client.post(page(it, "correct/"), {"description": ""})
    assert (nothing.status_code, "您什么也没填" in words(nothing)) == (422, True)
    assert access.fresh(it).stage == Stage.TO_CORRECT
    refused = client.post(page(it, "correct/"), {"name": "名" * 200, "description": "补正的话"})
    assert refused.status_code == 422
    assert "补正的话" in refused.content.decode()
    done = client.post(page(it, "correct/"), {"description": "供热补贴办法，2024 年", "phone": "12"}, follow=True)
    assert "收到了您的补正" in words(done)
    assert "联系电话不像电话号码，已照原样记下" in words(done)
    assert access.fresh(it).description == "供热补贴办法，2024 年"
    assert "继续补正" in words(client.get(page(it)))
    assert client.post(page(it, "correct_more/"), {"phone": "13951000002"}).status_code == 302
    office.move(access.fresh(it), "ask_reasons", timezone.now(), note="本月第 12 件")
    empty = client.post(page(it, "explain/"), {"note": ""})
    assert empty.status_code == 422
    assert client.post(page(it, "explain/"), {"note": "写论文用"}).status_code == 302
    assert "收到您的说明" in words(client.get(page(it)))
    unsure = client.post(page(it, "withdraw/"), {"note": ""})
    assert (unsure.status_code, "我确定撤回" in words(unsure)) == (422, True)
    assert client.post(page(it, "withdraw/"), {"note": "", "sure": "yes"}).status_code == 302
    assert access.fresh(it).stage == Stage.WITHDRAWN
    again = client.post(page(it, "withdraw/"), {"note": "", "sure": "yes"})
    assert (again.status_code, "已撤回" in words(again)) == (422, True)


def test_he_reads_his_letters_and_not_those_to_others(office: Office) -> None:
    it = office.register("2025-09-24")
    it = office.move(it, "consult", "2025-09-25", asked="third_party", party="示例公司", question="是否同意")
    it = office.move(it, "consult_answered", "2025-09-28", consultation=1, opinion="agrees", note="同意公开")
    client, at = opened(it), timezone.now()
    it = office.signed(it, "2025-09-29")
    assert actions.draw_waiting(at) == 3
    told = words(client.get(page(it)))
    assert "接收回执" in told
    for hidden in ("征求意见书", "答复书", "示例公司", "同意公开"):
        assert hidden not in told
    it = office.move(it, "send", "2025-09-30", delivery="electronic", provided="in_text")
    told = words(client.get(page(it)))
    assert "答复书" in told
    assert "公开的信息：写在答复书里" in told
    assert "不服怎么办" in told
    assert "申请行政复议" in told
    receipt, reply = access.letters_for(it, citizen(it.number))
    assert client.get(page(it, f"letters/{reply.pk}/")).headers["Location"].startswith("/files/")
    asked = next(each for each in access.letters_for(it, office.acting("officer", at)) if each not in (receipt, reply))
    assert client.get(page(it, f"letters/{asked.pk}/")).status_code == 404


def test_his_files_are_his_and_staffs_stay_inside(office: Office) -> None:
    it = office.register("2025-09-24")
    client = opened(it)
    upload = BytesIO("身份证明".encode())
    upload.name = "证明.txt"
    bad = BytesIO(b"MZ\x90\x00" + b"\x00" * 300)
    bad.name = "程序.exe"
    assert "还没有选文件" in words(client.post(page(it, "attachments/"), {}, follow=True))
    answer = client.post(page(it, "attachments/"), {"file": [upload, bad]}, follow=True)
    assert "没有收下" in words(answer)
    assert "证明.txt" in words(answer)
    inside = BytesIO("内部意见".encode())
    inside.name = "内部.txt"
    at = on("2025-09-25")
    done = actions.attach_all(it, _uploads(inside), actor=office.acting("officer", at), at=at)
    assert [len(done.kept), len(done.refused)] == [1, 0]
    assert "内部.txt" not in words(client.get(page(it)))
    assert client.get(page(it, f"attachments/{done.kept[0].key}/")).status_code == 404


def _uploads(*files: BytesIO) -> Iterator["_Upload"]:
    for each in files:
        yield _Upload(each.name, each.getvalue())


class _Upload:
    def __init__(self, name: str, content: bytes) -> None:
        self.name, self._content = name, content

    def chunks(self) -> list[bytes]:
        return [self._content]


def test_a_form_filled_in_at_the_hotline_is_sent_once_and_by_himself(office: Office) -> None:
    at = timezone.now()
    operator = office.acting("operator", at)
    told = {"body": "想要供热补贴的办法", "request_type": "inquiry", "name": "示例甲", "phone": "13951000001"}
    case: Case = casework.file(told, actor=operator, at=at, channel=CaseChannel.PHONE).case
    address = f"{APPLY}invited/{actions.invite(case, actor=operator, at=at).token}/"
    client = Client()
    shown = client.get(address)
    assert "想要供热补贴的办法" in shown.content.decode()
    assert "不提交就不算申请" in words(shown)
    assert not Application.objects.exists()
    assert sent(client, address).status_code == 302
    assert Application.objects.get().hotline_no == case.order_no
    again = client.get(address)
    assert (again.status_code, "已经提交过" in words(again)) == (410, True)
    assert "示例甲" not in again.content.decode()
    assert client.get(f"{APPLY}invited/00000000-0000-4000-8000-000000000000/").status_code == 404
