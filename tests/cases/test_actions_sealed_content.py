"""A case declined as OOS-4: its words are in no row any more, open for a purpose, and come back with the case."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from tests.cases.attached import add
from tests.cases.conftest import FILING, City, last_line, refused_code
from yihaotong.accounts.rules import Role, citizen
from yihaotong.cases import access, actions, attachments, leftovers, representations, verifying
from yihaotong.cases.actions import emergencies
from yihaotong.cases.actions.batches import Known, batch
from yihaotong.cases.actions.sealed_content import WORDS, Content
from yihaotong.cases.lists import searching
from yihaotong.cases.models import Case, Emergency, Remark, Return, Ruling, SealedContent, Supplement
from yihaotong.cases.rules.codes import Channel, OutOfScope
from yihaotong.cases.rules.declining import GROUNDS
from yihaotong.cases.rules.emergencies import Danger, ReportMeans
from yihaotong.cases.rules.sealed_content import MARK, ContentPurpose
from yihaotong.journal.refusal import Refused
from yihaotong.search import actions as search
from yihaotong.search.models import Indexed

SECRET = "某厂涉密型号蓝鲸七号的装配车间"
DECLINE = {"code": "oos-4", "note": f"他说到{SECRET}", "words": f"请不要再说{SECRET}"}


def secret_case(city: City) -> Case:
    """Sent to a unit and given back, supplemented: words in every place where a case that is filed may have them."""
    case = city.file(title=f"反映{SECRET}", body=f"{SECRET}在哪里。" * 3, address=f"{SECRET}旁")
    case = city.move(case, "supplement", "operator", {"text": f"补充：{SECRET}"})
    case = city.move(case, "dispatch", "dispatcher", {"unit": "WATER", "note": SECRET})
    case = city.move(case, "return", "handler", {"reason": "unclear", "basis": SECRET, "note": SECRET})
    return city.move(case, "uphold", "arbiter", {"reason": f"不归供水：{SECRET}"})


def sealed(city: City) -> Case:
    return city.move(secret_case(city), "decline", "operator", DECLINE)


def everything() -> str:
    """All that lies in the database in clear."""
    return "\n".join(str(row) for model in apps.get_models() for row in model._default_manager.values())


def read(city: City, case: Case, who: str) -> Content:
    return actions.open_content(case, actor=city.acting(who), at=city.at, purpose=ContentPurpose.REVIEW)


def problems() -> list[str]:
    return [problem.kind for problem in verifying.check()]


def test_not_a_word_of_it_is_left_in_any_table(city: City) -> None:
    case = secret_case(city)
    assert SECRET in everything()
    case = city.move(case, "decline", "operator", DECLINE)
    assert SECRET not in everything()
    assert (case.title, case.body, case.address) == (MARK, MARK, "")
    assert last_line().kind == "case.decline"
    assert last_line().facts["after"]["sealed"] is True
    assert (case.place, case.category) == (FILING["place"], FILING["category"])
    assert problems() == []


def test_other_grounds_seal_nothing(city: City) -> None:
    case = city.move(city.file(), "decline", "operator", {"code": "oos-5"})
    assert (case.body, SealedContent.objects.count()) == (FILING["body"], 0)
    assert "sealed" not in last_line().facts["after"]


def test_the_index_forgets_at_once_and_finds_it_again_after_restoring(city: City) -> None:
    case = secret_case(city)
    search.refresh("cases", [case.pk])

    def hits() -> list[str]:
        return [each.order_no for each in searching.find(city.acting("supervisor"), at=city.at, typed="蓝鲸七号").cases]

    assert hits() == [case.order_no]
    case = city.move(case, "decline", "operator", DECLINE)
    assert hits() == []
    assert not Indexed.objects.filter(open_text__contains="蓝鲸").exists()
    assert not Indexed.objects.filter(inner_text__contains="蓝鲸").exists()
    city.move(case, "restore", "shift_leader", {"note": "不涉密"})
    assert hits() == [case.order_no]


def test_the_answer_the_api_and_the_citizen_read_nothing_of_it(city: City) -> None:
    case = sealed(city)
    for actor in (city.acting("operator"), city.acting("supervisor"), citizen(case.order_no)):
        assert SECRET not in str(representations.whole(case, actor, city.at))
    assert representations.answer(case) == GROUNDS[OutOfScope.SECRET].words
    assert Remark.objects.get(move="decline").told == MARK


def test_words_of_our_own_stay_readable(city: City) -> None:
    city.move(city.file(), "decline", "operator", {"code": "oos-4"})
    assert Remark.objects.get(move="decline").told == GROUNDS[OutOfScope.SECRET].words


@pytest.mark.parametrize("who", ["shift_leader", "supervisor"])
def test_it_is_opened_for_a_purpose_and_with_a_line(who: str, city: City) -> None:
    case = sealed(city)
    content = read(city, case, who)
    assert content.title == f"反映{SECRET}"
    assert content.address == f"{SECRET}旁"
    labels = [part.label for part in content.parts]
    assert sorted(labels) == sorted(
        ["补充", "派单说明", "退单依据", "退单说明", "裁定理由", "内部说明", "告知诉求人的话"]
    )
    assert all(SECRET in part.text for part in content.parts)
    line = last_line()
    assert (line.kind, line.subject, line.facts["reason"]) == ("content.read", case.key, ContentPurpose.REVIEW.label)
    assert SECRET not in str(line.payload)


@pytest.mark.parametrize("who", ["operator", "dispatcher", "arbiter", "reviewer", "call_back_clerk", "analyst"])
def test_nobody_else_opens_it(who: str, city: City) -> None:
    case = sealed(city)
    assert refused_code(lambda: read(city, case, who)) == "content-sealed"


def test_what_is_not_sealed_is_not_opened(city: City) -> None:
    case = city.to("declined")
    assert refused_code(lambda: read(city, case, "supervisor")) == "not-sealed"


def test_restoring_gives_every_word_back(city: City) -> None:
    case = secret_case(city)
    before = {model: list(model.objects.values()) for model in (Supplement, Return, Ruling)}
    words = (case.title, case.body, case.address)
    case = city.move(case, "decline", "operator", DECLINE)
    case = city.move(case, "restore", "supervisor", {"note": "不涉密"})
    assert (case.title, case.body, case.address) == words
    assert {model: list(model.objects.values()) for model in before} == before
    assert Remark.objects.get(move="decline").text == DECLINE["note"]
    assert Remark.objects.get(move="restore").text == "不涉密"
    assert last_line().facts["after"]["sealed"] is False
    assert not SealedContent.objects.exists()
    assert problems() == []
    again = city.move(case, "decline", "operator", {"code": "oos-4"})
    assert again.body == MARK
    assert problems() == []


def test_a_void_case_is_restored_as_it_was(city: City) -> None:
    case = city.move(city.to("void"), "restore", "shift_leader", {"note": "有内容"})
    assert case.body == FILING["body"]
    assert "sealed" not in last_line().facts["after"]


def test_the_archive_keeps_it_sealed(city: City) -> None:
    case = sealed(city)
    actions.archive_due(city.at + timedelta(days=31))
    case = access.fresh(case)
    assert (case.stage, case.body, access.is_sealed(case)) == ("archived", MARK, True)
    assert read(city, case, "supervisor").body.startswith(SECRET)
    assert problems() == []


@pytest.mark.parametrize("what", ["gone", "bytes", "swapped", "shown", "record", "unsaid"])
def test_whoever_tampers_with_it_is_found(what: str, city: City) -> None:
    case = sealed(city)
    content = SealedContent.objects.get()
    if what == "gone":
        content.delete()
        assert problems()[0] == "record-missing"
        return
    if what == "bytes":
        SealedContent.objects.update(sealed=bytes(content.sealed)[:-1] + b"\0")
    elif what == "swapped":
        other = city.move(city.file(), "decline", "operator", {"code": "oos-4"}).sealed_content
        SealedContent.objects.filter(case=case).update(sealed=bytes(other.sealed), token=other.token)
    elif what == "shown":
        Case.objects.filter(pk=case.pk).update(body="这里又写上了")
    elif what == "record":
        Supplement.objects.update(text="这里又写上了")
    else:
        other = city.file()
        SealedContent.objects.create(case=other, token=content.token, sealed=bytes(content.sealed), at=city.at)
        assert "record-added" in problems()
        return
    assert "record-changed" in problems()


def test_nobody_opens_its_attachments_any_more_not_even_by_an_earlier_address(city: City) -> None:
    case = secret_case(city)
    file = add(city, case, "operator")
    case = city.move(case, "decline", "operator", DECLINE)
    actor = city.acting("supervisor")
    assert not attachments.visible(case, actor).exists()
    assert not attachments.visible(case, citizen(case.order_no)).exists()
    keys = {who: city.people[who].key for who in ("operator", "supervisor", "shift_leader", "handler")}
    keys["citizen"] = f"citizen:{case.order_no}"
    assert {who for who, key in keys.items() if attachments.still_opens(file, key, city.at)} == {
        "supervisor",
        "shift_leader",
    }
    assert read(city, case, "supervisor").files == [file]
    city.move(case, "restore", "supervisor", {"note": "不涉密"})
    assert attachments.still_opens(file, keys["operator"], city.at)


def test_a_running_emergency_comes_first_and_is_sealed_once_it_is_over(city: City) -> None:
    case = city.file()
    alarm = emergencies.raise_for_case(
        case, actor=city.acting("operator"), at=city.at, submission=None, danger=Danger.OTHER, what=SECRET
    )
    case = access.fresh(case)
    assert refused_code(lambda: city.move(case, "decline", "operator", {"code": "oos-4"})) == "emergency-running"
    emergencies.end(alarm, actor=city.acting("shift_leader"), at=city.at, ending=SECRET, false_alarm=True)
    city.move(access.fresh(case), "decline", "operator", {"code": "oos-4"})
    assert SECRET not in everything()


def in_the_call(city: City, form: UUID) -> Case:
    """What the desk does with a call that ends as OOS-4 while it is being filed."""
    told = {"title": f"反映{SECRET}", "body": f"{SECRET}在东门。", "address": f"{SECRET}东门"}
    by, phone = city.acting("operator"), Channel.PHONE
    return actions.end_at_once(
        FILING | told, "decline", DECLINE, actor=by, at=city.at, channel=phone, submission=form, draft=form
    ).case


def test_an_alarm_of_the_same_call_comes_first_too_and_is_sealed_with_it(city: City) -> None:
    form = uuid4()
    alarm = emergencies.raise_emergency(
        actor=city.acting("operator"), at=city.at, submission=form, what=SECRET, place=f"{SECRET}东门"
    )
    assert refused_code(lambda: in_the_call(city, form)) == "emergency-running"
    assert (Case.objects.count(), Emergency.objects.get().case) == (0, None), "nothing was filed, nothing tied"
    emergencies.end(alarm, actor=city.acting("shift_leader"), at=city.at, ending=SECRET, false_alarm=True)
    case = in_the_call(city, form)
    assert (Emergency.objects.get().case, case.stage, case.urgency) == (case, "declined", "normal")
    assert SECRET not in everything()
    parts = {part.label: part.text for part in read(city, case, "supervisor").parts}
    assert parts["特急：情况"] == SECRET
    assert problems() == []


def test_whoever_has_the_form_by_now_ends_it_no_sooner(city: City) -> None:
    """Only the draft was handed over: the alarm is still another's, and runs."""
    form = uuid4()
    city.hire("night", Role.OPERATOR, city.centre)
    emergencies.raise_emergency(actor=city.acting("night"), at=city.at, submission=form, what=SECRET)
    assert refused_code(lambda: in_the_call(city, form)) == "emergency-running"


