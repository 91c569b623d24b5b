"""What stands beside the form: the caller's history, similar cases, answers, lists to pick from, ends at once."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import City
from tests.desk.conftest import words
from tests.desk.test_intake import CALL, NEW, operator
from tests.knowledge.conftest import Shelf, shelf
from yihaotong.accounts.rules import IMPORTER
from yihaotong.cases import actions
from yihaotong.cases.models import Case, Draft
from yihaotong.dispatch import actions as catalogue
from yihaotong.dispatch.models import Category
from yihaotong.dispatch.rules import CategoryRow, PlaceLevel, PlaceRow, ServiceClass
from yihaotong.journal.models import Line

__all__ = ["operator", "shelf"]

Count = Callable[[], CaptureQueriesContext]
CALLER = "13951000001"
STRANGER = "13951000009"
#: Who asks and what he files, the tree, five for what answers, and what looking for open cases like it asks.
MOST_QUERIES_OF_A_PROPOSAL = 30


# --- the caller -----------------------------------------------------------------------------------------------------


def test_who_called_before_is_known_by_his_number_and_masked(city: City, operator: Client) -> None:
    city.to("in_hand", title="楼道灯不亮")
    ended = city.to("closed", title="去年的停水")
    Case.objects.filter(pk=ended.pk).update(filed_at=city.at - timedelta(days=40))
    said = words(operator.post(f"{NEW}caller/", {"phone": "139 5100-0001"}))
    assert "打来过 2 次" in said
    assert "1 件在办" in said
    assert "30 天内" not in said, "one call within thirty days is no repetition"
    assert said.index("楼道灯不亮") < said.index("去年的停水"), "what is open stands first"
    assert "示例WATER" in said
    assert "王*" in said
    assert "王䶮" not in said
    assert not Line.objects.filter(kind="identity.read").exists(), "what is masked is not read"


def test_a_number_called_from_for_the_first_time_says_so_and_half_a_number_says_nothing(
    city: City, operator: Client
) -> None:
    assert "第一次打来" in words(operator.post(f"{NEW}caller/", {"phone": STRANGER}))
    for half in ("", "139", "1395100", "不是号码", "1" * 300):
        assert operator.post(f"{NEW}caller/", {"phone": half}).content == b""
    assert operator.get(f"{NEW}caller/", {"phone": CALLER}).status_code == 405, "a number belongs in no address"


def test_name_and_address_are_opened_by_one_press_with_a_line(city: City, operator: Client) -> None:
    case = city.file(secrecy="confidential")
    said = operator.post(f"{NEW}caller/open/", {"case": case.order_no})
    assert "王䶮" in said.content.decode()
    assert "示例小区 3 号楼" in words(said)
    line = Line.objects.get(kind="identity.read")
    assert (line.subject, line.actor) == (case.key, city.people["operator"].key)
    assert "来电登记" in line.facts["reason"]
    assert operator.post(f"{NEW}caller/open/", {"case": "YC20000101000001"}).status_code == 404


def test_what_he_needs_is_taken_over_from_his_last_case(city: City, operator: Client) -> None:
    operator.post(NEW, CALL | {"token": str(uuid4()), "needs": ["hearing", "elderly", "hearing"]})
    assert Case.objects.get().requester.needs == "elderly,hearing"
    panel = operator.post(f"{NEW}caller/", {"phone": CALLER})
    assert 'data-needs="elderly,hearing"' in panel.content.decode()
    assert "听障" in words(panel)


def test_the_history_of_many_calls_asks_no_more_than_that_of_two(city: City, operator: Client, queries: Count) -> None:
    counts = []
    for number in (2, 28):
        for _ in range(number):
            city.file()
        operator.post(f"{NEW}caller/", {"phone": CALLER})
        with queries() as seen:
            operator.post(f"{NEW}caller/", {"phone": CALLER})
        counts.append(len(seen))
    assert counts[0] == counts[1]


# --- the same matter ------------------------------------------------------------------------------------------------


def alike(city: City, **changed: str) -> dict[str, str]:
    return {"body": "示例小区停水一天了，家里没水", "category": "0101", "place": "640104", "phone": STRANGER} | changed


def test_open_cases_like_the_one_being_typed_are_offered(city: City, operator: Client) -> None:
    same = city.file()
    city.file(title="路灯", body="人民路的路灯坏了三盏，晚上看不清。", address="人民路")
    ended = city.to("closed")
    said = operator.post(f"{NEW}similar/", alike(city)).content.decode()
    assert same.order_no in said
    assert f"follow:{same.order_no}" in said
    assert "路灯" not in said
    assert ended.order_no not in said
    own = operator.post(f"{NEW}similar/", alike(city, phone=CALLER)).content.decode()
    assert f"merge:{same.order_no}" in own, "the same number: the same person"


def test_the_category_is_guessed_from_the_words_while_none_is_chosen(city: City, operator: Client) -> None:
    same = city.file()
    said = operator.post(f"{NEW}similar/", alike(city, category="", body="小区供水停了，一栋楼都没水")).content.decode()
    assert same.order_no in said


def test_too_little_typed_is_compared_with_nothing(city: City, operator: Client) -> None:
    city.file()
    assert operator.post(f"{NEW}similar/", alike(city, body="停水", category="")).content == b""


def test_similar_cases_cost_the_same_for_two_and_for_thirty(city: City, operator: Client, queries: Count) -> None:
    counts = []
    for number in (2, 28):
        for _ in range(number):
            city.file()
        operator.post(f"{NEW}similar/", alike(city))
        with queries() as seen:
            operator.post(f"{NEW}similar/", alike(city))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_call_is_filed_as_a_follower_in_one_press(city: City, operator: Client) -> None:
    parent = city.file()
    call = CALL | {"token": str(uuid4()), "phone": STRANGER, "name": "李四", "join": f"follow:{parent.order_no}"}
    operator.post(NEW, call)
    case = Case.objects.exclude(pk=parent.pk).get()
    assert (case.stage, case.parent) == ("following", parent)


def test_where_joining_is_refused_the_call_is_filed_all_the_same(city: City, operator: Client) -> None:
    ended = city.to("closed")
    answer = operator.post(NEW, CALL | {"token": str(uuid4()), "join": f"merge:{ended.order_no}"}, follow=True)
    assert "已登记，但没有并单" in words(answer)
    assert Case.objects.exclude(pk=ended.pk).get().stage == "filed"


# --- ended at once --------------------------------------------------------------------------------------------------


def test_a_silent_call_ends_in_one_press(city: City, operator: Client) -> None:
    panel = operator.post(f"{NEW}ending/", {"ending": "void"})
    assert "静默" in words(panel)
    operator.post(NEW, {"token": str(uuid4()), "ending": "void", "code": "silent", "do": "end"})
    case = Case.objects.get()
    assert (case.stage, case.requester.anonymous, case.body) == ("void", True, "无效")


def test_an_end_that_lacks_its_reason_comes_back_with_everything_typed(city: City, operator: Client) -> None:
    answer = operator.post(
        NEW, CALL | {"token": str(uuid4()), "ending": "decline", "words": "请向仲裁委申请", "do": "end"}
    )
    assert answer.status_code == 422
    assert "请填写“情形”" in words(answer)
    assert "请向仲裁委申请" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_call_is_put_through_and_filed_as_such(city: City, operator: Client) -> None:
    operator.post(NEW, CALL | {"token": str(uuid4()), "ending": "transfer", "line": "120", "do": "end"})
    assert Case.objects.get().stage == "transferred"


def test_without_javascript_an_end_is_asked_for_by_a_button(city: City, operator: Client) -> None:
    answer = operator.post(NEW, CALL | {"token": str(uuid4()), "do": "ending:void"})
    assert "静默" in words(answer)
    assert CALL["body"] in answer.content.decode()
    assert operator.post(f"{NEW}ending/", {"ending": "close"}).content == b""


# --- lists to pick from ---------------------------------------------------------------------------------------------


@pytest.fixture
def catalogued(city: City) -> City:
    rows = [
        PlaceRow("640104001", PlaceLevel.STREET, "大新镇", "640104"),
        PlaceRow("640104001001", PlaceLevel.COMMUNITY, "燕祥社区居委会", "640104001"),
    ]
    catalogue.load_places(rows, actor=IMPORTER, at=city.at)
    noise = CategoryRow("0103", "噪音扰民", "01", ServiceClass.ADMINISTRATIVE, city.at.date() - timedelta(days=400))
    catalogue.load_categories([noise], actor=IMPORTER, at=city.at)
    return city


@pytest.mark.parametrize(
    ("what", "typed", "first"),
    [
        ("place", "大新", "640104001"),
        ("place", "dxz", "640104001"),
        ("place", "yx", "640104001001"),
        ("place", "DQDX", "640104001"),
        ("category", "zy", "0103"),
        ("category", "水", "0101"),
    ],
)
def test_a_name_or_its_first_letters_find_it(
    catalogued: City, operator: Client, what: str, typed: str, first: str
) -> None:
    found = operator.post(f"{NEW}pick/{what}/", {"typed": typed}).content.decode()
    assert found.index(f'data-code="{first}"') == found.index("data-code="), "first in the list"


def numbered(page: HttpResponse) -> list[str]:
    """The names that a digit takes, in their order."""
    return re.findall(r"<kbd>\d</kbd> <span>([^<]+)</span>", page.content.decode())


def test_without_a_letter_the_text_proposes_and_a_habit_has_no_digit(catalogued: City, operator: Client) -> None:
    catalogued.file()
    leaf = Category.objects.get(pk="0101").name
    asked = {"typed": "", "body": "楼下噪音扰民"}
    assert numbered(operator.post(f"{NEW}pick/category/", asked)) == ["噪音扰民"]
    for body in ("有件事想问问您", ""):
        page = operator.post(f"{NEW}pick/category/", asked | {"body": body})
        assert numbered(page) == [], "what he files most is no suggestion for a text that speaks of nothing"
        assert leaf in words(page)
        assert "没有认出类别" in words(page)


def test_a_category_is_told_by_the_words_people_use_for_it(catalogued: City, operator: Client) -> None:
    for _ in range(3):
        catalogued.file()
    spoken = operator.post(f"{NEW}pick/category/", {"typed": "", "body": "楼下每天半夜放音响，吵得睡不着"})
    assert numbered(spoken)[:1] == ["噪音扰民"]
    assert numbered(operator.post(f"{NEW}pick/category/", {"typed": "扰民"}))[:1] == ["噪音扰民"]
    assert numbered(operator.post(f"{NEW}pick/category/", {"typed": "噪声"})) == ["噪音扰民"], "by a word of its own"


def test_the_category_of_what_answers_the_text_is_proposed(catalogued: City, operator: Client, shelf: Shelf) -> None:
    shelf.in_force(question="邮筒歪倒以后找谁扶正", answer="请告诉我们位置。", category="0103")
    page = operator.post(f"{NEW}pick/category/", {"typed": "", "body": "门口的邮筒歪倒了没人扶正"})
    assert numbered(page) == ["噪音扰民"]


def test_the_category_of_open_cases_like_it_is_proposed(catalogued: City, operator: Client) -> None:
    catalogued.file(title="邮筒", body="示例路口的邮筒歪倒了，没人扶正。", category="0103")
    page = operator.post(f"{NEW}pick/category/", {"typed": "", "body": "示例路口邮筒歪倒没人扶正"})
    assert numbered(page) == ["噪音扰民"]


def test_a_proposal_costs_the_same_for_two_cases_and_for_thirty(
    catalogued: City, operator: Client, queries: Count
) -> None:
    counts = []
    for number in (2, 28):
        for _ in range(number):
            catalogued.file()
        asked = {"typed": "", "body": "小区停水一天了，一栋楼四十户都没水。"}
        operator.post(f"{NEW}pick/category/", asked)
        with queries() as seen:
            operator.post(f"{NEW}pick/category/", asked)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST_QUERIES_OF_A_PROPOSAL


def test_a_place_is_proposed_only_by_letters(catalogued: City, operator: Client) -> None:
    assert operator.post(f"{NEW}pick/place/", {"typed": ""}).content.strip() == b""
    none = operator.post(f"{NEW}pick/place/", {"typed": "<x>"})
    assert "没有找到" in words(none)
    assert b'role="option"' not in none.content
    assert operator.post(f"{NEW}pick/unit/", {"typed": "a"}).status_code == 404


# --- drafts ---------------------------------------------------------------------------------------------------------


def test_an_empty_form_is_no_draft(city: City, operator: Client) -> None:
    empty = {"token": str(uuid4()), "urgency": "normal", "secrecy": "normal", "cursor": "phone:0", "body": "  "}
    assert "已自动保存" not in words(operator.post(f"{NEW}autosave/", empty))
    operator.post(NEW, empty | {"do": "keep"})
    assert not Draft.objects.exists()
    operator.post(f"{NEW}autosave/", empty | {"body": "停水"})
    assert Draft.objects.count() == 1
    operator.post(f"{NEW}autosave/", empty)
    assert not Draft.objects.exists(), "emptied again, it is none any more"


def test_a_draft_is_taken_up_where_the_cursor_was(city: City, operator: Client) -> None:
    token = str(uuid4())
    operator.post(f"{NEW}autosave/", {"token": token, "body": "停水三天", "cursor": "body:2"})
    assert '<input type="hidden" name="cursor" value="body:2">' in operator.get(f"{NEW}?draft={token}").content.decode()


def test_what_is_beside_the_form_is_for_those_who_file(city: City, sit: Callable[[str], Client]) -> None:
    client = sit("dispatcher")
    for piece in ("caller", "caller/open", "similar", "answers", "ending", "pick/place", "emergency"):
        assert client.post(f"{NEW}{piece}/", {"phone": CALLER}).status_code == 404


def test_masked_stays_masked_in_the_actions(city: City) -> None:
    """The panel's name is the one every page shows."""
    assert actions.masked(city.file()).name == "王*"


