"""Tracking and evaluating: with number and code, in plain words, nothing of anybody else's."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.cases.conftest import REPLY, City
from tests.desk.conftest import BACKEND, inputs, words
from yihaotong.cases import actions
from yihaotong.cases.actions.tracking import ALLOWED_FAILURES
from yihaotong.cases.models import Case, Evaluation, LookUp
from yihaotong.journal.models import Line

TRACK = "/track/"
PRAISE = {"solved": "yes", "satisfaction": "very_satisfied", "attitude": "satisfied", "note": "修得很快"}

Proven = Callable[[Case], Client]


def wrong(case: Case) -> str:
    return f"{(int(actions.query_code(case.order_no)) + 1) % 10**8:08d}"


def test_number_and_code_open_the_case(city: City) -> None:
    case = city.file()
    client = Client()
    form = {"order_no": f" {case.order_no.lower()} ", "code": " ".join(actions.query_code(case.order_no))}
    answer = client.post(TRACK, form)
    assert answer.headers["Location"] == f"/track/{case.order_no}/"
    page = words(client.get(answer.headers["Location"]))
    assert "已受理" in page
    assert "最晚什么时候给您结果" in page
    assert "还剩" in page


@pytest.mark.parametrize(("order_no", "code"), [("", ""), ("", "12345678"), ("YC20261122000001", " ")])
def test_what_was_left_empty_is_named_and_is_no_guess(city: City, order_no: str, code: str) -> None:
    client = Client()
    for _ in range(15):
        answer = client.post(TRACK, {"order_no": order_no, "code": code})
        assert answer.status_code == 422
    page = words(answer)
    assert ("请填写工单编号" in page) == (not order_no)
    assert ("请填写查询码" in page) == (not code.strip())


def test_without_the_code_there_is_nothing_to_see(city: City) -> None:
    case = city.to("to_call_back")
    client = Client()
    for path in (f"/track/{case.order_no}/", "/track/YC19990101000001/"):
        assert client.get(path).headers["Location"].partition("?")[0] == TRACK
    assert client.post(f"/track/{case.order_no}/evaluate/", PRAISE).status_code == 401
    assert not Evaluation.objects.exists()


def test_the_code_of_one_case_opens_no_other(city: City, proven: Proven) -> None:
    mine, other = city.file(), city.file()
    assert proven(mine).get(f"/track/{other.order_no}/").headers["Location"] == f"{TRACK}?no={other.order_no}"


def test_a_wrong_code_and_a_number_that_never_was_get_the_same_words(city: City) -> None:
    case = city.file()
    known = Client().post(TRACK, {"order_no": case.order_no, "code": wrong(case)})
    unknown = Client().post(TRACK, {"order_no": "YC19990101000001", "code": "12345678"})
    assert known.status_code == unknown.status_code == 422
    for answer in (known, unknown):
        assert "编号或查询码不对" in words(answer)


def guess(case: Case, times: int = ALLOWED_FAILURES) -> Client:
    """Somebody who knows the number, which can be guessed, and tries codes."""
    client = Client()
    for _ in range(times):
        assert "编号或查询码不对" in words(client.post(TRACK, {"order_no": case.order_no, "code": wrong(case)}))
    return client


def test_guessing_shuts_nobody_out_the_telephones_last_digits_open_it(city: City) -> None:
    case, other = city.file(), city.file()
    guess(case)
    right = {"order_no": case.order_no, "code": actions.query_code(case.order_no)}
    client = Client()
    page = client.post(TRACK, right)
    assert "电话的后四位" in words(page)
    assert actions.query_code(case.order_no) in page.content.decode(), "the code need not be typed again"
    assert "不对" in words(client.post(TRACK, right | {"tail": "0002"}))
    assert client.post(TRACK, right | {"tail": "０００1 "}).headers["Location"] == f"/track/{case.order_no}/"
    assert Client().post(TRACK, right).status_code == 302, "who opened it with both has ended the guessing"
    neighbour = {"order_no": other.order_no, "code": actions.query_code(other.order_no)}
    assert Client().post(TRACK, neighbour).status_code == 302


def test_whether_the_code_was_right_is_not_told_while_it_is_guarded(city: City) -> None:
    case = city.file()
    guess(case)
    answers = [
        words(Client().post(TRACK, {"order_no": case.order_no, "code": code, "tail": tail}))
        for code, tail in ((actions.query_code(case.order_no), "9999"), (wrong(case), "0001"), (wrong(case), "9999"))
    ]
    assert len(set(answers)) == 1


def test_a_device_that_opened_it_before_needs_no_second_proof(city: City, proven: Proven) -> None:
    case = city.file()
    client = proven(case)
    guess(case)
    client.cookies.pop("sessionid")
    right = {"order_no": case.order_no, "code": actions.query_code(case.order_no)}
    assert client.post(TRACK, right).headers["Location"] == f"/track/{case.order_no}/"


def test_leaving_forgets_that_too(city: City, proven: Proven) -> None:
    case = city.file()
    client = proven(case)
    guess(case)
    client.post("/track/leave/")
    right = {"order_no": case.order_no, "code": actions.query_code(case.order_no)}
    assert "电话的后四位" in words(client.post(TRACK, right))


def test_an_anonymous_citizen_waits_a_minute_at_most(city: City) -> None:
    case = city.file(anonymous=True, name="", phone="")
    guess(case)
    right = {"order_no": case.order_no, "code": actions.query_code(case.order_no)}
    page = Client().post(TRACK, right)
    assert re.search(r"请过 (\d+) 秒再试", words(page))
    LookUp.objects.filter(case=case).update(since=timezone.now() - timedelta(minutes=1, seconds=1))
    assert Client().post(TRACK, right).status_code == 302


@pytest.mark.parametrize("written", ["", "\x00", "x" * 100_000, "💧", "' OR 1=1", "١٢٣٤٥٦٧٨"])
def test_odd_input_gets_an_ordinary_answer(city: City, written: str) -> None:
    assert Client().post(TRACK, {"order_no": written, "code": written}).status_code == 422


def test_progress_is_told_in_plain_words_and_the_reply_only_once_it_is_approved(city: City, proven: Proven) -> None:
    case = city.to("replied")
    client = proven(case)
    before = words(client.get(f"/track/{case.order_no}/"))
    assert "中心正在审核答复" in before
    assert REPLY["text"] not in before
    city.move(case, "approve", "reviewer")
    after = words(client.get(f"/track/{case.order_no}/"))
    assert REPLY["text"] in after
    assert "请您评价" in after


def test_nothing_of_the_staff_is_on_the_citizens_page(city: City, proven: Proven) -> None:
    case = city.file()
    city.move(case, "dispatch", "dispatcher", {"unit": "WATER", "note": "内部说明：请先抢修"})
    case = Case.objects.get(pk=case.pk)
    case = city.move(case, "sign", "handler")
    city.move(case, "contact", "handler", {"means": "phone", "reached": True, "note": "内部联系记录"})
    source = proven(case).get(f"/track/{case.order_no}/").content.decode()
    for hidden in ("测试", "内部说明", "内部联系记录", "13951000001", "王䶮", "person:"):
        assert hidden not in source
    assert "示例WATER" in source


def test_the_citizen_says_what_he_thinks_once(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    client = proven(case)
    address = f"/track/{case.order_no}/evaluate/"
    assert client.post(address, PRAISE).headers["Location"] == f"/track/{case.order_no}/"
    given = Evaluation.objects.get()
    assert (given.solved, given.satisfaction, given.note) == ("yes", "very_satisfied", "修得很快")
    page = client.get(f"/track/{case.order_no}/")
    assert "您的评价" in words(page)
    assert "evaluate/" not in page.content.decode()
    again = client.post(address, PRAISE | {"satisfaction": "dissatisfied"})
    assert again.status_code == 409
    assert "您已经评价过了" in words(again)
    assert Evaluation.objects.get().satisfaction == "very_satisfied"


def test_an_unfinished_evaluation_says_what_is_missing_and_keeps_the_rest(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    answer = proven(case).post(f"/track/{case.order_no}/evaluate/", {"solved": "partly", "note": "还差一点"})
    assert answer.status_code == 422
    assert "请填写“对办理结果”" in words(answer)
    assert "还差一点" in answer.content.decode()
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("stage", ["filed", "in_hand"])
def test_there_is_nothing_to_evaluate_before_the_reply(city: City, proven: Proven, stage: str) -> None:
    case = city.to(stage)
    client = proven(case)
    assert "请您评价" not in words(client.get(f"/track/{case.order_no}/"))
    assert client.post(f"/track/{case.order_no}/evaluate/", PRAISE).status_code == 409
    assert not Evaluation.objects.exists()


def test_leaving_forgets_the_cases_on_this_device(city: City, proven: Proven) -> None:
    case = city.file()
    client = proven(case)
    assert case.order_no in words(client.get(TRACK))
    client.post("/track/leave/")
    assert case.order_no not in words(client.get(TRACK))
    sent = client.get(f"/track/{case.order_no}/").headers["Location"]
    assert sent == f"{TRACK}?no={case.order_no}", "the number is filled in, whether there is such a case or not"
    assert f'name="order_no" value="{case.order_no}"' in client.get(sent).content.decode()


def test_reloading_the_page_of_a_refused_evaluation_shows_the_case(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    assert proven(case).get(f"/track/{case.order_no}/evaluate/").headers["Location"] == f"/track/{case.order_no}/"


def test_an_evaluation_sent_after_the_session_ended_keeps_its_text(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    client = proven(case)
    client.cookies.pop("sessionid")
    asked = client.post(f"/track/{case.order_no}/evaluate/", PRAISE)
    assert "您写的还在" in words(asked)
    wrong_code = client.post(TRACK, inputs(asked) | {"order_no": case.order_no, "code": wrong(case)})
    code = actions.query_code(case.order_no)
    page = client.post(TRACK, inputs(wrong_code) | {"order_no": case.order_no, "code": code})
    assert "修得很快" in page.content.decode()
    assert re.search(r'value="very_satisfied" checked', page.content.decode())
    assert not Evaluation.objects.exists()
    client.post(f"/track/{case.order_no}/evaluate/", PRAISE)
    assert Evaluation.objects.get().note == "修得很快"


def full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


def test_a_number_and_a_code_may_be_pasted_in_full_width(city: City) -> None:
    case = city.file()
    form = {"order_no": full_width(case.order_no), "code": full_width(actions.query_code(case.order_no))}
    assert Client().post(TRACK, form).headers["Location"] == f"/track/{case.order_no}/"


@pytest.mark.parametrize(
    ("stage", "filing", "said", "unsaid"),
    [
        ("in_hand", {}, "前与您联系", "由中心联系"),
        ("in_hand", {"secrecy": "confidential"}, "需要联系您时由中心联系", "与您联系"),
        ("in_hand", {"anonymous": True, "name": "", "phone": ""}, "已经签收，正在办理", "联系您"),
        ("to_call_back", {}, "前打电话回访", "匿名"),
        ("to_call_back", {"anonymous": True, "name": "", "phone": ""}, "匿名诉求不回访", "打电话"),
    ],
)
def test_only_what_will_happen_is_promised(
    city: City, proven: Proven, stage: str, filing: dict[str, object], said: str, unsaid: str
) -> None:
    case = city.file(**filing)
    reply = REPLY | ({"no_contact": "anonymous"} if filing.get("anonymous") else {})
    way = [("dispatch", "dispatcher", {"unit": "WATER"}), ("sign", "handler", {})]
    if stage == "to_call_back":
        way += [("reply", "handler", reply | {"no_contact": reply.get("no_contact", "unreachable")})]
        way += [("approve", "reviewer", {})]
    for name, by, data in way:
        case = city.move(case, name, by, data)
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert said in page
    assert unsaid not in page


def test_after_an_evaluation_all_that_was_chosen_is_shown_and_nothing_more_is_asked(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    client = proven(case)
    client.post(f"/track/{case.order_no}/evaluate/", PRAISE)
    page = words(client.get(f"/track/{case.order_no}/"))
    assert "对办理结果 非常满意 对服务态度 满意" in page
    assert "修得很快" in page
    assert "现在就评价" not in page
    assert "您的评价已经记下，等待中心办结" in page


@pytest.mark.parametrize("service", ["dissatisfied", ""])
def test_the_hotline_itself_is_judged_apart_from_the_result(city: City, proven: Proven, service: str) -> None:
    case = city.to("to_call_back")
    client = proven(case)
    assert "对 12345 的接听受理" in words(client.get(f"/track/{case.order_no}/"))
    client.post(f"/track/{case.order_no}/evaluate/", PRAISE | {"service": service})
    line = Line.objects.get(subject=case.key, kind="case.evaluate")
    assert line.facts["after"].get("service", "") == service
    case.refresh_from_db()
    assert not case.dissatisfied, "what he says of the hotline is not held against the unit"
    told = "对 12345 的接听受理 不满意"
    assert (told in words(client.get(f"/track/{case.order_no}/"))) == bool(service)
    desk = Client()
    desk.force_login(city.people["supervisor"], backend=BACKEND)
    assert (told in words(desk.get(f"/desk/cases/{case.order_no}/"))) == bool(service)
    other = city.to("to_call_back")
    given = PRAISE | {"service": "splendid"}
    assert proven(other).post(f"/track/{other.order_no}/evaluate/", given).status_code == 422


UNHAPPY = {"solved": "no", "satisfaction": "dissatisfied", "note": "还是没水"}


def test_who_is_not_content_reads_what_follows(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    client = proven(case)
    client.post(f"/track/{case.order_no}/evaluate/", UNHAPPY)
    page = words(client.get(f"/track/{case.order_no}/"))
    assert re.search(r"接下来 中心会在\S*.*前打电话回访，听您说哪里不满意", page)
    assert "退回单位重办一次" in page
    assert "否则由督办员认定，并说明理由" in page
    case = Case.objects.get(pk=case.pk)
    city.move(case, "redo", "call_back_clerk", UNHAPPY | {"contacted": True})
    assert "接下来 已经退回单位重办" in words(client.get(f"/track/{case.order_no}/"))


def test_who_is_not_content_and_nameless_is_promised_no_call(city: City, proven: Proven) -> None:
    case = city.file(anonymous=True, name="", phone="")
    for name, by, data in (
        ("dispatch", "dispatcher", {"unit": "WATER"}),
        ("sign", "handler", {}),
        ("reply", "handler", REPLY | {"no_contact": "anonymous"}),
        ("approve", "reviewer", {}),
    ):
        case = city.move(case, name, by, data)
    client = proven(case)
    client.post(f"/track/{case.order_no}/evaluate/", UNHAPPY)
    page = words(client.get(f"/track/{case.order_no}/"))
    assert "中心不打电话，按您写的来核定" in page
    assert "打电话回访" not in page


def test_who_is_content_reads_of_no_sequel(city: City, proven: Proven) -> None:
    case = city.to("to_call_back")
    client = proven(case)
    client.post(f"/track/{case.order_no}/evaluate/", PRAISE)
    assert "接下来" not in words(client.get(f"/track/{case.order_no}/"))


def test_a_case_that_went_back_has_the_rest_of_the_way_before_it_again(city: City, proven: Proven) -> None:
    case = city.to("replied")
    case = city.move(case, "send_back", "reviewer", {"reason": "perfunctory", "note": "请逐项答复"})
    page = words(proven(case).get(f"/track/{case.order_no}/"))
    assert "答复已退回，该单位正在重新办理" in page
    for ahead in ("单位已答复", "答复已公开", "已办结"):
        assert f"{ahead} 还没到" in page
    assert "请逐项答复" not in page
