"""Further words: kept as they were said, vouched for by the journal, at any open stage, within reason."""

from datetime import timedelta

import pytest

from tests.cases.conftest import City, last_line, refused_code
from yihaotong.accounts.rules import citizen
from yihaotong.cases import actions, verifying
from yihaotong.cases.models import Supplement
from yihaotong.cases.rules.moves.ending import SUPPLEMENTS_A_DAY

SAID = {"text": "今天上午又停了一次，三号楼也没水。"}


@pytest.mark.parametrize("stage", ["filed", "dispatched", "in_hand", "replied", "to_call_back"])
def test_the_citizen_adds_at_every_open_stage_and_nothing_else_changes(city: City, stage: str) -> None:
    case = city.to(stage)
    after = city.move(case, "supplement", "citizen", SAID, via="portal")
    added = Supplement.objects.get()
    assert (added.case_id, added.text, added.by) == (case.pk, SAID["text"], f"citizen:{case.order_no}")
    assert (after.stage, after.version, after.due_at) == (case.stage, case.version, case.due_at)
    line = last_line()
    assert (line.kind, line.subject) == ("case.supplement", case.key)
    assert line.facts["after"]["supplement"] == added.pk
    assert SAID["text"] not in str(line.facts)
    assert not list(verifying.check())


def test_a_word_changed_afterwards_is_found_by_the_journal(city: City) -> None:
    case = city.file()
    city.move(case, "supplement", "citizen", SAID)
    Supplement.objects.update(text="没有停水")
    assert [problem for problem in verifying.check() if "补充" in str(problem)]


def test_an_operator_writes_it_down_for_him_and_others_do_not(city: City) -> None:
    case = city.to("in_hand")
    for who in ("operator", "shift_leader"):
        city.move(case, "supplement", who, SAID)
    assert Supplement.objects.count() == 2
    for who in ("handler", "leader", "reviewer", "supervisor", "analyst", "system_admin"):
        assert refused_code(lambda who=who: city.move(case, "supplement", who, SAID)) == "wrong-role"
    stranger = citizen("YC20000101000001")
    act = lambda: actions.move(case, "supplement", actor=stranger, at=city.at, data=SAID)  # noqa: E731
    assert refused_code(act) == "out-of-reach"


@pytest.mark.parametrize(
    ("text", "code"), [("", "missing"), (" \n", "missing"), ("长" * 5001, "too-long"), ("\x00", "unusable-character")]
)
def test_what_is_no_supplement(city: City, text: str, code: str) -> None:
    case = city.file()
    assert refused_code(lambda: city.move(case, "supplement", "citizen", {"text": text})) == code


def test_a_closed_case_takes_none(city: City) -> None:
    case = city.to("closed")
    assert refused_code(lambda: city.move(case, "supplement", "citizen", SAID)) == "wrong-stage"


def test_so_many_a_day_and_tomorrow_again(city: City) -> None:
    case = city.file()
    for number in range(SUPPLEMENTS_A_DAY):
        city.move(case, "supplement", "citizen", SAID, at=city.at + timedelta(seconds=number))
    late = city.at.replace(hour=23, minute=59)
    assert refused_code(lambda: city.move(case, "supplement", "citizen", SAID, at=late)) == "too-many-supplements"
    city.move(case, "supplement", "citizen", SAID, at=late + timedelta(minutes=1))
    assert Supplement.objects.count() == SUPPLEMENTS_A_DAY + 1
