"""One draft in two windows: neither loses a word, and a second press of the same form is no second case."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import inputs, words
from tests.desk.test_intake import CALL, NEW, operator
from yihaotong.accounts.rules import Role
from yihaotong.cases import actions
from yihaotong.cases.actions import emergencies as alarms
from yihaotong.cases.models import Case, Draft
from yihaotong.files.models import File
from yihaotong.journal.models import Line

__all__ = ["operator"]

Sit = Callable[[str], Client]


def opened(client: Client, draft: str = "") -> dict[str, Any]:
    """A window with the form in it: what it carries besides what is typed."""
    found = inputs(client.get(f"{NEW}?draft={draft}" if draft else NEW))
    return {name: found[name] for name in ("token", "window", "since")}


def saved(client: Client, window: dict[str, Any], body: str) -> str:
    return words(client.post(f"{NEW}autosave/", window | {"body": body}))


def two(client: Client) -> tuple[dict[str, Any], dict[str, Any]]:
    """One draft, open in two windows."""
    first = opened(client)
    assert "已自动保存" in saved(client, first, "停水")
    return first, opened(client, first["token"])


def drafts(city: City, whose: str = "operator") -> set[str]:
    owner = city.people[whose]
    return {actions.open_draft(each.token, owner=owner)["body"] for each in actions.drafts_of(owner)}


def press(client: Client, window: dict[str, Any], body: str, **more: Any) -> Any:
    return client.post(NEW, CALL | window | {"body": body} | more)


def test_a_window_saves_again_and_again_without_a_word(city: City, operator: Client) -> None:
    window = opened(operator)
    for body in ("停", "停水", "停水三天"):
        assert "已自动保存" in saved(operator, window, body)
    assert drafts(city) == {"停水三天"}


@pytest.mark.parametrize("first_to_save", [0, 1])
def test_a_draft_changed_in_another_window_says_so_and_both_texts_are_kept(
    city: City, operator: Client, first_to_save: int
) -> None:
    windows = two(operator)
    quick, slow = windows[first_to_save], windows[1 - first_to_save]
    assert "已自动保存" in saved(operator, quick, "停水，先写的")
    for body in ("停水，后", "停水，后写的"):
        assert "这份草稿在另一个窗口改过" in saved(operator, slow, body)
    assert "已自动保存" in saved(operator, quick, "停水，先写的，又写")
    assert drafts(city) == {"停水，先写的，又写", "停水，后写的"}


def test_emptied_in_one_window_the_words_of_the_other_stay(city: City, operator: Client) -> None:
    first, second = two(operator)
    saved(operator, first, "停水，先写的")
    saved(operator, second, "")
    assert drafts(city) == {"停水，先写的"}


def test_without_javascript_the_button_keeps_them_apart_as_well(city: City, operator: Client) -> None:
    first, second = two(operator)
    saved(operator, first, "停水，先写的")
    answer: Any = operator.post(NEW, second | {"body": "停水，后写的", "do": "keep"}, follow=True)
    assert "这份草稿在另一个窗口改过" in words(answer)
    assert drafts(city) == {"停水，先写的", "停水，后写的"}


def test_other_words_are_never_taken_for_what_was_filed(city: City, operator: Client) -> None:
    first, second = two(operator)
    press(operator, second, "停水，乙窗口的话")
    case = Case.objects.get()
    answer = press(operator, first, "停水，甲窗口的话")
    assert answer.status_code == 409
    page = words(answer)
    assert f"已经登记为工单 {case.order_no}" in page
    assert f"打开 {case.order_no}" in page
    assert "停水，甲窗口的话" in answer.content.decode()
    assert drafts(city) == {"停水，甲窗口的话"}, "kept, should this window be closed now"
    assert Case.objects.count() == 1

    again = press(operator, first, "停水，甲窗口的话")
    assert inputs(again)["token"] == inputs(answer)["token"] != first["token"]
    for _press in range(2):
        assert press(operator, anew(answer), "停水，甲窗口的话").status_code == 302
    assert set(Case.objects.values_list("body", flat=True)) == {"停水，甲窗口的话", "停水，乙窗口的话"}
    assert not Draft.objects.exists()


def test_what_another_window_had_saved_outlives_the_filing_of_this_one(city: City, operator: Client) -> None:
    first, second = two(operator)
    saved(operator, first, "停水，甲窗口的话")
    assert press(operator, second, "停水，乙窗口的话").status_code == 302
    assert drafts(city) == {"停水，甲窗口的话"}
    assert "已经登记为工单" in saved(operator, first, "停水，甲窗口的话，又写")


def test_what_was_loaded_is_used_up_by_the_filing(city: City, operator: Client) -> None:
    _first, second = two(operator)
    saved(operator, second, "停水，一")
    assert press(operator, second, "停水，一二").status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"phone": "13951000002"},
        {"name": "王二"},
        {"address": "示例路 2 号"},
        {"urgency": "urgent"},
        {"secrecy": "confidential"},
        {"needs": ["elderly"]},
        {"place": ["", ""]},
        {"category": ""},
        {"request_type": "complaint"},
        {"title": "另一个标题"},
        {"occurred_at": "2026-01-01T08:00"},
        {"anonymous": "on", "name": "", "phone": ""},
    ],
)
def test_every_field_counts(city: City, operator: Client, changed: dict[str, Any]) -> None:
    window = opened(operator)
    assert press(operator, window, "停水").status_code == 302
    assert press(operator, window, "停水").status_code == 302, "the same again is the same case, without fuss"
    assert press(operator, window, "停水", **changed).status_code == 409
    assert Case.objects.count() == 1


def test_the_same_again_is_the_same_though_the_case_has_been_handled_since(city: City, operator: Client) -> None:
    window = opened(operator)
    first = press(operator, window, "停水")
    Case.objects.update(urgency="emergency", category="")
    assert press(operator, window, "停水").headers["Location"] == first.headers["Location"]


def test_ended_in_another_way_or_with_other_words_is_not_the_same(city: City, operator: Client) -> None:
    window, ending = opened(operator), {"ending": "void", "do": "end", "code": "silent", "note": "没有声音"}
    for _press in range(2):
        assert press(operator, window, "停水", **ending).status_code == 302
    assert press(operator, window, "停水", **(ending | {"note": "是小孩在玩"})).status_code == 409
    assert press(operator, window, "停水", ending="transfer", do="end", line="119").status_code == 409
    assert Line.objects.filter(kind__in=("case.void", "case.transfer")).count() == 1


def test_secret_words_that_lie_sealed_are_the_same_words(city: City, operator: Client) -> None:
    window = opened(operator)
    secret = {"ending": "decline", "do": "end", "code": "oos-4", "note": "涉密", "address": "示例路 1 号"}
    first = press(operator, window, "停水", **secret)
    assert first.status_code == 302, words(first)
    assert press(operator, window, "停水", **secret).headers["Location"] == first.headers["Location"]


def test_files_that_came_with_other_words_go_with_them(city: City, operator: Client) -> None:
    window = opened(operator)
    press(operator, window, "停水")
    picture = SimpleUploadedFile("备注.txt", "材料".encode(), content_type="text/plain")
    answer = press(operator, window, "漏水", file=picture)
    assert "备注" in words(answer)
    assert press(operator, anew(answer), "漏水").status_code == 302
    assert File.objects.get(removed_at=None).subject == Case.objects.get(body="漏水").key


def test_a_form_that_names_no_window_is_kept_as_before(city: City, operator: Client) -> None:
    form = {"token": str(uuid4())}
    saved(operator, form, "停水")
    assert "已自动保存" in saved(operator, form, "停水三天")
    assert drafts(city) == {"停水三天"}


@pytest.fixture
def night(city: City, sit: Sit) -> Client:
    """The colleague of the next shift."""
    city.hire("night", Role.OPERATOR, city.centre)
    return sit("night")


def handed_over(city: City, operator: Client, night: Client, body: str = "停水") -> tuple[dict[str, Any], Any]:
    """One draft that was handed over, its form open at both seats; the handover."""
    giver = opened(operator)
    saved(operator, giver, body)
    made = actions.hand_over(
        city.people["operator"],
        actor=city.acting("operator"),
        at=city.at,
        receiver=city.people["night"],
        drafts=[Draft.objects.get().token],
    )
    return giver, made


def anew(answer: Any) -> dict[str, Any]:
    return {name: inputs(answer)[name] for name in ("token", "window", "since")}


def test_a_draft_that_was_handed_over_outlives_its_givers_filing(city: City, operator: Client, night: Client) -> None:
    giver, _made = handed_over(city, operator, night)
    taker = opened(night, giver["token"])
    assert "已自动保存" in saved(night, taker, "停水，接班的话")
    assert press(operator, giver, "停水，交班的话").status_code == 302
    assert drafts(city, "night") == {"停水，接班的话"}
    assert "已自动保存" in saved(night, taker, "停水，接班的话，又写")

    answer = press(night, taker, "停水，接班的话，又写")
    assert answer.status_code == 409
    page = words(answer)
    assert "还没有登记：这份草稿已由同事登记" in page
    assert f"打开 {Case.objects.get().order_no}" in page, "the centre may look at every case"
    assert "停水，接班的话，又写" in answer.content.decode()
    assert drafts(city, "night") == {"停水，接班的话，又写"}, "once, not under both tokens"
    for _press in range(2):
        assert press(night, anew(answer), "停水，接班的话，又写").status_code == 302
    assert set(Case.objects.values_list("body", flat=True)) == {"停水，交班的话", "停水，接班的话，又写"}
    assert not Draft.objects.exists()


def test_what_the_giver_still_writes_is_a_draft_of_his_own(city: City, operator: Client, night: Client) -> None:
    giver, made = handed_over(city, operator, night)
    assert "这份草稿已交给同事" in saved(operator, giver, "停水，交班后又写")
    assert (drafts(city), drafts(city, "night")) == ({"停水，交班后又写"}, {"停水"})
    saved(operator, giver, "")
    assert (drafts(city), drafts(city, "night")) == (set(), {"停水"})
    saved(operator, giver, "停水，交班后又写")
    page: Any = operator.post(NEW, giver | {"body": "停水，按钮存的", "do": "keep"}, follow=True)
    assert "这份草稿已交给同事" in words(page)
    actions.take_back(made, actor=city.acting("operator"), at=city.at)
    assert drafts(city) == {"停水，按钮存的", "停水"}


def test_the_giver_is_not_stuck_once_the_receiver_has_filed(city: City, operator: Client, night: Client) -> None:
    giver, _made = handed_over(city, operator, night)
    assert press(night, opened(night, giver["token"]), "停水，接班的话").status_code == 302
    assert "已由同事登记" in saved(operator, giver, "停水，交班的话")
    assert drafts(city) == {"停水，交班的话"}, "kept by autosave already"
    answer = press(operator, giver, "停水，交班的话")
    assert answer.status_code == 409
    assert drafts(city) == {"停水，交班的话"}
    assert press(operator, anew(answer), "停水，交班的话").status_code == 302
    assert Case.objects.count() == 2
    assert not Draft.objects.exists()


def test_taken_back_what_the_receiver_writes_is_kept_as_well(city: City, operator: Client, night: Client) -> None:
    giver, made = handed_over(city, operator, night)
    taker = opened(night, giver["token"])
    saved(night, taker, "停水，接班的话")
    actions.take_back(made, actor=city.acting("operator"), at=city.at)
    assert "这份草稿已交给同事" in saved(night, taker, "停水，接班的话，又写")
    assert press(operator, giver, "停水，交班的话").status_code == 302
    assert drafts(city) == {"停水，接班的话"}, "his window had not loaded these"
    assert drafts(city, "night") == {"停水，接班的话，又写"}


def test_the_draft_of_a_call_whose_alarm_is_tied_to_a_case_can_be_thrown_away(
    city: City, operator: Client, night: Client
) -> None:
    giver, _made = handed_over(city, operator, night)
    token = Draft.objects.get().token
    alarms.raise_in_form(token, actor=city.acting("operator"), at=city.at, what="", place="")
    press(operator, giver, "停水")
    night.post(f"{NEW}discard/", {"token": str(token)})
    assert not Draft.objects.exists()


def test_a_draft_saved_while_its_form_was_being_filed_goes_with_the_next_press(city: City, operator: Client) -> None:
    """As both leave it where the first autosave and the filing did not see one another."""
    window = opened(operator)
    saved(operator, window, "停水")
    kept = Draft.objects.get()
    press(operator, window, "停水")
    for body, status in (("停水", 302), ("停水，又写", 409)):
        Draft.objects.create(pk=kept.pk, owner=kept.owner, sealed=kept.sealed, saved_at=kept.saved_at)
        assert press(operator, window, body).status_code == status
        assert not Draft.objects.filter(pk=kept.pk).exists()
