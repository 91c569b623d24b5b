"""Sealed identity and the citizen's way to his case."""

from datetime import timedelta

import pytest

from tests.cases.conftest import City, last_line, refused_code
from yihaotong.cases import actions
from yihaotong.cases.actions.tracking import ALLOWED_FAILURES, WINDOW
from yihaotong.cases.rules.identity import Purpose
from yihaotong.journal.refusal import Refused


def test_opening_an_identity_is_in_the_journal_before_it_is_seen(city: City) -> None:
    case = city.to("in_hand")
    opened = actions.open_identity(case, actor=city.acting("handler"), at=city.at, purpose=Purpose.CALL)
    assert opened == actions.Identity("王䶮", "139****0001")  # the unit reaches him without his number
    line = last_line()
    assert (line.kind, line.subject, line.actor) == ("identity.read", case.key, city.acting("handler").key)
    assert line.facts == {"reason": Purpose.CALL.label}


def test_a_protected_identity_stays_closed_to_the_unit(city: City) -> None:
    case = city.to("in_hand", secrecy="protected")
    act = lambda: actions.open_identity(  # noqa: E731
        case, actor=city.acting("handler"), at=city.at, purpose=Purpose.CALL
    )
    assert refused_code(act) == "identity-sealed"
    assert actions.masked(case).phone == ""
    assert actions.open_identity(case, actor=city.acting("operator"), at=city.at, purpose=Purpose.CALL).name == "王䶮"


def test_number_and_code_open_the_case_and_a_wrong_code_does_not(city: City) -> None:
    case = city.file()
    code = actions.query_code(case.order_no)
    assert actions.look_up(case.order_no, code, at=city.at) == case
    for number, wrong in ((case.order_no, "00000000"), ("YC20000101000001", code), (case.order_no, "")):
        with pytest.raises(Refused) as refused:
            actions.look_up(number, wrong, at=city.at)
        assert refused.value.code == "wrong-code"


def test_guessing_is_limited_by_case_and_ends_with_the_window(city: City) -> None:
    case, other = city.file(), city.file()
    code = actions.query_code(case.order_no)
    for _ in range(ALLOWED_FAILURES):
        with pytest.raises(Refused, match="不对"):
            actions.look_up(case.order_no, "00000000", at=city.at)
    for given_code, tail in ((code, ""), (code, "9999"), ("00000000", "0001")):
        with pytest.raises(Refused) as refused:
            actions.look_up(case.order_no, given_code, at=city.at, tail=tail)
        assert refused.value.code == "look-up-guarded"
    assert actions.look_up(case.order_no, code, at=city.at, known=True) == case
    for _ in range(ALLOWED_FAILURES + 1):
        with pytest.raises(Refused):
            actions.look_up(case.order_no, "00000000", at=city.at)
    assert actions.look_up(case.order_no, code, at=city.at, tail="0001") == case
    for _ in range(ALLOWED_FAILURES + 1):
        with pytest.raises(Refused):
            actions.look_up(case.order_no, "00000000", at=city.at)
    assert actions.look_up(other.order_no, actions.query_code(other.order_no), at=city.at) == other
    later = city.at + WINDOW + timedelta(seconds=1)
    assert actions.look_up(case.order_no, code, at=later) == case


def test_without_a_telephone_there_is_one_try_a_minute_and_hasty_ones_do_not_count(city: City) -> None:
    case = city.file(anonymous=True, name="", phone="")
    code = actions.query_code(case.order_no)
    for _ in range(ALLOWED_FAILURES):
        with pytest.raises(Refused):
            actions.look_up(case.order_no, "00000000", at=city.at)
    for _ in range(50):
        with pytest.raises(Refused) as refused:
            actions.look_up(case.order_no, code, at=city.at + timedelta(seconds=30))
        assert (refused.value.code, refused.value.facts) == ("look-up-slow", {"retry_after": 31})
    with pytest.raises(Refused) as wrong:
        actions.look_up(case.order_no, "00000000", at=city.at + timedelta(minutes=1))
    assert wrong.value.code == "wrong-code"
    assert actions.look_up(case.order_no, code, at=city.at + timedelta(minutes=2)) == case