# --- joining another case from the page of a case ---------------------------------------------------------------------


def test_a_case_is_offered_what_it_may_join_the_same_number_first(city: City, sit: Callable[[str], Client]) -> None:
    alike = city.file(phone=STRANGER, body="示例小区停水三天了，八十户都没有水，请尽快修。")
    same = city.file(title="楼道灯不亮", body="楼道的灯坏了一个月。")
    sealed = city.file(title="另一件", secrecy="confidential", body="另一件完全无关的路灯维修。")
    case = city.file(body="示例小区停水三天了，八十户没有水，老人没水喝。")
    page = words(sit("dispatcher").get(f"/desk/cases/{case.order_no}/joinable/"))
    assert page.index(same.order_no) < page.index(alike.order_no)
    assert "同一号码" in page
    assert sealed.order_no not in page
    assert case.order_no not in page
    assert sit("handler").get(f"/desk/cases/{case.order_no}/joinable/").status_code == 404


def test_the_bulletin_that_speaks_of_the_matter_stands_first(city: City, operator: Client, shelf: Shelf) -> None:
    shelf.announce(title="示例街一带停水", words="管道抢修，预计今晚恢复。")
    shelf.announce(title="北路封路", words="路面施工，车辆绕行。")
    plain = words(operator.post(f"{NEW}answers/", {"body": "你好"}))
    assert plain.index("封路") < plain.index("停水"), "the newest first"
    told = words(operator.post(f"{NEW}answers/", {"body": "我们小区突然停水了，什么时候能来"}))
    assert told.index("停水") < told.index("封路")


def test_the_draft_keeps_what_it_is_to_join_and_is_named_by_its_words(city: City, operator: Client) -> None:
    parent = city.to("in_hand")
    token = str(uuid4())
    typed = {"token": token, "body": "又停水了，八十户。", "join": f"follow:{parent.order_no}"}
    operator.post(f"{NEW}autosave/", typed)
    page = operator.get(f"{NEW}?draft={token}")
    assert f'name="join" value="follow:{parent.order_no}"' in page.content.decode()
    assert f"登记后随主单 {parent.order_no} 办理" in words(page)
    assert "又停水了，八十户。" in words(operator.get("/desk/")), "his own draft by its first words"
    assert not Draft.objects.filter(sealed__contains="停水".encode()).exists()


def test_what_ended_a_call_is_there_to_be_read_out(city: City, operator: Client) -> None:
    void = operator.post(NEW, {"token": str(uuid4()), "do": "end", "ending": "void", "code": "silent"}, follow=True)
    assert "已登记为无效" in words(void), words(void)
    assert actions.query_code(Case.objects.get().order_no) not in words(void)
