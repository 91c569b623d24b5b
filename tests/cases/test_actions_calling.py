"""A unit reaches a requester whose number it does not see, and prints; what a leader hands back."""

import pytest

from tests.cases.conftest import CONTACT, REPLY, City, last_line, refused_code
from yihaotong.cases import access, actions
from yihaotong.cases.models import Case, Contact
from yihaotong.cases.rules.identity import CallPurpose, PrintPurpose, Purpose
from yihaotong.reminders.models import Reminder


def street_case(city: City) -> Case:
    """In the hands of the street, whose leader must sign."""
    case = city.move(city.file(), "dispatch", "dispatcher", {"unit": "NORTH"})
    return city.move(case, "sign", "street_handler")


def test_a_unit_opens_the_name_and_never_the_number(city: City, settings):
    case = city.to("in_hand")
    opened = actions.open_identity(case, actor=city.acting("handler"), at=city.at, purpose=Purpose.VISIT)
    assert opened == actions.Identity("王䶮", "139****0001")
    whole = actions.open_identity(case, actor=city.acting("operator"), at=city.at, purpose=Purpose.CALL)
    assert whole.phone == "13951000001"
    settings.CITY = settings.CITY | {"calls": {"unit_sees_number": True}}
    opened = actions.open_identity(case, actor=city.acting("handler"), at=city.at, purpose=Purpose.CALL)
    assert opened.phone == "13951000001"


def test_the_wish_to_be_put_through_is_written_down_and_is_no_contact(city: City, settings):
    case = city.to("in_hand")
    handler = city.acting("handler")
    assert actions.ask_for_call(case, actor=handler, at=city.at, purpose=CallPurpose.FACTS) is False
    line = last_line()
    assert (line.kind, line.subject, line.facts["after"]) == (
        "cases.ask_call", case.key, {"purpose": "facts", "exchange": False},
    )  # fmt: skip
    assert not Contact.objects.exists()
    settings.CITY = settings.CITY | {"calls": {"exchange": True}}
    assert actions.ask_for_call(case, actor=handler, at=city.at, purpose=CallPurpose.FACTS) is True


@pytest.mark.parametrize(
    ("by", "stage", "filing", "code"),
    [
        ("handler", "dispatched", {}, "identity-sealed"),
        ("handler", "in_hand", {"secrecy": "confidential"}, "identity-sealed"),
        ("handler", "in_hand", {"anonymous": True, "name": "", "phone": ""}, "no-number"),
        ("street_handler", "in_hand", {}, "identity-sealed"),
        ("dispatcher", "in_hand", {}, "wrong-role"),
    ],
)
def test_who_may_not_be_put_through(city: City, by: str, stage: str, filing: dict, code: str):
    case = city.to(stage, **filing) if not filing.get("anonymous") else in_hand_anonymous(city, filing)
    act = {"actor": city.acting(by), "at": city.at, "purpose": CallPurpose.FACTS}
    assert refused_code(lambda: actions.ask_for_call(case, **act)) == code


def in_hand_anonymous(city: City, filing: dict) -> Case:
    case = city.move(city.file(**filing), "dispatch", "dispatcher", {"unit": "WATER"})
    return city.move(case, "sign", "handler")


def test_the_centre_is_asked_and_told_also_for_one_who_must_stay_unknown(city: City):
    case = city.to("in_hand", secrecy="protected")
    made = actions.ask_centre(case, actor=city.acting("handler"), at=city.at, words="请问几号楼")
    assert (made.move, made.text) == ("ask_centre", "请问几号楼")
    assert "几号楼" not in last_line().payload
    told = Reminder.objects.filter(subject=case.key, kind="call_for").values_list("person__username", flat=True)
    assert set(told) == {"call_back_clerk", *({"shift_leader"} & set(city.people))}
    again = {"actor": city.acting("handler"), "at": city.at}
    assert refused_code(lambda: actions.ask_centre(case, words=" ", **again)) == "missing"
    stranger = {"actor": city.acting("street_handler"), "at": city.at, "words": "请问"}
    assert refused_code(lambda: actions.ask_centre(case, **stranger)) == "out-of-reach"
    replied = city.to("replied")
    assert refused_code(lambda: actions.ask_centre(replied, words="请问", **again)) == "wrong-stage"


def test_a_print_is_written_down(city: City):
    case = city.to("in_hand")
    actions.note_print(case, actor=city.acting("handler"), at=city.at, purpose=PrintPurpose.HANDLING)
    line = last_line()
    assert (line.kind, line.subject, line.facts["reason"]) == ("cases.print", case.key, "现场办理")


def test_a_leader_hands_a_proposal_back_and_the_draft_stays(city: City):
    case = street_case(city)
    assert refused_code(lambda: city.move(case, "hand_back", "street_leader", {"note": "不行"})) == "nothing-proposed"
    names = lambda: {move.name for move in access.moves_open(case, city.acting("street_leader"), city.at)}  # noqa: E731
    assert "hand_back" not in names()
    city.move(case, "contact", "street_handler", CONTACT)
    case = city.move(case, "propose", "street_handler", REPLY)
    assert "hand_back" in names()
    assert refused_code(lambda: city.move(case, "hand_back", "street_handler", {"note": "我自己"})) == "wrong-role"
    case = city.move(case, "hand_back", "street_leader", {"note": "第二问没有答"})
    assert access.proposal_of(case) is None
    assert case.remarks.get().text == "第二问没有答"
    assert refused_code(lambda: city.move(case, "hand_back", "street_leader", {"note": "再退"})) == "nothing-proposed"
    case = city.move(case, "propose", "street_handler", REPLY | {"text": "逐项答复"})
    replied = city.move(case, "reply", "street_leader", REPLY | {"text": "逐项答复，已核"})
    assert [reply.proposed for reply in replied.replies.order_by("pk")] == [True, True, False]
