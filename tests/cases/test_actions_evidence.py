"""Evidence for 已解决, where the city asks for it."""

from typing import Any

import pytest

from tests.cases.attached import add
from tests.cases.conftest import CONTACT, REPLY, City, refused_code
from yihaotong.cases import actions
from yihaotong.cases.models import Case
from yihaotong.journal.refusal import Refused


@pytest.fixture
def asked(settings: Any) -> None:
    settings.CITY = settings.CITY | {"cases": settings.CITY["cases"] | {"evidence_for_solved": True}}


def contacted(city: City) -> Case:
    case = city.to("in_hand")
    city.move(case, "contact", "handler", CONTACT)
    return case


def test_without_the_setting_a_reply_needs_none(city: City) -> None:
    assert city.move(contacted(city), "reply", "handler", REPLY).stage == "replied"


@pytest.mark.usefixtures("asked")
def test_a_reply_waits_for_something_to_show(city: City) -> None:
    case = contacted(city)
    assert refused_code(lambda: city.move(case, "reply", "handler", REPLY)) == "no-evidence"
    with pytest.raises(Refused, match="先在“附件”里上传") as refused:
        city.move(case, "reply", "handler", REPLY)
    assert refused.value.field == "outcome"
    add(city, case, "citizen")
    assert refused_code(lambda: city.move(case, "reply", "handler", REPLY)) == "no-evidence", "his photo is not ours"
    file = add(city, case, "handler")
    actions.remove_attachment(case, file, actor=city.acting("handler"), at=city.at)
    assert refused_code(lambda: city.move(case, "reply", "handler", REPLY)) == "no-evidence", "taken away again"
    add(city, case, "handler")
    assert city.move(case, "reply", "handler", REPLY).stage == "replied"


@pytest.mark.usefixtures("asked")
def test_what_is_explained_needs_none(city: City) -> None:
    reply = REPLY | {"outcome": "explained"}
    assert city.move(contacted(city), "reply", "handler", reply).stage == "replied"
