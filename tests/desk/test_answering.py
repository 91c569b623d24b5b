"""One key answers: with a bulletin in force, with an entry of the knowledge base; filed and closed in one act."""

from uuid import uuid4

from django.test import Client

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_intake import CALL, NEW, operator
from tests.knowledge.conftest import Shelf, shelf
from yihaotong.cases.models import Case
from yihaotong.journal.models import Line

__all__ = ["operator", "shelf"]


def test_bulletins_in_force_stand_first_before_anything_is_typed(city: City, shelf: Shelf, operator: Client) -> None:
    notice = shelf.announce()
    entry = shelf.in_force()
    page = words(operator.get(NEW))
    assert notice.title in page
    assert notice.words in page
    found = words(operator.post(f"{NEW}answers/", {"body": "家里停水了怎么办"}))
    assert found.index(notice.title) < found.index(entry.question)
    assert entry.answer in found


def test_knowledge_is_also_found_by_words_asked_for(city: City, shelf: Shelf, operator: Client) -> None:
    entry = shelf.in_force()
    typed = {"body": "路灯坏了", "words": "停水"}
    assert entry.question in words(operator.post(f"{NEW}answers/", typed))
    assert "没有找到能照着答的" in words(operator.post(f"{NEW}answers/", typed | {"words": "出生证明"}))


def test_one_press_files_and_answers_with_a_bulletin(city: City, shelf: Shelf, operator: Client) -> None:
    notice = shelf.announce()
    form = {"token": str(uuid4()), "phone": "13951000001", "do": f"answer:{notice.code}"}
    answer = operator.post(NEW, form)
    again = operator.post(NEW, form)
    case = Case.objects.get()
    assert answer.headers["Location"] == again.headers["Location"] == f"/desk/cases/{case.order_no}/filed/"
    assert (case.stage, case.outcome, case.body) == ("closed", "answered", notice.title)
    line = Line.objects.get(kind="case.answer")
    assert line.facts["after"]["entry"] == notice.code


def test_what_was_typed_is_answered_with_the_entry(city: City, shelf: Shelf, operator: Client) -> None:
    entry = shelf.in_force()
    operator.post(NEW, CALL | {"token": str(uuid4()), "do": f"answer:{entry.code}"})
    case = Case.objects.get()
    assert (case.stage, case.body, case.request_type) == ("closed", CALL["body"], "help")


def test_an_answer_that_holds_no_longer_is_refused_and_nothing_is_lost(
    city: City, shelf: Shelf, operator: Client
) -> None:
    draft = shelf.draft()
    for code in (draft.code, "K999999", "B1", "<script>"):
        answer = operator.post(NEW, CALL | {"token": str(uuid4()), "do": f"answer:{code}"})
        assert answer.status_code == 422
        assert CALL["body"] in answer.content.decode()
    assert not Case.objects.exists()