@pytest.mark.parametrize("false_alarm", [True, False])
def test_an_alarm_about_what_was_sealed_before_is_read_while_it_runs_and_sealed_once_it_is_over(
    city: City,
    false_alarm: bool,
) -> None:
    case = city.file()
    city.move(case, "decline", "operator", {"code": "oos-4"})
    leader = city.acting("shift_leader")
    alarm = emergencies.raise_for_case(
        access.fresh(case), actor=city.acting("operator"), at=city.at, submission=None, what=SECRET
    )
    assert Emergency.objects.get().what == SECRET, "who helps reads it"
    if not false_alarm:
        emergencies.report(alarm, actor=leader, at=city.at, to="值班室", means=ReportMeans.PHONE, text=SECRET)
    emergencies.end(alarm, actor=leader, at=city.at, ending=SECRET, false_alarm=false_alarm)
    assert SECRET not in everything()
    assert alarm.ending == Emergency.objects.get().what == MARK
    assert [part.text for part in read(city, case, "supervisor").parts if "特急" in part.label].count(SECRET) >= 2
    assert problems() == []
    city.move(access.fresh(case), "restore", "supervisor", {"note": "不涉密"})
    assert (Emergency.objects.get().what, Emergency.objects.get().ending) == (SECRET, SECRET)


