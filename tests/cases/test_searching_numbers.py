"""Nobody finds a case by its requester's own number where it stands in somebody's words."""

import pytest

from tests.cases.conftest import CONTACT, REPLY, City
from tests.cases.test_searching import found
from yihaotong.cases import indexing
from yihaotong.search.models import Indexed

pytestmark = [pytest.mark.django_db, pytest.mark.both]
#: None of its pieces of four stands in a number of a case.
MOBILE = "13951687942"


@pytest.mark.parametrize("secrecy", ["normal", "protected"])
def test_his_own_number_in_the_words_cannot_be_found_out_digit_by_digit(city: City, secrecy: str) -> None:
    """Whoever may not read it would learn it by which digits find the case."""
    city.file(
        title="停水 1395168…",
        body="电话139-5168-7942，店家13800000000",
        address="3721号 13951687942",
        secrecy=secrecy,
        phone=MOBILE,
    )
    case = city.to("replied", secrecy=secrecy, phone=MOBILE, body="回电 一三九五一六八七九四二，或 0951-7012345")
    pieces = {MOBILE[start : start + length] for length in range(3, 12) for start in range(12 - length)}
    for typed in sorted({*pieces, "139 5168 7942", "139-5168", "一三九五", "九四二"}):
        assert found(city, "operator", typed) == [], typed
        assert found(city, "handler", typed) == [], typed
    assert found(city, "handler", "09517012345") == [case.order_no]
    assert len(found(city, "operator", "13800000000")) == 1
    assert len(found(city, "operator", "3721号")) == 1
    city.move(case, "approve", "reviewer")
    city.file(name="", phone="", anonymous=True, body=f"店家 {MOBILE}")
    assert len(found(city, "operator", MOBILE)) == 1, "somebody else's number is found"


def test_his_own_number_in_replies_and_proposals_is_not_in_the_index(city: City) -> None:
    case = city.move(city.to("in_hand", phone=MOBILE), "contact", "handler", CONTACT)
    city.move(case, "reply", "handler", REPLY | {"text": f"已电话 {MOBILE} 告知，恢复供水"})
    for typed in (MOBILE, "7942", "1395"):
        assert found(city, "handler", typed) == []
    assert found(city, "handler", "恢复供水") == [case.order_no]
    assert "1395168" not in " ".join(str(row) for row in Indexed.objects.values_list("open_text", "inner_text"))


def test_an_identity_is_opened_for_no_text_without_a_number(city: City, queries) -> None:
    plain, numbered = city.file(), city.file(phone=MOBILE, body=f"电话 {MOBILE}")

    def asked(*cases):
        with queries() as seen:
            indexing.documents([case.pk for case in cases])
        return len(seen), any("requester" in query["sql"] for query in seen.captured_queries)

    assert asked(plain) == (4, False)
    assert asked(plain, numbered) == (5, True)