def test_a_follow_up_says_that_it_is_sealed(city: City) -> None:
    case = city.file()
    actions.follow_up(case, owner=city.people["operator"], actor=city.acting("operator"), at=city.at, note=SECRET)
    city.move(case, "decline", "operator", {"code": "oos-4"})
    assert [each.note for each in leftovers.follow_ups_of(city.people["operator"])] == [MARK]


def test_a_batch_seals_too(city: City) -> None:
    day = timezone.localtime(city.at).date()
    with batch({day: 1}, Known()) as made:
        case = made.file(
            FILING | {"body": SECRET},
            actor=city.acting("operator"),
            at=city.at,
            channel=Channel.PHONE,
            submission=uuid4(),
        )
        made.move(case, "supplement", actor=city.acting("operator"), at=city.at, data={"text": SECRET})
        made.move(case, "decline", actor=city.acting("operator"), at=city.at, data=DECLINE)
    assert SECRET not in everything()
    assert problems() == []
    with pytest.raises(Refused):
        city.move(case, "restore", "operator", {"note": "我自己恢复"})
    city.move(access.fresh(case), "restore", "supervisor", {"note": "不涉密"})
    assert (Case.objects.get().body, Supplement.objects.get().text) == (SECRET, SECRET)


#: Columns around a case that hold no words of anybody: codes, keys, names of laws, numbers.
CODES = {
    "case": {"order_no", "stage", "outcome", "secrecy", "request_type", "urgency", "channel", "category", "place"}
    | {"filed_by", "ended_as"},
    "requester": {"token", "needs"},
    "clock": {"kind", "limit", "basis"},
    "emergency": {"raised_by", "danger", "line", "put_through_by", "seen_by", "limit", "basis", "reported_by", "means"}
    | {"closed_by"},
    "reply": {"outcome", "no_contact", "entry"},
    "remark": {"move", "code", "basis"},
    "return": {"origin", "reason"},
    "ruling": {"category"},
    "contact": {"means"},
    "callback": {"solved", "satisfaction", "attitude"},
    "evaluation": {"solved", "satisfaction", "attitude", "service"},
    "review": {"reason"},
    "conclusion": {"ground"},
    "leg": {"dispatched_by", "signed_by", "end"},
    "imported": {"source", "number", "day_only"},
    "tryonrow": {"kind", "limit_now", "limit_then"},
    "movedclock": {"kind"},
    "sealedcontent": {"token"},
}


def test_every_column_around_a_case_is_sealed_or_holds_no_words() -> None:
    """Whoever adds a column in which somebody writes has to say here what becomes of it."""
    around = [
        model
        for model in apps.get_app_config("cases").get_models()
        if any(field.is_relation and field.related_model is Case for field in model._meta.concrete_fields)
    ]
    unsaid: dict[str, Any] = {}
    for model in around:
        texts = {
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField) and field.name != "by"
        }
        known = set(WORDS.get(model, ())) | CODES.get(str(model._meta.model_name), set())
        if model is Case:
            known |= {"title", "body", "address"}
        if left := texts - known:
            unsaid[model.__name__] = left
    assert unsaid == {}
